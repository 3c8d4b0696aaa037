"""Somebody who may do anything to the database, and puts the triggers back afterwards; and what is then found."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from office import Office, moment
from sqlalchemy import Connection, select, text

from arshjul.models.tables_history import DecisionKind, DecisionState, SendingChannel
from arshjul.store import audit, chain, decisions, events, sendings
from arshjul.store.engine import Database
from arshjul.store.log_check import Flaw
from arshjul.store.migrations.guards import guard, unguard
from arshjul.store.schema import DELIVERABLE, EVENT

REPORT = "prove-2024.report.followup-2024-1.nhn"
_PDF = b"%PDF-1.7 brev"
_TASKS = "prove-2024.tasks.2024.nhn"


def found(office: Office) -> list[Flaw]:
    """What a verification finds."""
    return list(audit.flaws(office.parts.database))


def with_history(office: Office) -> None:
    """A wheel, an incomplete report, a decision, a sending with a file, and messages."""
    office.send_in("nhn", "r.json", REPORT.partition(".")[2], "2024-01-29", lacks="pps.status")
    office.day("2024-01-16")
    office.day("2024-01-30")
    at = moment("2024-01-31")
    with office.parts.database.write() as connection:
        seq = events.append(connection, at, "conflict.decided", _TASKS, after={"day": "2024-09-15"})
        granted = DecisionKind.CONFLICT, _TASKS, DecisionState.GRANTED
        decisions.make(connection, at, seq, decisions.Made(*granted, "hod", dt.date(2024, 9, 15)))
        seq = events.append(connection, at, "sending.registered", REPORT)
        id_ = connection.execute(select(DELIVERABLE.c.id).where(DELIVERABLE.c.key == REPORT)).scalar_one()
        file = sendings.keep(connection, sendings.Attached(digest(_PDF), "brev.pdf", "application/pdf", _PDF))
        sendings.register(
            connection, at, seq, id_, sent_on=dt.date(2024, 1, 30), channel=SendingChannel.BREV, reference="24/1",
            by="hod", attachment=file,
        )  # fmt: skip
    office.day("2024-02-05")


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


@contextmanager
def behind_its_back(database: Database, *, stays: bool = True) -> Iterator[Connection]:
    """A transaction in which nothing is refused; at its end everything is taken back unless it `stays`."""
    with database.engine.connect() as connection:
        own = connection.connection.driver_connection
        assert own is not None
        if database.is_sqlite:
            own.execute("PRAGMA foreign_keys=OFF")
        with connection.begin() as transaction:
            if not database.is_sqlite:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            unguard(connection)
            yield connection
            if stays:
                guard(connection)
            else:
                transaction.rollback()
        if database.is_sqlite:
            own.execute("PRAGMA foreign_keys=ON")


def tamper(office: Office, *acts: str | Callable[[Connection], None]) -> list[Flaw]:
    """What is found after these statements, or whatever else was done; it is taken back afterwards."""
    database = office.parts.database
    with behind_its_back(database, stays=False) as connection:
        for act in acts:
            if isinstance(act, str):
                assert connection.execute(text(act)).rowcount > 0, act
            else:
                act(connection)
        guard(connection)
        return list(audit.flaws_seen(connection, database.head))


def slip_in(connection: Connection, after: int) -> None:
    """A forged event, as a careful forger does it: those that follow are renumbered with their rows and chained anew."""
    kept = connection.execute(select(EVENT).order_by(EVENT.c.seq)).all()
    connection.execute(text(f"DELETE FROM event WHERE seq > {after}"))
    for table in sorted(set(chain.HISTORY) - {"finding"}):
        connection.execute(text(f"UPDATE {table} SET event_seq = event_seq + 1 WHERE event_seq > {after}"))
    forged = dict(kept[after]._mapping) | {"seq": after + 1, "kind": "people.changed"}
    previous = kept[after - 1].hash
    for row in (forged, *(dict(row._mapping) | {"seq": row.seq + 1} for row in kept[after:])):
        connection.execute(EVENT.insert().values(row | {"hash": f"new{row['seq']}"}))
        event = connection.execute(select(EVENT).where(EVENT.c.seq == row["seq"])).one()
        rows = chain.digest(chain.rows_between(connection, event.seq, event.seq).get(event.seq, []))
        previous = chain.chained(previous, event, rows)
        connection.execute(EVENT.update().where(EVENT.c.seq == event.seq).values(rows=rows, hash=previous))
