"""The deciding stage of the day: which rungs fire, and whom they tell.

What lives here: plain functions over `Parts`. A decision writes its notices and messages in one transaction; they are sent by
`sending.py`. No Prefect.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.loading import sync_people
from arshjul.flows.parts import Parts
from arshjul.models.codes import Kind
from arshjul.notifications.decide import Decision, decide, fires_alone
from arshjul.notifications.keys import message_key
from arshjul.notifications.manners import may_send
from arshjul.store import backlog, decisions, due, reminders


@dataclass(frozen=True, slots=True)
class Decided:
    """What a tick decided. `quiet`: nothing is decided at night, on weekends or on holidays."""

    notices: int = 0
    messages: int = 0
    spent: int = 0
    quiet: bool = False


def decide_reminders(parts: Parts, kinds: Collection[Kind] = ()) -> Decided:
    """One tick: select the rungs that are due, decide on them, write what follows; one transaction.

    Who answers for what by the portfolio is written down before, also when nothing is decided.
    """
    people, office = sync_people(parts), parts.portfolio.office
    if not may_send(parts.moment.at, (office.quiet_hours.start, office.quiet_hours.end)):
        return Decided(quiet=True)
    with parts.database.write() as connection:
        decided = decide_on(connection, parts, people, kinds)
    with parts.database.write() as connection:
        backlog.gather(connection, parts.moment, parts.portfolio.id, message_key)
    return decided


def decide_on(connection: Connection, parts: Parts, people: Mapping[str, int], kinds: Collection[Kind] = ()) -> Decided:
    """The tick itself, in the caller's transaction; `people` are the ids of everyone in the portfolio.

    A rung that is the only one due of its deliverable is decided on together with those that are alike, others one by one.
    """
    asked, today, listeners = [kind.value for kind in kinds], parts.moment.today, Listeners(parts, people)
    held = decisions.held(connection)
    apart = due.several(connection, today) | held
    groups = due.alike(connection, today, apart, asked, by_kind=bool(listeners.by_kind))
    singly = due.due_rungs(connection, today, apart, asked)
    if not groups and not singly:
        return Decided()
    decision = decide(singly, today, held)
    fire, spent = _decided(groups, decision)
    told: dict[tuple[reminders.Listener, ...], list[int]] = {}
    left = {rung.step_id for rung in singly}.difference(decision.spent, (rung.step_id for rung in decision.fire))
    for group in fire:
        who = listeners.of(group.actor, group.kind, group.step)
        if who:
            told.setdefault(who, []).extend(group.rungs)
        else:  # the rungs stay open, and the board says that an owner is missing
            left.update(group.rungs)
    notices, new = reminders.write_decision(connection, parts.moment, parts.portfolio.id, told, spent, message_key)
    if told or spent:
        due.cut(connection, today, left, asked)
    return Decided(notices, new, len(spent))


def _decided(groups: Iterable[due.Alike], decision: Decision[due.OpenRung]) -> tuple[list[due.Alike], list[int]]:
    """What fires, and the ids of what is spent, of both."""
    fire = [due.Alike(rung.actor, rung.kind, rung.step, rung.state, [rung.step_id]) for rung in decision.fire]
    spent = list(decision.spent)
    for group in groups:
        if fires_alone(group.step, group.state):
            fire.append(group)
        else:
            spent += group.rungs
    return fire, spent
