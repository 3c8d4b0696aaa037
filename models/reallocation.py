"""Money moved between initiatives, as a value that reports give and the database keeps.

What lives here: the value, and kroner (exact) to and from whole øre, as SQLite would keep a decimal number as a float.
"""

from decimal import Decimal
from typing import NamedTuple


class Reallocation(NamedTuple):
    """`amount` kroner from `source` to `target`; an empty one stands for several initiatives that are not paired."""

    source: str
    target: str
    amount: Decimal
    reason: str = ""
