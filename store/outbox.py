"""Messages on their way out: claimed by a conditional update, sent by others, marked only afterwards.

What lives here: claims, tries and marks. Rendering and transports are the notification room's; listing messages and what
people do with them is `outbox_list.py`. Leases run by the database's own clock, since the run's may be set by hand and was
read when the run began. Before a message is handed over it says so in its row (`tried_at`), and that is taken back only
when it is certain that nothing went out.
"""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_, update

from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import events, put_back
from arshjul.store.engine import wall_clock
from arshjul.store.schema import DELIVERABLE, DUE, MESSAGE, NOTICE, PERSON

LEASE = dt.timedelta(minutes=5)
MAX_ATTEMPTS = 12
_AT_ONCE = dt.timedelta()
_LONGEST_REASON = 500
_HELD_FOR_NOW = (MessageState.CLAIMED.value, MessageState.UNCERTAIN.value)
_NO_TRY = {"tried_at": None, "tried_to": None, "thread": None}


class Queued(NamedTuple):
    """A message that may be claimed."""

    id: int
    channel: str


class Claimed(NamedTuple):
    """A message that this worker alone may send until its lease runs out.

    `tried_at`, `tried_to` and `thread` are those of an earlier try that may have gone out.
    """

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
    attempts: int = 0
    tried_at: dt.datetime | None = None
    tried_to: str | None = None
    thread: str | None = None


class NoticeRow(NamedTuple):
    """A notice with the state its deliverable has now."""

    id: int
    key: str
    step: str
    state: str
    current: bool
    occurrence: str
    actor: str = ""


def waiting(connection: Connection, today: dt.date, at: dt.datetime | None = None) -> list[int]:
    """Ids of the messages that `queue` gives."""
    return [row.id for row in queue(connection, today, at)]


def queue(connection: Connection, today: dt.date, at: dt.datetime | None = None) -> list[Queued]:
    """Messages to send: pending ones, those whose worker has vanished, and those that it is time to ask about.

    Those to managers come last. With `at` none that is to be left alone until later, after a try that failed.
    """
    query = select(MESSAGE.c.id, MESSAGE.c.channel).where(_free(connection, at), MESSAGE.c.day <= today)
    in_order = query.order_by(put_back.speaks_to_manager(), MESSAGE.c.day, MESSAGE.c.id)
    return [Queued(*row) for row in connection.execute(in_order)]


def _free(connection: Connection, at: dt.datetime | None) -> ColumnElement[bool]:
    """Whether nobody holds the message."""
    left = and_(MESSAGE.c.state.in_(_HELD_FOR_NOW), MESSAGE.c.lease_until < wall_clock(connection))
    pending = MESSAGE.c.state == MessageState.PENDING.value
    if at is not None:
        pending = and_(pending, or_(MESSAGE.c.not_before.is_(None), MESSAGE.c.not_before <= at))
    return or_(pending, left)


def claim(connection: Connection, id_: int, worker: str, lease: dt.timedelta = LEASE) -> Claimed | None:
    """Claim one message; None when somebody else was faster."""
    until = wall_clock(connection) + lease
    values = {"state": MessageState.CLAIMED.value, "lease_owner": worker, "lease_until": until}
    free = update(MESSAGE).where(MESSAGE.c.id == id_, _free(connection, None))
    result = connection.execute(free.values(attempts=MESSAGE.c.attempts + 1, **values))
    return claimed(connection, id_) if result.rowcount == 1 else None


def claimed(connection: Connection, id_: int) -> Claimed:
    """A message as whoever claims it sees it."""
    query = select(
        MESSAGE.c.id, MESSAGE.c.dedup_key, MESSAGE.c.channel, MESSAGE.c.day, PERSON.c.id, PERSON.c.slug,
        PERSON.c.name, PERSON.c.email, PERSON.c.slack_id, PERSON.c.lang,
        MESSAGE.c.attempts, MESSAGE.c.tried_at, MESSAGE.c.tried_to, MESSAGE.c.thread,
    ).join(PERSON, PERSON.c.id == MESSAGE.c.person_id)  # fmt: skip
    found: Any = connection.execute(query.where(MESSAGE.c.id == id_)).one()
    return Claimed(*found)


def begin(
    connection: Connection, message: Claimed, worker: str, to: str, thread: str | None, lease: dt.timedelta
) -> bool:
    """Note that a try of it goes out from now on; False when the lease ran out and it is somebody else's."""
    now = wall_clock(connection)
    values = {"tried_at": now, "tried_to": to, "thread": thread, "lease_until": now + lease}
    return int(connection.execute(update(MESSAGE).where(_held(message, worker)).values(**values)).rowcount) == 1


