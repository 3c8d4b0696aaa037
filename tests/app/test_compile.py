"""`report compile` and `report joint-template`, as the office meets them."""

import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from front_desk import Command
from joint_cases import HDIR, MEETING, NHN, demanding, docx_text, section, sent_in
from office import Office

from arshjul.calendar.wheel_file import shipped_wheels


@pytest.fixture
def given(file_office: Office) -> tuple[str, ...]:
    """A database in which both have reported, as options."""
    file_office.rewheel(demanding)
    file_office.load("2024-01-16")
    for actor, key in (("nhn", NHN), ("hdir", HDIR)):
        body = sent_in(key, "2024-08-20", {"pll": section(), "pps": section("yellow", deviation="To uker forsinket.")})
        file_office.sources[actor].files[f"{key}.json"] = body
    file_office.day("2024-08-21")
    return ("--database", file_office.url, "--portfolio", str(file_office.portfolio_path), "--as-of", "2024-08-27")


def test_each_form_of_file_is_written_and_written_over(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path
) -> None:
    for name in ("a.docx", "a.md", "a.html", "A.HTML"):
        path = tmp_path / "ny mappe" / name
        answer = arshjul("report", "compile", MEETING, "--out", path, *given)
        assert (answer.code, answer.out) == (0, f"skrevet: {path}\n"), answer.err
        body = path.read_bytes()
        path.write_text("noe annet", encoding="utf-8")
        assert arshjul("report", "compile", MEETING, "--out", path, *given).code == 0
        assert path.read_bytes() == body, "the same again, and nothing left of the other"


