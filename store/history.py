"""What was known at an instant of what is not kept in rows of its own: where history begins, and which faults were open.

What lives here: reading. The facts of wheels as they were known are `facts.py`, how deliverables stood is `board.py`.
"""

import datetime as dt
import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, select

from arshjul.models.tables_messages import MessageState
from arshjul.store import pulls
from arshjul.store.facts import last_event
from arshjul.store.log_check import sealed_from
from arshjul.store.outbox_list import DeadLetter, letters
from arshjul.store.schema import EVENT, FAULT, MESSAGE

_FAULTS = ("source.pulled", *pulls.NOTICED.values())
_FAILED = "message.failed"
_GIVEN_UP = json.dumps(MessageState.FAILED.value)
_MESSAGES = (_FAILED, "message.sent", "message.retried", "message.cancelled")
_Place = tuple[str, str, str]
_Words = tuple[str | None, str, str]


class PastFault(NamedTuple):
    """A fault that was open, in the words that it had then."""

    actor: str
    code: str
    name: str
    deliverable_key: str | None
    message_nb: str
    message_en: str


def begins(connection: Connection) -> dt.datetime | None:
    """The first instant at which it is known how things stood; None while nothing has been recorded.

    A database from before states were kept knows nothing of the time before that.
    """
    first = max(sealed_from(connection) - 1, 1)
    found: dt.datetime | None = connection.execute(select(EVENT.c.at).where(EVENT.c.seq == first)).scalar()
    return found


def open_faults(connection: Connection, known_at: dt.datetime) -> list[Any]:
    """The faults that were open, as `pulls.open_faults` gives those that are, in the words that each had then.

    What was recorded before words were is said in those that it has now.
    """
    query = select(EVENT.c.subject, EVENT.c.after).where(EVENT.c.kind.in_(_FAULTS))
    query = query.where(EVENT.c.seq <= last_event(connection, known_at)).order_by(EVENT.c.seq)
    standing: dict[_Place, _Words | None] = {}
    for actor, after in connection.execute(query):
        told = json.loads(after or "{}")
        standing |= {(actor, code, name): None for code, name in told.get("opened", ())}
        standing |= {(actor, code, name): (about, nb, en) for code, name, about, nb, en in told.get("said", ())}
        for code, name in told.get("closed", ()):
            standing.pop((actor, code, name), None)
    if None in standing.values():
        now = {(row.actor, row.code, row.name): pulls.words(row) for row in connection.execute(select(FAULT))}
        standing = {place: found or now.get(place) for place, found in standing.items()}
    return [PastFault(*place, *standing[place] or ("", "", "")) for place in sorted(standing)]


def dead_letters(connection: Connection, known_at: dt.datetime) -> list[DeadLetter]:
    """Notices in messages that had been given up, as `outbox_list.dead_letters` gives those of today."""
    after = case((EVENT.c.kind == _FAILED, EVENT.c.after), else_="").label("after")  # what a message said is not needed
    query = select(EVENT.c.subject, EVENT.c.kind, after, EVENT.c.why).where(EVENT.c.kind.in_(_MESSAGES))
    query = query.where(EVENT.c.seq <= last_event(connection, known_at)).order_by(EVENT.c.seq)
    last = {row.subject: row for row in connection.execute(query)}
    dead = {key: row.why for key, row in last.items() if row.kind == _FAILED and row.after == _GIVEN_UP}
    if not dead:
        return []
    found = letters(connection, MESSAGE.c.dedup_key.in_(dead))
    return [letter._replace(error=dead[letter.message] or "") for letter in found]
