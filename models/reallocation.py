"""Money moved between initiatives, as a value that reports give and the database keeps.

What lives here: the value, and kroner (exact) to and from whole øre, as SQLite would keep a decimal number as a float.
"""

from decimal import Decimal
from typing import NamedTuple

_ORE = 100


class Reallocation(NamedTuple):
    """`amount` kroner from `source` to `target`; an empty one stands for several initiatives that are not paired."""

    source: str
    target: str
    amount: Decimal
    reason: str = ""


def in_ore(amount: Decimal) -> int:
    """Kroner as whole øre; ValueError for a part of an øre."""
    ore = amount * _ORE
    if ore != int(ore):
        raise ValueError(f"{amount} is no whole number of øre")
    return int(ore)


def from_ore(ore: int) -> Decimal:
    """Whole øre as kroner with two decimals."""
    return Decimal(ore).scaleb(-2)
