"""What is delivered, accepted or sent back, and formal sendings registered."""

import datetime as dt

import pytest
from decided import HDIR, HOD, REPORT, count, days, deliver, now, refused, register, steps, told
from office import Office, moment

from arshjul.flows import accepting
from arshjul.flows.recorded import Words
from arshjul.models.codes import State
from arshjul.store import sendings


def test_what_is_complete_is_accepted_once(office: Office) -> None:
    deliver(office)
    done = accepting.accept(office.at("2024-08-13"), REPORT, Words("hod", "24/8"))
    assert (now(office, REPORT).state, done.already, done.by) == (State.ACCEPTED, False, "Departementet")
    before = count(office)
    again = accepting.accept(office.at("2024-08-14"), REPORT, Words("kari"))
    assert (again.already, again.number, again.by) == (True, done.number, "Departementet, 2024-08-13, 24/8")
    assert count(office) == before, "nothing is written the second time"


@pytest.mark.parametrize("word", ["nhn", "kari", "peder@example.org"])
def test_nobody_accepts_or_returns_what_they_owe_themselves(office: Office, word: str) -> None:
    deliver(office)
    parts = office.at("2024-08-13")
    for verb in (accepting.accept, accepting.give_back):
        told = refused(office, lambda verb=verb: verb(parts, REPORT, Words(word)))
        assert f"{word} svarer selv for leveransen" in told and "--by hod" in told
    assert accepting.accept(parts, REPORT, Words("anne")).by == "Anne Prøve"


def test_what_has_not_come_is_not_judged_or_lacks_something_is_not_accepted(office: Office) -> None:
    office.load("2024-08-01")
    accept = lambda: accepting.accept(office.at("2024-08-13"), REPORT, HOD)  # noqa: E731
    assert "er ikke levert" in refused(office, accept)
    register(office)
    assert "er registrert sendt, men innholdet er ikke mottatt" in refused(office, accept)
    deliver(office, lacks="pll.deviation", when="2024-08-12T13:00")
    said = refused(office, accept)
    assert "er ufullstendig" in said and "avvik" in said.casefold()
    accepting.give_back(office.at("2024-08-13"), REPORT, HOD)
    assert "er sendt tilbake (Departementet, 2024-08-13, 24/123)" in refused(office, accept)


def test_what_is_returned_is_incomplete_until_a_new_version_is_judged_as_usual(office: Office) -> None:
    deliver(office)
    accepting.give_back(office.at("2024-08-13"), REPORT, Words("hod", reason="Risikoen er for knapt omtalt."))
    assert now(office, REPORT).state is State.INCOMPLETE
    days(office, "08-14", "08-27", "08-28")
    assert now(office, REPORT).state is State.INCOMPLETE
    assert "overdue" not in told(office, REPORT), "it has been delivered"
    deliver(office, when="2024-08-29T10:00", name="b.json")
    assert now(office, REPORT).state is State.COMPLETE


def test_returning_again_writes_nothing_until_something_new_has_come(office: Office) -> None:
    deliver(office)
    first = accepting.give_back(office.at("2024-08-13"), REPORT, HOD)
    before = count(office)
    again = accepting.give_back(office.at("2024-08-14"), REPORT, HOD)
    assert (again.already, again.number, count(office)) == (True, first.number, before)
    deliver(office, when="2024-08-15T10:00", name="b.json")
    assert not accepting.give_back(office.at("2024-08-16"), REPORT, HOD).already


def test_what_was_accepted_by_mistake_can_be_returned_and_what_never_came_cannot(office: Office) -> None:
    deliver(office)
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    accepting.give_back(office.at("2024-08-14"), REPORT, HOD)
    assert now(office, REPORT).state is State.INCOMPLETE
    assert "er ikke levert" in refused(office, lambda: accepting.give_back(office.at("2024-08-14"), HDIR, HOD))


def test_the_gaps_that_a_return_tells_are_not_told_again(office: Office) -> None:
    deliver(office, lacks="pll.deviation", when="2024-08-12T18:00")  # too late for messages
    assert [step for _, step in steps(office, REPORT, "open") if step.startswith("gaps")] == ["gaps.1"]
    accepting.give_back(office.at("2024-08-12T19:00"), REPORT, HOD)
    days(office, "08-13", "08-14")
    assert "gaps" not in told(office, REPORT)


