"""The calendar service as a plain ASGI application: a path, a look-up, ready bytes.

What lives here: which path means what, and what each of them answers. It holds no rules and reads no database; whatever it
does not know goes to `other`, where a framework may stand one day. Secrets are looked up by their hash and named nowhere.
"""

import hashlib
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from arshjul.flows.watch import is_late
from arshjul.web.answers import PRIVATE, Answer, Headers, plain_text, takes_gzip
from arshjul.web.files import asset
from arshjul.web.keeping import Entry, Keeper
from arshjul.web.languages import spoken
from arshjul.web.page import gone_page, subscribe_page
from arshjul.web.protocol import HEAD_LIMIT

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("arshjul.web")
_FEED = re.compile(rb"/feeds/([a-z2-7]{32})(\.ics)?")
_HOST = re.compile(rb"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_ALLOW = (b"allow", b"GET, HEAD")
_RETRY = (b"retry-after", b"120")
_CHUNK = 128 * 1024


class FeedApp:
    """Answers from what the keeper keeps."""

    def __init__(self, keeper: Keeper, other: Asgi | None = None) -> None:
        self._keeper, self._other = keeper, other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = self._answer(scope)
        except Exception as error:  # nothing of the request may come into a log
            log.error("unexpected trouble while answering: %s", type(error).__name__)
            answer = plain_text(500, "Noe gikk galt. / Something went wrong.")
        if answer is None:
            assert self._other is not None
            await self._other(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        body = b"" if scope["method"] == "HEAD" else answer.body
        for start in range(0, len(body) - _CHUNK, _CHUNK):  # a slow reader of a large body waits here, and holds little
            chunk = body[start : start + _CHUNK]
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        rest = (len(body) - 1) // _CHUNK * _CHUNK if body else 0
        await send({"type": "http.response.body", "body": body[rest:] if rest else body})

    def _answer(self, scope: Scope) -> Answer | None:
        """None for what somebody else answers."""
        if sum(len(name) + len(value) for name, value in scope["headers"]) > HEAD_LIMIT:
            return plain_text(431, "Hodet er for langt. / The headers are too long.")
        path: bytes = scope.get("raw_path") or scope["path"].encode()  # as sent: a coded slash is no slash
        asked = _FEED.fullmatch(path)
        if asked is not None:
            return self._feed(scope, asked[1], asked[2] is not None)
        if path in _FIXED:
            return _FIXED[path](self) if scope["method"] in ("GET", "HEAD") else _not_allowed()
        found = asset(path)
        if found is not None:
            return found if scope["method"] in ("GET", "HEAD") else _not_allowed()
        if self._other is not None and not path.startswith(b"/feeds/"):
            return None
        return plain_text(404, "Finnes ikke. / Not found.")

    def _feed(self, scope: Scope, secret: bytes, wants_calendar: bool) -> Answer:
        entry = self._keeper.kept.entries.get(hashlib.sha256(secret).hexdigest())
        if entry is None:
            if self._keeper.away or not self._keeper.kept.loaded:
                return _unavailable()  # it may have been made while we could not look
            return plain_text(404, "Finnes ikke. / Not found.")
        if scope["method"] not in ("GET", "HEAD"):
            return _not_allowed()
        told = _told(scope["headers"])
        if not self._answers(entry):
            gone = plain_text(410, "Kalenderen er trukket tilbake. / This calendar has been revoked.")
            return gone if wants_calendar else gone_page(spoken(told), self._keeper)
        if entry.ready is None:
            return _unavailable()
        if not wants_calendar:
            return subscribe_page(self._address(secret.decode(), told), entry, spoken(told), self._keeper)
        gzip = entry.held.subscription.wish.gzip and takes_gzip(told.get(b"accept-encoding", b""))
        if scope["method"] == "GET":
            one, mark = entry.held.subscription.id, entry.ready.feed.mark
            self._keeper.marker.fetched(one, mark, told.get(b"user-agent", b""))
        return entry.ready.answer(told.get(b"if-none-match"), told.get(b"if-modified-since"), gzip=gzip)

    def _address(self, secret: str, told: Mapping[bytes, bytes]) -> str:
        """The https address of a calendar: the office's, or the host that was asked while the office names none."""
        office = self._keeper.kept.office
        if office is not None and office.public_address:
            return f"{office.public_address}/feeds/{secret}.ics"
        host = told.get(b"host", b"")
        return f"https://{host.decode() if _HOST.fullmatch(host) else 'localhost'}/feeds/{secret}.ics"

    def _answers(self, entry: Entry) -> bool:
        one = entry.held.subscription
        if one.grace_until is None:
            return one.revoked_at is None
        return one.answers(self._keeper.clock().at)

    def health(self) -> Answer:
        """200 as long as it serves; whether the day's run and the store are well stands in the body."""
        keeper = self._keeper
        last = keeper.last_day_at
        told = {
            "status": "ok",
            "store": "away" if keeper.away else "ok",
            "last_day_at": last.isoformat() if last else None,
            "stale": last is None or is_late(last, keeper.clock().at),
            "feeds": len(keeper.kept.shelf.feeds),
            "subscriptions": len(keeper.kept.entries),
            "faulty_events": keeper.kept.shelf.unshown,
            "faulty_feeds": len(keeper.kept.shelf.faulty),
            "trouble": dict(sorted(keeper.trouble.items())),
        }
        return _json(200, told)

    def ready(self) -> Answer:
        """200 once the store has been read."""
        loaded = self._keeper.kept.loaded
        return _json(200 if loaded else 503, {"ready": loaded}, *(() if loaded else (_RETRY,)))

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self._keeper.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self._keeper.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


_FIXED: dict[bytes, Callable[[FeedApp], Answer]] = {b"/healthz": FeedApp.health, b"/readyz": FeedApp.ready}


def _told(headers: Headers) -> dict[bytes, bytes]:
    """The request's headers by name; those sent twice are one list (RFC 9110 5.3)."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b"," + value if name in found else value
    return found


def _not_allowed() -> Answer:
    return plain_text(405, "Bare GET og HEAD. / GET and HEAD only.", _ALLOW)


def _unavailable() -> Answer:
    text = "Kalenderen er ikke tilgjengelig akkurat nå. / The calendar is not available just now."
    return plain_text(503, text, _RETRY)


def _json(status: int, told: dict[str, Any], *more: tuple[bytes, bytes]) -> Answer:
    body = json.dumps(told, ensure_ascii=False).encode() + b"\n"
    kind = (b"content-type", b"application/json")
    fresh = [header for header in PRIVATE if header[0] != b"cache-control"]
    length = (b"content-length", str(len(body)).encode())
    return Answer(status, [kind, (b"cache-control", b"no-store"), *fresh, *more, length], body)
