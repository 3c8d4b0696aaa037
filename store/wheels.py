"""The loaded wheels, read back: their ids, digests, meeting dates and the states of their deliverables.

What lives here: reading, and what loading one wheel did as a value. All that is known of a wheel is `facts.py`; writing is
`wheel_rows.py` and `deadlines.py`.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from arshjul.models.amendment import AmendmentFile
from arshjul.models.wheelfile import WheelFile
from arshjul.store.facts import facts, meetings
from arshjul.store.schema import DELIVERABLE, WHEEL


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that changed."""

    key: str
    old: dt.date | None
    new: dt.date | None


@dataclass(slots=True)
class Changes:
    """What loading did to one wheel."""

    wheel: str
    new: list[str] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    frozen: list[str] = field(default_factory=list)
    meetings: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __bool__(self) -> bool:
        return any((self.new, self.moved, self.changed, self.cancelled, self.meetings))


def wheel_digest(file: WheelFile | AmendmentFile) -> str:
    """SHA-256 of a file's content, whatever its layout."""
    return hashlib.sha256(file.model_dump_json(by_alias=True).encode()).hexdigest()


def loaded_wheels(connection: Connection, year: int | None = None) -> list[WheelFile]:
    """The wheels in the database with their amendments, by id; one year's only when named."""
    return [one.wheel for one in facts(connection) if year in (None, one.wheel.year)]


def loaded_years(connection: Connection) -> set[int]:
    """The years that have a wheel."""
    return set(connection.execute(select(WHEEL.c.year)).scalars())


def loaded_digests(connection: Connection) -> dict[str, str]:
    """Digest of every loaded wheel file and amendment, by its id."""
    return dict(connection.execute(select(WHEEL.c.slug, WHEEL.c.digest)).all())


def meeting_dates(connection: Connection, wheel: str) -> dict[str, dt.date | None]:
    """The dates in force of a loaded wheel's meetings."""
    return {slug: met.date for slug, met in meetings(connection).get(wheel, {}).items()}


def states(connection: Connection, wheel: str | None = None) -> dict[str, str]:
    """Deliverable key to state, for one wheel or for all."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.state)
    if wheel is not None:
        query = query.where(DELIVERABLE.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)))
    return dict(connection.execute(query).all())
