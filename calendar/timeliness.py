"""In time or late: one pure judgement from the deadline in force, what came when, and now.

What lives here: the seven answers and when each holds. A deadline without a clock time ends at the day's
end in Oslo. What the report holds is judged elsewhere.
"""

import datetime as dt

from arshjul.models.codes import State, Timeliness
from arshjul.models.moment import end_of_day


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
    """How a deliverable stands in time; `delivered_at` and `now` are aware instants.

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
