"""Money moved between initiatives: what the ministry is asked to approve, and what it has answered.

What lives here: reading and writing. A question and its answer are rows of `decision`; between whom and how much stands in
`approval`. Who may answer is for the callers, which moves there are for the report room.
"""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select

from arshjul.models.allocation import from_ore, to_ore
from arshjul.models.codes import CLOSED, State
from arshjul.models.moment import Moment
from arshjul.models.reallocation import Granted, Reallocation, word_for_word
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store import decisions, events
from arshjul.store.facts import last_event
from arshjul.store.schema import APPROVAL, APPROVAL_WITHDRAWAL, DECISION, DELIVERABLE, SUBMISSION

WITHDRAWN = "withdrawn"
_QUESTION, _ANSWER = DECISION.alias("question"), DECISION.alias("answer")


class Asked(NamedTuple):
    """One move with its answer, where there is one: `state` is `asked`, `granted`, `denied` or `withdrawn`.

    `id` is the number of the question's decision, `version` that of the version that moved the money first.
    """

    id: int
    key: str
    actor: str
    source: str
    target: str
    amount: Decimal
    reason: str
    by: str
    at: dt.datetime
    version: int | None
    state: str
    answered_by: str | None
    reference: str | None
    answer: str | None
    answered_at: dt.datetime | None

    @property
    def move(self) -> Reallocation:
        """What is moved."""
        return Reallocation(self.source, self.target, self.amount, self.reason)


class Version(NamedTuple):
    """A version of a document, as whatever is asked of it begins there."""

    key: str
    deliverable_id: int
    submission_id: int


def listed(connection: Connection, key: str | None = None, known_at: dt.datetime | None = None) -> list[Asked]:
    """Every question (of one deliverable, or all) in the order in which they came; `known_at`: as known by then."""
    upto = None if known_at is None else last_event(connection, known_at)
    answered, withdrawn = _ANSWER.c.answers == _QUESTION.c.id, APPROVAL_WITHDRAWAL.c.approval_id == APPROVAL.c.id
    if upto is not None:
        answered, withdrawn = (
            answered & (_ANSWER.c.event_seq <= upto),
            withdrawn & (APPROVAL_WITHDRAWAL.c.event_seq <= upto),
        )
    query: Any = (
        select(
            _QUESTION.c.id, DELIVERABLE.c.key, DELIVERABLE.c.actor, APPROVAL.c.source, APPROVAL.c.target,
            APPROVAL.c.amount, _QUESTION.c.reason, _QUESTION.c.by, _QUESTION.c.at, SUBMISSION.c.no,
            func.coalesce(_ANSWER.c.state, _QUESTION.c.state).label("state"), _ANSWER.c.by.label("answered_by"),
            _ANSWER.c.reference, _ANSWER.c.reason.label("answer"), _ANSWER.c.at.label("answered_at"),
            APPROVAL_WITHDRAWAL.c.id.label("withdrawal"),
        )
        .select_from(APPROVAL)
        .join(_QUESTION, _QUESTION.c.id == APPROVAL.c.decision_id)
        .join(DELIVERABLE, DELIVERABLE.c.id == APPROVAL.c.deliverable_id)
        .outerjoin(SUBMISSION, SUBMISSION.c.id == APPROVAL.c.submission_id)
        .outerjoin(_ANSWER, answered)
        .outerjoin(APPROVAL_WITHDRAWAL, withdrawn)
        .order_by(_QUESTION.c.id)
    )  # fmt: skip
    if key is not None:
        query = query.where(DELIVERABLE.c.key == key)
    if upto is not None:
        query = query.where(APPROVAL.c.event_seq <= upto)
    return [_asked(row) for row in connection.execute(query)]


def _asked(row: Any) -> Asked:
    values = list(row[:-1])
    values[Asked._fields.index("amount")] = from_ore(row.amount)
    if row.withdrawal is not None:
        values[Asked._fields.index("state")] = WITHDRAWN
    return Asked(*values)


def waiting(connection: Connection, known_at: dt.datetime | None = None) -> dict[str, list[Asked]]:
    """The questions that await the ministry's word (or did at `known_at`), by the key of the deliverable."""
    found: dict[str, list[Asked]] = {}
    for one in listed(connection, known_at=known_at):
        if one.state == DecisionState.ASKED:
            found.setdefault(one.key, []).append(one)
    return found


def word_for_word_open(connection: Connection, asked: Asked) -> list[Asked]:
    """The other open questions in which the same actor, in the same wheel, tells of the same move word for word."""
    wheel = asked.key.partition(".")[0]
    return [
        one
        for one in listed(connection)
        if one.state == DecisionState.ASKED
        and one.id != asked.id
        and (one.actor, one.key.partition(".")[0]) == (asked.actor, wheel)
        and word_for_word(one.move, asked.move)
    ]


