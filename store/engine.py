"""The door to the database: engine, transactions, and making sure the tables are there.

What lives here: how a transaction begins and ends. One transaction writes at a time, so that what it decides on
cannot change under it: on SQLite it begins with BEGIN IMMEDIATE (SQLAlchemy's default loses concurrent updates
there), on PostgreSQL with an advisory lock that it holds to its end. Queries live in the other modules.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlmodel import create_engine

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.store import events, head

HEAD = "0012"
"""The newest migration; a test holds it equal to Alembic's own idea of it."""
_LOCK_SECONDS = 30
WRITER = 7_305_2025  # any number, the same for everyone


class NewerDatabase(Exception):
    """The database stands at a version that this edition of the program does not know."""


class Database:
    """An opened database. `write()` is one transaction that commits at its end, `read()` one that never does.

    `head`: the file outside it that vouches for the end of its log.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.head = head.head_file(engine.url)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction; all of it or nothing. Others that want to write wait until it ends."""
        options: dict[str, Any] = {"arshjul_write": True}
        if not self.is_sqlite:
            options["isolation_level"] = "READ COMMITTED"  # what is read after the lock is what stands
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
            yield connection
            sealed = events.seal(connection)
        if sealed and self.head:
            head.keep(self.head, sealed, self.engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view, whatever others write meanwhile; nothing written through it stays."""
        options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is an embedded file."""
        return self.engine.dialect.name == "sqlite"


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file."""
    return f"sqlite:///{path}"


def open_database(url: str) -> Database:
    """Open, create and migrate at first use, under a lock. BadInput when the address, file or server is no good."""
    engine = _engine(url)
    database = Database(engine)
    try:
        if not _is_current(engine):
            from arshjul.store.migrate import migrate

            migrate(engine)
            _vouch(database)
    except (DBAPIError, OSError, NewerDatabase) as error:
        engine.dispose()
        raise _unusable(url, _reason(error)) from None
    return database


def _vouch(database: Database) -> None:
    """A log from before its end was kept outside is vouched for from now on."""
    with database.read() as connection:
        last = events.head(connection)
    if last[0] and database.head:
        head.keep(database.head, events.Sealed(last, last), database.engine)


def wall_clock(connection: Connection) -> dt.datetime:
    """The database's own clock, one for all processes that use it. Leases run by it; no decision does."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')").scalar_one()
        return dt.datetime.fromisoformat(found)
    read: dt.datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return read.astimezone(dt.UTC)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        what = say(
            "er ikke en databaseadresse som kan brukes her (SQLite eller PostgreSQL)",
            "is not a database address that can be used here (SQLite or PostgreSQL)",
        )
        remedy = say("skriv for eksempel sqlite:////sti/arshjul.db", "write for example sqlite:////path/arshjul.db")
        raise BadInput([Problem("ARSHJUL_DATABASE_URL", what, remedy=remedy)])
    if backend == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unusable(url, _reason(error)) from None
    engine = create_engine(parsed.set(drivername="sqlite"), connect_args={"timeout": _LOCK_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, see _on_begin
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("arshjul_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        try:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DBAPIError:
            return False
    return found == HEAD


def _reason(error: Exception) -> str:
    if isinstance(error, NewerDatabase):
        return say(
            f"den er laget av en nyere utgave av programmet (versjon {error})",
            f"it was made by a newer edition of the program (version {error})",
        )
    if isinstance(error, OSError):
        return error.strerror or str(error)
    said = (str(getattr(error, "orig", error)).splitlines() or ["?"])[0]
    if "file is not a database" in said:
        return say("filen er ikke en SQLite-database", "the file is not an SQLite database")
    return said


def _unusable(url: str, reason: str) -> BadInput:
    what = say(f"databasen kan ikke brukes: {reason}", f"the database cannot be used: {reason}")
    remedy = say(
        "sjekk ARSHJUL_DATABASE_URL, rettighetene, og at databasen er oppe",
        "check ARSHJUL_DATABASE_URL, the rights, and that the database is up",
    )
    return BadInput([Problem(make_url(url).render_as_string(hide_password=True), what, remedy=remedy)])
