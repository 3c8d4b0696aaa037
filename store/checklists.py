"""What people have ticked in documents of prose, and the documents that are kept.

What lives here: reading and writing. A tick is about one version of a document; rows are written once, and the newest of a demand
holds. What is demanded, and what follows from the ticks, is for others.
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from arshjul.store.schema import ATTACHMENT, EVENT, SENDING, SUBMISSION, TICK


class Version(NamedTuple):
    """The newest version of a deliverable, as it came."""

    submission_id: int
    no: int
    name: str
    body: bytes


class Ticked(NamedTuple):
    """Where somebody found what is demanded; `by` as history names people."""

    page: int
    by: str
    at: dt.datetime


class Document(NamedTuple):
    """A file that is kept, by its digest (SHA-256, hex)."""

    digest: str
    name: str
    body: bytes


def newest(connection: Connection, deliverable: int) -> Version | None:
    """The newest version of a deliverable; None when none has come."""
    query = select(SUBMISSION.c.id, SUBMISSION.c.no, SUBMISSION.c.name, SUBMISSION.c.body)
    here = query.where(SUBMISSION.c.deliverable_id == deliverable).order_by(SUBMISSION.c.no.desc()).limit(1)
    row = connection.execute(here).first()
    return None if row is None else Version(row.id, row.no, row.name, bytes(row.body))


def begun(connection: Connection, submission: int) -> bool:
    """Whether anybody has ticked anything in that version, taken back or not."""
    return connection.execute(select(TICK.c.id).where(TICK.c.submission_id == submission).limit(1)).first() is not None


def ticks(connection: Connection, submission: int) -> dict[str, Ticked]:
    """What stands ticked in a version, by the code of the demand."""
    last = select(func.max(TICK.c.id)).where(TICK.c.submission_id == submission)
    last = last.group_by(TICK.c.initiative, TICK.c.content)
    query = (
        select(TICK.c.initiative, TICK.c.content, TICK.c.page, TICK.c.by, EVENT.c.at)
        .join(EVENT, EVENT.c.seq == TICK.c.event_seq)
        .where(TICK.c.id.in_(last), TICK.c.page.is_not(None))
        .order_by(TICK.c.id)
    )
    return {
        f"{row.initiative}.{row.content}": Ticked(row.page, row.by, row.at) for row in connection.execute(query).all()
    }


def earlier(connection: Connection, deliverable: int, submission: int) -> dict[str, int]:
    """The page on which each demand stood in the last earlier version that anybody ticked, by its code."""
    query = (
        select(SUBMISSION.c.id)
        .join(TICK, TICK.c.submission_id == SUBMISSION.c.id)
        .where(SUBMISSION.c.deliverable_id == deliverable, SUBMISSION.c.id < submission)
        .order_by(SUBMISSION.c.id.desc())
        .limit(1)
    )
    before = connection.execute(query).scalar()
    return {code: one.page for code, one in ticks(connection, before).items()} if before is not None else {}


def write(
    connection: Connection,
    seq: int,
    submission: int,
    place: tuple[str, str],
    page: int | None,
    by: str,
    reason: str = "",
) -> None:
    """Write a tick, or with no page that it is taken back; `place` is initiative and content."""
    row = {"submission_id": submission, "initiative": place[0], "content": place[1], "page": page}
    connection.execute(insert(TICK).values(by=by, reason=reason, event_seq=seq, **row))


def document(connection: Connection, digest: str) -> Document | None:
    """The file of that digest, where it is kept."""
    query = select(ATTACHMENT.c.digest, ATTACHMENT.c.name, ATTACHMENT.c.body).where(ATTACHMENT.c.digest == digest)
    row = connection.execute(query).first()
    return None if row is None else Document(row.digest, row.name, bytes(row.body))


def sent(connection: Connection, deliverable: int) -> Document | None:
    """The file of the formal sending that holds; None when there is none, or none was attached."""
    query = select(SENDING.c.attachment).where(SENDING.c.deliverable_id == deliverable)
    digest = connection.execute(query.order_by(SENDING.c.no.desc()).limit(1)).scalar()
    return document(connection, digest) if digest else None
