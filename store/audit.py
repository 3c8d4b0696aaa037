"""Holding the database against its own log: every place where it is not what was written.

What lives here: comparing texts, what stands, triggers and the end of the log; it changes nothing. The log itself is
`log_check.py`, the end kept outside `head.py`; what is found is worded at the front desk.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from arshjul.store import head, log_check
from arshjul.store.engine import Database
from arshjul.store.log_check import Flaw, Tell, nobody
from arshjul.store.migrations.guards import expected
from arshjul.store.schema import (
    ATTACHMENT,
    DELIVERABLE,
    DUE,
    EVENT,
    MEETING,
    MEETING_REVISION,
    MESSAGE,
    NOTICE,
    SENDING,
    STATE_CHANGE,
    SUBMISSION,
    WHEEL,
    WHEEL_VERSION,
)


def flaws(database: Database, tell: Tell = nobody) -> Iterator[Flaw]:
    """Everything that is wrong, event by event, then the texts, what stands, the triggers and the end of the log."""
    with database.read() as connection:
        yield from flaws_seen(connection, database.head, tell)


def flaws_seen(connection: Connection, end: Path | None, tell: Tell = nobody) -> Iterator[Flaw]:
    """The same as a transaction sees it; `end` is the file in which the log's end is kept, if it is."""
    yield from log_check.flaws(connection, tell)
    yield from _bodies(connection)
    yield from _attachments(connection)
    yield from _standing(connection)
    yield from _told(connection)
    yield from _triggers(connection)
    if end is not None:
        yield from _end(connection, end)


def unvouched(database: Database) -> int:
    """How many events have come since the end that is kept outside was noted: those of a run that was cut short."""
    if database.head is None:
        return 0
    try:
        noted = head.read(database.head)
    except (OSError, ValueError):
        noted = None
    with database.read() as connection:
        after = select(func.count()).where(EVENT.c.seq > (noted[0] if noted else 0))
        return int(connection.execute(after).scalar_one())


def _bodies(connection: Connection) -> Iterator[Flaw]:
    """Texts and files against the digests that the log covers."""
    kept = (
        (WHEEL, WHEEL.c.slug, None), (WHEEL_VERSION, WHEEL_VERSION.c.id, WHEEL_VERSION.c.event_seq),
        (SUBMISSION, SUBMISSION.c.id, SUBMISSION.c.event_seq), (ATTACHMENT, ATTACHMENT.c.digest, None),
    )  # fmt: skip
    for table, name, seq in kept:
        columns = [name, table.c.digest, table.c.body, *(() if seq is None else (seq,))]
        asked = connection.execution_options(stream_results=True, yield_per=20).execute(select(*columns))
        for row in asked:
            body = row.body.encode() if isinstance(row.body, str) else bytes(row.body)
            if hashlib.sha256(body).hexdigest() != row.digest:
                yield Flaw("body", table.name, str(row[0]), row[3] if len(row) > 3 else None)


def _attachments(connection: Connection) -> Iterator[Flaw]:
    """The files that sendings name, by digest, against those that are kept."""
    kept = select(ATTACHMENT.c.digest)
    named = select(SENDING.c.attachment, SENDING.c.event_seq).where(SENDING.c.attachment.is_not(None))
    for digest, seq in connection.execute(named.where(SENDING.c.attachment.not_in(kept)).order_by(SENDING.c.id)):
        yield Flaw("missing", ATTACHMENT.name, digest, seq)
    unnamed = ~select(SENDING.c.id).where(SENDING.c.attachment == ATTACHMENT.c.digest).exists()
    for digest in connection.execute(kept.where(unnamed).order_by(ATTACHMENT.c.digest)).scalars():
        yield Flaw("added", ATTACHMENT.name, digest)


def _standing(connection: Connection) -> Iterator[Flaw]:
    """What the program goes by today against the last that history says of it."""
    state, version = STATE_CHANGE.alias(), WHEEL_VERSION.alias()
    last = _newest(state, "id", state.c.deliverable_id == DELIVERABLE.c.id)
    said = select(STATE_CHANGE.c.state).where(STATE_CHANGE.c.id == last).correlate(DELIVERABLE).scalar_subquery()
    newest = _newest(DUE, "no", DUE.c.deliverable_id == DELIVERABLE.c.id)
    loaded = _newest(version, "id", version.c.slug == WHEEL.c.slug)
    body = select(WHEEL_VERSION.c.digest).where(WHEEL_VERSION.c.id == loaded).correlate(WHEEL).scalar_subquery()
    met = _newest(MEETING_REVISION, "no", MEETING_REVISION.c.meeting_id == MEETING.c.id)
    differs = said.is_distinct_from(DELIVERABLE.c.state) | newest.is_distinct_from(DELIVERABLE.c.revision)
    for table, name, wrong in (
        (DELIVERABLE, DELIVERABLE.c.key, differs),
        (MEETING, MEETING.c.slug, met.is_distinct_from(MEETING.c.revision)),
        (WHEEL, WHEEL.c.slug, body.is_distinct_from(WHEEL.c.digest)),
    ):
        for row in connection.execute(select(name).where(wrong).order_by(name)).scalars():
            yield Flaw("state", table.name, str(row))


def _newest(table: Any, column: str, mine: Any) -> Any:
    """The highest number among the rows that belong to the row looked at."""
    return select(func.max(table.c[column])).where(mine).correlate(DELIVERABLE, MEETING, WHEEL).scalar_subquery()


def _told(connection: Connection) -> Iterator[Flaw]:
    """Marks that a deadline is known to its owner, against the messages that have gone out by the log."""
    gone = select(EVENT.c.subject).where(EVENT.c.kind == "message.sent")
    sent = (
        select(MESSAGE.c.sent_at)
        .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.id)
        .where(MESSAGE.c.dedup_key.in_(gone), NOTICE.c.dropped.is_(False))
        .where(NOTICE.c.deliverable_id == DUE.c.deliverable_id, NOTICE.c.revision == DUE.c.no)
        .correlate(DUE)
    )
    unfounded = DUE.c.notified_at.is_not(None) & DUE.c.notified_at.not_in(sent)
    missing = DUE.c.notified_at.is_(None) & sent.exists()
    for id_, seq in connection.execute(select(DUE.c.id, DUE.c.event_seq).where(unfounded | missing).order_by(DUE.c.id)):
        yield Flaw("told", DUE.name, str(id_), seq)


def _triggers(connection: Connection) -> Iterator[Flaw]:
    dialect = connection.dialect.name
    if dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE tgenabled IN ('O', 'A') AND prosrc LIKE '%RAISE EXCEPTION%'"
        )
    there = set(connection.exec_driver_sql(query.replace("%", "%%") if dialect != "sqlite" else query).scalars())
    yield from (Flaw("off", "trigger", name) for name in sorted(expected(dialect) - there))


def _end(connection: Connection, file: Path) -> Iterator[Flaw]:
    """The log against what is kept outside: it may be longer, never shorter and never another."""
    last = connection.execute(select(func.max(EVENT.c.seq))).scalar() or 0
    try:
        noted = head.read(file)
    except FileNotFoundError:
        noted = None
    except (OSError, ValueError):
        yield Flaw("unreadable", "head", str(file))
        return
    if noted is None:
        if last:
            yield Flaw("absent", "head", str(file))
    elif noted[0] > last:
        yield Flaw("cut_off", "head", str(file), noted[0])
    elif not head.holds(connection, noted):
        yield Flaw("differs", "head", str(file), noted[0])
