"""A database from before history was kept is brought up to date with what it holds, and is vouched for from then on."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from alembic import command
from office import moment
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from tampering import behind_its_back

from arshjul.calendar.wheel_file import read_wheels, shipped_wheels
from arshjul.store import audit, chain, events, history, rungs
from arshjul.store.board import standings
from arshjul.store.engine import Database, open_database
from arshjul.store.log_check import Flaw, sealed_from
from arshjul.store.migrate import config

KEY = "w-2024.report.followup-2024-1.nhn"
BODY = read_wheels(list(shipped_wheels())[:1])[0].model_dump_json(by_alias=True)
AT = "2024-01-16 07:00:00.000000"
LADDER = [
    ("invitation", "2024-01-18", "fired"), ("before_7", "2024-01-24", "spent"), ("before_3", "2024-01-30", "open"),
    ("last_day", "2024-02-02", "open"), ("overdue", "2024-02-05", "void"), ("manager", "2024-02-09", "open"),
]  # fmt: skip


def put(connection: Connection, table: str, **values: Any) -> None:
    """One row; column names are quoted, as some are words of SQL."""
    names = ", ".join(f'"{name}"' for name in values)
    given = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({given})"), values)


def fill(connection: Connection) -> None:
    """Three events, a wheel, two deliverables with rungs of every state, a report, and a message that was sent."""
    previous = ""
    for seq, (kind, subject) in enumerate(
        (("wheel.loaded", "w-2024"), ("source.pulled", "nhn"), ("message.sent", "m")), 1
    ):
        told = {"actor": "arshjul", "kind": kind, "subject": subject, "before": "", "after": "", "why": ""}
        event = SimpleNamespace(seq=seq, at=dt.datetime(2024, 1, 16, 7, tzinfo=dt.UTC), **told)
        previous = chain.chained_of_old(previous, event)
        put(connection, "event", seq=seq, at=AT, recorded_at=AT, hash=previous, **told)
    digest = hashlib.sha256(BODY.encode()).hexdigest()
    put(connection, "wheel", id=1, slug="w-2024", year=2024, digest=digest, body=BODY, loaded_at=AT)
    held = {"state": "planned", "cause": "wheel.loaded", "event_seq": 1}
    put(connection, "meeting", id=1, wheel_id=1, slug="followup-2024-1", series="followup", revision=1)
    put(connection, "meeting_revision", id=1, meeting_id=1, no=1, date="2024-02-16", **held)
    for id_, state, actor in ((1, "incomplete", "nhn"), (2, "open", "hdir")):
        row = {"occurrence": "followup-2024-1", "kind": "followup_report", "revision": 1, "content_digest": "x"}
        key = KEY.replace("nhn", actor)
        put(
            connection,
            "deliverable",
            id=id_,
            key=key,
            wheel_id=1,
            document_type="report",
            actor=actor,
            state=state,
            **row,
        )
        dated = {"due": "2024-02-02", "last_workday": "2024-02-02", "latest": "2024-02-02", "basis": "stated"}
        row = {"disputed": False, "cause": "wheel.loaded", "event_seq": 1, "notified_at": AT if id_ == 2 else None}
        put(connection, "due_revision", id=id_, deliverable_id=id_, no=1, **dated, **row)
    for id_, (step, day, state) in enumerate(LADDER, 1):
        row = {"deliverable_id": 2, "revision": 1, "fire_on": day, "confirmed": False}
        put(connection, "ladder_step", id=id_, step=step, state=state, **row)
    came = {"name": "r.json", "submitted_by": "a@b.no", "submitted_at": AT, "received_at": AT, "event_seq": 2}
    digest = hashlib.sha256(b"{}").hexdigest()
    put(connection, "submission", id=1, deliverable_id=1, no=1, digest=digest, body=b"{}", **came)
    put(connection, "person", id=1, slug="anne", name="Anne", email="anne@example.org", lang="nb")
    day = {"day": "2024-01-18", "number": 1, "decided_at": AT, "sent_at": AT, "attempts": 1, "state": "sent"}
    put(connection, "message", id=1, dedup_key="m", person_id=1, channel="email", **day)
    told = {"revision": 1, "step": "invitation", "person_id": 1, "message_id": 1, "dropped": False}
    put(connection, "notice", id=1, deliverable_id=2, **told)


@pytest.fixture
def upgraded(database_url: str) -> Iterator[Database]:
    """A database of the second edition with data in it, opened by this one."""
    driver = "sqlite" if database_url.startswith("sqlite") else "postgresql+psycopg"
    engine = create_engine(make_url(database_url).set(drivername=driver))
    command.downgrade(config(engine), "0002")
    with engine.begin() as connection:
        if driver != "sqlite":
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        fill(connection)
        if driver != "sqlite":
            _count_on(connection)
    engine.dispose()
    database = open_database(database_url)
    yield database
    database.close()


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers on from what it has given out itself, and the rows above were numbered by hand."""
    for table in ("wheel", "meeting", "meeting_revision", "deliverable", "due_revision", "ladder_step", "submission"):
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)")


