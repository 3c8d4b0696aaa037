"""Contradictions between wheels: two of one year that state different dates for the same demand on the same actor.

What lives here: finding them, and making each side know what the other states. Contradictions within one wheel are found
when it is compiled. What hangs on a meeting follows the meeting of its own wheel, and contradicts nobody.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from arshjul.calendar.workdays import last_workday
from arshjul.models.deliverable import Deliverable, StatedDate

Demanded = tuple[int, str, str, str, str]
"""What makes a demand the same in two wheels: year, obligation, kind, actor, occurrence."""


def with_each_other(wheels: Sequence[tuple[int, list[Deliverable]]]) -> list[list[Deliverable]]:
    """The deliverables of several wheels (each with its year), every contradiction between them told on both sides."""
    if len({year for year, _ in wheels}) == len(wheels):
        return [items for _, items in wheels]
    told: dict[Demanded, list[StatedDate]] = {}
    for year, items in wheels:
        for item in items:
            for demand in _demands(year, item):
                told.setdefault(demand, []).extend(item.stated)
    return [[_beside(item, _others(year, item, told)) for item in items] for year, items in wheels]


def _demands(year: int, item: Deliverable) -> Iterator[Demanded]:
    if item.meeting is None and item.stated:
        for name in item.obligations:
            yield year, name, item.kind, item.actor, item.occurrence


def _others(year: int, item: Deliverable, told: dict[Demanded, list[StatedDate]]) -> list[StatedDate]:
    """What is stated elsewhere of the same demands, each place once."""
    found = [stated for demand in _demands(year, item) for stated in told[demand] if stated not in item.stated]
    return list(dict.fromkeys(found))


def _beside(item: Deliverable, others: Sequence[StatedDate]) -> Deliverable:
    own = {stated.due for stated in item.stated}
    decided = not item.disputed and own != {item.due}
    if decided or {stated.due for stated in others} <= own:
        return item
    stated = (*item.stated, *others)
    days: list[dt.date] = sorted({one.due for one in stated})
    return replace(item, stated=stated, due=days[0], last_workday=last_workday(days[0]), latest=days[-1], disputed=True)
