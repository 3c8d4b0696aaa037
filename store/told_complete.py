"""What has become complete and has not been told to whoever listens: one setting says how far the log has been told.

What lives here: reading and writing it. That a deliverable becomes complete is history (`state_change`), whoever brought it
about; nothing is told of by the one who writes it, so a verb needs nobody who listens.
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from arshjul.models.codes import CLOSED, State
from arshjul.store import events
from arshjul.store.facts import last_event
from arshjul.store.schema import DELIVERABLE, EVENT, SETTING, STATE_CHANGE

_TOLD_TO = "complete_told_to"
_COMPLETE = frozenset({State.COMPLETE, State.ACCEPTED})
_IN_BETWEEN = frozenset({State.RECEIVED, *CLOSED})
"""States that say nothing of whether what came last is complete."""


class Became(NamedTuple):
    """A deliverable that has become complete, with the hash of the event that made it so: the same whenever it is read."""

    key: str
    hash: str


def untold(connection: Connection, since: dt.datetime) -> list[Became]:
    """What is complete now and was not when it was last told, by key.

    A new version that is complete too is not told of again. Where nothing has ever been told, only what became so after `since`.
    """
    told_to = _told_to(connection)
    upto = last_event(connection, since) if told_to is None else told_to
    new = select(STATE_CHANGE.c.deliverable_id).where(STATE_CHANGE.c.state == State.COMPLETE.value)
    query = (
        select(DELIVERABLE.c.key, STATE_CHANGE.c.state, STATE_CHANGE.c.event_seq, EVENT.c.hash)
        .join(DELIVERABLE, DELIVERABLE.c.id == STATE_CHANGE.c.deliverable_id)
        .join(EVENT, EVENT.c.seq == STATE_CHANGE.c.event_seq)
        .where(STATE_CHANGE.c.deliverable_id.in_(new.where(STATE_CHANGE.c.event_seq > upto)))
        .where(STATE_CHANGE.c.state.not_in([state.value for state in _IN_BETWEEN]))
        .order_by(DELIVERABLE.c.key, STATE_CHANGE.c.id)
    )
    before: dict[str, bool] = {}
    now: dict[str, bool] = {}
    made: dict[str, str] = {}
    for row in connection.execute(query):
        now[row.key] = row.state in _COMPLETE
        if row.event_seq <= upto:
            before[row.key] = now[row.key]
        elif row.state == State.COMPLETE:
            made[row.key] = row.hash
    return [Became(key, hash_) for key, hash_ in made.items() if now[key] and not before.get(key)]


def note(connection: Connection) -> None:
    """Everything that has happened until now has been told."""
    connection.execute(delete(SETTING).where(SETTING.c.name == _TOLD_TO))
    connection.execute(insert(SETTING).values(name=_TOLD_TO, value=str(events.head(connection)[0])))


def _told_to(connection: Connection) -> int | None:
    found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == _TOLD_TO)).scalar()
    return int(found) if found and found.isdecimal() else None
