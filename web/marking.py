"""Writes down which client has fetched which edition, well after it was served and not too often.

What lives here: what waits to be written, and when it may be. The rows are `store/subscriptions.py`.
"""

import datetime as dt
import time
from collections.abc import Callable
from typing import NamedTuple

from arshjul.models.moment import Moment
from arshjul.store.subscriptions import MARK_EVERY, Fetched, note_fetched
from arshjul.web.aside import Aside
from arshjul.web.clients import family
from arshjul.web.store_door import Door

LOOK_SECONDS = 2.0


class _Mark(NamedTuple):
    """When (by the steady clock), which edition, and what the client says of itself."""

    at: float
    mark: str
    agent: bytes


class Marker:
    """What is still to be written; a fetch costs one entry in a dictionary."""

    def __init__(self, door: Door, clock: Callable[[], Moment], seconds: float = LOOK_SECONDS) -> None:
        self.seconds = seconds
        self.thread = Aside("marking")
        self._door, self._clock = door, clock
        self._waiting: dict[int, _Mark] = {}
        self._written: dict[int, float] = {}

    def fetched(self, subscription: int, mark: str, agent: bytes) -> None:
        """Somebody has this edition now."""
        self._waiting[subscription] = _Mark(time.monotonic(), mark, agent)

    async def write(self) -> None:
        """Write what waits, each subscription at most once a minute."""
        now, pause = time.monotonic(), MARK_EVERY.total_seconds()
        await self._write([one for one in self._waiting if now - self._written.get(one, -pause) >= pause])

    async def write_all(self) -> None:
        """Write all that waits."""
        await self._write(list(self._waiting))

    async def _write(self, which: list[int]) -> None:
        if not which:
            return
        marks = {one: self._waiting.pop(one) for one in which}
        wall, steady = self._clock().recorded_at, time.monotonic()
        rows = [
            Fetched(one, wall - dt.timedelta(seconds=steady - mark.at), mark.mark, family(mark.agent))
            for one, mark in marks.items()
        ]
        try:
            await self.thread.do(lambda: self._store(rows))
        except BaseException:
            self._waiting = marks | self._waiting  # for the next time
            raise
        self._written |= dict.fromkeys(which, steady)

    def _store(self, rows: list[Fetched]) -> None:
        with self._door.parts().database.write() as connection:
            note_fetched(connection, rows)
