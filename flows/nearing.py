"""Who has a deadline soon, and what has become complete: what an hourly look needs to know.

What lives here: plain functions over `Parts`. The flow is `collect.py`.
"""

import datetime as dt
from collections.abc import Callable

from arshjul.flows.parts import Parts
from arshjul.flows.pulling import actors_with_sources
from arshjul.flows.receipts import RECENT
from arshjul.models.codes import State
from arshjul.store import told_complete
from arshjul.store.board import Standing, standings
from arshjul.store.told_complete import Became

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


def tell_complete(parts: Parts, tell: Callable[[Became], None]) -> list[str]:
    """`tell` each deliverable that has become complete since anybody was last told, however it came about; their keys.

    Told within the transaction that notes it: what fails is told at the next run, and two runs at once tell nothing twice.
    """
    with parts.database.write() as connection:
        found = told_complete.untold(connection, parts.moment.at - RECENT)
        for one in found:
            tell(one)
        told_complete.note(connection)
    return [one.key for one in found]
