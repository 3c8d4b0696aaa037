"""Plan, then apply: exactly what changes, in one transaction, and the same again changes nothing."""

import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Office, moment
from processes import start, together

from arshjul.calendar.change_plan import REVISES, Change, ChangePlan
from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows import moving
from arshjul.flows.changing import Cause, applied, follow, planned, told_of
from arshjul.flows.loading import load_wheels, wheel_load
from arshjul.flows.parts import Parts
from arshjul.flows.publishing import refresh_events
from arshjul.flows.telling import News
from arshjul.flows.waiving import Waiver
from arshjul.models.codes import Lang, Step
from arshjul.models.problems import BadInput
from arshjul.store import events

KEY = "prove-2024.report.followup-2024-4.nhn"
BOTH = [KEY.replace("nhn", "hdir"), KEY]
WHY = "Møtekollisjon"


def day(text: str) -> Any:
    return moment(text).today


def move(office: Office, to: str, when: str, *, id_: str = "followup-2024-4", act: Any = applied) -> ChangePlan:
    plan: ChangePlan = act(office.at(when), moving.move(id_, day(to), day(when), WHY))
    return plan


def rows(plan: ChangePlan) -> list[tuple[str, str, str, str]]:
    return [(row.key, row.change.value, str(row.old_due), str(row.new_due)) for row in plan.rows]


def revisions(office: Office, key: str = KEY) -> list[str]:
    found = office.rows(
        f"SELECT due FROM due_revision JOIN deliverable d ON d.id = deliverable_id WHERE key = '{key}' ORDER BY no"
    )
    return [str(due) for (due,) in found]


def count(office: Office, table: str) -> int:
    return int(office.rows(f"SELECT count(*) FROM {table}")[0][0])


def test_what_is_owed_again_after_it_was_called_off_is_told_as_a_date_and_nothing_else(office: Office) -> None:
    """Its row says `new`, which alone tells nobody; `again` does."""
    office.load("2024-06-03")
    applied(office.at("2024-06-04"), moving.cancel("followup-2024-4", WHY))
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-10"))
    plan = applied(office.at("2024-06-05"), wheel_load(office.at("2024-06-05")))
    assert [(row.key, row.change, row.again) for row in plan.rows] == [(key, Change.NEW, True) for key in BOTH]
    assert told_of(plan) == [News(key, Step.MOVED) for key in BOTH]
    first = ChangePlan(tuple(replace(row, again=False) for row in plan.rows))
    assert told_of(first) == [], "what is new is invited to in its time"


def test_the_plan_for_moving_the_meeting_of_9_september_lists_what_changes_and_nothing_else(office: Office) -> None:
    """Domain, "Meetings move": the two reports to the joint meeting of 9 September 2024 follow it to the 17th."""
    parts = office.at("2024-01-16")
    parts.wheels = tuple(path for path in shipped_wheels() if "2024" in path.name)
    load_wheels(parts)
    refresh_events(office.at("2024-01-16"), Lang.NB)
    before = {row[0]: row[1:] for row in office.rows("SELECT uid, sequence, body FROM feed_event")}
    plan = move(office, "2024-09-17", "2024-05-02", act=planned)
    stem = "digital-samhandling-2024.followup-report.followup-2024-4"
    both = [(f"{stem}.{actor}", "moved", "2024-08-26", "2024-09-03") for actor in ("hdir", "nhn")]
    assert rows(plan) == both
    assert [(met.id, str(met.old_date), str(met.new_date)) for met in plan.meetings] == [
        ("followup-2024-4", "2024-09-09", "2024-09-17")
    ]
    assert [row.names for row in plan.rows] == [("Anne Prøve",), ("Kari Prøve", "Nina Prøve")]
    steps = ("invitation", "before_7", "before_3", "last_day", "overdue", "manager")
    assert {(row.steps_void, row.steps_new, row.warnings) for row in plan.rows} == {(steps, steps, ())}
    assert move(office, "2024-09-17", "2024-05-02").digest == plan.digest
    refresh_events(office.at("2024-05-02"), Lang.NB)
    after = {row[0]: row[1:] for row in office.rows("SELECT uid, sequence, body FROM feed_event")}
    changed = {uid for uid in after if before.get(uid) != after[uid]}
    meeting = "meeting_digital-samhandling-2024.followup-2024-4@arshjul"
    assert changed == {f"{key}@arshjul" for key, *_ in both} | {meeting}
    assert {after[uid][0] for uid in changed} == {1}
    assert before.keys() == after.keys()


