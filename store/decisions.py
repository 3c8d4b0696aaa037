"""What has been decided and asked for: conflicts, extensions, waivers, acceptance. Rows are written once.

What lives here: reading and writing `decision`. A question and its answer are two rows. Who may decide what, and whether it
makes sense, is for the callers; what a decision does to a date is `calendar/rulings.py`.
"""

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, func, insert, select

from arshjul.calendar.rulings import Ruling
from arshjul.models.moment import OSLO, Moment
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store import signatories
from arshjul.store.schema import DECISION, DELIVERABLE, EVENT, SENDING, SUBMISSION

_RULING = [kind.value for kind in (DecisionKind.CONFLICT, DecisionKind.EXTENSION, DecisionKind.WAIVER)]
_ANSWER = DECISION.alias("answer")


class Made(NamedTuple):
    """A decision to be written; `by` as `signatories.sign` gives it. `subject` is the key of the deliverable it is about."""

    kind: DecisionKind
    subject: str
    state: DecisionState
    by: str
    day: dt.date | None = None
    reference: str = ""
    reason: str = ""
    answers: int | None = None


class PendingExtension(NamedTuple):
    """A later date that somebody has asked for and that has not been answered."""

    decision: int
    key: str
    until: dt.date
    by: str
    reason: str
    at: dt.datetime


class Extension(NamedTuple):
    """A request with its answer, where there is one: `state` is `asked`, `granted` or `denied`."""

    id: int
    key: str
    until: dt.date
    by: str
    reason: str
    at: dt.datetime
    state: str
    granted_until: dt.date | None
    answered_by: str | None
    reference: str | None
    answer: str | None
    answered_at: dt.datetime | None


def make(connection: Connection, moment: Moment, seq: int, made: Made) -> int:
    """Write a decision; returns its number."""
    values = made._asdict() | {"kind": made.kind.value, "state": made.state.value}
    result = connection.execute(insert(DECISION).values(at=moment.at, event_seq=seq, **values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def ask(connection: Connection, moment: Moment, seq: int, *, key: str, until: dt.date, by: str, reason: str) -> int:
    """Write that somebody asks for a later date; returns the number that the answer must name."""
    made = Made(DecisionKind.EXTENSION, key, DecisionState.ASKED, by, until, reason=reason)
    return make(connection, moment, seq, made)


def answer(
    connection: Connection, moment: Moment, seq: int, asked: PendingExtension, *, granted: bool, until: dt.date | None,
    by: str, reference: str, reason: str,
) -> int:  # fmt: skip
    """Write the ministry's answer to a request; a second one is refused by the table itself."""
    state = DecisionState.GRANTED if granted else DecisionState.DENIED
    day = until if granted else None
    made = Made(DecisionKind.EXTENSION, asked.key, state, by, day, reference, reason, asked.decision)
    return make(connection, moment, seq, made)


def rulings(connection: Connection, known_at: dt.datetime | None = None) -> list[Ruling]:
    """Every decision that is in force, in the order in which they were recorded; `known_at`: by then."""
    query = select(
        DECISION.c.kind, DECISION.c.subject, DECISION.c.day, DECISION.c.id, DECISION.c.by, DECISION.c.reference,
        DECISION.c.at,
    ).where(DECISION.c.kind.in_(_RULING), DECISION.c.state == DecisionState.GRANTED.value)  # fmt: skip
    found = connection.execute(_known(query, known_at).order_by(DECISION.c.id)).all()
    called = signatories.names(connection, {row.by for row in found}) if found else {}
    return [
        Ruling(row.subject, row.kind, row.day, row.id, words(called[row.by], row.at, row.reference)) for row in found
    ]


def words(by: str, at: dt.datetime, reference: str) -> str:
    """Who decided, when that was recorded, and in which document, as one line."""
    parts = (by, at.astimezone(OSLO).date().isoformat(), reference)
    return ", ".join(part for part in parts if part)


def pending(connection: Connection, known_at: dt.datetime | None = None) -> dict[str, PendingExtension]:
    """Requests that await an answer (or awaited one at `known_at`), by the key of the deliverable."""
    answered = select(DECISION.c.answers).where(DECISION.c.answers.is_not(None))
    query = select(DECISION.c.id, DECISION.c.subject, DECISION.c.day, DECISION.c.by, DECISION.c.reason, DECISION.c.at)
    query = query.where(_asked(DECISION), DECISION.c.id.not_in(_known(answered, known_at)))
    found = connection.execute(_known(query, known_at).order_by(DECISION.c.id))
    return {row.subject: PendingExtension(*row) for row in found}


def held(connection: Connection) -> frozenset[int]:
    """Ids of the deliverables whose owner awaits an answer, and who is therefore not chased for being late."""
    return frozenset(connection.execute(_held()).scalars())


@cache  # every tick asks
def _held() -> Any:
    unanswered = ~exists().where(_ANSWER.c.answers == DECISION.c.id)
    query = select(DELIVERABLE.c.id).join(DECISION, DECISION.c.subject == DELIVERABLE.c.key)
    return query.where(_asked(DECISION), unanswered)


def extensions(connection: Connection) -> list[Extension]:
    """Every request with its answer, in the order in which they came."""
    query: Any = (
        select(
            DECISION.c.id, DECISION.c.subject, DECISION.c.day, DECISION.c.by, DECISION.c.reason, DECISION.c.at,
            func.coalesce(_ANSWER.c.state, DECISION.c.state), _ANSWER.c.day, _ANSWER.c.by, _ANSWER.c.reference,
            _ANSWER.c.reason, _ANSWER.c.at,
        )
        .outerjoin(_ANSWER, _ANSWER.c.answers == DECISION.c.id)
        .where(_asked(DECISION))
        .order_by(DECISION.c.id)
    )  # fmt: skip
    return [Extension(*row) for row in connection.execute(query)]


def about(connection: Connection, key: str) -> list[Any]:
    """Every row about a deliverable, questions and answers alike, oldest first."""
    return list(connection.execute(select(DECISION).where(DECISION.c.subject == key).order_by(DECISION.c.id)))


def standing(connection: Connection, kind: DecisionKind, key: str) -> Any:
    """The newest answer of that kind about a deliverable, and None when there is none."""
    here = (DECISION.c.kind == kind.value) & (DECISION.c.subject == key)
    here &= DECISION.c.state != DecisionState.ASKED.value
    return connection.execute(select(DECISION).where(here).order_by(DECISION.c.id.desc()).limit(1)).first()


def returned(connection: Connection, key: str) -> Any:
    """The decision by which what has come stands returned; None when something newer came, or it was never returned."""
    last = standing(connection, DecisionKind.ACCEPTANCE, key)
    if last is None or last.state != DecisionState.RETURNED:
        return None
    newer = [
        select(table.c.id)
        .join(DELIVERABLE, DELIVERABLE.c.id == table.c.deliverable_id)
        .where(DELIVERABLE.c.key == key, table.c.event_seq > last.event_seq)
        for table in (SUBMISSION, SENDING)
    ]
    return None if any(connection.execute(query).first() for query in newer) else last


def _asked(table: Any) -> Any:
    return (table.c.kind == DecisionKind.EXTENSION.value) & (table.c.state == DecisionState.ASKED.value)


def _known(query: Any, known_at: dt.datetime | None) -> Any:
    """Only what had been recorded by then."""
    if known_at is None:
        return query
    return query.join(EVENT, EVENT.c.seq == DECISION.c.event_seq).where(EVENT.c.at <= known_at)
