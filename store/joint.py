"""What the joint report reads besides the board: the newest version of each report, and formal sendings.

What lives here: reading, as far as it was known at an instant.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.store.facts import last_event
from arshjul.store.schema import DELIVERABLE, SENDING, SUBMISSION


class Newest(NamedTuple):
    """The newest version of a deliverable."""

    no: int
    name: str
    body: bytes


def newest_bodies(connection: Connection, keys: Sequence[str], known_at: dt.datetime) -> dict[str, Newest]:
    """The newest version of each of these deliverables, by key; what nothing has come of is left out."""
    last = _newest(SUBMISSION, last_event(connection, known_at))
    query = (
        select(DELIVERABLE.c.key, SUBMISSION.c.no, SUBMISSION.c.name, SUBMISSION.c.body)
        .join(SUBMISSION, SUBMISSION.c.deliverable_id == DELIVERABLE.c.id)
        .join(last, and_(last.c.deliverable_id == SUBMISSION.c.deliverable_id, last.c.no == SUBMISSION.c.no))
        .where(DELIVERABLE.c.key.in_(keys))
    )
    return {row[0]: Newest(*row[1:]) for row in connection.execute(query)}


def sent_on(connection: Connection, keys: Sequence[str], known_at: dt.datetime) -> dict[str, dt.date]:
    """The day of the formal sending that holds, by key."""
    last = _newest(SENDING, last_event(connection, known_at))
    query = (
        select(DELIVERABLE.c.key, SENDING.c.sent_on)
        .join(SENDING, SENDING.c.deliverable_id == DELIVERABLE.c.id)
        .join(last, and_(last.c.deliverable_id == SENDING.c.deliverable_id, last.c.no == SENDING.c.no))
        .where(DELIVERABLE.c.key.in_(keys))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _newest(table: Any, upto: int) -> Any:
    """Sub-query: the highest number of each deliverable up to an event."""
    query = select(table.c.deliverable_id, func.max(table.c.no).label("no")).where(table.c.event_seq <= upto)
    return query.group_by(table.c.deliverable_id).subquery()
