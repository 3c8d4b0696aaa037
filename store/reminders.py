"""The daily tick's reading and writing: rungs that are due, and the notices and messages decided from them.

What lives here: set-based SQL over the partial index of open rungs. The decision itself is pure code in the
notification room; it sees only the few rungs selected here.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from arshjul.models.codes import State
from arshjul.models.moment import Moment
from arshjul.models.tables import MessageState, StepState
from arshjul.store import events
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, STEP


class OpenRung(NamedTuple):
    """An open rung of the revision in force, due today or before."""

    step_id: int
    deliverable_id: int
    revision: int
    step: str
    fire_on: dt.date
    state: str
    confirmed: bool
    actor: str
    kind: str


class NoticeValues(NamedTuple):
    """One rung of one deliverable to one person on one channel."""

    step_id: int
    deliverable_id: int
    revision: int
    step: str
    person_id: int
    channel: str


def open_due(connection: Connection, today: dt.date, kinds: Collection[str] = ()) -> list[str]:
    """Planned deliverables (of these kinds) whose first rung's day has come become open; returns their keys."""
    here = (DELIVERABLE.c.state == State.PLANNED.value) & (DELIVERABLE.c.opens_on <= today)
    if kinds:
        here &= DELIVERABLE.c.kind.in_(kinds)
    keys = list(connection.execute(select(DELIVERABLE.c.key).where(here)).scalars())
    if keys:
        connection.execute(update(DELIVERABLE).where(here).values(state=State.OPEN.value))
    return keys


def due_rungs(connection: Connection, today: dt.date, kinds: Collection[str] = ()) -> list[OpenRung]:
    """Every open rung (of these kinds) whose day has come, one statement over the partial index."""
    query = (
        select(
            STEP.c.id, STEP.c.deliverable_id, STEP.c.revision, STEP.c.step, STEP.c.fire_on,
            DELIVERABLE.c.state, STEP.c.confirmed, DELIVERABLE.c.actor, DELIVERABLE.c.kind,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == STEP.c.deliverable_id)
        .where(STEP.c.state == StepState.OPEN.value, STEP.c.fire_on <= today)
        .where(STEP.c.revision == DELIVERABLE.c.revision)
    )  # fmt: skip
    if kinds:
        query = query.where(DELIVERABLE.c.kind.in_(kinds))
    return [OpenRung(*row) for row in connection.execute(query)]


def write_decision(
    connection: Connection,
    moment: Moment,
    portfolio: str,
    notices: Sequence[NoticeValues],
    fired: Iterable[int],
    spent: Iterable[int],
    key_of: Any,
) -> int:
    """Write notices with their messages and close the rungs, in the caller's transaction.

    `key_of(portfolio, person_id, channel, day, number)` builds the message's key. Returns how many messages
    are new. A repeat finds the rungs closed and the keys taken, and writes nothing.
    """
    fired, spent = list(fired), list(spent)
    if not fired and not spent:
        return 0
    messages = _messages(connection, moment, portfolio, notices, key_of)
    if notices:
        rows = [
            {
                "deliverable_id": notice.deliverable_id,
                "revision": notice.revision,
                "step": notice.step,
                "person_id": notice.person_id,
                "message_id": messages[notice.person_id, notice.channel][0],
                "dropped": False,
            }
            for notice in notices
        ]
        connection.execute(_insert_or_ignore(connection), rows)
    for ids, state in ((fired, StepState.FIRED), (spent, StepState.SPENT)):
        if ids:
            close = update(STEP).where(STEP.c.id == bindparam("b_id")).values(state=state.value)
            connection.execute(close, [{"b_id": id_} for id_ in ids])
    new = sum(1 for _, is_new in messages.values() if is_new)
    after = {"notices": len(notices), "messages": new, "spent": len(spent)}
    events.append(connection, moment, "reminders.decided", moment.today.isoformat(), after=after)
    return new


def _messages(
    connection: Connection, moment: Moment, portfolio: str, notices: Sequence[NoticeValues], key_of: Any
) -> dict[tuple[int, str], tuple[int, bool]]:
    """Today's message per person and channel: one that is still waiting, else a new one with the next number."""
    wanted = dict.fromkeys((notice.person_id, notice.channel) for notice in notices)
    if not wanted:
        return {}
    today = moment.today
    stored: dict[tuple[int, str], tuple[int, int, str]] = {}
    query = select(MESSAGE.c.person_id, MESSAGE.c.channel, MESSAGE.c.number, MESSAGE.c.id, MESSAGE.c.state)
    for row in connection.execute(query.where(MESSAGE.c.day == today).order_by(MESSAGE.c.number)):
        stored[row.person_id, row.channel] = (row.number, row.id, row.state)
    found: dict[tuple[int, str], tuple[int, bool]] = {}
    new: list[dict[str, Any]] = []
    for person, channel in wanted:
        number, id_, state = stored.get((person, channel), (0, 0, ""))
        if state == MessageState.PENDING:
            found[person, channel] = (id_, False)
            continue
        key = key_of(portfolio, person, channel, today, number + 1)
        values = {"dedup_key": key, "person_id": person, "channel": channel, "day": today, "number": number + 1}
        new.append({**values, "state": MessageState.PENDING.value, "attempts": 0, "decided_at": moment.at})
    if new:
        connection.execute(insert(MESSAGE), new)
        ids = select(MESSAGE.c.person_id, MESSAGE.c.channel, MESSAGE.c.number, MESSAGE.c.id).where(
            MESSAGE.c.day == today
        )
        by_number = {(row.person_id, row.channel, row.number): row.id for row in connection.execute(ids)}
        for made in new:
            found[made["person_id"], made["channel"]] = (
                by_number[made["person_id"], made["channel"], made["number"]],
                True,
            )
    return found


def _insert_or_ignore(connection: Connection) -> Any:
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as dialect_insert

        return dialect_insert(NOTICE).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as postgres_insert

    return postgres_insert(NOTICE).on_conflict_do_nothing()
