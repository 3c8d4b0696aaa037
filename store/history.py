"""What was known at an instant of what is not kept in rows of its own: where history begins, and which faults were open.

What lives here: reading. The facts of wheels as they were known are `facts.py`, how deliverables stood is `board.py`.
"""

import datetime as dt
import json
from typing import Any

from sqlalchemy import Connection, select

from arshjul.store.facts import last_event
from arshjul.store.log_check import sealed_from
from arshjul.store.schema import EVENT, FAULT

_FAULTS = ("source.pulled", "silence.noticed")


def begins(connection: Connection) -> dt.datetime | None:
    """The first instant at which it is known how things stood; None while nothing has been recorded.

    A database from before states were kept knows nothing of the time before that.
    """
    first = max(sealed_from(connection) - 1, 1)
    found: dt.datetime | None = connection.execute(select(EVENT.c.at).where(EVENT.c.seq == first)).scalar()
    return found


def open_faults(connection: Connection, known_at: dt.datetime) -> list[Any]:
    """The faults that were open, as `pulls.open_faults` gives those that are; in the words that each has been given last."""
    query = select(EVENT.c.subject, EVENT.c.after).where(EVENT.c.kind.in_(_FAULTS))
    query = query.where(EVENT.c.seq <= last_event(connection, known_at)).order_by(EVENT.c.seq)
    standing: set[tuple[str, str, str]] = set()
    for actor, after in connection.execute(query):
        told = json.loads(after or "{}")
        standing |= {(actor, code, name) for code, name in told.get("opened", ())}
        standing -= {(actor, code, name) for code, name in told.get("closed", ())}
    if not standing:
        return []
    rows = connection.execute(select(FAULT).order_by(FAULT.c.actor, FAULT.c.name))
    return [row for row in rows if (row.actor, row.code, row.name) in standing]
