"""The history can be trusted: whatever is altered, inserted or removed is found, and it is said where.

Every test tampers for real, behind the program's back. What a cut or a whole new past leaves is `test_log_end.py`.
"""

from collections.abc import Iterator

import pytest
from office import Office, moment
from sqlalchemy import Connection, select, text
from tampering import REPORT, behind_its_back, digest, found, tamper, with_history

from arshjul.store import audit, chain, events
from arshjul.store.log_check import Flaw
from arshjul.store.schema import EVENT


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office with a history of every kind; what is tampered with is taken back after every look."""
    made = Office(tmp_path_factory.mktemp("told"), request.getfixturevalue(f"new_{request.param}")())
    with_history(made)
    assert found(made) == []
    yield made
    made.close()


def seq_of(office: Office, table: str) -> int:
    """The event that brought the last row of a table."""
    return int(office.rows(f"SELECT max(event_seq) FROM {table}")[0][0])


@pytest.mark.parametrize("column", ["subject", "why", "actor", "kind", "before", "after"])
def test_an_event_that_says_something_else(told: Office, column: str) -> None:
    assert tamper(told, f"UPDATE event SET {column} = 'noe annet' WHERE seq = 3") == [Flaw("altered", "event", "3", 3)]


@pytest.mark.parametrize("column", ["at", "recorded_at"])
def test_an_event_at_another_time(told: Office, column: str) -> None:
    flaws = tamper(told, f"UPDATE event SET {column} = '2024-01-16 11:01:00' WHERE seq = 3")
    assert flaws == [Flaw("altered", "event", "3", 3)]


def test_an_event_whose_hash_was_made_to_fit_breaks_the_link_after_it(told: Office) -> None:
    def mend(connection: Connection) -> None:
        event = connection.execute(select(EVENT).where(EVENT.c.seq == 3)).one()
        before = connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == 2)).scalar_one()
        new = chain.chained(before, event, event.rows)
        connection.execute(EVENT.update().where(EVENT.c.seq == 3).values(hash=new))

    flaws = tamper(told, "UPDATE event SET subject = 'noe annet' WHERE seq = 3", mend)
    assert flaws == [Flaw("altered", "event", "4", 4)]


def test_an_event_taken_out_of_the_middle(told: Office) -> None:
    """One that brought no rows; and then two in a row, the second of which brought a judgement."""
    [(alone,)] = told.rows("SELECT min(seq) FROM event WHERE kind = 'people.changed'")
    assert tamper(told, f"DELETE FROM event WHERE seq = {alone}") == [Flaw("missing", "event", str(alone), alone)]
    judged = seq_of(told, "judgement")
    flaws = tamper(told, f"DELETE FROM event WHERE seq IN ({judged}, {judged + 1})")
    assert flaws[0] == Flaw("missing", "event", f"{judged}–{judged + 1}", judged)
    assert {(flaw.what, flaw.table) for flaw in flaws[1:]} == {
        ("added", "judgement"), ("added", "finding"), ("added", "state_change"),
    }  # fmt: skip


def test_the_first_event_gone(told: Office) -> None:
    flaws = tamper(told, "DELETE FROM event WHERE seq = 1")
    assert flaws[0] == Flaw("missing", "event", "1", 1)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("due_revision", "due = '2024-12-24'"),
        ("due_revision", "why = 'noe annet'"),
        ("meeting_revision", "date = '2024-12-24'"),
        ("state_change", "state = 'accepted'"),
        ("decision", "day = '2024-12-24'"),
        ("decision", "body = '{}'"),
        ("sending", "sent_on = '2024-12-24'"),
        ("submission", "received_at = '2024-01-01 11:00:00'"),
        ("judgement", "completeness = 'complete'"),
    ],
)
def test_a_row_of_history_that_says_something_else(told: Office, table: str, change: str) -> None:
    [(row, seq)] = told.rows(f"SELECT id, event_seq FROM {table} ORDER BY id LIMIT 1")
    flaws = tamper(told, f"UPDATE {table} SET {change} WHERE id = {row}")
    assert [flaw for flaw in flaws if flaw.what != "state"] == [Flaw("altered", table, str(row), seq)]


def test_a_finding_that_was_softened_and_one_taken_away(told: Office) -> None:
    seq = seq_of(told, "judgement")
    [(row,)] = told.rows("SELECT max(id) FROM finding")
    assert tamper(told, f"UPDATE finding SET severity = 'weak' WHERE id = {row}") == [
        Flaw("altered", "finding", str(row), seq)
    ]
    assert tamper(told, f"DELETE FROM finding WHERE id = {row}") == [Flaw("missing", "finding", str(row), seq)]


@pytest.mark.parametrize("table", ["due_revision", "decision", "sending", "judgement", "submission", "state_change"])
def test_a_row_of_history_that_was_taken_away(told: Office, table: str) -> None:
    [(row, seq)] = told.rows(f"SELECT id, event_seq FROM {table} ORDER BY id LIMIT 1")
    assert Flaw("missing", table, str(row), seq) in tamper(told, f"DELETE FROM {table} WHERE id = {row}")


def test_a_row_of_history_that_no_event_brought(told: Office) -> None:
    copied = "INSERT INTO due_revision (deliverable_id, no, due, basis, disputed, cause, why, event_seq) "
    copied += "SELECT deliverable_id, no + 1, due, basis, disputed, cause, why, {} FROM due_revision WHERE id = 1"
    flaws = tamper(told, copied.format(2))
    assert [(flaw.what, flaw.table, flaw.event) for flaw in flaws] == [
        ("added", "due_revision", 2), ("state", "deliverable", None),
    ]  # fmt: skip
    flaws = tamper(told, copied.format(999))
    assert [(flaw.what, flaw.table, flaw.event) for flaw in flaws] == [
        ("missing", "event", 999), ("added", "due_revision", 999), ("state", "deliverable", None),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["wheel_version", "wheel"])
def test_a_wheels_text_is_held_against_its_digest(told: Office, table: str) -> None:
    flaws = tamper(told, f"UPDATE {table} SET body = replace(body, '2024-09-09', '2024-09-10')")
    assert [(flaw.what, flaw.table) for flaw in flaws] == [("body", table)]


@pytest.mark.parametrize("table", ["submission", "attachment"])
def test_a_file_is_held_against_its_digest(told: Office, table: str) -> None:
    other = "X'25504446'" if told.parts.database.is_sqlite else "'\\x25504446'::bytea"
    flaws = tamper(told, f"UPDATE {table} SET body = {other}")
    assert [(flaw.what, flaw.table) for flaw in flaws] == [("body", table)]


def test_a_file_swapped_for_another_with_its_own_digest_is_missed_by_its_sending(told: Office) -> None:
    other = "X'25504446'" if told.parts.database.is_sqlite else "'\\x25504446'::bytea"
    seq, [(old,)] = seq_of(told, "sending"), told.rows("SELECT digest FROM attachment")
    new = digest(b"%PDF")
    swapped = f"UPDATE attachment SET body = {other}, digest = '{new}', size = 4"
    assert tamper(told, swapped) == [Flaw("missing", "attachment", old, seq), Flaw("added", "attachment", new)]
    flaws = tamper(told, swapped, f"UPDATE sending SET attachment = '{new}'")
    assert [(flaw.what, flaw.table) for flaw in flaws] == [("altered", "sending")]


def test_a_file_taken_away(told: Office) -> None:
    seq, [(old,)] = seq_of(told, "sending"), told.rows("SELECT digest FROM attachment")
    assert tamper(told, "DELETE FROM attachment") == [Flaw("missing", "attachment", old, seq)]


def test_a_digest_changed_along_with_its_text_is_found_by_the_event(told: Office) -> None:
    flaws = tamper(told, f"UPDATE wheel_version SET body = '{{}}', digest = '{digest(b'{}')}'")
    assert [(flaw.what, flaw.table) for flaw in flaws] == [("altered", "wheel_version"), ("state", "wheel")]


@pytest.mark.parametrize(
    ("table", "row", "change"),
    [
        ("deliverable", REPORT, f"state = 'accepted' WHERE key = '{REPORT}'"),
        ("deliverable", REPORT, f"revision = 2 WHERE key = '{REPORT}'"),
        ("meeting", "followup-2024-4", "revision = 2 WHERE slug = 'followup-2024-4'"),
        ("wheel", "prove-2024", "digest = 'x'"),
    ],
)
def test_what_stands_must_be_what_history_says_last(told: Office, table: str, row: str, change: str) -> None:
    assert Flaw("state", table, row) in tamper(told, f"UPDATE {table} SET {change}")


@pytest.mark.parametrize("mark", ["NULL", "'2024-01-17 11:00:00'"])
def test_a_mark_of_being_told_must_have_a_message_behind_it(told: Office, mark: str) -> None:
    [(row, seq)] = told.rows("SELECT min(id), min(event_seq) FROM due_revision WHERE notified_at IS NOT NULL")
    flaws = tamper(told, f"UPDATE due_revision SET notified_at = {mark} WHERE id = {row}")
    assert flaws == [Flaw("told", "due_revision", str(row), seq)]


def test_a_trigger_that_was_dropped_or_switched_off(office: Office) -> None:
    sqlite = office.parts.database.is_sqlite
    with office.parts.database.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("DROP TRIGGER decision_no_delete" + ("" if sqlite else " ON decision"))
        if sqlite:
            connection.exec_driver_sql("DROP TRIGGER event_no_update")
            connection.exec_driver_sql("CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER event_no_update")
    assert found(office) == [Flaw("off", "trigger", "decision_no_delete"), Flaw("off", "trigger", "event_no_update")]


def test_what_cannot_be_read_any_more_is_named(file_office: Office) -> None:
    """SQLite takes any text for an instant."""
    file_office.day("2024-01-16")
    flaws = tamper(file_office, "UPDATE event SET at = 'i fjor' WHERE seq = 2")
    assert flaws == [Flaw("unreadable", "event", "2", 2)]


def test_several_things_wrong_are_all_told(told: Office) -> None:
    flaws = tamper(
        told,
        "UPDATE event SET why = 'noe annet' WHERE seq IN (2, 5)",
        "UPDATE decision SET reason = 'noe annet'",
    )
    assert [(flaw.what, flaw.table, flaw.row) for flaw in flaws] == [
        ("altered", "event", "2"), ("altered", "event", "5"), ("altered", "decision", "1"),
    ]  # fmt: skip


def test_a_long_log_is_read_in_handfuls(file_office: Office) -> None:
    """2,600 events, some of them wrong on both sides of the seam between two handfuls."""
    database, far = file_office.parts.database, []
    with database.write() as connection:
        for number in range(2600):
            events.append(connection, moment("2024-01-16"), "people.changed", str(number))
    assert list(audit.flaws(database, lambda done, total: far.append((done, total)))) == []
    assert far == [(1000, 2600), (2000, 2600), (2600, 2600)]
    with behind_its_back(database) as connection:
        connection.execute(text("UPDATE event SET why = 'x' WHERE seq IN (1000, 1001)"))
        connection.execute(text("DELETE FROM event WHERE seq BETWEEN 1999 AND 2001"))
    assert [flaw.row for flaw in audit.flaws(database)] == ["1000", "1001", "1999–2001"]
