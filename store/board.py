"""Everything the board shows of a deliverable, read in a handful of statements; as it is, or as it was known once.

What lives here: reading. What it means (days left, in time or late) is worked out by the caller; what else was known
once is `history.py`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select

from arshjul.calendar.timeliness import Deadline
from arshjul.models.codes import Basis
from arshjul.models.moment import end_of_day
from arshjul.models.tables_messages import MessageState
from arshjul.store.chunks import chunks
from arshjul.store.facts import last_event
from arshjul.store.schema import (
    DELIVERABLE,
    DUE,
    EVENT,
    FINDING,
    JUDGEMENT,
    MESSAGE,
    NOTICE,
    SENDING,
    STATE_CHANGE,
    SUBMISSION,
)

_INSTANT = dt.timedelta(microseconds=1)
_SENT = "message.sent"


class Standing(NamedTuple):
    """How one deliverable stands. `first_at`: the formal sending when registered (its day's end), else first received.

    `deadlines` are all that it has had, oldest first, where it has had more than one. `judgement`: the row of the newest
    version's judgement.
    """

    key: str
    actor: str
    document_type: str
    kind: str
    state: str
    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: str
    disputed: bool
    first_at: dt.datetime | None
    submissions: int
    completeness: str | None
    findings: int
    last_reminder: dt.datetime | None
    judgement: int | None = None
    deadlines: tuple[Deadline, ...] = ()


class _Asked(NamedTuple):
    """What is asked for: deliverables by a sub-query of their ids (None: all), up to an event and an instant."""

    ids: Any
    upto: int | None
    at: dt.datetime | None

    def of(self, query: Any, table: Any, seq: Any = None) -> Any:
        """The query over rows of these deliverables that were there by then."""
        if self.ids is not None:
            query = query.where(table.c.deliverable_id.in_(self.ids))
        if self.upto is not None and seq is not None:
            query = query.where(seq <= self.upto)
        return query


def standings(
    connection: Connection, keys: Sequence[str] | None = None, known_at: dt.datetime | None = None
) -> list[Standing]:
    """Every deliverable (or those named, and then only these are read) by due date (undated last) and key.

    With `known_at` as far as it had been recorded by then; what had not been heard of yet is left out.
    """
    ids = None if keys is None else select(DELIVERABLE.c.id).where(DELIVERABLE.c.key.in_(keys))
    asked = _Asked(ids, None if known_at is None else last_event(connection, known_at), known_at)
    sent = _by_deliverable(connection, _sent(asked))
    came = _by_deliverable(connection, _received(asked))
    judged = _by_deliverable(connection, _judged(asked))
    told = _by_deliverable(connection, _told(asked))
    had = _deadlines(connection, asked)
    found = []
    for row in connection.execute(_owed(asked)):
        at, versions = came.get(row.id, (None, 0))
        at = end_of_day(sent[row.id][0]) - _INSTANT if row.id in sent else at
        judgement, verdict, gaps = judged.get(row.id, (None, None, 0))
        last = told.get(row.id, (None,))[0]
        more = tuple(had.get(row.id, ()))
        found.append(Standing._make((*row[1:], at, versions, verdict, gaps, last, judgement, more)))
    return sorted(found, key=lambda item: (item.due or dt.date.max, item.key))


def findings(connection: Connection, rows: Iterable[Standing]) -> dict[str, list[Any]]:
    """The findings of each deliverable's judgement, by key."""
    keys = {row.judgement: row.key for row in rows if row.findings}
    found: dict[str, list[Any]] = {}
    for some in chunks(sorted(id_ for id_ in keys if id_ is not None)):
        query = select(FINDING).where(FINDING.c.judgement_id.in_(some)).order_by(FINDING.c.id)
        for row in connection.execute(query):
            found.setdefault(keys[row.judgement_id], []).append(row)
    return found


def _owed(asked: _Asked) -> Select[Any]:
    state, revision = DELIVERABLE.c.state, DELIVERABLE.c.revision
    if asked.upto is not None:
        stood = select(STATE_CHANGE.c.state).where(STATE_CHANGE.c.id == _last(STATE_CHANGE, "id", asked.upto))
        state = stood.correlate(DELIVERABLE).scalar_subquery().label("state")
        revision = _last(DUE, "no", asked.upto)
    query = select(
        DELIVERABLE.c.id, DELIVERABLE.c.key, DELIVERABLE.c.actor, DELIVERABLE.c.document_type, DELIVERABLE.c.kind,
        state, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed,
    ).select_from(DELIVERABLE).join(DUE, and_(DUE.c.deliverable_id == DELIVERABLE.c.id, DUE.c.no == revision))  # fmt: skip
    return query if asked.ids is None else query.where(DELIVERABLE.c.id.in_(asked.ids))


def _last(table: Any, column: str, upto: int) -> Any:
    """The highest number among a deliverable's rows up to an event."""
    mine = table.alias()
    query = select(func.max(mine.c[column])).where(mine.c.deliverable_id == DELIVERABLE.c.id)
    return query.where(mine.c.event_seq <= upto).correlate(DELIVERABLE).scalar_subquery()


def _sent(asked: _Asked) -> Any:
    """The day of the formal sending that holds: the last one registered."""
    query = select(SENDING.c.deliverable_id, func.max(SENDING.c.no).label("no"))
    last = asked.of(query, SENDING, SENDING.c.event_seq).group_by(SENDING.c.deliverable_id).subquery()
    here = and_(SENDING.c.deliverable_id == last.c.deliverable_id, SENDING.c.no == last.c.no)
    return select(SENDING.c.deliverable_id, SENDING.c.sent_on).join(last, here)


def _received(asked: _Asked) -> Any:
    """When the first version came, and how many there are."""
    query = select(SUBMISSION.c.deliverable_id, func.min(SUBMISSION.c.received_at), func.count())
    return asked.of(query, SUBMISSION, SUBMISSION.c.event_seq).group_by(SUBMISSION.c.deliverable_id)


def _told(asked: _Asked) -> Any:
    """When somebody was last told of it."""
    query = (
        select(NOTICE.c.deliverable_id, func.max(MESSAGE.c.sent_at))
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(MESSAGE.c.state == MessageState.SENT.value, NOTICE.c.dropped.is_(False))
        .group_by(NOTICE.c.deliverable_id)
    )
    if asked.upto is not None:
        sent = select(EVENT.c.subject).where(EVENT.c.kind == _SENT, EVENT.c.seq <= asked.upto)
        query = query.where(MESSAGE.c.dedup_key.in_(sent))
    return asked.of(query, NOTICE)


def _judged(asked: _Asked) -> Any:
    """The last judgement of each deliverable's newest version, with its number of findings."""
    query = select(SUBMISSION.c.deliverable_id, func.max(SUBMISSION.c.no).label("no"))
    newest = asked.of(query, SUBMISSION, SUBMISSION.c.event_seq).group_by(SUBMISSION.c.deliverable_id).subquery()
    last = select(SUBMISSION.c.deliverable_id, func.max(JUDGEMENT.c.id).label("id")).join(
        newest, and_(newest.c.deliverable_id == SUBMISSION.c.deliverable_id, newest.c.no == SUBMISSION.c.no)
    )
    last = last.join(JUDGEMENT, JUDGEMENT.c.submission_id == SUBMISSION.c.id)
    if asked.upto is not None:
        last = last.where(JUDGEMENT.c.event_seq <= asked.upto)
    said = last.group_by(SUBMISSION.c.deliverable_id).subquery()
    return (
        select(said.c.deliverable_id, said.c.id, JUDGEMENT.c.completeness, func.count(FINDING.c.id))
        .join(JUDGEMENT, JUDGEMENT.c.id == said.c.id)
        .outerjoin(FINDING, FINDING.c.judgement_id == said.c.id)
        .group_by(said.c.deliverable_id, said.c.id, JUDGEMENT.c.completeness)
    )


def _deadlines(connection: Connection, asked: _Asked) -> dict[int, list[Deadline]]:
    """All deadlines of the deliverables that have had more than one, in their order."""
    query = (
        select(DUE, EVENT.c.at)
        .join(DELIVERABLE, DELIVERABLE.c.id == DUE.c.deliverable_id)
        .join(EVENT, EVENT.c.seq == DUE.c.event_seq)
        .where(DELIVERABLE.c.revision > 1)
        .order_by(DUE.c.deliverable_id, DUE.c.no)
    )
    found: dict[int, list[Deadline]] = {}
    for row in connection.execute(asked.of(query, DUE, DUE.c.event_seq)):
        told = row.notified_at if asked.at is None or (row.notified_at and row.notified_at <= asked.at) else None
        soft = row.basis == Basis.INFERRED and not row.disputed
        found.setdefault(row.deliverable_id, []).append(
            Deadline(row.at, told, row.due, row.latest, bool(row.disputed), soft)
        )
    return found


def _by_deliverable(connection: Connection, query: Any) -> Mapping[int, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}
