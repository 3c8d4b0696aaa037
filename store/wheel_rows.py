"""Writes the rows of a wheel: the file itself, obligations, meetings, deliverables, deadlines and rungs.

What lives here: inserts and updates. Which of them are called for is decided in `wheels.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from arshjul.models.codes import State, Step
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.moment import Moment
from arshjul.models.tables_messages import MessageState
from arshjul.models.wheelfile import WheelFile
from arshjul.store import rungs, standing
from arshjul.store.schema import (
    DELIVERABLE,
    DUE,
    MEETING,
    MEETING_REVISION,
    MESSAGE,
    NOTICE,
    OBLIGATION,
    STATEMENT,
    WHEEL,
    WHEEL_VERSION,
)

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
    shown += [item.kind, item.copy_to]
    shown += [{key: list(codes) for key, codes in item.required.items()}, [asdict(source) for source in item.sources]]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]


def write_wheel(connection: Connection, wheel: WheelFile, digest: str, moment: Moment, seq: int) -> int:
    """Write the wheel's own row, and its version when it is another than before; returns its id."""
    values = {
        "year": wheel.year,
        "digest": digest,
        "body": wheel.model_dump_json(by_alias=True),
        "loaded_at": moment.at,
    }
    known = connection.execute(select(WHEEL.c.id).where(WHEEL.c.slug == wheel.id)).scalar()
    before = connection.execute(select(WHEEL.c.digest).where(WHEEL.c.slug == wheel.id)).scalar()
    if before != digest:
        version = {"slug": wheel.id, "digest": digest, "body": values["body"], "event_seq": seq}
        connection.execute(insert(WHEEL_VERSION).values(**version))
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
        places = {(row["document"], row["first_line"], row["last_line"], row["actors"]): row for row in rows}
        connection.execute(insert(STATEMENT), list(places.values()))


class Held(NamedTuple):
    """When a meeting is, and in what state it stands."""

    date: dt.date | None
    time: dt.time | None
    state: str


def write_meeting(connection: Connection, wheel_id: int, meeting: Meeting, seq: int) -> None:
    """Write a meeting that is new in the wheel."""
    row = {"wheel_id": wheel_id, "slug": meeting.id, "series": meeting.series, "part_of": meeting.part_of}
    id_ = first_key(connection.execute(insert(MEETING).values(revision=1, **row)))
    _held(connection, id_, 1, Held(meeting.date, meeting.time, meeting.state), seq)


def revise_meeting(connection: Connection, wheel_id: int, slug: str, held: Held, seq: int) -> None:
    """A new revision of a meeting that the wheel has had before."""
    here = (MEETING.c.wheel_id == wheel_id) & (MEETING.c.slug == slug)
    id_, no = connection.execute(select(MEETING.c.id, MEETING.c.revision + 1).where(here)).one()
    connection.execute(update(MEETING).where(MEETING.c.id == id_).values(revision=no))
    _held(connection, id_, no, held, seq)


def _held(connection: Connection, id_: int, no: int, held: Held, seq: int) -> None:
    row = {"meeting_id": id_, "no": no, "cause": "wheel.loaded", "event_seq": seq}
    connection.execute(insert(MEETING_REVISION).values(**row, **held._asdict()))


def write_new(connection: Connection, wheel_id: int, items: list[Deliverable], steps: Steps, seq: int) -> None:
    """Write new deliverables with their first deadline and its rungs."""
    if not items:
        return
    planned = {item.key: steps(item) for item in items}
    connection.execute(insert(DELIVERABLE), [_row(item, wheel_id, planned[item.key]) for item in items])
    known = select(DELIVERABLE.c.key, DELIVERABLE.c.id).where(DELIVERABLE.c.wheel_id == wheel_id)
    ids: dict[str, int] = dict(connection.execute(known).all())
    connection.execute(insert(DUE), [_revision(item, ids[item.key], 1, seq) for item in items])
    standing.note(connection, [ids[item.key] for item in items], State.PLANNED, seq)
    rungs.write(connection, [_rung(ids[key], 1, step, day) for key, rows in planned.items() for step, day in rows])


def write_changed(connection: Connection, item: Deliverable, now: Stored, steps: Steps, seq: int) -> None:
    """A new revision when a date changed (old rungs void, new ones armed); otherwise only the content."""
    here = DELIVERABLE.c.id == now.id
    values: dict[str, Any] = {"content_digest": content_digest(item), "kind": item.kind.value}
    if now.state == State.CANCELLED:
        standing.put(connection, [now.id], State.PLANNED, seq)
    dated = (item.due, item.latest, item.basis.value, item.disputed) != (now.due, now.latest, now.basis, now.disputed)
    if dated or now.state == State.CANCELLED:
        planned = steps(item)
        no = now.revision + 1
        values |= {"revision": no, "opens_on": _opens_on(planned)}
        connection.execute(insert(DUE).values(**_revision(item, now.id, no, seq)))
        rungs.keep_gaps(connection, now.id, no)
        told = _told(connection, now.id, item.due)
        rungs.void(connection, now.id, before=no)
        rungs.write(connection, [_rung(now.id, no, step, day) for step, day in planned], told)
    connection.execute(update(DELIVERABLE).where(here).values(**values))


def cancel(connection: Connection, now: Stored, seq: int) -> None:
    """Mark as cancelled; its open rungs are void."""
    standing.put(connection, [now.id], State.CANCELLED, seq)
    rungs.void(connection, now.id, before=now.revision + 1)


def _told(connection: Connection, id_: int, due: dt.date | None) -> frozenset[str]:
    """Rungs that need not fire again, as the date is the one that people have last heard.

    So a date that is confirmed, or moved and moved back before anybody heard of it, tells nobody the same twice.
    """
    heard = (
        select(NOTICE.c.revision, NOTICE.c.step)
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .where(NOTICE.c.deliverable_id == id_, NOTICE.c.dropped.is_(False))
        .where(MESSAGE.c.state == MessageState.SENT.value)
    )
    rows = list(connection.execute(heard))
    last = max((row.revision for row in rows), default=None)
    was = select(DUE.c.due).where(DUE.c.deliverable_id == id_, DUE.c.no == last)
    if last is None or connection.execute(was).scalar() != due:
        return frozenset()
    return frozenset(rungs.spent(connection, id_, last)) | {row.step for row in rows if row.revision == last}


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


def _rung(id_: int, revision: int, step: Step, day: dt.date) -> rungs.Planned:
    return rungs.Planned(id_, revision, step.value, day)
