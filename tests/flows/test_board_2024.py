"""The board of 27 August 2024, the day after a follow-up report was due, row by row.

The shipped wheel, the shipped portfolio and the sample reports are replayed day by day, so that every sample arrives
when it was sent. What is right was worked out from the letter's dates and the samples' times of sending:

- Helsedirektoratet sent its second report on 27 March; it was due on 25 March, the Monday of Holy Week. Its fourth,
  due yesterday, has not come though the three before it did.
- Norsk helsenett's fourth report came in time and lacks two things. Its proposal for the use of item 70 came between
  the two dates the letters state for it, so whether it was late is for the ministry to say. Its overview of next
  year's tasks is due on 31 August by one place and 15 September by another; Helsedirektoratet's by the latter alone.
- Helse Vest's annual statement cannot be read. What no letter dates is neither in time nor late.
- What is due within 20 working days of its last working day is open (budget inputs within 15); the rest is planned.
"""

import asyncio
import datetime as dt
import itertools
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.calendar.workdays import is_workday
from arshjul.flows import collecting, loading, reminding, sending
from arshjul.flows.board import BoardRow, board
from arshjul.flows.parts import Parts, build_parts
from arshjul.flows.settings import shipped_portfolio
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.moment import OSLO, Moment
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.store.schema import MESSAGE, STEP

TODAY = dt.datetime(2024, 8, 27, 12, tzinfo=OSLO)
WALL = dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
OPENING = dt.datetime(2024, 1, 16, 8, tzinfo=OSLO)

BOARD = """
delivery-plan.2024.hdir                2024-02-01  complete    on_time   complete
delivery-plan.2024.nhn                 2024-02-01  complete    on_time   complete
disposition-proposal.2024.nhn          2024-02-01  complete    disputed  complete
followup-report.followup-2024-1.hdir   2024-02-02  complete    on_time   complete
followup-report.followup-2024-1.nhn    2024-02-02  complete    on_time   complete
budget-input-revised.2024.nhn          2024-02-15  complete    on_time   complete
followup-report.followup-2024-2.hdir   2024-03-25  complete    late      complete
followup-report.followup-2024-2.nhn    2024-03-25  complete    on_time   complete
pll-bergen-evaluation.2024.hdir        2024-04-30  complete    on_time   complete
six-year-plan.2024-2029.nhn            2024-04-30  complete    on_time   complete
budget-input-proposition.2024.nhn      2024-05-01  complete    on_time   complete
followup-report.followup-2024-3.hdir   2024-06-06  complete    on_time   complete
followup-report.followup-2024-3.nhn    2024-06-06  complete    on_time   complete
followup-report.followup-2024-4.hdir   2024-08-26  open        overdue   none
followup-report.followup-2024-4.nhn    2024-08-26  incomplete  on_time   incomplete
planned-tasks.2024.nhn                 2024-08-31  open        disputed  none
joint-plan-draft.2024.rhf              2024-09-15  open        not_due   none
planned-tasks.2024.hdir                2024-09-15  open        not_due   none
budget-input-regrouping.2024.nhn       2024-09-30  planned     not_due   none
joint-plan.2024.rhf                    2024-10-15  planned     not_due   none
followup-report.followup-2024-5.hdir   2024-10-17  planned     not_due   none
followup-report.followup-2024-5.nhn    2024-10-17  planned     not_due   none
initiative-proposal.2024.nhn           2024-11-15  planned     not_due   none
followup-report.followup-2024-6.hdir   2024-11-25  planned     not_due   none
followup-report.followup-2024-6.nhn    2024-11-25  planned     not_due   none
annual-report.2024.nhn                 -           complete    undated   complete
annual-statement.2024.helse-midt       -           complete    undated   complete
annual-statement.2024.helse-nord       -           complete    undated   complete
annual-statement.2024.helse-sor-ost    -           complete    undated   complete
annual-statement.2024.helse-vest       -           planned     undated   none
mhe-final-report.2024.hdir             -           planned     undated   none
pjd-rollout-plans.2024.nhn             -           planned     undated   none
pki-api-evaluation.2024.hdir           -           planned     undated   none
pki-plan-document.2024.hdir            -           planned     undated   none
pki-reaction-recommendation.2024.hdir  -           planned     undated   none
pki-rollout-plans.2024.nhn             -           planned     undated   none
pps-evaluation.2024.hdir               -           planned     undated   none
tertial-report.tertial-2024-1.nhn      -           complete    undated   complete
tertial-report.tertial-2024-2.nhn      -           planned     undated   none
"""
EXPECTED = {line.split()[0]: line.split()[1:] for line in BOARD.split("\n") if line}


