"""A database comes into being: the right tables, one process at a time, and plain words when it cannot."""

import os
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from processes import start, together
from sqlalchemy import create_engine, inspect
from sqlmodel import SQLModel

from arshjul.models.problems import BadInput
from arshjul.store import schema
from arshjul.store.engine import HEAD, open_database, sqlite_url
from arshjul.store.migrate import config, migrate

OPEN = "from arshjul.store.engine import open_database; open_database(sys.argv[1]).close(); print('open')"


def test_a_fresh_database_has_exactly_the_tables_of_the_models(database_url: str) -> None:
    database = open_database(database_url)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
        found = set(inspect(connection).get_table_names())
    database.close()
    assert found == {*SQLModel.metadata.tables, "alembic_version"}
    assert schema.EVENT.metadata is SQLModel.metadata


def test_the_version_that_the_program_asks_for_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(config()).get_heads() == [HEAD]


def test_an_older_database_is_brought_up_to_date_and_keeps_what_it_holds(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "old.db")
    engine = create_engine(url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('portfolio', 'gammel')")
    engine.dispose()
    database = open_database(url)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT value FROM setting").scalar() == "gammel"
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    database.close()


def test_every_migration_can_be_taken_back(database_url: str) -> None:
    database = open_database(database_url)
    command.downgrade(config(database.engine), "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    command.upgrade(config(database.engine), "head")
    database.close()


def test_processes_that_open_the_same_new_file_at_once_all_succeed(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "new" / "folder" / "arshjul.db")
    assert together(OPEN, [[url]] * 3) == ["open\n"] * 3


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "brev.txt"
    path.write_text("Dette er et brev, og ingen database. " * 50, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(BadInput, match="ikke en SQLite-database"):
        open_database(sqlite_url(path))
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["brev.txt"]


def test_a_database_of_a_newer_edition_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    open_database(sqlite_url(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(BadInput, match=r"nyere utgave av programmet \(versjon 9999\)"):
        open_database(sqlite_url(path))


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="kan ikke brukes"):
        open_database(sqlite_url(tmp_path / "file" / "arshjul.db"))


def test_a_folder_without_rights_is_named(tmp_path: Path) -> None:
    """Tried as somebody without rights, since root may write anywhere."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    for part in (tmp_path, *tmp_path.parents):
        if part != Path("/tmp") and part.is_relative_to("/tmp") and part.stat().st_uid == os.getuid():
            part.chmod(part.stat().st_mode | 0o055)
    script = """
import os
from arshjul.models.problems import BadInput
from arshjul.store.engine import open_database
open_database("sqlite://").close()  # so that everything is imported while it may be read
if os.geteuid() == 0:
    os.setegid(65534), os.seteuid(65534)
try:
    open_database(sys.argv[1])
except BadInput as error:
    print(error)
"""
    process = start(script, sqlite_url(folder / "arshjul.db"))
    out, error = process.communicate(timeout=60)
    assert "kan ikke brukes" in out, error
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("address", ["tull", "mysql://a@b/c", "", "sqlite", "://"])
def test_an_address_of_no_known_kind_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="ARSHJUL_DATABASE_URL"):
        open_database(address)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(BadInput) as caught:
        open_database("postgresql://kontor:hemmelig@127.0.0.1:1/arshjul")
    assert "127.0.0.1" in str(caught.value)
    assert "hemmelig" not in str(caught.value)
