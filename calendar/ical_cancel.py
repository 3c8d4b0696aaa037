"""An event that is no longer owed, told to the calendars that hold it (RFC 5545 3.8.1.11).

What lives here: a kept event in, its cancelled form out. The bytes are all that is needed, so that a deliverable
which has left the wheel can still be taken out of people's calendars.
"""

from datetime import UTC, datetime

from icalendar import Event

from arshjul.calendar.ical_text import Text

_PREFIX = {"nb": "AVLYST: ", "en": "CANCELLED: "}
_WAIVED = {"nb": "FRAFALT: ", "en": "WAIVED: "}


def cancelled_event(body: bytes, lang: str, sequence: int, changed_at: datetime) -> bytes:
    """The same event with STATUS:CANCELLED, a raised SEQUENCE and a summary that says so."""
    event = Event.from_ical(body)
    assert isinstance(event, Event)
    code = "en" if lang == "en" else "nb"
    summary = str(event["SUMMARY"]).removeprefix(_PREFIX[code]).removeprefix(_WAIVED[code])
    new = {"STATUS": "CANCELLED", "SUMMARY": Text(_PREFIX[code] + summary)}
    stamp = changed_at.astimezone(UTC)
    rebuilt = Event()
    for name, value in event.property_items(recursive=False, sorted=False):
        if name in ("BEGIN", "END"):
            continue
        if name in ("DTSTAMP", "LAST-MODIFIED"):
            rebuilt.add(name, stamp)
        elif name == "SEQUENCE":
            rebuilt.add(name, sequence)
        elif name == "DESCRIPTION":
            rebuilt.add(name, Text(str(value)))
        else:
            rebuilt.add(name, new.get(name, value))
    written: bytes = rebuilt.to_ical(sorted=False)
    return written
