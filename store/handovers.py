"""Handovers from one person to another: reading and writing them, and what goes with them.

What lives here: rows. Whether a handover makes sense is decided by the caller; who then answers for what is
`models/handovers.py`.
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from arshjul.models.handovers import Handed, in_order
from arshjul.store.schema import EVENT, HANDOVER


class Recorded(NamedTuple):
    """A handover with its number."""

    id: int
    old: str
    new: str
    from_day: dt.date


def recorded(connection: Connection, known_at: dt.datetime | None = None) -> list[Recorded]:
    """Every handover in the order in which they were recorded; `known_at`: by then."""
    query = select(HANDOVER.c.id, HANDOVER.c.old, HANDOVER.c.new, HANDOVER.c.from_day).order_by(HANDOVER.c.id)
    if known_at is not None:
        query = query.join(EVENT, EVENT.c.seq == HANDOVER.c.event_seq).where(EVENT.c.at <= known_at)
    return [Recorded(*row) for row in connection.execute(query)]


def handed(connection: Connection, known_at: dt.datetime | None = None) -> tuple[Handed, ...]:
    """The same as a portfolio takes them."""
    return in_order(Handed(one.old, one.new, one.from_day) for one in recorded(connection, known_at))


def record(connection: Connection, seq: int, one: Handed) -> int:
    """Write a handover; returns its number."""
    result = connection.execute(insert(HANDOVER).values(event_seq=seq, **one._asdict()))
    return int(result.inserted_primary_key[0])  # type: ignore[index]