def test_a_plan_writes_nothing(office: Office) -> None:
    office.load("2024-01-16")
    before = count(office, "event"), revisions(office), office.rows("SELECT * FROM meeting_revision ORDER BY id")
    assert move(office, "2024-09-17", "2024-05-02", act=planned)
    assert (
        count(office, "event"),
        revisions(office),
        office.rows("SELECT * FROM meeting_revision ORDER BY id"),
    ) == before


def test_applying_the_same_again_changes_nothing(office: Office) -> None:
    office.load("2024-01-16")
    assert move(office, "2024-09-17", "2024-05-02")
    before = count(office, "event"), count(office, "due_revision"), count(office, "notice")
    again = move(office, "2024-09-17", "2024-05-03")
    assert not again
    assert again.already == "followup-2024-4 er alt 2024-09-17."
    assert (count(office, "event"), count(office, "due_revision"), count(office, "notice")) == before


def test_there_and_back_leaves_the_dates_as_before_and_one_notice_per_person_and_move(office: Office) -> None:
    office.load("2024-01-16")
    before = {row.key: row.due for row in standings(office)}
    move(office, "2024-09-17", "2024-05-02")
    office.day("2024-05-03")
    move(office, "2024-09-09", "2024-05-06")
    office.day("2024-05-07")
    assert {row.key: row.due for row in standings(office)} == before
    assert revisions(office) == ["2024-08-26", "2024-09-03", "2024-08-26"]
    told = office.rows(
        "SELECT person.slug, notice.revision FROM notice JOIN person ON person.id = person_id "
        "WHERE step = 'moved' ORDER BY 1, 2"
    )
    assert told == [("anne", 2), ("anne", 3), ("kari", 2), ("kari", 3)]


def standings(office: Office) -> Iterable[Any]:
    from arshjul.store.board import standings as read

    with office.parts.database.read() as connection:
        return read(connection)


def test_each_revision_knows_its_cause_and_why(office: Office) -> None:
    office.load("2024-01-16")
    move(office, "2024-09-17", "2024-05-02")
    for table in ("due_revision", "meeting_revision"):
        assert office.rows(f"SELECT DISTINCT cause, why, no FROM {table} ORDER BY no") == [
            ("wheel.loaded", "", 1),
            ("meeting.moved", WHY, 2),
        ]
    [event] = office.rows("SELECT subject, why FROM event WHERE kind = 'meeting.moved'")
    assert event == ("prove-2024.followup-2024-4", WHY)


def test_a_wheel_loaded_again_leaves_what_the_office_has_recorded(office: Office) -> None:
    office.load("2024-01-16")
    move(office, "2024-09-17", "2024-05-02")
    assert not office.load("2024-05-03")
    office.rewheel(lambda values: values["obligations"]["budget"]["due"].update(day=2))
    changes = office.load("2024-05-06")
    assert [moved.key for moved in changes.moved] == ["prove-2024.budget.2024.nhn"]
    assert revisions(office) == ["2024-08-26", "2024-09-03"]


def test_a_wheel_that_says_a_new_date_is_the_newest_word(office: Office) -> None:
    office.load("2024-01-16")
    move(office, "2024-09-17", "2024-05-02")
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-23"))
    assert [moved.key for moved in office.load("2024-05-06").moved] == BOTH
    assert revisions(office)[-1] == "2024-09-09"


