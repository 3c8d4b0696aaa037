"""Decisions in the small office: short names for what is given, and what stands afterwards.

The wheel's `tasks.2024.nhn` is due on 31 August by one place and 15 September by another; the reports of nhn and hdir fall on
26 August, two weeks before the meeting of 9 September 2024.
"""

import datetime as dt
from collections.abc import Callable

import pytest
from office import Office

from arshjul.flows import deciding, extending, registering
from arshjul.flows.recorded import Recorded, Words
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import SendingChannel
from arshjul.store import events, rungs, sendings
from arshjul.store.owed import Owed, owed

TASKS, REPORT, HDIR = "tasks.2024.nhn", "report.followup-2024-4.nhn", "report.followup-2024-4.hdir"
HOD = Words("hod", "24/123", "Mandatene er nyere.")
AUGUST_31, SEPTEMBER_15 = dt.date(2024, 8, 31), dt.date(2024, 9, 15)


def now(office: Office, key: str) -> Owed:
    with office.parts.database.read() as connection:
        found = owed(connection, f"prove-2024.{key}")
    assert found is not None
    return found


def steps(office: Office, key: str, state: str) -> list[tuple[int, str]]:
    with office.parts.database.read() as connection:
        found = rungs.ladder(connection, f"prove-2024.{key}")
    return [(rung.revision, rung.step) for rung in found if rung.state == state]


def count(office: Office) -> int:
    with office.parts.database.read() as connection:
        return events.count(connection)


def refused(office: Office, what: Callable[[], object]) -> str:
    """What is said of bad input, after which nothing has been written."""
    before = count(office)
    with pytest.raises(BadInput) as caught:
        what()
    assert count(office) == before
    with office.parts.database.read() as connection:
        assert events.broken(connection) is None
    return str(caught.value)


def settle(office: Office, day: dt.date = SEPTEMBER_15, when: str = "2024-08-20", actor: str | None = None) -> Recorded:
    return deciding.decide_conflict(office.at(when), "prove-2024.tasks.2024", day, HOD, actor)


def ask(
    office: Office, key: str = REPORT, until: str = "2024-09-02", when: str = "2024-08-20", **more: str
) -> Recorded:
    return extending.ask_extension(office.at(when), key, dt.date.fromisoformat(until), "Ferie.", **more)


def answer(office: Office, asked: str = REPORT, when: str = "2024-08-28", **more: object) -> Recorded:
    said = Words("hod", "24/7", "Etter samråd.")
    return extending.answer_extension(office.at(when), asked, said, **more)  # type: ignore[arg-type]


def told(office: Office, key: str) -> list[str]:
    """The steps that somebody has been told of it, in their order."""
    rows = office.rows(
        "SELECT notice.step FROM notice JOIN deliverable ON deliverable.id = deliverable_id JOIN message ON "
        f"message.id = message_id WHERE key = 'prove-2024.{key}' AND message.state = 'sent' AND NOT dropped "
        "ORDER BY notice.id"
    )
    return [step.partition(".")[0] for (step,) in rows]


def days(office: Office, *when: str) -> None:
    for day in when:
        office.day(f"2024-{day}T08:00")


def deliver(office: Office, *, lacks: str = "", when: str = "2024-08-12T10:00", name: str = "a.json") -> None:
    """The report lies in its source, and the day runs."""
    office.send_in("nhn", name, REPORT, f"{when[:10]}T09:00", lacks=lacks)
    office.day(when)


def register(
    office: Office, key: str = REPORT, sent: dt.date = dt.date(2024, 8, 9), when: str = "2024-08-12",
    reference: str = "24/55", file: sendings.Attached | None = None,
) -> Recorded:  # fmt: skip
    formal = registering.Formal(sent, SendingChannel.EFORMIDLING, reference, file)
    return registering.register(office.at(when), key, formal)
