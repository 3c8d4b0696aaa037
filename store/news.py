"""What a notice of news is about, read again when it is sent: deadlines before and after, meetings, decisions, handovers.

What lives here: reading. Which of it is said, and in which words, is for others. Notices are written in `notices.py`.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from arshjul.models.codes import COUNTDOWN, NEW_DATE, State, Step
from arshjul.store.notices import GONE_OUT
from arshjul.store.schema import (
    DECISION,
    DELIVERABLE,
    DUE,
    EVENT,
    HANDOVER,
    MEETING,
    MEETING_REVISION,
    MESSAGE,
    NOTICE,
    PERSON,
    STATE_CHANGE,
)

_NAMES_DATE = NEW_DATE | COUNTDOWN | {Step.OVERDUE, Step.MANAGER, Step.DENIED, Step.TAKEN_OVER}
_OVER = (State.CANCELLED.value, State.WAIVED.value)
RULED = frozenset({Step.EXTENDED, Step.DECIDED})
"""News of a date that somebody has decided, whatever becomes of meetings."""


class Told(NamedTuple):
    """A notice that is about to go out."""

    id: int
    key: str
    deliverable_id: int
    wheel_id: int
    revision: int
    step: str
    person_id: int
    message_id: int
    state: str

    @property
    def number(self) -> int | None:
        """The decision or handover that stands behind the step's full stop; None where there is none."""
        first = self.step.partition(".")[2].partition(".")[0]
        return int(first) if first.isdigit() else None


class Due(NamedTuple):
    """A deadline that a deliverable has had."""

    no: int
    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: str
    disputed: bool
    cause: str
    why: str
    event_seq: int

    @property
    def said(self) -> tuple[object, ...]:
        """The dates that people hear of; the last one only where several are stated."""
        return self.due, self.last_workday, self.disputed and self.latest


class MeetingMove(NamedTuple):
    """When a meeting was and is; None for no date."""

    old: dt.date | None
    new: dt.date | None
    cause: str
    why: str


class Ending(NamedTuple):
    """The event by which a deliverable came into the state in which it is no longer owed."""

    seq: int
    kind: str
    why: str