def test_what_is_delivered_is_named_as_kept_and_stays(office: Office) -> None:
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    office.day("2024-08-21")
    plan = move(office, "2024-09-17", "2024-08-22")
    assert rows(plan) == [
        (KEY, "frozen", "2024-08-26", "2024-08-26"),
        (BOTH[0], "moved", "2024-08-26", "2024-09-03"),
    ]
    assert revisions(office) == ["2024-08-26"]
    assert not move(office, "2024-09-17", "2024-08-22", act=planned).rows, "told once"


def test_a_meeting_called_off_takes_what_is_due_to_it_but_not_what_has_come(office: Office) -> None:
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    office.day("2024-08-21")
    parts = office.at("2024-08-22")
    plan = applied(parts, moving.cancel("followup-2024-4", WHY))
    assert [row.change for row in sorted(plan.rows, key=lambda row: row.key)] == [Change.CANCELLED, Change.FROZEN]
    shown = {row.key: row.state for row in standings(office)}
    assert (shown[BOTH[0]], shown[KEY] in ("received", "incomplete", "complete")) == ("cancelled", True)
    assert KEY in parts.catalogue().deliverables
    assert BOTH[0] not in parts.catalogue().deliverables
    again = applied(parts, moving.cancel("followup-2024-4", WHY))
    assert (bool(again), again.already) == (False, "followup-2024-4 er alt avlyst.")


def test_a_meeting_added_is_owed_to_and_survives_the_wheel_being_loaded_again(office: Office) -> None:
    office.load("2024-01-16")
    plan = applied(office.at("2024-05-02"), moving.add("followup", day("2024-12-16"), day("2024-05-02")))
    stem = "prove-2024.report.followup-2024-5"
    assert rows(plan) == [(f"{stem}.{actor}", "new", "None", "2024-12-02") for actor in ("hdir", "nhn")]
    assert not office.load("2024-05-03")
    assert f"{stem}.nhn" in office.at("2024-05-03").catalogue().deliverables