def run_day(parts: Parts) -> sending.Sent:
    """The stages of one day."""
    loading.load_wheels(parts)
    loading.open_what_is_due(parts)
    for actor in collecting.actors_with_sources(parts):
        collecting.pull(parts, actor)
    collecting.judge(parts)
    collecting.notice_silence(parts)
    reminding.decide_reminders(parts)
    return asyncio.run(sending.dispatch(parts))


def moments(parts: Parts) -> list[dt.datetime]:
    """When samples were sent, and eight o'clock on every day with a rung of a ladder, till yesterday; then noon today."""
    found = {TODAY}
    for actor in parts.portfolio.actors:
        source = parts.source(actor)
        arrivals = source.pull(now=TODAY, known=frozenset()).arrivals if source else ()
        found |= {arrival.submitted_at.astimezone(OSLO) for arrival in arrivals}
    with parts.database.read() as connection:
        days = connection.execute(select(STEP.c.fire_on).distinct()).scalars()
        found |= {dt.datetime.combine(day, dt.time(8), OSLO) for day in days}
    return sorted(at for at in found if at == TODAY or (at >= OPENING and at.date() < TODAY.date()))


@pytest.fixture(scope="module")
def played(new_sqlite: Callable[[], str]) -> Iterator[tuple[Parts, MemoryTransport]]:
    """The year so far, played once for all tests here."""
    set_lang(Lang.NB)
    memory = MemoryTransport()
    parts = build_parts(
        database_url=new_sqlite(),
        portfolio=shipped_portfolio(),
        wheels=[path for path in shipped_wheels() if "2024" in path.name],
        moment=Moment(OPENING, WALL),
        transports={Channel.EMAIL: memory, Channel.SLACK: memory},
    )
    loading.load_wheels(parts)
    for at in moments(parts):
        run_day(parts.at(Moment(at, WALL)))
    yield parts.at(Moment(TODAY, WALL)), memory
    parts.database.close()


@pytest.fixture(scope="module")
def rows(played: tuple[Parts, MemoryTransport]) -> dict[str, BoardRow]:
    """The board by document, occurrence and actor, in its own order."""
    return {row.key.split(".", 1)[1]: row for row in board(played[0])}


def test_the_board_has_every_deliverable_by_date_and_those_without_one_last(rows: dict[str, BoardRow]) -> None:
    assert list(rows) == list(EXPECTED)


@pytest.mark.parametrize("key", EXPECTED)
def test_a_row(rows: dict[str, BoardRow], key: str) -> None:
    row = rows[key]
    shown = ["-" if row.due is None else str(row.due), row.state, row.timeliness, row.completeness]
    assert shown == EXPECTED[key]
    assert row.actor == key.rsplit(".", 1)[1]
    assert row.days_left == (None if row.due is None else (row.due - TODAY.date()).days)


def test_three_things_fall_short(rows: dict[str, BoardRow]) -> None:
    assert [key for key, row in rows.items() if row.falls_short] == [
        "followup-report.followup-2024-4.hdir",
        "followup-report.followup-2024-4.nhn",
        "annual-statement.2024.helse-vest",
    ]


def test_faults_stand_with_the_deliverable_they_concern(rows: dict[str, BoardRow]) -> None:
    faulty = {key: row.faults for key, row in rows.items() if row.faults}
    assert set(faulty) == {"followup-report.followup-2024-4.hdir", "annual-statement.2024.helse-vest"}
    assert "alle tidligere (3) kom" in faulty["followup-report.followup-2024-4.hdir"][0]
    assert "ikke gyldig JSON" in faulty["annual-statement.2024.helse-vest"][0]


def test_what_is_missing_is_named_with_who_demands_it(rows: dict[str, BoardRow]) -> None:
    findings = {key: row.findings for key, row in rows.items() if row.findings}
    assert list(findings) == ["followup-report.followup-2024-4.nhn"]
    told = [
        (one["initiative"], one["content"], one["severity"]) for one in findings["followup-report.followup-2024-4.nhn"]
    ]
    assert told == [("pps", "mitigation", "missing"), ("pmd", "supplementary_funding", "missing")]
    for one in findings["followup-report.followup-2024-4.nhn"]:
        assert one["maker"] in ("letter", "mandate")
        assert f"Mandat {one['initiative'].upper()} 6" in one["source"]


