"""Telling people at once of what has changed, in the transaction in which it changes.

What lives here: from news of deliverables to notices and messages; who hears of it is `listeners.py`, what it says is read
and worded when it is sent (`news_views.py`). It goes out at the next decent hour, with whatever else there is that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.notice_views import step_of
from arshjul.flows.parts import Parts
from arshjul.models.codes import CLOSED, DELIVERED, NEW_DATE, Step
from arshjul.notifications.keys import message_key
from arshjul.store import news as read
from arshjul.store import notices, people
from arshjul.store.notices import Owing, Telling

_INSTEAD = frozenset({Step.EXTENDED, Step.DECIDED, Step.CANCELLED, Step.WAIVED})
"""Where one of these is told of a deliverable, that its date has moved or been set need not be."""


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
    anybody has heard of it is not told.
    """
    wanted = _wanted(news)
    if not wanted:
        return 0
    there = notices.owing(connection, {one.key for one in wanted})
    listeners = Listeners(parts, people_ids(connection, parts))
    tellings = [
        Telling(now.id, now.revision, one.stored, listener)
        for one in wanted
        if (now := there.get(one.key)) and _concerns(one.step, now)
        for listener in listeners.of(now.actor, now.kind, one.stored)
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
    """Whether the person knows no other date than this one, because moves that were not told cancel each other out."""
    if step_of(told.step) not in (Step.MOVED, Step.DATED):
        return False
    of, person = told.deliverable_id, told.listener[0]
    dates = read.deadlines(connection, of)
    known = dates[read.last_known(connection, of, person, told.revision)]
    now = dates[told.revision]
    same = (known.due, known.last_workday, known.disputed) == (now.due, now.last_workday, now.disputed)
    return same and not read.heard_of_end(connection, of, person)
