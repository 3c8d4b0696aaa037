"""Acceptances that a newer version has overtaken: accepting was said of what had come by then.

What lives here: reading. What the office is told of it, and what may be accepted in its turn, is `flows/overtaken.py`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store.schema import DECISION, DELIVERABLE, EVENT, SUBMISSION


class Overtaken(NamedTuple):
    """An acceptance, and the number of the newest version, which came after it."""

    key: str
    version: int
    by: str
    at: dt.datetime
    reference: str


def overtaken(
    connection: Connection, keys: Sequence[str] | None = None, known_at: dt.datetime | None = None
) -> dict[str, Overtaken]:
    """What is accepted in an earlier version than its newest (of these keys), by key; at `known_at` as known by then."""
    query = select(DECISION).where(DECISION.c.kind == DecisionKind.ACCEPTANCE.value).order_by(DECISION.c.id)
    if keys is not None:
        query = query.where(DECISION.c.subject.in_(keys))
    if known_at is not None:
        query = query.join(EVENT, EVENT.c.seq == DECISION.c.event_seq).where(EVENT.c.at <= known_at)
    last = {row.subject: row for row in connection.execute(query)}
    said = {key: row for key, row in last.items() if row.state == DecisionState.GRANTED}
    if not said:
        return {}
    newest = (
        select(DELIVERABLE.c.key, func.max(SUBMISSION.c.no).label("no"), func.max(SUBMISSION.c.event_seq).label("seq"))
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .where(DELIVERABLE.c.key.in_(list(said)))
        .group_by(DELIVERABLE.c.key)
    )
    if known_at is not None:
        newest = newest.join(EVENT, EVENT.c.seq == SUBMISSION.c.event_seq).where(EVENT.c.at <= known_at)
    return {
        row.key: Overtaken(row.key, row.no, one.by, one.at, one.reference)
        for row in connection.execute(newest)
        if row.seq > (one := said[row.key]).event_seq
    }
