"""One deliverable as it stands, for whoever decides something about it.

What lives here: reading, in the transaction that then writes. The board reads all of them at once in `board.py`.
"""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.models.codes import State
from arshjul.store.schema import DELIVERABLE, DUE, SUBMISSION


class Owed(NamedTuple):
    """A deliverable with the deadline in force and the number of versions that have come."""

    id: int
    key: str
    actor: str
    kind: str
    state: State
    revision: int
    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: str
    disputed: bool
    versions: int

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which nobody is late: in an undecided conflict the latest stated."""
        return self.latest or self.due


def owed(connection: Connection, key: str) -> Owed | None:
    """The deliverable of that key; None when there is none."""
    versions = select(func.count()).where(SUBMISSION.c.deliverable_id == DELIVERABLE.c.id).scalar_subquery()
    query: Any = (
        select(
            DELIVERABLE.c.id, DELIVERABLE.c.key, DELIVERABLE.c.actor, DELIVERABLE.c.kind, DELIVERABLE.c.state,
            DELIVERABLE.c.revision, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed, versions,
        )
        .join(DUE, and_(DUE.c.deliverable_id == DELIVERABLE.c.id, DUE.c.no == DELIVERABLE.c.revision))
        .where(DELIVERABLE.c.key == key)
    )  # fmt: skip
    row = connection.execute(query).first()
    return None if row is None else Owed._make((*row[:4], State(row[4]), *row[5:]))


def keys(connection: Connection) -> list[str]:
    """Every key there is."""
    return list(connection.execute(select(DELIVERABLE.c.key).order_by(DELIVERABLE.c.key)).scalars())
