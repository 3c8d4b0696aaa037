"""Loading a wheel: what it says against what is stored; new, moved, cancelled or unchanged.

What lives here: the reconciliation of one wheel, in one transaction, and reading a loaded wheel back.
Compiling is for `calendar/`, the ladder's days come from the caller.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

from sqlalchemy import Connection, select

from arshjul.models.codes import DELIVERED, Basis, State
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


class Dated(NamedTuple):
    """A deadline as `Deliverable` has it."""

    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: Basis
    disputed: bool


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
    return dict(connection.execute(select(WHEEL.c.slug, WHEEL.c.digest)).all())


def meeting_dates(connection: Connection, wheel: str) -> dict[str, dt.date | None]:
    """The dates in force of a loaded wheel's meetings."""
    return {slug: held.date for slug, held in _held(connection, wheel).items()}


def _held(connection: Connection, wheel: str) -> dict[str, wheel_rows.Held]:
    query = (
        select(MEETING.c.slug, MEETING_REVISION.c.date, MEETING_REVISION.c.time, MEETING_REVISION.c.state)
        .join(MEETING_REVISION, MEETING_REVISION.c.meeting_id == MEETING.c.id)
        .where(MEETING_REVISION.c.no == MEETING.c.revision)
        .where(MEETING.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)))
    )
    return {row[0]: wheel_rows.Held(*row[1:]) for row in connection.execute(query)}


def states(connection: Connection, wheel: str | None = None) -> dict[str, str]:
    """Deliverable key to state, for one wheel or for all."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.state)
    if wheel is not None:
        query = query.where(DELIVERABLE.c.wheel_id.in_(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)))
    return dict(connection.execute(query).all())


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
    known, meetings = _held(connection, wheel.id), {meeting.id: meeting for meeting in met}
    revised = _revised(known, meetings)
    changes.meetings = [*(slug for slug in meetings if slug not in known), *revised]
    if not changes and old_digest == digest:
        changes.frozen = []  # told when the wheel changed, and not every day since
        return changes
    after = {"digest": digest, **{name: value for name, value in asdict(changes).items() if name != "wheel"}}
    before = {"digest": old_digest}
    seq = events.append(connection, moment, "wheel.loaded", wheel.id, before=before, after=after)
    wheel_id = wheel_rows.write_wheel(connection, wheel, digest, moment, seq)
    if old_digest != digest:
        wheel_rows.write_obligations(connection, wheel_id, wheel)
    for slug in changes.meetings:
        if slug in revised:
            wheel_rows.revise_meeting(connection, wheel_id, slug, revised[slug], seq)
        else:
            wheel_rows.write_meeting(connection, wheel_id, meetings[slug], seq)
    wheel_rows.write_new(connection, wheel_id, [wanted[key] for key in changes.new], steps, seq)
    for key in (*(moved.key for moved in changes.moved), *changes.changed):
        wheel_rows.write_changed(connection, wanted[key], stored[key], steps, seq)
    for key in changes.cancelled:
        wheel_rows.cancel(connection, stored[key], seq)
    return changes


def delivered_dates(connection: Connection) -> dict[str, Dated]:
    """The deadline that each delivered document was delivered under, by key; a later move leaves it as it was."""
    query = (
        select(
            DELIVERABLE.c.key, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed,
        )
        .join(DUE, (DUE.c.deliverable_id == DELIVERABLE.c.id) & (DUE.c.no == DELIVERABLE.c.revision))
        .where(DELIVERABLE.c.state.in_([state.value for state in DELIVERED]))
    )  # fmt: skip
    return {row.key: Dated(row.due, row.last_workday, row.latest, Basis(row.basis), row.disputed)
            for row in connection.execute(query)}  # fmt: skip


def in_force(items: Iterable[Deliverable], delivered: Mapping[str, Dated]) -> list[Deliverable]:
    """Compiled deliverables with the dates that hold: those of `delivered_dates` go before the wheel's."""
    return [replace(item, **delivered[item.key]._asdict()) if item.key in delivered else item for item in items]


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
        elif now.state in DELIVERED and not _settles(item, now):
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


def _settles(item: Deliverable, now: wheel_rows.Stored) -> bool:
    """Whether the change only settles what was open: one of the disputed dates, or the inferred date confirmed."""
    if item.due is None or now.due is None or item.disputed:
        return False
    if now.disputed:
        return now.due <= item.due <= (now.latest or now.due)
    return now.basis == Basis.INFERRED and item.due == now.due


def _revised(known: dict[str, wheel_rows.Held], met: dict[str, Meeting]) -> dict[str, wheel_rows.Held]:
    """What has become of the meetings known before: moved, or (when the wheel no longer has them) cancelled."""
    now = {slug: wheel_rows.Held(m.date, m.time, m.state) for slug, m in met.items()}
    gone = {slug: wheel_rows.Held(None, None, State.CANCELLED.value) for slug in known if slug not in met}
    return {slug: held for slug, held in (now | gone).items() if slug in known and known[slug] != held}
