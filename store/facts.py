"""The facts about the loaded wheels, as they are now or as they were known at an instant.

What lives here: reading them: files with their amendments, meetings, rulings, and the deadlines of what is delivered.
What follows from them is `calendar/in_force.py`. Facts are read up to an event, and events only ever move forward in
time, so "known at" an instant is "written by no later event".
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, func, select

from arshjul.calendar.amend import in_force
from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.in_force import Dated, Met, WheelFacts
from arshjul.calendar.rulings import Ruling
from arshjul.models.amendment import AmendmentFile
from arshjul.models.codes import DELIVERED, Basis, State
from arshjul.models.wheelfile import WheelFile
from arshjul.store.decisions import rulings
from arshjul.store.schema import (
    DELIVERABLE,
    DUE,
    EVENT,
    MEETING,
    MEETING_REVISION,
    STATE_CHANGE,
    WHEEL,
    WHEEL_VERSION,
)

RECORDED = "meeting."
"""Causes of revisions that the office has recorded begin so; those of files are `wheel.loaded`."""
SETTLED = frozenset({*DELIVERED, State.WAIVED})


def facts(connection: Connection, known_at: dt.datetime | None = None) -> list[WheelFacts]:
    """The facts about every loaded wheel, by its id; only those written no later than `known_at` when given."""
    upto = None if known_at is None else last_event(connection, known_at)
    given = rulings(connection, known_at)
    by_wheel = meetings(connection, upto)
    settled = settled_dates(connection, upto)
    found = in_force(*files(connection, upto))
    return [_of(wheel, by_wheel.get(wheel.id, {}), given, settled) for wheel in found]


def _of(wheel: WheelFile, met: dict[str, Met], given: Sequence[Ruling], settled: dict[str, Dated]) -> WheelFacts:
    here = f"{wheel.id}."
    return WheelFacts(
        wheel,
        met,
        tuple(ruling for ruling in given if ruling.key.startswith(here)),
        {key: dated for key, dated in settled.items() if key.startswith(here)},
    )


def version(connection: Connection) -> object:
    """Equal as long as the facts are: a look that reads no wheel and compiles nothing."""
    digests = connection.execute(select(WHEEL.c.slug, WHEEL.c.digest).order_by(WHEEL.c.slug)).all()
    return digests, meetings(connection), settled_dates(connection), rulings(connection)


def last_event(connection: Connection, known_at: dt.datetime) -> int:
    """The number of the last event that had happened at an instant; 0 before the first."""
    found = select(func.max(EVENT.c.seq)).where(EVENT.c.at <= known_at)
    return int(connection.execute(found).scalar() or 0)


def files(connection: Connection, upto: int | None = None) -> tuple[list[WheelFile], list[Amendment]]:
    """The loaded wheels by id, and the amendments; as their newest versions were."""
    query: Any = select(WHEEL.c.slug, WHEEL.c.amends, WHEEL.c.body).order_by(WHEEL.c.slug)
    if upto is not None:
        last = (
            select(func.max(WHEEL_VERSION.c.id).label("id"))
            .where(WHEEL_VERSION.c.event_seq <= upto)
            .group_by(WHEEL_VERSION.c.slug)
            .subquery()
        )
        query = select(WHEEL_VERSION.c.slug, WHEEL_VERSION.c.amends, WHEEL_VERSION.c.body)
        query = query.join(last, last.c.id == WHEEL_VERSION.c.id).order_by(WHEEL_VERSION.c.slug)
    rows = connection.execute(query).all()
    bases = [WheelFile.model_validate_json(row.body) for row in rows if row.amends is None]
    more = [Amendment(AmendmentFile.model_validate_json(row.body)) for row in rows if row.amends is not None]
    return bases, more


def meetings(connection: Connection, upto: int | None = None) -> dict[str, dict[str, Met]]:
    """By wheel and id, every meeting that has ever stood in a wheel; one that has left it is cancelled."""
    here = MEETING_REVISION.c.no == MEETING.c.revision
    if upto is not None:
        newest = select(func.max(MEETING_REVISION.c.no)).where(MEETING_REVISION.c.meeting_id == MEETING.c.id)
        newest = newest.where(MEETING_REVISION.c.event_seq <= upto)
        here = MEETING_REVISION.c.no == newest.correlate(MEETING).scalar_subquery()
    query = (
        select(
            WHEEL.c.slug.label("wheel"), MEETING.c.slug, MEETING.c.series, MEETING.c.part_of, MEETING_REVISION.c.date,
            MEETING_REVISION.c.time, MEETING_REVISION.c.state, MEETING_REVISION.c.cause,
        )
        .join(MEETING, MEETING.c.wheel_id == WHEEL.c.id)
        .join(MEETING_REVISION, and_(MEETING_REVISION.c.meeting_id == MEETING.c.id, here))
        .order_by(MEETING.c.id)
    )  # fmt: skip
    found: dict[str, dict[str, Met]] = {}
    for row in connection.execute(query):
        met = Met(row.date, row.time, row.state, row.series, row.part_of, row.cause.startswith(RECORDED))
        found.setdefault(row.wheel, {})[row.slug] = met
    return found


def settled_dates(connection: Connection, upto: int | None = None) -> dict[str, Dated]:
    """The deadline under which each delivered document was delivered (or waived), by key; a later move leaves it."""
    closed = [state.value for state in SETTLED]
    query: Any = select(
        DELIVERABLE.c.key, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed
    ).join(DUE, DUE.c.deliverable_id == DELIVERABLE.c.id)
    if upto is None:
        query = query.where(DUE.c.no == DELIVERABLE.c.revision, DELIVERABLE.c.state.in_(closed))
    else:
        query = query.where(DUE.c.no == _newest(DUE, DUE.c.no, upto), _stood(upto).in_(closed))
    then = _meetings_then(connection, upto)
    return {
        row.key: Dated(row.due, row.last_workday, row.latest, Basis(row.basis), row.disputed, then.get(row.key))
        for row in connection.execute(query)
    }


def _meetings_then(connection: Connection, upto: int | None) -> dict[str, dt.date | None]:
    """The day that the meeting of each delivered document had when the first of it came, where it has ever moved."""
    first = select(func.min(STATE_CHANGE.c.event_seq)).where(STATE_CHANGE.c.deliverable_id == DELIVERABLE.c.id)
    first = first.where(STATE_CHANGE.c.state.in_([state.value for state in SETTLED])).correlate(DELIVERABLE)
    mine = MEETING_REVISION.alias()
    stood = select(func.max(mine.c.no)).where(mine.c.meeting_id == MEETING.c.id)
    stood = stood.where(mine.c.event_seq <= first.scalar_subquery()).correlate(MEETING, DELIVERABLE)
    query: Any = (
        select(DELIVERABLE.c.key, MEETING_REVISION.c.date)
        .join(MEETING, and_(MEETING.c.wheel_id == DELIVERABLE.c.wheel_id, MEETING.c.slug == DELIVERABLE.c.occurrence))
        .join(MEETING_REVISION, MEETING_REVISION.c.meeting_id == MEETING.c.id)
        .where(MEETING.c.revision > 1, MEETING_REVISION.c.no == stood.scalar_subquery())
    )
    if upto is not None:
        query = query.where(first.scalar_subquery() <= upto)
    return dict(connection.execute(query).all())


def _newest(table: Any, column: Any, upto: int) -> Any:
    """The last row of a deliverable in a table of history, up to an event."""
    mine = table.alias()
    newest = select(func.max(mine.c[column.name])).where(mine.c.deliverable_id == DELIVERABLE.c.id)
    return newest.where(mine.c.event_seq <= upto).correlate(DELIVERABLE).scalar_subquery()


def _stood(upto: int) -> Any:
    """The state that a deliverable was in."""
    state = select(STATE_CHANGE.c.state).where(STATE_CHANGE.c.deliverable_id == DELIVERABLE.c.id)
    return state.where(STATE_CHANGE.c.id == _newest(STATE_CHANGE, STATE_CHANGE.c.id, upto)).scalar_subquery()
