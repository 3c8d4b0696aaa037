"""A whole year of reminding, run on any days in any rhythm: nothing lost, nothing twice, nobody told needlessly.

What must be told is worked out beside the program by the few lines of `expected`, from the stored rungs and the days
on which it ran; the two must agree rung by rung and day by day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Office

from arshjul.calendar.workdays import is_workday
from arshjul.store import rungs

ORDER = ["invitation", "before_7", "before_3", "last_day", "overdue"]
FIRST = dt.date(2024, 1, 16)
LAST = dt.date(2024, 11, 15)
KEYS = ["plan.2024.nhn", "budget.2024.nhn", "tasks.2024.nhn", "tasks.2024.hdir", "joint.2024.rhf"] + [
    f"report.followup-2024-{number}.{actor}" for number in (1, 2, 3, 4) for actor in ("nhn", "hdir")
]


@dataclass
class Told:
    """A notice as somebody has received it."""

    key: str
    step: str
    person: str
    at: dt.datetime
    message: int


gaps = st.one_of(st.integers(0, 3), st.integers(0, 1), st.sampled_from([7, 8, 30]))
hours = st.sampled_from([6, 7, 8, 12, 16, 17, 22])
runs = st.lists(st.tuples(gaps, hours), min_size=15, max_size=60)
deliveries = st.dictionaries(st.sampled_from(KEYS), st.tuples(st.integers(0, 300), st.booleans()), max_size=6)


def moments(rhythm: list[tuple[int, int]]) -> list[dt.datetime]:
    """The days of running in their order; the clock never goes back on one day either. The last is a Friday at noon."""
    found, day, last = [], FIRST, 0
    for gap, hour in rhythm:
        last = hour if gap else max(last, hour)
        day += dt.timedelta(days=gap)
        found.append(dt.datetime.combine(day, dt.time(last)))
    return [at for at in found if at.date() < LAST] + [dt.datetime.combine(LAST, dt.time(12))]


def decent(at: dt.datetime) -> bool:
    """A working day between seven and five."""
    return is_workday(at.date()) and 7 <= at.hour < 17


def received(office: Office) -> list[Told]:
    """Every notice that went out."""
    rows = office.rows(
        "SELECT deliverable.key, notice.step, person.slug, message.sent_at, message.id FROM notice "
        "JOIN message ON message.id = message_id JOIN person ON person.id = notice.person_id "
        "JOIN deliverable ON deliverable.id = deliverable_id WHERE message.state = 'sent' AND NOT dropped"
    )
    return [
        Told(key.removeprefix("prove-2024."), step, person, dt.datetime.fromisoformat(str(at)), message)
        for key, step, person, at, message in rows
    ]


def expected(office: Office, ran: list[dt.datetime], delivered: dict[str, dt.datetime]) -> Counter[tuple[str, ...]]:
    """(deliverable, rung, day) of everything an owner must be told: on each run the furthest rung not yet told."""
    rows = office.rows(
        "SELECT key, step, fire_on FROM ladder_step JOIN deliverable ON deliverable.id = deliverable_id "
        "WHERE step NOT LIKE 'gaps%' AND step <> 'manager'"
    )
    ladders: dict[str, list[tuple[int, dt.date]]] = {}
    for key, step, day in rows:
        ladders.setdefault(key.removeprefix("prove-2024."), []).append(
            (ORDER.index(step), dt.date.fromisoformat(str(day)))
        )
    found: Counter[tuple[str, ...]] = Counter()
    for key, ladder in ladders.items():
        reached = -1
        for at in filter(decent, ran):
            if key in delivered and delivered[key] <= at:
                break
            rung = max((rung for rung, day in ladder if day <= at.date()), default=-1)
            if rung > reached:
                found[key, ORDER[rung], at.date().isoformat()] += 1
                reached = rung
    return found


def play(office: Office, rhythm: list[tuple[int, int]], sent_in: dict[str, tuple[int, bool]]) -> list[dt.datetime]:
    """Run the year; what is sent in arrives on its day."""
    for key, (offset, whole) in sent_in.items():
        at = (dt.datetime.combine(FIRST, dt.time(11)) + dt.timedelta(days=offset)).isoformat()
        office.send_in(key.rsplit(".", 1)[1], f"{key}.json", key, at, lacks="" if whole else "pps.status")
    ran = moments(rhythm)
    for at in ran:
        office.day(at.isoformat())
    return ran


def arrivals(ran: list[dt.datetime], sent_in: dict[str, tuple[int, bool]]) -> dict[str, dt.datetime]:
    """When each delivery was first seen: at the first run after it was sent."""
    sent = {key: dt.datetime.combine(FIRST, dt.time(11)) + dt.timedelta(days=day) for key, (day, _) in sent_in.items()}
    return {key: next(at for at in ran if at >= when) for key, when in sent.items() if any(at >= when for at in ran)}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rhythm=runs, sent_in=deliveries)
def test_whatever_the_rhythm_everyone_is_told_what_is_due_once_and_in_time(
    rhythm: list[tuple[int, int]],
    sent_in: dict[str, tuple[int, bool]],
    tmp_path_factory: pytest.TempPathFactory,
    new_sqlite: Callable[[], str],
) -> None:
    office = Office(tmp_path_factory.mktemp("year"), new_sqlite())
    ran = play(office, rhythm, sent_in)
    delivered = arrivals(ran, sent_in)
    everything = received(office)
    owners = [one for one in everything if one.person != "nina"]
    ladder = Counter((t.key, t.step, t.at.date().isoformat()) for t in owners if not t.step.startswith("gaps"))
    assert ladder == expected(office, ran, delivered)
    check_manners(everything)
    check_states(office, everything, delivered, sent_in)
    office.close()


def check_manners(everything: list[Told]) -> None:
    """Decent hours; one message per person and run; nothing twice."""
    local = [one.at.replace(tzinfo=dt.UTC).astimezone(dt.timezone(dt.timedelta(hours=1))) for one in everything]
    assert all(is_workday(at.date()) and 7 <= at.hour + _summer(at) < 17 for at in local)
    together: dict[tuple[str, dt.datetime], set[int]] = {}
    for one in everything:
        together.setdefault((one.person, one.at), set()).add(one.message)
    assert all(len(messages) == 1 for messages in together.values())
    assert max(Counter((one.key, one.step, one.person) for one in everything).values(), default=1) == 1


def _summer(at: dt.datetime) -> int:
    """One hour between the last Sundays of March and October."""
    return int(dt.date(2024, 3, 31) <= at.date() < dt.date(2024, 10, 27))


def check_states(
    office: Office, everything: list[Told], delivered: dict[str, dt.datetime], sent_in: dict[str, tuple[int, bool]]
) -> None:
    """Deputies only when overdue, managers never unasked, gaps once, and nothing left lying."""
    assert {one.step for one in everything if one.person == "nina"} <= {"overdue"}
    assert all(one.person != "peder" for one in everything)
    unconfirmed = {"report.followup-2024-3.nhn", "report.followup-2024-3.hdir"}
    assert not [one for one in everything if one.key in unconfirmed and one.step == "overdue"]
    disputed = [one.at.date() for one in everything if (one.key, one.step) == ("tasks.2024.nhn", "overdue")]
    assert all(day > dt.date(2024, 9, 15) for day in disputed)
    lacking = {key for key in delivered if key.startswith("report") and not sent_in[key][1]}
    assert {one.key for one in everything if one.step == "gaps.1"} == lacking
    late = {key for key in KEYS if key not in delivered} - unconfirmed
    assert {one.key for one in everything if one.step == "overdue"} >= late
    assert office.rows("SELECT step FROM open_rung WHERE fire_on <= '2024-11-15'") == []
    assert office.rows("SELECT count(*) FROM message WHERE state IN ('pending', 'claimed')") == [(0,)]


def test_every_day_of_the_spring_at_eight(file_office: Office) -> None:
    """The plainest rhythm, and what one actor hears of one report in it, day by day."""
    for day in (FIRST + dt.timedelta(days=number) for number in range(80)):
        file_office.day(f"{day}T08:00")
    heard = sorted((str(one.at.date()), one.step, one.person) for one in received(file_office)
                   if one.key == "report.followup-2024-2.nhn")  # fmt: skip
    # 25 March is the Monday of Holy Week; the day after is a working day, Maundy Thursday is not.
    assert heard == [
        ("2024-02-26", "invitation", "kari"),
        ("2024-03-14", "before_7", "kari"),
        ("2024-03-20", "before_3", "kari"),
        ("2024-03-25", "last_day", "kari"),
        ("2024-03-26", "overdue", "kari"),
        ("2024-03-26", "overdue", "nina"),
    ]
    check_manners(received(file_office))


def test_after_a_week_off_one_message_says_only_what_matters_now(file_office: Office) -> None:
    """Off from 22 January till 5 February: three rungs of each of two documents have passed meanwhile."""
    file_office.day("2024-01-22T08:00")
    before = len(file_office.memory.sent)
    file_office.day("2024-02-05T08:00")
    assert len(file_office.memory.sent) - before == 3  # Kari, her deputy, and Anne
    assert Counter(one.step for one in received(file_office) if one.at.month == 2) == {"overdue": 5}
    keys = [key for (key,) in file_office.rows("SELECT key FROM deliverable")]
    with file_office.parts.database.read() as connection:
        states = Counter(rung.state for key in keys for rung in rungs.ladder(connection, key))
    assert states["spent"] == 9


def test_a_manager_hears_only_when_an_officer_confirms_and_after_the_owner(file_office: Office) -> None:
    for day in ("2024-02-02", "2024-02-09", "2024-02-12"):
        file_office.day(day)
    assert not [one for one in received(file_office) if one.person == "peder"]
    of = "SELECT id, revision FROM deliverable WHERE key = 'prove-2024.plan.2024.nhn'"
    [(plan, revision)] = file_office.rows(of)
    with file_office.parts.database.write() as connection:
        assert rungs.confirm_manager(connection, plan, revision)
        assert not rungs.confirm_manager(connection, plan, revision)
    file_office.day("2024-02-13")
    assert [(one.key, one.step) for one in received(file_office) if one.person == "peder"] == [
        ("plan.2024.nhn", "manager")
    ]
