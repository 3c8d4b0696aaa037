"""A meeting in, its calendar event out: timed when a time is known, else all day (RFC 5545 3.6.1).

What lives here: words, UID and bytes. Which meetings there are is `compile.py`, deadlines' events are `ical_event.py`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar import Event, vCategory

from arshjul.calendar.date_words import long_date
from arshjul.calendar.ical_text import Text, clip, one_line
from arshjul.calendar.ical_words import DESCRIPTION_LIMIT, NAME_LIMIT, TITLE_LIMIT, UNCONFIRMED, cited, listed
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Meeting
from arshjul.models.moment import OSLO

SLOT = dt.timedelta(hours=1)
"""How long a timed meeting is shown: no letter says how long they last."""
PREFIX = "meeting_"
"""A meeting's UID begins so; no deadline's key holds an underscore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingView:
    """One revision of a meeting with the names its event shows, all in the reader's language.

    `key` is the wheel's id and the meeting's; `whole` is what the meeting is called that it is a part of. `sequence` and
    `changed_at` as in `EventView`.
    """

    key: str
    meeting: Meeting
    title: str
    actor_names: tuple[str, ...]
    changed_at: dt.datetime
    sequence: int = 0
    whole: str | None = None
    document_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def unconfirmed(self) -> bool:
        """An inferred date that nobody has confirmed."""
        return self.meeting.basis is Basis.INFERRED


def meeting_uid(key: str) -> str:
    """The event's UID, the same for ever."""
    return f"{PREFIX}{key}@arshjul"


def render_meeting(view: MeetingView, lang: str) -> list[tuple[str, bytes]]:
    """UID and bytes of the meeting's event; none while it awaits its date. ValueError as `render_events`."""
    day = view.meeting.date
    if day is None:
        return []
    if view.changed_at.tzinfo is None:
        raise ValueError("changed_at needs a time zone")
    if view.sequence < 0:
        raise ValueError("sequence counts from 0")
    uid = meeting_uid(view.key)
    return [(uid, _event(view, lang, uid, day))]


def meeting_summary(view: MeetingView, lang: str) -> str:
    """What it is called, and after it what is unsettled about the date."""
    title = one_line(view.title, TITLE_LIMIT) or _in(lang, "Møte", "Meeting")
    return f"{title} ({_in(lang, *UNCONFIRMED)})" if view.unconfirmed else title


def meeting_description(view: MeetingView, lang: str, day: dt.date) -> str:
    """Title, time, who meets, what it is a part of, and where it stands."""
    return clip("\n".join(_lines(view, lang, day)), DESCRIPTION_LIMIT)


def _event(view: MeetingView, lang: str, uid: str, day: dt.date) -> bytes:
    """Properties in the order that deadlines' events have."""
    event = Event()
    changed = view.changed_at.astimezone(dt.UTC)
    start, end = _span(day, view.meeting.time)
    event.add("UID", Text(uid))
    event.add("DTSTAMP", changed)
    event.add("LAST-MODIFIED", changed)
    event.add("SEQUENCE", view.sequence)
    event.add("DTSTART", start)
    event.add("DTEND", end)
    event.add("SUMMARY", Text(meeting_summary(view, lang)))
    event.add("DESCRIPTION", Text(meeting_description(view, lang, day)))
    event.add("STATUS", "TENTATIVE" if view.unconfirmed else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    event.add("CATEGORIES", vCategory([_in(lang, "Møte", "Meeting")]))
    written: bytes = event.to_ical(sorted=False)
    return written


def _span(day: dt.date, time: dt.time | None) -> tuple[dt.date, dt.date]:
    """The whole day; or in UTC, so that no client needs to know our time zone."""
    if time is None:
        return day, day + dt.timedelta(days=1)
    start = dt.datetime.combine(day, time.replace(tzinfo=None), OSLO).astimezone(dt.UTC)
    return start, start + SLOT


def _lines(view: MeetingView, lang: str, day: dt.date) -> Iterator[str]:
    yield f"{_in(lang, 'Møte', 'Meeting')}: {one_line(view.title, TITLE_LIMIT) or '–'}"
    yield f"{_in(lang, 'Tid', 'Time')}: {long_date(day, lang)}{_clock(view.meeting.time, lang)}."
    if view.meeting.time is not None:
        yield _in(lang, "Hvor lenge møtet varer, er ikke oppgitt.", "How long it lasts is not stated.")
    if view.actor_names:
        names = [one_line(name, NAME_LIMIT) or "–" for name in view.actor_names]
        yield f"{_in(lang, 'Med', 'With')}: {listed(names, lang)}"
    if view.whole:
        yield f"{_in(lang, 'En del av', 'A part of')}: {one_line(view.whole, TITLE_LIMIT)}"
    if view.unconfirmed:
        words = _in(lang, *UNCONFIRMED)
        yield f"{words[:1].upper()}{words[1:]}."
    if view.meeting.sources:
        yield _in(lang, "Møtet står i:", "Where the meeting stands:")
        yield f"- {cited(view.document_names, view.meeting.sources, lang)}"


def _clock(time: dt.time | None, lang: str) -> str:
    if time is None:
        return _in(lang, ", klokkeslett ikke oppgitt", ", no time of day stated")
    return _in(lang, f" kl. {time:%H.%M}", f" at {time:%H:%M}") + _in(lang, " (norsk tid)", " (Norwegian time)")


def _in(lang: str, nb: str, en: str) -> str:
    return en if lang == "en" else nb
