"""The daily tick's reading and writing: rungs that are due, and the notices and messages decided from them.

What lives here: set-based SQL over the partial index of open rungs. The decision itself is pure code in the
notification room; it sees only the few rungs selected here.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import (
    Connection,
    TextClause,
    and_,
    bindparam,
    literal_column,
    not_,
    select,
    text,
    update,
)

from arshjul.models.codes import State, Step
from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState, StepState
from arshjul.store import events
from arshjul.store.schema import DELIVERABLE, MESSAGE, STEP

_WAITED_FOR = (State.PLANNED.value, State.OPEN.value)


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


Listener = tuple[int, str]
"""A person's id, and the channel on which the person is told."""
KeyOf = Callable[[str, int, str, dt.date, int], str]
"""Builds a message's key from portfolio, person, channel, day and number."""


def open_due(connection: Connection, moment: Moment, kinds: Collection[str] = ()) -> list[str]:
    """Planned deliverables (of these kinds) whose first rung's day has come become open; returns their keys."""
    here = (DELIVERABLE.c.state == State.PLANNED.value) & (DELIVERABLE.c.opens_on <= moment.today)
    if kinds:
        here &= DELIVERABLE.c.kind.in_(kinds)
    keys = list(connection.execute(select(DELIVERABLE.c.key).where(here)).scalars())
    if keys:
        connection.execute(update(DELIVERABLE).where(here).values(state=State.OPEN.value))
        events.append(connection, moment, "deliverables.opened", moment.today.isoformat(), after=keys)
    return keys


def due_rungs(connection: Connection, today: dt.date, kinds: Collection[str] = ()) -> list[OpenRung]:
    """Every open rung (of these kinds) whose day has come, one statement over the partial index.

    A manager's rung that nobody has confirmed may stay open for months. It is left out, unless it can be closed since
    the deliverable is no longer waited for.
    """
    waits = and_(STEP.c.step == Step.MANAGER.value, STEP.c.confirmed.is_(False), DELIVERABLE.c.state.in_(_WAITED_FOR))
    query = (
        select(
            STEP.c.id, STEP.c.deliverable_id, STEP.c.revision, STEP.c.step, STEP.c.fire_on,
            DELIVERABLE.c.state, STEP.c.confirmed, DELIVERABLE.c.actor, DELIVERABLE.c.kind,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == STEP.c.deliverable_id)
        .where(STEP.c.state == literal_column("'open'"), STEP.c.fire_on <= today)  # as the index has it
        .where(STEP.c.revision == DELIVERABLE.c.revision, not_(waits))
    )  # fmt: skip
    if kinds:
        query = query.where(DELIVERABLE.c.kind.in_(kinds))
    return [OpenRung._make(row) for row in connection.execute(query).all()]


def write_decision(
    connection: Connection,
    moment: Moment,
    portfolio: str,
    told: Mapping[tuple[Listener, ...], Sequence[int]],
    spent: Sequence[int],
    key_of: KeyOf,
) -> tuple[int, int]:
    """Write notices with their messages and close the rungs, in the caller's transaction.

    `told` has the rungs that fire, by who is told of them. Returns how many notices were decided and how many messages
    are new. A repeat finds the rungs closed and the keys taken, and writes nothing.
    """
    fired = [rung for rungs in told.values() for rung in rungs]
    if not fired and not spent:
        return 0, 0
    messages = messages_of_today(connection, moment, portfolio, (one for who in told for one in who), key_of)
    _insert_notices(connection, told, {listener: id_ for listener, (id_, _) in messages.items()})
    _close(connection, fired, StepState.FIRED)
    _close(connection, spent, StepState.SPENT)
    notices = sum(len(who) * len(rungs) for who, rungs in told.items())
    new = sum(is_new for _, is_new in messages.values())
    after = {"notices": notices, "messages": new, "spent": len(spent)}
    events.append(connection, moment, "reminders.decided", moment.today.isoformat(), after=after)
    return notices, new


