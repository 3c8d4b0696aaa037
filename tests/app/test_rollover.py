"""`wheel rollover` at the front desk: the file it writes, the list it shows, and what it refuses; and `wheel check`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Answer, Command
from small_supplement import PLACE, supplement
from small_wheel import SMALL

from arshjul.calendar.wheel_file import shipped_wheels

PLAN = "due: {type: fixed, month: 9, day: 15}\n"
PREFIX = "digital-samhandling-2025."
Wheel = Callable[..., Path]


@pytest.fixture
def shipped() -> Path:
    [path] = [path for path in shipped_wheels() if "2024" in path.name]
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def rolled(arshjul: Command, source: Path, out: Path, *more: str) -> Answer:
    return arshjul("wheel", "rollover", "2024", "2025", "--wheels", source, "--out", out, *more)


def test_next_years_wheel_is_written_checked_and_can_be_loaded(
    arshjul: Command, shipped: Path, out: Path, tmp_path: Path
) -> None:
    file = out / "next.yaml"
    answer = rolled(arshjul, shipped, file)
    assert answer.code == 0 and answer.err == f"skrevet: {file}\n"
    assert [path.name for path in out.iterdir()] == ["next.yaml"]
    checked = arshjul("wheel", "check", file)
    assert checked.code == 0 and "30 leveranser (25 venter på dato), 10 møter, 45 plikter" in checked.out
    loaded = arshjul("wheel", "load", file, "--database", tmp_path / "a.db", "--as-of", "2025-01-02")
    assert (loaded.code, loaded.out.strip()) == (
        0,
        "digital-samhandling-2025: 30 nye, 0 flyttet, 0 endret, 0 avlyst, 0 uendret",
    )


def test_the_list_says_what_became_of_everything(arshjul: Command, shipped: Path, out: Path) -> None:
    answer = rolled(arshjul, shipped, out / "next.yaml", "--format", "json")
    assert all(list(row) == ["what", "id", "title", "actors", "due", "last_workday", "keys"] for row in answer.rows)
    by_kind: dict[str, list[tuple[str, str | None]]] = {}
    for row in answer.rows:
        by_kind.setdefault(row["what"], []).append((row["id"].removeprefix(PREFIX), row["due"]))
    assert {kind: len(rows) for kind, rows in by_kind.items()} == {
        "recurring": 5, "expected": 25, "meeting": 10, "left_out": 14, "non_working_day": 3, "conflict": 2,
    }  # fmt: skip
    assert ("mhe-final-report", None) in by_kind["left_out"]
    assert by_kind["non_working_day"] == [
        ("delivery-plan.2025.hdir", "2025-02-01"),
        ("delivery-plan.2025.nhn", "2025-02-01"),
        ("planned-tasks.2025.nhn", "2025-08-31"),
    ]
    days = {row["last_workday"] for row in answer.rows if row["what"] == "non_working_day"}
    assert days == {"2025-01-31", "2025-08-29"}


def test_the_table_shows_what_needs_a_look_and_what_was_left_out(arshjul: Command, shipped: Path, out: Path) -> None:
    shown = rolled(arshjul, shipped, out / "next.yaml").out
    assert "SE PÅ: fridag" in shown and "2025-01-31" in shown and "SE PÅ: motstrid" in shown
    assert "utelatt" in shown and "Sluttrapport etter prosjektets slutt" in shown
    english = rolled(arshjul, shipped, out / "english.yaml", "--lang", "en")
    assert "LOOK AT: day off" in english.out and "left out" in english.out and english.err.startswith("written: ")


def test_two_for_one_actor_on_one_day_are_shown(arshjul: Command, wheel: Wheel, out: Path) -> None:
    recurring = SMALL.replace(PLAN, PLAN + "    recurs: every_year\n").replace(
        "due: {type: inside}", "due: {type: fixed, month: 9, day: 15}\n    recurs: every_year"
    ).replace("delivered_in: [plan, statement]", "delivered_in: [statement]")  # fmt: skip
    path = wheel()
    path.write_text(recurring, encoding="utf-8")
    rows = rolled(arshjul, path, out / "next.yaml", "--format", "json").rows
    assert [(row["actors"], row["due"], row["keys"]) for row in rows if row["what"] == "collision"] == [
        (["a"], "2025-09-15", ["small-2025.plan.2025.both", "small-2025.statement.2025.a"]),
        (["b"], "2025-09-15", ["small-2025.plan.2025.both", "small-2025.statement.2025.b"]),
    ]


def test_the_file_is_the_same_whatever_the_language_and_the_form_of_the_list(
    arshjul: Command, shipped: Path, out: Path
) -> None:
    rolled(arshjul, shipped, out / "a.yaml")
    rolled(arshjul, shipped, out / "b.yaml", "--lang", "en", "--format", "csv")
    assert (out / "a.yaml").read_bytes() == (out / "b.yaml").read_bytes()


def test_a_file_that_exists_is_never_written_over(arshjul: Command, shipped: Path, out: Path) -> None:
    file, dangling = out / "mine.yaml", out / "link.yaml"
    file.write_text("mine", encoding="utf-8")
    dangling.symlink_to(out / "elsewhere.yaml")
    for taken in (file, dangling):
        answer = rolled(arshjul, shipped, taken)
        assert answer.code == 2 and answer.out == ""
        assert (
            answer.err
            == f"{taken}: finnes fra før, og blir ikke skrevet over (velg et annet navn, eller flytt filen først)\n"
        )
    assert file.read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in out.iterdir()) == ["link.yaml", "mine.yaml"]


def test_two_at_once_leave_one_whole_file(program: Command, shipped: Path, out: Path) -> None:
    """The second finds the name taken, whichever it is."""
    from concurrent.futures import ThreadPoolExecutor

    file = out / "next.yaml"
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda _: program("wheel", "rollover", "2024", "2025", "--wheels", shipped, "--out", file), range(4)
            )
        )
    assert sorted(answer.code for answer in answers) == [0, 2, 2, 2]
    assert [path.name for path in out.iterdir()] == ["next.yaml"]
    assert program("wheel", "check", file).code == 0


def test_a_folder_gets_one_file_per_wheel_and_one_file_holds_one_wheel(
    arshjul: Command, wheel: Wheel, out: Path, tmp_path: Path
) -> None:
    sources = ("--wheels", wheel(), "--wheels", wheel("id: small-2024", "id: other-2024", "other.yaml"))
    answer = arshjul("wheel", "rollover", "2024", "2025", *sources, "--out", tmp_path / "both.yaml")
    assert answer.code == 2 and "small-2024, other-2024" in answer.err
    assert not (tmp_path / "both.yaml").exists()
    (out / "other-2025.yaml").write_text("mine", encoding="utf-8")
    answer = arshjul("wheel", "rollover", "2024", "2025", *sources, "--out", out)
    assert answer.code == 2 and [path.name for path in out.iterdir()] == ["other-2025.yaml"], "nothing is half done"
    (out / "other-2025.yaml").unlink()
    assert arshjul("wheel", "rollover", "2024", "2025", *sources, "--out", out).code == 0
    assert sorted(path.name for path in out.iterdir()) == ["other-2025.yaml", "small-2025.yaml"]


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("2024", "2024", "TIL: 2024 kommer ikke etter 2024 (skriv et senere år)"),
        ("2024", "2023", "TIL: 2023 kommer ikke etter 2024 (skriv et senere år)"),
        ("2021", "2025", "FRA: ingen årshjul har året 2021 (mente du 2024?)"),
        ("24", "2025", "FRA: «24» er ikke et årstall (skriv et år fra 2000 til 2100)"),
        ("2024", "2101", "TIL: «2101» er ikke et årstall (skriv et år fra 2000 til 2100)"),
    ],
)
def test_years_that_cannot_be_are_refused_and_nothing_is_written(
    arshjul: Command, wheel: Wheel, out: Path, first: str, second: str, says: str
) -> None:
    answer = arshjul("wheel", "rollover", first, second, "--wheels", wheel(), "--out", out / "next.yaml")
    assert (answer.code, answer.err) == (2, says + "\n")
    assert not list(out.iterdir())


def test_any_later_year_will_do(arshjul: Command, wheel: Wheel, out: Path) -> None:
    assert arshjul("wheel", "rollover", "2024", "2030", "--wheels", wheel(), "--out", out / "a.yaml").code == 0
    again = arshjul("wheel", "rollover", "2030", "2031", "--wheels", out / "a.yaml", "--out", out / "b.yaml")
    assert again.code == 0 and "id: small-2031" in (out / "b.yaml").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_told(arshjul: Command, wheel: Wheel, out: Path) -> None:
    blocked = out / "file"
    blocked.write_text("x", encoding="utf-8")
    answer = rolled(arshjul, wheel(), blocked / "next.yaml")
    assert answer.code == 2 and str(blocked) in answer.err and "Traceback" not in answer.err


def test_a_loaded_wheel_is_rolled_over_from_the_database(
    arshjul: Command, wheel: Wheel, out: Path, tmp_path: Path
) -> None:
    database = tmp_path / "a.db"
    assert arshjul("wheel", "load", wheel(), "--database", database, "--as-of", "2024-02-01").code == 0
    answer = arshjul("wheel", "rollover", "2024", "2025", "--database", database, "--out", out)
    assert answer.code == 0 and [path.name for path in out.iterdir()] == ["small-2025.yaml"]


def test_what_a_supplement_has_ended_does_not_come_back(
    arshjul: Command, wheel: Wheel, out: Path, tmp_path: Path
) -> None:
    later = tmp_path / "later.yaml"
    ends = f"end:\n  plan: {{from: 2024-06-01, statements: [{PLACE}]}}\n"
    later.write_text(supplement(ends), encoding="utf-8")
    recurring = wheel(PLAN, PLAN + "    recurs: every_year\n")
    assert rolled(arshjul, recurring, out / "without.yaml", "--format", "json").rows[0]["what"] == "recurring"
    sources = ("--wheels", recurring, "--wheels", later)
    answer = arshjul("wheel", "rollover", "2024", "2025", *sources, "--out", out / "with.yaml", "--format", "json")
    assert answer.code == 0
    assert [row["id"] for row in answer.rows if row["what"] == "left_out"] == ["plan"]
    checked = arshjul("wheel", "check", recurring, later)
    assert checked.code == 0 and checked.out.startswith(f"{recurring}: i orden.")


def test_a_file_is_readable_by_all_as_others_are(arshjul: Command, wheel: Wheel, out: Path) -> None:
    rolled(arshjul, wheel(), out / "next.yaml")
    assert (out / "next.yaml").stat().st_mode & 0o777 == 0o644


# --- what `wheel check` says beside errors ---


def test_oddities_are_warned_of_and_the_wheel_is_in_order(arshjul: Command, shipped: Path) -> None:
    answer = arshjul("wheel", "check", shipped)
    assert answer.code == 0 and answer.err == ""
    warnings = [line for line in answer.out.splitlines() if line.startswith("  advarsel: ")]
    assert len(warnings) == 2
    assert "linje 383 (mandag 9. september 2024) står etter linje 379" in warnings[0]
    assert "81 dager" in warnings[1]
    assert "  warning: " in arshjul("wheel", "check", shipped, "--lang", "en").out


def test_a_request_is_shown_with_the_date_that_holds(arshjul: Command) -> None:
    [path] = [path for path in shipped_wheels() if "2025" in path.name]
    answer = arshjul("wheel", "check", path)
    assert answer.code == 0
    assert "  bedt om: Helsedirektoratet har bedt om frist lørdag 1. mars 2025" in answer.out


@pytest.mark.parametrize(
    ("request_", "place"),
    [
        ("document_type: plann, actor: both, until: 2024-12-01", "requests.0.document_type"),
        ("document_type: plan, actor: bot, until: 2024-12-01", "requests.0.actor"),
        ("document_type: plan, actor: both, until: 2024-12-01, may_affect: [c]", "requests.0.may_affect"),
        ("document_type: plan, actor: both, until: 2024-12-01, initiatives: [three]", "requests.0.initiatives"),
        ("document_type: plan, actor: both, until: 2024-08-31", "requests.0.until"),
        ("document_type: plan, actor: a, until: 2024-12-01", "requests.0"),
        ("document_type: plan, actor: both, until: 2024-12-01, state: granted", "requests.0.state"),
    ],
)
def test_a_request_that_cannot_be_is_refused(arshjul: Command, wheel: Wheel, request_: str, place: str) -> None:
    source = "source: {document: x, title: {nb: X, en: X}, section: s, lines: [1, 1]}"
    path = wheel("obligations:\n", f"requests:\n  - {{{request_}, {source}}}\nobligations:\n")
    answer = arshjul("wheel", "check", path)
    assert answer.code == 2 and f"{place}: " in answer.err
