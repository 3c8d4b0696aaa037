"""What a transaction promises: nothing lost between processes, nothing half-written, instants in UTC."""

import datetime as dt
import os
import signal
from zoneinfo import ZoneInfo

import pytest
from processes import start, together
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from arshjul.store.engine import open_database, wall_clock
from arshjul.store.schema import DELIVERABLE, PULL, SETTING, WHEEL

NOON = dt.datetime(2024, 8, 27, 12, tzinfo=ZoneInfo("Europe/Oslo"))
LOOK = {"actor": "nhn", "source": "folder", "digest": "", "seen": 0, "taken": 0, "verdict": "ok"}

COUNT = """
from sqlalchemy import select, update
from arshjul.store.engine import open_database
from arshjul.store.schema import SETTING
database = open_database(sys.argv[1])
for _ in range(10):
    with database.write() as connection:
        value = int(connection.execute(select(SETTING.c.value)).scalar_one())
        connection.execute(update(SETTING).values(value=str(value + 1)))
database.close()
"""

HALF = """
import time
from sqlalchemy import insert, update
from arshjul.store.engine import open_database
from arshjul.store.schema import SETTING
with open_database(sys.argv[1]).write() as connection:
    connection.execute(update(SETTING).values(value="half"))
    connection.execute(insert(SETTING).values(name="new", value="half"))
    print("inside", flush=True)
    time.sleep(60)
"""


def test_of_forty_increments_by_four_processes_none_is_lost(database_url: str) -> None:
    """Read, add one and write back is what every decision does; by default SQLAlchemy loses half of them here."""
    database = open_database(database_url)
    with database.write() as connection:
        connection.execute(insert(SETTING).values(name="counter", value="0"))
    together(COUNT, [[database_url]] * 4)
    with database.read() as connection:
        assert connection.execute(select(SETTING.c.value)).scalar_one() == "40"
    database.close()


def test_a_process_killed_inside_a_transaction_leaves_everything_as_it_was(database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as connection:
        connection.execute(insert(SETTING).values(name="counter", value="whole"))
    process = start(HALF, database_url)
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    with database.write() as connection:  # nor does it leave a lock behind
        rows = connection.execute(select(SETTING.c.name, SETTING.c.value)).all()
    assert rows == [("counter", "whole")]
    database.close()


def test_an_error_takes_the_whole_transaction_back(database_url: str) -> None:
    database = open_database(database_url)
    with pytest.raises(RuntimeError), database.write() as connection:
        connection.execute(insert(SETTING).values(name="a", value="1"))
        raise RuntimeError
    with database.read() as connection:
        assert connection.execute(select(SETTING)).all() == []
    database.close()


def test_a_read_sees_one_state_whatever_is_written_meanwhile(database_url: str) -> None:
    database = open_database(database_url)
    with database.read() as reading:
        assert reading.execute(select(SETTING)).all() == []
        with database.write() as connection:
            connection.execute(insert(SETTING).values(name="a", value="1"))
        assert reading.execute(select(SETTING)).all() == []
    with database.read() as reading:
        assert len(reading.execute(select(SETTING)).all()) == 1
    database.close()


def test_nothing_written_through_a_read_stays(database_url: str) -> None:
    database = open_database(database_url)
    with database.read() as connection:
        connection.execute(insert(SETTING).values(name="a", value="1"))
    with database.read() as connection:
        assert connection.execute(select(SETTING)).all() == []
    database.close()


def test_instants_come_back_as_aware_utc(database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as connection:
        connection.execute(insert(PULL).values(at=NOON, **LOOK))
    with database.read() as connection:
        at = connection.execute(select(PULL.c.at)).scalar_one()
    database.close()
    assert at == NOON
    assert at.utcoffset() == dt.timedelta(0)
    assert at.hour == 10


def test_an_instant_without_a_zone_is_refused(database_url: str) -> None:
    database = open_database(database_url)
    with pytest.raises(StatementError, match="timezone"), database.write() as connection:
        connection.execute(insert(PULL).values(at=dt.datetime(2024, 8, 27), **LOOK))  # noqa: DTZ001
    database.close()


def test_words_outside_the_closed_lists_and_rows_without_a_parent_are_refused(database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as connection:
        connection.execute(insert(WHEEL).values(slug="w", year=2024, digest="", body="{}", loaded_at=NOON))
    row = {"document_type": "d", "occurrence": "o", "actor": "a", "kind": "other", "revision": 1, "content_digest": ""}
    for wrong in ({"state": "forgotten", "wheel_id": 1}, {"state": "open", "wheel_id": 99}):
        with pytest.raises(IntegrityError), database.write() as connection:
            connection.execute(insert(DELIVERABLE).values(key="k", **row, **wrong))
    database.close()


def test_the_databases_clock_is_aware_and_runs(database_url: str) -> None:
    database = open_database(database_url)
    with database.write() as connection:
        first, second = wall_clock(connection), wall_clock(connection)
    database.close()
    assert first.utcoffset() == dt.timedelta(0)
    assert dt.timedelta(0) <= second - first < dt.timedelta(seconds=30)
