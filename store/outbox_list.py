"""Messages as people look at them, and what people may do with one: try it again, or let it be.

What lives here: lists and the two marks that people set. Claims and marks of those who send are `outbox.py`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import addresses, events
from arshjul.store.schema import DELIVERABLE, EVENT, MESSAGE, NOTICE, OFFICE_NOTE, PERSON

RETRIED = frozenset({MessageState.FAILED.value, MessageState.UNCERTAIN.value})
"""Messages that a person may have tried again: dead letters, and those of which nobody knows."""
CANCELLED = RETRIED | {MessageState.PENDING.value}
"""Messages that a person may call off."""


class DeadLetter(NamedTuple):
    """A notice that did not reach somebody and will not by itself."""

    key: str
    person: str
    channel: str
    message: str
    error: str


def listing(connection: Connection, states: Sequence[str] = ()) -> list[Any]:
    """Every message (in one of these states), newest last, with how many notices it carries."""
    query = _messages().order_by(MESSAGE.c.day, MESSAGE.c.id)
    return list(connection.execute(query.where(MESSAGE.c.state.in_(states)) if states else query))


def one(connection: Connection, key: str) -> Any:
    """The message of that key, as in `listing`; None when there is none."""
    return connection.execute(_messages().where(MESSAGE.c.dedup_key == key)).first()


def keys(connection: Connection) -> list[str]:
    """The key of every message, newest first."""
    return list(connection.execute(select(MESSAGE.c.dedup_key).order_by(MESSAGE.c.id.desc())).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """How many messages there are in each state."""
    query = select(MESSAGE.c.state, func.count()).group_by(MESSAGE.c.state)
    return dict(connection.execute(query).all())


def oldest_waiting(connection: Connection) -> dt.date | None:
    """The day of the oldest message that has not gone out."""
    query = select(func.min(MESSAGE.c.day)).where(MESSAGE.c.state.in_([*_UNDER_WAY]))
    found: dt.date | None = connection.execute(query).scalar()
    return found


def story(connection: Connection, key: str) -> list[Any]:
    """What has happened to a message: at, kind, after, why."""
    query = select(EVENT.c.at, EVENT.c.kind, EVENT.c.after, EVENT.c.why).where(EVENT.c.subject == key)
    return list(connection.execute(query.order_by(EVENT.c.seq)))


def dead_letters(connection: Connection) -> list[DeadLetter]:
    """Notices in messages that were given up, by deliverable; also about what has been delivered since."""
    return letters(connection, MESSAGE.c.state == MessageState.FAILED.value)


def letters(connection: Connection, which: Any) -> list[DeadLetter]:
    """The notices in such messages as dead letters; by deliverable, the oldest message first."""
    query = (
        select(DELIVERABLE.c.key, PERSON.c.name, MESSAGE.c.channel, MESSAGE.c.dedup_key, MESSAGE.c.error)
        .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.id)
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        .where(which, NOTICE.c.dropped.is_(False))
        .order_by(DELIVERABLE.c.id, MESSAGE.c.id)
    )
    return [DeadLetter(row[0], row[1], row[2], row[3], row[4] or "") for row in connection.execute(query)]


def try_again(connection: Connection, moment: Moment, key: str, by: str) -> bool:
    """Let a message be tried anew, with all its tries before it and without asking what became of the last.

    Its address is used again, if that had been switched off: whoever asks for this has mended the cause. False when it
    is in no state for that.
    """
    values = {"state": MessageState.PENDING.value, "attempts": 0, "not_before": None, "lease_until": None}
    values |= {"tried_at": None, "tried_to": None, "thread": None}
    if not _mark(connection, moment, key, RETRIED, values, ("message.retried", by)):
        return False
    row = connection.execute(select(MESSAGE.c.person_id, MESSAGE.c.channel).where(MESSAGE.c.dedup_key == key)).one()
    addresses.switch_on(connection, moment, row.person_id, row.channel, by)
    return True


def call_off(connection: Connection, moment: Moment, key: str, by: str) -> bool:
    """Let a message never go out; False when it is in no state for that."""
    values = {"state": MessageState.CANCELLED.value, "lease_until": None}
    return _mark(connection, moment, key, CANCELLED, values, ("message.cancelled", by))


_UNDER_WAY = (MessageState.PENDING.value, MessageState.CLAIMED.value, MessageState.UNCERTAIN.value)


def _mark(
    connection: Connection, moment: Moment, key: str, states: frozenset[str], values: dict[str, Any],
    event: tuple[str, str],
) -> bool:  # fmt: skip
    here = (MESSAGE.c.dedup_key == key) & MESSAGE.c.state.in_(states)
    if connection.execute(update(MESSAGE).where(here).values(**values)).rowcount != 1:
        return False
    events.append(connection, moment, event[0], key, actor=event[1])
    return True


def _messages() -> Any:
    """Messages with whom they are for, and how many notices and notes each carries."""
    notices = select(func.count()).where(NOTICE.c.message_id == MESSAGE.c.id, NOTICE.c.dropped.is_(False))
    notes = select(func.count()).where(OFFICE_NOTE.c.message_id == MESSAGE.c.id)
    number = (notices.scalar_subquery() + notes.scalar_subquery()).label("notices")
    return select(MESSAGE, PERSON.c.slug.label("person"), number).join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
