"""What a new year's dates need a look for: non-working days, two on one day, statements that differ.

What lives here: the list of one wheel's dates to look at. It holds for any wheel; rolling one over is `rollover.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from arshjul.calendar.compile import compile_wheel, conflicts
from arshjul.calendar.workdays import is_workday, last_workday
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile


class FlagKind(StrEnum):
    """Why a date needs a look."""

    NON_WORKING_DAY = "non_working_day"
    COLLISION = "collision"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at: the deliverables it is about, the date, and the last working day on or before it."""

    kind: FlagKind
    keys: tuple[str, ...]
    actor: str
    due: dt.date
    last_workday: dt.date


def flags(wheel: WheelFile) -> list[Flag]:
    """Every flag of the wheel, by kind, then by day."""
    found = compile_wheel(wheel)
    listed = [*_non_working(found), *_collisions(wheel, found), *_conflicts(wheel, found)]
    order = list(FlagKind)
    return sorted(listed, key=lambda flag: (order.index(flag.kind), flag.due, flag.actor, flag.keys))


def _days(item: Deliverable) -> list[dt.date]:
    """Every date stated for it that may still hold, once; the one in force where there is a decision."""
    if item.due is None:
        return []
    return sorted({stated.due for stated in item.stated}) if item.disputed else [item.due]


def _non_working(found: Iterable[Deliverable]) -> Iterator[Flag]:
    for item in found:
        for day in _days(item):
            if not is_workday(day):
                yield Flag(FlagKind.NON_WORKING_DAY, (item.key,), item.actor, day, last_workday(day))


def _collisions(wheel: WheelFile, found: list[Deliverable]) -> Iterator[Flag]:
    """Two that one actor must have ready on the same working day; what its group owes counts as its own."""
    groups = {slug: spec.members for slug, spec in wheel.actors.items()}
    for actor in wheel.actors:
        by_day: dict[dt.date, dict[str, Deliverable]] = {}
        for item in found:
            if item.actor == actor or actor in groups.get(item.actor, ()):
                for day in _days(item):
                    by_day.setdefault(last_workday(day), {})[item.key] = item
        for day, items in by_day.items():
            own = any(item.actor == actor for item in items.values())  # else it is told for the group
            if len(items) > 1 and own:
                yield Flag(FlagKind.COLLISION, tuple(items), actor, day, day)


def _conflicts(wheel: WheelFile, found: list[Deliverable]) -> Iterator[Flag]:
    for conflict in conflicts(wheel, found):
        if conflict.in_force is None:
            for day in sorted({stated.due for stated in conflict.statements}):
                actors = ", ".join(key.rpartition(".")[2] for key in conflict.keys)
                yield Flag(FlagKind.CONFLICT, conflict.keys, actors, day, last_workday(day))