def granted(connection: Connection, key: str) -> list[Granted]:
    """What the documents of the same actor and wheel have moved with approval, this one's among them."""
    own = select(DELIVERABLE.c.wheel_id, DELIVERABLE.c.actor).where(DELIVERABLE.c.key == key).subquery()
    query = (
        select(DELIVERABLE.c.key, APPROVAL.c.source, APPROVAL.c.target, APPROVAL.c.amount, _QUESTION.c.reason)
        .select_from(APPROVAL)
        .join(_QUESTION, _QUESTION.c.id == APPROVAL.c.decision_id)
        .join(_ANSWER, _ANSWER.c.answers == APPROVAL.c.decision_id)
        .join(DELIVERABLE, DELIVERABLE.c.id == APPROVAL.c.deliverable_id)
        .join(own, and_(own.c.wheel_id == DELIVERABLE.c.wheel_id, own.c.actor == DELIVERABLE.c.actor))
        .where(_ANSWER.c.state == DecisionState.GRANTED.value)
        .order_by(_QUESTION.c.id)
    )
    return [
        Granted(row.key, Reallocation(row.source, row.target, from_ore(row.amount), row.reason or ""))
        for row in connection.execute(query)
    ]


def sync(
    connection: Connection, moment: Moment, version: Version, moves: Sequence[Reallocation], by: str
) -> tuple[list[int], list[int]]:
    """Bring the questions to what the newest version moves; the numbers of those asked and of those withdrawn.

    The same amount between the same two is the same question, whatever the reason. What the ministry has denied is asked again only
    with another reason, and what it has approved in another document is not asked again where it is told word for word. A version
    that is not the newest, and a document that is accepted or closed, change nothing.
    """
    if not _counts(connection, version):
        return [], []
    before = [one for one in listed(connection, version.key) if one.state != WITHDRAWN]
    new = [move for move in moves if not any(_same(one, move) for one in before)]
    settled = [one.move for one in granted(connection, version.key) if one.key != version.key] if new else []
    new = [move for move in new if not any(word_for_word(one, move) for one in settled)]
    wanted = {move[:3] for move in moves}
    read = [one for one in before if one.version is not None and one.state == DecisionState.ASKED]
    gone = [one.id for one in read if one.move[:3] not in wanted]
    if not new and not gone:
        return [], []
    after = {"asked": [_told(move) for move in new], "withdrawn": gone}
    seq = events.append(connection, moment, "reallocation.asked", version.key, after=after)
    for id_ in gone:
        withdraw(connection, id_, seq, version.submission_id)
    return [ask(connection, moment, seq, version, move, by) for move in new], gone


def _same(one: Asked, move: Reallocation) -> bool:
    return one.move[:3] == move[:3] and (one.state != DecisionState.DENIED or one.reason == move.reason)


def _counts(connection: Connection, version: Version) -> bool:
    newest = select(func.max(SUBMISSION.c.id)).where(SUBMISSION.c.deliverable_id == version.deliverable_id)
    state = select(DELIVERABLE.c.state).where(DELIVERABLE.c.id == version.deliverable_id)
    is_newest = connection.execute(newest).scalar_one() == version.submission_id
    return is_newest and connection.execute(state).scalar_one() not in {State.ACCEPTED, *CLOSED}


def _told(move: Reallocation) -> dict[str, str]:
    return {"from": move.source, "to": move.target, "amount": str(move.amount)}


def ask(
    connection: Connection,
    moment: Moment,
    seq: int,
    version: Version,
    move: Reallocation,
    by: str,
    *,
    read: bool = True,
) -> int:
    """Write a question; returns its number. `read`: it stands in that version, as the program has read it."""
    made = decisions.Made(DecisionKind.REALLOCATION, version.key, DecisionState.ASKED, by, reason=move.reason)
    number = decisions.make(connection, moment, seq, made)
    row = {
        "decision_id": number,
        "deliverable_id": version.deliverable_id,
        "source": move.source,
        "target": move.target,
    }
    submission = version.submission_id if read else None
    values = {"submission_id": submission, "amount": to_ore(move.amount), "event_seq": seq}
    connection.execute(insert(APPROVAL).values(**row, **values))
    return number


def withdraw(connection: Connection, number: int, seq: int, submission: int | None = None) -> None:
    """Write that a question awaits no answer any more; `submission`: the version that no longer asks it."""
    found = connection.execute(select(APPROVAL.c.id).where(APPROVAL.c.decision_id == number)).scalar_one()
    row = {"approval_id": found, "submission_id": submission, "event_seq": seq}
    connection.execute(insert(APPROVAL_WITHDRAWAL).values(**row))
