"""The log of what happened: one event per transaction, each chained to the one before by its hash.

What lives here: appending and sealing; `chain.py` has the digests, `audit.py` holds a log against them. Who may decide what
is for the callers. Mere bookkeeping has no event: a look into a source that found nothing new (its row in `pull` tells it),
and the lease of a message being sent.
"""

import datetime as dt
import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from arshjul.models.in_the_log import without_addresses
from arshjul.models.lang import say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem
from arshjul.store import chain, log_check
from arshjul.store.schema import EVENT

_OPEN = "open:"
_AFTER_OPEN = "open;"
_LAST = select(EVENT.c.seq, EVENT.c.at).order_by(EVENT.c.seq.desc()).limit(1)
_OPENED = select(EVENT).where(EVENT.c.hash >= _OPEN, EVENT.c.hash < _AFTER_OPEN).order_by(EVENT.c.seq)
_HASH = select(EVENT.c.hash).where(EVENT.c.seq == bindparam("of"))
_APPEND = insert(EVENT)
_SEAL = update(EVENT).where(EVENT.c.seq == bindparam("of")).values(rows=bindparam("rows"), hash=bindparam("hash"))
"""Made once: every transaction asks."""
_BESIDE = dt.timedelta(days=1)
_WRITES_NO_HISTORY = frozenset(
    {
        "message.sent",
        "message.cancelled",
        "message.failed",
        "reminders.decided",
        "messages.gathered",
        "calendars.changed",
    }
)


class Broken(NamedTuple):
    """The first place where the log is not what was written, and what is wrong there: `missing`, `altered`, `rows`."""

    seq: int
    what: str


class Sealed(NamedTuple):
    """What a transaction added to the chain: the link before it and the last of its own."""

    before: tuple[int, str]
    last: tuple[int, str]


def append(
    connection: Connection,
    moment: Moment,
    kind: str,
    subject: str,
    *,
    before: Any = None,
    after: Any = None,
    why: str = "",
    actor: str = "arshjul",
) -> int:
    """Append one event in the caller's transaction; returns its sequence number.

    It is sealed when the transaction ends, see `chain.py`. BadInput when something later has been written already: the
    past is not written anew.
    """
    last = connection.execute(_LAST).first()
    seq, at = (last.seq + 1, _at(moment, last.at)) if last else (1, moment.at)
    told = {"actor": actor, "kind": kind, "subject": subject, "why": without_addresses(why)}
    told |= {"before": _told(before), "after": _told(after)}
    row = {"seq": seq, "at": at, "recorded_at": moment.recorded_at, "rows": "", **told}
    connection.execute(_APPEND, {"hash": f"{_OPEN}{seq}", **row})
    return int(seq)


def _at(moment: Moment, last: dt.datetime) -> dt.datetime:
    """When an event happened: never before the one before it.

    A run by the wall's clock that began before another ended comes after it. A clock set by hand is taken at its word.
    """
    if moment.at >= last:
        return moment.at
    if moment.at == moment.recorded_at and last - moment.at < _BESIDE:
        return last
    day = last.astimezone(OSLO).strftime("%d.%m.%Y %H:%M")
    what = say(
        f"det er alt ført noe i databasen for {day}; det som er eldre, kan ikke føres nå",
        f"something of {day} stands in the database already; what is older cannot be written now",
    )
    raise BadInput([Problem("--as-of", what, remedy=say("bruk en senere dato", "use a later date"))])


def seal(connection: Connection) -> Sealed | None:
    """Close the events of this transaction: digest of the rows written, and the hash that chains each to the last."""
    opened = connection.execute(_OPENED).all()
    if not opened:
        return None
    first = opened[0].seq - 1
    before = previous = connection.execute(_HASH, {"of": first}).scalar() or ""
    for row in opened:
        written = {} if row.kind in _WRITES_NO_HISTORY else chain.rows_between(connection, row.seq, row.seq)
        rows = chain.digest(written.get(row.seq, ()))
        previous = chain.chained(previous, row, rows)
        connection.execute(_SEAL, {"of": row.seq, "rows": rows, "hash": previous})
    return Sealed((first, before), (opened[-1].seq, previous))


def broken(connection: Connection) -> Broken | None:
    """The first event that is not what was written, or is missing, or whose rows are not; None when all holds."""
    first = next(log_check.flaws(connection), None)
    if first is None:
        return None
    return Broken(first.event or 0, first.what if first.table == "event" else "rows")


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last event; (0, "") of an empty log."""
    last = connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
    return (int(last.seq), str(last.hash)) if last else (0, "")


def count(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def _told(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
