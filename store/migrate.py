"""Brings a database to the newest tables with Alembic, one process at a time.

What lives here: the lock and the call. The steps themselves are `migrations/versions/`.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

_POSTGRES_LOCK = 7_305_2024  # any number, the same for everyone


def config(engine: Engine | None = None) -> Config:
    """Alembic's configuration with our scripts; no ini file."""
    found = Config()
    script = next(iter(files("arshjul.store.migrations").iterdir()))
    found.set_main_option("script_location", str(Path(str(script)).parent))
    found.set_main_option("path_separator", "os")
    found.attributes["engine"] = engine
    return found


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run every migration that is missing. Safe when several processes start at once."""
    with _alone(engine):
        command.upgrade(config(engine), revision)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    if engine.dialect.name == "sqlite":
        if not engine.url.database or engine.url.database == ":memory:":
            yield
            return
        with Path(f"{engine.url.database}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({_POSTGRES_LOCK})"))
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({_POSTGRES_LOCK})"))