def test_a_waived_demand_is_neither_moved_nor_reminded_of(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-05-02")
    plan = applied(parts, Waiver(parts, KEY, "hod", "24/7", "Slått sammen med tertialrapporten"))
    assert rows(plan) == [(KEY, "waived", "2024-08-26", "None")]
    assert office.rows("SELECT kind, subject, state, by, reference FROM decision") == [
        ("waiver", KEY, "granted", "hod", "24/7")
    ]
    assert [row.key for row in move(office, "2024-09-17", "2024-05-03").rows] == [BOTH[0]]
    assert revisions(office) == ["2024-08-26"]
    assert str(office.at("2024-05-03").catalogue().deliverables[KEY].due) == "2024-08-26"
    assert office.rows("SELECT count(*) FROM open_rung r JOIN deliverable d ON d.id = r.deliverable_id "
                       f"WHERE key = '{KEY}'") == [(0,)]  # fmt: skip
    again = applied(parts.at(moment("2024-05-06")), Waiver(parts, KEY, "hod", "24/7", "x"))
    assert not again


def test_what_is_delivered_is_not_waived(office: Office) -> None:
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    office.day("2024-08-21")
    parts = office.at("2024-08-22")
    with pytest.raises(BadInput, match="er levert"):
        applied(parts, Waiver(parts, KEY, "hod", "24/7", "x"))
    assert count(office, "decision") == 0


def test_following_without_a_change_writes_nothing(office: Office) -> None:
    office.load("2024-01-16")
    before = count(office, "due_revision"), count(office, "state_change"), count(office, "ladder_step")
    parts = office.at("2024-05-02")
    with parts.database.write() as connection:
        seq = events.append(connection, parts.moment, "looked.at", "nothing")
        assert not follow(connection, parts, Cause("looked.at", "nothing", "", seq))
    assert (count(office, "due_revision"), count(office, "state_change"), count(office, "ladder_step")) == before


def test_a_plan_is_refused_when_the_state_has_changed_since(office: Office) -> None:
    office.load("2024-01-16")
    shown = move(office, "2024-09-17", "2024-05-02", act=planned)
    move(office, "2024-04-09", "2024-03-01", id_="followup-2024-2")
    before = count(office, "event")
    with pytest.raises(BadInput, match="gjelder ikke lenger"):
        applied(
            office.at("2024-05-02"), moving.move("followup-2024-4", day("2024-09-17"), day("2024-05-02")), shown.digest
        )
    assert count(office, "event") == before


def test_a_plan_holds_over_mere_mailing(office: Office) -> None:
    office.load("2024-01-16")
    office.day("2024-02-02")
    shown = move(office, "2024-09-17", "2024-02-02T09:00", act=planned)
    refresh_events(office.at("2024-02-02T13:00"), Lang.NB)
    proposal = moving.move("followup-2024-4", day("2024-09-17"), day("2024-02-02"), WHY)
    assert applied(office.at("2024-02-02T13:00"), proposal, shown.digest[:8])
    assert revisions(office)[-1] == "2024-09-03"


def test_two_moves_that_have_nothing_to_do_with_each_other_may_come_in_any_order(
    tmp_path: Path, new_sqlite: Callable[[], str]
) -> None:
    moves = [("followup-2024-4", "2024-09-17"), ("followup-2024-2", "2024-04-15")]
    found = []
    for number, order in enumerate((moves, moves[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        office = Office(folder, new_sqlite())
        office.load("2024-01-16")
        for id_, to in order:
            move(office, to, "2024-02-01", id_=id_)
        found.append({row.key: row.due for row in standings(office)})
        office.close()
    assert found[0] == found[1]


MEETINGS = ["followup-2024-1", "followup-2024-2", "followup-2024-3", "followup-2024-4", "followup-2024-5"]
DAYS = st.sampled_from(["2024-06-24", "2024-07-01", "2024-09-09", "2024-09-17", "2024-11-04", "2024-12-16"])
ACTS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(MEETINGS), DAYS),
    st.tuples(st.just("cancel"), st.sampled_from(MEETINGS), DAYS),
    st.tuples(st.just("add"), st.just(""), DAYS),
    st.tuples(st.just("load"), st.sampled_from(MEETINGS[:4]), DAYS),
)


def proposal_of(parts: Parts, office: Office, act: tuple[str, str, str]) -> Any:
    what, id_, to = act
    today = parts.moment.today
    if what == "move":
        return moving.move(id_, day(to), today, WHY)
    if what == "cancel":
        return moving.cancel(id_, WHY)
    if what == "add":
        return moving.add("followup", day(to), today, WHY)
    office.rewheel(lambda values: values["meetings"][id_].update(date=to))
    return wheel_load(parts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=1, max_size=7))
def test_whatever_the_order_a_plan_says_what_is_done_and_is_empty_afterwards(
    acts: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[], str]
) -> None:
    office = Office(tmp_path_factory.mktemp("acts"), new_sqlite())
    office.load("2024-01-16")
    for number, act in enumerate(acts):
        parts = office.at(f"2024-06-{number + 3:02d}")
        before = all_revisions(office)
        try:
            plan = planned(parts, proposal_of(parts, office, act))
        except BadInput:
            assert all_revisions(office) == before
            continue
        assert applied(parts, proposal_of(parts, office, act)).digest == plan.digest
        after = all_revisions(office)
        new = {key: dates[-1] for key, dates in after.items() if dates != before.get(key)}
        assert new == {row.key: str(row.new_due) for row in plan.rows if row.change in REVISES}
        held = {key: dates[: len(before.get(key, []))] for key, dates in after.items()}
        assert held == {key: before.get(key, []) for key in after}, "no revision is ever changed"
        assert_agrees(office, parts)
        again = proposal_of(parts, office, act)
        assert not planned(parts, again).rows
        assert not applied(parts, again)
    office.close()


def all_revisions(office: Office) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, due in office.rows(
        "SELECT key, due FROM due_revision JOIN deliverable d ON d.id = deliverable_id ORDER BY key, no"
    ):
        found.setdefault(key, []).append(str(due))
    return found


