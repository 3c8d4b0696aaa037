"""Bad input ends with file, place and remedy on standard error, exit code 2, and nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from front_desk import EXAMPLE, Command

Write = Callable[..., Path]
REPORT = EXAMPLE / "reports" / "hdir" / "statusrapport-followup-2024-3.json"
KEY = "digital-samhandling-2024.followup-report.followup-2024-3.hdir"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("actors:\n  hod", "actors: [\n  hod", "er ikke gyldig YAML"),
        ("document_types:", "document_typer:", "document_typer: er et ukjent felt (mente du «document_types»?)"),
        ("date: 2024-09-09", "date: 2024-02-30", "skal være en dato som finnes, fikk '2024-02-30' (skriv ÅÅÅÅ-MM-DD"),
        ("series: followup, days: 14", "series: folowup, days: 14", "viser til «folowup», som ikke finnes (mente du «followup»?)"),
        ("due: {type: fixed, month: 9, day: 15}", "due: {type: with_meeting, series: status}", "viser til «status», som ikke finnes"),
        ("\n  status:\n", "\n  plan:\n", "obligations.plan: nøkkelen står to ganger"),
        ("schema: 1", "schema: 2", "schema: har en ukjent verdi: 2 (gyldig: 1)"),
        ("nb: Rapport", "nb: \"\\e[31mRapport\"", "skal være én linje uten styretegn"),
        ("nb: Rapport", "nb: \"Rapport\\r\\nATTENDEE:mailto:x\"", "skal være én linje uten styretegn"),
        ("nb: Rapport", "nb: \"\\u202eRapport\"", "skal være én linje uten styretegn"),
        ("nb: Rapport", "nb: " + "x" * 1_000_000, "er lengre enn 300 tegn"),
        ("lines: [10, 12]", "lines: [12, 10]", "linjene 12–10 går baklengs"),
    ],
)  # fmt: skip
def test_a_wheel_with_a_mistake_is_refused_by_check_and_by_load(
    arshjul: Command, wheel: Write, tmp_path: Path, old: str, new: str, says: str
) -> None:
    path, base = wheel(old, new), tmp_path / "a.db"
    checked = arshjul("wheel", "check", path)
    assert (checked.code, checked.out) == (2, "")
    assert checked.err.startswith(f"{path}:")
    assert checked.err.split(":")[1].isdigit(), "the line"
    assert says in checked.err
    assert "\x1b" not in checked.err and "\u202e" not in checked.err
    assert arshjul("wheel", "load", path, "--database", base).code == 2
    assert arshjul("deadlines", "--wheels", path).code == 2
    rows = arshjul("deadlines", "--database", base, "--wheels", wheel(name="good.yaml"), "--format", "json").rows
    assert {row["state"] for row in rows} == {"planned"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "er tom (skriv innholdet eller fjern filen)"),
        (b"   \n\n", "er tom"),
        ("title: {nb: Årshjul}".encode("latin-1"), ":1: er ikke UTF-8 (lagre filen på nytt som UTF-8)"),
        (b"#" + b"x" * 10_000_000, "er større enn 5 MB"),
        (b"- a\n- b\n", "skal være et sett med felter"),
        (b"title: \x07\n", "inneholder styretegn"),
        (b"[" * 100_000, "nøstede verdier"),
    ],
    ids=["empty", "blank", "latin-1", "10 MB", "a list", "a bell", "100,000 brackets"],
)
def test_a_file_that_is_no_wheel_at_all(arshjul: Command, tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "wheel.yaml"
    path.write_bytes(content)
    answer = arshjul("wheel", "check", path)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(str(path)) and says in answer.err


def test_paths_that_hold_no_wheel(arshjul: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, says in (
        (tmp_path / "nowhere.yaml", "kan ikke leses: finnes ikke"),
        (empty, "inneholder ingen .yaml-filer (pek på en årshjulfil)"),
        (tmp_path / "\x1b[31m\n.yaml", "kan ikke leses: finnes ikke"),
        ("x" * 300, "navnet er for langt"),
    ):
        answer = arshjul("wheel", "check", path)
        assert answer.code == 2
        assert says in answer.err
        assert answer.err.count("\n") == 1 and "\x1b" not in answer.err


def test_all_mistakes_of_all_files_are_told_at_once(arshjul: Command, wheel: Write) -> None:
    first = wheel("date: 2024-09-09", "date: 2024-02-30", "a.yaml")
    second = wheel("actors: [both]", "actors: [bothh]", "b.yaml")
    answer = arshjul("wheel", "check", first, second)
    assert answer.code == 2
    assert "a.yaml" in answer.err and "b.yaml" in answer.err


def _changed(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    change(report)
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return path


def _money(value: object) -> Callable[[dict[str, Any]], object]:
    return lambda report: report["initiatives"]["pll"]["economy"].update(spent=value)


def _text(value: str) -> Callable[[dict[str, Any]], object]:
    return lambda report: report["initiatives"]["pll"].update(progress=value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda report: report.update(schema=9), "schema: versjonen er ukjent: 9 (skriv schema: 1)"),
        (_money("67,2 mill."), "initiatives.pll.economy.spent: er ikke et beløp"),
        (_money(67.2), "initiatives.pll.economy.spent: er et flyttall"),
        (_money(float("nan")), "er ikke et tall i JSON"),
        (_text("x" * 10_000_000), "er større enn 2 MB"),
        (_text("x" * 100_000), "initiatives.pll.progress: er lengre enn"),
        (_text("\x1b[31mrød"), "initiatives.pll.progress: inneholder styretegn"),
        (lambda report: report.update(framdrift="x"), "framdrift: er et ukjent felt"),
        (lambda report: report.update(deliverable="../../etc/passwd"), "deliverable: har ikke riktig form"),
    ],
    ids=["schema", "money as text", "money as float", "NaN", "10 MB", "long", "escape", "unknown key", "path as key"],
)
def test_a_report_with_a_mistake(
    arshjul: Command, tmp_path: Path, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    path = _changed(tmp_path, change)
    answer = arshjul("report", "check", path, "--deliverable", KEY)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(str(path)) and says in answer.err
    assert "\x1b" not in answer.err


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.json", b"", "er tom"),
        ("a.json", b'{"schema": 1,', "er ikke gyldig JSON"),
        ("a.json", '{"title": "æ"}'.encode("latin-1"), "er ikke UTF-8"),
        ("a.yaml", b"a: [", "er ikke gyldig YAML"),
        ("a.txt", b"hei", "er verken arbeidsbok, JSON eller YAML (lagre den som .xlsx, .json eller .yaml)"),
    ],
)
def test_a_file_that_is_no_report(arshjul: Command, tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = arshjul("report", "check", path, "--deliverable", KEY)
    assert answer.code == 2 and says in answer.err


def test_a_folder_instead_of_a_report(arshjul: Command, tmp_path: Path) -> None:
    answer = arshjul("report", "check", tmp_path, "--deliverable", KEY)
    assert answer.code == 2 and "er en mappe, ikke en fil" in answer.err


def test_an_unknown_deliverable_is_answered_with_the_nearest_key(arshjul: Command) -> None:
    answer = arshjul("report", "check", REPORT, "--deliverable", KEY.replace("hdir", "hdi"))
    assert answer.code == 2
    assert f"mente du «{KEY}»?" in answer.err
    assert "arshjul deadlines" in arshjul("report", "check", REPORT, "--deliverable", "?").err


def test_a_key_may_be_given_without_the_wheels_id(arshjul: Command) -> None:
    assert arshjul("report", "check", REPORT, "--deliverable", KEY.partition(".")[2]).code == 0


def test_a_portfolio_whose_source_leaves_its_folder(arshjul: Command, wheel: Write, tmp_path: Path) -> None:
    portfolio = tmp_path / "portfolio.yaml"
    text = (EXAMPLE / "portfolio.yaml").read_text(encoding="utf-8")
    portfolio.write_text(text.replace("path: reports/nhn", "path: ../../nhn", 1), encoding="utf-8")
    base = tmp_path / "a.db"
    answer = arshjul("day", "--portfolio", portfolio, "--database", base, "--out", tmp_path / "out")
    assert answer.code == 2
    assert f"{portfolio}:" in answer.err and "leder ut av porteføljens mappe" in answer.err
    assert not base.exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("{folder}", "er en mappe, ikke en databasefil (skriv for eksempel {folder}/arshjul.db)"),
        ("{folder}/text.db", "filen er ikke en SQLite-database"),
        ("{folder}/text.db/a.db", "databasen kan ikke brukes"),
        ("{folder}/a?b.db", "har et spørsmålstegn i navnet"),
        ("bogus://x", "er ikke en databaseadresse"),
        ("postgresql://user:hemmelig@localhost:1/x", "databasen kan ikke brukes"),
    ],
    ids=["a folder", "a text", "below a file", "question mark", "bogus", "nobody answers"],
)
@pytest.mark.parametrize("verb", ["wheel load", "board"])
def test_a_database_that_can_be_none(
    arshjul: Command, wheel: Write, tmp_path: Path, address: str, says: str, verb: str
) -> None:
    text = tmp_path / "text.db"
    text.write_text("hei\n" * 400)
    named = address.format(folder=tmp_path)
    paths = [wheel()] if verb == "wheel load" else []
    answer = arshjul(*verb.split(), *paths, "--database", named)
    assert (answer.code, answer.out) == (2, "")
    if "/text.db/" not in named or verb == "wheel load":  # nothing can be there, so `board` says that nothing is
        assert says.format(folder=tmp_path) in answer.err
    assert "hemmelig" not in answer.err
    assert text.read_text() == "hei\n" * 400


def test_a_database_belongs_to_one_portfolio(arshjul: Command, wheel: Write, tmp_path: Path) -> None:
    base, other = tmp_path / "a.db", tmp_path / "other.yaml"
    assert arshjul("wheel", "load", wheel(), "--database", base).code == 0
    text = (EXAMPLE / "portfolio.yaml").read_text(encoding="utf-8")
    other.write_text(text.replace("portfolio: digital-samhandling", "portfolio: annen"), encoding="utf-8")
    out = tmp_path / "out"
    for words in (
        ["wheel", "load", wheel()],
        ["board", "--as-of", "2024-08-27"],
        ["day", "--as-of", "2024-08-27", "--out", out],
        ["dispatch", "--out", out],
        ["calendars", "export", out],
    ):
        answer = arshjul(*words, "--database", base, "--portfolio", other)
        assert answer.code == 2, words
        assert "annen" in answer.err and "databasen hører til porteføljen digital-samhandling" in answer.err
    assert not out.exists() or not list(out.iterdir())


def test_a_place_that_cannot_be_written(arshjul: Command, wheel: Write, tmp_path: Path) -> None:
    """A file stands where a folder should be: nobody can write below it, not even root."""
    (tmp_path / "file").write_text("hei")
    below, base = tmp_path / "file" / "out", tmp_path / "a.db"
    for words in (
        ["wheel", "draw", "--year", "2024", "--out", below / "wheel.svg"],
        ["calendars", "export", below],
        ["day", "--as-of", "2024-08-27", "--database", base, "--out", below],
        ["demo", "--out", below],
    ):
        answer = arshjul(*words)
        assert (answer.code, answer.out) == (2, ""), words
        assert str(below) in answer.err and answer.err.count("\n") == 1
    assert not base.exists(), "the day looks at its folder before it does anything"
    folder = arshjul("wheel", "draw", "--year", "2024", "--out", tmp_path)
    assert folder.code == 2 and "er en mappe, ikke en fil" in folder.err


def test_an_actor_that_no_wheel_knows_is_named_with_the_nearest(arshjul: Command, tmp_path: Path) -> None:
    from arshjul.flows.settings import shipped_portfolio

    text = shipped_portfolio().read_text(encoding="utf-8")
    named = tmp_path / "portfolio.yaml"
    named.write_text(text.replace("\n  ks:\n", "\n  kss:\n"), encoding="utf-8")
    answer = arshjul(
        "day", "--portfolio", named, "--database", tmp_path / "a.db", "--out", tmp_path / "out", "--as-of", "2024-01-16"
    )
    assert (answer.code, answer.out) == (2, "")
    assert "kss" in answer.err and "«ks»" in answer.err and "portfolio.yaml:" in answer.err


def test_a_pipe_is_no_report(arshjul: Command, tmp_path: Path) -> None:
    import os

    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    key = "digital-samhandling-2024.followup-report.followup-2024-4.hdir"
    answer = arshjul("report", "check", pipe, "--deliverable", key)
    assert (answer.code, answer.out) == (2, "")
    assert "er ingen vanlig fil" in answer.err
