"""The deciding stage of the day: which rungs fire, and whom they tell.

What lives here: plain functions over `Parts`. A decision writes its notices and messages in one transaction; they are sent by
`sending.py`. No Prefect.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.loading import sync_people
from arshjul.flows.parts import Parts
from arshjul.models.codes import Kind
from arshjul.notifications.decide import decide
from arshjul.notifications.keys import message_key
from arshjul.notifications.manners import may_send
from arshjul.store import backlog, decisions, reminders


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
    """The tick itself, in the caller's transaction; `people` are the ids of everyone in the portfolio."""
    asked, today = [kind.value for kind in kinds], parts.moment.today
    due = reminders.due_rungs(connection, today, asked)
    if not due:
        return Decided()
    decision = decide(due, today, decisions.held(connection))
    listeners = Listeners(parts, people)
    told: dict[tuple[reminders.Listener, ...], list[int]] = {}
    for rung in decision.fire:
        who = listeners.of(rung.actor, rung.kind, rung.step)
        if who:  # else nobody: the rung stays open, and the board says that an owner is missing
            told.setdefault(who, []).append(rung.step_id)
    notices, new = reminders.write_decision(
        connection, parts.moment, parts.portfolio.id, told, decision.spent, message_key
    )
    left = {rung.step_id for rung in due}.difference(decision.spent, *told.values())
    if len(left) < len(due):
        reminders.cut(connection, today, left, asked)
    return Decided(notices, new, len(decision.spent))
