"""The one sum that somebody holds back for supplements: how large it is, whom it is for, and what has been given of it.

What lives here: adding up. Amounts are kroner, exact. What is asked for from it is judged in the report room.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from arshjul.models.allocation import Allocation, Figure


@dataclass(frozen=True, slots=True)
class Pot:
    """What is held back for the initiatives in `shared_by`, as `section` states it, and what has been given of it.

    `over`: the supplement with which more had been given than was held back.
    """

    held: Decimal
    given: Decimal
    shared_by: frozenset[str]
    section: str
    over: Allocation | None

    @property
    def left(self) -> Decimal:
        """What remains; nothing where more has been given than was held back."""
        return max(self.held - self.given, Decimal())


def pot_of(stated: Iterable[Allocation], issuer: str, on: dt.date) -> Pot | None:
    """What `issuer` holds back by a day; None where nothing is stated."""
    sums = [one for one in stated if one.on <= on]
    pots = [one for one in sums if one.figure is Figure.HELD_BACK and one.issuer == issuer]
    if not pots:
        return None
    shared_by = frozenset(slug for pot in pots for slug in pot.shared_by)
    held, given, over = sum((pot.amount for pot in pots), Decimal()), Decimal(), None
    supplements = [one for one in sums if one.figure is Figure.SUPPLEMENT and one.initiative in shared_by]
    for one in sorted(supplements, key=lambda one: one.on):
        given += one.amount
        over = one if over is None and given > held else over
    return Pot(held, given, shared_by, pots[0].source.section, over if given > held else None)
