"""What an officer should look at before a new date is put in force.

What lives here: the warnings about one deadline or meeting, pure, and their words. They warn and refuse nothing.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from arshjul.calendar.workdays import is_workday, workdays_between
from arshjul.models.lang import say

NOTICE_WORKDAYS = 10
"""How many working days the office wants people to have, from when a date is set to the date itself."""
PREPARATION_WORKDAYS = 10
"""How many working days there should be between a document and the meeting it is for."""
_PALM_SUNDAY, _EASTER_MONDAY = dt.timedelta(days=-7), dt.timedelta(days=1)
_JULY = 7


class WarningKind(StrEnum):
    """Why a date needs a look."""

    PAST = "past"
    SHORT_NOTICE = "short_notice"
    NEAR_MEETING = "near_meeting"
    HOLY_WEEK = "holy_week"
    JULY = "july"
    SAME_DAY = "same_day"
    REQUEST_LAPSES = "request_lapses"
    DAY_OFF = "day_off"
    OTHER_YEAR = "other_year"
    HELD = "held"


class Warned(NamedTuple):
    """One warning; `other` is the key of the deliverable that falls on the same day, or the number of the request."""

    kind: WarningKind
    other: str = ""


class NewDate(NamedTuple):
    """A date to be looked at: the new one, the old one if any, the meeting it is for, and what else the owner owes then."""

    due: dt.date
    last_workday: dt.date
    old_last_workday: dt.date | None
    meeting: dt.date | None
    same_day: tuple[str, ...] = ()


def warnings(about: NewDate, today: dt.date, notice: int = NOTICE_WORKDAYS) -> tuple[Warned, ...]:
    """Every warning about a new date on the day it is set, in a fixed order."""
    return (*map(Warned, _kinds(about, today, notice)), *(Warned(WarningKind.SAME_DAY, key) for key in about.same_day))


def meeting_warnings(old: dt.date | None, new: dt.date | None, year: int, today: dt.date) -> tuple[Warned, ...]:
    """Every warning about a meeting of that year's wheel that was on one day and is to be on another, or on none."""
    found = []
    if old is not None and old < today:
        found.append(WarningKind.HELD)
    if new is not None and not is_workday(new):
        found.append(WarningKind.DAY_OFF)
    if new is not None and new.year != year:
        found.append(WarningKind.OTHER_YEAR)
    return tuple(map(Warned, found))


def _kinds(about: NewDate, today: dt.date, notice: int) -> Iterator[WarningKind]:
    if about.due < today:
        yield WarningKind.PAST
    elif _is_short(about, today, notice):
        yield WarningKind.SHORT_NOTICE
    if about.meeting and about.due < about.meeting and _is_near(about.last_workday, about.meeting):
        yield WarningKind.NEAR_MEETING
    days = {about.due, about.last_workday}
    if any(_in_holy_week(day) for day in days):
        yield WarningKind.HOLY_WEEK
    if any(day.month == _JULY for day in days):
        yield WarningKind.JULY


def _is_short(about: NewDate, today: dt.date, notice: int) -> bool:
    """A date that moves on takes nobody's time away, however near it is."""
    if about.old_last_workday and today <= about.old_last_workday <= about.last_workday:
        return False
    return workdays_between(today, about.last_workday) < notice


def _is_near(last_workday: dt.date, meeting: dt.date) -> bool:
    return workdays_between(last_workday, meeting) < PREPARATION_WORKDAYS


def _in_holy_week(day: dt.date) -> bool:
    """Palm Sunday to Easter Monday."""
    from dateutil.easter import easter

    sunday = easter(day.year)
    return sunday + _PALM_SUNDAY <= day <= sunday + _EASTER_MONDAY


def warning_words(warned: Iterable[Warned]) -> list[str]:
    """The warnings in the reader's language."""
    words = {
        WarningKind.PAST: say("datoen er passert", "the date has passed"),
        WarningKind.SHORT_NOTICE: say(
            f"kortere varsel enn {NOTICE_WORKDAYS} arbeidsdager", f"less than {NOTICE_WORKDAYS} working days' notice"
        ),
        WarningKind.NEAR_MEETING: say(
            f"færre enn {PREPARATION_WORKDAYS} arbeidsdager før møtet",
            f"fewer than {PREPARATION_WORKDAYS} working days before the meeting",
        ),
        WarningKind.HOLY_WEEK: say("i påskeuken", "in Holy Week"),
        WarningKind.JULY: say("i juli", "in July"),
        WarningKind.SAME_DAY: say("samme dag som", "same day as"),
        WarningKind.REQUEST_LAPSES: say(
            "faller bort: søknad om utsatt frist nr.", "lapses: request for a later date no."
        ),
        WarningKind.DAY_OFF: say("faller på en helg eller helligdag", "falls on a weekend or a public holiday"),
        WarningKind.OTHER_YEAR: say("er i et annet år enn årshjulets", "is in another year than the wheel's"),
        WarningKind.HELD: say("dagen det var satt til, er passert", "the day it was set for has passed"),
    }
    return [f"{words[one.kind]} {_other(one)}".rstrip() for one in warned]


def _other(warned: Warned) -> str:
    """A deliverable without its wheel, a request by its number."""
    return warned.other if warned.kind is WarningKind.REQUEST_LAPSES else warned.other.partition(".")[2]