def test_one_who_has_sent_a_new_version_in_the_meantime_hears_no_more_of_the_return(office: Office) -> None:
    """Sent back in the evening, sent in anew in the night: in order, or lacking something else."""
    deliver(office)
    accepting.give_back(office.at("2024-08-13T19:00"), REPORT, HOD)
    office.send_in("nhn", "b.json", REPORT, "2024-08-14T05:00")
    days(office, "08-14")
    assert "returned" not in told(office, REPORT)
    accepting.give_back(office.at("2024-08-14T19:00"), REPORT, HOD)
    office.send_in("nhn", "c.json", REPORT, "2024-08-15T05:00", lacks="pll.deviation")
    days(office, "08-15")
    assert told(office, REPORT)[-1] == "gaps" and "returned" not in told(office, REPORT)


def test_a_registered_sending_counts_as_received_and_nobody_is_reminded(office: Office) -> None:
    days(office, "07-29")
    done = register(office)
    assert (done.number, done.by, now(office, REPORT).state) == (1, "kontoret", State.RECEIVED)
    days(office, "08-15", "08-21", "08-26", "08-27")
    assert told(office, REPORT) == ["invitation"]
    with office.parts.database.read() as connection:
        assert sendings.newest(connection) == {now(office, REPORT).id: dt.date(2024, 8, 9)}


def test_a_sending_leaves_the_state_of_what_the_office_has_received(office: Office) -> None:
    deliver(office, lacks="pll.deviation")
    register(office, when="2024-08-13")
    assert now(office, REPORT).state is State.INCOMPLETE
    deliver(office, when="2024-08-14T10:00", name="b.json")
    register(office, sent=dt.date(2024, 8, 14), when="2024-08-14T12:00")
    assert now(office, REPORT).state is State.COMPLETE


def test_a_report_that_comes_after_its_sending_is_judged_as_usual(office: Office) -> None:
    office.load("2024-08-01")
    register(office)
    deliver(office, when="2024-08-14T10:00")
    assert now(office, REPORT).state is State.COMPLETE


def test_registering_again_mends_and_registering_the_same_writes_nothing(office: Office) -> None:
    office.load("2024-08-01")
    register(office)
    before = count(office)
    assert register(office, when="2024-08-13").already
    assert count(office) == before
    done = register(office, sent=dt.date(2024, 8, 8), when="2024-08-13")
    assert (done.number, done.warnings) == (2, ("erstatter registrering 1: 2024-08-09, eFormidling, 24/55",))
    with office.parts.database.read() as connection:
        assert [row.sent_on.day for row in sendings.of(connection, now(office, REPORT).id)] == [9, 8]


@pytest.mark.parametrize(
    ("sent", "fine"),
    [
        (dt.date(2024, 8, 12), True),
        (dt.date(2024, 8, 13), False),
        (moment("2024-08-12T12:00").at, True),
        (moment("2024-08-12T12:01").at, False),
        (moment("2024-08-12T00:30").at, True),  # the evening before, in UTC
    ],
)
def test_what_is_registered_has_been_sent(file_office: Office, sent: dt.date, fine: bool) -> None:
    file_office.load("2024-08-01")
    if not fine:
        assert "er ikke kommet ennå" in refused(file_office, lambda: register(file_office, sent=sent))
        return
    assert register(file_office, sent=sent).until == dt.date(2024, 8, 12)


def test_a_sending_that_was_returned_waits_for_the_next(office: Office) -> None:
    office.load("2024-08-01")
    register(office)
    accepting.give_back(office.at("2024-08-13"), REPORT, HOD)
    assert now(office, REPORT).state is State.INCOMPLETE
    register(office, sent=dt.date(2024, 8, 14), when="2024-08-14", reference="24/60")
    assert now(office, REPORT).state is State.RECEIVED


@pytest.mark.parametrize(
    ("sent", "warned"),
    [
        (dt.date(2023, 9, 4), "2023-09-04 er før brevet som ber om leveransen, datert 2024-01-15"),
        (dt.date(2024, 1, 14), "2024-01-14 er før brevet som ber om leveransen, datert 2024-01-15"),
        (dt.date(2024, 1, 15), "2024-01-15 er før leveransen åpner, 2024-07-29"),
        (dt.date(2024, 7, 28), "2024-07-28 er før leveransen åpner, 2024-07-29"),
        (dt.date(2024, 7, 29), ""),
    ],
)
def test_a_sending_before_anybody_asked_for_it_is_warned_of(file_office: Office, sent: dt.date, warned: str) -> None:
    """Most often the year is wrong, and it would count as in time."""
    file_office.load("2024-06-03")
    done = register(file_office, sent=sent)
    assert [one.startswith(warned) for one in done.warnings] == ([True] if warned else [])
    assert register(file_office, sent=sent, when="2024-08-13").warnings == done.warnings
