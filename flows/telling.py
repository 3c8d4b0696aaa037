"""Telling people at once of what has changed, in the transaction in which it changes.

What lives here: from news of deliverables to notices and messages; who hears of it is `listeners.py`, what it says is read
and worded when it is sent (`news_views.py`). It goes out at the next decent hour, with whatever else there is that day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.notice_views import step_of
from arshjul.flows.parts import Parts
from arshjul.models.codes import CLOSED, DELIVERED, NEW_DATE, Kind, Step
from arshjul.models.handovers import HandedPortfolio
from arshjul.models.portfolio import Role
from arshjul.notifications.keys import message_key
from arshjul.store import news as read
from arshjul.store import notices, people, reminders
from arshjul.store.notices import Owing, Telling

_INSTEAD = frozenset({Step.EXTENDED, Step.DECIDED, Step.CANCELLED, Step.WAIVED})
"""Where one of these is told of a deliverable, that its date has moved or been set need not be."""
_TO_WHO_COMES = NEW_DATE | {Step.CANCELLED, Step.WAIVED}
"""What changes the list that somebody has been given who takes over on a day to come."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that has happened to a deliverable. `suffix`: the number of the decision behind it."""

    key: str
    step: Step
    suffix: str = ""

    @property
    def stored(self) -> str:
        """As it stands in a notice."""
        return f"{self.step.value}.{self.suffix}" if self.suffix else self.step.value


def tell(connection: Connection, parts: Parts, news: Sequence[News]) -> int:
    """Write what is to be told, in the caller's transaction; returns how many new notices stand.

    One notice per person and change, and one message per person and day; told again it writes nothing. Where nobody
    answers for a deliverable nothing is written, and the board says so. A date that is moved and moved back before
    anybody has heard of it is not told; a decision that nobody has heard is, when by it the date still holds.
    """
    wanted = _wanted(news)
    if not wanted:
        return 0
    there = notices.owing(connection, {one.key for one in wanted})
    listeners = Listeners(parts, people_ids(connection, parts))
    tellings = [
        Telling(now.id, now.revision, _as_told(connection, one, now, listener[0]), listener)
        for one in wanted
        if (now := there.get(one.key)) and _concerns(one.step, now)
        for listener in dict.fromkeys(
            (*listeners.of(now.actor, now.kind, one.stored), *_who_comes(connection, listeners, one, now))
        )
    ]
    new = notices.write(connection, parts.moment, parts.portfolio.id, tellings, message_key)
    return sum(_settled(connection, parts, one) for one in new)


def people_ids(connection: Connection, parts: Parts) -> dict[str, int]:
    """The ids of everyone in the portfolio; whoever is not known yet is written down."""
    found = people.ids(connection)
    if found.keys() >= parts.portfolio.people.keys():
        return found
    return people.sync(connection, parts.moment, people.values(parts.portfolio))


def _wanted(news: Iterable[News]) -> list[News]:
    given = list(dict.fromkeys(news))
    instead = {one.key for one in given if one.step in _INSTEAD}
    return [one for one in given if one.step not in (Step.MOVED, Step.DATED) or one.key not in instead]


def _concerns(step: Step, now: Owing) -> bool:
    """What is delivered keeps its date, and what is closed has none."""
    return step not in NEW_DATE or now.state not in DELIVERED | CLOSED


def _who_comes(connection: Connection, listeners: Listeners, one: News, now: Owing) -> Iterator[reminders.Listener]:
    """Who has heard that they take it over on a day to come, and will: the date that they were told must not mislead."""
    portfolio, today = listeners.portfolio, listeners.today
    handed = portfolio.handed if isinstance(portfolio, HandedPortfolio) else ()
    if one.step not in _TO_WHO_COMES or all(hand.from_day <= today for hand in handed):
        return
    for person, day in read.taking_over(connection, now.id, today):
        if any(portfolio.holder_id(now.actor, role, day, Kind(now.kind)) == person for role in Role):
            yield listeners.reached(now.actor, portfolio.told_instead(person, today))


def _as_told(connection: Connection, one: News, now: Owing, person: int) -> str:
    """The news as one person is told it: a decision not heard yet in place of moves that left its date in force."""
    if one.step not in (Step.MOVED, Step.DATED):
        return one.stored
    return read.untold_ruling(connection, now.id, person, now.revision) or one.stored


def _settled(connection: Connection, parts: Parts, told: Telling) -> bool:
    """After a new date: earlier ones that nobody has heard give way, and so do reminders; False when nothing is left."""
    if step_of(told.step) not in NEW_DATE:
        return True
    of, person = told.deliverable_id, told.listener[0]
    notices.drop_unsent(connection, of, person, told.revision)
    if _is_as_heard(connection, told):
        notices.drop(connection, told)
        return False
    notices.pass_over(connection, of, told.revision, parts.moment.today)
    return True


def _is_as_heard(connection: Connection, told: Telling) -> bool:
    """Whether the person knows no other date than this one, because moves that were not told cancel each other out.

    So does what letters settle before anybody heard of the doubt; what somebody decided, or granted, is told all the same.
    """
    if told.step not in (Step.MOVED, Step.DATED, Step.DECIDED):
        return False
    of, person = told.deliverable_id, told.listener[0]
    dates = read.deadlines(connection, of)
    known = dates[read.last_known(connection, of, person, told.revision)]
    return known.said == dates[told.revision].said and not read.heard_of_end(connection, of, person)
