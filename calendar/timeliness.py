"""In time or late: one pure judgement from the deadlines there were, what came when, and now.

What lives here: the seven answers and when each holds. A deadline without a clock time ends at the day's
end in Oslo. What the report holds is judged elsewhere.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.models.codes import State, Timeliness
from arshjul.models.moment import end_of_day

_BAD = (Timeliness.LATE, Timeliness.OVERDUE)
_LENIENT = (Timeliness.ON_TIME, Timeliness.NOT_DUE, Timeliness.DISPUTED, Timeliness.UNDATED, *_BAD)
"""From what suits whoever owes the document best to what suits it least."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as it was from an instant on; `notified_at`: when its owner was told of it, None for not yet.

    In an undecided conflict `due` is the earliest and `latest` the last stated date. `unconfirmed`: inferred.
    """

    since: dt.datetime
    notified_at: dt.datetime | None
    due: dt.date | None
    latest: dt.date | None
    disputed: bool
    unconfirmed: bool

    @property
    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """What somebody who has heard of it knows."""
        return self.due, self.latest


def judged(state: str, deadlines: Sequence[Deadline], delivered_at: dt.datetime | None, now: dt.datetime) -> Timeliness:
    """How a deliverable stands in time; `deadlines` are all it has had, oldest first, at least one.

    It is held against the deadline that was in force when it came (the newest one while it has not). Nobody is late by a
    deadline that the owner had not been told of: then the last one that was known counts, if that is kinder. What came
    while the deadline was disputed or unconfirmed gains by a later decision and never loses by it.
    """
    had = [one for one in deadlines if delivered_at is None or one.since <= delivered_at] or deadlines[:1]
    in_force = had[-1]
    against = [in_force]
    first = _by(in_force, state, delivered_at, now)
    if first in _BAD:
        against.append(_known(had, delivered_at or now))
    if delivered_at is not None and (in_force.disputed or in_force.unconfirmed):
        against += [one for one in deadlines if one.since > delivered_at and not (one.disputed or one.unconfirmed)]
    if first is Timeliness.WAIVED or len(against) == 1:
        return first
    return min((_by(one, state, delivered_at, now) for one in against), key=_LENIENT.index)


def _known(deadlines: Sequence[Deadline], at: dt.datetime) -> Deadline:
    """The last deadline that the owner had heard of: the first is the letter's, and a date heard before needs no telling."""
    known = deadlines[0]
    for one in deadlines[1:]:
        if (one.notified_at is not None and one.notified_at <= at) or one.dates == known.dates:
            known = one
    return known


def _by(one: Deadline, state: str, delivered_at: dt.datetime | None, now: dt.datetime) -> Timeliness:
    return timeliness(
        state=state,
        due=one.due,
        latest=one.latest,
        disputed=one.disputed,
        unconfirmed=one.unconfirmed,
        delivered_at=delivered_at,
        now=now,
    )


def timeliness(
    *,
    state: str,
    due: dt.date | None,
    latest: dt.date | None,
    disputed: bool,
    unconfirmed: bool,
    delivered_at: dt.datetime | None,
    now: dt.datetime,
) -> Timeliness:
    """How a deliverable stands by one deadline; `delivered_at` and `now` are aware instants.

    In an undecided conflict `due` is the earliest and `latest` the last stated date: before the first it is in
    time by every reading, after the last late by every reading, and disputed in between; while nothing has
    come it is disputed until the last date has passed. An inferred date (`unconfirmed`) makes nobody late.
    """
    if state in (State.WAIVED, State.CANCELLED):
        return Timeliness.WAIVED
    if due is None:
        return Timeliness.UNDATED
    if delivered_at is not None:
        return _delivered(delivered_at, due, latest or due, soft=unconfirmed)
    if disputed:
        return Timeliness.DISPUTED if now < end_of_day(latest or due) else Timeliness.OVERDUE
    if now < end_of_day(due):
        return Timeliness.NOT_DUE
    return Timeliness.DISPUTED if unconfirmed else Timeliness.OVERDUE


def _delivered(at: dt.datetime, due: dt.date, latest: dt.date, *, soft: bool) -> Timeliness:
    if at < end_of_day(due):
        return Timeliness.ON_TIME
    if soft or at < end_of_day(latest):
        return Timeliness.DISPUTED
    return Timeliness.LATE


def days_left(due: dt.date | None, today: dt.date) -> int | None:
    """Calendar days from today to the date of record; negative when it has passed."""
    return None if due is None else (due - today).days
