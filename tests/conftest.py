"""What tests of several rooms share: databases, a fresh one per test, on SQLite and on a private PostgreSQL; the language."""

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office import Office
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.store.engine import open_database, sqlite_url

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
_NUMBER = itertools.count(1)
NewDatabase = Callable[[], str]


@pytest.fixture(autouse=True)
def begins_in_norwegian() -> None:
    """Whatever language the test before chose."""
    set_lang(Lang.NB)


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes fresh migrated SQLite files; gives the address of each."""
    folder = tmp_path_factory.mktemp("databases")
    template = folder / "template.db"
    open_database(sqlite_url(template)).close()

    def new() -> str:
        path = folder / f"{next(_NUMBER)}.db"
        shutil.copy(template, path)
        return sqlite_url(path)

    return new


@pytest.fixture(scope="session")
def own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for a server's databases in the user's data folder must not land in the tester's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def new_postgresql(own_data_folder: None) -> Iterator[NewDatabase]:
    """Makes fresh migrated databases on a PostgreSQL server of our own, which ends with the tests."""
    if not _BINARIES:
        pytest.skip("PostgreSQL is not installed here: no initdb under /usr/lib/postgresql/*/bin")
    folder = Path(tempfile.mkdtemp(prefix="arshjul-pg-"))
    other = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    if other:
        shutil.chown(folder, "postgres", "postgres")  # initdb refuses to run as root
    binaries, data = _BINARIES[-1].parent, folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "arshjul", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(initdb, cwd=folder, check=True, stdout=subprocess.DEVNULL, **other)  # type: ignore[call-overload]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [binaries / "postgres", "-D", data, "-k", folder, "-F", "-c", "listen_addresses="],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), **other,
    )  # fmt: skip
    try:
        address = f"postgresql+psycopg://arshjul@/{{}}?host={folder}"
        _wait_for(address.format("postgres"))
        _administer(address, "CREATE DATABASE template")
        open_database(address.format("template")).close()

        def new() -> str:
            name = f"t{next(_NUMBER)}"
            _administer(address, f"CREATE DATABASE {name} TEMPLATE template")
            return address.format(name)

        yield new
    finally:
        server.send_signal(signal.SIGINT)  # the fast way: it does not wait for its clients
        server.wait(30)
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh migrated database; each test that asks for it runs on both kinds."""
    new: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return new()


def _administer(address: str, statement: str) -> None:
    engine = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _wait_for(url: str) -> None:
    engine = create_engine(url)
    for _ in range(100):
        try:
            engine.connect().close()
            engine.dispose()
            return
        except OperationalError:
            time.sleep(0.1)
    raise RuntimeError("the PostgreSQL server does not answer")


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    """A small office with its own database, on both kinds."""
    made = Office(tmp_path, database_url)
    yield made
    made.close()


@pytest.fixture
def file_office(tmp_path: Path, new_sqlite: NewDatabase) -> Iterator[Office]:
    """The same on SQLite alone, for what has nothing to do with the kind of database."""
    made = Office(tmp_path, new_sqlite())
    yield made
    made.close()
