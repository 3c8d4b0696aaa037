"""Money moved between initiatives: the ministry is asked, its answer is recorded, and nothing is accepted before that.

What lives here: one transaction per answer and per move that the office enters by hand; what a report moves is asked in the
transaction that judges it. Which moves a report makes is `reports/reallocation.py`.
"""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.wording import STATE_WORDS, word
from arshjul.flows import named
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import SETTLED, Recorded, Words
from arshjul.flows.telling import News, tell
from arshjul.models.codes import State, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.reallocation import Reallocation
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.reports.findings import FindingCode, Judgement
from arshjul.reports.reallocation import moves_of
from arshjul.reports.schema import Envelope, StatusReport
from arshjul.store import approvals, decisions, events, signatories
from arshjul.store.judgements import Unjudged
from arshjul.store.owed import Owed


class Asked(NamedTuple):
    """What a judged version has come to: the numbers of the moves that now await an answer, and of those that no longer do."""

    new: tuple[int, ...]
    withdrawn: tuple[int, ...]


def ask_for(
    connection: Connection,
    parts: Parts,
    judged: Unjudged,
    item: Deliverable,
    report: StatusReport | Envelope,
    verdict: Judgement,
) -> Asked:
    """Ask the ministry for what this version moves, in the transaction that judges it; asking again writes nothing.

    Nothing is asked while the version has to be mended because an initiative gives more than it has left.
    """
    wheel = parts.catalogue_of(connection).wheel_of(item)
    moves = moves_of(report, {*wheel.initiatives, *item.required, *item.initiatives})
    if any(finding.code is FindingCode.BELOW_SPENT and finding.blocks for finding in verdict.findings):
        moves = ()
    version = approvals.Version(judged.key, judged.deliverable_id, judged.submission_id)
    new, gone = approvals.sync(connection, parts.moment, version, moves, item.actor)
    return Asked(tuple(new), tuple(gone))


def answer(parts: Parts, asked: str, said: Words, *, granted: bool) -> Recorded:
    """Record the ministry's answer to a move, named by its number, or its deliverable where only one waits there.

    The answer holds for every open question in which the actor tells of the same move word for word. BadInput for one that is
    unknown, answered or withdrawn, and for who does not decide it.
    """
    must_name_nobody(parts, said.in_the_log())
    with parts.database.write() as connection:
        found = _asked(connection, parts, asked)
        _, item = named.deliverable(connection, parts, found.key)
        by = named.mover_signed(connection, parts, said.by, item)
        twins = approvals.word_for_word_open(connection, found)
        made = {one.key: _answered(connection, parts, one, said._replace(by=by), granted) for one in (found, *twins)}
        if not granted:
            tell(connection, parts, [News(key, Step.NOT_MOVED, str(number)) for key, number in made.items()])
        also = tuple(
            say(
                f"svaret gjelder også omdisponering {one.id} ({one.key}), som er ordrett den samme",
                f"the answer holds for reallocation {one.id} ({one.key}) too, which is the same word for word",
            )
            for one in twins
        )
        return Recorded(found.id, (*made,), named.called(connection, parts, [by])[by], warnings=also)


def _answered(connection: Connection, parts: Parts, one: approvals.Asked, said: Words, granted: bool) -> int:
    """Write the answer to one question; returns the number of its decision."""
    state = DecisionState.GRANTED if granted else DecisionState.DENIED
    after = {"reallocation": one.id, "from": one.source, "to": one.target, "amount": str(one.amount)}
    seq = events.append(
        connection, parts.moment, f"reallocation.{state.value}", one.key, after=after | {"reference": said.reference},
        why=said.reason, actor=said.by,
    )  # fmt: skip
    made = decisions.Made(
        DecisionKind.REALLOCATION, one.key, state, said.by, reference=said.reference, reason=said.reason, answers=one.id
    )
    return decisions.make(connection, parts.moment, seq, made)


def enter(parts: Parts, key: str, move: Reallocation, by: str = signatories.OFFICE) -> Recorded:
    """Enter a move that stands in a document which the program cannot read, such as a plan; it awaits an answer like any other.

    BadInput unless the document has come and the initiatives are two that there are. Entering it again writes nothing.
    """
    must_name_nobody(parts, {"--reason": move.reason})
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        if now.state not in SETTLED or now.state is State.WAIVED:
            state = word(STATE_WORDS, now.state, get_lang())
            what = say(f"er {state}, så det er ingenting å godkjenne", f"is {state}, so there is nothing to approve")
            raise BadInput(
                [Problem(now.key, what, remedy=say("registrer dokumentet først", "register the document first"))]
            )
        _between(move, parts.catalogue_of(connection).wheel_of(item).initiatives)
        who = named.signed(connection, parts, by)
        called = named.called(connection, parts, [who])[who]
        for one in approvals.listed(connection, now.key):
            if one.move[:3] == move[:3] and one.state in (DecisionState.ASKED, DecisionState.GRANTED):
                return Recorded(one.id, (now.key,), called, already=True)
        after = {"asked": [{"from": move.source, "to": move.target, "amount": str(move.amount)}]}
        seq = events.append(
            connection, parts.moment, "reallocation.asked", now.key, after=after, why=move.reason, actor=who
        )
        version = approvals.Version(now.key, now.id, 0)
        number = approvals.ask(connection, parts.moment, seq, version, move, who, read=False)
    late = (say(f"{now.key} er alt godtatt", f"{now.key} is accepted already"),) if now.state is State.ACCEPTED else ()
    return Recorded(number, (now.key,), called, warnings=late)


