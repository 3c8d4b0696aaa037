"""What has been decided and asked for: conflicts, extensions, waivers, acceptance. Rows are written once.

What lives here: reading and writing `decision`. A question and its answer are two rows. Who may decide what, and whether it
makes sense, is for the callers; what a decision does to a date is `calendar/rulings.py`.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, exists, func, insert, select

from arshjul.calendar.rulings import Ruling
from arshjul.models.codes import CLOSED
from arshjul.models.moment import OSLO, Moment
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store import signatories
from arshjul.store.schema import DECISION, DELIVERABLE, EVENT, SENDING, STATE_CHANGE, SUBMISSION

_RULING = [kind.value for kind in (DecisionKind.CONFLICT, DecisionKind.EXTENSION, DecisionKind.WAIVER)]
_ANSWER = DECISION.alias("answer")
LAPSED = "lapsed"
"""A request that nobody answers any more, as what it is about has been waived or cancelled."""


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
    """A request with its answer, where there is one: `state` is `asked`, `granted`, `denied` or `lapsed`."""

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
    """Requests that await an answer (or awaited one at `known_at`), by the key of the deliverable.

    One whose deliverable was waived or cancelled after it was made has lapsed, and awaits none.
    """
    answered = select(DECISION.c.answers).where(DECISION.c.answers.is_not(None))
    query = select(DECISION.c.id, DECISION.c.subject, DECISION.c.day, DECISION.c.by, DECISION.c.reason, DECISION.c.at)
    query = query.where(_asked(DECISION), DECISION.c.id.not_in(_known(answered, known_at)), ~_lapsed(known_at))
    found = connection.execute(_known(query, known_at).order_by(DECISION.c.id))
    return {row.subject: PendingExtension(*row) for row in found}


def held(connection: Connection) -> frozenset[int]:
    """Ids of the deliverables whose owner awaits an answer, and who is therefore not chased for being late."""
    return frozenset(connection.execute(_held()).scalars())


@cache  # every tick asks
def _held() -> Any:
    unanswered = ~exists().where(_ANSWER.c.answers == DECISION.c.id)
    query = select(DELIVERABLE.c.id).join(DECISION, DECISION.c.subject == DELIVERABLE.c.key)
    return query.where(_asked(DECISION), unanswered, ~_lapsed())


def extensions(connection: Connection) -> list[Extension]:
    """Every request with its answer, in the order in which they came."""
    query: Any = (
        select(
            DECISION.c.id, DECISION.c.subject, DECISION.c.day, DECISION.c.by, DECISION.c.reason, DECISION.c.at,
            case((_ANSWER.c.id.is_(None) & _lapsed(), LAPSED), else_=func.coalesce(_ANSWER.c.state, DECISION.c.state)),
            _ANSWER.c.day, _ANSWER.c.by, _ANSWER.c.reference,
            _ANSWER.c.reason, _ANSWER.c.at,
        )
        .outerjoin(_ANSWER, _ANSWER.c.answers == DECISION.c.id)
        .where(_asked(DECISION))
        .order_by(DECISION.c.id)
    )  # fmt: skip
    return [Extension(*row) for row in connection.execute(query)]


def lapsed_by(connection: Connection, key: str, seq: int) -> bool:
    """Whether a request for a later date awaited its answer when an event closed the deliverable."""
    unanswered = ~exists().where(_ANSWER.c.answers == DECISION.c.id)
    asked = select(DECISION.c.id).where(_asked(DECISION), unanswered, DECISION.c.subject == key)
    earlier = _closings().where(EVENT.c.seq < seq).exists()
    return connection.execute(asked.where(DECISION.c.event_seq < seq, ~earlier)).first() is not None


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
    return all_returned(connection, [key]).get(key)


def all_returned(
    connection: Connection, keys: Sequence[str] | None = None, known_at: dt.datetime | None = None
) -> dict[str, Any]:
    """The same of all deliverables (or those named) by key; at `known_at` as far as was known by then."""
    last = select(DECISION).where(DECISION.c.kind == DecisionKind.ACCEPTANCE.value)
    if keys is not None:
        last = last.where(DECISION.c.subject.in_(keys))
    said = {row.subject: row for row in connection.execute(_known(last, known_at).order_by(DECISION.c.id))}
    found = {key: row for key, row in said.items() if row.state == DecisionState.RETURNED}
    for table in (SUBMISSION, SENDING) if found else ():
        came = select(DELIVERABLE.c.key, func.max(table.c.event_seq).label("seq")).group_by(DELIVERABLE.c.key)
        came = came.join(table, table.c.deliverable_id == DELIVERABLE.c.id).where(DELIVERABLE.c.key.in_(list(found)))
        if known_at is not None:
            came = came.join(EVENT, EVENT.c.seq == table.c.event_seq).where(EVENT.c.at <= known_at)
        for row in connection.execute(came).all():
            if row.key in found and row.seq > found[row.key].event_seq:
                del found[row.key]
    return found


def _asked(table: Any) -> Any:
    return (table.c.kind == DecisionKind.EXTENSION.value) & (table.c.state == DecisionState.ASKED.value)


def _lapsed(known_at: dt.datetime | None = None) -> Any:
    """Whether the deliverable that a request is about has been waived or cancelled since (by `known_at`)."""
    closings = _closings()
    return (closings if known_at is None else closings.where(EVENT.c.at <= known_at)).exists()


def _closings() -> Any:
    """The changes of state by which the deliverable of a request was no longer owed, after it was made."""
    return (
        select(STATE_CHANGE.c.id)
        .join(DELIVERABLE, DELIVERABLE.c.id == STATE_CHANGE.c.deliverable_id)
        .join(EVENT, EVENT.c.seq == STATE_CHANGE.c.event_seq)
        .where(DELIVERABLE.c.key == DECISION.c.subject, STATE_CHANGE.c.event_seq > DECISION.c.event_seq)
        .where(STATE_CHANGE.c.state.in_([state.value for state in CLOSED]))
        .correlate(DECISION)
    )


def _known(query: Any, known_at: dt.datetime | None) -> Any:
    """Only what had been recorded by then."""
    if known_at is None:
        return query
    return query.join(EVENT, EVENT.c.seq == DECISION.c.event_seq).where(EVENT.c.at <= known_at)
