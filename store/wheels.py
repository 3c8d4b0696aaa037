"""Loading a wheel: what it says against what is stored; new, moved, cancelled or unchanged.

What lives here: the reconciliation of one wheel, in one transaction, and reading a loaded wheel back.
Compiling is for `calendar/`, the ladder's days come from the caller.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from sqlalchemy import Connection, select

from arshjul.models.codes import DELIVERED, State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.moment import Moment
from arshjul.models.wheelfile import WheelFile
from arshjul.store import events, wheel_rows
from arshjul.store.schema import DELIVERABLE, DUE, MEETING, MEETING_REVISION, WHEEL


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that changed."""

    key: str
    old: dt.date | None
    new: dt.date | None


@dataclass(slots=True)
class Changes:
    """What loading one wheel did."""

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


def wheel_digest(wheel: WheelFile) -> str:
    """SHA-256 of the wheel's content, whatever its file's layout."""
    return hashlib.sha256(wheel.model_dump_json(by_alias=True).encode()).hexdigest()


def loaded_wheels(connection: Connection, year: int | None = None) -> list[WheelFile]:
    """The wheels in the database, by id; one year's only when named."""
    query = select(WHEEL.c.body).order_by(WHEEL.c.slug)
    if year is not None:
        query = query.where(WHEEL.c.year == year)
    return [WheelFile.model_validate_json(body) for body in connection.execute(query).scalars()]


def loaded_digests(connection: Connection) -> dict[str, str]:
    """Wheel id to digest."""
    return dict(connection.execute(select(WHEEL.c.slug, WHEEL.c.digest)).tuples().all())


def meeting_dates(connection: Connection, wheel: str) -> dict[str, dt.date | None]:
    """The dates in force of a loaded wheel's meetings."""
    query = (
        select(MEETING.c.slug, MEETING_REVISION.c.date)
        .join(MEETING_REVISION, MEETING_REVISION.c.meeting_id == MEETING.c.id)
        .where(MEETING_REVISION.c.no == MEETING.c.revision)
        .where(MEETING.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)))
    )
    return dict(connection.execute(query).tuples().all())


def states(connection: Connection, wheel: str) -> dict[str, str]:
    """Deliverable key to state for one wheel."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.state).where(
        DELIVERABLE.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel))
    )
    return dict(connection.execute(query).tuples().all())


def reconcile(
    connection: Connection,
    wheel: WheelFile,
    found: Iterable[Deliverable],
    met: Iterable[Meeting],
    steps: wheel_rows.Steps,
    moment: Moment,
) -> Changes:
    """Make the stored wheel equal to `found`; loading the same again changes nothing and writes nothing."""
    wanted = {item.key: item for item in found}
    stored = _stored(connection, wheel.id)
    digest = wheel_digest(wheel)
    old_digest = loaded_digests(connection).get(wheel.id)
    changes = _compare(wheel.id, wanted, stored)
    meetings = _moved_meetings(connection, wheel.id, met)
    changes.meetings = [meeting.id for meeting, _ in meetings]
    if not changes and old_digest == digest:
        return changes
    seq = events.append(
        connection,
        moment,
        "wheel.loaded",
        wheel.id,
        before={"digest": old_digest},
        after={"digest": digest, **{name: value for name, value in asdict(changes).items() if name != "wheel"}},
    )
    wheel_id = wheel_rows.write_wheel(connection, wheel, digest, moment)
    if old_digest != digest:
        wheel_rows.write_obligations(connection, wheel_id, wheel)
    wheel_rows.write_meetings(connection, wheel_id, meetings, seq)
    wheel_rows.write_new(connection, wheel_id, [wanted[key] for key in changes.new], steps, seq)
    for key in dict.fromkeys([*(moved.key for moved in changes.moved), *changes.changed]):
        wheel_rows.write_changed(connection, wanted[key], stored[key], steps, seq)
    for key in changes.cancelled:
        wheel_rows.cancel(connection, stored[key].id)
    return changes


def _stored(connection: Connection, wheel: str) -> dict[str, wheel_rows.Stored]:
    query = (
        select(
            DELIVERABLE.c.key, DELIVERABLE.c.id, DELIVERABLE.c.state, DELIVERABLE.c.revision,
            DELIVERABLE.c.content_digest, DUE.c.due, DUE.c.latest, DUE.c.basis, DUE.c.disputed,
        )
        .join(DUE, (DUE.c.deliverable_id == DELIVERABLE.c.id) & (DUE.c.no == DELIVERABLE.c.revision))
        .where(DELIVERABLE.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)))
    )  # fmt: skip
    return {row[0]: wheel_rows.Stored(*row[1:]) for row in connection.execute(query)}


def _compare(wheel: str, wanted: dict[str, Deliverable], stored: dict[str, wheel_rows.Stored]) -> Changes:
    changes = Changes(wheel)
    for key, item in wanted.items():
        now = stored.get(key)
        if now is None:
            changes.new.append(key)
        elif (item.due, item.latest, item.basis.value, item.disputed) == (now.due, now.latest, now.basis, now.disputed):
            same = now.content == wheel_rows.content_digest(item) and now.state != State.CANCELLED
            changes.unchanged += same
            if not same:
                changes.changed.append(key)
        elif now.state in DELIVERED:
            changes.frozen.append(key)  # what has been delivered stays as it was
            changes.unchanged += 1
        elif item.due == now.due:
            changes.changed.append(key)
        else:
            changes.moved.append(Moved(key, now.due, item.due))
    for key, now in stored.items():
        if key not in wanted and now.state != State.CANCELLED:
            (changes.frozen if now.state in DELIVERED else changes.cancelled).append(key)
    return changes


def _moved_meetings(connection: Connection, wheel: str, met: Iterable[Meeting]) -> list[tuple[Meeting, bool]]:
    """Meetings that are new (True) or whose date differs from the stored one."""
    known = meeting_dates(connection, wheel)
    return [(m, m.id not in known) for m in met if m.id not in known or known[m.id] != m.date]