def notices_of(connection: Connection, message: int) -> list[NoticeRow]:
    """The message's notices, read again just before sending."""
    query = (
        select(
            NOTICE.c.id, DELIVERABLE.c.key, NOTICE.c.step, DELIVERABLE.c.state,
            (NOTICE.c.revision == DELIVERABLE.c.revision).label("current"), DELIVERABLE.c.occurrence,
            DELIVERABLE.c.actor,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .where(NOTICE.c.message_id == message, NOTICE.c.dropped.is_(False))
        .order_by(NOTICE.c.id)
    )  # fmt: skip
    return [NoticeRow(*row[:4], bool(row[4]), *row[5:]) for row in connection.execute(query)]


def drop(connection: Connection, notices: list[int]) -> None:
    """Mark notices that are no longer wanted: delivered meanwhile, or of an older deadline."""
    if notices:
        connection.execute(update(NOTICE).where(NOTICE.c.id.in_(notices)).values(dropped=True))


def give_to(connection: Connection, notices: list[int], message: int) -> None:
    """Let another message say it."""
    connection.execute(update(NOTICE).where(NOTICE.c.id.in_(notices)).values(message_id=message))


def first_about(connection: Connection, message: Claimed, notice: int) -> tuple[str, str | None] | None:
    """Key and external id of the first message to that person, on that channel, about that notice's deliverable alone."""
    beside = NOTICE.alias("beside")
    mine = select(NOTICE.c.deliverable_id).where(NOTICE.c.id == notice).scalar_subquery()
    number = select(func.count()).where(beside.c.message_id == MESSAGE.c.id, beside.c.dropped.is_(False))
    query = (
        select(MESSAGE.c.dedup_key, MESSAGE.c.external_id)
        .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.id)
        .where(NOTICE.c.deliverable_id == mine, NOTICE.c.dropped.is_(False), MESSAGE.c.id != message.id)
        .where(MESSAGE.c.person_id == message.person_id, MESSAGE.c.channel == message.channel)
        .where(MESSAGE.c.state == MessageState.SENT.value, number.scalar_subquery() == 1)
        .order_by(MESSAGE.c.id)
    )
    found = connection.execute(query.limit(1)).first()
    return None if found is None else (found.dedup_key, found.external_id)


def mark_sent(connection: Connection, moment: Moment, message: Claimed, external_id: str, words: Any = None) -> None:
    """Mark as sent, after the transport has accepted it; from now on its deadlines are known to who owes them.

    `words`: what it said, for the log, naming nobody; None where that is not known.
    """
    told = select(NOTICE.c.deliverable_id, NOTICE.c.revision)
    told = told.where(NOTICE.c.message_id == message.id, NOTICE.c.dropped.is_(False))
    new = tuple_(DUE.c.deliverable_id, DUE.c.no).in_(told) & DUE.c.notified_at.is_(None)
    connection.execute(update(DUE).where(new).values(notified_at=moment.at))
    values = {"state": MessageState.SENT.value, "sent_at": moment.at, "external_id": external_id, "lease_until": None}
    connection.execute(update(MESSAGE).where(MESSAGE.c.id == message.id).values(error=None, **values))
    events.append(connection, moment, "message.sent", message.key, after=words)


def mark_cancelled(connection: Connection, moment: Moment, message: Claimed, why: str = "") -> None:
    """Nothing left to say, or it is said elsewhere."""
    values = {"state": MessageState.CANCELLED.value, "lease_until": None, "error": why or None}
    connection.execute(update(MESSAGE).where(MESSAGE.c.id == message.id).values(**values))
    events.append(connection, moment, "message.cancelled", message.key, why=why)


def mark_failed(
    connection: Connection, moment: Moment, message: Claimed, worker: str, error: str, *,
    permanent: bool, wait: dt.timedelta = _AT_ONCE,
) -> None:  # fmt: skip
    """Nothing of this try has gone out: give it back for another after `wait`, or for good when that is no use.

    Does nothing when somebody else has taken the message over.
    """
    if permanent or message.attempts >= MAX_ATTEMPTS:
        state, after = MessageState.FAILED.value, _gone(message)
    else:
        state, after = _back(connection, message, wait)
        after["not_before"] = moment.at + wait
    _failed(connection, moment, message, worker, error, state, after)


def mark_uncertain(
    connection: Connection, moment: Moment, message: Claimed, worker: str, error: str, wait: dt.timedelta | None
) -> None:
    """Its answer was lost: leave it alone for a while, then somebody finds out.

    Without `wait`, or after too many tries, it is given up, and nobody knows whether it went out.
    """
    if wait is None or message.attempts >= MAX_ATTEMPTS:
        _failed(connection, moment, message, worker, error, MessageState.FAILED.value, {"lease_until": None})
        return
    after = {"lease_until": wall_clock(connection) + wait}
    _failed(connection, moment, message, worker, error, MessageState.UNCERTAIN.value, after)


def give_back(connection: Connection, message: Claimed, worker: str, error: str, wait: dt.timedelta = _AT_ONCE) -> None:
    """It was not this message's fault, and nothing of this try has gone out: it waits, and the try does not count."""
    state, after = _back(connection, message, wait)
    here = update(MESSAGE).where(_held(message, worker))
    after |= {"state": state, "error": error[:_LONGEST_REASON], "attempts": MESSAGE.c.attempts - 1}
    connection.execute(here.values(**after))


def _failed(
    connection: Connection, moment: Moment, message: Claimed, worker: str, error: str, state: str, after: dict[str, Any]
) -> None:
    values = {"state": state, "error": error[:_LONGEST_REASON], **after}
    if connection.execute(update(MESSAGE).where(_held(message, worker)).values(**values)).rowcount:
        events.append(connection, moment, "message.failed", message.key, after=state, why=error[:_LONGEST_REASON])


def _back(connection: Connection, message: Claimed, wait: dt.timedelta) -> tuple[str, dict[str, Any]]:
    """Pending again; but one of which an earlier try may have gone out keeps its key and takes nothing more in."""
    if message.tried_at is None:
        return MessageState.PENDING.value, _gone(message)
    return MessageState.UNCERTAIN.value, {"lease_until": wall_clock(connection) + wait}


def _gone(message: Claimed) -> dict[str, Any]:
    """The lease ends; and so does the try, unless an earlier one is in doubt."""
    return {"lease_until": None} if message.tried_at else {"lease_until": None, **_NO_TRY}


def _held(message: Claimed, worker: str) -> ColumnElement[bool]:
    """Whether the message is still this worker's."""
    return and_(
        MESSAGE.c.id == message.id,
        MESSAGE.c.lease_owner == worker,
        MESSAGE.c.state == MessageState.CLAIMED.value,
    )
