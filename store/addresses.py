"""Ways that are not used just now: addresses that take no messages, and channels that are left alone for a while.

What lives here: switching off and pausing, and reading it. An address is kept as a digest only, and counts as long as the
portfolio has that very address for the person: whoever corrects it there has switched it on again.
"""

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from arshjul.models.moment import Moment
from arshjul.models.portfolio import Channel
from arshjul.store import events
from arshjul.store.engine import wall_clock
from arshjul.store.schema import ADDRESS_OFF, CHANNEL_PAUSE, PERSON

_LONGEST_REASON = 500


def address_of(channel: str, email: str, slack_id: str | None) -> str:
    """Where a person is written to: on Slack by id, else by the e-mail address, which is looked up there."""
    return slack_id or email if channel == Channel.SLACK else email


def switch_off(
    connection: Connection, moment: Moment, person: int, channel: str, address: str, reason: str
) -> bool:  # fmt: skip
    """Use that address no more; False when it is off already."""
    place = {"person_id": person, "channel": channel, "address": _digest(person, address)}
    there = select(ADDRESS_OFF.c.id).where(*(ADDRESS_OFF.c[name] == value for name, value in place.items()))
    if connection.execute(there).first() is not None:
        return False
    reason = reason[:_LONGEST_REASON]
    connection.execute(insert(ADDRESS_OFF).values(since=moment.at, reason=reason, **place))
    events.append(connection, moment, "message.address_off", f"person:{person}", after={"channel": channel}, why=reason)
    return True


def switch_on(connection: Connection, moment: Moment, person: int, channel: str, by: str) -> None:
    """Use a person's address on that channel again, whatever it was refused for; nothing where it is not off."""
    here = (ADDRESS_OFF.c.person_id == person) & (ADDRESS_OFF.c.channel == channel)
    if connection.execute(delete(ADDRESS_OFF).where(here)).rowcount:
        after = {"channel": channel}
        events.append(connection, moment, "message.address_on", f"person:{person}", after=after, actor=by)


def switched_off(connection: Connection) -> frozenset[tuple[int, str]]:
    """Person and channel of every address that is off, as the people's addresses are now."""
    return frozenset((row.person_id, row.channel) for row in off_now(connection))


def off_now(connection: Connection) -> list[Any]:
    """Every address that is off: person_id, slug, name, channel, since, reason."""
    query = select(ADDRESS_OFF, PERSON.c.slug, PERSON.c.name, PERSON.c.email, PERSON.c.slack_id)
    query = query.join(PERSON, PERSON.c.id == ADDRESS_OFF.c.person_id).order_by(ADDRESS_OFF.c.id)
    return [row for row in connection.execute(query) if row.address == _current(row)]


def _current(row: Any) -> str:
    return _digest(row.person_id, address_of(row.channel, row.email, row.slack_id))


def _digest(person: int, address: str) -> str:
    return hashlib.sha256(f"{person}/{address.casefold()}".encode()).hexdigest()


def pause(connection: Connection, channel: str, seconds: float, reason: str) -> None:
    """Leave a channel alone for so long; the later of two ends holds."""
    until = wall_clock(connection) + dt.timedelta(seconds=seconds)
    held = connection.execute(select(CHANNEL_PAUSE.c.until).where(CHANNEL_PAUSE.c.channel == channel)).scalar()
    if held is not None and held >= until:
        return
    connection.execute(delete(CHANNEL_PAUSE).where(CHANNEL_PAUSE.c.channel == channel))
    values = {"channel": channel, "until": until, "reason": reason[:_LONGEST_REASON]}
    connection.execute(insert(CHANNEL_PAUSE).values(**values))


def paused(connection: Connection) -> dict[str, tuple[float, str]]:
    """Seconds left and reason of every pause, by channel."""
    rows = connection.execute(select(CHANNEL_PAUSE)).all()
    if not rows:
        return {}
    now = wall_clock(connection)
    return {row.channel: ((row.until - now).total_seconds(), row.reason) for row in rows if row.until > now}
