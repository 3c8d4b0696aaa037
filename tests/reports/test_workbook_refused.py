"""Workbooks that are not read: each is a fault with a name and a place, and none brings the reader down."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from openpyxl import load_workbook
from workbooks import HDIR, NHN, edited, faults, part_of, put, read, repacked, sent, template

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.reports import apart
from arshjul.reports.judge import judge
from arshjul.reports.sources.base import is_report_name
from arshjul.reports.workbook import child, looking
from arshjul.reports.workbook.looking import MAX_BYTES, look

Parts = dict[str, bytes]
CONTENT, RELATIONS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"


@pytest.fixture(scope="module")
def good() -> bytes:
    """A workbook that can be read."""
    set_lang(Lang.NB)
    return edited(template(HDIR), sent(), put(Økonomi_B2=67_200_000))


def sheet(raw: bytes, title: str, old: str, new: str) -> bytes:
    """The workbook with the XML of one sheet changed."""
    name = part_of(raw, title)

    def change(parts: Parts) -> None:
        body = parts[name].decode()
        assert old in body
        parts[name] = body.replace(old, new, 1).encode()

    return repacked(raw, change)


def adding(name: str, body: bytes = b"x") -> Callable[[Parts], None]:
    return lambda parts: parts.__setitem__(name, body)


def replacing(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def far(cell: str) -> str:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'


def test_a_small_file_with_one_far_cell_is_refused_before_it_is_read(good: bytes):
    """Reading it would make room for 17 billion cells; at the last row and column that are read, all is well."""
    raw = sheet(good, "Økonomi", "</sheetData>", far("XFD1048576"))
    assert faults(raw) == ["Økonomi!XFD1048576: har innhold altfor langt ute (slett innholdet i cellen)"]
    assert faults(sheet(good, "Økonomi", "</sheetData>", far("GS5000"))) != []  # column 201
    assert faults(sheet(good, "Økonomi", "</sheetData>", far("A5001"))) != []
    assert faults(sheet(good, "Økonomi", "</sheetData>", far("GR5000"))) == []


def test_a_far_cell_on_a_sheet_of_ones_own_does_not_matter(good: bytes):
    raw = edited(good, lambda book: book.create_sheet("Grunnlag").__setitem__("A1", 1))
    assert faults(sheet(raw, "Grunnlag", "</sheetData>", far("XFD1048576"))) == []


def test_far_cells_without_content_and_a_large_declared_extent_do_not_matter(good: bytes):
    """People format whole columns. Nothing is made room for by what a sheet declares, only by what it holds."""
    raw = sheet(good, "Økonomi", "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    name = part_of(raw, "Økonomi")
    start = b'<dimension ref="'
    raw = repacked(
        raw, lambda parts: parts.__setitem__(name, parts[name].replace(start, start + b'A1:XFD1048576" x="', 1))
    )
    assert read(raw).initiatives["pll"]


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_it_becomes(good: bytes):
    """40 MB of blanks in 40 KB; then the same with a table of contents that lies about it."""
    blanks = repacked(good, adding("xl/sharedStrings.xml", b"<sst>" + b" " * 40_000_000 + b"</sst>"))
    assert faults(blanks) == ["blir altfor stor når den pakkes ut (send bare rapporten, uten bilder og vedlegg)"]
    dense = repacked(good, adding("xl/sharedStrings.xml", b"<sst>" + b" " * 20_000_000 + b"</sst>"))
    assert faults(dense)[0].startswith("xl/sharedStrings.xml: blir altfor stor")
    size = (20_000_011).to_bytes(4, "little")
    assert dense.count(size) == 2
    assert len(faults(dense.replace(size, (1_000).to_bytes(4, "little")))) == 1
    many = repacked(good, lambda parts: parts.update({f"xl/media/{number}.png": b"" for number in range(500)}))
    assert faults(many)[0].startswith("blir altfor stor")


def test_a_workbook_of_100_mb_is_refused_by_its_size(tmp_path: Path):
    assert faults(b"PK\x03\x04" + bytes(MAX_BYTES)) == [
        "er større enn 5 MB (send bare rapporten, uten bilder og vedlegg)"
    ]
    from arshjul.models.yaml_places import read_bytes

    path = tmp_path / "stor.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(100_000_000)
    assert faults(read_bytes(path), "stor.xlsx")[0].startswith("er større enn 5 MB")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (adding("xl/vbaProject.bin"), "xl/vbaProject.bin: inneholder makroer"),
        (adding("xl/macrosheets/sheet1.xml", b"<x/>"), "xl/macrosheets/sheet1.xml: inneholder makroer"),
        (replacing(CONTENT, b"spreadsheetml.sheet.main+xml", b"x.macroEnabled.main+xml"), "[Content_Types].xml: inneholder makroer"),
        (adding("xl/externalLinks/externalLink1.xml", b"<x/>"), "xl/externalLinks/externalLink1.xml: henter data fra andre filer eller steder"),
        (adding("xl/connections.xml", b"<x/>"), "xl/connections.xml: henter data fra andre filer eller steder"),
        (
            replacing(RELATIONS, b"</Relationships>", b'<Relationship Id="x" Type="y/oleObject" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'),
            "xl/_rels/workbook.xml.rels: henter data fra andre filer eller steder",
        ),
        (replacing("xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY e "boo">]><workbook'), "xl/workbook.xml: inneholder XML-entiteter"),
        (adding("xl/sharedStrings.xml", b'<!DOCTYPE x SYSTEM "http://example.no/x.dtd"><sst/>'), "xl/sharedStrings.xml: inneholder XML-entiteter"),
        (adding("xl/sharedStrings.xml", '<!DOCTYPE x [<!ENTITY e "x">]><sst/>'.encode("utf-16")), "xl/sharedStrings.xml: inneholder XML-entiteter"),
        (adding("xl/workbook.bin"), "er i formatet .xlsb"),
        (adding("xl/sharedStrings.xml", b"<sst>"), "xl/sharedStrings.xml: er skadet og kan ikke leses"),
        (adding("XL/WORKBOOK.xml", b"<x/>"), "er skadet og kan ikke leses"),
        (lambda parts: parts.pop("xl/workbook.xml"), "er ingen arbeidsbok i formatet .xlsx"),
        (lambda parts: parts.pop(CONTENT), "er ingen arbeidsbok i formatet .xlsx"),
        (lambda parts: parts.pop("xl/worksheets/sheet3.xml"), "Tiltak: er skadet og kan ikke leses"),
        (replacing("xl/worksheets/sheet3.xml", b'r="A1"', b""), "xl/worksheets/sheet3.xml: er skadet og kan ikke leses"),
    ],
)  # fmt: skip
def test_what_a_workbook_may_not_hold_is_named_with_its_part(good: bytes, change: Callable[[Parts], None], says: str):
    (fault,) = faults(repacked(good, change))
    assert fault.startswith(says)


def test_an_address_that_excel_made_a_link_is_no_link_to_a_file(good: bytes):
    def linked(book: object) -> None:
        book["Om rapporten"]["B6"].hyperlink = "mailto:kari@example.no"  # type: ignore[index]

    assert read(edited(good, linked)).submitted_by == "kari@example.no"


def test_a_formula_counts_by_its_value_and_without_one_it_is_refused(good: bytes):
    """As it is saved by a program that does not calculate; a formula whose value is an empty text has a value."""
    cell = 'r="D2" s="{}" t="n"><v>{}</v>'
    raw = edited(good, put(Økonomi_D2=777_777))
    body = zipfile.ZipFile(io.BytesIO(raw)).read(part_of(raw, "Økonomi")).decode()
    style = body.partition('r="D2" s="')[2].partition('"')[0]
    old = cell.format(style, 777777)
    with_value = sheet(raw, "Økonomi", old, f'r="D2" s="{style}"><f>B2/2</f><v>33600000</v>')
    assert read(with_value).initiatives["pll"].economy.spent == 33_600_000
    for empty in ("<v/>", "<v></v>", ""):
        (fault,) = faults(sheet(raw, "Økonomi", old, f'r="D2" s="{style}"><f>B2/2</f>{empty}'))
        assert fault.startswith("Økonomi!D2: er en formel uten verdi (åpne arbeidsboken, la den regne ut, og lagre den")
    said_nothing = sheet(raw, "Økonomi", old, f'r="D2" s="{style}" t="str"><f>IF(1,"")</f><v></v>')
    assert read(said_nothing).initiatives["pll"].economy.spent is None
    wrong = sheet(raw, "Økonomi", old, f'r="D2" s="{style}" t="e"><f>1/0</f><v>#DIV/0!</v>')
    assert faults(wrong)[0].startswith("Økonomi!D2: inneholder feilen #DIV/0!")


def test_a_formula_written_by_a_program_without_values_is_refused_where_an_answer_should_be(good: bytes):
    found = faults(edited(good, put(Tiltak_D2='="I rute"', Risiko_C3="=2+2", Om_rapporten_B6="=A1")))
    assert [fault.split(" (")[0] for fault in found] == [
        "Om rapporten!B6: er en formel uten verdi",
        "Tiltak!D2: er en formel uten verdi",
        "Risiko!C3: er en formel uten verdi",
    ]


def test_a_password_is_named_however_the_file_is_locked(good: bytes):
    """An encrypted workbook is an OLE file around the real one; entries of a package may be encrypted as well."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    says = ["er beskyttet med passord (fjern passordet, og lagre den på nytt)"]
    assert faults(ole) == says
    locked = bytearray(good)
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert faults(bytes(locked)) == says
    assert faults(ole.replace("Encrypted".encode("utf-16-le"), bytes(18)))[0].startswith(
        "er i et eldre format enn .xlsx"
    )