def told(connection: Connection, ids: Sequence[int]) -> dict[int, Told]:
    """The notices with what they are about, by id."""
    query = (
        select(
            NOTICE.c.id, DELIVERABLE.c.key, NOTICE.c.deliverable_id, DELIVERABLE.c.wheel_id, NOTICE.c.revision,
            NOTICE.c.step, NOTICE.c.person_id, NOTICE.c.message_id, DELIVERABLE.c.state,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .where(NOTICE.c.id.in_(ids))
    )  # fmt: skip
    return {row.id: Told(*row) for row in connection.execute(query)}


def deadlines(connection: Connection, deliverable: int) -> dict[int, Due]:
    """Every deadline that a deliverable has had, by number."""
    query = select(*(DUE.c[name] for name in Due._fields)).where(DUE.c.deliverable_id == deliverable)
    return {row.no: Due(*row) for row in connection.execute(query.order_by(DUE.c.no))}


def last_known(connection: Connection, deliverable: int, person: int, revision: int, message: int | None = None) -> int:
    """The deadline from which news of `revision` counts for a person: that before the first date not yet told of.

    What stands in `message`, which is just being sent, has not been told yet.
    """
    untold = _untold(_of_person(connection, deliverable, person), revision, message)
    return int(max(min([*(row.revision for row in untold), revision]) - 1, 1))


def heard(connection: Connection, deliverable: int, person: int) -> set[int]:
    """The deadlines that a person knows by now, by number; the first is the letter's own."""
    rows = _gone(_of_person(connection, deliverable, person))
    return {1, *(row.revision for row in rows if _step(row) in _NAMES_DATE)}


def untold_ruling(connection: Connection, deliverable: int, person: int, revision: int) -> str:
    """The decision, as its notice stores it, by which the date of `revision` holds and which a person has not heard.

    Empty when there is none: no decision, another date than it gave, or somebody who last heard that nothing is owed.
    """
    rows = _of_person(connection, deliverable, person)
    made = [row for row in _untold(rows, revision) if _step(row) in RULED]
    if not made or _ended(rows):
        return ""
    dates = deadlines(connection, deliverable)
    return next((row.step for row in reversed(made) if dates[row.revision].said == dates[revision].said), "")


def heard_of_end(connection: Connection, deliverable: int, person: int) -> bool:
    """Whether the last news that went out to a person was that the deliverable is no longer owed."""
    return _ended(_of_person(connection, deliverable, person))


def _untold(rows: Sequence[Any], revision: int, message: int | None = None) -> list[Any]:
    """News of dates up to `revision`, in the order written, after the last date that a person has heard of."""
    until = [row for row in rows if row.revision <= revision]
    gone = (row for row in _gone(until) if row.message_id != message)
    heard = max((row.revision for row in gone if _step(row) in _NAMES_DATE), default=0)
    return [row for row in until if _step(row) in NEW_DATE and row.revision > heard]


def _gone(rows: Sequence[Any]) -> list[Any]:
    return [row for row in rows if row.state in GONE_OUT and not row.dropped]


def _ended(rows: Sequence[Any]) -> bool:
    return [_step(row) in _OVER for row in _gone(rows)][-1:] == [True]


def _step(row: Any) -> Step:
    return Step(row.step.partition(".")[0])


def _of_person(connection: Connection, deliverable: int, person: int) -> list[Any]:
    query = (
        select(NOTICE.c.revision, NOTICE.c.step, NOTICE.c.dropped, NOTICE.c.message_id, MESSAGE.c.state)
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(NOTICE.c.deliverable_id == deliverable, NOTICE.c.person_id == person)
        .order_by(NOTICE.c.id)
    )
    return list(connection.execute(query))


def meeting_move(connection: Connection, wheel_id: int, slug: str, after: int, upto: int) -> MeetingMove | None:
    """How a meeting moved by events after one and up to another; None when it did not.

    A part that has no move of its own moves with the meeting that it is part of.
    """
    here = (MEETING.c.wheel_id == wheel_id) & (MEETING.c.slug == slug)
    row = connection.execute(select(MEETING.c.id, MEETING.c.part_of).where(here)).first()
    if row is None:
        return None
    query = select(MEETING_REVISION).where(MEETING_REVISION.c.meeting_id == row.id).order_by(MEETING_REVISION.c.no)
    dates = connection.execute(query.where(MEETING_REVISION.c.event_seq <= upto)).all()
    before = [one for one in dates if one.event_seq <= after]
    if before and len(before) < len(dates):
        return MeetingMove(before[-1].date, dates[-1].date, dates[-1].cause, dates[-1].why)
    return meeting_move(connection, wheel_id, row.part_of, after, upto) if row.part_of else None


def ending(connection: Connection, deliverable: int) -> Ending | None:
    """How it came that a deliverable is no longer owed; None while it is."""
    last = select(func.max(STATE_CHANGE.c.id)).where(STATE_CHANGE.c.deliverable_id == deliverable).scalar_subquery()
    query = (
        select(EVENT.c.seq, EVENT.c.kind, EVENT.c.why)
        .join(STATE_CHANGE, STATE_CHANGE.c.event_seq == EVENT.c.seq)
        .where(STATE_CHANGE.c.id == last, STATE_CHANGE.c.state.in_(_OVER))
    )
    row = connection.execute(query).first()
    return Ending(*row) if row else None


def left_at(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    """The number of the event that last changed the state of each, by key."""
    query = (
        select(DELIVERABLE.c.key, func.max(STATE_CHANGE.c.event_seq))
        .join(STATE_CHANGE, STATE_CHANGE.c.deliverable_id == DELIVERABLE.c.id)
        .where(DELIVERABLE.c.key.in_(keys))
        .group_by(DELIVERABLE.c.key)
    )
    return dict(connection.execute(query).all())


def decision(connection: Connection, number: int | None) -> Any:
    """The row of a decision; None when there is none of that number."""
    return connection.execute(select(DECISION).where(DECISION.c.id == number)).first()


def handover(connection: Connection, number: int | None) -> Any:
    """The row of a handover; None when there is none of that number."""
    return connection.execute(select(HANDOVER).where(HANDOVER.c.id == number)).first()


def taking_over(connection: Connection, deliverable: int, today: dt.date) -> list[tuple[str, dt.date]]:
    """Who has been told that they take a deliverable over on a day still to come, and on which day."""
    query = (
        select(NOTICE.c.step, PERSON.c.slug)
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .join(PERSON, PERSON.c.id == NOTICE.c.person_id)
        .where(NOTICE.c.deliverable_id == deliverable, NOTICE.c.dropped.is_(False), MESSAGE.c.state.in_(GONE_OUT))
        .where(NOTICE.c.step.startswith(f"{Step.TAKEN_OVER.value}."))
        .order_by(NOTICE.c.id)
    )
    days = select(HANDOVER.c.id, HANDOVER.c.from_day).where(HANDOVER.c.from_day > today)
    coming: dict[int, dt.date] = dict(connection.execute(days).all())
    told = [(row.slug, row.step.partition(".")[2]) for row in connection.execute(query)]
    return [(who, coming[int(no)]) for who, no in told if no.isdigit() and int(no) in coming]


def how_many(connection: Connection, step: str) -> int:
    """How many deliverables a stored step has been told of."""
    query = select(func.count(NOTICE.c.deliverable_id.distinct())).where(NOTICE.c.step == step)
    return int(connection.execute(query).scalar_one())


def decided_by(connection: Connection, seq: int) -> Any:
    """The decision that an event recorded; None when it recorded none."""
    return connection.execute(select(DECISION).where(DECISION.c.event_seq == seq)).first()
