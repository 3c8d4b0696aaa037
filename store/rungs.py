"""The rungs of one deliverable's ladder: written with its deadline, void when that is replaced, open till decided on.

What lives here: a rung's way in `ladder_step` (the plan, which stays) and `open_rung` (what is still to be decided).
The tick over all deliverables is `reminders.py`.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, exists, insert, select, tuple_, update

from arshjul.models.codes import Step
from arshjul.store.chunks import chunks
from arshjul.store.schema import DELIVERABLE, NOTICE, OPEN_RUNG, STEP

_COLUMNS = ("fire_on", "step_id", "deliverable_id", "revision", "step")


class Planned(NamedTuple):
    """A rung to be written."""

    deliverable_id: int
    revision: int
    step: str
    fire_on: dt.date


class Rung(NamedTuple):
    """A rung as it stands: `open`, `fired` (somebody was told), `spent` (passed over), `void`, or a manager's `waiting`."""

    step_id: int
    revision: int
    step: str
    fire_on: dt.date
    state: str


def write(connection: Connection, planned: Collection[Planned], told: Collection[str] = ()) -> None:
    """Write rungs and open them, but for the manager's, which waits for an officer, and the steps told already."""
    if not planned:
        return
    connection.execute(insert(STEP), [{**rung._asdict(), "void": False} for rung in planned])
    closed = {Step.MANAGER.value, *told}
    for some in chunks(sorted({(rung.deliverable_id, rung.revision) for rung in planned}), size=200):
        _open(connection, tuple_(STEP.c.deliverable_id, STEP.c.revision).in_(some) & STEP.c.step.not_in(closed))


def arm(connection: Connection, rung: Planned) -> None:
    """Write and open one more rung, unless it is there already."""
    values = {"deliverable_id": rung.deliverable_id, "revision": rung.revision, "step": rung.step}
    known = select(STEP.c.id).where(*(STEP.c[name] == value for name, value in values.items()))
    if connection.execute(known).first() is None:
        new = connection.execute(insert(STEP).values(fire_on=rung.fire_on, void=False, **values))
        _open(connection, STEP.c.id == new.inserted_primary_key[0])  # type: ignore[index]


def confirm_manager(connection: Connection, deliverable: int, revision: int) -> bool:
    """Open the manager's rung of a deadline; False when it is open, void or fired already, or was never planned."""
    here = (STEP.c.deliverable_id == deliverable) & (STEP.c.revision == revision)
    here &= (STEP.c.step == Step.MANAGER.value) & STEP.c.void.is_(False)
    waits = here & ~exists().where(OPEN_RUNG.c.step_id == STEP.c.id) & ~_noticed()
    found = connection.execute(select(STEP.c.id).where(waits)).first() is not None
    if found:
        _open(connection, waits)
    return found


def void(connection: Connection, deliverable: int, *, before: int) -> None:
    """The open rungs of earlier revisions never fire; neither does a manager's that nobody confirmed."""
    here = (STEP.c.deliverable_id == deliverable) & (STEP.c.revision < before)
    queued = select(OPEN_RUNG.c.step_id).where(OPEN_RUNG.c.deliverable_id == deliverable)
    unfired = (STEP.c.step == Step.MANAGER.value) & ~_noticed()
    connection.execute(update(STEP).where(here, STEP.c.id.in_(queued) | unfired).values(void=True))
    keys = select(STEP.c.fire_on, STEP.c.id).where(here, STEP.c.void)
    connection.execute(delete(OPEN_RUNG).where(tuple_(OPEN_RUNG.c.fire_on, OPEN_RUNG.c.step_id).in_(keys)))


def keep_gaps(connection: Connection, deliverable: int, revision: int) -> None:
    """What a delivered report lacks is to be told whatever becomes of its deadline."""
    gaps = (OPEN_RUNG.c.deliverable_id == deliverable) & OPEN_RUNG.c.step.startswith(Step.GAPS.value)
    kept = select(OPEN_RUNG.c.step_id).where(gaps)
    connection.execute(update(STEP).where(STEP.c.id.in_(kept)).values(revision=revision))
    connection.execute(update(OPEN_RUNG).where(gaps).values(revision=revision))


def ladder(connection: Connection, key: str, revision: int | None = None) -> list[Rung]:
    """The rungs of a deliverable (of one revision, else of all), by revision, day and number."""
    queued = exists().where(OPEN_RUNG.c.step_id == STEP.c.id, OPEN_RUNG.c.fire_on == STEP.c.fire_on)
    query = (
        select(STEP.c.id, STEP.c.revision, STEP.c.step, STEP.c.fire_on, STEP.c.void, queued, _noticed())
        .join(DELIVERABLE, DELIVERABLE.c.id == STEP.c.deliverable_id)
        .where(DELIVERABLE.c.key == key)
        .order_by(STEP.c.revision, STEP.c.fire_on, STEP.c.id)
    )
    if revision is not None:
        query = query.where(STEP.c.revision == revision)
    return [Rung(row[0], row[1], row[2], row[3], _state(*row[2:3], *row[4:])) for row in connection.execute(query)]


def _state(step: str, is_void: bool, is_open: bool, noticed: bool) -> str:
    if noticed and not is_open:
        return "fired"
    if is_void:
        return "void"
    if is_open:
        return "open"
    return "waiting" if step == Step.MANAGER else "spent"


def spent(connection: Connection, deliverable: int, revision: int) -> set[str]:
    """Steps of a revision that were passed over."""
    queued = exists().where(OPEN_RUNG.c.step_id == STEP.c.id)
    here = (STEP.c.deliverable_id == deliverable) & (STEP.c.revision == revision) & STEP.c.void.is_(False)
    return set(connection.execute(select(STEP.c.step).where(here, ~queued, ~_noticed())).scalars())


def _noticed() -> Any:
    """Whether somebody has a notice of the rung."""
    return exists().where(
        NOTICE.c.deliverable_id == STEP.c.deliverable_id,
        NOTICE.c.revision == STEP.c.revision,
        NOTICE.c.step == STEP.c.step,
    )


def _open(connection: Connection, here: Any) -> None:
    rows = select(STEP.c.fire_on, STEP.c.id, STEP.c.deliverable_id, STEP.c.revision, STEP.c.step).where(here)
    opened = exists().where(OPEN_RUNG.c.fire_on == STEP.c.fire_on, OPEN_RUNG.c.step_id == STEP.c.id)
    rows = rows.where(~opened)  # gaps that were kept are there already
    connection.execute(insert(OPEN_RUNG).from_select(_COLUMNS, rows))
