"""The database itself refuses to change history: no update, no delete, no replace, no truncate."""

import datetime as dt
from collections.abc import Iterator

import pytest
from alembic import command
from decided import HDIR, HOD
from office import Office
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel
from tampering import found, with_history

from arshjul.flows import extending
from arshjul.store import chain
from arshjul.store.engine import Database
from arshjul.store.migrate import config
from arshjul.store.migrations.guards import GUARDED


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with a history of every kind; what is tampered with is taken back after every look."""
    made = Office(tmp_path_factory.mktemp("told"), request.getfixturevalue(f"new_{request.param}")())
    with_history(made)
    assert found(made) == []
    yield made
    made.close()


@pytest.mark.parametrize("table", GUARDED)
def test_the_database_itself_refuses_to_change_history(told: Office, table: str) -> None:
    must_refuse(told.parts.database, table)


def must_refuse(database: Database, table: str) -> None:
    """Update, delete, replace and truncate; an empty table has nothing to lose."""
    key = {"event": "seq", "attachment": "digest"}.get(table, "id")
    statements = [f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"]
    if database.is_sqlite:
        statements.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        statements.append(f"TRUNCATE {table} CASCADE")
    with database.read() as connection:
        held = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
    for statement in statements if held else statements[2:] * (not database.is_sqlite):
        with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
            connection.exec_driver_sql(statement)


def test_an_event_cannot_be_replaced_by_its_hash_either(file_office: Office) -> None:
    file_office.day("2024-01-16")
    copied = (
        "INSERT OR REPLACE INTO event SELECT 99, at, recorded_at, actor, kind, subject, before, after, why, hash, rows"
    )
    with pytest.raises(DBAPIError, match="append-only"), file_office.parts.database.write() as connection:
        connection.exec_driver_sql(f"{copied} FROM event WHERE seq = 1")


@pytest.mark.parametrize("table", ["decision", "sending"])
def test_nor_what_is_told_apart_by_something_besides_its_number(file_office: Office, table: str) -> None:
    """A new number, and the answer to the same question; or the same number of a document's sendings."""
    with_history(file_office)
    asked = extending.ask_extension(file_office.at("2024-02-06"), HDIR, dt.date(2024, 9, 2), "Ferie.")
    extending.answer_extension(file_office.at("2024-02-07"), str(asked.number), HOD, granted=True)
    with file_office.parts.database.read() as connection:
        names = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
        where = "answers IS NOT NULL" if table == "decision" else "true"
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE {where}").scalar_one()
    columns = ", ".join("id + 1000" if name == "id" else f'"{name}"' for name in names)
    replaced = f"INSERT OR REPLACE INTO {table} SELECT {columns} FROM {table} WHERE {where}"
    with pytest.raises(DBAPIError, match="append-only"), file_office.parts.database.write() as connection:
        connection.exec_driver_sql(replaced)


def test_a_file_that_was_sent_cannot_be_replaced_by_one_of_the_same_digest(file_office: Office) -> None:
    with_history(file_office)
    swapped = "INSERT OR REPLACE INTO attachment SELECT digest, name, media_type, size, X'25504446' FROM attachment"
    with pytest.raises(DBAPIError, match="append-only"), file_office.parts.database.write() as connection:
        connection.exec_driver_sql(swapped)
    assert found(file_office) == []


def test_it_refuses_again_after_its_migrations_were_taken_back_and_run_anew(office: Office) -> None:
    with_history(office)
    engine = office.parts.database.engine
    command.downgrade(config(engine), "0003")
    command.upgrade(config(engine), "head")
    for table in ("event", "wheel_version", "state_change", "attachment"):
        must_refuse(office.parts.database, table)
    assert {flaw.what for flaw in found(office)} <= {"altered", "differs"}, "the triggers are all there"


def test_every_column_of_history_is_covered_or_left_out_for_a_reason() -> None:
    """A new column must be decided on: covered columns may not change, or older rows would seem altered."""
    for name in chain.HISTORY:
        table = SQLModel.metadata.tables[name]
        assert {column.name for column in table.c} == set(chain.covered(name)) | chain.LEFT_OUT.get(name, set())
    assert set(GUARDED) - {"event", "attachment"} <= set(chain.HISTORY), (
        "a file is covered by the digest in its sending"
    )
