"""What a subscribed calendar may hold beside its deadlines: an alarm per event, a word that its address ends, a word
that there is nothing.

What lives here: bytes in, bytes out, and reading the little back that a page for people shows. Events of deadlines are
`ical_event.py`, whole calendars `ical_feed.py`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from icalendar import Alarm, Event

from arshjul.calendar.date_words import short_date
from arshjul.calendar.ical_text import Text
from arshjul.calendar.workdays import last_workday
from arshjul.models.moment import OSLO

_END = b"END:VEVENT\r\n"
_START = re.compile(rb"\r\nDTSTART(?:;[^:\r\n]*)?:(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}Z)?")
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
_NO_DEADLINE = re.compile(rb"BEGIN:VEVENT\r\nUID:(?:notice|nothing|meeting)_")  # no deadline's key holds an underscore
_ALARM_HOUR = 9
_NOTICE_TITLE = {
    "nb": "Denne kalenderadressen slutter å virke {day}",
    "en": "This calendar address stops working on {day}",
}
_NOTICE_TEXT = {
    "nb": "Kalenderen har fått ny adresse. Be porteføljekontoret om den, legg den til, og fjern denne.",
    "en": "The calendar has a new address. Ask the portfolio office for it, add it, and remove this one.",
}
_NOTHING_TITLE = {"nb": "Ingen frister i denne kalenderen nå", "en": "No deadlines in this calendar at present"}


class Notice(NamedTuple):
    """That an address was replaced: `number` is its subscription's, `at` when that happened, `until` when it ends."""

    number: int
    at: dt.datetime
    until: dt.date


class Upcoming(NamedTuple):
    """A day and what falls on it."""

    day: dt.date
    summary: str


def starts_on(body: bytes) -> dt.date:
    """The day an event begins, in Norway; ValueError when it has none."""
    found = _START.search(body)
    if found is None:
        raise ValueError("an event needs a start")
    if found[4] is None:
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    numbers = [int(part) for part in found.groups()]
    return dt.datetime(*numbers, tzinfo=dt.UTC).astimezone(OSLO).date()  # type: ignore[arg-type,misc]


def with_alarm(body: bytes) -> bytes:
    """The event with one alarm: at nine on the working day before its last working day, or half an hour before it begins.

    A cancelled event has none.
    """
    if b"\r\nSTATUS:CANCELLED\r\n" in body or not body.endswith(_END):
        return body
    found = _START.search(body)
    trigger = dt.timedelta(minutes=-30)
    if found is not None and found[4] is None:
        day = starts_on(body)
        rung = last_workday(last_workday(day) - dt.timedelta(days=1))
        trigger = (rung - day) + dt.timedelta(hours=_ALARM_HOUR)
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", Text(_summary(body)))
    alarm.add("TRIGGER", trigger)
    return b"".join((body.removesuffix(_END), alarm.to_ical(sorted=False), _END))


def notice_event(notice: Notice, lang: str) -> bytes:
    """From the day the address was replaced until it ends, on every day, so that nobody can miss it."""
    code = "en" if lang == "en" else "nb"
    title = _NOTICE_TITLE[code].format(day=short_date(notice.until, code))
    first = min(notice.at.date(), notice.until - dt.timedelta(days=1))
    return _plain(f"notice_{notice.number}@arshjul", notice.at, (first, notice.until), title, _NOTICE_TEXT[code])


def nothing_event(scope: str, month: dt.date, at: dt.datetime, lang: str) -> bytes:
    """What stands alone in a calendar whose window holds no deadline, since a calendar needs an event."""
    title = _NOTHING_TITLE["en" if lang == "en" else "nb"]
    days = (month, month + dt.timedelta(days=1))
    return _plain(f"nothing_{scope}@arshjul", at, days, title, title)


def upcoming(calendar: bytes, today: dt.date, count: int) -> list[Upcoming]:
    """The next deadlines of a whole calendar, cancelled ones left out."""
    found = [one for one in _events(calendar) if one.day >= today]
    return sorted(found)[:count]


def _events(calendar: bytes) -> Iterator[Upcoming]:
    for body in _EVENT.findall(calendar):
        if b"\r\nSTATUS:CANCELLED\r\n" not in body and not _NO_DEADLINE.match(body):
            yield Upcoming(starts_on(body), _summary(body))


def _summary(body: bytes) -> str:
    """The event's title as people read it."""
    unfolded = body.replace(b"\r\n ", b"")
    line = re.search(rb"\r\nSUMMARY(?:;[^:\r\n]*)?:([^\r\n]*)", unfolded)
    text = line[1].decode() if line else ""
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], text)


def _plain(uid: str, at: dt.datetime, days: tuple[dt.date, dt.date], title: str, text: str) -> bytes:
    event = Event()
    event.add("UID", Text(uid))
    stamp = at.astimezone(dt.UTC)
    event.add("DTSTAMP", stamp)
    event.add("LAST-MODIFIED", stamp)
    event.add("SEQUENCE", 0)
    event.add("DTSTART", days[0])
    event.add("DTEND", days[1])
    event.add("SUMMARY", Text(title))
    event.add("DESCRIPTION", Text(text))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    written: bytes = event.to_ical(sorted=False)
    return written
