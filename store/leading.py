"""One process among many: whoever holds the lead does what must be done once.

What lives here: taking and keeping the lead over one database. It ends with the process that holds it, however that
ends: on SQLite it is a lock on a file beside the database's own, on PostgreSQL one of the server's advisory locks.
"""

import fcntl
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from arshjul.store.engine import Database

_LEAD = 7_305_2026  # any number, the same for everyone


class Lead:
    """The lead over one database, once it has been taken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: IO[str] | None = None
        self._session: Connection | None = None

    def is_over(self, database: Database) -> bool:
        """Whether it is this very opening of a database."""
        return self._database is database

    def held(self) -> bool:
        """Take the lead if nobody has it; whether it is ours now. Raises what the database raises."""
        return self._locks_file() if self._database.is_sqlite else self._locks_server()

    def release(self) -> None:
        """Give it up."""
        file, session = self._file, self._session
        self._file = self._session = None
        if file is not None:
            file.close()
        if session is not None:
            _unlock(session)

    def _locks_file(self) -> bool:
        if self._file is not None:
            return True
        file = Path(f"{self._database.engine.url.database}.feeds.lock").open("w")  # noqa: SIM115  # open as long as the lead is ours
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _locks_server(self) -> bool:
        if self._session is not None:
            try:
                self._session.execute(text("SELECT 1"))
            except DBAPIError:
                self.release()
                raise
            return True
        session = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if session.execute(text(f"SELECT pg_try_advisory_lock({_LEAD})")).scalar():
            self._session = session
            return True
        session.close()
        return False


def _unlock(session: Connection) -> None:
    """Let go of the lock; where the server does not answer, it goes with the session."""
    try:
        session.execute(text(f"SELECT pg_advisory_unlock({_LEAD})"))
    except SQLAlchemyError:
        session.invalidate()
    session.close()
