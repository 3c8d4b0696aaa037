"""What the service makes of its clock: months that turn, clocks that jump, a day's run that is long ago."""

import asyncio
import datetime as dt
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from calendar_service import subscribed
from office import Office, instant
from sqlalchemy.exc import OperationalError

from arshjul.flows.subscribing import secret_hash
from arshjul.models.moment import Moment
from arshjul.store import pulse
from arshjul.store.leading import Lead
from arshjul.web.app import FeedApp
from arshjul.web.keeping import Keeper
from arshjul.web.store_door import Away, Door


class Clock:
    """A clock that the test sets."""

    def __init__(self, when: str) -> None:
        self.set(when)

    def set(self, when: str) -> None:
        self._at = instant(when)

    def __call__(self) -> Moment:
        return Moment(self._at, self._at)


class Counted(Keeper):
    """A keeper of which one can know when it has looked, however slow the machine is."""

    def __init__(self, door: Door, clock: Callable[[], Moment]) -> None:
        super().__init__(door, clock)
        self.turns = Counter[str]()

    async def settled(self) -> None:
        """Until it has published, and then read, in turns that began after now."""
        for name in ("publishing", "reading"):
            until = self.turns[name] + 2  # one may be under way
            while self.turns[name] < until:
                await asyncio.sleep(0.02)

    async def _look(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        await super()._look(name, look)
        self.turns[name] += 1


def keeper(office: Office, clock: Callable[[], Moment]) -> Counted:
    file = Path(office.url.removeprefix("sqlite:///"))
    return Counted(Door(office.open, file, office.portfolio_path), clock)


def tags(kept: Counted, clock: Clock, secret: str, moments: list[str]) -> list[str]:
    """The calendar's tag at each of these times, as the running service has it a moment later."""

    async def run() -> list[str]:
        found = []
        await kept.start()
        for when in moments:
            clock.set(when)
            await kept.settled()
            entry = kept.kept.entries[secret_hash(secret)]
            found.append(entry.ready.feed.tag if entry.ready else "")
        await kept.stop()
        return found

    return asyncio.run(run())


def test_a_clock_that_jumps_ahead_and_back_ends_where_it_began(public_office: Office) -> None:
    secret, clock = subscribed(public_office), Clock("2024-03-01")
    found = tags(keeper(public_office, clock), clock, secret, ["2024-03-01", "2024-03-31", "2031-01-01", "2024-03-02"])
    assert found[0] == found[1] == found[3] != found[2]
    assert all(found)


def test_the_turn_of_the_month_is_noticed_without_any_change_in_the_database(public_office: Office) -> None:
    secret, clock = subscribed(public_office), Clock("2024-03-31T23:59")
    march, april = tags(keeper(public_office, clock), clock, secret, ["2024-03-31T23:59", "2024-04-01T00:00"])
    assert march != april


@pytest.mark.parametrize(("hours", "stale"), [(0, False), (26, False), (26.001, True), (-1, False)])
def test_a_days_run_is_stale_after_twenty_six_hours(public_office: Office, hours: float, stale: bool) -> None:
    clock = Clock("2024-03-01")
    with public_office.parts.database.write() as connection:
        pulse.note_day(connection, clock().at - dt.timedelta(hours=hours))
    kept = keeper(public_office, clock)

    async def health() -> dict[str, object]:
        await kept.start()
        told: dict[str, object] = json.loads(FeedApp(kept).health().body)
        await kept.stop()
        return told

    told = asyncio.run(health())
    assert (told["stale"], told["store"]) == (stale, "ok")


def test_a_store_that_is_away_from_the_start_is_told_and_taken_up_when_it_comes(public_office: Office) -> None:
    secret, clock = subscribed(public_office), Clock("2024-03-01")
    file = Path(public_office.url.removeprefix("sqlite:///"))
    public_office.parts.database.close()
    file.rename(file.with_suffix(".aside"))
    kept = keeper(public_office, clock)
    app = FeedApp(kept)

    async def asked() -> list[int]:
        found = []
        await kept.start()
        for _ in range(2):
            found += [app.ready().status, await status(app, f"/feeds/{secret}.ics"), app.health().status]
            if not file.exists():
                file.with_suffix(".aside").rename(file)
            await kept.settled()
        await kept.stop()
        return found

    assert asyncio.run(asked()) == [503, 503, 200, 200, 200, 200]


async def status(app: FeedApp, path: str) -> int:
    """What a GET answers."""
    sent: list[int] = []

    async def send(message: dict[str, object]) -> None:
        if "status" in message:
            sent.append(int(str(message["status"])))

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "headers": []}
    await app(scope, receive, send)  # type: ignore[arg-type]
    return sent[0]


def test_the_lead_is_given_up_at_the_end(public_office: Office) -> None:
    clock = Clock("2024-03-01")
    tags(keeper(public_office, clock), clock, subscribed(public_office), ["2024-03-01"])
    lead = Lead(public_office.parts.database)
    assert lead.held()
    lead.release()


def test_parts_that_somebody_still_holds_make_no_database_where_the_file_is_gone(public_office: Office) -> None:
    file = Path(public_office.url.removeprefix("sqlite:///"))
    door = Door(public_office.open, file, public_office.portfolio_path)
    parts = door.parts()
    public_office.parts.database.close()
    file.rename(file.with_suffix(".aside"))
    with pytest.raises(Away):
        door.parts()
    with pytest.raises(OperationalError), parts.database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert not file.exists()
    door.close()
