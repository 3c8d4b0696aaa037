"""Which documents shaped a deliverable: the letters that state it, and the amendments that changed it since.

What lives here: looking up a wheel's history. Who writes the history is `amend_one.py`.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from arshjul.models.wheelfile import Change, Statement, WheelFile

Part = tuple[str, str]
"""A part of the wheel by its section and id, such as ("meetings", "followup-2024-4")."""


class Shaped(NamedTuple):
    """Places beside those that state what holds now, and the documents of all of them in the wheel's order."""

    places: tuple[Statement, ...]
    documents: tuple[str, ...]


class Trail:
    """The history of one wheel, by what was changed."""

    def __init__(self, wheel: WheelFile) -> None:
        self.wheel = wheel
        self.changes: dict[Part, list[Change]] = {}
        for change in wheel.history:
            self.changes.setdefault((change.part, change.id), []).append(change)

    def earlier(self, obligation: str) -> tuple[Statement, ...]:
        """The places that have changed the obligation, and those that no longer say what holds of it."""
        changes = self.changes.get(("obligations", obligation), ())
        return tuple(place for change in changes for place in (*change.statements, *change.superseded))

    def shaped(self, stated: Iterable[Statement], parts: Iterable[Part], lapsed: Iterable[str], actor: str) -> Shaped:
        """What shaped a deliverable of `actor` that rests on `parts`, of which the obligations `lapsed` have ended."""
        changes = [*self._changes(parts, lapsed, actor)] if self.changes else []
        places = tuple(place for change in changes for place in _places(change, actor))
        cited = {place.document for place in (*stated, *places)}
        cited.update(document for change in changes for document in change.documents)
        return Shaped(places, tuple(slug for slug in self.wheel.documents if slug in cited))

    def _changes(self, parts: Iterable[Part], lapsed: Iterable[str], actor: str) -> Iterator[Change]:
        for part in parts:
            for change in self.changes.get(part, ()):
                if change.how != "ended" and (not change.statements or any(_heard(change.statements, actor))):
                    yield change
        for name in lapsed:
            yield from (change for change in self.changes.get(("obligations", name), ()) if change.how == "ended")


def _places(change: Change, actor: str) -> Iterator[Statement]:
    if change.part != "obligations" or change.how == "ended":  # else they stand among the obligation's own
        yield from change.statements
    yield from _heard(change.superseded, actor)


def _heard(statements: Iterable[Statement], actor: str) -> Iterator[Statement]:
    return (statement for statement in statements if statement.actors is None or actor in statement.actors)