def test_it_comes_in_english_too(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    assert arshjul("--lang", "en", "report", "compile", f"prove-2024.{MEETING}", "--out", path, *given).code == 0
    text = docx_text(path.read_bytes())
    assert "Joint status report" in text and "Tiltak" not in text and "Monday 9 September 2024" in text


def test_the_annex_alone_and_for_one_actor(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "vedlegg.html"
    answer = arshjul("report", "compile", MEETING, "--annex", path, "--annex-for", "nhn", *given)
    assert (answer.code, answer.out) == (0, f"skrevet: {path}\n")
    assert f"arshjul report annex-seen {MEETING} nhn --by" in answer.err
    page = path.read_text(encoding="utf-8")
    assert "Norsk helsenett" in page and "Helsedirektoratet" not in page


def test_the_annex_of_everybody_waits_for_each_actor_to_see_its_part(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path
) -> None:
    path, record = tmp_path / "vedlegg.md", ("report", "annex-seen", MEETING)
    answer = arshjul("report", "compile", MEETING, "--annex", path, *given)
    assert answer.code == 0 and "nhn er ikke med" in answer.err and "hdir er ikke med" in answer.err
    assert "## Norsk helsenett" not in path.read_text(encoding="utf-8")
    assert (
        arshjul(*record, "nhn", "--by", "kari@example.org", *given).out == "Ført: nhn har sett sin del (Kari Prøve).\n"
    )
    [row] = arshjul(*record, "nhn", "--by", "hod", "--format", "json", *given).rows
    assert row == {"meeting": f"prove-2024.{MEETING}", "actor": "nhn", "by": "Kari Prøve", "already": True}
    answer = arshjul("report", "compile", MEETING, "--annex", path, *given)
    assert "nhn er" not in answer.err and "hdir er ikke med" in answer.err
    page = path.read_text(encoding="utf-8")
    assert "## Norsk helsenett\n\nSett av aktøren tirsdag 27. august 2024.\n" in page
    assert "Helsedirektoratet står ikke her" in page and "## Helsedirektoratet" not in page
    for words, told in (
        (("helse-vest", "--by", "hod"), "gyldig: hdir, nhn"),
        (("nhn", "--by", "hod", "--made", "2024-08-28"), "--made"),
        (("nhn", "--by", "hod", "--made", "i går"), "i går"),
    ):
        answer = arshjul(*record, *words, *given)
        assert answer.code == 2 and told in answer.err, answer.err


def test_the_document_is_read_by_machines_as_by_people(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path
) -> None:
    """Headings in order, header rows marked, tables and pictures named, language and title set."""
    path = tmp_path / "a.docx"
    assert arshjul("report", "compile", MEETING, "--out", path, *given).code == 0
    document = Document(str(path))
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert "Status for tiltakene" in [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    assert document.core_properties.title == "Samlet statusrapport: Oppfølgingsmøte, mandag 9. september 2024"
    body = document.element.body
    tables, pictures = body.xpath(".//w:tbl"), body.xpath(".//wp:docPr")
    assert len(tables) == 6 and all(table.xpath("./w:tr[1]/w:trPr/w:tblHeader") for table in tables)
    assert all(table.xpath("./w:tblPr/w:tblCaption") for table in tables)
    assert [one.get("descr").partition(".")[0] for one in pictures] == [
        "Risikomatrise for Legemiddellisten", "Risikomatrise for Prøvesvar"
    ]  # fmt: skip
    assert "Leverandøren blir forsinket (Norsk helsenett): sannsynlighet 2, konsekvens 3" in pictures[0].get("descr")
    with zipfile.ZipFile(path) as package:
        assert 'w:lang w:val="nb-NO"' in package.read("word/styles.xml").decode()


def test_the_annex_can_be_restyled_too(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    form, out = tmp_path / "mal.docx", tmp_path / "v.docx"
    assert arshjul("report", "joint-template", "--annex", "--out", form).code == 0
    document = Document(str(form))
    document.paragraphs[0].text = "Til {{ actors[0].name }}"
    document.save(str(form))
    words = ("report", "compile", MEETING, "--annex", out, "--annex-for", "nhn", "--annex-template", form)
    assert arshjul(*words, *given).code == 0
    assert docx_text(out.read_bytes()).startswith("Til Norsk helsenett\n")
    other = ("report", "compile", MEETING, "--annex", tmp_path / "v.md", "--annex-template", form)
    assert "la --annex slutte på .docx" in arshjul(*other, *given).err


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_no_word_of_a_columns_heading_is_broken(arshjul: Command, tmp_path: Path, lang: str) -> None:
    """In bold type of 8 points a letter takes 1.8 mm at most on average, and the margins 2.4 mm."""
    for more in ((), ("--annex",)):
        form = tmp_path / f"{len(more)}.docx"
        assert arshjul("--lang", lang, "report", "joint-template", "--out", form, *more).code == 0
        for table in Document(str(form)).tables:
            for cell in table.rows[0].cells:
                if cell.width and "{" not in cell.text:
                    longest = max(map(len, cell.text.split()))
                    assert longest * 1.8 + 2.4 <= cell.width.mm + 0.01, cell.text


def test_a_meeting_to_which_nothing_is_owed_says_so(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    """The tertial meeting of the shipped wheel has but a report that is exempt from disclosure."""
    shipped = ("--database", tmp_path / "a.db", "--as-of", "2024-08-27")
    assert (
        arshjul("wheel", "load", *shipped_wheels(), "--database", tmp_path / "a.db", "--as-of", "2024-01-16").code == 0
    )
    meeting = ("report", "compile", "tertial-2024-1")
    for suffix in ("md", "html", "docx"):
        out, annex = tmp_path / f"a.{suffix}", tmp_path / f"v.{suffix}"
        assert arshjul(*meeting, "--out", out, "--annex", annex, *shipped).code == 0
        told = [
            path.read_bytes() if suffix != "docx" else docx_text(path.read_bytes()).encode() for path in (out, annex)
        ]
        assert "Ingen tiltak å vise." in told[0].decode()
        assert "Ingen aktør har en åpen leveranse til dette møtet." in told[1].decode()
    answer = arshjul(*meeting, "--annex", tmp_path / "n.md", "--annex-for", "nhn", *shipped)
    assert answer.code == 2 and "nhn har ingen åpen leveranse til møtet" in answer.err


def test_the_office_restyles_its_own_copy_of_the_form(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    form, out = tmp_path / "mal.docx", tmp_path / "a.docx"
    assert arshjul("report", "joint-template", "--out", form).code == 0
    again = arshjul("report", "joint-template", "--out", form)
    assert again.code == 2 and "blir ikke skrevet over" in again.err
    document = Document(str(form))
    document.paragraphs[0].text = "Direktoratet hilser: {{ subtitle }}"
    document.save(str(form))
    assert arshjul("report", "compile", MEETING, "--out", out, "--template", form, *given).code == 0
    text = docx_text(out.read_bytes())
    assert text.startswith("Direktoratet hilser: Oppfølgingsmøte, mandag 9. september 2024\n") and "Prøvesvar" in text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{{ finnes_ikke }}", "malen kan ikke brukes: feltet «finnes_ikke» finnes ikke"),
        ("{{ summary[0].finnes_ikke }}", "feltet «finnes_ikke» finnes ikke der det er brukt"),
        ("{{ title", "et felt eller en instruksjon er ikke lukket"),
        ("{%p for x in summary %}", "malen kan ikke brukes: instruksjonen «for» mangler sin slutt, «endfor»"),
        ("{%p endif %}", "instruksjonen «endif» mangler sin begynnelse, «if»"),
        ("{%p sjekk summary %}", "det finnes ingen instruksjon «sjekk»"),
        ("{{ title | stor }}", "filteret eller prøven «stor» finnes ikke"),
        ("{{ summary[99] }}", "listen har intet nr. 99 der det er brukt"),
        ("{{ title ? }}", "tegnet «?» kan ikke stå"),
        ("{{ 1 / 0 }}", "skrevet feil («ZeroDivisionError: division by zero»)"),
        ("{{ title + 1 }}", "skrevet feil («TypeError: "),
        ("{%tr for x in summary %}", "instruksjonen «tr» står ikke i en tabell"),
        ("{{ title subtitle }}", "skrevet feil ved «subtitle»"),
        ("Plan for 2024", "malen kan ikke brukes: den har ingen av feltene som fylles inn"),
        ("{{ title }}: {{ subtitle }}", "den har ingen av feltene som fylles inn"),
        ("{{ ''.__class__.__mro__ }}", "malen kan ikke brukes"),
    ],
)
def test_a_form_that_cannot_be_used_is_named_and_nothing_is_written(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path, written: str, told: str
) -> None:
    form, out = tmp_path / "mal.docx", tmp_path / "a.docx"
    document = Document()
    document.add_paragraph(written)
    document.save(str(form))
    answer = arshjul("report", "compile", MEETING, "--out", out, "--template", form, *given)
    assert answer.code == 2 and str(form) in answer.err and told in answer.err, answer.err
    assert "arshjul report joint-template" in answer.err and "Jinja" not in answer.err
    assert not out.exists()


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_word_file_without_the_annexs_fields_is_no_form_of_it(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path, lang: str
) -> None:
    form, out = tmp_path / "plan.docx", tmp_path / "v.docx"
    document = Document()
    document.add_paragraph("Plan for 2024")
    document.save(str(form))
    words = (
        "--lang",
        lang,
        "report",
        "compile",
        MEETING,
        "--annex",
        out,
        "--annex-for",
        "nhn",
        "--annex-template",
        form,
    )
    answer = arshjul(*words, *given)
    told = {"nb": "den har ingen av feltene som fylles inn", "en": "it has none of the fields to fill in"}
    assert answer.code == 2 and told[lang] in answer.err and "--annex" in answer.err
    assert not out.exists()


def test_a_form_that_is_no_document_is_refused(arshjul: Command, given: tuple[str, ...], tmp_path: Path) -> None:
    form = tmp_path / "mal.docx"
    for body in (b"hei", b"PK\x03\x04" + b"\0" * 40):
        form.write_bytes(body)
        answer = arshjul("report", "compile", MEETING, "--out", tmp_path / "a.docx", "--template", form, *given)
        assert answer.code == 2 and "malen kan ikke brukes: den er ikke et helt Word-dokument" in answer.err
    with zipfile.ZipFile(form, "w") as package:
        package.writestr("a.txt", "hei")
    assert arshjul("report", "compile", MEETING, "--out", tmp_path / "a.docx", "--template", form, *given).code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((MEETING,), "bruk --out FIL"),
        (("followup-2024-44", "--out", "UT.docx"), "followup-2024-4"),
        (("followup-2024-44", "--out", "UT.docx"), "MØTE: ukjent møte: followup-2024-44"),
        ((MEETING, "--out", "UT.pdf"), ".docx"),
        ((MEETING, "--out", "UT"), ".docx"),
        ((MEETING, "--out", "UT.html", "--template", "MAL.docx"), "gjelder bare .docx"),
        ((MEETING, "--out", "UT.html", "--annex-for", "nhn"), "trenger --annex FIL"),
        ((MEETING, "--out", "UT.html", "--annex", "UT.html"), "er nevnt to ganger"),
        ((MEETING, "--annex", "UT.html", "--annex-for", "nhnn"), "mente du «nhn»"),
        ((MEETING, "--out", "UT.docx", "--template", "MAL.docx"), "MAL.docx"),
        ((MEETING, "--out", "FIL.txt/UT.html"), "kan ikke skrives"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    arshjul: Command, given: tuple[str, ...], tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    folder = tmp_path / "ut"
    folder.mkdir()
    (folder / "FIL.txt").touch()
    placed = [str(folder / word) if word.startswith(("UT", "MAL", "FIL")) else word for word in words]
    answer = arshjul("report", "compile", *placed, *given)
    assert answer.code == 2 and told in answer.err, answer.err
    assert [path.name for path in folder.iterdir()] == ["FIL.txt"]


def test_without_a_database_there_is_no_meeting(arshjul: Command, tmp_path: Path) -> None:
    answer = arshjul("report", "compile", MEETING, "--out", tmp_path / "a.md")
    assert answer.code == 2 and "ingen årshjul er lastet" in answer.err
