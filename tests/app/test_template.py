"""`report template` and `report check` of a workbook, as an actor meets them."""

import datetime as dt
import json
from pathlib import Path

import pytest
import yaml
from front_desk import EXAMPLE, Command
from openpyxl import load_workbook
from workbooks import HDIR, edited, put, sent

from arshjul.calendar.appropriations import appropriations
from arshjul.models.allocation import stated
from arshjul.reports.reading import read_report
from arshjul.reports.schema import Economy, StatusReport

LAST = EXAMPLE / "reports" / "hdir" / "statusrapport-followup-2024-3.json"


def test_a_template_is_written_filled_in_and_checked(arshjul: Command, tmp_path: Path) -> None:
    """The same verdict as for any other report; an unreadable one is bad input."""
    path = tmp_path / "ny mappe" / "hdir.xlsx"
    answer = arshjul("report", "template", HDIR, "--out", path)
    assert (answer.code, answer.out) == (0, f"skrevet: {path}\n")
    check = ("report", "check", path, "--deliverable", HDIR, "--format", "json")
    empty = arshjul(*check)
    assert (empty.code, empty.out) == (2, "")
    assert f"{path}: Om rapporten!B6: mangler (fyll ut cellen)" in empty.err
    path.write_bytes(edited(path.read_bytes(), sent(), put(Tiltak_D2="To kommuner er i gang.")))
    begun = arshjul(*check)
    assert begun.code == 1
    lacking = {(row["initiative"], row["content"]) for row in begun.rows if row["severity"] == "missing"}
    assert ("pll", "quality") in lacking and ("pll", "progress") not in lacking


def test_the_last_report_fills_in_its_answers(arshjul: Command, tmp_path: Path) -> None:
    path = tmp_path / "hdir.xlsx"
    assert arshjul("report", "template", HDIR, "--out", path, "--previous", LAST).code == 0
    said = json.loads(LAST.read_text(encoding="utf-8"))["initiatives"]["pll"]
    book = load_workbook(path)
    assert book["Tiltak"]["C2"].value == said["status"]["text"]
    assert book["Tiltak"]["D2"].value == said["progress"]
    assert any("forrige rapport" in str(cell.value) for cell in book["Veiledning"]["A"])


