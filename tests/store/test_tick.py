"""The tick's reading and writing: which open rungs are looked at, and what a decision leaves."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Any

from office import PORTFOLIO, Office, moment
from sqlalchemy import select

from arshjul.models.codes import Kind
from arshjul.notifications.keys import message_key
from arshjul.store import due, reminders, rungs
from arshjul.store.schema import DELIVERABLE, OPEN_RUNG

PLAN = "prove-2024.plan.2024.nhn"
AFTER_ALL = "2024-12-30"


def due_on(office: Office, day: str) -> list[due.OpenRung]:
    with office.parts.database.read() as connection:
        return each(connection, dt.date.fromisoformat(day))


def each(connection: Any, day: dt.date, kinds: Collection[str] = ()) -> list[due.OpenRung]:
    """Every rung that is due, by itself."""
    every = set(connection.execute(select(DELIVERABLE.c.id)).scalars())
    return due.due_rungs(connection, day, every, kinds)


def steps_due(office: Office, day: str = AFTER_ALL) -> list[str]:
    due = due_on(office, day)
    with office.parts.database.read() as connection:
        plan = connection.execute(DELIVERABLE.select().where(DELIVERABLE.c.key == PLAN)).one().id
    return [rung.step for rung in due if rung.deliverable_id == plan]


def change(office: Office, statement: Any) -> None:
    with office.parts.database.write() as connection:
        connection.execute(statement)


def test_a_managers_rung_is_looked_at_once_an_officer_has_confirmed_it(office: Office) -> None:
    office.load("2024-01-16")
    assert steps_due(office) == ["invitation", "before_7", "before_3", "last_day", "overdue"]
    assert confirm(office) is True
    assert "manager" in steps_due(office)
    assert confirm(office) is False


def test_what_is_delivered_meanwhile_leaves_nothing_to_decide_on(office: Office) -> None:
    office.load("2024-01-16")
    confirm(office)
    change(office, DELIVERABLE.update().where(DELIVERABLE.c.key == PLAN).values(state="complete"))
    office.day(AFTER_ALL)
    assert steps_due(office) == []
    with office.parts.database.read() as connection:
        assert {rung.state for rung in rungs.ladder(connection, PLAN)} <= {"spent", "waiting"}


def confirm(office: Office) -> bool:
    with office.parts.database.write() as connection:
        plan = connection.execute(DELIVERABLE.select().where(DELIVERABLE.c.key == PLAN)).one()
        return rungs.confirm_manager(connection, plan.id, plan.revision)


def test_a_rung_told_to_two_people_is_a_notice_to_each_in_a_message_of_their_own(office: Office) -> None:
    office.load("2024-01-16")
    people = people_of(office)
    told = {((people["kari"], "email"), (people["nina"], "email")): rungs_of(office)}
    assert write(office, told) == (6, 2)
    held = "SELECT slug, count(*) FROM notice JOIN person ON person.id = person_id GROUP BY slug ORDER BY slug"
    assert [tuple(row) for row in office.rows(held)] == [("kari", 3), ("nina", 3)]
    others = "SELECT count(*) FROM notice JOIN message ON message.id = message_id WHERE message.person_id <> notice.person_id"
    assert [tuple(row) for row in office.rows(others)] == [(0,)]


def test_the_same_decision_again_writes_nothing_new(office: Office) -> None:
    office.load("2024-01-16")
    told = {((people_of(office)["kari"], "email"),): rungs_of(office)}
    write(office, told)
    before = office.rows("SELECT * FROM notice ORDER BY id"), office.rows("SELECT * FROM message ORDER BY id")
    assert write(office, told) == (3, 0)
    assert before == (office.rows("SELECT * FROM notice ORDER BY id"), office.rows("SELECT * FROM message ORDER BY id"))


def test_the_same_person_on_two_channels_has_a_message_on_each(office: Office) -> None:
    office.load("2024-01-16")
    kari, (first, second, _) = people_of(office)["kari"], rungs_of(office)
    write(office, {((kari, "email"),): [first], ((kari, "slack"),): [second]})
    rows = office.rows("SELECT channel, number FROM message ORDER BY channel")
    assert [tuple(row) for row in rows] == [("email", 1), ("slack", 1)]


def test_the_front_is_cut_off_but_for_what_is_left_and_what_is_of_another_kind(office: Office) -> None:
    office.load("2024-01-16")
    day = dt.date(2024, 9, 1)
    with office.parts.database.write() as connection:
        before = {rung.step_id: rung for rung in each(connection, day)}
        plans = [rung.step_id for rung in before.values() if rung.kind == Kind.DELIVERY_PLAN]
        due.cut(connection, day, plans[:1], [Kind.DELIVERY_PLAN.value])
        assert [rung.step_id for rung in each(connection, day, [Kind.DELIVERY_PLAN.value])] == plans[:1]
        assert {*before} - {rung.step_id for rung in each(connection, day)} == set(plans[1:])
        ahead = office_rungs(connection) - {*before}
        due.cut(connection, day, [])
        assert office_rungs(connection) == ahead != set()


def test_rungs_that_are_alike_are_read_together_and_those_of_one_deliverable_apart(office: Office) -> None:
    office.load("2024-01-16")
    day = dt.date(2024, 9, 1)
    with office.parts.database.read() as connection:
        single = each(connection, day)
        of_each = Counter(rung.deliverable_id for rung in single)
        assert due.several(connection, day) == {of for of, rungs in of_each.items() if rungs > 1} != set()
        whole = due.alike(connection, day, [])
        assert sorted(id_ for group in whole for id_ in group.rungs) == sorted(rung.step_id for rung in single)
        assert len({group[:4] for group in whole}) == len(whole) and {group.kind for group in whole} == {""}
        one = single[0].deliverable_id
        left = [id_ for group in due.alike(connection, day, [one]) for id_ in group.rungs]
        assert sorted(left) == sorted(rung.step_id for rung in single if rung.deliverable_id != one)


def test_what_is_alike_differs_by_kind_only_where_that_makes_a_difference(office: Office) -> None:
    office.load("2024-01-16")
    day, plans = dt.date(2024, 9, 1), [Kind.DELIVERY_PLAN.value]
    with office.parts.database.read() as connection:
        facts = {rung.step_id: rung for rung in each(connection, day)}
        groups = due.alike(connection, day, [], by_kind=True)
        assert {group.kind for group in groups} == {rung.kind for rung in facts.values()}
        for group in groups:
            assert {(f.actor, f.kind, f.step, f.state) for f in map(facts.get, group.rungs) if f} == {group[:4]}
        of_kind = [id_ for group in due.alike(connection, day, [], plans) for id_ in group.rungs]
        assert sorted(of_kind) == sorted(id_ for id_, rung in facts.items() if rung.kind in plans) != []


def office_rungs(connection: Any) -> set[int]:
    return set(connection.execute(select(OPEN_RUNG.c.step_id)).scalars())


def test_what_nobody_answers_for_stays_open_and_the_rest_is_closed(office: Office) -> None:
    """A rung that comes up before somebody holds the role is told once somebody does."""
    later = PORTFOLIO.replace("owner: anne", "owner: [{person: anne, from: 2024-01-18}]")
    office.portfolio_path.write_text(later, encoding="utf-8")
    office.close()
    office.parts = office.open()
    office.day("2024-01-17")
    assert {rung.actor for rung in due_on(office, "2024-01-17")} == {"hdir"}
    office.day("2024-01-18")
    assert due_on(office, "2024-01-18") == []


def test_an_empty_decision_leaves_no_trace(office: Office) -> None:
    office.load("2024-01-16")
    before = office.rows("SELECT count(*) FROM event")
    assert write(office, {}) == (0, 0)
    assert office.rows("SELECT count(*) FROM event") == before


def people_of(office: Office) -> dict[str, int]:
    from arshjul.flows.loading import sync_people

    return sync_people(office.parts)


def rungs_of(office: Office) -> list[int]:
    return [id_ for (id_,) in office.rows("SELECT id FROM ladder_step ORDER BY id DESC LIMIT 3")]


def write(office: Office, told: dict[Any, list[int]]) -> tuple[int, int]:
    with office.parts.database.write() as connection:
        return reminders.write_decision(connection, moment("2024-08-27"), "prove", told, [], message_key)
