"""Checklists: what a document of prose must hold, and where a person has found it.

What lives here: one transaction per tick, which judges the document by all that is ticked; and a document handed in at the
desk. A document is judged by what its sender says it holds (the envelope) until somebody begins to tick; from then on by the
checklist. One that says nothing of what it holds waits for the checklist.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.workdays import add_workdays, next_workday
from arshjul.flows import approving, named
from arshjul.flows.judging_by import finding_values
from arshjul.flows.parts import Parts
from arshjul.models.codes import CLOSED, Completeness, State
from arshjul.models.deliverable import Deliverable
from arshjul.models.handovers import person_named
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.reports.checklist import Line, judge_ticks, line_of, lines
from arshjul.reports.judge import Judgement, rules_version
from arshjul.reports.reading import read_report
from arshjul.reports.schema import Envelope, StatusReport
from arshjul.store import checklists, events, judgements, pulls, sendings
from arshjul.store.owed import Owed


class Done(NamedTuple):
    """What a tick came to: how much stands ticked of how many demands, and whether that makes the document complete."""

    key: str
    ticked: int
    demands: int
    completeness: Completeness
    already: bool = False


class Came(NamedTuple):
    """A version with the envelope around its document; no number while it stands in a formal sending alone."""

    version: checklists.Version | None
    envelope: Envelope | None
    document: checklists.Document | None


def verdict(
    connection: Connection, parts: Parts, item: Deliverable, submission: int, report: StatusReport | Envelope
) -> Judgement | None:
    """The judgement by the checklist; None for what is judged by itself."""
    if not isinstance(report, Envelope) or not checklists.begun(connection, submission):
        return None
    names = {slug: spec.name for slug, spec in parts.catalogue_of(connection).wheel_of(item).initiatives.items()}
    return judge_ticks(item, checklists.ticks(connection, submission).keys(), names)


def tick(parts: Parts, key: str, codes: Sequence[str], page: int, by: str) -> Done:
    """Record that somebody found what is demanded on a page; on another page than before it takes its place.

    The same again writes nothing. BadInput for a demand or a person that is unknown, and for a document that has not come, came
    as a status report, or is accepted.
    """
    person = _person(parts, by)
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        meant = [line_of(item, code) for code in codes]
        came = _tickable(connection, now)
        version = came.version or _taken(connection, parts, now, came.document, person)
        there = checklists.ticks(connection, version.submission_id)
        new = [one for one in meant if one.code not in there or there[one.code].page != page]
        if not new:
            return _done(connection, item, now, version, already=True)
        after = {"ticked": {one.code: page for one in new}, "version": version.no}
        seq = events.append(connection, parts.moment, "checklist.ticked", now.key, after=after, actor=_signed(person))
        for one in new:
            checklists.write(connection, seq, version.submission_id, _place(one), page, _signed(person))
        _judge(connection, parts, now, item, came._replace(version=version), seq)
        return _done(connection, item, now, version)


def untick(parts: Parts, key: str, codes: Sequence[str], reason: str, by: str) -> Done:
    """Take ticks back. BadInput besides as `tick`, for a demand that is not ticked."""
    person = _person(parts, by)
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        meant = [line_of(item, code) for code in codes]
        came = _tickable(connection, now)
        there = checklists.ticks(connection, came.version.submission_id) if came.version else {}
        wrong = [one.code for one in meant if one.code not in there]
        if wrong or came.version is None:
            what = say(f"er ikke krysset av: {', '.join(wrong)}", f"is not ticked: {', '.join(wrong)}")
            remedy = say(f"se arshjul report checklist {now.key}", f"see arshjul report checklist {now.key}")
            raise BadInput([Problem("--untick", what, remedy=remedy)])
        after = {"unticked": [one.code for one in meant], "version": came.version.no}
        seq = events.append(
            connection, parts.moment, "checklist.unticked", now.key, after=after, why=reason, actor=_signed(person)
        )
        for one in meant:
            checklists.write(connection, seq, came.version.submission_id, _place(one), None, _signed(person), reason)
        _judge(connection, parts, now, item, came, seq)
        return _done(connection, item, now, came.version)


def hand_in(parts: Parts, key: str, file: sendings.Attached, by: str) -> int | None:
    """Keep a document and take it as a version that says nothing of what it holds; its number, None when it is here already.

    Where the newest version's envelope names this very file, the file is kept and nothing else changes.
    """
    person = _person(parts, by)
    with parts.database.write() as connection:
        now, _ = named.deliverable(connection, parts, key)
        came = _tickable(connection, now, needed=False)
        kept = checklists.document(connection, file.digest) is not None
        if came.envelope is not None and came.envelope.digest == file.digest:
            if not kept:
                after = {"document": file.digest}
                events.append(connection, parts.moment, "document.kept", now.key, after=after, actor=_signed(person))
                sendings.keep(connection, file)
            return None
        sendings.keep(connection, file)
        return _taken(connection, parts, now, checklists.Document(file.digest, file.name, file.body), person).no


def came(connection: Connection, now: Owed) -> Came:
    """The newest version of a deliverable with its document, where the program has it."""
    version, sent = checklists.newest(connection, now.id), checklists.sent(connection, now.id)
    if version is None:
        return Came(None, None, sent)
    try:
        report = read_report(version.body, version.name)
    except BadInput:  # newer rules of reading
        return Came(version, None, sent)
    if not isinstance(report, Envelope):
        return Came(version, None, None)
    return Came(version, report, checklists.document(connection, report.digest) or sent)


def is_structured(found: Came) -> bool:
    """Whether what has come is a status report, which is judged as one."""
    return found.version is not None and found.envelope is None


def _tickable(connection: Connection, now: Owed, *, needed: bool = True) -> Came:
    """What has come. BadInput when it cannot be ticked; when nothing has come only if it is `needed`."""
    found = came(connection, now)
    problem = None
    if now.state in {State.ACCEPTED, *CLOSED}:
        accepted = now.state is State.ACCEPTED
        what = say("er godtatt", "is accepted") if accepted else say("er frafalt", "is waived")
        remedy = say("skal den endres, så send den tilbake: arshjul deliverable return",
                     "if it is to change, send it back: arshjul deliverable return")  # fmt: skip
        problem = Problem(now.key, what, remedy=remedy if accepted else "")
    elif is_structured(found):
        what = say("kom som statusrapport og vurderes som det", "came as a status report and is judged as one")
        problem = Problem(now.key, what, remedy=say("se arshjul board", "see arshjul board"))
    elif needed and found.version is None and found.document is None:
        what = say("har ikke noe dokument å krysse av i", "has no document to tick in")
        remedy = say(
            "legg det inn: arshjul report checklist NØKKEL --document FIL --by EPOST",
            "hand it in: arshjul report checklist KEY --document FILE --by EMAIL",
        )
        problem = Problem(now.key, what, remedy=remedy)
    if problem:
        raise BadInput([problem])
    return found


class _Who(NamedTuple):
    id: str
    email: str


def _person(parts: Parts, by: str) -> _Who:
    found = person_named(parts.portfolio, by) if "@" in by else None
    if found is None:
        what = say(f"ingen i porteføljen har adressen {by}", f"nobody in the portfolio has the address {by}")
        known = [spec.email for spec in parts.portfolio.people.values()]
        raise BadInput([Problem("--by", what, remedy=nearest(by, known))])
    return _Who(found.id, found.email)


def _signed(person: _Who) -> str:
    return f"person:{person.id}"


def _place(line: Line) -> tuple[str, str]:
    return line.initiative, line.content.value


def _taken(
    connection: Connection, parts: Parts, now: Owed, document: checklists.Document | None, person: _Who
) -> checklists.Version:
    """A version that is an envelope around a document, written by the office, and says nothing of what it holds."""
    assert document is not None
    sent_at = parts.moment.at.isoformat()
    values = {
        "schema": 1,
        "type": "envelope",
        "deliverable": now.key,
        "submitted_by": person.email,
        "submitted_at": sent_at,
    }
    values |= {"file_name": _safe(document.name), "digest": document.digest, "holds": {}}
    body = json.dumps(values, ensure_ascii=False, indent=1).encode()
    name = f"{_safe(document.name)[:180]}.json"
    arrived = pulls.Arrived(now.key, sendings.digest_of(body), name, person.email, parts.moment.at, body)
    pulls.submit(connection, parts.moment, now.id, arrived, _signed(person))
    found = checklists.newest(connection, now.id)
    assert found is not None
    return found


def _safe(name: str) -> str:
    """A file's name as an envelope may hold it."""
    kept = "".join(char for char in name if char.isprintable() and char not in "/\\:").lstrip(".")
    return kept[-200:].lstrip(".") or "dokument"


