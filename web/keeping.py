"""Keeps what is served equal to the database: looks several times a second, and writes down who has fetched what.

What lives here: three loops beside the serving, each with its own patience. Only the process that has the lead brings the
kept events up to date. While the store is away, what was read last is served on. HTTP is `app.py`.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from arshjul.flows.feeds import Emptied, Held, Shelf, pack, read_shelf
from arshjul.models.moment import Moment
from arshjul.models.portfolio import Office
from arshjul.models.problems import BadInput
from arshjul.store import feed_rows, pulse
from arshjul.web.answers import Ready
from arshjul.web.aside import Aside
from arshjul.web.marking import Marker
from arshjul.web.publishing import Publisher
from arshjul.web.store_door import Away, Door

log = logging.getLogger("arshjul.web")
LOOK_SECONDS, START_SECONDS = 0.25, 8.0
_TROUBLE = (Away, BadInput, Emptied, OSError, SQLAlchemyError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address: what stands behind it, and its calendar where there is one."""

    held: Held
    ready: Ready | None


@dataclass(slots=True)
class Kept:
    """What is served now. `loaded`: the store has been read at least once."""

    entries: dict[str, Entry] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    office: Office | None = None
    version: object = None
    loaded: bool = False

    def is_whole(self, now: Moment) -> bool:
        """Whether every address that gives a calendar has one."""
        return all(entry.ready or not entry.held.subscription.answers(now.at) for entry in self.entries.values())


class Keeper:
    """The loops and what they keep. `trouble` holds what is wrong now, by loop; no secret is among it.

    `last_day_at`: when the day's run last ended well.
    """

    def __init__(self, door: Door, clock: Callable[[], Moment]) -> None:
        self.kept = Kept()
        self.trouble: dict[str, str] = {}
        self.last_day_at: dt.datetime | None = None
        self.clock = clock
        self.marker = Marker(door, clock)
        self.publisher = Publisher(door, clock)
        self._door = door
        self._reading, self._publishing = Aside("reading"), Aside("publishing")
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def away(self) -> bool:
        """Whether the store could not be read the last time."""
        return "reading" in self.trouble

    async def start(self) -> None:
        """Read once, so that the first request finds everything, and go on reading. What was never rendered, is first."""
        await self._once("reading", self._follow)
        if not self.kept.is_whole(self.clock()):
            await self._once("publishing", self._publish)
            await self._once("reading", self._follow)
        self._tasks = [
            asyncio.create_task(self._every(LOOK_SECONDS, "reading", self._follow)),
            asyncio.create_task(self._every(LOOK_SECONDS, "publishing", self._publish)),
            asyncio.create_task(self._every(self.marker.seconds, "marking", self.marker.write)),
        ]

    async def stop(self) -> None:
        """End the loops, write down what was fetched, give up the lead."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._once("marking", self.marker.write_all)
        self.publisher.close()
        self._door.close()
        for thread in (self._reading, self._publishing, self.marker.thread):
            thread.close()

    async def _once(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        try:
            await asyncio.wait_for(self._look(name, look), START_SECONDS)
        except TimeoutError:
            self._say(name, "the database does not answer")

    async def _every(self, seconds: float, name: str, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._look(name, look)
            await asyncio.sleep(seconds)

    async def _look(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        """One turn of a loop; whatever it meets, the next turn comes."""
        try:
            await look()
        except _TROUBLE as error:
            self._say(name, _plain(error))
        except Exception as error:
            self._say(name, f"unexpected: {type(error).__name__}")
        else:
            if self.trouble.pop(name, None):
                log.warning("%s works again", name)

    def _say(self, name: str, what: str) -> None:
        if self.trouble.get(name) != what:  # once, not four times a second
            log.warning("%s does not work; what was read last is served: %s", name, what)
        self.trouble[name] = what

    async def _publish(self) -> None:
        await self._publishing.do(self.publisher.bring_up_to_date)

    async def _follow(self) -> None:
        """Read the shelf anew when the database, the portfolio, the day or a grace has changed."""
        fresh = await self._reading.do(self._read)
        if fresh is not None:
            self.kept = fresh
            await self._reading.do(lambda: pack(fresh.shelf))

    def _read(self) -> Kept | None:
        parts, now, old = self._door.parts(), self.clock(), self.kept
        with parts.database.read() as connection:
            self.last_day_at = pulse.last_day(connection)  # which has no event in the log
            version = (feed_rows.newest(connection), self._door.stamps(), now.today)
            turned = old.shelf.turns_at is not None and now.at >= old.shelf.turns_at
            if old.loaded and version == old.version and not turned:
                return None
            shelf = read_shelf(connection, parts.portfolio, now, old.shelf)
        for recipe, what in shelf.faulty.items():
            log.error("the calendar of %s %s cannot be made: %s", recipe.wish.scope_kind, recipe.wish.scope, what)
        before = {entry.ready.feed.tag: entry.ready for entry in old.entries.values() if entry.ready}
        ready = {recipe: before.get(feed.tag) or Ready(feed) for recipe, feed in shelf.feeds.items()}
        entries = {key: Entry(held, ready.get(held.recipe)) for key, held in shelf.held.items()}
        return Kept(entries, shelf, parts.portfolio.office, version, loaded=True)


def _plain(error: Exception) -> str:
    """What is wrong, without statements and their values."""
    if isinstance(error, Away | BadInput):
        return str(error).splitlines()[0]
    if isinstance(error, Emptied):
        return "the database holds no subscriptions any more"
    origin = getattr(error, "orig", None)
    return (str(origin or type(error).__name__).splitlines() or ["?"])[0]
