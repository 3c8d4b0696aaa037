"""A server on loopback that speaks the part of Slack's Web API that the program uses, and can be told to misbehave.

What lives here: the server, what it kept, and its rules, which are Slack's as far as they matter here: who may post
where, what a thread is, what history shows. It runs in a thread of its own; `faults` may be filled at any time. For a
trial by hand: `python tests/helpers/slack_server.py`.
"""

import asyncio
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from aiohttp import web

TOKEN = "xoxb-loopback"
POST = "chat.postMessage"


class Fault(StrEnum):
    """What goes wrong with one call. What begins with ACCEPT has done what was asked before it goes wrong."""

    RATE_LIMITED = "429 with Retry-After"
    BROKEN = "500, nothing done"
    ACCEPT_THEN_BROKEN = "500, done all the same"
    ACCEPT_THEN_SILENT = "done, and no answer"
    ACCEPT_THEN_DROP = "done, and the connection dropped"
    ACCEPT_THEN_HALF = "done, and half an answer"
    DROP = "connection dropped, nothing done"
    SILENT = "no answer, nothing done"
    PAGE = "200 with a web page, nothing done"


@dataclass(slots=True)
class Posted:
    """A message the server took."""

    channel: str
    ts: str
    body: dict[str, Any]

    @property
    def key(self) -> str | None:
        """Our own key, from the metadata."""
        return self.body.get("metadata", {}).get("event_payload", {}).get("key")

    @property
    def thread(self) -> str | None:
        """The message it stands under."""
        return self.body.get("thread_ts")


class _Refused(Exception):
    """An answer with `ok: false`."""


