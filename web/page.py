"""The page behind an address without `.ics`: what the calendar holds, and how to subscribe to it.

What lives here: what the page shows. Its words and form are `pages/*.html.j2` and `page_words.py`. Nothing on it comes from
another place, and it works without a script.
"""

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from arshjul.calendar.date_words import long_date, short_date
from arshjul.calendar.feed_extras import upcoming
from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import Lang
from arshjul.models.tables_feeds import FeedScope
from arshjul.web.answers import PRIVATE, Answer, Headers
from arshjul.web.files import assets
from arshjul.web.page_words import WORDS

if TYPE_CHECKING:
    from arshjul.web.keeping import Entry, Keeper

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", _POLICY.encode()),
    (b"vary", b"Accept-Language"),
    *(header for header in PRIVATE if header[0] != b"cache-control"),
    (b"cache-control", b"private, no-store"),
]
_SHOWN = 5


def subscribe_page(address: str, entry: "Entry", lang: Lang, keeper: "Keeper") -> Answer:
    """The page of a calendar that can be subscribed to; `address` is its https address."""
    assert entry.ready is not None
    now = keeper.clock()
    wish, feed = entry.held.subscription.wish, entry.ready.feed
    coming = upcoming(feed.plain, now.today, _SHOWN)
    webcal = "webcal://" + address.partition("://")[2]
    values = {
        "title": feed.name,
        "holds": _holds(wish.scope_kind, lang),
        "window": WORDS[lang]["window"].format(past=wish.past_days, future=wish.future_months),
        "feed_lang": wish.lang,
        "deadlines": [
            (one.day.isoformat(), long_date(one.day, lang), one.summary, _workday(one.day, lang)) for one in coming
        ],
        "https": address,
        "webcal": webcal,
        "google": "https://calendar.google.com/calendar/r?cid=" + quote(webcal, safe=""),
        "outlook": f"https://outlook.office.com/calendar/0/addfromweb?url={quote(address, safe='')}"
        f"&name={quote(feed.name, safe='')}",
        "ends": _ends(entry, lang),
        "alarms": wish.alarms,
    }
    return _html(200, "subscribe.html.j2", lang, values, keeper)


def gone_page(lang: Lang, keeper: "Keeper") -> Answer:
    """The page of a calendar that was taken back."""
    return _html(410, "gone.html.j2", lang, {"title": WORDS[lang]["gone_title"]}, keeper)


def _html(status: int, template: str, lang: Lang, values: dict[str, Any], keeper: "Keeper") -> Answer:
    office = keeper.kept.office
    assert office is not None
    frame = {
        "lang": lang.value,
        "w": WORDS[lang],
        "assets": assets(),
        "office": office.name[lang],
        "mail": office.email,
    }
    body = _environment().get_template(template).render(frame | values).encode()
    return Answer(status, [*_HEADERS, (b"content-length", str(len(body)).encode())], body)


def _holds(kind: FeedScope, lang: Lang) -> str:
    return str(WORDS[lang][f"holds_{kind.value}"])


def _workday(day: dt.date, lang: Lang) -> str | None:
    """The last working day before a deadline that falls on another day."""
    last = last_workday(day)
    return None if last == day else WORDS[lang]["workday"].format(day=short_date(last, lang))


def _ends(entry: "Entry", lang: Lang) -> str | None:
    until = entry.held.recipe.notice
    return WORDS[lang]["ends"].format(day=long_date(until.until, lang)) if until else None


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("arshjul.web", "pages"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
