"""Decisions, requests, formal sendings and names as they are kept: what is read is what was written, then and now."""

import datetime as dt
from collections.abc import Iterator

import pytest
from office import moment
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from arshjul.calendar.rulings import Ruling
from arshjul.models.codes import State
from arshjul.models.moment import Moment
from arshjul.models.tables_history import DecisionKind, DecisionState, SendingChannel
from arshjul.store import decisions, events, people, sendings, signatories
from arshjul.store.engine import Database, open_database
from arshjul.store.owed import owed
from arshjul.store.schema import ATTACHMENT, DELIVERABLE, DUE, PERSON, SIGNATORY, SUBMISSION, WHEEL

KEY, OTHER = "prove-2024.report.followup-2024-4.nhn", "prove-2024.tasks.2024.nhn"
JUNE, JULY, AUGUST = (moment(f"2024-{month:02}-03") for month in (6, 7, 8))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Two deliverables, of a wheel that says nothing."""
    opened = open_database(database_url)
    with opened.write() as connection:
        seq = events.append(connection, moment("2024-01-16"), "wheel.loaded", "prove-2024")
        wheel = {"slug": "prove-2024", "year": 2024, "digest": "", "body": "{}", "loaded_at": JUNE.at}
        connection.execute(insert(WHEEL).values(id=1, **wheel))
        for id_, key in enumerate((KEY, OTHER), 1):
            _, document, occurrence, actor = key.split(".")
            row = {"id": id_, "key": key, "wheel_id": 1, "document_type": document, "occurrence": occurrence}
            row |= {"actor": actor, "kind": "other", "content_digest": "", "state": "open", "revision": 1}
            connection.execute(insert(DELIVERABLE).values(**row))
            due = {"deliverable_id": id_, "no": 1, "due": dt.date(2024, 8, 26), "basis": "stated", "disputed": False}
            connection.execute(insert(DUE).values(cause="wheel.loaded", event_seq=seq, **due))
    yield opened
    opened.close()


def ask(database: Database, key: str = KEY, at: Moment = JUNE) -> int:
    with database.write() as connection:
        seq = events.append(connection, at, "extension.asked", key)
        until = dt.date(2024, 9, 2)
        return decisions.ask(connection, at, seq, key=key, until=until, by="person:kari", reason="Ferie.")


def answer(database: Database, *, granted: bool, key: str = KEY, at: Moment = JULY, until: int = 2) -> int:
    with database.write() as connection:
        seq = events.append(connection, at, "extension.answered", key)
        asked = decisions.pending(connection)[key]
        day = dt.date(2024, 9, until)
        return decisions.answer(
            connection, at, seq, asked, granted=granted, until=day, by="hod", reference="24/7", reason=""
        )


def decide(database: Database, kind: DecisionKind, key: str, day: dt.date | None, at: Moment) -> int:
    with database.write() as connection:
        seq = events.append(connection, at, "decided", key)
        made = decisions.Made(kind, key, DecisionState.GRANTED, "hod", day, "24/9")
        return decisions.make(connection, at, seq, made)


def test_a_request_is_pending_until_it_is_answered_and_was_so_on_every_day_between(database: Database) -> None:
    number = ask(database)
    with database.read() as connection:
        [(key, pending)] = decisions.pending(connection).items()
        assert (key, pending.decision, pending.until, pending.by) == (KEY, number, dt.date(2024, 9, 2), "person:kari")
        assert decisions.held(connection) == {1}
        assert decisions.rulings(connection) == [], "asking moves nothing"
    answer(database, granted=True)
    with database.read() as connection:
        assert decisions.pending(connection) == {}
        assert decisions.held(connection) == frozenset()
        assert decisions.pending(connection, JUNE.at) == {KEY: pending}
        assert decisions.pending(connection, JULY.at) == {}
        assert decisions.pending(connection, JUNE.at - dt.timedelta(seconds=1)) == {}


def test_only_what_is_granted_is_in_force_and_only_from_when_it_was_recorded(database: Database) -> None:
    ask(database)
    granted = answer(database, granted=True, until=5)
    ask(database, OTHER, JULY)
    answer(database, granted=False, key=OTHER)
    settled = decide(database, DecisionKind.CONFLICT, OTHER, dt.date(2024, 9, 15), AUGUST)
    waived = decide(database, DecisionKind.WAIVER, KEY, None, AUGUST)
    decide(database, DecisionKind.ACCEPTANCE, KEY, None, AUGUST)
    extension = Ruling(KEY, "extension", dt.date(2024, 9, 5), granted, "hod, 2024-07-03, 24/7")
    with database.read() as connection:
        assert decisions.rulings(connection) == [
            extension,
            Ruling(OTHER, "conflict", dt.date(2024, 9, 15), settled, "hod, 2024-08-03, 24/9"),
            Ruling(KEY, "waiver", None, waived, "hod, 2024-08-03, 24/9"),
        ]
        assert decisions.rulings(connection, AUGUST.at - dt.timedelta(seconds=1)) == [extension]
        assert decisions.rulings(connection, JUNE.at) == []


def test_a_request_has_one_answer_even_if_somebody_writes_a_second(database: Database) -> None:
    ask(database)
    with database.read() as connection:
        asked = decisions.pending(connection)[KEY]
    answer(database, granted=False)
    with pytest.raises(IntegrityError), database.write() as connection:
        seq = events.append(connection, JULY, "extension.answered", KEY)
        decisions.answer(
            connection, JULY, seq, asked, granted=True, until=asked.until, by="hod", reference="", reason=""
        )
    with database.read() as connection:
        assert events.count(connection) == 3, "nothing of the second is written"
        assert [(row.state, row.granted_until) for row in decisions.extensions(connection)] == [("denied", None)]


def test_requests_are_listed_with_their_answers(database: Database) -> None:
    first, second = ask(database), ask(database, OTHER)
    answer(database, granted=True, until=9)
    with database.read() as connection:
        listed = decisions.extensions(connection)
    assert [(row.id, row.key, row.state) for row in listed] == [(first, KEY, "granted"), (second, OTHER, "asked")]
    assert (listed[0].until, listed[0].granted_until) == (dt.date(2024, 9, 2), dt.date(2024, 9, 9))
    assert (listed[0].answered_by, listed[0].reference, listed[0].answered_at) == ("hod", "24/7", JULY.at)
    assert (listed[1].answered_by, listed[1].answered_at) == (None, None)


@pytest.mark.parametrize("came", ["submission", "sending"])
def test_what_came_stands_returned_until_something_newer_comes(database: Database, came: str) -> None:
    with database.write() as connection:
        seq = events.append(connection, JUNE, "deliverable.returned", KEY)
        made = decisions.Made(DecisionKind.ACCEPTANCE, KEY, DecisionState.RETURNED, "hod", reason="For kort.")
        number = decisions.make(connection, JUNE, seq, made)
    with database.read() as connection:
        assert decisions.returned(connection, KEY).id == number
        assert decisions.returned(connection, OTHER) is None
    with database.write() as connection:
        seq = events.append(connection, JULY, "came", KEY)
        if came == "sending":
            register(database, connection, seq, JULY)
        else:
            row = {"deliverable_id": 1, "no": 1, "digest": "a", "name": "a", "submitted_by": "a", "body": b""}
            connection.execute(
                insert(SUBMISSION).values(submitted_at=JULY.at, received_at=JULY.at, event_seq=seq, **row)
            )
    with database.read() as connection:
        assert decisions.returned(connection, KEY) is None


def register(database, connection, seq, at, *, deliverable=1, day=1, attachment=None) -> int:
    return sendings.register(
        connection, at, seq, deliverable, sent_on=dt.date(2024, 6, day), channel=SendingChannel.EPOST,
        reference="24/1", by="office", attachment=attachment,
    )  # fmt: skip


def test_the_newest_sending_holds_and_what_held_before_is_still_known(database: Database) -> None:
    for at, day in ((JUNE, 3), (JULY, 2)):
        with database.write() as connection:
            seq = events.append(connection, at, "delivery.registered", KEY)
            assert register(database, connection, seq, at, day=day) == (1 if at is JUNE else 2)
    with database.read() as connection:
        assert sendings.newest(connection) == {1: dt.date(2024, 6, 2)}
        assert sendings.newest(connection, JUNE.at) == {1: dt.date(2024, 6, 3)}
        assert sendings.newest(connection, JUNE.at - dt.timedelta(seconds=1)) == {}
        assert [(row.no, row.sent_on.day) for row in sendings.of(connection, 1)] == [(1, 3), (2, 2)]
        assert sendings.of(connection, 2) == []


def test_a_file_is_kept_once_however_often_it_is_sent(database: Database) -> None:
    file = sendings.Attached("d" * 64, "plan.pdf", "application/pdf", b"%PDF-1.7")
    for deliverable in (1, 2):
        with database.write() as connection:
            digest = sendings.keep(connection, file)
            seq = events.append(connection, JUNE, "delivery.registered", str(deliverable))
            register(database, connection, seq, JUNE, deliverable=deliverable, attachment=digest)
    with database.read() as connection:
        assert connection.execute(select(ATTACHMENT.c.size, ATTACHMENT.c.body)).all() == [(8, b"%PDF-1.7")]
        assert [(row.name, row.size) for row in sendings.of(connection, 2)] == [("plan.pdf", 8)]


def test_people_are_kept_by_id_and_others_by_a_number_whose_name_can_be_erased(database: Database) -> None:
    called = {"kari": "kari@example.org"}
    with database.write() as connection:
        connection.execute(insert(PERSON).values(slug="kari", name="Kari Prøve", email="kari@example.org", lang="nb"))
        sign = [
            signatories.sign(connection, word, {"hod", "nhn"}, called) for word in ("HOD", "kari", "Kari@Example.org")
        ]
        assert sign == ["hod", "person:kari", "person:kari"]
        other = signatories.sign(connection, "Ekspedisjonssjefen", {"hod"}, called)
        assert other.startswith("signatory:")
        assert signatories.sign(connection, "Ekspedisjonssjefen", {"hod"}, called) == other
        assert signatories.names(connection, ["hod", "person:kari", other]) == {
            "hod": "hod", "person:kari": "Kari Prøve", other: "Ekspedisjonssjefen",
        }  # fmt: skip
        connection.execute(update(SIGNATORY).values(name=""))
        assert signatories.names(connection, [other]) == {other: "navnet er slettet"}


def test_who_is_erased_is_no_longer_named_as_the_sender_of_a_report(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(PERSON).values(slug="kari", name="Kari Prøve", email="kari@example.org", lang="nb"))
        sent = {"deliverable_id": 1, "digest": "d", "name": "r.json", "submitted_at": JUNE.at, "received_at": JUNE.at}
        sent |= {"body": b"{}", "event_seq": events.append(connection, JUNE, "source.pulled", "nhn")}
        for number, by in enumerate(("KARI@example.org", "nina@example.org"), 7):
            connection.execute(insert(SUBMISSION).values(**sent | {"no": number, "digest": by, "submitted_by": by}))
        [kari] = people.known(connection)
        assert people.erase(connection, kari) == 2
        left = connection.execute(select(SUBMISSION.c.submitted_by).order_by(SUBMISSION.c.no)).scalars()
        assert list(left)[-2:] == ["", "nina@example.org"]


def test_one_deliverable_is_read_with_the_deadline_in_force(database: Database) -> None:
    with database.read() as connection:
        now = owed(connection, KEY)
        assert now is not None
        assert (now.id, now.state, now.due, now.last_day, now.versions) == (
            1, State.OPEN, dt.date(2024, 8, 26), dt.date(2024, 8, 26), 0,
        )  # fmt: skip
        assert owed(connection, "prove-2024.report.followup-2024-9.nhn") is None
