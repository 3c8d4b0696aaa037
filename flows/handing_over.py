"""One person takes over from another: what would be handed over, and doing it in one transaction.

What lives here: planning without writing, and carrying it out: the row, what was personal, and telling both. What waits
unsent is passed on by `passing_on.py`; who then answers for what is `models/handovers.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection

from arshjul.flows.changing import another_plan
from arshjul.flows.listeners import Listeners
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.news_views import LEFT
from arshjul.flows.parts import Parts, own_database
from arshjul.flows.passing_on import pass_on
from arshjul.flows.plan_rows import base_event
from arshjul.flows.telling import people_ids
from arshjul.models.codes import State, Step
from arshjul.models.deliverable import Deliverable
from arshjul.models.handovers import Handed, HandedPortfolio, Holding, answers_for, held_from, person_named
from arshjul.models.lang import say
from arshjul.models.portfolio import Person, Role
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.notifications.keys import message_key
from arshjul.store import events, handovers, notices, reminders, subscriptions
from arshjul.store.notices import Owing, Telling
from arshjul.store.settings import bind_portfolio

_TO_DO = frozenset({State.PLANNED, State.OPEN, State.INCOMPLETE})


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A deliverable that is handed over. `due` is None while a date is awaited."""

    key: str
    actor: str
    role: Role
    due: dt.date | None
    last_workday: dt.date | None


