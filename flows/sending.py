"""Sending what waits in the outbox, in the order of the queue, while the hour is decent.

What lives here: the run over the queue. What is done with one message is `attempt.py`. No Prefect; several may run side by side.
"""

import asyncio
import datetime as dt
import time
from dataclasses import dataclass, field

from arshjul.flows import passing_on, unread, watch
from arshjul.flows.attempt import Attempt, Pace, Sent
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.moment import Moment
from arshjul.notifications.manners import may_send
from arshjul.store import addresses, events, outbox

__all__ = ["Pace", "Sent", "dispatch"]

_MOST_WAITS = 20
_A_LITTLE = 0.01


async def dispatch(parts: Parts, pace: Pace = Pace()) -> Sent:
    """Send every waiting message, and what comes to wait meanwhile, while the hour is decent."""
    run = _Run(parts, pace, time.monotonic())
    if run.may_send():
        watch.tell_office(parts)
        unread.tell_people(parts)
        passing_on.pass_on_what_waits(parts)
        await run.all()
    return run.done


@dataclass(slots=True)
class _Run:
    """One dispatch."""

    first: Parts
    pace: Pace
    begun: float
    done: Sent = field(default_factory=Sent)
    resting: set[str] = field(default_factory=set)

    @property
    def parts(self) -> Parts:
        """The parts, with a clock that goes on by whole minutes: a long dispatch must not run into the night."""
        gone = dt.timedelta(minutes=(time.monotonic() - self.begun) // 60)
        now = self.first.moment
        return self.first.at(Moment(now.at + gone, now.recorded_at + gone)) if gone else self.first

    def may_send(self) -> bool:
        """Whether the hour is decent."""
        quiet = self.first.portfolio.office.quiet_hours
        return may_send(self.parts.moment.at, (quiet.start, quiet.end))

    async def all(self) -> None:
        """Everything that waits, in the order of the queue, each once."""
        seen: set[int] = set()
        while found := [row for row in self._queue() if row.id not in seen]:
            if not seen:
                self._can_be_noted()
            catalogue = self.first.catalogue()
            for row in found:
                seen.add(row.id)
                if not self.may_send():
                    return
                if row.channel not in self.resting:
                    await self._until_done(catalogue, row)

    def _can_be_noted(self) -> None:
        """BadInput now, and not once something has gone out, for a clock set by hand that stands before the log's end."""
        moment = self.first.moment
        if moment.at != moment.recorded_at:
            with self.first.database.write() as connection, connection.begin_nested() as trial:
                events.append(connection, moment, "message.sent", "")
                trial.rollback()

    def _queue(self) -> list[outbox.Queued]:
        moment = self.parts.moment
        with self.first.database.read() as connection:
            return outbox.queue(connection, moment.today, moment.at)

    async def _until_done(self, catalogue: Catalogue, row: outbox.Queued) -> None:
        """Once, and again after each wait that the other side asks for, as far as there is patience."""
        waits = 0
        while (wait := await self._one(catalogue, row)) is not None:
            waits += 1
            if wait > self.pace.patience.total_seconds() or waits > _MOST_WAITS:
                self.resting.add(row.channel)
                return
            await asyncio.sleep(wait + _A_LITTLE)

    async def _one(self, catalogue: Catalogue, row: outbox.Queued) -> float | None:
        """One try of one message; the seconds to wait before its channel may be used, when it may not be now."""
        parts = self.parts
        with parts.database.write() as connection:
            paused = addresses.paused(connection).get(row.channel)
            if paused:
                return paused[0]
            claimed = outbox.claim(connection, row.id, parts.worker, self.pace.lease)
            if claimed is None:
                return None
            attempt = Attempt(parts, catalogue, claimed, self.pace, self.done)
            try:
                with connection.begin_nested():
                    ready = attempt.look(connection)
            except (KeyError, TypeError, ValueError) as error:  # a row that this edition cannot read stops nobody else
                attempt.unreadable(connection, error)
                return None
        return await attempt.go() if ready else None
