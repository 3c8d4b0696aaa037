"""One revision of a deliverable in, the bytes of its calendar events out (RFC 5545 3.6.1).

What lives here: which events a deliverable has, their UIDs, and their properties as feeds need them. The sentences
are `ical_words.py`, whole calendars `ical_feed.py`. Rendering is done once per revision and the bytes are kept.
"""

from datetime import UTC, date, timedelta

from icalendar import Event, vCategory, vUri

from arshjul.calendar.ical_text import Text, uri
from arshjul.calendar.ical_words import EventView, description, summary
from arshjul.calendar.wording import KIND_WORDS, word

__all__ = ["EventView", "event_uid", "render_events"]


def event_uid(key: str, day: date | None = None) -> str:
    """The event's UID, the same for ever; `day` only for the further dates of an unsettled deadline.

    The underscore cannot occur in a key, so no two deliverables can share a UID.
    """
    return f"{key}@arshjul" if day is None else f"{key}_{day.isoformat()}@arshjul"


def render_events(view: EventView, lang: str) -> list[tuple[str, bytes]]:
    """UID and bytes (BEGIN:VEVENT to END:VEVENT, CRLF after every line) of each event of the deliverable.

    None when it awaits a date, one per stated date in an undecided conflict, else one. Equal views give equal bytes.
    ValueError when `changed_at` is naive, `sequence` negative, or `url` no web address.
    """
    if view.changed_at.tzinfo is None:
        raise ValueError("changed_at needs a time zone")
    if view.sequence < 0:
        raise ValueError("sequence counts from 0")
    dates = _dates(view)
    key = view.deliverable.key
    uids = [event_uid(key, day if place else None) for place, day in enumerate(dates)]
    return [(uid, _event(view, lang, uid, day, dates)) for uid, day in zip(uids, dates, strict=True)]


def _dates(view: EventView) -> list[date]:
    """The days that get an event, in order; the first of them keeps the plain UID."""
    item = view.deliverable
    if item.due is None:
        return []
    if not item.disputed:
        return [item.due]
    return sorted({item.due, *(stated.due for stated in item.stated)})


def _event(view: EventView, lang: str, uid: str, day: date, dates: list[date]) -> bytes:
    """Properties stand in a fixed order with the UID first, so that sorting events' bytes sorts them by UID."""
    event = Event()
    changed = view.changed_at.astimezone(UTC)
    event.add("UID", Text(uid))
    event.add("DTSTAMP", changed)
    event.add("LAST-MODIFIED", changed)
    event.add("SEQUENCE", view.sequence)
    event.add("DTSTART", day)
    event.add("DTEND", day + timedelta(days=1))
    event.add("SUMMARY", Text(summary(view, lang)))
    event.add("DESCRIPTION", Text(description(view, lang, day, dates)))
    event.add("STATUS", _status(view))
    event.add("TRANSP", "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")
    if view.restricted:
        event.add("CLASS", "PRIVATE")
    else:
        event.add("CATEGORIES", vCategory([word(KIND_WORDS, view.deliverable.kind, lang)]))
    if view.url:
        event.add("URL", vUri(uri(view.url)))
    written: bytes = event.to_ical(sorted=False)
    return written


def _status(view: EventView) -> str:
    if view.gone:
        return "CANCELLED"
    return "TENTATIVE" if view.deliverable.disputed or view.deliverable.unconfirmed else "CONFIRMED"
