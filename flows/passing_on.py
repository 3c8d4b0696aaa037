"""What waits unsent for somebody who has handed over goes to whoever answers now, and for somebody away to the stand-in.

What lives here: doing so when a handover is recorded, and before every dispatch, for its day, or that of an absence, may
come later. Handing over itself is `handing_over.py`.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.news_views import LEFT
from arshjul.flows.notice_views import step_of
from arshjul.flows.parts import Parts
from arshjul.flows.telling import people_ids
from arshjul.models.codes import Step
from arshjul.models.handovers import Handed, HandedPortfolio, answers_for
from arshjul.notifications.keys import message_key
from arshjul.store import events, passing_on, reminders
from arshjul.store.passing_on import Place, Waiting


class _Instead(NamedTuple):
    """Who is told today in place of whom: `heirs` of those who have handed over, `stand_ins` of those who are away."""

    heirs: Mapping[str, str]
    stand_ins: Mapping[str, str]

    def of(self, person: str) -> str:
        """Who is told what waits for a person of either sort."""
        return self.heirs[person] if person in self.heirs else self.stand_ins[person]


def pass_on_what_waits(parts: Parts) -> int:
    """Pass on, in one transaction, what waits for those whose day has come; returns how many notices.

    What a stand-in has been given stays theirs when the other is back before it could be sent.
    """
    portfolio = parts.portfolio
    heirs = _heirs(parts, portfolio.handed) if isinstance(portfolio, HandedPortfolio) else {}
    instead = _Instead(heirs, _stand_ins(parts, heirs))
    if not any(instead):
        return 0
    with parts.database.read() as connection:
        if not _waiting(connection, instead):
            return 0
    with parts.database.write() as connection:
        passed = _pass_on(connection, parts, instead)
        if passed:
            day = parts.moment.today.isoformat()
            events.append(connection, parts.moment, "messages.gathered", day, after={"passed_on": passed})
    return passed


def pass_on(connection: Connection, parts: Parts, handed: Iterable[Handed]) -> int:
    """The same in the caller's transaction, as `handed` says who has handed over to whom; absences wait for a dispatch."""
    return _pass_on(connection, parts, _Instead(_heirs(parts, handed), {}))


def _pass_on(connection: Connection, parts: Parts, instead: _Instead) -> int:
    rows = _waiting(connection, instead)
    if not rows:
        return 0
    listeners = Listeners(parts, people_ids(connection, parts))
    to = {row: listeners.reached(row.actor, instead.of(row.person)) for row in rows}
    new = {row: to[row] for row in passing_on.drop_known(connection, {row: one[0] for row, one in to.items()})}
    today = reminders.messages_of_today(connection, parts.moment, parts.portfolio.id, new.values(), message_key)
    passing_on.give(connection, {row: Place(one[0], today[one][0]) for row, one in new.items()})
    return len(rows)


def _heirs(parts: Parts, handed: Iterable[Handed]) -> dict[str, str]:
    """Who is told today what would be told to each who has handed over; not where the successor has left the file.

    A stand-in who has handed over too is passed by, lest things go round.
    """
    handed, today, portfolio = tuple(handed), parts.moment.today, parts.portfolio
    now = {one.old: answers_for(one.old, handed, today) for one in handed}
    told = {new: portfolio.told_instead(new, today) for new in now.values() if new in portfolio.people}
    return {old: new if told[new] in now else told[new] for old, new in now.items() if new != old and new in told}


def _stand_ins(parts: Parts, heirs: Mapping[str, str]) -> dict[str, str]:
    """Who is told today what would be told to each who is away; of a stand-in who has handed over, the heir."""
    portfolio, today = parts.portfolio, parts.moment.today
    told = {person: portfolio.told_instead(person, today) for person in portfolio.people if person not in heirs}
    now = {person: heirs.get(other, other) for person, other in told.items()}
    return {person: other for person, other in now.items() if other != person}


def _waiting(connection: Connection, instead: _Instead) -> list[Waiting]:
    """All but what is told in person whoever is away: that somebody leaves, and that somebody away takes over."""
    people = {*instead.heirs, *instead.stand_ins}
    rows = passing_on.waiting(connection, people) if people else []
    return [row for row in rows if not (row.step.endswith(f".{LEFT}") or _is_own(row, instead))]


def _is_own(row: Waiting, instead: _Instead) -> bool:
    """Whether it says that somebody who is away takes over, which a stand-in does not."""
    return row.person not in instead.heirs and step_of(row.step) is Step.TAKEN_OVER
