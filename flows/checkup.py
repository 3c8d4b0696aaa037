"""How the machinery stands: database, log, the day, the ways out, the outbox, stated sums.

What lives here: looking, one check after the other, changing nothing. What each finding is called at the front desk is said
here too, since it is told to people only.
"""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.money_doubts import money_doubts
from arshjul.calendar.workdays import workdays_between
from arshjul.flows import watch
from arshjul.flows.parts import Parts
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.portfolio import Channel
from arshjul.notifications.transports.files import FilesTransport
from arshjul.store import addresses, events, head, outbox_list, pulse
from arshjul.store.engine import HEAD, Database

_OLD = 1


class Health(StrEnum):
    """How a check came out. A note is worth knowing and nothing falls short by it."""

    OK = "ok"
    NOTE = "note"
    SHORT = "short"


class Check(NamedTuple):
    """One thing that was looked at."""

    check: str
    state: Health
    detail: str


def checkup(parts: Parts) -> list[Check]:
    """Everything, in the order in which one depends on the other. No secret is in it."""
    with parts.database.read() as connection:
        return [
            Check(
                "database", Health.OK, say(f"svarer, tabellene er utgave {HEAD}", f"answers, tables of edition {HEAD}")
            ),
            _log(connection, parts.database),
            _day(connection, parts),
            *_ways(parts),
            *_pauses(connection),
            *_addresses(connection),
            _outbox(connection, parts.moment.today),
            *_money(connection, parts),
        ]


def _log(connection: Connection, database: Database) -> Check:
    """The end of the log against the one that is kept outside; the whole of it is `audit verify`'s."""
    last = events.head(connection)
    if database.head is None or not last[0]:
        return Check("log", Health.OK, say(f"{last[0]} hendelser", f"{last[0]} events"))
    try:
        noted = head.read(database.head)
    except (OSError, ValueError):
        noted = None
    if noted is not None and noted[0] <= last[0] and head.holds(connection, noted):
        return Check(
            "log", Health.OK, say(f"{last[0]} hendelser, slutten stemmer", f"{last[0]} events, the end agrees")
        )
    what = say(f"slutten stemmer ikke med {database.head}", f"the end does not agree with {database.head}")
    return Check("log", Health.SHORT, what + say("; kjør arshjul audit verify", "; run arshjul audit verify"))


def _day(connection: Connection, parts: Parts) -> Check:
    last = pulse.last_day(connection)
    if last is None:
        return Check("day", Health.SHORT, say("dagen er aldri kjørt til ende", "the day has never been run to its end"))
    when = f"{last.astimezone(OSLO):%Y-%m-%d %H:%M}"
    late = watch.is_late(last, parts.moment.at)
    told = say(f"gikk sist til ende {when}", f"last came to its end on {when}")
    hours = round(watch.TOO_LONG.total_seconds() / 3600)
    more = say(f", mer enn {hours} timer siden", f", more than {hours} hours ago")
    return Check("day", Health.SHORT if late else Health.OK, told + (more if late else ""))


def _ways(parts: Parts) -> Iterator[Check]:
    """The channels that are set up."""
    if all(isinstance(transport, FilesTransport) for transport in parts.transports.values()):
        told = say("ingen er satt opp: meldinger legges som filer", "none is set up: messages are left as files")
        yield Check("channels", Health.NOTE, told)
        return
    for channel in Channel:
        if channel not in parts.transports:
            yield Check(channel.value, Health.NOTE, say("ikke satt opp", "not set up"))
        elif channel is Channel.EMAIL:
            told = say(f"satt opp, avsender {parts.mail_from}", f"set up, sender {parts.mail_from}")
            server = getattr(parts.transports[channel], "server", "")  # one in memory has none
            yield Check(channel.value, Health.OK, told + (f" ({server})" if server else ""))
        else:
            yield Check(channel.value, Health.OK, say("satt opp", "set up"))


def _pauses(connection: Connection) -> Iterator[Check]:
    for channel, (seconds, reason) in sorted(addresses.paused(connection).items()):
        minutes = max(1, round(seconds / 60))
        told = say(f"brukes ikke på {minutes} min: {reason}", f"left alone for {minutes} min: {reason}")
        yield Check(channel, Health.SHORT, told)


def _addresses(connection: Connection) -> Iterator[Check]:
    for row in addresses.off_now(connection):
        told = say(f"{row.name} nås ikke: {row.reason}", f"{row.name} cannot be reached: {row.reason}")
        yield Check(row.channel, Health.SHORT, told)


def _outbox(connection: Connection, today: dt.date) -> Check:
    counts = outbox_list.counts(connection)
    waits = sum(counts.get(state, 0) for state in ("pending", "claimed", "uncertain"))
    failed, oldest = counts.get("failed", 0), outbox_list.oldest_waiting(connection)
    told = say(f"{waits} venter, {failed} feilet", f"{waits} waiting, {failed} failed")
    old = oldest is not None and workdays_between(oldest, today) > _OLD
    if old:
        told += say(f", den eldste fra {oldest}", f", the oldest from {oldest}")
    return Check("outbox", Health.SHORT if failed or old else Health.OK, told)


def _money(connection: Connection, parts: Parts) -> Iterator[Check]:
    """Sums that do not go together; nothing where they do."""
    for wheel in parts.catalogue_of(connection).wheels:
        for doubt in money_doubts(wheel, parts.money):
            yield Check("money", Health.NOTE, doubt)
