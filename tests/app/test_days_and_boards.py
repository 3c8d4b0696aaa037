"""The verbs with a database: load, day, board, outbox, dispatch, and what they leave."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Command
from icalendar import Calendar

BOARD = [
    "key", "title", "actor", "owner", "due", "last_workday", "days_left", "state", "timeliness", "completeness",
    "findings", "last_reminder", "faults",
]  # fmt: skip
AS_OF = ("--as-of", "2024-08-27")


def test_the_default_database_is_in_the_users_data_folder_and_said_on_stderr(arshjul: Command, home: Path) -> None:
    done = arshjul("day", *AS_OF)
    place = home / ".local" / "share" / "arshjul" / "arshjul.db"
    assert done.code == 1, "reports are late, and one cannot be read"
    assert place.is_file()
    assert done.err.count(str(place)) == 1
    for words in (
        ["deadlines"],
        ["board", *AS_OF],
        ["outbox", "list"],
        ["wheel", "draw", "--year", "2024", "--out", home / "w.svg"],
    ):
        answer = arshjul(*words, "--format", "json") if "--out" not in words else arshjul(*words)
        assert answer.err.count(str(place)) == 1, words
        assert str(place) not in answer.out
    assert (place.parent / "calendars" / "kontor.ics").is_file()
    assert list((place.parent / "messages").glob("*.eml"))


@pytest.fixture
def base(arshjul: Command, tmp_path: Path) -> Path:
    """A named database after the day of 27 August."""
    path = tmp_path / "deep" / "er" / "base.db"
    assert arshjul("day", *AS_OF, "--database", path, "--out", tmp_path / "out").code == 1
    return path


def test_a_named_database_is_created_at_first_use_and_never_spoken_of(
    arshjul: Command, base: Path, home: Path, tmp_path: Path
) -> None:
    assert base.is_file()
    again = arshjul("day", *AS_OF, "--database", base, "--out", tmp_path / "out")
    assert "0 meldinger" in again.out or "ingenting nytt å sende" in again.out
    assert "database:" not in again.err
    assert not list(home.rglob("*")), "nothing is written to the home of a user who names everything"


def test_the_board_lists_every_deliverable_with_its_keys_in_their_order(arshjul: Command, base: Path) -> None:
    answer = arshjul("board", *AS_OF, "--database", base, "--format", "json")
    assert answer.code == 1, "something falls short"
    assert all(list(row) == BOARD for row in answer.rows)
    assert len(answer.rows) == len(arshjul("deadlines", "--database", base, "--format", "json").rows)
    by_key = {row["key"].partition(".")[2]: row for row in answer.rows}
    late = by_key["followup-report.followup-2024-4.hdir"]
    assert (late["days_left"], late["timeliness"]) == (-1, "overdue"), "due on 26 August, never sent"
    assert by_key["tertial-report.tertial-2024-2.nhn"]["days_left"] is None
    table = list(csv.DictReader(io.StringIO(arshjul("board", *AS_OF, "--database", base, "--format", "csv").out)))
    assert list(table[0]) == BOARD


def test_the_board_of_one_actor(arshjul: Command, base: Path) -> None:
    rows = arshjul("board", *AS_OF, "--database", base, "--actor", "helse-vest", "--format", "json").rows
    assert {row["actor"] for row in rows} == {"helse-vest", "rhf"}
    unknown = arshjul("board", "--database", base, "--actor", "helse-west")
    assert unknown.code == 2 and "mente du «helse-vest»?" in unknown.err


def test_the_board_is_in_order_when_nothing_falls_short(
    arshjul: Command, wheel: Callable[..., Path], tmp_path: Path
) -> None:
    base = tmp_path / "quiet.db"
    arshjul("wheel", "load", wheel(), "--database", base, "--as-of", "2024-02-01")
    answer = arshjul("board", "--database", base, "--as-of", "2024-02-01")
    assert answer.code == 0
    assert "0 over fristen" in answer.out


def test_as_of_is_the_only_clock_and_a_bare_date_is_noon_in_oslo(arshjul: Command, base: Path) -> None:
    def timeliness(as_of: str) -> str:
        rows = arshjul("board", "--as-of", as_of, "--database", base, "--format", "json").rows
        return str(
            {row["key"].partition(".")[2]: row for row in rows}["followup-report.followup-2024-4.hdir"]["timeliness"]
        )

    assert timeliness("2024-08-26") == "not_due"
    assert timeliness("2024-08-26T23:59:59") == "not_due", "a deadline without a clock time ends with the day in Oslo"
    assert timeliness("2024-08-27T00:00") == "overdue"
    assert timeliness("2024-08-26T21:59:59Z") == "not_due"
    assert timeliness("2024-08-26T22:00:00Z") == "overdue"


def test_a_named_database_is_made_at_first_use(arshjul: Command, tmp_path: Path) -> None:
    for place, words in enumerate((["board"], ["outbox", "list"], ["dispatch"])):
        named = tmp_path / f"new-{place}.db"
        answer = arshjul(*words, "--database", str(named))
        assert answer.code == 0, words
        assert named.is_file()
    answer = arshjul("board", "--database", str(tmp_path / "new-0.db"), "--format", "json")
    assert (answer.code, answer.rows) == (0, [])
    assert "Ingen årshjul er lastet" in arshjul("board", "--database", str(tmp_path / "new-0.db")).err


def test_the_wheels_that_ship_never_overwrite_what_was_loaded(
    arshjul: Command, wheel: Callable[..., Path], tmp_path: Path
) -> None:
    base = tmp_path / "own.db"
    arshjul("wheel", "load", wheel(), "--database", base, "--as-of", "2024-02-01")
    before = arshjul("deadlines", "--database", base, "--format", "json").rows
    arshjul("day", "--database", base, "--as-of", "2024-02-02", "--out", tmp_path / "out")
    assert [row["key"] for row in arshjul("deadlines", "--database", base, "--format", "json").rows] == [
        row["key"] for row in before
    ]


def test_the_outbox_lists_what_was_sent(arshjul: Command, base: Path, tmp_path: Path) -> None:
    rows = arshjul("outbox", "list", "--database", base, "--format", "json").rows
    assert rows and {row["state"] for row in rows} == {"sent"}
    assert len(rows) == len(list((tmp_path / "out" / "messages").iterdir()))
    assert "sendt" in arshjul("outbox", "list", "--database", base).out
    waiting = arshjul("dispatch", *AS_OF, "--database", base, "--console")
    assert (waiting.code, waiting.out) == (0, "0 sendt, 0 uaktuelle, 0 feilet\n")


def test_nothing_counts_as_sent_in_the_terminal_where_mail_is_set_up(
    arshjul: Command, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARSHJUL_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ARSHJUL_SMTP_SECURITY", "none")
    done = arshjul("dispatch", *AS_OF, "--database", base, "--console")
    assert done.code == 2
    assert "--console: e-post eller Slack er satt opp" in done.err and "remind preview" in done.err


def test_loading_tells_what_changed_and_loading_again_changes_nothing(
    arshjul: Command, wheel: Callable[..., Path], tmp_path: Path
) -> None:
    words = ("wheel", "load", wheel(), "--database", tmp_path / "a.db")
    assert arshjul(*words).out == "small-2024: 7 nye, 0 flyttet, 0 endret, 0 avlyst, 0 uendret\n"
    assert arshjul(*words).out == "small-2024: 0 nye, 0 flyttet, 0 endret, 0 avlyst, 7 uendret\n"
    assert arshjul("--lang", "en", *words).out == "small-2024: 0 new, 0 moved, 0 changed, 0 cancelled, 7 unchanged\n"


def test_a_report_is_checked_before_it_is_sent(arshjul: Command) -> None:
    from front_desk import EXAMPLE

    path = EXAMPLE / "reports" / "nhn" / "statusrapport-followup-2024-4.yaml"
    words = ("report", "check", path, "--deliverable", "followup-report.followup-2024-4.nhn")
    answer = arshjul(*words)
    assert answer.code == 1
    assert "risikoreduserende tiltak" in answer.out and "mangler noe" in answer.out
    rows = arshjul(*words, "--format", "json").rows
    assert {row["severity"] for row in rows} <= {"missing", "wrong", "weak"}
    assert all(source["lines"] for row in rows for source in row["sources"])


def test_calendars_and_drawing_without_a_database(arshjul: Command, tmp_path: Path) -> None:
    folder = tmp_path / "calendars"
    answer = arshjul("calendars", "export", folder)
    assert answer.code == 0
    assert "ingen fil for ks" in answer.err, "a scope without events gets no file, and is named"
    for path in answer.out.splitlines():
        calendar = Calendar.from_ical(Path(path).read_bytes())
        assert {str(event["SEQUENCE"]) for event in calendar.walk("VEVENT")} == {"0"}
    svg = tmp_path / "wheel.svg"
    assert arshjul("wheel", "draw", "--year", "2024", "--out", svg).out == f"{svg}\n"
    assert svg.read_text(encoding="utf-8").startswith("<")
    unknown = arshjul("wheel", "draw", "--year", "2031", "--out", tmp_path / "none.svg")
    assert unknown.code == 2 and "ingen årshjul har året 2031" in unknown.err
    assert not (tmp_path / "none.svg").exists()


def test_the_drawing_shows_states_where_a_database_knows_them(arshjul: Command, base: Path, tmp_path: Path) -> None:
    from_files, from_database = tmp_path / "files.svg", tmp_path / "database.svg"
    arshjul("wheel", "draw", "--year", "2024", "--out", from_files, *AS_OF)
    arshjul("wheel", "draw", "--year", "2024", "--out", from_database, *AS_OF, "--database", base)
    assert from_files.read_text(encoding="utf-8") != from_database.read_text(encoding="utf-8")


def test_the_wheel_that_ships_is_in_order(arshjul: Command) -> None:
    from arshjul.calendar.wheel_file import shipped_wheels

    answer = arshjul("wheel", "check", *shipped_wheels())
    assert answer.code == 0
    assert "i orden" in answer.out and "ikke kontrollert, brevet er ikke for hånden" in answer.out


def test_each_default_applies_on_its_own(
    arshjul: Command, wheel: Callable[..., Path], home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ARSHJUL_WHEELS", str(wheel()))
    keys = {row["key"].split(".")[0] for row in arshjul("deadlines", "--format", "json").rows}
    assert keys == {"small-2024"}
    monkeypatch.setenv("ARSHJUL_DATABASE_URL", f"sqlite:///{tmp_path / 'named.db'}")
    monkeypatch.setenv("ARSHJUL_OUT", str(tmp_path / "out"))
    done = arshjul("day", *AS_OF)
    assert "small-2024: 7 nye" in done.out
    assert (tmp_path / "named.db").is_file() and (tmp_path / "out" / "calendars").is_dir()
    assert not list(home.rglob("*"))
    assert json.loads(arshjul("board", *AS_OF, "--format", "json").out)
