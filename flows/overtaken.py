"""What has come after an acceptance: the office is told, and it must stand the same tests before it is accepted too.

What lives here: the words on the board, and the newest version's own verdict and moves of money. The state stays accepted
until somebody says otherwise, for a person said so.
"""

import datetime as dt

from sqlalchemy import Connection

from arshjul.flows import named
from arshjul.flows.parts import Parts
from arshjul.models.codes import Completeness, State
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.reading import read_report
from arshjul.reports.reallocation import moves_of
from arshjul.store import approvals, decisions, judgements, overtaken
from arshjul.store.owed import Owed

_STATES = {
    Completeness.COMPLETE: State.COMPLETE,
    Completeness.INCOMPLETE: State.INCOMPLETE,
    Completeness.NONE: State.RECEIVED,
}


def faults(connection: Connection, parts: Parts, known_at: dt.datetime | None = None) -> dict[str, str]:
    """What the office is told of each accepted deliverable of which a newer version has come, by key."""
    found = overtaken.overtaken(connection, known_at=known_at)
    called = named.called(connection, parts, {one.by for one in found.values()}) if found else {}
    return {key: _words(one, called[one.by]) for key, one in found.items()}


def _words(one: overtaken.Overtaken, who: str) -> str:
    stands = decisions.words(who, one.at, one.reference)
    return say(
        f"ny versjon ({one.version}) er kommet etter at leveransen ble godtatt ({stands}): godta den, eller send den tilbake",
        f"a new version ({one.version}) has come since it was accepted ({stands}): accept that too, or return it",
    )


def as_newest(connection: Connection, now: Owed) -> Owed:
    """An accepted deliverable in the state that its newest version would have; itself where nothing newer has come."""
    if now.state is not State.ACCEPTED or not overtaken.overtaken(connection, [now.key]):
        return now
    return now._replace(state=_STATES[judgements.newest_verdict(connection, now.key)])


def must_have_been_asked(connection: Connection, parts: Parts, now: Owed, item: Deliverable) -> None:
    """BadInput when the newest version moves money that nobody has asked for; what is accepted asks for nothing by itself."""
    held = judgements.latest_body(connection, [now.key])
    if held is None or not overtaken.overtaken(connection, [now.key]):
        return
    wheel = parts.catalogue_of(connection).wheel_of(item)
    moves = moves_of(read_report(held[1], held[0]), {*wheel.initiatives, *item.required, *item.initiatives})
    known = {one.move[:3] for one in approvals.listed(connection, now.key) if one.state != approvals.WITHDRAWN}
    if all(move[:3] in known for move in moves):
        return
    what = say(
        "flytter i den nye versjonen penger mellom tiltak som departementet ikke er spurt om",
        "moves money between initiatives in its new version, which the ministry has not been asked about",
    )
    remedy = say(
        "send den tilbake: arshjul deliverable return, så spørres det når den kommer på nytt",
        "return it: arshjul deliverable return; then it is asked when it comes anew",
    )
    raise BadInput([Problem(now.key, what, remedy=remedy)])