def test_a_filled_in_workbook_can_be_the_last_report(arshjul: Command, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert arshjul("report", "template", HDIR, "--out", first).code == 0
    first.write_bytes(edited(first.read_bytes(), sent(), put(Tiltak_D2="To kommuner er i gang.")))
    later = HDIR.replace("2024-4", "2024-5")
    assert arshjul("report", "template", later, "--out", second, "--previous", first).code == 0
    assert load_workbook(second)["Tiltak"]["D2"].value == "To kommuner er i gang."


def test_it_comes_in_english_too(arshjul: Command, tmp_path: Path) -> None:
    path = tmp_path / "hdir.xlsx"
    assert arshjul("--lang", "en", "report", "template", HDIR, "--out", path).out == f"written: {path}\n"
    assert load_workbook(path).sheetnames[2] == "Initiatives"


def test_the_wheels_id_may_be_left_out(arshjul: Command, tmp_path: Path) -> None:
    short = HDIR.partition(".")[2]
    assert arshjul("report", "template", short, "--out", tmp_path / "a.xlsx").code == 0


def test_a_file_that_exists_is_never_written_over(arshjul: Command, tmp_path: Path) -> None:
    """Somebody may have filled it in."""
    path = tmp_path / "hdir.xlsx"
    path.write_bytes(b"filled in")
    answer = arshjul("report", "template", HDIR, "--out", path)
    assert (answer.code, path.read_bytes()) == (2, b"filled in")
    assert (
        answer.err
        == f"{path}: finnes fra før, og blir ikke skrevet over (velg et annet navn, eller flytt filen først)\n"
    )


def test_what_cannot_be_made_is_said_and_nothing_is_written(arshjul: Command, tmp_path: Path) -> None:
    plan = "digital-samhandling-2024.planned-tasks.2024.nhn"
    other = EXAMPLE / "reports" / "nhn"
    nhn = next(path for path in sorted(other.iterdir()) if "followup-2024-3" in path.name)
    closed = tmp_path / "a file"
    closed.write_bytes(b"")
    for words, says in (
        ((HDIR + "x", "--out", tmp_path / "a.xlsx"), f"mente du «{HDIR}»?"),
        ((HDIR, "--out", tmp_path / "a.xls"), "slutter ikke på .xlsx, .json eller .yaml (velg et navn som gjør det)"),
        ((plan, "--out", tmp_path / "a.xlsx"), f"{plan}: er ikke en statusrapport, og har ingen arbeidsbok (send dokumentet med en konvolutt: --out FIL.json gir skjelettet)"),
        ((HDIR, "--out", closed / "a.xlsx"), "kan ikke skrives: "),
        ((HDIR, "--out", tmp_path / "a.xlsx", "--previous", nhn), "er svar på noe annet: digital-samhandling-2024.followup-report.followup-2024-3.nhn"),
        ((HDIR, "--out", tmp_path / "a.xlsx", "--previous", tmp_path / "gone.json"), "finnes ikke"),
        ((HDIR, "--out", tmp_path / "a.json", "--previous", LAST), "--previous: svar fylles bare ut i en arbeidsbok"),
    ):  # fmt: skip
        answer = arshjul("report", "template", *words)
        assert (answer.code, answer.out) == (2, "")
        assert says in answer.err
        assert [path.name for path in tmp_path.iterdir() if path.suffix in (".xlsx", ".json")] == []


def test_the_last_report_of_the_database_and_the_letters_figures_fill_it_in(arshjul: Command, tmp_path: Path) -> None:
    """Without a file; what the letter gives stands as allocated, and the workbook reads back as it was filled in."""
    base, path = tmp_path / "a.db", tmp_path / "hdir.xlsx"
    said = json.loads(LAST.read_text(encoding="utf-8"))
    said["initiatives"]["pll"]["status"]["light"] = "red"
    said["initiatives"]["pll"]["actions"] = [
        {"id": "A1", "description": "Avtale med to kommuner.", "state": "open"},
        {"id": "A2", "description": "Er ferdig.", "state": "done"},
    ]
    last = tmp_path / "last.json"
    last.write_text(json.dumps(said), encoding="utf-8")
    arshjul("day", "--as-of", "2024-05-20", "--database", base, "--out", tmp_path / "out")
    by = ("--by", "anne.eksempel@hdir.example.org", "--as-of", "2024-06-06T16:00", "--database", base)
    handed = arshjul("report", "submit", last, "--deliverable", said["deliverable"], *by)
    assert handed.code in (0, 1), handed.err
    answer = arshjul("report", "template", HDIR, "--out", path, "--database", base, "--as-of", "2024-08-20")
    assert (answer.code, answer.out.splitlines()[0]) == (0, f"svar fra forrige rapport: {said['deliverable']}")
    book = load_workbook(path)
    assert book["Tiltak"]["D2"].value == said["initiatives"]["pll"]["progress"]
    assert [row[1].value for row in book["Oppfølging"].iter_rows(min_row=2, max_row=3)] == [
        "Avtale med to kommuner.",
        None,
    ]
    assert any(str(cell.value).endswith("status, fremdrift eller avvik.") for cell in book["Veiledning"]["A"])
    given = stated(appropriations(2024), "hdir", dt.date(2024, 8, 20))
    assert given["pll"] == book["Økonomi"]["B2"].value
    back = read_report(edited(path.read_bytes(), sent()), "hdir.xlsx")
    assert isinstance(back, StatusReport)
    assert back.initiatives["pll"].progress == said["initiatives"]["pll"]["progress"]
    economy = {slug: back.initiatives[slug].economy for slug in given}
    assert {slug: one.allocated for slug, one in economy.items() if isinstance(one, Economy)} == given


def test_without_a_last_report_nothing_but_the_figures_is_filled_in(arshjul: Command, tmp_path: Path) -> None:
    path = tmp_path / "hdir.xlsx"
    assert arshjul("report", "template", HDIR, "--out", path, "--as-of", "2024-08-20").out == f"skrevet: {path}\n"
    book = load_workbook(path)
    assert book["Tiltak"]["D2"].value is None
    assert any(str(cell.value).startswith("Svar i kursiv") for cell in book["Veiledning"]["A"]) is False


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_a_skeleton_has_what_is_demanded_and_is_a_report_once_it_is_filled_in(
    arshjul: Command, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"hdir.{ending}"
    answer = arshjul("report", "template", HDIR, "--out", path)
    assert (answer.code, answer.out) == (0, f"skrevet: {path}\n")
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert values["deliverable"] == HDIR and values["initiatives"]["pll"]["progress"] == ""
    check = ("report", "check", path, "--deliverable", HDIR, "--format", "json")
    assert "submitted_by" in arshjul(*check).err
    said = json.loads(LAST.read_text(encoding="utf-8"))
    for slug, section in values["initiatives"].items():
        section |= {name: said["initiatives"][slug][name] for name in section}
    none = {"nothing_to_report": True, "reason": "Alt holder seg innenfor tildelingen."}
    values |= {"supplementary_funding": none, "reallocations": none}
    values |= {name: said[name] for name in ("submitted_by", "submitted_at")}
    path.write_text(json.dumps(values), encoding="utf-8")
    assert [row for row in arshjul(*check).rows if row["severity"] == "missing"] == []


def test_a_plan_has_the_skeleton_of_an_envelope(arshjul: Command, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    assert arshjul("report", "template", "digital-samhandling-2024.delivery-plan.2024.nhn", "--out", path).code == 0
    values = json.loads(path.read_text(encoding="utf-8"))
    assert (values["type"], values["digest"]) == ("envelope", "")
    assert "deliverables" in values["holds"]["pps"]