@pytest.mark.parametrize("part", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_copied_in_part_is_not_whole(good: bytes, part: float):
    (fault,) = faults(good[: int(len(good) * part) or 2])
    assert fault.startswith("er ikke hel; den kan være bare delvis kopiert (vent til kopieringen er ferdig")


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"", "er tom"), (b"<html>Logg inn</html>", "er ingen arbeidsbok"), (b"a;b;c\n1;2;3\n", "er ingen arbeidsbok"), (b"P", "er ikke hel"), (b"PK\x03\x04", "er ikke hel")],
)  # fmt: skip
def test_what_is_no_workbook_is_said_to_be_none(raw: bytes, says: str):
    (fault,) = faults(raw)
    assert fault.startswith(says)


def test_another_workbook_is_not_taken_for_a_report():
    def strange(book: object) -> None:
        for name in book.sheetnames[1:]:  # type: ignore[attr-defined]
            book.remove(book[name])  # type: ignore[attr-defined,index]

    (fault,) = faults(edited(template(HDIR), strange))
    assert fault == "er ikke laget fra malen for en leveranse (hent malen med arshjul report template)"


def test_the_template_of_another_deliverable_or_year_is_judged_to_be_so(shipped: dict[str, object], good: bytes):
    """The workbook is readable; that it answers another demand is the judge's to say."""
    item = shipped[NHN]
    names = {slug: {"nb": slug, "en": slug} for slug in item.required}  # type: ignore[attr-defined]
    last_year = edited(template(HDIR.replace("2024", "2025")), sent())
    for raw, code in ((good, "wrong_actor"), (last_year, "wrong_deliverable")):
        found = judge(item, read(raw), names=names)  # type: ignore[arg-type]
        assert code in {finding.code for finding in found.findings}


