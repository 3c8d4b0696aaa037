"""The way to the store for a service that outlives it: opened again when the file or the portfolio was replaced.

What lives here: noticing that something was replaced or is away. What is read is `keeping.py`'s business.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event

from arshjul.flows.parts import Parts
from arshjul.models.problems import BadInput

Stamp = tuple[int, ...] | None


class Away(Exception):
    """The store cannot be reached just now; the text says why, and holds no secret."""


class Door:
    """Gives `Parts` over the store that is there now; used by several threads."""

    def __init__(self, opens: Callable[[], Parts], database: Path | None, portfolio: Path) -> None:
        """`database` is the file of an embedded database, None for a server."""
        self._opens, self._database, self._portfolio = opens, database, portfolio
        self._lock = threading.Lock()
        self._parts: Parts | None = None
        self._stamps: tuple[Stamp, Stamp] = (None, None)

    def parts(self) -> Parts:
        """The parts of now. Away when the database is not there; a portfolio that is no good leaves the last one."""
        with self._lock:
            stamps = self.stamps()
            if self._database is not None and stamps[0] is None:
                self._close()  # what is still open may be a file that nobody else sees any more
                raise Away("the database file is not there")
            if self._parts is None or stamps != self._stamps:
                self._reopen(stamps)
            assert self._parts is not None
            return self._parts

    def stamps(self) -> tuple[Stamp, Stamp]:
        """Differ when the database's file or the portfolio was replaced."""
        return _which(self._database), _edition(self._portfolio)

    def close(self) -> None:
        """Give everything back."""
        with self._lock:
            self._close()

    def _reopen(self, stamps: tuple[Stamp, Stamp]) -> None:
        try:
            fresh = self._opens()
        except BadInput as error:
            if self._parts is None or stamps[0] != self._stamps[0]:
                raise Away(str(error).splitlines()[0]) from None
            self._stamps = stamps  # looked at once; the office mends it
            return
        self._close()
        if self._database is not None:
            never_make(fresh.database.engine)
        self._parts, self._stamps = fresh, stamps

    def _close(self) -> None:
        if self._parts is not None:
            self._parts.database.close()
        self._parts = None


def never_make(engines: Engine | type[Engine]) -> None:
    """From now on these engines open files of databases that are there, and make none.

    One thread may still hold parts while another notices that the file is gone; SQLite would put an empty one in its place.
    """
    event.listen(engines, "do_connect", _only_what_is_there)


def _only_what_is_there(dialect: Any, _record: Any, given: list[Any], named: dict[str, Any]) -> None:
    """Rewrites a file's name into an address that asks for an existing file (SQLite's URI file names)."""
    if dialect.name == "sqlite" and given and not str(given[0]).startswith(("file:", ":")):
        given[0] = f"file:{quote(str(given[0]))}?mode=rw"
        named["uri"] = True


def _which(path: Path | None) -> Stamp:
    """Which file stands there, whatever it holds."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _edition(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