@dataclass(slots=True)
class SlackServer:
    """Use as a context manager; `url` is what ARSHJUL_SLACK_API_URL takes.

    `people`: e-mail address to id. `channels`: ids the bot is in. `faults`: one is used up per call of the method, a
    `Fault` or an error code; `decide` is asked when there is none. `pace`, `channel_pace`: posts per second, in all and to
    one conversation, before it answers 429.
    """

    people: dict[str, str] = field(default_factory=lambda: {"kari@example.no": "U012AB3CD"})
    channels: set[str] = field(default_factory=lambda: {"C0OFFICE"})
    archived: set[str] = field(default_factory=set)
    retry_after: str = "1"
    page_size: int = 1000
    pace: int | None = None
    channel_pace: int | None = None
    decide: Callable[[str], "Fault | str | None"] = lambda method: None
    faults: dict[str, deque[Fault | str]] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    direct: dict[str, str] = field(default_factory=dict)
    url: str = ""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _ready: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _recent: dict[str, deque[float]] = field(default_factory=dict)
    _clock: int = 0

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "the server must come up"
        return self

    def __exit__(self, *problem: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        if self._thread:
            self._thread.join(10)

    def fail(self, method: str, *faults: Fault | str) -> None:
        """What the next calls of a method meet, in order."""
        self.faults.setdefault(method, deque()).extend(faults)

    def keys(self) -> Counter[str | None]:
        """How often each key was taken."""
        return Counter(message.key for message in self.posted)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        left = asyncio.all_tasks(self._loop)  # those that were told never to answer
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application(client_max_size=10 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._call)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"
        return runner

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        arguments = await _arguments(request)
        waiting = self.faults.get(method)
        fault = waiting.popleft() if waiting else self.decide(method)
        if fault is None and method == POST and self._too_fast(str(arguments.get("channel", ""))):
            fault = Fault.RATE_LIMITED
        if fault is None or (isinstance(fault, Fault) and fault.name.startswith("ACCEPT")):
            answer = self._answer(method, request, arguments)
        else:
            answer = {"ok": False, "error": fault}
        return await self._misbehave(request, fault, answer) if isinstance(fault, Fault) else web.json_response(answer)

    async def _misbehave(self, request: web.Request, fault: Fault, answer: dict[str, Any]) -> web.StreamResponse:
        if fault is Fault.RATE_LIMITED:
            headers = {"Retry-After": self.retry_after} if self.retry_after else {}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault in (Fault.BROKEN, Fault.ACCEPT_THEN_BROKEN):
            return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
        if fault is Fault.PAGE:
            return web.Response(text="<html>sign in</html>", content_type="text/html")
        if fault in (Fault.SILENT, Fault.ACCEPT_THEN_SILENT):
            await asyncio.sleep(3600)
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
        if fault is Fault.ACCEPT_THEN_HALF:
            await response.prepare(request)
            await response.write(json.dumps(answer).encode()[:10])
        if request.transport:
            request.transport.abort()
        return response

    def _too_fast(self, channel: str) -> bool:
        now = time.monotonic()
        kept = [
            (self._recent.setdefault(place, deque()), pace)
            for place, pace in (("", self.pace), (channel, self.channel_pace))
            if pace is not None
        ]
        for recent, _ in kept:
            while recent and recent[0] <= now - 1:
                recent.popleft()
        if any(len(recent) >= pace for recent, pace in kept):
            return True
        for recent, _ in kept:
            recent.append(now)
        return False

    def _answer(self, method: str, request: web.Request, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                raise _Refused("invalid_auth")
            rules = {
                POST: self._post,
                "users.lookupByEmail": self._look_up,
                "conversations.open": self._open,
                "conversations.history": self._history,
                "conversations.replies": self._replies,
            }
            if method not in rules:
                raise _Refused("unknown_method")
            return {"ok": True, **rules[method](arguments)}
        except _Refused as refused:
            return {"ok": False, "error": str(refused)}

    def _look_up(self, arguments: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(arguments.get("email", ""))
        if person is None:
            raise _Refused("users_not_found")
        return {"user": {"id": person, "name": "x"}}

    def _open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        person = arguments.get("users", "")
        if person not in self.people.values():
            raise _Refused("user_not_found")
        return {"channel": {"id": self.direct.setdefault(person, f"D0{len(self.direct):06d}")}}

    def _place(self, arguments: dict[str, Any]) -> str:
        channel = arguments.get("channel", "")
        if channel not in self.channels and channel not in self.direct.values():
            raise _Refused("channel_not_found")
        return str(channel)

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._place(arguments)
        if channel in self.archived:
            raise _Refused("is_archived")
        if not arguments.get("text"):
            raise _Refused("no_text")
        if len(arguments.get("blocks", [])) > 50:
            raise _Refused("invalid_blocks")
        first = arguments.get("thread_ts")
        if first is not None and not any(m.channel == channel and m.ts == first for m in self.posted):
            raise _Refused("thread_not_found")
        self._clock = max(self._clock + 1, time.time_ns() // 1000)
        ts = f"{self._clock // 10**6}.{self._clock % 10**6:06d}"
        self.posted.append(Posted(channel, ts, arguments))
        return {"channel": channel, "ts": ts, "message": {"text": arguments["text"]}}

    def _history(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel = self._place(arguments)
        found = [m for m in self.posted if m.channel == channel and (m.thread is None or m.thread == m.ts)]
        return self._page(found[::-1], arguments)

    def _replies(self, arguments: dict[str, Any]) -> dict[str, Any]:
        channel, first = self._place(arguments), arguments.get("ts")
        found = [m for m in self.posted if m.channel == channel and first in (m.ts, m.thread)]
        if not any(m.ts == first for m in found):
            raise _Refused("thread_not_found")
        return self._page(found, arguments)

    def _page(self, found: list[Posted], arguments: dict[str, Any]) -> dict[str, Any]:
        """Without `include_all_metadata` nobody sees metadata; a page may hold less than was asked for."""
        oldest = float(arguments.get("oldest") or 0)
        found = [message for message in found if float(message.ts) >= oldest]
        start = int(arguments.get("cursor") or 0)
        end = start + min(int(arguments.get("limit") or 100), self.page_size)
        shown = (
            ("text", "metadata") if str(arguments.get("include_all_metadata")) in ("1", "true", "True") else ("text",)
        )
        messages = [{"ts": m.ts, **{name: m.body.get(name) for name in shown}} for m in found[start:end]]
        more = end < len(found)
        cursor = str(end) if more else ""
        return {"messages": messages, "has_more": more, "response_metadata": {"next_cursor": cursor}}


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **await request.post()}


if __name__ == "__main__":
    with SlackServer() as server:
        print(f"ARSHJUL_SLACK_TOKEN={TOKEN} ARSHJUL_SLACK_API_URL={server.url}", flush=True)
        seen = 0
        while True:
            for message in server.posted[seen:]:
                print(
                    json.dumps({"channel": message.channel, "ts": message.ts, **message.body}, ensure_ascii=False),
                    flush=True,
                )
            seen = len(server.posted)
            time.sleep(0.2)
