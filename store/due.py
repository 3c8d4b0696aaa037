"""Which rungs are due, together with those that are alike where that is enough to decide on them; and how they are closed.

What lives here: set-based SQL over the front of the open rungs. The decision itself is pure code in the notification
room; what follows from it is written in `reminders.py`.
"""

import datetime as dt
import json
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, TextClause, bindparam, text

from arshjul.store.schema import OPEN_RUNG


class Alike(NamedTuple):
    """Step ids of rungs that are each the only one due of a deliverable, and are alike in all that decides on them.

    `kind` is empty where it makes no difference who answers for which kind of document.
    """

    actor: str
    kind: str
    step: str
    state: str
    rungs: list[int]


class OpenRung(NamedTuple):
    """An open rung of the revision in force, due today or before. One that an officer must confirm has been."""

    step_id: int
    deliverable_id: int
    revision: int
    step: str
    fire_on: dt.date
    state: str
    actor: str
    kind: str
    confirmed: bool = True


def several(connection: Connection, today: dt.date) -> set[int]:
    """The deliverables of which several rungs are due."""
    return set(_run(connection, _SEVERAL, today).scalars())


def alike(
    connection: Connection,
    today: dt.date,
    apart: Collection[int],
    kinds: Collection[str] = (),
    *,
    by_kind: bool = False,
) -> list[Alike]:
    """The open rungs (of these kinds) whose day has come, in groups; without those of the deliverables `apart`.

    A manager's rung is among them once somebody has confirmed it. `by_kind`: somewhere it makes a difference.
    """
    rows = _run(connection, _ALIKE_BY_KIND if by_kind else _ALIKE, today, apart, kinds).cursor.fetchall()
    return [Alike(actor, kind, step, state, [*map(int, rungs.split(","))]) for actor, kind, step, state, rungs in rows]


def due_rungs(
    connection: Connection, today: dt.date, of: Collection[int], kinds: Collection[str] = ()
) -> list[OpenRung]:
    """The open rungs (of these kinds) of some deliverables whose day has come, one by one."""
    rows = _run(connection, _RUNGS, today, of, kinds).cursor.fetchall() if of else []
    return [
        OpenRung(id_, of, revision, step, _civil(day), state, actor, kind)
        for id_, of, revision, step, day, state, actor, kind in rows
    ]


def cut(connection: Connection, today: dt.date, left: Collection[int], kinds: Collection[str] = ()) -> None:
    """Cut the front (of these kinds) off the open rungs, but for those `left` open; in the transaction that read them.

    What is named is what stays, since that is little. Nothing can have come in between: writers wait for each other.
    """
    _run(connection, _CUT_OF_KINDS if kinds else _CUT, today, left, kinds)


_SEVERAL = "SELECT deliverable_id FROM open_rung WHERE fire_on <= :today GROUP BY deliverable_id HAVING count(*) > 1"
_DUE = """
FROM open_rung AS r JOIN deliverable AS d ON d.id = r.deliverable_id AND d.revision = r.revision
WHERE r.fire_on <= :today {of_kinds} AND d.id
"""
_ALIKE_BY_KIND = f"SELECT d.actor, d.kind, r.step, d.state, {{step_ids}} {_DUE} NOT IN {{ids}} GROUP BY 1, 2, 3, 4"
_ALIKE = _ALIKE_BY_KIND.replace("d.kind,", "'',")
_RUNGS = f"SELECT r.step_id, d.id, d.revision, r.step, r.fire_on, d.state, d.actor, d.kind {_DUE} IN {{ids}}"
_CUT = "DELETE FROM open_rung WHERE fire_on <= :today AND step_id NOT IN {ids}"
_CUT_OF_KINDS = f"{_CUT} AND deliverable_id IN (SELECT d.id FROM deliverable AS d WHERE true {{of_kinds}})"
_SPELT = {
    "sqlite": {
        "ids": "(SELECT CAST(value AS integer) FROM json_each(:ids))",
        "of_kinds": "AND d.kind IN (SELECT value FROM json_each(:kinds))",
        "step_ids": "group_concat(r.step_id)",
    },
    "postgresql": {
        "ids": "(SELECT CAST(value AS integer) FROM json_array_elements_text(CAST(:ids AS json)))",
        "of_kinds": "AND d.kind IN (SELECT value FROM json_array_elements_text(CAST(:kinds AS json)))",
        "step_ids": "string_agg(CAST(r.step_id AS text), ',')",
    },
}
"""What each dialect has of its own: a list as one parameter, and ids put together."""


def _run(
    connection: Connection, raw: str, today: dt.date, ids: Collection[int] = (), kinds: Collection[str] = ()
) -> CursorResult[Any]:
    """Only the parameters that the statement knows are used."""
    given = {"today": today, "ids": json.dumps(list(ids)), "kinds": json.dumps(list(kinds))}
    return connection.execute(_prepared(raw, connection.dialect.name, bool(kinds)), given)


@cache
def _prepared(raw: str, dialect: str, some_kinds: bool) -> TextClause:
    """Made once, so that it stays compiled."""
    spelt = _SPELT[dialect] if some_kinds else {**_SPELT[dialect], "of_kinds": ""}
    return text(raw.format(**spelt)).bindparams(bindparam("today", type_=OPEN_RUNG.c.fire_on.type))


def _civil(day: str | dt.date) -> dt.date:
    """SQLite keeps dates as text."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day
