"""HTTP answers for calendars: which one a request gets, with headers made once per edition and not per request.

What lives here: conditional requests, content coding and ready headers (RFC 9110 sections 8.8, 12.5.3, 13). Where the
bytes come from is `keeping.py`, which path means what `app.py`.
"""

import datetime as dt
from collections.abc import Iterable
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple

from arshjul.flows.feed_making import Feed

Headers = list[tuple[bytes, bytes]]

PRIVATE: Headers = [
    (b"cache-control", b"private, no-cache"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
]
"""What every answer about a subscription has."""
_CALENDAR: Headers = [
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"content-disposition", b'inline; filename="frister.ics"'),  # a saved file must not be named after the secret
    (b"vary", b"Accept-Encoding"),
    *PRIVATE,
]
_GZIP = b"-gzip"


class Answer(NamedTuple):
    """One HTTP answer. `headers` hold no length of a body that is not sent."""

    status: int
    headers: Headers
    body: bytes


class Coded:
    """A calendar in one content coding, with its two answers ready."""

    __slots__ = ("found", "same", "tag")

    def __init__(self, feed: Feed, body: bytes, coding: bytes = b"") -> None:
        self.tag = b'"' + feed.tag.encode() + (_GZIP if coding else b"") + b'"'
        known: Headers = [(b"etag", self.tag), (b"last-modified", http_date(feed.modified)), *_CALENDAR]
        length = [(b"content-length", str(len(body)).encode())]
        self.same = Answer(304, known, b"")
        self.found = Answer(200, [*known, *length, *([(b"content-encoding", coding)] if coding else [])], body)


class Ready:
    """A calendar ready to be served, plain and (as soon as it is packed) compressed."""

    __slots__ = ("_feed", "_packed", "_plain", "_tags")

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._plain = Coded(feed, feed.plain)
        self._packed: Coded | None = None
        self._tags = {self._plain.tag, self._plain.tag[:-1] + _GZIP + b'"'}

    @property
    def feed(self) -> Feed:
        """What it was made of."""
        return self._feed

    def answer(self, if_none_match: bytes | None, if_modified_since: bytes | None, *, gzip: bool) -> Answer:
        """200 with the calendar, or 304 when the client has this edition, by its tag or else by its date."""
        coded = self._coded() if gzip else self._plain
        if if_none_match is not None:
            return coded.same if self._is_known(if_none_match) else coded.found
        if if_modified_since is not None and _unchanged_since(if_modified_since, self._feed.modified):
            return coded.same
        return coded.found

    def _coded(self) -> Coded:
        if self._packed is None and self._feed.packed is not None:
            self._packed = Coded(self._feed, self._feed.packed, b"gzip")
        return self._packed or self._plain

    def _is_known(self, listed: bytes) -> bool:
        """Compared weakly, as RFC 9110 13.1.2 has it; whichever coding the client holds, it is this edition."""
        if listed in self._tags:
            return True
        return any(tag in self._tags or tag == b"*" for tag in _tags(listed))


def http_date(at: dt.datetime) -> bytes:
    """An instant as HTTP writes it."""
    return format_datetime(at.astimezone(dt.UTC), usegmt=True).encode()


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Whether Accept-Encoding allows gzip and does not prefer the plain form (RFC 9110 12.5.3)."""
    weights: dict[bytes, float] = {}
    for part in accepted.lower().split(b","):
        name, _, rest = part.partition(b";")
        weights[name.strip()] = _weight(rest)
    gzip = weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", 0.0)))
    return gzip > 0 and gzip >= weights.get(b"identity", 0.0)


def plain_text(status: int, text: str, *more: tuple[bytes, bytes], known: Headers = PRIVATE) -> Answer:
    """A short answer for people and logs; never kept by anybody in between."""
    body = f"{text}\n".encode()
    kept = [header for header in known if header[0] != b"cache-control"]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *kept, *more]
    return Answer(status, [*headers, (b"content-length", str(len(body)).encode())], body)


@lru_cache(maxsize=1024)
def _unchanged_since(told: bytes, modified: dt.datetime) -> bool:
    """A date that is none is as good as no date (RFC 9110 13.1.3)."""
    try:
        since = parsedate_to_datetime(told.decode("latin-1"))
    except (TypeError, ValueError, IndexError, OverflowError):
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=dt.UTC))


def _tags(listed: bytes) -> Iterable[bytes]:
    return (tag.strip().removeprefix(b"W/") for tag in listed.split(b","))


def _weight(rest: bytes) -> float:
    """The q of one coding; what cannot be read counts as 0, since nobody has asked for that clearly."""
    for parameter in rest.split(b";"):
        name, _, value = parameter.partition(b"=")
        if name.strip() == b"q":
            try:
                return max(0.0, min(1.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0
