"""Deliverables and the deadlines they have had: read as they stand, and written when what is owed has changed.

What lives here: rows of `deliverable`, `due_revision` and the rungs that follow from them. Which of them are called for is
decided by `calendar/change_plan.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from arshjul.calendar.change_plan import REVISES, Change, Was
from arshjul.calendar.in_force import Dated
from arshjul.models.codes import Basis, State, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.tables_messages import MessageState
from arshjul.store import rungs, standing
from arshjul.store.chunks import chunks
from arshjul.store.schema import DELIVERABLE, DUE, MESSAGE, NOTICE, OPEN_RUNG, STEP

Steps = Callable[[Deliverable], Sequence[tuple[Step, dt.date]]]


class Source(NamedTuple):
    """What has brought a revision about: an event's number and kind, and why in somebody's words."""

    seq: int
    cause: str
    why: str = ""


def content_digest(item: Deliverable) -> str:
    """Changes when anything but the dates of a deliverable changes, and the letters that shaped it."""
    shown: list[Any] = [item.title.nb, item.title.en, item.addressee, item.initiatives, item.obligations, item.access]
    shown += [item.kind, item.copy_to]
    shown += [{key: list(codes) for key, codes in item.required.items()}, [asdict(source) for source in item.sources]]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]


def stored(connection: Connection) -> dict[str, Was]:
    """Every deliverable as it stands, by key."""
    query = (
        select(
            DELIVERABLE.c.id, DELIVERABLE.c.key, DELIVERABLE.c.actor, DELIVERABLE.c.kind, DELIVERABLE.c.state,
            DELIVERABLE.c.revision, DELIVERABLE.c.content_digest, DUE.c.due, DUE.c.last_workday, DUE.c.latest,
            DUE.c.basis, DUE.c.disputed,
        )
        .join(DUE, (DUE.c.deliverable_id == DELIVERABLE.c.id) & (DUE.c.no == DELIVERABLE.c.revision))
    )  # fmt: skip
    return {
        row[1]: Was(*row[:7], Dated(*row[7:10], Basis(row[10]), row[11])) for row in connection.execute(query)
    }  # fmt: skip


def ahead(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """The steps of each deliverable's ladder that may still fire: open, or a manager's that nobody has confirmed."""
    found: dict[int, list[str]] = {}
    for some in chunks(sorted(ids)):
        waits = (STEP.c.step == Step.MANAGER.value) & STEP.c.void.is_(False)
        query = (
            select(STEP.c.deliverable_id, STEP.c.step)
            .join(
                DELIVERABLE, (DELIVERABLE.c.id == STEP.c.deliverable_id) & (DELIVERABLE.c.revision == STEP.c.revision)
            )
            .outerjoin(OPEN_RUNG, (OPEN_RUNG.c.step_id == STEP.c.id) & (OPEN_RUNG.c.fire_on == STEP.c.fire_on))
            .where(STEP.c.deliverable_id.in_(some), OPEN_RUNG.c.step_id.is_not(None) | waits)
            .order_by(STEP.c.deliverable_id, STEP.c.fire_on, STEP.c.id)
        )
        for id_, step in connection.execute(query):
            found.setdefault(id_, []).append(step)
    return found


def write_new(
    connection: Connection, wheel_id: int, items: Sequence[Deliverable], steps: Steps, source: Source
) -> None:
    """Write deliverables of one wheel that are not there yet, with their first deadline and its rungs."""
    if not items:
        return
    planned = {item.key: steps(item) for item in items}
    connection.execute(insert(DELIVERABLE), [_row(item, wheel_id, planned[item.key]) for item in items])
    known = select(DELIVERABLE.c.key, DELIVERABLE.c.id).where(DELIVERABLE.c.wheel_id == wheel_id)
    ids: dict[str, int] = dict(connection.execute(known).all())
    connection.execute(insert(DUE), [_revision(item, ids[item.key], 1, source) for item in items])
    standing.note(connection, [ids[item.key] for item in items], State.PLANNED, source.seq)
    rungs.write(connection, [_rung(ids[key], 1, step, day) for key, rows in planned.items() for step, day in rows])


def write_changed(
    connection: Connection, change: Change, was: Was, item: Deliverable, steps: Steps, source: Source
) -> None:
    """A new revision when a date has changed (old rungs void, new ones armed); otherwise only the content."""
    values: dict[str, Any] = {"content_digest": content_digest(item), "kind": item.kind.value}
    if change in REVISES:
        if was.state == State.CANCELLED:
            standing.put(connection, [was.id], State.PLANNED, source.seq)
        planned, no = steps(item), was.revision + 1
        values |= {"revision": no, "opens_on": _opens_on(planned)}
        told = told_already(connection, change, was, item.due)
        connection.execute(insert(DUE).values(**_revision(item, was.id, no, source)))
        rungs.keep_gaps(connection, was.id, no)
        rungs.void(connection, was.id, before=no)
        rungs.write(connection, [_rung(was.id, no, step, day) for step, day in planned], told)
    connection.execute(update(DELIVERABLE).where(DELIVERABLE.c.id == was.id).values(**values))


def close(connection: Connection, was: Was, state: State, source: Source) -> None:
    """Mark as cancelled or waived; open rungs are void."""
    standing.put(connection, [was.id], state, source.seq)
    rungs.void(connection, was.id, before=was.revision + 1)


def told_already(connection: Connection, change: Change, was: Was, due: dt.date | None) -> frozenset[str]:
    """Steps that need not fire under a new revision, as people have heard what they would say.

    A date that is confirmed, or moved and moved back before anybody heard of it, tells nobody the same twice. Who has
    been invited is told of the new date at once, and not invited a second time.
    """
    heard = (
        select(NOTICE.c.revision, NOTICE.c.step)
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(NOTICE.c.deliverable_id == was.id, NOTICE.c.dropped.is_(False))
        .where(MESSAGE.c.state == MessageState.SENT.value)
    )
    rows = list(connection.execute(heard))
    last = max((row.revision for row in rows), default=None)
    if last is None:
        return frozenset()
    invited = frozenset() if change is Change.NEW else frozenset({Step.INVITATION.value})
    then = select(DUE.c.due).where(DUE.c.deliverable_id == was.id, DUE.c.no == last)
    if connection.execute(then).scalar() != due:
        return invited
    return invited | rungs.spent(connection, was.id, last) | {row.step for row in rows if row.revision == last}


def _row(item: Deliverable, wheel_id: int, planned: Sequence[tuple[Step, dt.date]]) -> dict[str, Any]:
    return {
        "key": item.key,
        "wheel_id": wheel_id,
        "document_type": item.document_type,
        "occurrence": item.occurrence,
        "actor": item.actor,
        "kind": item.kind.value,
        "state": State.PLANNED.value,
        "revision": 1,
        "opens_on": _opens_on(planned),
        "content_digest": content_digest(item),
    }


def _opens_on(planned: Sequence[tuple[Step, dt.date]]) -> dt.date | None:
    return min((day for _, day in planned), default=None)


def _revision(item: Deliverable, id_: int, no: int, source: Source) -> dict[str, Any]:
    return {
        "deliverable_id": id_,
        "no": no,
        "due": item.due,
        "last_workday": item.last_workday,
        "latest": item.latest,
        "basis": item.basis.value,
        "disputed": item.disputed,
        "cause": source.cause,
        "why": source.why,
        "event_seq": source.seq,
    }


def _rung(id_: int, revision: int, step: Step, day: dt.date) -> rungs.Planned:
    return rungs.Planned(id_, revision, step.value, day)
