"""The log of what happened: one event per transaction, each chained to the one before by its hash.

What lives here: appending and reading. Who may decide what is for the callers.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from arshjul.models.moment import Moment
from arshjul.models.tables import Event


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
    table = Event.__table__  # type: ignore[attr-defined]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20240116)")
    last = connection.execute(select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, "")
    body = {"at": moment.at.isoformat(), "actor": actor, "kind": kind, "subject": subject, "why": why}
    told = {name: _told(value) for name, value in (("before", before), ("after", after))}
    chained = json.dumps([previous, seq, body, told], ensure_ascii=False, sort_keys=True)
    row = {
        "seq": seq,
        "at": moment.at,
        "recorded_at": moment.recorded_at,
        "actor": actor,
        "kind": kind,
        "subject": subject,
        "why": why,
        "hash": hashlib.sha256(chained.encode()).hexdigest(),
        **told,
    }
    connection.execute(insert(table).values(**row))
    return int(seq)


def count(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(Event.__table__)).scalar_one())  # type: ignore[attr-defined]


def _told(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
