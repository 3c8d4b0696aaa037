"""Loading a wheel: what is new, moved, cancelled or unchanged, and what stays as it was."""

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from office import Office, wheel
from sqlalchemy import func, select

from arshjul.flows.board import board
from arshjul.flows.loading import load_wheels
from arshjul.flows.reminding import decide_reminders
from arshjul.models.problems import BadInput
from arshjul.store import events, wheels
from arshjul.store import rungs as rungs_of
from arshjul.store.migrations.guards import unguard
from arshjul.store.schema import EVENT, MEETING_REVISION

KEY = "prove-2024.report.followup-2024-4.nhn"


def move(day: str) -> Any:
    """The meeting of 9 September on another day."""

    def edit(values: dict[str, Any]) -> None:
        values["meetings"]["followup-2024-4"]["date"] = day

    return edit


def revisions(office: Office, key: str = KEY) -> list[tuple[str, ...]]:
    """Number and date of every deadline a deliverable has had."""
    rows = office.rows(
        "SELECT no, due FROM due_revision JOIN deliverable ON deliverable.id = deliverable_id "
        f"WHERE key = '{key}' ORDER BY no"
    )
    return [(str(no), str(due)) for no, due in rows]


def ladder(office: Office, revision: int, key: str = KEY) -> dict[str, str]:
    """Rung to state for one revision."""
    with office.parts.database.read() as connection:
        return {rung.step: rung.state for rung in rungs_of.ladder(connection, key, revision)}


def everything(office: Office) -> dict[str, list[Any]]:
    """Every row of every table."""
    tables = [name for (name,) in office.rows(_TABLES[office.parts.database.engine.dialect.name])]
    return {name: office.rows(f'SELECT * FROM "{name}" ORDER BY 1') for name in tables}


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def test_loading_the_same_again_changes_nothing_and_writes_nothing(office: Office) -> None:
    first = office.load("2024-01-16")
    before = everything(office)
    again = office.load("2024-01-17")
    assert len(first.new) == 14
    assert not again
    assert (again.unchanged, again.new, again.moved) == (14, [], [])
    assert everything(office) == before
    assert len(before["event"]) == 1


def test_the_layout_of_the_file_is_no_change(office: Office) -> None:
    office.load("2024-01-16")
    text = office.wheel_path.read_text(encoding="utf-8")
    office.wheel_path.write_text(f"# en merknad\n{text}", encoding="utf-8")
    assert not office.load("2024-01-17")


