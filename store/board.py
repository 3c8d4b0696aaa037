"""Everything the board shows of a deliverable, read in a handful of statements.

What lives here: reading. What it means (days left, in time or late) is worked out by the caller.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.models.tables_messages import MessageState
from arshjul.store.judgements import newest_judgements
from arshjul.store.schema import DELIVERABLE, DUE, FINDING, JUDGEMENT, MESSAGE, NOTICE, SUBMISSION


class Standing(NamedTuple):
    """How one deliverable stands. `first_at`: the formal sending when registered, else first received."""

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


def standings(connection: Connection, keys: Sequence[str] | None = None) -> list[Standing]:
    """Every deliverable (or those named, and then only these are read) by due date (undated last) and key."""
    ids = None if keys is None else select(DELIVERABLE.c.id).where(DELIVERABLE.c.key.in_(keys))
    sent = _by_deliverable(connection, _received(ids))
    judged = _by_deliverable(connection, _judged(keys))
    told = _by_deliverable(connection, _told(ids))
    query = select(
        DELIVERABLE.c.id, DELIVERABLE.c.key, DELIVERABLE.c.actor, DELIVERABLE.c.document_type, DELIVERABLE.c.kind,
        DELIVERABLE.c.state, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed,
    ).join(DUE, and_(DUE.c.deliverable_id == DELIVERABLE.c.id, DUE.c.no == DELIVERABLE.c.revision))  # fmt: skip
    if keys is not None:
        query = query.where(DELIVERABLE.c.key.in_(keys))
    found = [
        Standing(*row[1:], *sent.get(row.id, (None, 0)), *judged.get(row.id, (None, 0)), *told.get(row.id, (None,)))
        for row in connection.execute(query)
    ]
    return sorted(found, key=lambda item: (item.due or dt.date.max, item.key))


def _received(ids: Any) -> Any:
    """When the first version came, and how many there are."""
    first = func.min(func.coalesce(SUBMISSION.c.sent_at, SUBMISSION.c.received_at))
    query = select(SUBMISSION.c.deliverable_id, first, func.count()).group_by(SUBMISSION.c.deliverable_id)
    return query if ids is None else query.where(SUBMISSION.c.deliverable_id.in_(ids))


def _told(ids: Any) -> Any:
    """When somebody was last told of it."""
    query = (
        select(NOTICE.c.deliverable_id, func.max(MESSAGE.c.sent_at))
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(MESSAGE.c.state == MessageState.SENT.value, NOTICE.c.dropped.is_(False))
        .group_by(NOTICE.c.deliverable_id)
    )
    return query if ids is None else query.where(NOTICE.c.deliverable_id.in_(ids))


def _judged(keys: Sequence[str] | None) -> Any:
    """The judgement of each deliverable's newest version, with its number of findings."""
    last = newest_judgements(keys)
    return (
        select(last.c.deliverable_id, JUDGEMENT.c.completeness, func.count(FINDING.c.id))
        .join(JUDGEMENT, JUDGEMENT.c.id == last.c.id)
        .outerjoin(FINDING, FINDING.c.judgement_id == last.c.id)
        .group_by(last.c.deliverable_id, JUDGEMENT.c.completeness)
    )


def _by_deliverable(connection: Connection, query: Any) -> dict[int, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}
