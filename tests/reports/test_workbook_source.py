"""Workbooks among the files of a source: taken when they can be read, named when they cannot, and the rest goes on."""

import datetime as dt
import hashlib
from pathlib import Path

from workbooks import HDIR, edited, put, sent, template

from arshjul.reports.sources.base import is_report_name
from arshjul.reports.sources.folder import FolderSource
from arshjul.reports.workbook.looking import MAX_BYTES

NOW = dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
NONE: frozenset[str] = frozenset()


def test_a_workbook_arrives_like_any_other_report(tmp_path: Path):
    good = edited(template(HDIR), sent(), put(Tiltak_D2="To kommuner er i gang."))
    (tmp_path / "rapport.xlsx").write_bytes(good)
    (tmp_path / "halv.xlsx").write_bytes(good[:5_000])
    (tmp_path / "gammel.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (tmp_path / "stor.xlsm").write_bytes(b"PK\x03\x04" + bytes(MAX_BYTES + 10))
    (tmp_path / "~$rapport.xlsx").write_bytes(b"the lock of a program that has it open")
    result = FolderSource(tmp_path).pull(now=NOW, known=NONE)
    (arrival,) = result.arrivals
    assert (arrival.name, arrival.deliverable, arrival.raw) == ("rapport.xlsx", HDIR, good)
    assert {fault.name: fault.message_en.partition(" (")[0] for fault in result.faults} == {
        "halv.xlsx": "halv.xlsx: is not whole; it may have been copied in part only",
        "gammel.xls": "gammel.xls: is in a format older than .xlsx",
        "stor.xlsm": "stor.xlsm: is larger than 5 MB",
    }
    assert result.seen == 4


def test_a_fault_in_a_cell_is_told_in_both_languages(tmp_path: Path):
    (tmp_path / "a.xlsx").write_bytes(edited(template(HDIR), sent(), put(Økonomi_B2="mye")))
    (fault,) = FolderSource(tmp_path).pull(now=NOW, known=NONE).faults
    assert fault.message_nb.startswith("a.xlsx: Økonomi!B2: er ikke et beløp: 'mye'")
    assert fault.message_en.startswith("a.xlsx: Økonomi!B2: is not an amount: 'mye'")


def test_a_workbook_that_is_known_is_not_read_again(tmp_path: Path):
    """Bytes that cannot be read show that nobody tried."""
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 not whole")
    known = frozenset({hashlib.sha256(b"PK\x03\x04 not whole").hexdigest()})
    result = FolderSource(tmp_path).pull(now=NOW, known=known)
    assert (result.arrivals, result.faults, result.seen) == ((), (), 1)


def test_which_names_are_workbooks():
    taken = ["a.xlsx", "A.XLSX", "a.xlsm", "a.xls", "a.xlsb", "a.ods"]
    assert [
        name for name in [*taken, "~$a.xlsx", "a.xlsx.tmp", ".a.xlsx", "a.xlsx.part", "a.odt"] if is_report_name(name)
    ] == taken
