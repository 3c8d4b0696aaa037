"""Writes the rows of a wheel: the files themselves, obligations, meetings.

What lives here: inserts and updates. Deliverables and their deadlines are `deadlines.py`; what is called for is decided
by comparing facts, in `flows/changing.py`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from arshjul.calendar.in_force import Met
from arshjul.models.amendment import AmendmentFile
from arshjul.models.moment import Moment
from arshjul.models.wheelfile import WheelFile
from arshjul.store.schema import MEETING, MEETING_REVISION, OBLIGATION, STATEMENT, WHEEL, WHEEL_VERSION


def first_key(result: Any) -> int:
    """The primary key that an INSERT of one row has made."""
    return int(result.inserted_primary_key[0])


def write_file(connection: Connection, file: WheelFile | AmendmentFile, digest: str, moment: Moment, seq: int) -> None:
    """Write a wheel file or an amendment that is new or says something new, and its version."""
    values = {
        "year": file.year,
        "digest": digest,
        "amends": file.amends if isinstance(file, AmendmentFile) else None,
        "body": file.model_dump_json(by_alias=True),
    }
    version = {name: values[name] for name in ("digest", "amends", "body")}
    connection.execute(insert(WHEEL_VERSION).values(slug=file.id, event_seq=seq, **version))
    known = connection.execute(select(WHEEL.c.id).where(WHEEL.c.slug == file.id)).scalar()
    if known is None:
        connection.execute(insert(WHEEL).values(slug=file.id, loaded_at=moment.at, **values))
    else:
        connection.execute(update(WHEEL).where(WHEEL.c.id == known).values(loaded_at=moment.at, **values))


def wheel_ids(connection: Connection) -> dict[str, int]:
    """Wheel id to row."""
    return dict(connection.execute(select(WHEEL.c.slug, WHEEL.c.id)).all())


def write_obligations(connection: Connection, wheel: WheelFile) -> None:
    """Replace the obligations and statements of a loaded wheel."""
    wheel_id = connection.execute(select(WHEEL.c.id).where(WHEEL.c.slug == wheel.id)).scalar_one()
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


def write_meetings(
    connection: Connection,
    wheel: str,
    before: Mapping[str, Met],
    after: Mapping[str, Met],
    cause: str,
    why: str,
    seq: int,
) -> list[str]:
    """Write every meeting of a wheel that is new or stands otherwise than before; returns their ids."""
    changed = [slug for slug, met in after.items() if before.get(slug) != met]
    if not changed:
        return []
    wheel_id = connection.execute(select(WHEEL.c.id).where(WHEEL.c.slug == wheel)).scalar_one()
    query = select(MEETING.c.slug, MEETING.c.id, MEETING.c.revision).where(MEETING.c.wheel_id == wheel_id)
    known = {row.slug: row for row in connection.execute(query)}
    for slug in changed:
        met, row = after[slug], known.get(slug)
        if row is None:
            new = {"wheel_id": wheel_id, "slug": slug, "series": met.series, "part_of": met.part_of, "revision": 1}
            id_, no = first_key(connection.execute(insert(MEETING).values(**new))), 1
        else:
            id_, no = row.id, row.revision + 1
            connection.execute(update(MEETING).where(MEETING.c.id == id_).values(revision=no))
        held = {"date": met.date, "time": met.time, "state": met.state}
        told = {"cause": cause, "why": why, "event_seq": seq}
        connection.execute(insert(MEETING_REVISION).values(meeting_id=id_, no=no, **held, **told))
    return changed