def messages_of_today(
    connection: Connection, moment: Moment, portfolio: str, told: Iterable[Listener], key_of: KeyOf
) -> dict[Listener, tuple[int, bool]]:
    """Today's message per person and channel, with whether it is new.

    One that is still waiting, else a new one with the next number.
    """
    wanted = dict.fromkeys(told)
    if not wanted:
        return {}
    today = moment.today
    stored: dict[tuple[int, str], tuple[int, int, str]] = {}
    query = select(MESSAGE.c.person_id, MESSAGE.c.channel, MESSAGE.c.number, MESSAGE.c.id, MESSAGE.c.state)
    for row in connection.execute(query.where(MESSAGE.c.day == today).order_by(MESSAGE.c.number)):
        stored[row.person_id, row.channel] = (row.number, row.id, row.state)
    found: dict[tuple[int, str], tuple[int, bool]] = {}
    new: dict[tuple[str, int], dict[int, str]] = {}
    for person, channel in wanted:
        number, id_, state = stored.get((person, channel), (0, 0, ""))
        if state == MessageState.PENDING:
            found[person, channel] = (id_, False)
        else:
            key = key_of(portfolio, person, channel, today, number + 1)
            new.setdefault((channel, number + 1), {})[person] = key
    for (channel, number), keys in new.items():
        values = {"channel": channel, "number": number, "day": today, "decided_at": moment.at}
        connection.execute(_with_pairs(connection, _INSERT_MESSAGES, keys), values)
        ids = select(MESSAGE.c.person_id, MESSAGE.c.id).where(MESSAGE.c.day == today, MESSAGE.c.channel == channel)
        for person, id_ in connection.execute(ids.where(MESSAGE.c.number == number)):
            if person in keys:
                found[person, channel] = (id_, True)
    return found


def _insert_notices(
    connection: Connection, told: Mapping[tuple[Listener, ...], Sequence[int]], messages: Mapping[Listener, int]
) -> None:
    """One statement for the first person told of each rung, one for the second, and so on.

    A notice that is there already stays as it is. Rows are written in the order of the rungs, which SQLite does faster.
    """
    for place in range(max(map(len, told), default=0)):
        pairs: dict[int, int] = {}
        for who, rungs in told.items():
            if place < len(who):
                pairs.update(dict.fromkeys(rungs, messages[who[place]]))
        in_order = {rung: pairs[rung] for rung in sorted(pairs)}
        connection.execute(_with_pairs(connection, _INSERT_NOTICES, in_order))


_INSERT_NOTICES = """
INSERT INTO notice (deliverable_id, revision, step, person_id, message_id, dropped)
SELECT rung.deliverable_id, rung.revision, rung.step, message.person_id, message.id, false
FROM {pairs} AS given
JOIN ladder_step AS rung ON rung.id = CAST(given.key AS integer)
JOIN message ON message.id = CAST(given.value AS integer)
WHERE true
ON CONFLICT DO NOTHING
"""
_INSERT_MESSAGES = """
INSERT INTO message (person_id, dedup_key, channel, number, day, decided_at, state, attempts)
SELECT CAST(given.key AS integer), given.value, :channel, :number, :day, :decided_at, 'pending', 0
FROM {pairs} AS given
"""


def _with_pairs(connection: Connection, statement: str, pairs: Mapping[int, int | str]) -> TextClause:
    """The statement over all the pairs at once, as one parameter, however many they are."""
    given = "json_each(:pairs)" if connection.dialect.name == "sqlite" else "json_each_text(CAST(:pairs AS json))"
    typed = text(statement.format(pairs=given)).bindparams(pairs=json.dumps(pairs))
    if ":day" not in statement:
        return typed
    at = (bindparam(name, type_=MESSAGE.c[name].type) for name in ("day", "decided_at"))
    return typed.bindparams(*at)


def _close(connection: Connection, rungs: Sequence[int], state: StepState) -> None:
    """Give the rungs a last state; one statement with one parameter, however many they are."""
    if rungs:
        sqlite = connection.dialect.name == "sqlite"
        given = "json_each(:rungs)" if sqlite else "json_array_elements_text(CAST(:rungs AS json))"
        close = f"UPDATE ladder_step SET state = :state WHERE id IN (SELECT CAST(value AS integer) FROM {given})"
        connection.execute(text(close), {"state": state.value, "rungs": json.dumps(sorted(rungs))})
