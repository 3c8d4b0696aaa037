"""Formal sendings to the ministry, as the office registers them, and the files that belong to them.

What lives here: rows written once, numbered per deliverable; a mistake is mended by registering anew, and the newest holds. A
file is kept by its digest and handed out as bytes, never run and never rendered.
"""

import datetime as dt
import hashlib
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, insert, select

from arshjul.models.moment import Moment
from arshjul.models.tables_history import SendingChannel
from arshjul.store.schema import ATTACHMENT, EVENT, SENDING


class Attached(NamedTuple):
    """A file to be kept; `digest` is SHA-256 of its bytes, in hexadecimal digits."""

    digest: str
    name: str
    media_type: str
    body: bytes


class Sent(NamedTuple):
    """One sending as it was registered; `attachment` is the digest of its file, `name` what the file was called."""

    no: int
    sent_on: dt.date
    channel: str
    reference: str
    attachment: str | None
    name: str | None
    size: int | None
    by: str
    at: dt.datetime


def register(
    connection: Connection, moment: Moment, seq: int, deliverable: int, *, sent_on: dt.date, channel: SendingChannel,
    reference: str, by: str, attachment: str | None = None,
) -> int:  # fmt: skip
    """Write a sending; returns its number, which counts from 1 for each deliverable."""
    last = select(func.max(SENDING.c.no)).where(SENDING.c.deliverable_id == deliverable)
    no = int(connection.execute(last).scalar() or 0) + 1
    row = {"deliverable_id": deliverable, "no": no, "sent_on": sent_on, "channel": channel.value}
    row |= {"reference": reference, "attachment": attachment, "by": by, "at": moment.at, "event_seq": seq}
    connection.execute(insert(SENDING).values(**row))
    return no


def digest_of(body: bytes) -> str:
    """SHA-256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def keep(connection: Connection, file: Attached) -> str:
    """Keep a file, once however often it is sent; returns its digest."""
    known = select(ATTACHMENT.c.digest).where(ATTACHMENT.c.digest == file.digest)
    if connection.execute(known).first() is None:
        connection.execute(insert(ATTACHMENT).values(size=len(file.body), **file._asdict()))
    return file.digest


def of(connection: Connection, deliverable: int) -> list[Sent]:
    """The sendings of a deliverable, oldest first; the last one holds."""
    query = (
        select(
            SENDING.c.no, SENDING.c.sent_on, SENDING.c.channel, SENDING.c.reference, SENDING.c.attachment,
            ATTACHMENT.c.name, ATTACHMENT.c.size, SENDING.c.by, SENDING.c.at,
        )
        .outerjoin(ATTACHMENT, ATTACHMENT.c.digest == SENDING.c.attachment)
        .where(SENDING.c.deliverable_id == deliverable)
        .order_by(SENDING.c.no)
    )  # fmt: skip
    return [Sent(*row) for row in connection.execute(query)]


def newest(connection: Connection, known_at: dt.datetime | None = None) -> dict[int, dt.date]:
    """The day of each deliverable's sending that holds (or held, as far as was known at `known_at`), by its id."""
    last = select(SENDING.c.deliverable_id, func.max(SENDING.c.no).label("no"))
    if known_at is not None:
        last = last.join(EVENT, EVENT.c.seq == SENDING.c.event_seq).where(EVENT.c.at <= known_at)
    held = last.group_by(SENDING.c.deliverable_id).subquery()
    query = select(SENDING.c.deliverable_id, SENDING.c.sent_on).join(
        held, and_(held.c.deliverable_id == SENDING.c.deliverable_id, held.c.no == SENDING.c.no)
    )
    return {row.deliverable_id: row.sent_on for row in connection.execute(query)}
