"""Money moved between initiatives, as values that reports give and the database keeps. Amounts are kroner, exact.

What lives here: the move, and one that the ministry has approved with the document that told of it.
"""

from decimal import Decimal
from typing import NamedTuple


class Reallocation(NamedTuple):
    """`amount` kroner from `source` to `target`; an empty one stands for several initiatives that are not paired."""

    source: str
    target: str
    amount: Decimal
    reason: str = ""


class Granted(NamedTuple):
    """A move that the ministry has approved; `key` is the deliverable whose document told of it."""

    key: str
    move: Reallocation


def word_for_word(one: Reallocation, other: Reallocation) -> bool:
    """Whether two documents tell of one move: the same amount between the same two, for the same stated reason."""
    return bool(one.reason) and one == other