def assert_agrees(office: Office, parts: Parts) -> None:
    """What is stored is what the wheels and meetings say, and only what is owed has rungs."""
    owed = {key: str(item.due) for key, item in parts.catalogue().deliverables.items()}
    shown = {row.key: str(row.due) for row in standings(office) if row.state != "cancelled"}
    assert shown == owed
    gone = "SELECT count(*) FROM open_rung r JOIN deliverable d ON d.id = r.deliverable_id WHERE d.state = 'cancelled'"
    assert office.rows(gone) == [(0,)]
    old = "SELECT count(*) FROM open_rung r JOIN deliverable d ON d.id = r.deliverable_id WHERE r.revision < d.revision"
    assert office.rows(old) == [(0,)]


PARTS = """
import datetime as dt
from pathlib import Path
from office import moment
from arshjul.flows import moving
from arshjul.flows.changing import applied, planned
from arshjul.flows.parts import build_parts
from arshjul.models.problems import BadInput
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.memory import MemoryTransport
transport = MemoryTransport()
parts = build_parts(
    database_url=sys.argv[1], portfolio=Path(sys.argv[2]), wheels=[], moment=moment("2024-05-02"),
    transports={Channel.EMAIL: transport, Channel.SLACK: transport},
)
change = moving.move("followup-2024-4", dt.date.fromisoformat(sys.argv[3]), parts.moment.today, "Kollisjon")
"""
AT_ONCE = (
    PARTS
    + """
digest = sys.argv[4] if len(sys.argv) > 4 else None
try:
    print("done" if applied(parts, change, digest) else "nothing")
except BadInput as error:
    print("refused")
"""
)
IN_THE_MIDDLE = (
    PARTS
    + """
import time
from arshjul.flows import changing
from arshjul.store.facts import facts
with parts.database.write() as connection:
    before = facts(connection)
    proposed = change.after(connection, before)
    plan = changing._plan(connection, parts, before, proposed)
    cause = change.write(connection, parts, plan, proposed)
    changing.write_meetings(connection, before, proposed.facts, cause)
    assert changing.follow(connection, parts, cause)
    print("inside", flush=True)
    time.sleep(60)
"""
)


def test_a_process_killed_in_the_middle_of_applying_leaves_the_old_state(office: Office) -> None:
    office.load("2024-01-16")
    before = count(office, "event"), all_revisions(office), office.rows("SELECT * FROM meeting_revision ORDER BY id")
    process = start(IN_THE_MIDDLE, office.url, str(office.portfolio_path), "2024-09-17")
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    after = count(office, "event"), all_revisions(office), office.rows("SELECT * FROM meeting_revision ORDER BY id")
    assert after == before
    assert move(office, "2024-09-17", "2024-05-02"), "nor does it leave a lock behind"


def test_two_officers_at_once_end_in_one_of_the_two_orders(office: Office) -> None:
    office.load("2024-01-16")
    days = ("2024-09-17", "2024-09-23")
    told = together(AT_ONCE, [[office.url, str(office.portfolio_path), to] for to in days])
    assert told == ["done\n"] * 2
    orders = [["2024-08-26", "2024-09-03", "2024-09-09"], ["2024-08-26", "2024-09-09", "2024-09-03"]]
    assert revisions(office) in orders
    assert revisions(office, BOTH[0]) == revisions(office)
    met = office.rows("SELECT date FROM meeting_revision WHERE no > 1 ORDER BY no")
    assert [str(date) for (date,) in met] == [{"03": days[0], "09": days[1]}[due[-2:]] for due in revisions(office)[1:]]


def test_of_two_plans_made_from_one_state_only_the_first_is_carried_out(office: Office) -> None:
    office.load("2024-01-16")
    lists = []
    for to in ("2024-09-17", "2024-09-23"):
        proposal = moving.move("followup-2024-4", day(to), day("2024-05-02"), "Kollisjon")
        plan = planned(office.at("2024-05-02"), proposal)
        lists.append([office.url, str(office.portfolio_path), to, plan.digest])
    assert sorted(together(AT_ONCE, lists)) == ["done\n", "refused\n"]
    assert len(revisions(office)) == 2
