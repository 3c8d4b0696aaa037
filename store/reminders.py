"""What the daily tick leaves: what is due comes to be open, and the notices and messages that were decided.

What lives here: set-based SQL. Which rungs are due, and how they are closed, is `due.py`.
"""

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    TextClause,
    bindparam,
    delete,
    select,
    text,
)

from arshjul.models.codes import State, Step
from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.store import events, standing
from arshjul.store.schema import DELIVERABLE, MESSAGE, OPEN_RUNG

_STORED = (
    select(MESSAGE.c.person_id, MESSAGE.c.channel, MESSAGE.c.number, MESSAGE.c.id, MESSAGE.c.state)
    .where(MESSAGE.c.day == bindparam("today"))
    .order_by(MESSAGE.c.number)
)
"""Made once: every tick asks."""
_NONE: Mapping[str, object] = MappingProxyType({})


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
        ids = list(connection.execute(select(DELIVERABLE.c.id).where(here)).scalars())
        seq = events.append(connection, moment, "deliverables.opened", moment.today.isoformat(), after=keys)
        standing.put(connection, ids, State.OPEN, seq)
    return keys


def write_decision(
    connection: Connection,
    moment: Moment,
    portfolio: str,
    told: Mapping[tuple[Listener, ...], Sequence[int]],
    spent: Collection[int],
    key_of: KeyOf,
) -> tuple[int, int]:
    """Write notices with their messages, in the caller's transaction; `due.cut` closes the rungs.

    `told` has the rungs that fire, by who is told of them. Returns how many notices were decided and how many messages
    are new. A repeat finds the keys taken and writes nothing.
    """
    if not told and not spent:
        return 0, 0
    messages = messages_of_today(connection, moment, portfolio, (one for who in told for one in who), key_of)
    _insert_notices(connection, told, {listener: id_ for listener, (id_, _) in messages.items()})
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
    for row in connection.execute(_STORED, {"today": today}):
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
        made = _over_pairs(connection, _INSERT_MESSAGES, keys, values)
        found |= {(person, channel): (id_, True) for person, id_ in made.cursor.fetchall()}
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
        _over_pairs(connection, _INSERT_NOTICES, in_order)


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
RETURNING person_id, id
"""


def _over_pairs(
    connection: Connection, statement: str, pairs: Mapping[int, int | str], values: Mapping[str, object] = _NONE
) -> CursorResult[Any]:
    """Run the statement over all the pairs at once, as one parameter, however many they are."""
    return connection.execute(_prepared(statement, connection.dialect.name), {"pairs": json.dumps(pairs), **values})


@cache
def _prepared(statement: str, dialect: str) -> TextClause:
    """The statement with the dialect's way to read pairs; made once, so that it stays compiled."""
    given = "json_each(:pairs)" if dialect == "sqlite" else "json_each_text(CAST(:pairs AS json))"
    columns = {"day": MESSAGE.c.day, "decided_at": MESSAGE.c.decided_at}
    typed = text(statement.format(pairs=given))
    at = [bindparam(name, type_=column.type) for name, column in columns.items() if f":{name}" in statement]
    return typed.bindparams(*at)


def close_gaps(connection: Connection, deliverable: int) -> None:
    """What a report lacks is not told by the ladder any more: somebody has told it otherwise."""
    here = (OPEN_RUNG.c.deliverable_id == deliverable) & OPEN_RUNG.c.step.startswith(Step.GAPS.value)
    connection.execute(delete(OPEN_RUNG).where(here))
