"""The log of what happened: one event per transaction, each chained to the one before by its hash.

What lives here: appending and reading. Who may decide what is for the callers. Mere bookkeeping has no event: a
look into a source that found nothing new (its row in `pull` tells it), and the lease of a message being sent.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from arshjul.models.moment import Moment
from arshjul.store.schema import EVENT

_TOLD = ("actor", "kind", "subject", "why", "before", "after")


def append(
    connection: Connection,
    moment: Moment,
    kind: str,
    subject: str,
    *,
    before: Any = None,
    after: Any = None,
    why: str = "",
    actor: str = "arshjul",
) -> int:
    """Append one event in the caller's transaction; returns its sequence number.

    The hash is SHA-256 over the previous hash and the event's own fields as JSON. `recorded_at` is left out
    of it, so that the same history told twice has the same hashes.
    """
    last = connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, "")
    told = {"actor": actor, "kind": kind, "subject": subject, "why": why}
    told |= {"before": _told(before), "after": _told(after)}
    row = {"seq": seq, "at": moment.at, "recorded_at": moment.recorded_at, **told}
    connection.execute(insert(EVENT).values(hash=_hash(previous, seq, moment.at, told), **row))
    return int(seq)


def broken(connection: Connection) -> int | None:
    """The number of the first event that is not what was written, or is missing; None when the chain holds."""
    previous = ""
    for place, row in enumerate(connection.execute(select(EVENT).order_by(EVENT.c.seq)), 1):
        told = {name: getattr(row, name) for name in _TOLD}
        if row.seq != place or row.hash != _hash(previous, row.seq, row.at, told):
            return place
        previous = row.hash
    return None


def count(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def _hash(previous: str, seq: int, at: dt.datetime, told: dict[str, str]) -> str:
    chained = json.dumps([previous, seq, at.isoformat(), told], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(chained.encode()).hexdigest()


def _told(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
