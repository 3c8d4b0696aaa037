"""Files that cannot be read, for whoever delivered them: which are open, and which somebody has been told of.

What lives here: reading, and taking back what nobody heard. Faults are written by `pulls.py`; a notice of one is a notice
like any other.
"""

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

from arshjul.models.codes import Step
from arshjul.store import pulls
from arshjul.store.schema import DELIVERABLE, NOTICE, SUBMISSION

_MARK = 12


class Unreadable(NamedTuple):
    """A file that is there and cannot be read; `key`: the deliverable that it is known to be for, `good`: when that last came."""

    actor: str
    name: str
    key: str | None
    since: dt.datetime
    message_nb: str
    message_en: str
    good: dt.datetime | None = None

    @property
    def mark(self) -> str:
        """Stands for the file and what is wrong with it: told once, and anew where it was mended and broken again."""
        told = "\n".join((self.actor, self.name, self.message_nb, self.good.isoformat() if self.good else ""))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def unreadable(connection: Connection) -> list[Unreadable]:
    """Every such file that lies there now."""
    rows = [row for row in pulls.open_faults(connection) if row.code in pulls.UNREADABLE]
    good = last_received(connection, {row.deliverable_key for row in rows if row.deliverable_key})
    return [
        Unreadable(
            row.actor, row.name, row.deliverable_key, row.first_at, row.message_nb, row.message_en,
            good.get(row.deliverable_key),
        )
        for row in rows
    ]  # fmt: skip


def last_received(connection: Connection, keys: Collection[str]) -> dict[str, dt.datetime]:
    """When the newest version of each of these deliverables came."""
    query = (
        select(DELIVERABLE.c.key, func.max(SUBMISSION.c.received_at))
        .join(SUBMISSION, SUBMISSION.c.deliverable_id == DELIVERABLE.c.id)
        .where(DELIVERABLE.c.key.in_(keys))
        .group_by(DELIVERABLE.c.key)
    )
    return dict(connection.execute(query).all()) if keys else {}


def told(connection: Connection, marks: Collection[str]) -> frozenset[str]:
    """Those of the marks that anybody has been told of, or will be, whoever answers for it now."""
    here = NOTICE.c.step.in_(_steps(marks)) & NOTICE.c.dropped.is_(False)
    found = connection.execute(select(NOTICE.c.step).where(here)).scalars() if marks else ()
    return frozenset(step.partition(".")[2] for step in found)


def take_back(connection: Connection, marks: Collection[str]) -> None:
    """Forget notices that were dropped because the file was gone when they were to go out: it is there again."""
    if marks:
        connection.execute(delete(NOTICE).where(NOTICE.c.step.in_(_steps(marks)), NOTICE.c.dropped.is_(True)))


def _steps(marks: Collection[str]) -> list[str]:
    return [f"{Step.UNREAD.value}.{mark}" for mark in marks]