def test_a_moved_meeting_moves_what_hangs_on_it_and_nothing_else(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(move("2024-09-17"))
    changes = office.load("2024-05-01")
    both = [KEY.replace("nhn", actor) for actor in ("hdir", "nhn")]
    assert [moved.key for moved in changes.moved] == both
    assert {(str(moved.old), str(moved.new)) for moved in changes.moved} == {("2024-08-26", "2024-09-03")}
    assert (changes.meetings, changes.unchanged) == (["followup-2024-4"], 12)
    assert revisions(office) == [("1", "2024-08-26"), ("2", "2024-09-03")]
    assert set(ladder(office, 1).values()) == {"void"}
    assert set(ladder(office, 2).values()) == {"open", "waiting"}
    assert len(revisions(office, "prove-2024.plan.2024.nhn")) == 1


def test_a_meeting_moved_back_is_a_third_revision_and_the_history_stays(office: Office) -> None:
    office.load("2024-01-16")
    for edit in (move("2024-09-17"), None):
        office.rewheel(edit)
        office.load("2024-05-02")
    assert revisions(office) == [("1", "2024-08-26"), ("2", "2024-09-03"), ("3", "2024-08-26")]
    assert [set(ladder(office, no).values()) for no in (1, 2, 3)] == [{"void"}, {"void"}, {"open", "waiting"}]
    dates = office.rows("SELECT date FROM meeting_revision WHERE no > 1 ORDER BY no")
    assert [str(day) for (day,) in dates] == ["2024-09-17", "2024-09-09"]


def test_what_is_delivered_stays_as_it_was_when_its_meeting_moves(office: Office) -> None:
    """9 September moves to the 17th after Norsk helsenett, but not Helsedirektoratet, has delivered."""
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    office.day("2024-08-21")
    office.rewheel(move("2024-09-17"))
    changes = office.load("2024-08-22")
    assert changes.frozen == [KEY]
    assert [moved.key for moved in changes.moved] == [KEY.replace("nhn", "hdir")]
    assert revisions(office) == [("1", "2024-08-26")]
    shown = {row.key: str(row.due) for row in board(office.at("2024-08-22"))}
    assert (shown[KEY], shown[KEY.replace("nhn", "hdir")]) == ("2024-08-26", "2024-09-03")
    compiled = office.at("2024-08-22").catalogue().deliverables
    assert str(compiled[KEY].due) == "2024-08-26"
    assert office.load("2024-08-23").frozen == []  # told once


def test_a_decision_settles_a_contradiction_for_what_is_delivered_too(office: Office) -> None:
    """Delivered between the two stated dates, the tasks are neither in time nor late until the ministry decides."""
    key = "prove-2024.tasks.2024.nhn"
    office.send_in("nhn", "t.json", "tasks.2024.nhn", "2024-09-05")
    office.day("2024-09-06")
    shown = {row.key: row.timeliness.value for row in board(office.at("2024-09-06"))}
    assert shown[key] == "disputed"
    decision = {"document_type": "tasks", "actor": "nhn", "in_force": "2024-09-15", "by": "hod"}
    decision |= {"decided": "2024-09-10", "reference": "24/1"}
    office.rewheel(lambda values: values.update(decisions=[decision]))
    changes = office.day("2024-09-11").changes[0]
    assert [moved.key for moved in changes.moved] == [key]
    shown = {row.key: row.timeliness.value for row in board(office.at("2024-09-11"))}
    assert shown[key] == "on_time"
    office.day("2024-09-17")
    assert "open" not in ladder(office, 2, key).values()
    assert "fired" not in ladder(office, 2, key).values()


def test_a_confirmed_date_gets_an_overdue_rung_and_tells_nobody_the_same_twice(office: Office) -> None:
    """6 June is inferred; confirmed after the invitation went out, it is the date people already know."""
    key = "prove-2024.report.followup-2024-3.nhn"
    office.day("2024-05-13")
    assert ladder(office, 1, key) == {
        "invitation": "fired",
        "before_7": "open",
        "before_3": "open",
        "last_day": "open",
    }
    office.rewheel(lambda values: values["meetings"]["followup-2024-3"].update(basis="stated"))
    assert key in office.load("2024-05-14").changed
    after = ladder(office, 2, key)
    assert (after["invitation"], after["before_7"], after["overdue"]) == ("spent", "open", "open")


def test_a_date_confirmed_before_the_message_went_out_is_told_all_the_same(office: Office) -> None:
    key = "prove-2024.report.followup-2024-3.nhn"
    office.load("2024-05-13")
    decide_reminders(office.at("2024-05-13"))
    office.rewheel(lambda values: values["meetings"]["followup-2024-3"].update(basis="stated"))
    office.day("2024-05-13T13:00")
    assert ladder(office, 2, key)["invitation"] == "fired"
    sent = "SELECT count(*) FROM notice WHERE revision = 2 AND step = 'invitation' AND NOT dropped"
    assert office.rows(sent) == [(2,)]  # one for each actor


def test_what_a_report_lacks_is_told_though_its_date_is_settled_first(office: Office) -> None:
    """Sent in on a Saturday without a status, judged then; on Sunday the ministry's confirmation of 6 June is loaded."""
    office.send_in("nhn", "r.json", "report.followup-2024-3.nhn", "2024-06-01", lacks="pps.status")
    office.day("2024-06-01T13:00")
    office.rewheel(lambda values: values["meetings"]["followup-2024-3"].update(basis="stated"))
    office.day("2024-06-02")
    office.day("2024-06-03")
    assert office.rows("SELECT revision, dropped FROM notice WHERE step = 'gaps.1'") in ([(2, False)], [(2, 0)])


def test_who_is_invited_hears_of_each_new_date_and_is_not_invited_again(office: Office) -> None:
    office.day("2024-08-01")  # the invitation to 26 August
    office.rewheel(move("2024-09-12"))
    office.day("2024-08-02")  # now they hear of 29 August
    office.rewheel()
    office.day("2024-08-05")
    assert [ladder(office, no)["invitation"] for no in (1, 2, 3)] == ["fired", "spent", "spent"]
    told = office.rows(
        "SELECT notice.revision, step FROM notice JOIN deliverable ON deliverable.id = deliverable_id "
        f"WHERE key = '{KEY}' AND step IN ('invitation', 'moved') ORDER BY notice.revision"
    )
    assert told == [(1, "invitation"), (2, "moved"), (3, "moved")]


def test_a_demand_that_is_taken_out_is_cancelled_and_comes_back(office: Office) -> None:
    key = "prove-2024.budget.2024.nhn"

    def without(values: dict[str, Any]) -> None:
        del values["obligations"]["budget"], values["document_types"]["budget"]

    office.load("2024-01-16")
    office.rewheel(without)
    assert office.load("2024-01-17").cancelled == [key]
    assert not office.load("2024-01-18")
    assert set(ladder(office, 1, key).values()) == {"void"}
    assert key not in {row.key for row in board(office.at("2024-01-18"))}
    office.rewheel()
    assert office.load("2024-01-19").new == [key]
    assert revisions(office, key) == [("1", "2024-05-01"), ("2", "2024-05-01")]
    assert set(ladder(office, 2, key).values()) == {"open", "waiting"}
    assert not office.load("2024-01-20")


def test_a_demand_that_comes_back_with_another_date_is_armed_with_it(office: Office) -> None:
    key = "prove-2024.budget.2024.nhn"
    office.load("2024-01-16")
    office.rewheel(lambda values: [values[part].pop("budget") for part in ("obligations", "document_types")])
    office.load("2024-01-17")
    office.rewheel(lambda values: values["obligations"]["budget"]["due"].update(month=6, day=3))
    assert office.load("2024-01-18").new == [key]
    assert revisions(office, key)[-1] == ("2", "2024-06-03")
    assert "planned" in office.rows(f"SELECT state FROM deliverable WHERE key = '{key}'")[0]


def test_another_title_or_kind_is_a_change_without_a_new_deadline(office: Office) -> None:
    key = "prove-2024.note.2024.hdir"
    office.load("2024-01-16")
    office.rewheel(lambda values: values["document_types"]["note"].update(kind="other"))
    assert office.load("2024-01-17").changed == [key]
    assert len(revisions(office, key)) == 1
    assert office.rows(f"SELECT kind FROM deliverable WHERE key = '{key}'") == [("other",)]


def test_a_new_time_is_a_revision_of_the_meeting_and_moves_no_deadline(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(time="09:30"))
    changes = office.load("2024-01-17")
    assert (changes.meetings, changes.moved) == (["followup-2024-4"], [])
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(time="10:00"))
    office.load("2024-01-18")
    times = office.rows("SELECT time FROM meeting_revision WHERE no > 1 ORDER BY no")
    assert [str(time)[:5] for (time,) in times] == ["09:30", "10:00"]