def test_rungs_keep_their_days_and_where_they_stand(upgraded: Database) -> None:
    with upgraded.read() as connection:
        found = [
            (rung.step, str(rung.fire_on), rung.state) for rung in rungs.ladder(connection, KEY.replace("nhn", "hdir"))
        ]
    expected = [(step, day, "waiting" if step == "manager" else state) for step, day, state in LADDER]
    assert found == expected


def test_states_and_wheels_are_carried_over_and_what_was_known_begins_there(upgraded: Database) -> None:
    with upgraded.read() as connection:
        states = connection.execute(text("SELECT deliverable_id, state, event_seq FROM state_change ORDER BY 1")).all()
        versions = connection.execute(text("SELECT slug, body, event_seq FROM wheel_version")).all()
        assert history.begins(connection) == moment("2024-01-16T08:00").at
        known = standings(connection, known_at=moment("2024-01-16").at)
        assert known == standings(connection)
    assert [tuple(row) for row in states] == [(1, "incomplete", 3), (2, "open", 3)]
    assert [tuple(row) for row in versions] == [("w-2024", BODY, 3)]
    assert [(row.key, row.state, row.submissions) for row in known] == [
        (KEY.replace("nhn", "hdir"), "open", 0), (KEY, "incomplete", 1),
    ]  # fmt: skip


def test_all_holds_from_before_and_after(upgraded: Database) -> None:
    assert list(audit.flaws(upgraded)) == []
    with upgraded.write() as connection:
        events.append(connection, moment("2024-01-17"), "people.changed", "anne")
    with upgraded.read() as connection:
        assert sealed_from(connection) == 4
    assert list(audit.flaws(upgraded)) == []
    assert audit.unvouched(upgraded) == 0


def test_old_events_are_vouched_for_though_not_their_rows(upgraded: Database) -> None:
    with upgraded.write() as connection:
        events.append(connection, moment("2024-01-17"), "people.changed", "anne")
    with behind_its_back(upgraded) as connection:
        connection.execute(text("UPDATE event SET subject = 'x' WHERE seq = 1"))
        connection.execute(text("UPDATE meeting_revision SET cause = 'x'"))
    assert list(audit.flaws(upgraded)) == [Flaw("altered", "event", "1", 1)]


def test_nobody_can_pass_new_events_off_as_old_ones(upgraded: Database) -> None:
    """Old ones have less behind their hashes; saying that the others are old too does not fit theirs."""
    with upgraded.write() as connection:
        events.append(connection, moment("2024-01-17"), "people.changed", "anne")
    with upgraded.write() as connection:
        connection.execute(text("UPDATE setting SET value = '99' WHERE name = 'sealed_from'"))
    assert list(audit.flaws(upgraded)) == [Flaw("altered", "event", "4", 4)]
