"""Many values a few at a time, since databases take only so many in one statement.

What lives here: the cutting up.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int = 500) -> Iterable[Sequence[Item]]:
    """The items in their order, at most `size` of them at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))
