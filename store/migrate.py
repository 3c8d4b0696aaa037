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
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from arshjul.store.engine import NewerDatabase

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
    """Run every migration that is missing. Safe when several processes start at once. NewerDatabase: see there."""
    with _alone(engine):
        found = config(engine)
        _must_be_known(engine, ScriptDirectory.from_config(found))
        command.upgrade(found, revision)


def _must_be_known(engine: Engine, scripts: ScriptDirectory) -> None:
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    known = {script.revision for script in scripts.walk_revisions()}
    unknown = [head for head in heads if head not in known]
    if unknown:
        raise NewerDatabase(", ".join(unknown))


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
