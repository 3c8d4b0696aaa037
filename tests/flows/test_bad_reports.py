"""Whatever an actor leaves in the place of a good report: a fault by name, the last good one kept, and nobody else stopped."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from office import Office, report

from arshjul.flows import collecting, moving
from arshjul.flows.board import board
from arshjul.flows.changing import applied
from arshjul.reports.sources.folder import FolderSource

KEY, OTHER = "prove-2024.report.followup-2024-1.nhn", "prove-2024.report.followup-2024-1.hdir"
GOOD = report(KEY, "2024-01-28")
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def archive(**parts: bytes) -> bytes:
    """An archive like a workbook's, with these parts under `xl/`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        for name, content in parts.items():
            made.writestr(f"xl/{name.replace('_', '.')}", content)
    return held.getvalue()


BAD = {
    "nan.json": (GOOD.replace(b'"schema": 1', b'"schema": NaN'), "ikke et tall i JSON"),
    "deep.json": (b'{"schema": 1, "type": ' + b"[" * 60 + b"]" * 60 + b"}", "dypere"),
    "twice.json": (GOOD.replace(b'"schema": 1', b'"schema": 1, "schema": 1'), "to ganger"),
    "initiative_twice.json": (GOOD.replace(b'"pps": {', b'"pll": {}, "pps": {'), "to ganger"),
    "anchors.yaml": (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anker"),
    "latin1.json": (GOOD.replace(b"noen@", b"n\xf8en@"), "UTF-8"),
    "half.json": (GOOD[: len(GOOD) // 2], "er ikke gyldig JSON"),
    "bomb.xlsx": (archive(workbook_xml=b" " * 100_000_000), "pakke"),
    "m.xlsm": (archive(workbook_xml=b"<workbook/>", vbaProject_bin=b"x"), "inneholder makroer"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "er beskyttet med passord"),
    "old.xls": (OLE + b"\0" * 600, "er i et eldre format"),
    "linked.xlsx": (archive(**{"externalLinks/externalLink1_xml": b"<x/>"}), "henter data fra andre filer"),
    "entity.xlsx": (archive(workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "inneholder XML-entiteter"),
    "cut.xlsx": (archive(workbook_xml=b"<workbook/>")[:-30], "er ikke hel"),
    "100mb.xlsx": (b"PK\x03\x04" + bytes(100_000_000), "er større enn 5 MB"),
    "alien.xlsx": (archive(workbook_xml=b"<workbook/>"), "er ingen arbeidsbok"),
    "other_year.json": (GOOD.replace(b"prove-2024", b"prove-2023"), "ukjent leveranse"),
    "other_actor.json": (report(OTHER, "2024-01-28"), "tilhører hdir"),
    "large.json": (b" " * 2_000_001, "større enn"),
}


@pytest.mark.parametrize("name", BAD)
def test_the_last_good_report_is_kept_and_nobody_else_is_stopped(
    file_office: Office, tmp_path: Path, name: str
) -> None:
    raw, says = BAD[name]
    folder = tmp_path / "nhn"
    folder.mkdir()
    file_office.load("2024-01-16")
    (folder / "god.json").write_bytes(GOOD)
    first = file_office.at("2024-01-29")
    first.sources = {**file_office.sources, "nhn": FolderSource(folder)}
    collecting.pull_all(first, ["nhn", "hdir"])
    collecting.judge(first)
    (folder / "god.json").unlink()
    (folder / name).write_bytes(raw)
    file_office.send_in("hdir", "r.json", "report.followup-2024-1.hdir", "2024-01-29")
    second = file_office.at("2024-01-30")
    second.sources = first.sources
    done = collecting.pull_all(second, ["nhn", "hdir"])
    assert [one.taken for one in done] == [0, 1]
    [fault] = [one for one in _faults(file_office) if one["place"] == name]
    assert says in fault["message"] and name in fault["message"]
    assert file_office.rows(
        f"SELECT s.no FROM submission s JOIN deliverable d ON d.id = s.deliverable_id WHERE d.key = '{KEY}'"
    ) == [(1,)]
    [row] = [row for row in board(file_office.at("2024-01-30")) if row.key == KEY]
    assert (row.state, row.completeness) == ("complete", "complete")


@pytest.mark.parametrize("name", ["nan.json", "m.xlsm", "other_actor.json"])
def test_a_faulty_file_stands_with_the_report_that_it_was_to_replace(file_office: Office, name: str) -> None:
    """Told by what the file says it answers, else by what a file of that name was taken for before."""
    place = f"god{Path(name).suffix}"
    source = file_office.sources["nhn"]
    file_office.load("2024-01-16")
    source.files["god.json"] = GOOD
    collecting.pull(file_office.at("2024-01-29"), "nhn")
    with file_office.parts.database.write() as connection:  # as if it had been taken in that format
        connection.exec_driver_sql("UPDATE submission SET name = ?", (place,))
    source.files.clear()
    source.files[place] = BAD[name][0]
    collecting.pull(file_office.at("2024-01-30"), "nhn")
    assert file_office.rows("SELECT DISTINCT deliverable_key FROM fault WHERE open") == [(KEY,)]
    assert [row.key for row in board(file_office.at("2024-01-30")) if row.faults] == [KEY]


def test_a_report_for_something_called_off_is_told_so(file_office: Office) -> None:
    """The key is right, so nobody is sent to look for another."""
    file_office.load("2024-01-16")
    applied(file_office.at("2024-01-20"), moving.cancel("followup-2024-1", "Møtekollisjon"))
    file_office.sources["nhn"].files["r.json"] = GOOD
    assert collecting.pull(file_office.at("2024-01-29"), "nhn").faults == ("called_off",)
    [fault] = _faults(file_office)
    assert f"gjelder «{KEY}», som er avlyst og ikke skyldes lenger" in fault["message"]


def test_a_bad_value_names_the_deliverable_that_the_file_says(file_office: Office) -> None:
    file_office.load("2024-01-16")
    file_office.sources["nhn"].files["ny.json"] = GOOD.replace(b'"schema": 1', b'"schema": 1, "schema": 1')
    collecting.pull(file_office.at("2024-01-29"), "nhn")
    assert file_office.rows("SELECT deliverable_key FROM fault") == [(KEY,)]


def _faults(office: Office) -> list[dict[str, str]]:
    rows = office.rows("SELECT name, message_nb FROM fault WHERE open")
    return [{"place": name, "message": message} for name, message in rows]


def test_negative_money_is_named_with_its_place(file_office: Office) -> None:
    values = json.loads(GOOD)
    values["initiatives"]["pps"]["economy"] = {"allocated": 67200, "spent": -1}
    file_office.load("2024-01-16")
    file_office.sources["nhn"].files["r.json"] = json.dumps(values).encode()
    assert collecting.pull(file_office.at("2024-01-29"), "nhn").faults == ("unreadable_report",)
    assert "initiatives.pps.economy.spent" in _faults(file_office)[0]["message"]