def test_a_deadline_on_a_day_off_keeps_its_date_and_shows_the_working_day_before(rows: dict[str, BoardRow]) -> None:
    """1 May is a holiday, 31 August 2024 a Saturday, 15 September a Sunday."""
    assert {
        key: (str(row.due), str(row.last_workday))
        for key, row in rows.items()
        if row.due and row.due != row.last_workday
    } == {
        "budget-input-proposition.2024.nhn": ("2024-05-01", "2024-04-30"),
        "planned-tasks.2024.nhn": ("2024-08-31", "2024-08-30"),
        "joint-plan-draft.2024.rhf": ("2024-09-15", "2024-09-13"),
        "planned-tasks.2024.hdir": ("2024-09-15", "2024-09-13"),
    }


def test_owners_are_todays(rows: dict[str, BoardRow]) -> None:
    """Norsk helsenett's owner changed at mid-year, and budget inputs have an owner of their own."""
    owners = {(row.actor, row.owner) for key, row in rows.items() if "budget" not in key}
    assert owners == {
        ("nhn", "Ola Eksempel"), ("hdir", "Anne Eksempel"), ("rhf", "Synne Skrivar"), ("helse-nord", "Marit Eksempel"),
        ("helse-midt", "Tore Eksempel"), ("helse-vest", "Sigrid Eksempel"), ("helse-sor-ost", "Henrik Eksempel"),
    }  # fmt: skip
    assert {row.owner for key, row in rows.items() if "budget" in key} == {"Lise Mønster"}
    assert {key for key, row in rows.items() if row.restricted} >= {key for key in rows if "budget" in key}


def test_only_the_report_of_october_waits_for_its_date_to_be_confirmed(rows: dict[str, BoardRow]) -> None:
    pending = {key for key, row in rows.items() if row.unconfirmed and row.state == "planned" and row.due}
    assert pending == {"followup-report.followup-2024-5.hdir", "followup-report.followup-2024-5.nhn"}


def test_last_reminders_follow_the_ladder(rows: dict[str, BoardRow]) -> None:
    """The overdue notice of March, the last day in January, three working days before 30 August, and none too many."""
    last = {key: (row.last_reminder or "")[:16] for key, row in rows.items()}
    assert last["followup-report.followup-2024-2.hdir"] == "2024-03-26T08:00"
    assert last["followup-report.followup-2024-1.nhn"] == "2024-02-02T08:00"
    assert last["followup-report.followup-2024-4.hdir"] == "2024-08-27T12:00"
    assert last["followup-report.followup-2024-4.nhn"] == "2024-08-26T10:12"
    assert last["planned-tasks.2024.nhn"] == "2024-08-27T12:00"
    assert last["joint-plan-draft.2024.rhf"] == last["planned-tasks.2024.hdir"] == "2024-08-16T08:00"
    assert {key for key, at in last.items() if not at} == {
        key for key, row in rows.items() if row.due is None or row.state == "planned"
    }


def test_messages_went_out_at_decent_hours_once_per_person_and_run(played: tuple[Parts, MemoryTransport]) -> None:
    parts, memory = played
    with parts.database.read() as connection:
        sent = connection.execute(select(MESSAGE)).all()
    assert {row.state for row in sent} == {"sent"}
    assert len(sent) == len(memory.sent)
    local = [row.sent_at.astimezone(OSLO) for row in sent]
    assert all(is_workday(at.date()) and 7 <= at.hour < 17 for at in local)
    assert len({(row.person_id, row.channel, row.sent_at) for row in sent}) == len(sent)
    second = [str(row.day) for row in sent if row.number > 1]
    assert second == ["2024-08-26"]  # the last day's reminder at eight, and the gaps of what came at 10:12


def test_the_day_run_again_sends_nothing(played: tuple[Parts, MemoryTransport], rows: dict[str, BoardRow]) -> None:
    parts, memory = played
    before = len(memory.sent)
    assert (run_day(parts).sent, len(memory.sent)) == (0, before)
    assert {row.key.split(".", 1)[1]: row for row in board(parts)} == rows


def test_the_board_reads_in_english_too(played: tuple[Parts, MemoryTransport]) -> None:
    set_lang(Lang.EN)
    try:
        shown = {row.key.split(".", 1)[1]: row for row in board(played[0])}
    finally:
        set_lang(Lang.NB)
    assert "all earlier ones (3) did" in shown["followup-report.followup-2024-4.hdir"].faults[0]
    assert all("mangler" not in one["message"] for row in shown.values() for one in row.findings)
    assert set(itertools.chain.from_iterable(row.as_row() for row in shown.values())) >= {"key", "title", "days_left"}
