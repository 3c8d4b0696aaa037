"""Obligations that a supplementary letter has ended: which occurrences are still owed.

What lives here: taking what falls due on the day of the end or later away from the statements. A rule's dates are
`resolve.py`, the deliverables `compile.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from arshjul.calendar.details import Told
from arshjul.calendar.resolve import Occurrence, apply_policy
from arshjul.models.codes import WorkdayPolicy


class Days(NamedTuple):
    """The day that tells whether an occurrence comes before an end."""

    in_force: date | None
    policy: WorkdayPolicy
    met: Mapping[str, date | None]

    def of(self, at: Occurrence) -> date | None:
        """The decided date, else its own, else its meeting's day; None when none of them is known."""
        if self.in_force or at.due:
            return self.in_force or apply_policy(at.due or date.max, self.policy)
        return self.met.get(at.meeting or "")


def without_ended(told: tuple[Told, ...], known: Iterable[Occurrence], period: str, days: Days) -> tuple[Told, ...]:
    """The statements without what has ended; empty when nothing is owed any more.

    `known` are the occurrences there would be had nothing ended. What has no date is not due before the end, and so
    is no longer owed. A demand without a date of its own follows the occurrences that are left. Where none is left it
    keeps that of the period, or else all known ones, undated, so that no deliverable changes its key.
    """
    if not any(item.obligation.ended for item in told):
        return told
    dated = {place: item for place, item in enumerate(told) if item.at is not None}
    first = _first(dated.values())
    dated = {place: _cut(item, first[item.name], days) for place, item in dated.items()}
    remaining = _merged(dated.values())
    bare = {at.id: Occurrence(at.id, None, at.meeting) for at in known}
    left = remaining or ({period: bare[period]} if period in bare else bare)
    found = [dated[place] if place in dated else _undated(item, left, days) for place, item in enumerate(told)]
    return tuple(found) if any(item.at for item in found) else ()


def _first(items: Iterable[Told]) -> dict[str, dict[str, Occurrence]]:
    """Each obligation's occurrences at their earliest, as a demand in conflict with itself ends as one."""
    by_name: dict[str, list[Told]] = {}
    for item in items:
        by_name.setdefault(item.name, []).append(item)
    return {name: _merged(own) for name, own in by_name.items()}


def _merged(items: Iterable[Told]) -> dict[str, Occurrence]:
    found: dict[str, Occurrence] = {}
    for item in items:
        for id_, at in (item.at or {}).items():
            if id_ not in found or (at.due or date.max) < (found[id_].due or date.max):
                found[id_] = at
    return found


def _cut(item: Told, first: Mapping[str, Occurrence], days: Days) -> Told:
    over = frozenset(_over(item, first.values(), days))
    kept = {id_: at for id_, at in (item.at or {}).items() if id_ not in over}
    return item._replace(at=kept, lapsed=over)


def _undated(item: Told, left: Mapping[str, Occurrence], days: Days) -> Told:
    over = frozenset(_over(item, left.values(), days))
    at = {id_: Occurrence(id_, None, found.meeting) for id_, found in left.items() if id_ not in over}
    return item._replace(at=at, lapsed=over)


def _over(item: Told, occurrences: Iterable[Occurrence], days: Days) -> Iterator[str]:
    ended = item.obligation.ended
    for at in occurrences if ended else ():
        day = days.of(at)
        if ended and (day is None or day >= ended.from_):
            yield at.id
