"""Writes the rows of a wheel: the file itself, obligations, meetings, deliverables, deadlines and rungs.

What lives here: inserts and updates. Which of them are called for is decided in `wheels.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from arshjul.models.codes import State, Step
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.moment import Moment
from arshjul.models.tables import StepState
from arshjul.models.wheelfile import WheelFile
from arshjul.store.schema import DELIVERABLE, DUE, MEETING, MEETING_REVISION, OBLIGATION, STATEMENT, STEP, WHEEL

Steps = Callable[[Deliverable], Sequence[tuple[Step, dt.date]]]


@dataclass(frozen=True, slots=True)
class Stored:
    id: int
    state: str
    revision: int
    content: str
    due: dt.date | None
    latest: dt.date | None
    basis: str
    disputed: bool


def first_key(result: Any) -> int:
    """The primary key that an INSERT of one row has made."""
    return int(result.inserted_primary_key[0])


def content_digest(item: Deliverable) -> str:
    """Changes when anything but the dates of a deliverable changes."""
    shown: list[Any] = [item.title.nb, item.title.en, item.addressee, item.initiatives, item.obligations, item.access]
    shown += [{key: list(codes) for key, codes in item.required.items()}, [asdict(source) for source in item.sources]]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]


def write_wheel(connection: Connection, wheel: WheelFile, digest: str, moment: Moment) -> int:
    """Write the wheel's own row; returns its id."""
    values = {
        "year": wheel.year,
        "digest": digest,
        "body": wheel.model_dump_json(by_alias=True),
        "loaded_at": moment.at,
    }
    known = connection.execute(select(WHEEL.c.id).where(WHEEL.c.slug == wheel.id)).scalar()
    if known is None:
        result = connection.execute(insert(WHEEL).values(slug=wheel.id, **values))
        return first_key(result)
    connection.execute(update(WHEEL).where(WHEEL.c.id == known).values(**values))
    return int(known)


def write_obligations(connection: Connection, wheel_id: int, wheel: WheelFile) -> None:
    """Replace the wheel's obligations and statements."""
    ours = select(OBLIGATION.c.id).where(OBLIGATION.c.wheel_id == wheel_id)
    connection.execute(delete(STATEMENT).where(STATEMENT.c.obligation_id.in_(ours)))
    connection.execute(delete(OBLIGATION).where(OBLIGATION.c.wheel_id == wheel_id))
    for slug, obligation in wheel.obligations.items():
        title = obligation.title or wheel.document_types[obligation.delivered_in[0]].title
        row = {"wheel_id": wheel_id, "slug": slug, "title_nb": title.nb, "title_en": title.en}
        row |= {"addressee": obligation.addressee, "access": obligation.access.value}
        id_ = first_key(connection.execute(insert(OBLIGATION).values(**row)))
        rows = [
            {
                "obligation_id": id_,
                "document": statement.document,
                "section": statement.section,
                "first_line": statement.lines[0],
                "last_line": statement.lines[1],
                "actors": " ".join(statement.actors if statement.actors is not None else obligation.actors),
                "basis": statement.basis.value,
                "maker": (obligation.maker or wheel.documents[statement.document].maker).value,
            }
            for statement in obligation.statements
        ]
        connection.execute(
            insert(STATEMENT), list({(r["document"], *sorted(map(str, r.values()))): r for r in rows}.values())
        )


def write_meetings(connection: Connection, wheel_id: int, changed: list[tuple[Meeting, bool]], seq: int) -> None:
    """Write new meetings and new dates of old ones."""
    for meeting, is_new in changed:
        if is_new:
            row = {"wheel_id": wheel_id, "slug": meeting.id, "series": meeting.series, "part_of": meeting.part_of}
            id_ = first_key(connection.execute(insert(MEETING).values(revision=1, **row)))
            no = 1
        else:
            here = (MEETING.c.wheel_id == wheel_id) & (MEETING.c.slug == meeting.id)
            id_, no = connection.execute(select(MEETING.c.id, MEETING.c.revision + 1).where(here)).one()
            connection.execute(update(MEETING).where(MEETING.c.id == id_).values(revision=no))
        revision = {"meeting_id": id_, "no": no, "date": meeting.date, "time": meeting.time, "state": meeting.state}
        connection.execute(insert(MEETING_REVISION).values(cause="wheel.loaded", event_seq=seq, **revision))


def write_new(connection: Connection, wheel_id: int, items: list[Deliverable], steps: Steps, seq: int) -> None:
    """Write new deliverables with their first deadline and its rungs."""
    if not items:
        return
    planned = {item.key: steps(item) for item in items}
    connection.execute(insert(DELIVERABLE), [_row(item, wheel_id, planned[item.key]) for item in items])
    known = select(DELIVERABLE.c.key, DELIVERABLE.c.id).where(DELIVERABLE.c.wheel_id == wheel_id)
    ids: dict[str, int] = dict(connection.execute(known).tuples().all())
    connection.execute(insert(DUE), [_revision(item, ids[item.key], 1, seq) for item in items])
    rungs = [_rung(ids[key], 1, step, day) for key, rows in planned.items() for step, day in rows]
    if rungs:
        connection.execute(insert(STEP), rungs)


def write_changed(connection: Connection, item: Deliverable, now: Stored, steps: Steps, seq: int) -> None:
    """A new revision when a date changed (old rungs void, new ones armed); otherwise only the content."""
    here = DELIVERABLE.c.id == now.id
    values: dict[str, Any] = {"content_digest": content_digest(item)}
    if now.state == State.CANCELLED:
        values["state"] = State.PLANNED.value
    dated = (item.due, item.latest, item.basis.value, item.disputed) != (now.due, now.latest, now.basis, now.disputed)
    if dated or now.state == State.CANCELLED:
        planned = steps(item)
        no = now.revision + 1
        values |= {"revision": no, "opens_on": _opens_on(planned)}
        connection.execute(insert(DUE).values(**_revision(item, now.id, no, seq)))
        _void(connection, now.id)
        if planned:
            connection.execute(insert(STEP), [_rung(now.id, no, step, day) for step, day in planned])
    connection.execute(update(DELIVERABLE).where(here).values(**values))


def cancel(connection: Connection, id_: int) -> None:
    """Mark as cancelled; its open rungs are void."""
    connection.execute(update(DELIVERABLE).where(DELIVERABLE.c.id == id_).values(state=State.CANCELLED.value))
    _void(connection, id_)


def _void(connection: Connection, id_: int) -> None:
    open_rungs = (STEP.c.deliverable_id == id_) & (STEP.c.state == StepState.OPEN.value)
    connection.execute(update(STEP).where(open_rungs).values(state=StepState.VOID.value))


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


def _revision(item: Deliverable, id_: int, no: int, seq: int) -> dict[str, Any]:
    return {
        "deliverable_id": id_,
        "no": no,
        "due": item.due,
        "last_workday": item.last_workday,
        "latest": item.latest,
        "basis": item.basis.value,
        "disputed": item.disputed,
        "cause": "wheel.loaded",
        "event_seq": seq,
    }


def _rung(id_: int, revision: int, step: Step, day: dt.date) -> dict[str, Any]:
    return {
        "deliverable_id": id_,
        "revision": revision,
        "step": step.value,
        "fire_on": day,
        "state": "open",
        "confirmed": False,
    }
