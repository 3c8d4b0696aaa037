"""The log of what happened: one event per transaction, each chained to the one before by its hash.

What lives here: appending, sealing and reading. Who may decide what is for the callers. Mere bookkeeping has no event: a
look into a source that found nothing new (its row in `pull` tells it), and the lease of a message being sent.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from arshjul.models.lang import say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem
from arshjul.store.schema import (
    DECISION,
    DUE,
    EVENT,
    HANDOVER,
    JUDGEMENT,
    MEETING_REVISION,
    SENDING,
    SETTING,
    STATE_CHANGE,
    SUBMISSION,
    WHEEL_VERSION,
)

_TOLD = ("actor", "kind", "subject", "why", "before", "after")
_OPEN = "open:"
_AFTER_OPEN = "open;"
_BESIDE = dt.timedelta(days=1)
_HISTORY = {
    table.name: (table, [column for column in table.c if column.name not in ("notified_at", "body", "sent_at")])
    for table in (
        DUE, MEETING_REVISION, WHEEL_VERSION, STATE_CHANGE, DECISION, SENDING, HANDOVER, SUBMISSION, JUDGEMENT,
    )
}  # fmt: skip
"""What an event's digest covers. A wheel's and a report's text are covered by their own digests; `notified_at` is a mark."""
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
    """The first place where the log is not what was written, and what is wrong there."""

    seq: int
    what: str


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

    It is sealed when the transaction ends: the hash is SHA-256 over the previous hash and the event's own fields as
    JSON, the digest of the rows of history among them. `recorded_at` is left out of it, so that the same history told
    twice has the same hashes. BadInput when something later has been written already: the past is not written anew.
    """
    last = connection.execute(select(EVENT.c.seq, EVENT.c.at).order_by(EVENT.c.seq.desc()).limit(1)).first()
    seq, at = (last.seq + 1, _at(moment, last.at)) if last else (1, moment.at)
    told = {"actor": actor, "kind": kind, "subject": subject, "why": why}
    told |= {"before": _told(before), "after": _told(after)}
    row = {"seq": seq, "at": at, "recorded_at": moment.recorded_at, "rows": "", **told}
    connection.execute(insert(EVENT).values(hash=f"{_OPEN}{seq}", **row))
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


def seal(connection: Connection) -> None:
    """Close the events of this transaction: digest of the rows written, and the hash that chains each to the last."""
    here = (EVENT.c.hash >= _OPEN) & (EVENT.c.hash < _AFTER_OPEN)
    opened = connection.execute(select(EVENT).where(here).order_by(EVENT.c.seq)).all()
    if not opened:
        return
    previous = connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == opened[0].seq - 1)).scalar() or ""
    for row in opened:
        rows = "" if row.kind in _WRITES_NO_HISTORY else _digest(_rows_of(connection, row.seq))
        previous = _hash(previous, row, rows)
        connection.execute(update(EVENT).where(EVENT.c.seq == row.seq).values(rows=rows, hash=previous))


def broken(connection: Connection) -> Broken | None:
    """The first event that is not what was written, or is missing, or whose rows are not; None when all holds."""
    previous, rows = "", _all_rows(connection)
    sealed_from = int(connection.execute(select(SETTING.c.value).where(SETTING.c.name == "sealed_from")).scalar() or 1)
    for place, row in enumerate(connection.execute(select(EVENT).order_by(EVENT.c.seq)), 1):
        if row.seq != place:
            return Broken(place, "missing")
        if row.hash != _hash(previous, row, row.rows):
            return Broken(place, "altered")
        if place >= sealed_from and row.rows != _digest(rows.pop(row.seq, ())):
            return Broken(place, "rows")
        previous = row.hash
    late = min((seq for seq in rows if seq >= sealed_from), default=None)
    return None if late is None else Broken(late, "missing")


def head(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last event; (0, "") of an empty log."""
    last = connection.execute(select(EVENT.c.seq, EVENT.c.hash).order_by(EVENT.c.seq.desc()).limit(1)).first()
    return (int(last.seq), str(last.hash)) if last else (0, "")


def count(connection: Connection) -> int:
    """How many events there are."""
    return int(connection.execute(select(func.count()).select_from(EVENT)).scalar_one())


def _rows_of(connection: Connection, seq: int) -> list[list[Any]]:
    found: list[list[Any]] = []
    for name, (table, columns) in _HISTORY.items():
        query = select(*columns).where(table.c.event_seq == seq).order_by(table.c.id)
        found += _listed(name, connection.execute(query))
    return found


def _all_rows(connection: Connection) -> dict[int, list[list[Any]]]:
    """The same for every event, one statement per table."""
    found: dict[int, list[list[Any]]] = {}
    for name, (table, columns) in _HISTORY.items():
        place = [column.name for column in columns].index("event_seq")
        for row in connection.execute(select(*columns).order_by(table.c.id)):
            found.setdefault(row[place], []).extend(_listed(name, [row]))
    return found


def _listed(name: str, rows: Iterable[Any]) -> Iterator[list[Any]]:
    return ([name, *row] for row in rows)


def _digest(rows: Iterable[list[Any]]) -> str:
    """SHA-256 of rows of history; nothing for none."""
    listed = list(rows)
    if not listed:
        return ""
    return hashlib.sha256(json.dumps(listed, ensure_ascii=False, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> str:
    """Dates and instants alike on every database."""
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)


def _hash(previous: str, row: Any, rows: str) -> str:
    told = {name: getattr(row, name) for name in _TOLD}
    if rows:  # events of before there were digests have none
        told["rows"] = rows
    chained = json.dumps([previous, row.seq, row.at.isoformat(), told], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(chained.encode()).hexdigest()


def _told(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
