"""A database on trial: everything can be done in it, and nothing of it stays.

What lives here: one transaction in which stages run as they always do, taken back at its end. Others that want to write
wait meanwhile, as for any other transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from arshjul.store import events
from arshjul.store.engine import WRITER, Database


class Trial(Database):
    """A database all of whose transactions are parts of one. Made by `on_trial`."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.engine = database.engine
        self.head = None  # nothing outside vouches for what is taken back
        self._connection = connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All of it or nothing, within the whole."""
        with self._connection.begin_nested():
            yield self._connection
            events.seal(self._connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """What stands in the whole so far."""
        yield self._connection

    def close(self) -> None:
        """Nothing: the database it belongs to is closed by whoever opened it."""


@contextmanager
def on_trial(database: Database) -> Iterator[Trial]:
    """The same database, with all that is written to it taken back at the end."""
    options: dict[str, Any] = {"arshjul_write": True}
    if not database.is_sqlite:
        options["isolation_level"] = "READ COMMITTED"
    with database.engine.connect().execution_options(**options) as connection, connection.begin() as transaction:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
        try:
            yield Trial(database, connection)
        finally:
            transaction.rollback()