def test_a_meeting_that_is_called_off_stands_as_cancelled(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(lambda values: values["meetings"].pop("followup-2024-4"))
    changes = office.load("2024-01-17")
    assert changes.cancelled == [KEY.replace("nhn", "hdir"), KEY]
    assert office.rows("SELECT date, state FROM meeting_revision WHERE no = 2") == [(None, "cancelled")]
    assert not office.load("2024-01-18")


def test_two_wheels_in_one_database_do_not_touch_each_other(office: Office, tmp_path: Path) -> None:
    office.load("2024-01-16")
    path = tmp_path / "other.yaml"
    path.write_text(yaml.safe_dump(wheel(lambda values: values.update(id="annet-2024"))), encoding="utf-8")
    [found] = load_wheels(replace(office.at("2024-01-17"), wheels=(path,)))
    assert len(found.new) == 14
    office.rewheel(move("2024-09-17"))
    assert len(office.load("2024-01-18").moved) == 2
    assert revisions(office, KEY.replace("prove", "annet")) == [("1", "2024-08-26")]
    parts = office.at("2024-01-18")
    assert len(board(parts)) == 28
    with parts.database.read() as connection:
        assert str(wheels.meeting_dates(connection, "annet-2024")["followup-2024-4"]) == "2024-09-09"
        assert str(wheels.meeting_dates(connection, "prove-2024")["followup-2024-4"]) == "2024-09-17"
        assert [found.id for found in wheels.loaded_wheels(connection, 2024)] == ["annet-2024", "prove-2024"]
        assert wheels.loaded_wheels(connection, 2025) == []


def test_the_database_goes_before_the_file_until_it_is_loaded_again(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(move("2024-09-17"))
    assert {str(row.due) for row in board(office.at("2024-01-17")) if row.key == KEY} == {"2024-08-26"}


def test_a_wheel_that_does_not_hold_together_changes_nothing(office: Office) -> None:
    office.load("2024-01-16")
    before = everything(office)
    office.rewheel(lambda values: values["obligations"]["plan"]["due"].update(day=31))
    with pytest.raises(BadInput):
        office.load("2024-01-17")
    assert everything(office) == before


def test_a_database_belongs_to_one_portfolio(office: Office) -> None:
    office.load("2024-01-16")
    text = office.portfolio_path.read_text(encoding="utf-8").replace("portfolio: prove", "portfolio: annen")
    office.portfolio_path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="hører til porteføljen prove"):
        office.open()


def test_statements_that_differ_in_little_more_than_their_section_are_kept_once(office: Office) -> None:
    def twice(values: dict[str, Any]) -> None:
        statements = values["obligations"]["budget"]["statements"]
        statements.append(copy.deepcopy(statements[0]) | {"section": "Tabellen"})

    office.rewheel(twice)
    office.load("2024-01-16")
    assert len(office.rows("SELECT id FROM statement WHERE first_line = 22")) == 1


def test_every_change_is_an_event_and_the_events_are_a_chain(office: Office) -> None:
    office.send_in("nhn", "r.json", "report.followup-2024-1.nhn", "2024-01-29")
    for day in ("2024-01-16", "2024-01-30", "2024-01-31"):
        office.day(day)
    with office.parts.database.read() as connection:
        kinds = set(connection.execute(select(EVENT.c.kind)).scalars())
        assert connection.execute(select(func.count(func.distinct(EVENT.c.hash)))).scalar() == events.count(connection)
        assert connection.execute(select(func.max(EVENT.c.seq))).scalar() == events.count(connection)
        assert events.broken(connection) is None
        assert connection.execute(select(MEETING_REVISION.c.event_seq).distinct()).scalars().all() == [1]
    assert kinds == {
        "wheel.loaded", "deliverables.opened", "people.changed", "people.assigned", "source.pulled", "report.judged",
        "reminders.decided", "message.sent",
    }  # fmt: skip


def test_a_changed_event_breaks_the_chain_from_there_on(office: Office) -> None:
    office.day("2024-01-16")
    with office.parts.database.write() as connection:
        unguard(connection)
        connection.exec_driver_sql("UPDATE event SET subject = 'noe annet' WHERE seq = 2")
    with office.parts.database.read() as connection:
        assert events.broken(connection) == (2, "altered")


def test_two_loads_of_one_wheel_side_by_side_make_one(office: Office) -> None:
    """The second waits for the first, and then finds nothing to do."""
    from concurrent.futures import ThreadPoolExecutor

    opened = [office.open() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda parts: load_wheels(parts)[0], opened))
    for parts in opened:
        parts.database.close()
    assert sorted(len(changes.new) for changes in found) == [0, 0, 14]
    assert office.rows("SELECT count(*) FROM event") == [(1,)]