def take_back(parts: Parts, number: str, reason: str, by: str = signatories.OFFICE) -> Recorded:
    """Withdraw a move that the office entered by mistake; what a report moves is withdrawn by a new version of it.

    BadInput for one that is unknown or answered, and for one that stands in a report.
    """
    must_name_nobody(parts, {"--reason": reason})
    with parts.database.write() as connection:
        found = _asked(connection, parts, number)
        if found.version is not None:
            what = say(f"står i rapporten (versjon {found.version})", f"stands in the report (version {found.version})")
            remedy = say("be om en ny versjon uten den", "ask for a new version without it")
            raise BadInput([Problem(number, what, remedy=remedy)])
        who = named.signed(connection, parts, by)
        after = {"withdrawn": [found.id]}
        seq = events.append(
            connection, parts.moment, "reallocation.withdrawn", found.key, after=after, why=reason, actor=who
        )
        approvals.withdraw(connection, found.id, seq)
        return Recorded(found.id, (found.key,), named.called(connection, parts, [who])[who])


def must_be_answered(connection: Connection, now: Owed) -> None:
    """BadInput while a move of this deliverable awaits the ministry: complete it can be, accepted not yet."""
    waiting = approvals.waiting(connection).get(now.key, [])
    if not waiting:
        return
    numbers = ", ".join(str(one.id) for one in waiting)
    what = say(
        f"flytter penger mellom tiltak, og det venter på departementets godkjenning ({numbers})",
        f"moves money between initiatives, which awaits the ministry's approval ({numbers})",
    )
    remedy = say(
        f"før svaret: arshjul approval record {waiting[0].id} --granted|--denied --by … --reference …",
        f"record the answer: arshjul approval record {waiting[0].id} --granted|--denied --by … --reference …",
    )
    raise BadInput([Problem(now.key, what, remedy=remedy)])


def _asked(connection: Connection, parts: Parts, word_: str) -> approvals.Asked:
    """The move of that number, or the only one that waits of that deliverable."""
    known = approvals.listed(connection)
    waiting = [one for one in known if one.state == DecisionState.ASKED]
    found = [one for one in known if str(one.id) == word_]
    found = found or [one for one in waiting if word_ in (one.key, one.key.partition(".")[2])]
    numbers = ", ".join(f"{one.id} ({one.key})" for one in waiting)
    remedy = say("venter på svar: ", "awaiting an answer: ") + (numbers or say("ingen", "none"))
    if len(found) > 1:
        what = say(f"{len(found)} omdisponeringer venter på svar", f"{len(found)} reallocations await an answer")
        raise BadInput([Problem(word_, what, remedy=say("si nummeret; ", "say the number; ") + remedy)])
    if not found:
        what = say(f"ukjent omdisponering: {word_}", f"unknown reallocation: {word_}")
        close = nearest(word_, [str(one.id) for one in waiting]) if waiting else ""
        raise BadInput([Problem("ID", what, remedy="; ".join(part for part in (close, remedy) if part))])
    if found[0].state != DecisionState.ASKED:
        raise BadInput([Problem(word_, _stands(connection, parts, found[0]), remedy=remedy)])
    return found[0]


def _stands(connection: Connection, parts: Parts, one: approvals.Asked) -> str:
    """What stands of a move that awaits no answer."""
    if one.state == approvals.WITHDRAWN:
        return say(
            "er trukket: en nyere versjon flytter ikke dette beløpet",
            "is withdrawn: a newer version does not move this amount",
        )
    assert one.answered_by is not None
    assert one.answered_at is not None
    who = named.called(connection, parts, [one.answered_by])[one.answered_by]
    stands = decisions.words(who, one.answered_at, one.reference or "")
    if one.state == DecisionState.GRANTED:
        return say(f"er alt godkjent ({stands})", f"is approved already ({stands})")
    return say(f"er alt avslått ({stands})", f"is denied already ({stands})")


def _between(move: Reallocation, initiatives: Collection[str]) -> None:
    """BadInput unless money goes from one initiative to another."""
    known = sorted(initiatives)
    problems = []
    for option, slug in (("--from", move.source), ("--to", move.target)):
        if slug not in initiatives:
            what = say(f"ukjent tiltak: {slug}", f"unknown initiative: {slug}")
            problems.append(Problem(option, what, remedy=nearest(slug, known)))
    if move.source == move.target:
        what = say("er det samme tiltaket som --from", "is the same initiative as --from")
        problems.append(Problem("--to", what, remedy=say("rett ett av dem", "mend one of them")))
    if problems:
        raise BadInput(problems)
