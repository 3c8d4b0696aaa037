"""Judgements of reports: what is not judged yet, and writing what the judge said.

What lives here: selecting and recording. Judging is the report room's.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select

from arshjul.models.codes import Completeness, State, Step
from arshjul.models.moment import Moment
from arshjul.store import decisions, events, rungs, standing
from arshjul.store.schema import DELIVERABLE, FINDING, JUDGEMENT, SUBMISSION


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


def unjudged(
    connection: Connection, rules_version: str, kinds: Collection[str] = (), keys: Collection[str] = ()
) -> list[Unjudged]:
    """The latest version of each deliverable (of these kinds, or of these keys) that `rules_version` has not judged."""
    latest = (
        select(SUBMISSION.c.deliverable_id, func.max(SUBMISSION.c.no).label("no"))
        .group_by(SUBMISSION.c.deliverable_id)
        .subquery()
    )
    judged = and_(JUDGEMENT.c.submission_id == SUBMISSION.c.id, JUDGEMENT.c.rules_version == rules_version)
    query = (
        select(
            SUBMISSION.c.id, SUBMISSION.c.deliverable_id, DELIVERABLE.c.key, SUBMISSION.c.no, SUBMISSION.c.name,
            SUBMISSION.c.body,
        )
        .join(latest, and_(latest.c.deliverable_id == SUBMISSION.c.deliverable_id, latest.c.no == SUBMISSION.c.no))
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .outerjoin(JUDGEMENT, judged)
        .where(JUDGEMENT.c.id.is_(None))
        .order_by(SUBMISSION.c.id)
    )  # fmt: skip
    if kinds:
        query = query.where(DELIVERABLE.c.kind.in_(kinds))
    if keys:
        query = query.where(DELIVERABLE.c.key.in_(keys))
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
    """Write one judgement; the deliverable's state follows, and an incomplete one arms a rung that tells the gaps.

    Writes nothing when somebody else has judged the version meanwhile; a version that is no longer the newest
    leaves the state alone.
    """
    if _is_judged(connection, item, rules_version):
        return
    after = {"completeness": completeness.value, "findings": len(findings), "rules": rules_version}
    seq = events.append(connection, moment, "report.judged", item.key, after=after)
    row = {"submission_id": item.submission_id, "rules_version": rules_version, "completeness": completeness.value}
    result = connection.execute(insert(JUDGEMENT).values(at=moment.at, event_seq=seq, **row))
    judgement = int(result.inserted_primary_key[0])  # type: ignore[index]
    rows = {(f.code, f.content, f.initiative, f.place): {"judgement_id": judgement, **f._asdict()} for f in findings}
    if rows:
        connection.execute(insert(FINDING), list(rows.values()))
    held, revision = _standing(connection, item)
    if held in (State.ACCEPTED, State.WAIVED, State.CANCELLED) or not _is_newest(connection, item):
        return
    if decisions.returned(connection, item.key):  # a person has said so; new rules do not take it back
        return
    state = State.COMPLETE if completeness is Completeness.COMPLETE else State.INCOMPLETE
    standing.put(connection, [item.deliverable_id], state, seq)
    if state is State.INCOMPLETE:
        _arm_gaps(connection, item, revision, tell_gaps_on)


def _is_judged(connection: Connection, item: Unjudged, rules_version: str) -> bool:
    here = (JUDGEMENT.c.submission_id == item.submission_id) & (JUDGEMENT.c.rules_version == rules_version)
    return connection.execute(select(JUDGEMENT.c.id).where(here)).first() is not None


def _standing(connection: Connection, item: Unjudged) -> tuple[str, int]:
    query = select(DELIVERABLE.c.state, DELIVERABLE.c.revision).where(DELIVERABLE.c.id == item.deliverable_id)
    state, revision = connection.execute(query).one()
    return str(state), int(revision)


def _is_newest(connection: Connection, item: Unjudged) -> bool:
    newest = select(func.max(SUBMISSION.c.no)).where(SUBMISSION.c.deliverable_id == item.deliverable_id)
    return bool(connection.execute(newest).scalar_one() == item.no)


def _arm_gaps(connection: Connection, item: Unjudged, revision: int, day: dt.date) -> None:
    """One rung per version, so that a second incomplete version is told of too."""
    step = f"{Step.GAPS.value}.{item.no}"
    rungs.arm(connection, rungs.Planned(item.deliverable_id, revision, step, day))


def latest_body(connection: Connection, keys: Sequence[str]) -> tuple[str, bytes] | None:
    """Name and bytes of the newest version of the first of these deliverables that has any."""
    query = (
        select(DELIVERABLE.c.key, SUBMISSION.c.name, SUBMISSION.c.body)
        .join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
        .where(DELIVERABLE.c.key.in_(keys))
        .order_by(SUBMISSION.c.no)
    )
    found = {row.key: (row.name, row.body) for row in connection.execute(query)} if keys else {}
    return next((found[key] for key in keys if key in found), None)


def newest_verdict(connection: Connection, key: str) -> Completeness:
    """What the last judgement of a deliverable's newest version says; none while that is not judged."""
    last = newest_judgements([key])
    found = connection.execute(select(JUDGEMENT.c.completeness).join(last, last.c.id == JUDGEMENT.c.id)).scalar()
    return Completeness.NONE if found is None else Completeness(found)


def newest_judgements(keys: Sequence[str] | None = None) -> Any:
    """Sub-query: the last judgement of each deliverable's newest version; none while that is not judged."""
    newest = select(SUBMISSION.c.deliverable_id, func.max(SUBMISSION.c.no).label("no"))
    if keys is not None:
        named = select(DELIVERABLE.c.id).where(DELIVERABLE.c.key.in_(keys))
        newest = newest.where(SUBMISSION.c.deliverable_id.in_(named))
    last = newest.group_by(SUBMISSION.c.deliverable_id).subquery()
    return (
        select(SUBMISSION.c.deliverable_id, func.max(JUDGEMENT.c.id).label("id"))
        .join(last, and_(last.c.deliverable_id == SUBMISSION.c.deliverable_id, last.c.no == SUBMISSION.c.no))
        .join(JUDGEMENT, JUDGEMENT.c.submission_id == SUBMISSION.c.id)
        .group_by(SUBMISSION.c.deliverable_id)
        .subquery()
    )


def findings_of(connection: Connection, keys: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """The findings of each deliverable's newest version (of all, or of those named), by key."""
    last = newest_judgements(keys)
    query = (
        select(DELIVERABLE.c.key, FINDING)
        .join(last, last.c.deliverable_id == DELIVERABLE.c.id)
        .join(FINDING, FINDING.c.judgement_id == last.c.id)
        .order_by(FINDING.c.id)
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.key, []).append(row)
    return found
