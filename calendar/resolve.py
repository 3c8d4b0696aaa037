"""A due rule, a year and the dated meetings in; dates out.

What lives here: date arithmetic for each rule of `models/rules.py`, and the policy for non-working days.
Civil dates in Europe/Oslo; a deadline without a clock time ends at that day's end there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from arshjul.calendar.workdays import add_workdays, last_workday, next_workday
from arshjul.models import rules
from arshjul.models.codes import WorkdayPolicy

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a rule may hang on: meetings by series in their order, and events; None is "not dated yet"."""

    meetings: Mapping[str, Mapping[str, date | None]]
    events: Mapping[str, date | None]


class Occurrence(NamedTuple):
    """One occurrence of a rule: its id (a meeting's id or a period), its date if known, its meeting if any."""

    id: str
    due: date | None
    meeting: str | None = None


def resolve(rule: rules.DueRule, year: int, dates: Dates, period: str) -> list[Occurrence]:
    """Every occurrence of `rule` in `year`; `period` names the one that has no meeting.

    KeyError when the rule hangs on a series or event that does not exist.
    """
    match rule:
        case rules.FixedDate():
            return [Occurrence(period, fixed(year, rule.month, rule.day))]
        case rules.EndOfMonth():
            return [Occurrence(period, end_of_month(year, rule.month))]
        case rules.BeforeMeeting() | rules.AfterMeeting() | rules.WithMeeting():
            shift = _shift(rule)
            return [
                Occurrence(meeting, None if day is None else shift(day), meeting)
                for meeting, day in dates.meetings[rule.series].items()
            ]
        case rules.BeforeEvent() | rules.AfterEvent():
            day = dates.events[rule.event]
            return [Occurrence(period, None if day is None else _shift(rule)(day))]
        case rules.NthWeekday():
            return [Occurrence(period, nth_weekday(year, rule.month, rule.weekday, rule.nth))]
        case rules.TertialEnd():
            return _tertials(rule, year, period)
        case rules.Recurrence():
            return _recurring(rule, year)
        case rules.Awaiting(series=str() as series):
            return [Occurrence(meeting, None, meeting) for meeting in dates.meetings[series]]
        case _:
            return [Occurrence(period, None)]


def _shift(rule: rules.DueRule) -> Callable[[date], date]:
    """What the rule makes of the day it hangs on; settled once per rule, as many meetings may follow."""
    match rule:
        case rules.BeforeMeeting(days=int() as days) | rules.BeforeEvent(days=int() as days):
            earlier = timedelta(days=days)
            return lambda day: day - earlier
        case rules.AfterMeeting(days=int() as days) | rules.AfterEvent(days=int() as days):
            later = timedelta(days=days)
            return lambda day: day + later
        case rules.BeforeMeeting(workdays=int() as count) | rules.BeforeEvent(workdays=int() as count):
            return lambda day: workdays_before(day, count)
        case rules.AfterMeeting(workdays=int() as count) | rules.AfterEvent(workdays=int() as count):
            return lambda day: add_workdays(day, count)
        case _:
            return lambda day: day


def workdays_before(day: date, count: int) -> date:
    """`count` working days before `day`; from a non-working day the first one before it is number one."""
    return add_workdays(day - _DAY, 1 - count) if count else day


def fixed(year: int, month: int, day: int) -> date:
    """The date; 29 February becomes 28 in an ordinary year."""
    try:
        return date(year, month, day)
    except ValueError:
        return end_of_month(year, month)


def end_of_month(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth (or last, -1) weekday of the month, ISO weekday; None when the month has no fifth."""
    if nth == -1:
        last = end_of_month(year, month)
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    found = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
    return found if found.month == month else None


def _tertials(rule: rules.TertialEnd, year: int, period: str) -> list[Occurrence]:
    wanted = (rule.tertial,) if rule.tertial else (1, 2, 3)
    return [
        Occurrence(
            period if rule.tertial else f"{period}-t{tertial}",
            end_of_month(year, tertial * 4) + timedelta(days=rule.days),
        )
        for tertial in wanted
    ]


def _recurring(rule: rules.Recurrence, year: int) -> list[Occurrence]:
    """Dates of an RRULE inside the year; numbered, so that an occurrence's id is never a date."""
    from dateutil.rrule import rrulestr

    start, stop = datetime(year, 1, 1), datetime(year, 12, 31)  # noqa: DTZ001 - civil dates
    found = rrulestr(rule.rrule, dtstart=start).between(start, stop, inc=True)
    return [Occurrence(f"{year}-{number:02d}", moment.date()) for number, moment in enumerate(found[:400], 1)]


def apply_policy(day: date, policy: WorkdayPolicy) -> date:
    """The date of record under the policy: kept as it is, or moved to a working day."""
    if policy is WorkdayPolicy.PREVIOUS:
        return last_workday(day)
    if policy is WorkdayPolicy.NEXT:
        return next_workday(day)
    return day
