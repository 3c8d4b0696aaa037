"""Everything that is stored of one deliverable, in the order in which it happened.

What lives here: reading, for one deliverable at a time. All of them at once is `board.py`; what changes a deliverable reads
`owed.py`.
"""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.store.schema import DELIVERABLE, DUE, EVENT, FINDING, JUDGEMENT, STATE_CHANGE, SUBMISSION


class Revised(NamedTuple):
    """A deadline that it has had: since when, why, and when its owner was told."""

    no: int
    at: dt.datetime
    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: str
    disputed: bool
    cause: str
    why: str
    notified_at: dt.datetime | None


class Came(NamedTuple):
    """A version that came, with its last judgement; `completeness` is None while it is not judged.

    `submitted_by`: the address of whoever sent it, as the file or who handed it in says.
    """

    no: int
    name: str
    submitted_at: dt.datetime
    received_at: dt.datetime
    digest: str
    completeness: str | None
    judged_at: dt.datetime | None
    findings: int
    submitted_by: str


class Stood(NamedTuple):
    """A state that it came into: when, by what sort of event, and why in somebody's words."""

    state: str
    at: dt.datetime
    cause: str
    why: str


def revisions(connection: Connection, key: str) -> list[Revised]:
    """Every deadline, oldest first; the last one is in force."""
    query: Any = (
        select(
            DUE.c.no, EVENT.c.at, DUE.c.due, DUE.c.last_workday, DUE.c.latest, DUE.c.basis, DUE.c.disputed,
            DUE.c.cause, DUE.c.why, DUE.c.notified_at,
        )
        .join(EVENT, EVENT.c.seq == DUE.c.event_seq)
        .join(DELIVERABLE, DELIVERABLE.c.id == DUE.c.deliverable_id)
        .where(DELIVERABLE.c.key == key)
        .order_by(DUE.c.no)
    )  # fmt: skip
    return [Revised(*row) for row in connection.execute(query)]


def versions(connection: Connection, key: str) -> list[Came]:
    """Every version, oldest first."""
    last = select(JUDGEMENT.c.submission_id, func.max(JUDGEMENT.c.id).label("id"))
    newest = last.group_by(JUDGEMENT.c.submission_id).subquery()
    counted = select(func.count()).where(FINDING.c.judgement_id == JUDGEMENT.c.id).scalar_subquery()
    query = (
        select(
            SUBMISSION.c.no, SUBMISSION.c.name, SUBMISSION.c.submitted_at, SUBMISSION.c.received_at,
            SUBMISSION.c.digest, JUDGEMENT.c.completeness, JUDGEMENT.c.at, counted, SUBMISSION.c.submitted_by,
        )
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .outerjoin(newest, newest.c.submission_id == SUBMISSION.c.id)
        .outerjoin(JUDGEMENT, and_(JUDGEMENT.c.id == newest.c.id))
        .where(DELIVERABLE.c.key == key)
        .order_by(SUBMISSION.c.no)
    )  # fmt: skip
    return [Came(*row[:7], int(row[7] or 0), row[8]) for row in connection.execute(query)]


def body(connection: Connection, key: str, no: int) -> tuple[str, bytes] | None:
    """Name and bytes of one version; None when there is none of that number."""
    query = select(SUBMISSION.c.name, SUBMISSION.c.body).join(
        DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id
    )
    row = connection.execute(query.where(DELIVERABLE.c.key == key, SUBMISSION.c.no == no)).first()
    return None if row is None else (row.name, row.body)


def states(connection: Connection, key: str) -> list[Stood]:
    """Every state, oldest first."""
    query = (
        select(STATE_CHANGE.c.state, EVENT.c.at, EVENT.c.kind, EVENT.c.why)
        .join(EVENT, EVENT.c.seq == STATE_CHANGE.c.event_seq)
        .join(DELIVERABLE, DELIVERABLE.c.id == STATE_CHANGE.c.deliverable_id)
        .where(DELIVERABLE.c.key == key)
        .order_by(STATE_CHANGE.c.id)
    )
    return [Stood(*row) for row in connection.execute(query)]
