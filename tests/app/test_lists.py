"""What `deadlines`, `meetings` and `conflicts` list: keys, filters, forms, and where it comes from."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Command

from arshjul.app.doubts import conflict_words

DEADLINE = [
    "key",
    "kind",
    "title",
    "actor",
    "addressee",
    "due",
    "last_workday",
    "basis",
    "rule",
    "meeting",
    "initiatives",
    "required",
    "obligations",
    "sources",
    "documents",
    "access",
    "state",
]


def test_a_deadline_has_its_keys_in_their_order(arshjul: Command) -> None:
    answer = arshjul("deadlines", "--year", "2024", "--format", "json")
    assert answer.code == 0
    assert answer.err == ""
    assert all(list(row) == DEADLINE for row in answer.rows)
    by_key = {row["key"]: row for row in answer.rows}
    worked = by_key["digital-samhandling-2024.followup-report.followup-2024-4.hdir"]
    assert (worked["due"], worked["last_workday"], worked["meeting"]) == ("2024-08-26", "2024-08-26", "followup-2024-4")
    assert worked["rule"] == "14 dager før oppfølgingsmøtet"
    assert worked["initiatives"] == ["pll", "pjd", "pps", "pmd", "pki", "dhg", "mhe"]
    assert {
        "document": "2024-oppdragsdokument-norsk-helsenett-med-mandater",
        "section": "Mandat PLL 6",
        "lines": [829, 829],
    } in worked["sources"]
    undated = by_key["digital-samhandling-2024.tertial-report.tertial-2024-1.nhn"]
    assert undated["due"] is None and undated["last_workday"] is None


def test_meetings_and_conflicts_have_their_keys_in_their_order(arshjul: Command) -> None:
    meetings = arshjul("meetings", "--year", "2024", "--format", "json").rows
    assert all(list(row) == ["id", "series", "title", "date", "time", "state", "actors", "sources"] for row in meetings)
    dated = [row["date"] for row in meetings if row["series"] == "followup"]
    assert dated == ["2024-02-16", "2024-04-08", "2024-06-20", "2024-09-09", "2024-10-31", "2024-12-09"]
    conflicts = arshjul("conflicts", "--year", "2024", "--format", "json").rows
    assert conflicts
    for row in conflicts:
        assert list(row) == ["id", "keys", "statements", "in_force", "decision"]
        assert all(list(stated) == ["due", "source"] for stated in row["statements"])
        assert row["in_force"] is None and row["decision"] is None


def test_an_actor_is_shown_its_groups_documents_too(arshjul: Command) -> None:
    rows = arshjul("deadlines", "--actor", "helse-vest", "--format", "json").rows
    assert {row["actor"] for row in rows} == {"helse-vest", "rhf"}


@pytest.mark.parametrize(("option", "value", "field"), [("--kind", "joint_plan", "kind"), ("--actor", "hdir", "actor")])
def test_filters_leave_only_what_was_asked_for(arshjul: Command, option: str, value: str, field: str) -> None:
    rows = arshjul("deadlines", option, value, "--format", "json").rows
    assert rows and {row[field] for row in rows} == {value}


def test_an_initiative_may_be_asked_for(arshjul: Command) -> None:
    rows = arshjul("deadlines", "--initiative", "dhg", "--format", "json").rows
    assert rows and all("dhg" in row["initiatives"] for row in rows)


def test_the_year_is_the_wheels_and_one_without_a_wheel_lists_nothing(arshjul: Command) -> None:
    answer = arshjul("deadlines", "--year", "2031", "--format", "json")
    assert (answer.code, answer.rows) == (0, [])
    assert "ingen årshjul har året 2031" in answer.err


def test_csv_has_the_same_rows_and_keys_as_json(arshjul: Command) -> None:
    table = list(csv.DictReader(io.StringIO(arshjul("deadlines", "--format", "csv").out)))
    rows = arshjul("deadlines", "--format", "json").rows
    assert list(table[0]) == DEADLINE
    assert [row["key"] for row in table] == [row["key"] for row in rows]
    assert table[0]["due"] == rows[0]["due"]


def test_the_table_gives_both_dates_and_says_what_is_unsettled(arshjul: Command) -> None:
    table = arshjul("deadlines", "--actor", "nhn", "--as-of", "2024-08-27").out
    [row] = [line for line in table.splitlines() if "planned-tasks.2024.nhn" in line]
    assert "2024-08-31" in row and "2024-08-30" in row, "a Saturday: the date of record and the day people plan by"
    assert "uavklart frist" in row


def test_a_piped_table_folds_nothing(arshjul: Command) -> None:
    table = arshjul("deadlines").out
    assert "followup-report.followup-2024-4.hdir" in table
    assert "Statusrapport" in table and "begrenset innsyn" in table


def test_a_listing_creates_no_database(arshjul: Command, home: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.db"
    for words in (["deadlines"], ["meetings"], ["conflicts"], ["deadlines", "--database", str(named)]):
        assert arshjul(*words).code == 0
    assert not named.exists()
    assert not list(home.rglob("*"))


def test_listings_read_the_database_when_it_holds_the_wheel_else_the_files(
    arshjul: Command, wheel: Callable[..., Path], tmp_path: Path
) -> None:
    base, moved = tmp_path / "a.db", wheel("date: 2024-09-09", "date: 2024-09-16", "moved.yaml")
    assert arshjul("wheel", "load", wheel(), "--database", base).code == 0
    words = ("deadlines", "--wheels", moved, "--actor", "a", "--kind", "followup_report", "--format", "json")
    from_files = arshjul(*words).rows
    assert from_files[0]["due"] == "2024-09-02"
    from_database = arshjul(*words, "--database", base)
    assert from_database.rows[0]["due"] == "2024-08-26"
    assert from_database.err == "", "a database that is named needs no telling"
    other_year = arshjul("deadlines", "--year", "2024", "--database", base, "--format", "json").rows
    assert {row["key"].split(".")[0] for row in other_year} == {"small-2024"}


def test_meetings_follow_the_database_as_well(arshjul: Command, wheel: Callable[..., Path], tmp_path: Path) -> None:
    base = tmp_path / "a.db"
    arshjul("wheel", "load", wheel(), "--database", base)
    changed = arshjul("wheel", "load", wheel("date: 2024-09-09", "date: 2024-09-16"), "--database", base)
    assert "small-2024.report.followup-2024-1.a: 2024-08-26 → 2024-09-02" in changed.out
    rows = arshjul("meetings", "--database", base, "--wheels", wheel(), "--format", "json").rows
    assert rows[0]["date"] == "2024-09-16"


def test_a_wheel_that_is_named_is_shown_even_when_the_database_holds_another(
    arshjul: Command, wheel: Callable[..., Path], tmp_path: Path
) -> None:
    base, other = tmp_path / "a.db", wheel("id: small-2024", "id: other-2024", "other.yaml")
    arshjul("wheel", "load", wheel(), "--database", base)
    rows = arshjul("deadlines", "--wheels", other, "--database", base, "--format", "json").rows
    assert {row["key"].split(".")[0] for row in rows} == {"other-2024"}
    calendars = arshjul("calendars", "export", tmp_path / "out", "--wheels", other, "--database", base)
    assert b"other-2024" in Path(calendars.out.splitlines()[0]).read_bytes()


def test_a_database_that_is_not_there_is_said(arshjul: Command, tmp_path: Path) -> None:
    answer = arshjul("deadlines", "--database", tmp_path / "none.db", "--format", "json")
    assert answer.code == 0 and answer.rows
    assert answer.err == f"{tmp_path / 'none.db'} finnes ikke; viser filene\n"


def test_a_conflict_between_two_letters_names_them_and_one_within_a_letter_does_not() -> None:
    def stated(day: str, document: str, line: int) -> dict[str, object]:
        return {"due": day, "source": {"document": document, "section": "Frister", "lines": [line, line]}}

    def words(*statements: dict[str, object]) -> str:
        row = {"id": "w.plan.2024", "keys": ["w.plan.2024.nhn"], "statements": [*statements]}
        return conflict_words({**row, "in_force": None, "decision": None})["dates"]

    within = words(stated("2024-02-01", "brev", 3), stated("2024-03-01", "brev", 9))
    assert within == "2024-02-01: Frister (3)\n2024-03-01: Frister (9)"
    between = words(stated("2024-02-01", "brev", 3), stated("2024-03-01", "tillegg", 9))
    assert between == "2024-02-01 brev: Frister (3)\n2024-03-01 tillegg: Frister (9)"
