"""Judgements of reports: what is not judged yet, and writing what the judge said.

What lives here: selecting and recording. Judging is the report room's.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select, update

from arshjul.models.codes import Completeness, State, Step
from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.schema import DELIVERABLE, FINDING, JUDGEMENT, STEP, SUBMISSION


class FindingValues(NamedTuple):
    """One gap, in words of both languages, with who demands what is missing and where that stands."""

    code: str
    content: str
    initiative: str
    place: str
    severity: str
    maker: str
    obligation: str
    source: str
    message_nb: str
    message_en: str


class Unjudged(NamedTuple):
    """A version that these rules have not judged."""

    submission_id: int
    deliverable_id: int
    key: str
    no: int
    name: str
    body: bytes
    revision: int
    state: str


def unjudged(connection: Connection, rules_version: str, kinds: Collection[str] = ()) -> list[Unjudged]:
    """The latest version of each deliverable (of these kinds) that `rules_version` has not judged."""
    latest = (
        select(SUBMISSION.c.deliverable_id, func.max(SUBMISSION.c.no).label("no"))
        .group_by(SUBMISSION.c.deliverable_id)
        .subquery()
    )
    judged = and_(JUDGEMENT.c.submission_id == SUBMISSION.c.id, JUDGEMENT.c.rules_version == rules_version)
    query = (
        select(
            SUBMISSION.c.id, SUBMISSION.c.deliverable_id, DELIVERABLE.c.key, SUBMISSION.c.no, SUBMISSION.c.name,
            SUBMISSION.c.body, DELIVERABLE.c.revision, DELIVERABLE.c.state,
        )
        .join(latest, and_(latest.c.deliverable_id == SUBMISSION.c.deliverable_id, latest.c.no == SUBMISSION.c.no))
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .outerjoin(JUDGEMENT, judged)
        .where(JUDGEMENT.c.id.is_(None))
        .order_by(SUBMISSION.c.id)
    )  # fmt: skip
    if kinds:
        query = query.where(DELIVERABLE.c.kind.in_(kinds))
    return [Unjudged(*row) for row in connection.execute(query)]


def record(
    connection: Connection,
    moment: Moment,
    item: Unjudged,
    rules_version: str,
    completeness: Completeness,
    findings: Sequence[FindingValues],
    tell_gaps_on: dt.date,
) -> None:
    """Write one judgement; the deliverable's state follows, and an incomplete one arms a rung that tells the gaps."""
    after = {"completeness": completeness.value, "findings": len(findings), "rules": rules_version}
    seq = events.append(connection, moment, "report.judged", item.key, after=after)
    row = {"submission_id": item.submission_id, "rules_version": rules_version, "completeness": completeness.value}
    result = connection.execute(insert(JUDGEMENT).values(at=moment.at, event_seq=seq, **row))
    judgement = int(result.inserted_primary_key[0])  # type: ignore[index]
    rows = {(f.code, f.content, f.initiative, f.place): {"judgement_id": judgement, **f._asdict()} for f in findings}
    if rows:
        connection.execute(insert(FINDING), list(rows.values()))
    if item.state in (State.ACCEPTED, State.WAIVED, State.CANCELLED):
        return
    state = State.COMPLETE if completeness is Completeness.COMPLETE else State.INCOMPLETE
    connection.execute(update(DELIVERABLE).where(DELIVERABLE.c.id == item.deliverable_id).values(state=state.value))
    if state is State.INCOMPLETE:
        _arm_gaps(connection, item, tell_gaps_on)


def _arm_gaps(connection: Connection, item: Unjudged, day: dt.date) -> None:
    """One rung per version, so that a second incomplete version is told of too."""
    step = f"{Step.GAPS.value}.{item.no}"
    rung = {"deliverable_id": item.deliverable_id, "revision": item.revision, "step": step}
    known = select(STEP.c.id).where(*(STEP.c[name] == value for name, value in rung.items()))
    if connection.execute(known).first() is None:
        connection.execute(insert(STEP).values(fire_on=day, state="open", confirmed=False, **rung))


def findings_of(connection: Connection, keys: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """The findings of each deliverable's latest judgement, by key."""
    latest = (
        select(SUBMISSION.c.deliverable_id, func.max(JUDGEMENT.c.id).label("judgement"))
        .join(JUDGEMENT, JUDGEMENT.c.submission_id == SUBMISSION.c.id)
        .group_by(SUBMISSION.c.deliverable_id)
        .subquery()
    )
    query = (
        select(DELIVERABLE.c.key, FINDING)
        .join(latest, latest.c.deliverable_id == DELIVERABLE.c.id)
        .join(FINDING, FINDING.c.judgement_id == latest.c.judgement)
        .order_by(FINDING.c.id)
    )
    if keys is not None:
        query = query.where(DELIVERABLE.c.key.in_(keys))
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.key, []).append(row)
    return found
