"""The log of events as a list: the newest of those that are asked for.

What lives here: reading for people. Whether the log is what was written is `audit.py`'s to say.
"""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select, union

from arshjul.store.schema import (
    DECISION,
    DELIVERABLE,
    DUE,
    EVENT,
    JUDGEMENT,
    MESSAGE,
    NOTICE,
    SENDING,
    STATE_CHANGE,
    SUBMISSION,
)


class Wanted(NamedTuple):
    """Which events: of one kind, about one subject (see `subjects`), from an instant on."""

    kind: str | None = None
    subject: str | None = None
    since: dt.datetime | None = None


def newest(connection: Connection, wanted: Wanted, limit: int) -> list[Any]:
    """The last events that are wanted, oldest first, `limit` of them at most."""
    query = _where(select(EVENT), wanted).order_by(EVENT.c.seq.desc()).limit(limit)
    return list(reversed(connection.execute(query).all()))


def count(connection: Connection, wanted: Wanted) -> int:
    """How many events are wanted."""
    return int(connection.execute(_where(select(func.count()).select_from(EVENT), wanted)).scalar_one())


def kinds(connection: Connection) -> list[str]:
    """Every kind of event that has happened."""
    return list(connection.execute(select(EVENT.c.kind).distinct().order_by(EVENT.c.kind)).scalars())


def subjects(connection: Connection) -> list[str]:
    """What one may ask about: subjects of events, and keys of deliverables."""
    said = connection.execute(select(EVENT.c.subject).distinct()).scalars()
    return sorted({*said, *connection.execute(select(DELIVERABLE.c.key)).scalars()})


def _where(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.kind is not None:
        query = query.where(EVENT.c.kind == wanted.kind)
    if wanted.since is not None:
        query = query.where(EVENT.c.at >= wanted.since)
    if wanted.subject is not None:
        query = query.where((EVENT.c.subject == wanted.subject) | EVENT.c.seq.in_(_about(wanted.subject)))
    return query


def _about(key: str) -> Any:
    """Numbers of the events that brought something about a deliverable, or told somebody of it."""
    found = [
        select(table.c.event_seq)
        .join(DELIVERABLE, DELIVERABLE.c.id == table.c.deliverable_id)
        .where(DELIVERABLE.c.key == key)
        for table in (DUE, STATE_CHANGE, SENDING, SUBMISSION)
    ]
    found.append(
        select(JUDGEMENT.c.event_seq)
        .join(SUBMISSION, SUBMISSION.c.id == JUDGEMENT.c.submission_id)
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .where(DELIVERABLE.c.key == key)
    )
    found.append(select(DECISION.c.event_seq).where(DECISION.c.subject == key))
    found.append(
        select(EVENT.c.seq)
        .join(MESSAGE, MESSAGE.c.dedup_key == EVENT.c.subject)
        .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.id)
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .where(DELIVERABLE.c.key == key, NOTICE.c.dropped.is_(False))
    )
    return union(*found)
