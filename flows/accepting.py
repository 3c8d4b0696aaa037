"""What is delivered, accepted or sent back: complete is judged by the program, accepted is said by a person.

What lives here: one transaction per verdict, refused when there is nothing to accept or to send back. Judging what a report
holds is `collecting.py`.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from arshjul.flows import approving, named, overtaken
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Recorded, Words
from arshjul.flows.telling import News, tell
from arshjul.models.codes import DELIVERED, Lang, State, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.reports.findings import blocks
from arshjul.store import decisions, events, judgements, reminders, standing
from arshjul.store.owed import Owed

_MOST_SHOWN = 12


def accept(parts: Parts, key: str, said: Words) -> Recorded:
    """Record that somebody accepts what is complete. Accepting it again writes nothing, unless a newer version has come.

    BadInput for what has not come, is not judged, or lacks something; the findings that stand are named.
    """
    must_name_nobody(parts, said.in_the_log())
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        before = decisions.standing(connection, DecisionKind.ACCEPTANCE, now.key)
        newest = overtaken.as_newest(connection, now)
        if newest.state is State.ACCEPTED and before is not None:
            return _stands(connection, parts, now, before)
        _may_be_accepted(connection, parts, newest)
        overtaken.must_have_been_asked(connection, parts, now, item)
        return _say(connection, parts, now, said, State.ACCEPTED, item)


def give_back(parts: Parts, key: str, said: Words) -> Recorded:
    """Record that somebody sends back what came; its owner is told why, with the findings.

    It is incomplete until a new version comes, which is judged as usual. Sending the same back again writes nothing. BadInput
    for what has not come.
    """
    must_name_nobody(parts, said.in_the_log())
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        before = decisions.returned(connection, now.key)
        if before is not None:
            return _stands(connection, parts, now, before)
        if now.state not in DELIVERED:
            raise BadInput([_not_come(now)])
        done = _say(connection, parts, now, said, State.INCOMPLETE, item)
        reminders.close_gaps(connection, now.id)  # the message that it is returned names them
        return done


def _say(connection: Connection, parts: Parts, now: Owed, said: Words, state: State, item: Deliverable) -> Recorded:
    """Write the verdict: event, decision, state, and the owner's notice."""
    accepted = state is State.ACCEPTED
    by = named.judge_signed(connection, parts, said.by, item)
    kind = "deliverable.accepted" if accepted else "deliverable.returned"
    before, after = {"state": now.state}, {"state": state, "version": now.versions, "reference": said.reference}
    seq = events.append(connection, parts.moment, kind, now.key, before=before, after=after, why=said.reason, actor=by)
    verdict = DecisionState.GRANTED if accepted else DecisionState.RETURNED
    made = decisions.Made(DecisionKind.ACCEPTANCE, now.key, verdict, by, reference=said.reference, reason=said.reason)
    number = decisions.make(connection, parts.moment, seq, made)
    standing.put(connection, [now.id], state, seq)
    tell(connection, parts, [News(now.key, Step.ACCEPTED if accepted else Step.RETURNED, str(number))])
    return Recorded(number, (now.key,), named.called(connection, parts, [by])[by])


def _stands(connection: Connection, parts: Parts, now: Owed, before: Any) -> Recorded:
    who = named.called(connection, parts, [before.by])[before.by]
    return Recorded(before.id, (now.key,), decisions.words(who, before.at, before.reference), already=True)


def _may_be_accepted(connection: Connection, parts: Parts, now: Owed) -> None:
    """BadInput unless the newest version is complete."""
    if now.state is State.COMPLETE:
        approving.must_be_answered(connection, now)
        return
    if now.state is State.RECEIVED and now.versions:
        what = say("er mottatt, men ikke vurdert ennå", "is received, but not judged yet")
        raise BadInput([Problem(now.key, what, remedy=say("kjør arshjul day", "run arshjul day"))])
    if now.state is State.RECEIVED:
        what = say(
            "er registrert sendt, men innholdet er ikke mottatt og kan ikke vurderes",
            "is registered as sent, but its content is not received and cannot be judged",
        )
        remedy = say("legg rapporten eller en konvolutt i kilden", "put the report or an envelope into the source")
        raise BadInput([Problem(now.key, what, remedy=remedy)])
    if now.state is State.INCOMPLETE:
        raise BadInput(list(_lacking(connection, parts, now)))
    raise BadInput([_not_come(now)])


def _lacking(connection: Connection, parts: Parts, now: Owed) -> Iterator[Problem]:
    """Why it is incomplete: sent back, or what the judge found."""
    last = decisions.returned(connection, now.key)
    if last is not None:
        who = named.called(connection, parts, [last.by])[last.by]
        stands = decisions.words(who, last.at, last.reference)
        what = say(f"er sendt tilbake ({stands})", f"is sent back ({stands})")
        yield Problem(now.key, what, remedy=say("vent på en ny versjon", "wait for a new version"))
        return
    found = judgements.findings_of(connection, [now.key]).get(now.key, [])
    gaps = [row for row in found if blocks(row.code, row.severity, row.maker)]
    what = say("er ufullstendig", "is incomplete")
    remedy = say("be om en ny versjon: arshjul deliverable return", "ask for a new version: arshjul deliverable return")
    yield Problem(now.key, what, remedy=remedy)
    english = get_lang() is Lang.EN
    for row in gaps[:_MOST_SHOWN]:
        yield Problem(now.key, row.message_en if english else row.message_nb)


def _not_come(now: Owed) -> Problem:
    if now.state is State.WAIVED:
        what = say("er frafalt, så ingenting er levert", "is waived, so nothing was delivered")
    else:
        what = say("er ikke levert", "is not delivered")
    remedy = say(
        "er det sendt departementet, så registrer det: arshjul deliverable register",
        "if it was sent to the ministry, register that: arshjul deliverable register",
    )
    return Problem(now.key, what, remedy=remedy)