def _judge(connection: Connection, parts: Parts, now: Owed, item: Deliverable, found: Came, seq: int) -> None:
    """Judge the version by its ticks. Gaps are told on the working day after, so that a checklist can be gone through."""
    assert found.version is not None
    version = found.version
    waiting = judgements.Unjudged(version.submission_id, now.id, now.key, version.no, version.name, version.body)
    names = {slug: spec.name for slug, spec in parts.catalogue_of(connection).wheel_of(item).initiatives.items()}
    made = judge_ticks(item, checklists.ticks(connection, version.submission_id).keys(), names)
    rules = f"{rules_version(parts.portfolio.office.habits, parts.money)}+{seq}"  # every tick is a judgement of its own
    day = add_workdays(next_workday(parts.moment.today), 1)
    findings = [finding_values(finding) for finding in made.findings]
    judgements.record(connection, parts.moment, waiting, rules, made.completeness, findings, day)
    if found.envelope is not None:
        approving.ask_for(connection, parts, waiting, item, found.envelope, made)


def _done(
    connection: Connection, item: Deliverable, now: Owed, version: checklists.Version, *, already: bool = False
) -> Done:
    ticked = checklists.ticks(connection, version.submission_id)
    made = judge_ticks(item, ticked.keys(), {})
    return Done(now.key, len(ticked), len(lines(item)), made.completeness, already)
