"""Everything that is stored of one deliverable, whole, up to an event: for the archive.

What lives here: reading, one deliverable at a time, so that a year's files never stand in memory together. What a person sees of
it is `dossier.py`.
"""

from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.models.tables_messages import MessageState
from arshjul.store.schema import (
    APPROVAL,
    APPROVAL_WITHDRAWAL,
    ATTACHMENT,
    DECISION,
    DELIVERABLE,
    DUE,
    EVENT,
    FINDING,
    JUDGEMENT,
    MESSAGE,
    NOTICE,
    PERSON,
    SENDING,
    STATE_CHANGE,
    SUBMISSION,
    TICK,
    WHEEL,
)


class Kept(NamedTuple):
    """A deliverable that had been heard of by then."""

    id: int
    key: str
    wheel: str
    document_type: str
    actor: str
    kind: str


def years(connection: Connection) -> list[int]:
    """The years of the loaded wheels, the earliest first."""
    return list(connection.execute(select(WHEEL.c.year).distinct().order_by(WHEEL.c.year)).scalars())


def kept(connection: Connection, year: int, upto: int) -> list[Kept]:
    """The deliverables of a year's wheels by key; also those that are no longer owed."""
    heard = select(DUE.c.deliverable_id).where(DUE.c.event_seq <= upto)
    query = (
        select(
            DELIVERABLE.c.id, DELIVERABLE.c.key, WHEEL.c.slug, DELIVERABLE.c.document_type, DELIVERABLE.c.actor,
            DELIVERABLE.c.kind,
        )
        .join(WHEEL, WHEEL.c.id == DELIVERABLE.c.wheel_id)
        .where(WHEEL.c.year == year, DELIVERABLE.c.id.in_(heard))
        .order_by(DELIVERABLE.c.key)
    )  # fmt: skip
    return [Kept(*row) for row in connection.execute(query)]


def hash_of(connection: Connection, seq: int) -> str:
    """The hash by which the log's event of that number is chained to those before it; empty when there is none."""
    return str(connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == seq)).scalar() or "")


def deadlines(connection: Connection, deliverable: int, upto: int) -> list[dict[str, Any]]:
    """Every deadline that it has had, oldest first."""
    names = ("no", "due", "last_workday", "latest", "basis", "disputed", "cause", "why")
    query = select(*(DUE.c[name] for name in names), EVENT.c.at).join(EVENT, EVENT.c.seq == DUE.c.event_seq)
    return _rows(
        connection, query.where(DUE.c.deliverable_id == deliverable, DUE.c.event_seq <= upto).order_by(DUE.c.no)
    )


def states(connection: Connection, deliverable: int, upto: int) -> list[dict[str, Any]]:
    """Every state that it has come into, oldest first."""
    query = select(STATE_CHANGE.c.state, EVENT.c.at).join(EVENT, EVENT.c.seq == STATE_CHANGE.c.event_seq)
    here = (STATE_CHANGE.c.deliverable_id == deliverable) & (STATE_CHANGE.c.event_seq <= upto)
    return _rows(connection, query.where(here).order_by(STATE_CHANGE.c.id))


def versions(connection: Connection, deliverable: int, upto: int) -> list[dict[str, Any]]:
    """Every version with its bytes as they came, oldest first; `person` is who sent it, where that is a known person."""
    names = ("id", "no", "name", "digest", "submitted_at", "received_at", "body")
    query = (
        select(*(SUBMISSION.c[name] for name in names), PERSON.c.slug.label("person"))
        .outerjoin(PERSON, func.lower(PERSON.c.email) == func.lower(SUBMISSION.c.submitted_by))
        .where(SUBMISSION.c.deliverable_id == deliverable, SUBMISSION.c.event_seq <= upto)
        .order_by(SUBMISSION.c.no)
    )
    return _rows(connection, query)


