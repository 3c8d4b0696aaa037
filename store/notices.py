"""Notices of what has happened, written in the transaction in which it happens, and the rungs that they replace.

What lives here: writing and dropping them. What a notice says is read in `news.py`; rungs of the ladder become notices in
`reminders.py`.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from arshjul.models.codes import COUNTDOWN, NEW_DATE, Step
from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import reminders
from arshjul.store.chunks import chunks
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, OPEN_RUNG, PERSON

GONE_OUT = [state.value for state in (MessageState.SENT, MessageState.CLAIMED, MessageState.UNCERTAIN)]
"""States of messages that have been read, or may have been."""


class Owing(NamedTuple):
    """A deliverable that somebody is told of, as it stands in this transaction."""

    id: int
    key: str
    revision: int
    state: str
    actor: str
    kind: str


class Telling(NamedTuple):
    """One notice to be written: `step` as it is stored, with what stands after its full stop."""

    deliverable_id: int
    revision: int
    step: str
    listener: reminders.Listener


def owing(connection: Connection, keys: Collection[str]) -> dict[str, Owing]:
    """The deliverables named, by key."""
    columns = [DELIVERABLE.c[name] for name in Owing._fields]
    found: dict[str, Owing] = {}
    for some in chunks(sorted(keys)):
        rows = connection.execute(select(*columns).where(DELIVERABLE.c.key.in_(some)))
        found |= {row.key: Owing(*row) for row in rows}
    return found


def write(
    connection: Connection, moment: Moment, portfolio: str, wanted: Iterable[Telling], key_of: reminders.KeyOf
) -> list[Telling]:
    """Write notices into today's message of each listener; those that are there already stay. Returns the new ones."""
    new = _unknown(connection, list(dict.fromkeys(wanted)))
    messages = reminders.messages_of_today(connection, moment, portfolio, (one.listener for one in new), key_of)
    rows = [
        {
            "deliverable_id": one.deliverable_id,
            "revision": one.revision,
            "step": one.step,
            "person_id": one.listener[0],
            "message_id": messages[one.listener][0],
            "dropped": False,
        }
        for one in new
    ]
    if rows:
        connection.execute(insert(NOTICE), rows)
    return new


def _unknown(connection: Connection, wanted: list[Telling]) -> list[Telling]:
    columns = (NOTICE.c.deliverable_id, NOTICE.c.revision, NOTICE.c.step, NOTICE.c.person_id)
    there: set[tuple[Any, ...]] = set()
    for some in chunks(sorted({one.deliverable_id for one in wanted})):
        there |= {tuple(row) for row in connection.execute(select(*columns).where(NOTICE.c.deliverable_id.in_(some)))}
    return [one for one in wanted if (*one[:3], one.listener[0]) not in there]


def drop_unsent(connection: Connection, deliverable: int, person: int, before: int) -> None:
    """A later date takes the place of earlier ones that have not gone out to that person."""
    dated = [step.value for step in NEW_DATE]
    unsent = select(MESSAGE.c.id).where(MESSAGE.c.state == MessageState.PENDING.value)
    here = (NOTICE.c.deliverable_id == deliverable) & (NOTICE.c.person_id == person) & (NOTICE.c.revision < before)
    rows = connection.execute(select(NOTICE.c.id, NOTICE.c.step).where(here, NOTICE.c.message_id.in_(unsent)))
    old = [row.id for row in rows if row.step.partition(".")[0] in dated]
    connection.execute(update(NOTICE).where(NOTICE.c.id.in_(old)).values(dropped=True))


def drop(connection: Connection, told: Telling) -> None:
    """Nothing is left to say of it."""
    here = tuple_(NOTICE.c.deliverable_id, NOTICE.c.revision, NOTICE.c.step, NOTICE.c.person_id)
    connection.execute(update(NOTICE).where(here == (*told[:3], told.listener[0])).values(dropped=True))


def pass_over(connection: Connection, deliverable: int, revision: int, today: dt.date) -> None:
    """Close the rungs whose place the news of a new date takes: whose day has come, and an invitation given before."""
    here = (OPEN_RUNG.c.deliverable_id == deliverable) & (OPEN_RUNG.c.revision == revision)
    due = here & OPEN_RUNG.c.step.in_([step.value for step in COUNTDOWN]) & (OPEN_RUNG.c.fire_on <= today)
    connection.execute(delete(OPEN_RUNG).where(due))
    if _invited(connection, deliverable):
        connection.execute(delete(OPEN_RUNG).where(here & (OPEN_RUNG.c.step == Step.INVITATION.value)))


def _invited(connection: Connection, deliverable: int) -> bool:
    """Whether any reminder before a deadline has gone out; the invitation is the first of them."""
    query = (
        select(NOTICE.c.id)
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(NOTICE.c.deliverable_id == deliverable, NOTICE.c.dropped.is_(False))
        .where(NOTICE.c.step.in_([step.value for step in COUNTDOWN]), MESSAGE.c.state.in_(GONE_OUT))
    )
    return connection.execute(query.limit(1)).first() is not None


def drop_waiting(connection: Connection, person: int) -> None:
    """Nothing that waits is said to that person any more, and no message keeps an address."""
    ids = list(connection.execute(select(NOTICE.c.id).where(_waiting(person))).scalars())
    connection.execute(update(NOTICE).where(NOTICE.c.id.in_(ids)).values(dropped=True))
    connection.execute(update(MESSAGE).where(MESSAGE.c.person_id == person).values(error=None, tried_to=None))


def _waiting(person: int) -> Any:
    pending = select(MESSAGE.c.id).where(MESSAGE.c.person_id == person, MESSAGE.c.state == MessageState.PENDING.value)
    return NOTICE.c.message_id.in_(pending) & NOTICE.c.dropped.is_(False)


class Told(NamedTuple):
    """A notice with the message that carries it. `day` is the message's."""

    revision: int
    step: str
    person: str
    channel: str
    day: dt.date
    state: str
    sent_at: dt.datetime | None
    error: str | None
    message: str
    dropped: bool


def about(connection: Connection, deliverable: int) -> list[Told]:
    """Every notice about a deliverable, in the order in which they were decided."""
    query: Any = (
        select(
            NOTICE.c.revision, NOTICE.c.step, PERSON.c.name, MESSAGE.c.channel, MESSAGE.c.day, MESSAGE.c.state,
            MESSAGE.c.sent_at, MESSAGE.c.error, MESSAGE.c.dedup_key, NOTICE.c.dropped,
        )
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .join(PERSON, PERSON.c.id == NOTICE.c.person_id)
        .where(NOTICE.c.deliverable_id == deliverable)
        .order_by(NOTICE.c.id)
    )  # fmt: skip
    return [Told(*row) for row in connection.execute(query)]
