"""Ready event bytes in, one calendar's bytes out (RFC 5545 3.4, RFC 7986 5).

What lives here: the frame of a calendar and the joining of events. Events are rendered by `ical_event.py`, once per
revision; which of them belong together is `scopes.py`. Nothing is read or written.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, vDuration, vUri

from arshjul.calendar.ical_text import Text, one_line, uri

PRODID = "-//arshjul//calendars//NB"
DEFAULT_REFRESH = timedelta(hours=4)
_NAME_LIMIT, _DESCRIPTION_LIMIT = 200, 1_000
_END = b"END:VCALENDAR\r\n"
_CSS_COLOUR = re.compile(r"[a-z]{3,24}")


@dataclass(frozen=True, slots=True)
class FeedHeader:
    """What stands above the events: name, colour (a CSS3 name), and how often a client should look.

    `url` is a page for people, `source` the address of this very feed; both are left out until there is one.
    """

    name: str
    description: str | None = None
    color: str = "steelblue"
    refresh: timedelta = DEFAULT_REFRESH
    url: str | None = None
    source: str | None = None


def assemble(header: FeedHeader, events: Iterable[bytes]) -> bytes:
    """One calendar holding the events, each as `render_events` gave it, in the order of their UIDs.

    Equal input in any order gives equal bytes; input in order already costs little more than joining it. ValueError when
    there are no events, since a client would take an empty calendar as word that everything is gone, or when the header
    holds no colour name, a refresh under a minute or no web address.
    """
    ordered = sorted(events)
    if not ordered:
        raise ValueError("a calendar needs at least one event")
    return b"".join((_head(header), *ordered, _END))


@lru_cache(maxsize=512)
def _head(header: FeedHeader) -> bytes:
    """The lines above the first event; METHOD is left out, so that DTSTAMP means "last revised"."""
    if not _CSS_COLOUR.fullmatch(header.color):
        raise ValueError("the colour must be a CSS3 name")
    if header.refresh < timedelta(minutes=1):
        raise ValueError("a client cannot be asked to look more than once a minute")
    name = Text(one_line(header.name, _NAME_LIMIT) or "–")
    frame = Calendar()
    frame.add("PRODID", Text(PRODID))
    frame.add("VERSION", "2.0")
    frame.add("CALSCALE", "GREGORIAN")
    frame.add("NAME", name)
    frame.add("X-WR-CALNAME", name)
    if header.description:
        frame.add("DESCRIPTION", Text(one_line(header.description, _DESCRIPTION_LIMIT)))
    frame.add("COLOR", header.color)
    frame.add("REFRESH-INTERVAL", vDuration(header.refresh), parameters={"VALUE": "DURATION"})
    frame.add("X-PUBLISHED-TTL", vDuration(header.refresh))
    if header.url:
        frame.add("URL", vUri(uri(header.url)))
    if header.source:
        frame.add("SOURCE", vUri(uri(header.source)), parameters={"VALUE": "URI"})
    written: bytes = frame.to_ical(sorted=False)
    return written.removesuffix(_END)
