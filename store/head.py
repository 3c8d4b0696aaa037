"""The end of the log, kept outside the database too: number and hash of the last event in a small file.

What lives here: where that file is, and keeping and reading it. It lies beside an SQLite file (`<file>.head`); for a
server in the user's data folder, under a name made of the address; ARSHJUL_HEAD_FILE names another place. It never goes
back, and never goes on from a log that does not hold what it vouches for. A crash between commit and file leaves it
behind by some events, which the next transaction makes good. A lock guards it, also between processes; what is
written has always the same length and fits in one sector of a disk, so that it is there whole or not at all.
"""

import fcntl
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, select

from arshjul.models.lang import say
from arshjul.models.problems import reason
from arshjul.store.events import Sealed
from arshjul.store.schema import EVENT

ENV_HEAD = "ARSHJUL_HEAD_FILE"
Head = tuple[int, str]
_LENGTH = 20 + 1 + 64 + 1
_told: set[Path] = set()


def head_file(url: URL, environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the head of a database is kept; None for one that lives in memory."""
    named = environment.get(ENV_HEAD)
    if named:
        return Path(named).expanduser()
    if url.get_backend_name() != "sqlite":
        from platformdirs import user_data_path

        return user_data_path("arshjul", appauthor=False) / "heads" / f"{_address(url)}.head"
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return None
    return Path(f"{url.database}.head")


def keep(file: Path, sealed: Sealed, engine: Engine) -> None:
    """Note the new end of the log. What stands in the way is told in the program's log: the data is safe by then."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _locked(file, os.O_RDWR | os.O_CREAT) as handle:
            found = os.pread(handle, _LENGTH + 1, 0)
            if not found or _goes_on(parse(found), sealed, engine):
                os.pwrite(handle, f"{sealed.last[0]:020d} {sealed.last[1]}\n".encode(), 0)
                return
            if _holds(parse(found), engine):
                return
        _warn(file, say("stemmer ikke med databasen: kjør arshjul audit verify",
                        "does not agree with the database: run arshjul audit verify"))  # fmt: skip
    except OSError as error:
        _warn(
            file, say("enden av loggen kan ikke skrives her: ", "the log's end cannot be kept here: ") + reason(error)
        )


def _warn(file: Path, what: str) -> None:
    """Once per run."""
    if file not in _told:
        _told.add(file)
        logging.getLogger("arshjul").warning("%s: %s", file, what)


def read(file: Path) -> Head | None:
    """What the file says; None when it is empty. OSError when it cannot be read, ValueError when it says nothing sensible."""
    with _locked(file, os.O_RDONLY) as handle:
        found = os.pread(handle, _LENGTH + 1, 0)
    head = parse(found)
    if head is None and found:
        raise ValueError(str(file))
    return head


def parse(line: bytes) -> Head | None:
    """Number and hash; None for anything else."""
    number, _, digest = line.decode("ascii", "replace").partition(" ")
    if len(line) != _LENGTH or not number.isdigit() or not digest.endswith("\n"):
        return None
    return int(number), digest[:-1]


def _goes_on(old: Head | None, sealed: Sealed, engine: Engine) -> bool:
    """Whether the log that was written to is the one vouched for, and longer."""
    if old is None or old[0] >= sealed.last[0]:
        return False
    return old == sealed.before or _holds(old, engine)


def _holds(old: Head | None, engine: Engine) -> bool:
    """Whether the database holds what is vouched for. Another process may have noted what it wrote, or failed to."""
    if old is None:
        return False
    with engine.connect() as connection:
        return holds(connection, old)


def holds(connection: Connection, head: Head) -> bool:
    """Whether the log has that event, with that hash."""
    return bool(connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == head[0])).scalar() == head[1])


@contextmanager
def _locked(file: Path, flags: int) -> Iterator[int]:
    handle = os.open(file, flags | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if flags & os.O_RDWR else fcntl.LOCK_SH)
        yield handle
    finally:
        os.close(handle)


def _address(url: URL) -> str:
    """A name for a server's database, the same for everyone who works in it."""
    host = url.host or str(url.query.get("host", ""))
    return hashlib.sha256(f"{host}:{url.port or 5432}/{url.database}".encode()).hexdigest()[:16]
