"""Money as the letters give it: one stated sum as a value, kroner as Decimal here and whole øre in a database.

What lives here: what kinds of sums there are, the value, the way between kroner and øre, and what is stated for an
initiative on a day. The file that sums are written down in is `allocation_file.py`; whether a report agrees with
them is judged in the report room.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from arshjul.models.codes import GENERAL
from arshjul.models.deliverable import Source

ORE = Decimal("0.01")


class Figure(StrEnum):
    """What a stated sum is."""

    ALLOCATED = "allocated"
    SUPPLEMENT = "supplement"
    REALLOCATED = "reallocated"
    HELD_BACK = "held_back"
    UNDERSPEND = "underspend"
    CARRIED_OVER = "carried_over"
    AVAILABLE = "available"
    FORECAST = "forecast"


GIVEN = frozenset({Figure.ALLOCATED, Figure.SUPPLEMENT, Figure.REALLOCATED})
"""What adds up to the sum an actor has been given: at first, later, and by an approved reallocation (with its sign)."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """One sum that one document states for one year, in NOK.

    `initiative` is an initiative's id, or `general` for a sum that is not split; `actor` is empty where the sum is
    nobody's yet (held back). `chapter` and `item` are empty where the document names none. `on` is the day from which
    the sum holds. `issuer` is who says it. `shared_by` are the initiatives that may be given of a sum held back.
    """

    year: int
    figure: Figure
    initiative: str
    actor: str
    amount: Decimal
    source: Source
    issuer: str
    on: dt.date
    chapter: str = ""
    item: str = ""
    shared_by: tuple[str, ...] = ()

    @property
    def ore(self) -> int:
        """The amount as a database keeps it."""
        return to_ore(self.amount)


def to_ore(kroner: Decimal) -> int:
    """Whole øre; ValueError for a part of an øre, which no document states."""
    ore = kroner.scaleb(2)
    if ore != ore.to_integral_value():
        raise ValueError(f"{kroner} is not a whole number of øre")
    return int(ore)


def from_ore(ore: int) -> Decimal:
    """Kroner with two decimals, exactly."""
    return Decimal(ore).scaleb(-2)


def given(allocations: Iterable[Allocation], actor: str, on: dt.date) -> dict[str, tuple[Allocation, ...]]:
    """By initiative: every sum given to `actor` that holds on that day, as far as initiatives are named."""
    found: dict[str, tuple[Allocation, ...]] = {}
    for one in allocations:
        if one.actor == actor and one.on <= on and one.initiative != GENERAL and one.figure in GIVEN:
            found[one.initiative] = (*found.get(one.initiative, ()), one)
    return found


def totals(sums: Collection[Allocation]) -> tuple[Decimal, ...]:
    """What an initiative has been given in all, once per reading that the documents allow.

    A sum that two documents state is one sum: what was given at first is added up over items within one document, and
    documents that disagree give one reading each. What came later is added to every reading, once per source.
    """
    first: dict[str, Decimal] = {}
    for one in sums:
        if one.figure is Figure.ALLOCATED:
            first[one.source.document] = first.get(one.source.document, Decimal()) + one.amount
    later = sum((one.amount for one in sums if one.figure is not Figure.ALLOCATED), Decimal())
    return tuple(sorted({amount + later for amount in first.values()}))


def stated(allocations: Iterable[Allocation], actor: str, on: dt.date) -> dict[str, Decimal]:
    """By initiative: what `actor` has been given by that day, where the documents agree on one sum."""
    found = {slug: totals(sums) for slug, sums in given(allocations, actor, on).items()}
    return {slug: amounts[0] for slug, amounts in found.items() if len(amounts) == 1}


def in_kroner(amount: Decimal, lang: str) -> str:
    """A stated sum as people read it: "67 200 000 kroner", "67,200,000 kroner"."""
    whole, part = divmod(abs(amount), 1)
    digits = f"{int(whole):,}"
    point = "." if lang == "en" else ","
    text = (digits if lang == "en" else digits.replace(",", " ")) + (f"{point}{int(part * 100):02d}" if part else "")
    return f"{'-' if amount < 0 else ''}{text} kroner"
