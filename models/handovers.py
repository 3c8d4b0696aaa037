"""People who hand over to others: who answers for what once somebody has taken over, and who holds which role when.

What lives here: pure look-ups over a portfolio and the handovers recorded beside it. The file keeps saying who was meant;
from its day on a handover goes before it. Storing handovers is `store/handovers.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from arshjul.models.codes import Kind
from arshjul.models.portfolio import Person, Portfolio, Role


class Handed(NamedTuple):
    """From a day on `new` answers for all that `old` answered for."""

    old: str
    new: str
    from_day: dt.date


class Holding(NamedTuple):
    """A role that a person holds at an actor, from a day to a day, both included; open where no day is given.

    `kind`: the one kind of deliverable that it is about, None for all. `handed`: taken over from who stands in the file.
    """

    person: str
    actor: str
    role: Role
    kind: Kind | None
    start: dt.date | None
    end: dt.date | None
    handed: bool = False


def in_order(handed: Iterable[Handed]) -> tuple[Handed, ...]:
    """As they take effect; of those of one day in the order given."""
    return tuple(sorted(handed, key=lambda one: one.from_day))


def answers_for(person: str, handed: Iterable[Handed], day: dt.date) -> str:
    """Who answers on a day for what a person answers for by the file; `handed` as `in_order` gives them.

    A takes over from B and C from A: C. Who gets back what was handed over answers for it again.
    """
    for one in handed:
        if one.from_day <= day and one.old == person:
            person = one.new
    return person


class HandedPortfolio(Portfolio):
    """A portfolio with the handovers that are recorded beside its file."""

    handed: tuple[Handed, ...] = ()

    @classmethod
    def of(cls, portfolio: Portfolio, handed: Iterable[Handed]) -> "HandedPortfolio":
        """The portfolio as these handovers leave it; any that it had before are left out."""
        values = {name: getattr(portfolio, name) for name in Portfolio.model_fields}
        return cls.model_construct(None, **values, handed=in_order(handed))

    def holder_id(self, actor: str, role: str, on: dt.date, kind: Kind | None = None) -> str | None:
        """Who holds a role, as in `Portfolio`, or who has taken over; None when that person left the file again."""
        found = super().holder_id(actor, role, on, kind)
        if found is None or not self.handed:
            return found
        now = answers_for(found, self.handed, on)
        return now if now in self.people else None


def person_named(portfolio: Portfolio, word: str) -> Person | None:
    """The person with that id or e-mail address, in whatever case it is written."""
    asked = word.strip().casefold()
    for slug, spec in portfolio.people.items():
        if asked in (slug.casefold(), spec.email.casefold()):
            return portfolio.person(slug)
    return None


def holdings(portfolio: Portfolio) -> list[Holding]:
    """Who holds which role from when to when, by actor and role in the file's order."""
    handed = portfolio.handed if isinstance(portfolio, HandedPortfolio) else ()
    return [
        part
        for actor, role, kind, person, span in _periods(portfolio)
        for part in _parts(Holding(person, actor, role, kind, *span), handed)
    ]


def held_from(portfolio: Portfolio, person: str, day: dt.date) -> list[Holding]:
    """What a person holds on a day or after it."""
    return [one for one in holdings(portfolio) if one.person == person and (one.end is None or one.end >= day)]


def _periods(
    portfolio: Portfolio,
) -> Iterator[tuple[str, Role, Kind | None, str, tuple[dt.date | None, dt.date | None]]]:
    for actor, entry in portfolio.actors.items():
        for role in Role:
            for period in entry.periods(role):
                yield actor, role, None, period.person, (period.start, period.end)
        for kind, special in entry.per_kind.items():
            for period in special.owner:
                yield actor, Role.OWNER, kind, period.person, (period.start, period.end)


def _parts(period: Holding, handed: Sequence[Handed]) -> Iterator[Holding]:
    """The period of the file cut where it passes from one person to another."""
    first, last = period.start or dt.date.min, period.end or dt.date.max
    days = sorted({first, *(one.from_day for one in handed if first < one.from_day <= last)})
    who = [answers_for(period.person, handed, day) for day in days]
    changes = [place for place in range(len(days)) if place == 0 or who[place] != who[place - 1]]
    for number, place in enumerate(changes):
        following = changes[number + 1] if number + 1 < len(changes) else None
        yield period._replace(
            person=who[place],
            start=period.start if place == 0 else days[place],
            end=period.end if following is None else days[following] - dt.timedelta(days=1),
            handed=who[place] != period.person,
        )