def test_a_template_made_into_anothers_by_hand_says_two_things():
    raw = edited(template(HDIR), sent(), put(Om_rapporten_B4=HDIR.replace("2024", "2025")))
    (fault,) = faults(raw)
    assert fault.startswith(
        f"Om rapporten!B4: sier noe annet enn malen, som er laget for {HDIR} (hent malen for riktig leveranse)"
    )


def test_the_answers_are_read_when_the_hidden_sheet_is_lost(good: bytes):
    """As when people copy the visible sheets into a workbook of their own."""
    report = read(edited(good, lambda book: book.remove(book["_arshjul"])))
    assert report == read(good)


def test_a_newer_template_is_not_half_understood(good: bytes):
    assert faults(edited(good, put(_arshjul_B2="2", Om_rapporten_B5="2")))[0].startswith(
        "Om rapporten!B5: versjonen er ukjent: 2"
    )
    assert faults(edited(good, put(_arshjul_B3="2"))) == [
        "er laget av en nyere utgave av programmet (hent malen på nytt)"
    ]


def test_other_suffixes_of_workbooks_are_refused_for_what_they_are(good: bytes):
    assert faults(good, "a.xlsm") == [], "what counts is whether it holds macros, not its name"
    assert faults(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls")[0].startswith("er i et eldre format")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<x/>")
    assert is_report_name("Status.ods"), "a report in LibreOffice's own format is not passed over in silence"
    assert faults(held.getvalue(), "Status.ods")[0].startswith("er ingen arbeidsbok i formatet .xlsx")


