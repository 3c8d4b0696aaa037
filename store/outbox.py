"""Messages on their way out: claimed by a conditional update, sent by others, marked only afterwards.

What lives here: claims, marks and lists. Rendering and transports are the notification room's. Leases run by
the database's own clock, since the run's may be set by hand and was read when the run began.
"""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_, update

from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import events
from arshjul.store.engine import wall_clock
from arshjul.store.schema import DELIVERABLE, DUE, MESSAGE, NOTICE, PERSON

LEASE = dt.timedelta(minutes=5)
MAX_ATTEMPTS = 8


class Claimed(NamedTuple):
    """A message that this worker alone may send until its lease runs out."""

    id: int
    key: str
    channel: str
    day: dt.date
    person_id: int
    person_slug: str
    name: str
    email: str
    slack_id: str | None
    lang: str


class NoticeRow(NamedTuple):
    """A notice with the state its deliverable has now."""

    id: int
    key: str
    step: str
    state: str
    current: bool
    occurrence: str


def waiting(connection: Connection, today: dt.date) -> list[int]:
    """Ids of messages to send: pending ones, and claimed ones whose worker has vanished."""
    query = select(MESSAGE.c.id).where(_free(connection), MESSAGE.c.day <= today)
    return list(connection.execute(query.order_by(MESSAGE.c.day, MESSAGE.c.id)).scalars())


def _free(connection: Connection) -> ColumnElement[bool]:
    """Whether nobody holds the message."""
    left = and_(MESSAGE.c.state == MessageState.CLAIMED.value, MESSAGE.c.lease_until < wall_clock(connection))
    return or_(MESSAGE.c.state == MessageState.PENDING.value, left)


def claim(connection: Connection, id_: int, worker: str) -> Claimed | None:
    """Claim one message; None when somebody else was faster."""
    until = wall_clock(connection) + LEASE
    values = {"state": MessageState.CLAIMED.value, "lease_owner": worker, "lease_until": until}
    free = update(MESSAGE).where(MESSAGE.c.id == id_, _free(connection))
    result = connection.execute(free.values(attempts=MESSAGE.c.attempts + 1, **values))
    if result.rowcount != 1:
        return None
    query = select(
        MESSAGE.c.id, MESSAGE.c.dedup_key, MESSAGE.c.channel, MESSAGE.c.day, PERSON.c.id, PERSON.c.slug,
        PERSON.c.name, PERSON.c.email, PERSON.c.slack_id, PERSON.c.lang,
    ).join(PERSON, PERSON.c.id == MESSAGE.c.person_id)  # fmt: skip
    found: Any = connection.execute(query.where(MESSAGE.c.id == id_)).one()
    return Claimed(*found)


def notices_of(connection: Connection, message: int) -> list[NoticeRow]:
    """The message's notices, read again just before sending."""
    query = (
        select(
            NOTICE.c.id, DELIVERABLE.c.key, NOTICE.c.step, DELIVERABLE.c.state,
            (NOTICE.c.revision == DELIVERABLE.c.revision).label("current"), DELIVERABLE.c.occurrence,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .where(NOTICE.c.message_id == message, NOTICE.c.dropped.is_(False))
        .order_by(NOTICE.c.id)
    )  # fmt: skip
    return [NoticeRow(row[0], row[1], row[2], row[3], bool(row[4]), row[5]) for row in connection.execute(query)]


def drop(connection: Connection, notices: list[int]) -> None:
    """Mark notices that are no longer wanted: delivered meanwhile, or of an older deadline."""
    if notices:
        connection.execute(update(NOTICE).where(NOTICE.c.id.in_(notices)).values(dropped=True))


def mark_sent(connection: Connection, moment: Moment, message: Claimed, external_id: str) -> None:
    """Mark as sent, after the transport has accepted it; from now on its deadlines are known to who owes them."""
    told = select(NOTICE.c.deliverable_id, NOTICE.c.revision)
    told = told.where(NOTICE.c.message_id == message.id, NOTICE.c.dropped.is_(False))
    new = tuple_(DUE.c.deliverable_id, DUE.c.no).in_(told) & DUE.c.notified_at.is_(None)
    connection.execute(update(DUE).where(new).values(notified_at=moment.at))
    values = {"state": MessageState.SENT.value, "sent_at": moment.at, "external_id": external_id, "lease_until": None}
    connection.execute(update(MESSAGE).where(MESSAGE.c.id == message.id).values(error=None, **values))
    events.append(connection, moment, "message.sent", message.key)


def mark_cancelled(connection: Connection, moment: Moment, message: Claimed) -> None:
    """Nothing left to say."""
    values = {"state": MessageState.CANCELLED.value, "lease_until": None}
    connection.execute(update(MESSAGE).where(MESSAGE.c.id == message.id).values(**values))
    events.append(connection, moment, "message.cancelled", message.key)


def mark_failed(
    connection: Connection, moment: Moment, message: Claimed, worker: str, error: str, *, permanent: bool
) -> None:
    """Give back for another try, or for good after a permanent error or too many tries.

    Does nothing when the lease ran out and somebody else has taken the message over.
    """
    held = (MESSAGE.c.id == message.id) & (MESSAGE.c.state == MessageState.CLAIMED.value)
    query = select(MESSAGE.c.attempts).where(held, MESSAGE.c.lease_owner == worker)
    tries = connection.execute(query).scalar()
    if tries is None:
        return
    state = MessageState.FAILED if permanent or tries >= MAX_ATTEMPTS else MessageState.PENDING
    values = {"state": state.value, "error": error[:500], "lease_until": None}
    connection.execute(update(MESSAGE).where(held).values(**values))
    events.append(connection, moment, "message.failed", message.key, after=state.value, why=error[:500])


def listing(connection: Connection) -> list[Any]:
    """Every message, newest last, with how many notices it carries."""
    counted = (
        select(NOTICE.c.message_id, func.count().label("notices"))
        .where(NOTICE.c.dropped.is_(False))
        .group_by(NOTICE.c.message_id)
        .subquery()
    )
    query = (
        select(MESSAGE, PERSON.c.slug.label("person"), func.coalesce(counted.c.notices, 0).label("notices"))
        .join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        .outerjoin(counted, counted.c.message_id == MESSAGE.c.id)
        .order_by(MESSAGE.c.day, MESSAGE.c.id)
    )
    return list(connection.execute(query))