@dataclass(frozen=True, slots=True)
class HandoverPlan:
    """What would be handed over. `already`: it has been, and nothing changes. `base` as in a change plan."""

    old: Person
    new: Person
    from_day: dt.date
    reason: str
    roles: tuple[Holding, ...]
    items: tuple[OpenItem, ...]
    both: tuple[str, ...] = ()
    already: bool = False
    base: int = 0

    def __bool__(self) -> bool:
        return not self.already

    @property
    def digest(self) -> str:
        """SHA-256 of what is handed over and of what it starts from."""
        told = [self.old.id, self.new.id, self.from_day, self.reason, self.roles, self.both, self.already, self.base]
        told.append([asdict(item) for item in self.items])
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is to take over from whom (ids or e-mail addresses), from which day on, and why."""

    old: str
    new: str
    from_day: dt.date
    reason: str = ""


def planned(parts: Parts, wish: Wish) -> HandoverPlan:
    """What would be handed over; nothing is written. BadInput when it makes no sense."""
    must_name_nobody(parts, {"--reason": wish.reason})
    with parts.database.read() as connection:
        return _plan(connection, parts, wish)


def applied(parts: Parts, wish: Wish, digest: str | None = None) -> HandoverPlan:
    """Hand over, in one transaction, and tell both; with a digest only if it is that of the plan.

    From then on these parts look people up with the handover in force. BadInput as `planned`.
    """
    must_name_nobody(parts, {"--reason": wish.reason})
    with parts.database.write() as connection:
        plan = _plan(connection, parts, wish)
        if plan and digest is not None and not plan.digest.startswith(digest):
            raise another_plan(digest, plan.digest)
        if plan:
            own_database(bind_portfolio(connection, parts.portfolio.id), parts.portfolio)
            _carry_out(connection, parts, plan)
        handed = handovers.handed(connection)
    parts.portfolio = HandedPortfolio.of(parts.portfolio, handed)
    return plan


def _plan(connection: Connection, parts: Parts, wish: Wish) -> HandoverPlan:
    handed = handovers.handed(connection)
    portfolio = HandedPortfolio.of(parts.portfolio, handed)
    old, new = _people(portfolio, wish)
    roles = tuple(held_from(portfolio, old.id, wish.from_day))
    plan = HandoverPlan(old, new, wish.from_day, wish.reason, roles, (), base=base_event(connection))
    now = answers_for(old.id, handed, wish.from_day)
    if not roles and now == new.id:
        return replace(plan, already=True)
    _makes_sense(plan, handed, now)
    later = HandedPortfolio.of(portfolio, [*handed, *_rows(plan, handed)])
    return replace(plan, items=tuple(_items(connection, parts, portfolio, plan)), both=tuple(_both(later, plan)))


def _people(portfolio: HandedPortfolio, wish: Wish) -> tuple[Person, Person]:
    found = {word: person_named(portfolio, word) for word in (wish.old, wish.new)}
    known = [*portfolio.people, *(spec.email for spec in portfolio.people.values())]
    problems = [
        Problem(word, say("står ikke i porteføljen", "is not in the portfolio"), remedy=nearest(word, known))
        for word, person in found.items()
        if person is None
    ]
    if problems:
        raise BadInput(problems)
    old, new = found[wish.old], found[wish.new]
    assert old and new
    if old.id == new.id:
        what = say("kan ikke overta etter seg selv", "cannot take over from themselves")
        raise BadInput([Problem(new.id, what, remedy=say("nevn to personer", "name two people"))])
    return old, new


def _makes_sense(plan: HandoverPlan, handed: Iterable[Handed], now: str) -> None:
    """BadInput when the one has nothing to hand over, or the other has handed everything over already, or in a ring."""
    handed = tuple(handed)
    old, new, day = plan.old.id, plan.new.id, plan.from_day
    if not plan.roles and now != old:
        what = say(f"har alt overlatt rollene sine til {now}", f"has handed the roles over to {now} already")
        raise BadInput([Problem(old, what, remedy=say(f"nevn {now} i stedet", f"name {now} instead"))])
    if not plan.roles:
        what = say(f"har ingen rolle fra {day}", f"holds no role from {day} on")
        raise BadInput([Problem(old, what, remedy=say("se arshjul person list", "see arshjul person list"))])
    stands = answers_for(new, handed, day)
    if stands not in (old, new):
        what = say(f"har overlatt rollene sine til {stands}", f"has handed the roles over to {stands}")
        raise BadInput([Problem(new, what, remedy=say(f"nevn {stands} i stedet", f"name {stands} instead"))])
    for one in handed:
        if one.from_day >= day and _crosses(one, handed, plan):
            what = say(
                f"{one.old} overlater rollene sine til {one.new} fra {one.from_day}",
                f"{one.old} hands the roles over to {one.new} from {one.from_day}",
            )
            raise BadInput([Problem(new, what, remedy=say("velg en senere dag", "choose a later day"))])


def _crosses(one: Handed, handed: Iterable[Handed], plan: HandoverPlan) -> bool:
    """Whether a handover of the same day or later gives to somebody else what this one gives, or leads in a ring."""
    if one.old == plan.old.id:
        return one.new != plan.new.id
    later = [other for other in handed if other.from_day >= plan.from_day]
    return one.old == plan.new.id and answers_for(one.new, later, dt.date.max) == plan.old.id


def _rows(plan: HandoverPlan, handed: Iterable[Handed]) -> list[Handed]:
    """The handover itself, and again for each later day on which the one who leaves was to take over from somebody."""
    handed = tuple(handed)
    later = {one.from_day for one in handed if one.new == plan.old.id and one.from_day > plan.from_day}
    heirs = {day: answers_for(plan.new.id, handed, day) for day in sorted(later)}
    more = [Handed(plan.old.id, heir, day) for day, heir in heirs.items() if heir != plan.old.id]
    return [Handed(plan.old.id, plan.new.id, plan.from_day), *more]


def _items(connection: Connection, parts: Parts, portfolio: HandedPortfolio, plan: HandoverPlan) -> list[OpenItem]:
    """What is open in the first of the roles in which there is anything: owner, else deputy, else manager."""
    day = max(plan.from_day, parts.moment.today)
    there = parts.catalogue_of(connection).deliverables
    owing = notices.owing(connection, there)
    items = [item for key, item in there.items() if key in owing and owing[key].state in _TO_DO]
    for role in Role:
        found = [
            OpenItem(item.key, item.actor, role, item.due, item.last_workday)
            for item in items
            if portfolio.holder_id(item.actor, role, day, item.kind) == plan.old.id and _within(item, role, plan)
        ]
        if found:
            return sorted(found, key=lambda item: (item.due or dt.date.max, item.key))
    return []


def _within(item: Deliverable, role: Role, plan: HandoverPlan) -> bool:
    """Whether it falls due while the person would hold the role, or before."""
    ends = [one.end for one in plan.roles if one.actor == item.actor and one.role is role]
    return item.due is None or any(end is None or item.due <= end for end in ends)


def _both(portfolio: HandedPortfolio, plan: HandoverPlan) -> Iterable[str]:
    """Actors at which one person would then be owner and deputy, so that nobody stands behind."""
    for actor in dict.fromkeys(one.actor for one in plan.roles):
        held = [portfolio.holder_id(actor, role, plan.from_day) for role in (Role.OWNER, Role.DEPUTY)]
        if held == [plan.new.id] * 2:
            yield actor


def _carry_out(connection: Connection, parts: Parts, plan: HandoverPlan) -> None:
    ids = people_ids(connection, parts)
    before = [[one.actor, one.role.value, one.kind, one.start, one.end] for one in plan.roles]
    after = {"new": plan.new.id, "from": plan.from_day, "open": [item.key for item in plan.items]}
    seq = events.append(
        connection, parts.moment, "person.replaced", plan.old.id, before=before, after=after, why=plan.reason
    )
    first, *more = _rows(plan, handovers.handed(connection))
    number = handovers.record(connection, seq, first)
    for one in more:
        handovers.record(connection, seq, one)
    subscriptions.revoke_of_person(connection, parts.moment, plan.old.id, plan.reason, plan.from_day)
    listeners = Listeners(parts, ids)
    actor = plan.items[0].actor if plan.items else plan.roles[0].actor
    old, new = listeners.reached(actor, plan.old.id), listeners.reached(actor, plan.new.id)
    pass_on(connection, parts, handovers.handed(connection))
    owing = notices.owing(connection, [item.key for item in plan.items])
    stored = f"{Step.TAKEN_OVER.value}.{number}"
    told = [_telling(owing[item.key], stored, new) for item in plan.items]
    told += [_telling(owing[item.key], f"{stored}.{LEFT}", old) for item in plan.items[:1]]
    notices.write(connection, parts.moment, parts.portfolio.id, told, message_key)


def _telling(now: Owing, step: str, listener: reminders.Listener) -> Telling:
    return Telling(now.id, now.revision, step, listener)