def test_the_reader_ends_when_its_time_is_up_and_leaves_nothing_behind(good: bytes):
    apart.close_all()
    before = _children()
    with pytest.raises(BadInput, match="tar for lang tid å lese"):
        look(good, "a.xlsx", seconds=0.001)
    assert _children() == before
    assert look(good, "a.xlsx"), "the next file is read as usual"


def _children() -> str:
    return subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "comm="], capture_output=True, text=True, check=False
    ).stdout.replace("ps\n", "")


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, does: str, begins: str = "") -> None:
    """Another reader in the place of the real one: `does` is what its `look` does."""
    script = folder / "reader.py"
    lines = "\n    ".join(does.splitlines())
    script.write_text(
        f"MEMORY, SECONDS, OUTPUT = 512_000_000, 10, 64_000_000\n{begins}\nclass Refused(Exception): pass\n"
        f"def prepare(): pass\ndef look(raw):\n    {lines}\n"
    )
    monkeypatch.setattr(looking, "READER", apart.Reader(script, (), 64_000_000))


def test_the_reader_gets_little_memory_and_time_and_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A stand-in for the reader reports its own limits, settings and open files."""
    does = """import os, resource, sys
said = {n: resource.getrlimit(getattr(resource, n))[1] for n in ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE')}
open_files = [os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}')]
return {**said, 'env': dict(os.environ), 'path': sys.flags.isolated, 'files': open_files, 'pid': os.getpid()}"""
    stand_in(monkeypatch, tmp_path, does)
    monkeypatch.setenv("ARSHJUL_SECRET", "hemmelig")
    told = apart.look(looking.READER, b"", 20)
    assert (told["RLIMIT_AS"], told["RLIMIT_CPU"], told["RLIMIT_FSIZE"]) == (child.MEMORY, child.SECONDS, child.OUTPUT)
    assert "ARSHJUL_SECRET" not in told["env"]
    assert told["path"] == 1
    assert not [name for name in told["files"] if name.startswith("socket")], "it has nobody to speak to"
    assert apart.look(looking.READER, b"", 20)["pid"] != told["pid"], "each file has a process of its own"


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("import resource, os; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass", "tar for lang tid"),
        ("import os; os.abort()", "krever mer minne"),
        ("return 'ikke JSON' + object()", "er skadet"),
        ("return {1: object()}", "krever mer minne"),
        ("return ['ingen tabell']", "krever mer minne"),
        ("raise MemoryError", "krever mer minne"),
        ("return {'sheets': bytearray(600_000_000)}", "krever mer minne"),
    ],
)
def test_however_the_reader_ends_it_is_a_fault_of_the_file_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, good: bytes, does: str, says: str
):
    real = looking.READER
    stand_in(monkeypatch, tmp_path, does)
    (fault,) = faults(good)
    assert fault.startswith(says)
    monkeypatch.setattr(looking, "READER", real)
    assert faults(good) == []


@pytest.mark.parametrize("begins", [None, "import no_such_module"])
def test_a_reader_that_cannot_start_is_no_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, good: bytes, begins: str | None
):
    if begins is None:
        monkeypatch.setattr(looking, "READER", apart.Reader(tmp_path / "gone.py", (), 1_000))
    else:
        stand_in(monkeypatch, tmp_path, "return {}", begins)
    with pytest.raises(RuntimeError, match="cannot start"):
        read(good)


def test_several_threads_may_read_at_once_and_one_that_hangs_delays_no_other(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    stand_in(
        monkeypatch, tmp_path, "import time\ntime.sleep(0 if raw == b'quick' else 30)\nreturn {'said': raw.decode()}"
    )
    with ThreadPoolExecutor(3) as threads:
        slow = threads.submit(apart.look, looking.READER, b"slow", 3)
        quick = [threads.submit(apart.look, looking.READER, b"quick", 3) for _ in range(8)]
        assert [one.result() for one in quick] == [{"said": "quick"}] * 8
        assert not slow.done()
        assert slow.result() == {"refused": "time"}


def test_the_program_that_reads_uses_nothing_of_ours():
    """It is to start fast, and to hold nothing that a workbook could reach."""
    script = f"import sys; sys.path.insert(0, {str(Path(child.__file__).parent)!r}); import child; print([m for m in sys.modules if 'arshjul' in m])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_workbook_opens_elsewhere_as_it_was_written(good: bytes):
    assert load_workbook(io.BytesIO(good))["Økonomi"]["B2"].value == 67_200_000
