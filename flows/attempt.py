"""One message that waits: claim it, look again, hand it over, mark it.

What lives here: the order, and what follows from what a transport says. A message is handed over only after its row says so,
and that is taken back only when it is certain that nothing went out; so whoever comes after a crash knows what to find out
first. The run over all of them is `sending.py`.
"""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Connection

from arshjul.flows import as_sent, moving_on
from arshjul.flows.outgoing import Contents, notes_of, outgoing, thread_of, wanted_now, worded
from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.reaching import place
from arshjul.models.lang import say
from arshjul.models.portfolio import Channel
from arshjul.models.schema_words import printable
from arshjul.notifications.backoff import backoff
from arshjul.notifications.clean import without_addresses
from arshjul.notifications.transports.base import Fault, Provable, Receipt, Transport, TransportError, UncertainSend
from arshjul.store import addresses, outbox, put_back
from arshjul.store.put_back import Because

_REASON = 500
_WAITS = {
    Because.ASKED: ("en søknad om utsatt frist er ubesvart", "a request awaits its answer"),
    Because.UNHEARD: ("den ansvarlige har ikke hørt det ennå", "the owner has not heard of it yet"),
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things take. `ask_after`: how long an uncertain send is left alone before anybody asks about it.

    `patience`: the longest that a run itself waits when the other side asks for it; `rest`: how long a channel is left
    alone when its settings are refused.
    """

    lease: dt.timedelta = outbox.LEASE
    ask_after: dt.timedelta = dt.timedelta(minutes=1)
    patience: dt.timedelta = dt.timedelta(minutes=1)
    rest: dt.timedelta = dt.timedelta(minutes=15)


@dataclass(slots=True)
class Sent:
    """What a dispatch did. `failed`: tries that came to nothing, for now or for good; `moved`: to another channel."""

    sent: int = 0
    cancelled: int = 0
    failed: int = 0
    moved: int = 0


@dataclass(slots=True)
class Attempt:
    """One try of a claimed message."""

    parts: Parts
    catalogue: Catalogue
    claimed: outbox.Claimed
    pace: Pace
    done: Sent
    held: Contents = field(default_factory=Contents)
    to: str = ""
    thread: str | None = None

    @property
    def transport(self) -> Transport:
        """The transport of its channel."""
        return self.parts.transports[Channel(self.claimed.channel)]

    def look(self, connection: Connection) -> bool:
        """Look again at what it is about, in the transaction that claims it; False when nothing is to be sent now."""
        parts, claimed = self.parts, self.claimed
        rows = outbox.notices_of(connection, claimed.id)
        wanted = wanted_now(connection, rows)
        chasing = [] if claimed.tried_at else [row.id for row in wanted if row.step in put_back.CHASING]
        waits = put_back.held_back(connection, chasing)
        put_back.put_back(connection, waits)
        wanted = [row for row in wanted if row.id not in waits]
        outbox.drop(connection, [row.id for row in rows if row not in wanted])
        self.held = Contents(wanted, notes_of(connection, parts, claimed.id))
        if self._in_doubt():
            return True
        if not self.held:
            self._cancel(connection, set(waits.values()))
            return False
        if Channel(claimed.channel) not in parts.transports or moving_on.is_off(connection, claimed):
            self._pass_on(connection)
            return False
        return self._begin(connection)

    def unreadable(self, connection: Connection, error: Exception) -> None:
        """Nothing can be made of what it is about; another edition of the program may be able to."""
        parts, claimed = self.parts, self.claimed
        wait = backoff(claimed.attempts, claimed.key)
        outbox.mark_failed(connection, parts.moment, claimed, parts.worker, _words(error), permanent=False, wait=wait)
        self.done.failed += 1

    def _pass_on(self, connection: Connection) -> None:
        """Its way is closed: the next channel says it, unless somebody can still find out that it has been said."""
        parts, claimed = self.parts, self.claimed
        if claimed.tried_at is None or Channel(claimed.channel) in parts.transports:
            why = say("kanalen brukes ikke", "the channel is not in use")
            self._moved(moving_on.moved(connection, parts, claimed, why))
            return
        why = say("kanalen brukes ikke, og et forsøk kan ha gått ut",
                  "the channel is not in use, and a try may have gone out")  # fmt: skip
        outbox.mark_uncertain(connection, parts.moment, claimed, parts.worker, why, self.pace.rest * claimed.attempts)
        self._moved(False)

    async def go(self) -> float | None:
        """Find out first what became of an earlier try, where that can be asked; then send."""
        if self._in_doubt() and not await self._settle():
            return None
        try:
            told = worded(self.parts, self.catalogue, self.claimed, self.held)
            message = outgoing(self.parts, self.catalogue, self.claimed, told, self.to, self.thread)
            kept = as_sent.kept(self.parts, self.claimed, told)
        except Exception as error:  # whatever is wrong with one message, the others go out
            self._failed(error, permanent=isinstance(error, ValueError))  # no message can hold such a text
            return None
        try:
            receipt = await self.transport.send(message)
        except UncertainSend as error:
            self._uncertain(error, repeatable=error.repeatable)
        except TransportError as error:
            return self._refused(error)
        except Exception as error:  # a fault of our own, somewhere on the way
            self._uncertain(error, repeatable=True)
        else:
            self._sent(receipt, kept)
        return None

    def _in_doubt(self) -> bool:
        """Whether an earlier try may have gone out, and its channel can be asked."""
        transport = self.parts.transports.get(Channel(self.claimed.channel))
        return self.claimed.tried_at is not None and isinstance(transport, Provable)

    async def _settle(self) -> bool:
        """Ask for the earlier try; True when it never arrived and the message is to be sent now."""
        claimed, transport = self.claimed, self.transport
        assert isinstance(transport, Provable)
        try:
            to = claimed.tried_to or ""
            receipt = await transport.find(claimed.key, to, thread=claimed.thread, since=claimed.tried_at)
        except Exception as error:  # nothing is proved
            self._uncertain(error, repeatable=False)
            return False
        if receipt is not None:
            self._sent(receipt)
            return False
        self.claimed = claimed._replace(tried_at=None, tried_to=None, thread=None)
        with self.parts.database.write() as connection:
            return self.look(connection)

    def _begin(self, connection: Connection) -> bool:
        claimed, parts = self.claimed, self.parts
        self.to = place(parts.portfolio, claimed.channel, claimed.person_slug, claimed.email, claimed.slack_id)
        self.thread = thread_of(connection, parts, claimed, self.held)
        return outbox.begin(connection, claimed, parts.worker, self.to, self.thread, self.pace.lease)

    def _sent(self, receipt: Receipt, kept: as_sent.Kept | None = None) -> None:
        """Mark as sent; what an earlier try said that turns out to have arrived is not known."""
        with self.parts.database.write() as connection:
            outbox.mark_sent(connection, self.parts.moment, self.claimed, receipt.external_id, kept)
        self.done.sent += 1

    def _cancel(self, connection: Connection, waits: set[Because]) -> None:
        why = ", ".join(say(*_WAITS[reason]) for reason in sorted(waits))
        if self.claimed.tried_at:
            why = say("et forsøk kan ha gått ut", "a try may have gone out")
        outbox.mark_cancelled(connection, self.parts.moment, self.claimed, why)
        self.done.cancelled += 1

    def _moved(self, done: bool) -> None:
        if done:
            self.done.moved += 1
        else:
            self.done.failed += 1

    def _refused(self, error: TransportError) -> float | None:
        """Nothing of it has gone out, and the transport says why."""
        if error.fault is Fault.SETTINGS or error.retry_after is not None:
            seconds = error.retry_after if error.retry_after is not None else self.pace.rest.total_seconds()
            return self._rest(error, seconds)
        if error.fault is not Fault.ADDRESS:
            self._failed(error, permanent=error.fault is Fault.MESSAGE)
            return None
        with self.parts.database.write() as connection:
            self._moved(moving_on.refused(connection, self.parts, self.claimed, _words(error)))
        return None

    def _rest(self, error: TransportError, seconds: float) -> float:
        """The whole channel is left alone for a while, and the try does not count."""
        parts, claimed = self.parts, self.claimed
        with parts.database.write() as connection:
            addresses.pause(connection, claimed.channel, seconds, _words(error))
            outbox.give_back(connection, claimed, parts.worker, _words(error), dt.timedelta(seconds=seconds))
        if error.fault is Fault.SETTINGS:
            self.done.failed += 1
        return seconds

    def _failed(self, error: Exception, *, permanent: bool) -> None:
        parts, claimed = self.parts, self.claimed
        wait = backoff(claimed.attempts, claimed.key)
        with parts.database.write() as connection:
            outbox.mark_failed(
                connection, parts.moment, claimed, parts.worker, _words(error), permanent=permanent, wait=wait
            )
        self.done.failed += 1

    def _uncertain(self, error: Exception, *, repeatable: bool) -> None:
        """It may have gone out: somebody asks later, or it is sent again under the same name where that does no harm."""
        parts, claimed = self.parts, self.claimed
        wait = self.pace.ask_after * 2 ** min(claimed.attempts - 1, 8)
        can_be_settled = repeatable or isinstance(self.transport, Provable)
        with parts.database.write() as connection:
            outbox.mark_uncertain(
                connection, parts.moment, claimed, parts.worker, _words(error), wait if can_be_settled else None
            )
        self.done.failed += 1


def _words(error: Exception) -> str:
    """What went wrong, fit to be kept for long: it names nobody's address."""
    text = str(error) if isinstance(error, TransportError) else f"{type(error).__name__}: {error}"
    return printable(without_addresses(text), _REASON)
