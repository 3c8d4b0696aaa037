"""What the ministry has approved for an actor, as far as one report goes: what has been moved, and what of it the report tells.

What lives here: adding up. A move that several documents tell of word for word is one move. Pure; amounts are kroner, exact.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from arshjul.models.reallocation import Granted, Reallocation, word_for_word

_NOUGHT = Decimal()
_NOTHING: Mapping[str, Decimal] = {}


class Approved:
    """By initiative, what approved moves have given it (below nought: taken from it)."""

    def __init__(self, moves: Collection[Granted] = (), key: str = "", told: Collection[Reallocation] = ()) -> None:
        """`told` is what the report for the deliverable `key` moves."""
        self._all, self._told = _NOTHING, _NOTHING
        if moves:
            distinct = list(_distinct(moves))
            self._all = _net(one.move for one in distinct)
            self._told = _net(one.move for one in distinct if any(_same(one, move, key) for move in told))

    def moved(self, initiative: str) -> Decimal:
        """All that is approved."""
        return self._all.get(initiative, _NOUGHT)

    @property
    def initiatives(self) -> Collection[str]:
        """Those that anything has been moved to or from."""
        return [slug for slug, amount in self._all.items() if amount]

    def told(self, initiative: str) -> Decimal:
        """What of it the report tells of once more."""
        return self._told.get(initiative, _NOUGHT)


NOTHING_APPROVED = Approved()
"""Most often; told apart so that nothing is added up then."""


def _same(one: Granted, move: Reallocation, key: str) -> bool:
    """Within one document the same amount between the same two is one move, whatever the reason."""
    return one.move[:3] == move[:3] if one.key == key else word_for_word(one.move, move)


def _distinct(moves: Iterable[Granted]) -> Iterable[Granted]:
    seen: list[Granted] = []
    for one in moves:
        if not any(one.key != other.key and word_for_word(one.move, other.move) for other in seen):
            seen.append(one)
    return seen


def _net(moves: Iterable[Reallocation]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for move in moves:
        for slug, amount in ((move.source, -move.amount), (move.target, move.amount)):
            if slug:
                found[slug] += amount
    return dict(found)
