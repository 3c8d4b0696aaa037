"""The door to the database: engine, transactions, and making sure the tables are there.

What lives here: how a transaction begins and ends. Every writing transaction on SQLite begins with BEGIN
IMMEDIATE, because SQLAlchemy's default loses concurrent updates there. Queries live in the other modules.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import create_engine

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

HEAD = "0001"
"""The newest migration; a test holds it equal to Alembic's own idea of it."""
_LOCK_SECONDS = 30


class Database:
    """An opened database. `write()` is one transaction that commits at its end, `read()` one that never does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction; all of it or nothing."""
        with self.engine.connect().execution_options(arshjul_write=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; nothing written through it stays."""
        with self.engine.connect() as connection:
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
    """Open, create and migrate at first use, under a lock. BadInput when the URL or the server is no good."""
    engine = _engine(url)
    try:
        if not _is_current(engine):
            from arshjul.store.migrate import migrate

            migrate(engine)
    except OperationalError as error:
        raise _unreachable(url, error) from None
    except DBAPIError as error:
        raise _unreachable(url, error) from None
    return Database(engine)


def holds_tables(url: str) -> bool:
    """Whether there is a database at all, without creating one."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    return bool(parsed.database) and Path(str(parsed.database)).is_file()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        what = say("er ikke en databaseadresse", "is not a database address")
        remedy = say("skriv for eksempel sqlite:////sti/arshjul.db", "write for example sqlite:////path/arshjul.db")
        raise BadInput([Problem("ARSHJUL_DATABASE_URL", what, remedy=remedy)]) from None
    if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _LOCK_SECONDS})
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


def _unreachable(url: str, error: DBAPIError) -> BadInput:
    shown = make_url(url).render_as_string(hide_password=True)
    reason = (str(error.orig).splitlines() or ["?"])[0]
    if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in reason:
        reason = say("filen er ikke en SQLite-database", "the file is not an SQLite database")
    what = say(f"databasen kan ikke brukes: {reason}", f"the database cannot be used: {reason}")
    remedy = say("sjekk ARSHJUL_DATABASE_URL og at databasen er oppe", "check ARSHJUL_DATABASE_URL and that it is up")
    return BadInput([Problem(shown, what, remedy=remedy)])