def judgements(connection: Connection, submission: int, upto: int) -> list[dict[str, Any]]:
    """Every judgement of a version with its findings, oldest first."""
    query = select(JUDGEMENT.c.id, JUDGEMENT.c.rules_version, JUDGEMENT.c.completeness, JUDGEMENT.c.at)
    here = (JUDGEMENT.c.submission_id == submission) & (JUDGEMENT.c.event_seq <= upto)
    found = _rows(connection, query.where(here).order_by(JUDGEMENT.c.id))
    names = (
        "code",
        "content",
        "initiative",
        "place",
        "severity",
        "maker",
        "obligation",
        "source",
        "message_nb",
        "message_en",
    )
    for one in found:
        gaps = select(*(FINDING.c[name] for name in names)).where(FINDING.c.judgement_id == one.pop("id"))
        one["findings"] = _rows(connection, gaps.order_by(FINDING.c.id))
    return found


def ticks(connection: Connection, submission: int, upto: int) -> list[dict[str, Any]]:
    """What people have found in a version, and taken back, oldest first."""
    names = ("initiative", "content", "page", "by", "reason")
    query = select(*(TICK.c[name] for name in names), EVENT.c.at).join(EVENT, EVENT.c.seq == TICK.c.event_seq)
    return _rows(
        connection, query.where(TICK.c.submission_id == submission, TICK.c.event_seq <= upto).order_by(TICK.c.id)
    )


def decisions(connection: Connection, key: str, upto: int) -> list[dict[str, Any]]:
    """Every question and answer about it, oldest first.

    Of money moved between initiatives also `source`, `target` (empty for several), `amount` in øre, and when it was withdrawn.
    """
    names = ("id", "kind", "state", "day", "by", "reference", "reason", "answers", "at")
    gone, at = APPROVAL_WITHDRAWAL, EVENT.c.at.label("withdrawn_at")
    query = (
        select(*(DECISION.c[name] for name in names), APPROVAL.c.source, APPROVAL.c.target, APPROVAL.c.amount, at)
        .outerjoin(APPROVAL, APPROVAL.c.decision_id == DECISION.c.id)
        .outerjoin(gone, and_(gone.c.approval_id == APPROVAL.c.id, gone.c.event_seq <= upto))
        .outerjoin(EVENT, EVENT.c.seq == gone.c.event_seq)
        .where(DECISION.c.subject == key, DECISION.c.event_seq <= upto)
    )
    return _rows(connection, query.order_by(DECISION.c.id))


def sendings(connection: Connection, deliverable: int, upto: int) -> list[dict[str, Any]]:
    """Every formal sending as it was registered, oldest first; the last one holds."""
    names = ("no", "sent_on", "channel", "reference", "attachment", "by", "at")
    query = select(*(SENDING.c[name] for name in names))
    return _rows(
        connection,
        query.where(SENDING.c.deliverable_id == deliverable, SENDING.c.event_seq <= upto).order_by(SENDING.c.no),
    )


def attachment(connection: Connection, digest: str) -> dict[str, Any] | None:
    """A kept file by its digest: name, media type and bytes."""
    query = select(ATTACHMENT.c.name, ATTACHMENT.c.media_type, ATTACHMENT.c.body)
    return next(iter(_rows(connection, query.where(ATTACHMENT.c.digest == digest))), None)


def messages(connection: Connection, deliverable: int, upto: int) -> list[dict[str, Any]]:
    """What went out about it, to whom, by which way and on which rung, oldest first.

    `words`: what it said, as the log keeps it (`flows/as_sent.py`); empty where that is not known.
    """
    gone = and_(EVENT.c.subject == MESSAGE.c.dedup_key, EVENT.c.kind == "message.sent", EVENT.c.seq <= upto)
    query = (
        select(
            MESSAGE.c.dedup_key.label("message"), MESSAGE.c.sent_at, MESSAGE.c.channel, NOTICE.c.step, NOTICE.c.revision,
            PERSON.c.slug.label("person"), PERSON.c.name.label("name"), PERSON.c.email, EVENT.c.after.label("words"),
        )
        .join(NOTICE, NOTICE.c.message_id == MESSAGE.c.id)
        .join(PERSON, PERSON.c.id == MESSAGE.c.person_id)
        .join(EVENT, gone)
        .where(NOTICE.c.deliverable_id == deliverable, NOTICE.c.dropped.is_(False))
        .where(MESSAGE.c.state == MessageState.SENT.value)
        .order_by(MESSAGE.c.id, NOTICE.c.id)
    )  # fmt: skip
    return _rows(connection, query)


def _rows(connection: Connection, query: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(query).mappings().all()]
