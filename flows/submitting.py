"""A report that somebody hands in at the office's desk: checked, kept as a version, judged.

What lives here: one transaction per report handed in. What sources give is `pulling.py`; judging is `collecting.py`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection

from arshjul.flows import named
from arshjul.flows.collecting import judge, verdict_of
from arshjul.flows.parts import Parts
from arshjul.models.codes import State
from arshjul.models.deliverable import Deliverable
from arshjul.models.handovers import person_named
from arshjul.models.lang import say
from arshjul.models.portfolio import Person
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.reports.checklist import waits
from arshjul.reports.judge import Judgement
from arshjul.reports.problem_words import dated_ahead, for_another
from arshjul.reports.reading import Report, read_report
from arshjul.reports.sources.base import kept_name
from arshjul.store import pulls
from arshjul.store.owed import Owed

_TAKES_NO_MORE = (State.ACCEPTED, State.WAIVED)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of it: the version's number, and what the rules say of it.

    `verdict` is None when it was here already, and when it only says that a document has come, which people then look into.
    `stranger`: whoever it is from holds no role at who owes it.
    """

    item: Deliverable
    number: int
    by: str
    verdict: Judgement | None
    already: bool = False
    stranger: bool = False


def submit(parts: Parts, key: str, place: str, raw: bytes, by: str) -> HandedIn:
    """Take the report in `raw` from the person with the e-mail address `by`; `place` is the file's path.

    The same bytes again write nothing. BadInput for a person or a deliverable that is unknown, a deliverable that takes no
    more, and a report that cannot be read, answers something else or says that it comes later.
    """
    problems: list[Problem] = []
    person, report = _person(parts, by, problems), _report(raw, place, problems)
    with parts.database.write() as connection:
        try:
            now, item = named.deliverable(connection, parts, key)
        except BadInput as error:
            raise BadInput([*problems, *error.problems]) from None
        if report is not None:
            problems += _refusals(parts, now, report, place)
        if problems or report is None or person is None:
            raise BadInput(problems)
        digest = hashlib.sha256(raw).hexdigest()
        there = pulls.number_of(connection, now.id, digest)
        if there is not None:
            return HandedIn(item, there, person.name, None, already=True)
        problems += _closed(now)
        if problems:
            raise BadInput(problems)
        name = kept_name(place.replace("\\", "/").rpartition("/")[2])
        version = pulls.Arrived(now.key, digest, name, person.email, report.submitted_at, raw)
        number = pulls.submit(connection, parts.moment, now.id, version, f"person:{person.id}")
        stranger = not _answers_for(connection, parts, person.id, item)
    judge(parts, keys=[now.key])
    verdict = None if waits(item, report) else verdict_of(parts, item, report)
    return HandedIn(item, number or 0, person.name, verdict, stranger=stranger)


def _answers_for(connection: Connection, parts: Parts, person: str, item: Deliverable) -> bool:
    """Whether a person holds a role at who owes it, or at a member of that group."""
    members = parts.catalogue_of(connection).groups().get(item.actor, ())
    return bool(named.holds_at(parts, person) & {item.actor, *members})


def _person(parts: Parts, by: str, problems: list[Problem]) -> Person | None:
    found = person_named(parts.portfolio, by) if "@" in by else None
    if found is None:
        what = say(f"ingen i porteføljen har adressen {by}", f"nobody in the portfolio has the address {by}")
        close = get_close_matches(by, [spec.email for spec in parts.portfolio.people.values()], n=1)
        listed = say(
            "før opp personen under people i porteføljefilen", "list the person under people in the portfolio file"
        )
        problems.append(Problem("--by", what, remedy=nearest(by, close) or listed))
    return found


def _report(raw: bytes, place: str, problems: list[Problem]) -> Report | None:
    try:
        return read_report(raw, place)
    except BadInput as error:
        problems += error.problems
        return None


def _refusals(parts: Parts, now: Owed, report: Report, place: str) -> Iterator[Problem]:
    if report.deliverable != now.key:
        yield for_another(report.deliverable, now.key, place)
    if report.submitted_at > parts.moment.at:
        yield dated_ahead(report.submitted_at, place)


def _closed(now: Owed) -> Iterator[Problem]:
    if now.state in _TAKES_NO_MORE:
        accepted = now.state is State.ACCEPTED
        nb, en = ("er godtatt", "is accepted") if accepted else ("er frafalt", "is waived")
        what = say(f"{nb} og tar ikke imot mer", f"{en} and takes no more")
        remedy = say("skal den endres, så send den tilbake: arshjul deliverable return",
                     "if it is to change, send it back: arshjul deliverable return")  # fmt: skip
        yield Problem(now.key, what, remedy=remedy if accepted else "")
