"""Who has a deadline soon, and what has become complete: what an hourly look needs to know.

What lives here: plain functions over `Parts`; they read and write nothing. The flow is `collect.py`.
"""

import datetime as dt
from collections.abc import Mapping

from arshjul.flows.parts import Parts
from arshjul.flows.pulling import actors_with_sources
from arshjul.models.codes import State
from arshjul.store.board import Standing, standings

FORTNIGHT = dt.timedelta(days=14)
_OVER = (State.ACCEPTED, State.WAIVED, State.CANCELLED)


def actors_near_deadline(parts: Parts) -> list[str]:
    """Actors with a source and something due today or within fourteen days that is not accepted, waived or called off.

    What is delivered counts too, for a new version may come. In an undecided conflict the fortnight before the first date and
    all days to the last one count.
    """
    with parts.database.read() as connection:
        rows = standings(connection)
    near = {row.actor for row in rows if _is_near(row, parts.moment.today)}
    return [actor for actor in actors_with_sources(parts) if actor in near]


def _is_near(row: Standing, today: dt.date) -> bool:
    if row.due is None or row.state in _OVER:
        return False
    return row.due - FORTNIGHT <= today <= (row.latest or row.due)


def states(parts: Parts) -> dict[str, str]:
    """The state of every deliverable, by key."""
    with parts.database.read() as connection:
        return {row.key: row.state for row in standings(connection)}


def became_complete(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The keys of what is complete now and was neither that nor accepted."""
    was = (State.COMPLETE, State.ACCEPTED)
    return [key for key, state in after.items() if state == State.COMPLETE and before.get(key) not in was]
