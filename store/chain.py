"""What holds the log together: the digest of the rows that an event brought, and the hash that chains it to the last.

What lives here: which rows of history are covered, and the two digests. Appending and sealing is `events.py`, holding a
log against them `audit.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from arshjul.store.schema import (
    APPROVAL,
    APPROVAL_WITHDRAWAL,
    DECISION,
    DUE,
    FINDING,
    HANDOVER,
    JUDGEMENT,
    MEETING_REVISION,
    ROLES,
    SENDING,
    STATE_CHANGE,
    SUBMISSION,
    TICK,
    WHEEL_VERSION,
)

_TOLD = ("actor", "kind", "subject", "why", "before", "after")
_MARK = 8
_COVERED = {
    DUE: "id deliverable_id no due last_workday latest basis disputed cause why event_seq",
    MEETING_REVISION: "id meeting_id no date time state cause why event_seq",
    WHEEL_VERSION: "id slug digest amends event_seq",
    STATE_CHANGE: "id deliverable_id state event_seq",
    DECISION: "id kind subject state day by reference reason body answers at event_seq",
    SENDING: "id deliverable_id no sent_on channel reference attachment by at event_seq",
    HANDOVER: "id old new from_day event_seq",
    ROLES: "id body event_seq",
    SUBMISSION: "id deliverable_id no digest name submitted_at received_at sent_at channel reference event_seq",
    JUDGEMENT: "id submission_id rules_version completeness at event_seq",
    FINDING: "id judgement_id code content initiative place severity maker obligation source message_nb message_en",
    APPROVAL: "id decision_id deliverable_id submission_id source target amount event_seq",
    APPROVAL_WITHDRAWAL: "id approval_id submission_id event_seq",
    TICK: "id submission_id initiative content page by reason event_seq",
}
"""Columns by name, so that one added later does not change what was said of older rows; a test asks about each new one."""
LEFT_OUT = {
    DUE.name: {"notified_at"},  # a mark, written when its message goes out
    WHEEL_VERSION.name: {"body"},  # covered by the digest beside it
    SUBMISSION.name: {"body", "submitted_by"},  # likewise; and who sent it, which must be erasable
}
_HISTORY = {table.name: (table, [table.c[name] for name in names.split()]) for table, names in _COVERED.items()}
HISTORY = tuple(_HISTORY)
"""The tables whose rows an event's digest covers; a finding stands under the event of its judgement."""


def covered(table: str) -> tuple[str, ...]:
    """The columns that are covered of a table of history."""
    return tuple(column.name for column in _HISTORY[table][1])


class Row(NamedTuple):
    """One row of history as it is covered."""

    table: str
    id: int
    text: str

    @property
    def mark(self) -> str:
        """A few characters of its digest: enough to tell which of an event's rows is another one."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:_MARK]


def rows_between(connection: Connection, first: int, last: int) -> dict[int, list[Row]]:
    """The rows of history that the events of this range brought, by event, in the order in which they are covered."""
    found: dict[int, list[Row]] = {}
    for name, (table, columns) in _HISTORY.items():
        seq = (JUDGEMENT if table is FINDING else table).c.event_seq
        query = select(seq, table.c.id, *columns).where(seq.between(first, last))
        if table is FINDING:
            query = query.join(JUDGEMENT, JUDGEMENT.c.id == FINDING.c.judgement_id)
        for row in connection.execute(query.order_by(seq, table.c.id)):
            text = json.dumps([name, *row[2:]], ensure_ascii=False, default=_plain)
            found.setdefault(row[0], []).append(Row(name, row[1], text))
    return found


def digest(rows: Sequence[Row]) -> str:
    """SHA-256 of rows of history, then table by table each row's id and mark; nothing for none."""
    if not rows:
        return ""
    whole = hashlib.sha256("\n".join(row.text for row in rows).encode()).hexdigest()
    listed: dict[str, list[str]] = {}
    for row in rows:
        listed.setdefault(row.table, []).append(f"{row.id}:{row.mark}")
    return " ".join([whole, *(f"{table}={','.join(marks)}" for table, marks in listed.items())])


def marks(digested: str) -> dict[tuple[str, int], str]:
    """What a digest says of each row: table and id to mark. Whatever is no such thing is left out."""
    found: dict[tuple[str, int], str] = {}
    for part in digested.split(" ")[1:]:
        table, _, listed = part.partition("=")
        for one in listed.split(","):
            id_, _, mark = one.partition(":")
            if id_.isascii() and id_.isdigit():
                found[table, int(id_)] = mark
    return found


def chained(previous: str, event: Any, rows: str) -> str:
    """An event's hash: SHA-256 over the previous hash, and as JSON all that the event says and its digest of rows."""
    told = {name: getattr(event, name) for name in _TOLD} | {"rows": rows}
    return _linked(previous, event, told | {"recorded_at": event.recorded_at.isoformat()})


def chained_of_old(previous: str, event: Any) -> str:
    """The hash of an event from before rows were covered (its number is below the setting `sealed_from`)."""
    return _linked(previous, event, {name: getattr(event, name) for name in _TOLD})


def _linked(previous: str, event: Any, told: dict[str, str]) -> str:
    text = json.dumps([previous, event.seq, event.at.isoformat(), told], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    """Dates and instants alike on every database."""
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else str(value)
