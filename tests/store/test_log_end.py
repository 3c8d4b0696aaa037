"""The end of the log is kept outside the database: a cut, or a whole new past with hashes that fit, is known from there."""

from pathlib import Path
from typing import Any

import pytest
from office import Office, moment
from sqlalchemy import text
from sqlalchemy.engine import make_url
from tampering import behind_its_back, found, slip_in, tamper, with_history

from arshjul.store import audit, events, head
from arshjul.store.engine import open_database
from arshjul.store.log_check import Flaw


@pytest.fixture
def told(office: Office) -> Office:
    """An office with a history of every kind."""
    with_history(office)
    assert found(office) == []
    return office


def test_a_tail_that_was_cut_off_is_known_from_outside(told: Office) -> None:
    with told.parts.database.read() as connection:
        last = events.head(connection)[0]
    flaws = tamper(told, f"DELETE FROM event WHERE seq > {last - 2}")
    assert flaws == [Flaw("cut_off", "head", str(told.parts.database.head), last)]


def test_a_log_that_grows_again_after_its_tail_was_cut_off_does_not_hide_it(told: Office) -> None:
    with told.parts.database.read() as connection:
        last = events.head(connection)[0]
    with behind_its_back(told.parts.database) as connection:
        connection.execute(text(f"DELETE FROM event WHERE seq > {last - 1}"))
    for number in range(5):
        with told.parts.database.write() as connection:
            events.append(connection, moment("2024-02-06"), "people.changed", str(number))
    assert found(told) == [Flaw("differs", "head", str(told.parts.database.head), last)]


def test_a_whole_new_past_with_hashes_that_fit_is_known_from_outside(told: Office) -> None:
    """An event slipped in after the second one; all that follow are renumbered, with their rows, and chained anew."""
    with behind_its_back(told.parts.database) as connection:
        slip_in(connection, after=2)
        last = connection.execute(text("SELECT max(seq) FROM event")).scalar_one()
    assert found(told) == [Flaw("differs", "head", str(told.parts.database.head), last - 1)]


APPEND = """
from office import moment
from arshjul.store import events
from arshjul.store.engine import open_database
database = open_database(sys.argv[1])
for number in range(20):
    with database.write() as connection:
        events.append(connection, moment("2024-01-16"), "people.changed", str(number))
database.close()
"""


def test_of_several_processes_none_takes_the_end_of_the_log_back(database_url: str) -> None:
    from processes import together

    together(APPEND, [[database_url]] * 3)
    database = open_database(database_url)
    assert database.head is not None
    with database.read() as connection:
        assert head.read(database.head) == events.head(connection)
        assert events.head(connection)[0] == 60
    assert list(audit.flaws(database)) == []
    database.close()


def noted(office: Office) -> Any:
    """What stands outside."""
    assert office.parts.database.head is not None
    return head.read(office.parts.database.head)


def test_a_crash_between_commit_and_file_leaves_the_file_behind_and_is_made_good(told: Office) -> None:
    file = told.parts.database.head
    assert file is not None
    was = file.read_bytes()
    for number in range(3):
        with told.parts.database.write() as connection:
            events.append(connection, moment("2024-02-07"), "people.changed", str(number))
    assert file.read_bytes() != was
    file.write_bytes(was)
    assert found(told) == []
    assert audit.unvouched(told.parts.database) == 3
    with told.parts.database.write() as connection:
        events.append(connection, moment("2024-02-08"), "people.changed", "x")
    with told.parts.database.read() as connection:
        assert noted(told) == events.head(connection)
    assert audit.unvouched(told.parts.database) == 0


def test_a_missing_file_is_told_and_one_that_holds_something_else_is_left_alone(told: Office) -> None:
    file = told.parts.database.head
    assert file is not None
    file.unlink()
    assert found(told) == [Flaw("absent", "head", str(file))]
    file.write_text("dette er et brev, og ingen slutt på noen logg\n", encoding="utf-8")
    with told.parts.database.write() as connection:
        events.append(connection, moment("2024-02-08"), "people.changed", "x")
    assert file.read_text(encoding="utf-8").startswith("dette er et brev")
    assert found(told) == [Flaw("unreadable", "head", str(file))]


def test_where_the_end_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite = make_url(f"sqlite:///{tmp_path}/a.db")
    assert head.head_file(sqlite, {}) == tmp_path / "a.db.head"
    assert head.head_file(sqlite, {"ARSHJUL_HEAD_FILE": "/x/y"}) == Path("/x/y")
    assert head.head_file(make_url("sqlite://"), {}) is None
    assert head.head_file(make_url("sqlite:///:memory:"), {}) is None
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    one, same, other = (
        head.head_file(make_url(f"postgresql://{who}"), {})
        for who in ("kari:x@db/arshjul", "ola@db:5432/arshjul", "ola@db/annen")
    )
    assert one == same != other
    assert one is not None and one.parent == tmp_path / "arshjul" / "heads"


def test_a_place_that_cannot_be_written_to_stops_nothing(file_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    (file_office.folder / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ARSHJUL_HEAD_FILE", str(file_office.folder / "file" / "head"))
    parts = file_office.open()
    with parts.database.write() as connection:
        events.append(connection, moment("2024-01-16"), "people.changed", "x")
    assert [flaw.what for flaw in audit.flaws(parts.database)] == ["unreadable"]
    parts.database.close()
    assert (file_office.folder / "file").read_text(encoding="utf-8") == ""


def test_a_read_notes_nothing_and_neither_does_a_transaction_that_failed(told: Office) -> None:
    was = noted(told)
    with pytest.raises(RuntimeError), told.parts.database.write() as connection:
        events.append(connection, moment("2024-02-08"), "people.changed", "x")
        raise RuntimeError
    with told.parts.database.write():
        pass
    assert noted(told) == was
