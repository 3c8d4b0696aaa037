"""Later dates asked for, granted and denied: what moves, what waits, and what is refused."""

import asyncio
import datetime as dt
import json

import pytest
from decided import HDIR, REPORT, TASKS, answer, ask, days, now, refused, steps, told
from office import Office
from sqlalchemy import select

from arshjul.calendar.change_plan import ChangePlan
from arshjul.calendar.change_warnings import Warned, WarningKind, warning_words
from arshjul.flows import moving, reminding, sending
from arshjul.flows.changing import applied
from arshjul.flows.waiving import Waiver
from arshjul.models.codes import State
from arshjul.notifications.email import plain_words
from arshjul.store import decisions
from arshjul.store.schema import EVENT


def test_a_granted_extension_moves_deadline_and_rungs_together(office: Office) -> None:
    office.load("2024-06-03")
    asked = ask(office)
    assert now(office, REPORT).due == dt.date(2024, 8, 26), "asking moves nothing"
    done = answer(office, str(asked.number), granted=True)
    after = now(office, REPORT)
    assert (done.until, after.due, after.revision) == (dt.date(2024, 9, 2), dt.date(2024, 9, 2), 2)
    assert (2, "overdue") in steps(office, REPORT, "open")
    assert not any(revision == 1 for revision, _ in steps(office, REPORT, "open"))
    with office.parts.database.read() as connection:
        [row] = connection.execute(select(EVENT).where(EVENT.c.kind == "extension.granted")).all()
        assert (row.actor, row.subject, row.why) == ("hod", "prove-2024.report.followup-2024-4.nhn", "Etter samråd.")


def test_the_ministry_may_grant_another_date_than_was_asked_for(office: Office) -> None:
    office.load("2024-06-03")
    ask(office)
    assert answer(office, granted=True, until=dt.date(2024, 8, 27)).until == dt.date(2024, 8, 27)
    assert now(office, REPORT).due == dt.date(2024, 8, 27)


@pytest.mark.parametrize("until", ["2024-08-26", "2024-08-25"])
def test_an_extension_to_the_deadline_or_before_it_is_refused(office: Office, until: str) -> None:
    office.load("2024-06-03")
    said = refused(office, lambda: ask(office, until=until))
    assert f"{until} er ikke senere enn fristen 2024-08-26" in said
    ask(office, until="2024-08-27")
    day = dt.date.fromisoformat(until)
    assert "er ikke senere enn" in refused(office, lambda: answer(office, granted=True, until=day))


def test_in_an_undecided_contradiction_later_means_after_the_last_date(office: Office) -> None:
    office.load("2024-06-03")
    assert "fristen 2024-09-15" in refused(office, lambda: ask(office, TASKS, "2024-09-15"))
    ask(office, TASKS, "2024-09-16")
    answer(office, TASKS, granted=True)
    after = now(office, TASKS)
    assert (after.due, after.latest, after.disputed) == (dt.date(2024, 9, 16), dt.date(2024, 9, 16), False)


def test_one_request_at_a_time_and_an_answer_only_once(office: Office) -> None:
    office.load("2024-06-03")
    asked = ask(office)
    said = refused(office, lambda: ask(office, until="2024-09-09"))
    assert "venter alt på svar om mandag 2. september 2024" in said and f"extension record {asked.number}" in said
    answer(office, granted=False)
    said = refused(office, lambda: answer(office, str(asked.number), granted=True))
    assert "er avslått (Departementet, 2024-08-28, 24/7)" in said and "venter på svar: ingen" in said
    assert "ukjent søknad" in refused(office, lambda: answer(office, "99", granted=True))
    ask(office, when="2024-08-28")  # a new request after a denial is another matter


def test_what_is_undated_delivered_waived_or_cancelled_has_no_deadline_to_extend(office: Office) -> None:
    office.send_in("nhn", "a.json", REPORT, "2024-08-12T09:00")
    office.day("2024-08-12T10:00")
    assert "har ingen frist ennå" in refused(office, lambda: ask(office, "note.2024.hdir"))
    assert "er fullstendig, så det er ingen frist å utsette" in refused(office, lambda: ask(office))
    office.rewheel(lambda values: values["meetings"].pop("followup-2024-4"))
    office.load("2024-08-13")
    assert "er avlyst" in refused(office, lambda: ask(office, HDIR))


def test_the_owner_asks_unless_somebody_else_is_named(office: Office) -> None:
    office.load("2024-06-03")
    assert ask(office).by == "Kari Prøve"
    assert ask(office, HDIR, by="Nina@example.org").by == "Nina Prøve"
    with office.parts.database.read() as connection:
        asked = decisions.pending(connection)
    assert [one.by for one in asked.values()] == ["person:kari", "person:nina"]


def test_while_an_answer_is_awaited_reminders_go_out_and_nobody_is_chased(office: Office) -> None:
    days(office, "07-29", "08-15")
    ask(office, when="2024-08-16")
    days(office, "08-21", "08-26", "08-27", "09-02")
    assert told(office, REPORT) == ["invitation", "before_7", "before_3", "last_day"]
    assert told(office, HDIR)[-1] == "overdue", "the other is chased on its day"
    assert steps(office, REPORT, "open") == [(1, "overdue")]
    answer(office, when="2024-09-02T15:00", granted=False)
    days(office, "09-03", "09-04")
    assert told(office, REPORT)[4:] == ["denied", "overdue", "overdue"], "the owner; then owner and deputy, once each"
    assert steps(office, REPORT, "open") == []


def test_a_machine_that_was_off_while_an_answer_was_awaited_says_nothing_that_is_past(office: Office) -> None:
    days(office, "07-29", "08-15")
    ask(office, when="2024-08-16")
    days(office, "08-28")
    assert told(office, REPORT) == ["invitation", "before_7"], "the last working day is over"
    assert steps(office, REPORT, "open") == [(1, "overdue")]


def test_a_delivery_settles_a_request_that_nobody_has_answered(office: Office) -> None:
    days(office, "07-29", "08-15")
    ask(office, when="2024-08-16")
    office.send_in("nhn", "a.json", REPORT, "2024-08-27T09:00")
    days(office, "08-28", "08-29")
    assert "overdue" not in told(office, REPORT)
    done = answer(office, when="2024-08-30", granted=True)
    assert done.warnings == ("prove-2024.report.followup-2024-4.nhn er levert og beholder fristen",)
    assert (now(office, REPORT).due, now(office, REPORT).revision) == (dt.date(2024, 8, 26), 1)


def test_an_extension_is_kept_where_it_is_later_than_what_a_wheel_brings(office: Office) -> None:
    office.load("2024-06-03")
    ask(office)
    answer(office, granted=True)
    for date, due in (("2024-09-10", "2024-09-02"), ("2024-09-30", "2024-09-16"), ("2024-09-09", "2024-09-02")):
        office.rewheel(lambda values, date=date: values["meetings"]["followup-2024-4"].update(date=date))
        office.load("2024-08-29")
        assert now(office, REPORT).due == dt.date.fromisoformat(due)


def waive(office: Office, when: str) -> ChangePlan:
    parts = office.at(when)
    return applied(parts, Waiver(parts, REPORT, "hod", "24/17", "Dekkes av årsrapporten."))


def test_a_request_lapses_when_its_deliverable_is_waived_and_its_owner_hears_so(office: Office) -> None:
    days(office, "07-29")
    asked = ask(office, when="2024-08-05")
    plan = waive(office, "2024-08-06T08:00")
    [row] = plan.rows
    assert row.warnings == (Warned(WarningKind.REQUEST_LAPSES, str(asked.number)),)
    assert warning_words(row.warnings) == [f"faller bort: søknad om utsatt frist nr. {asked.number}"]
    with office.parts.database.read() as connection:
        assert decisions.pending(connection) == {} and decisions.held(connection) == frozenset()
        assert list(decisions.pending(connection, office.at("2024-08-05").moment.at)) == [f"prove-2024.{REPORT}"]
        assert [one.state for one in decisions.extensions(connection)] == ["lapsed"]
        [event] = connection.execute(select(EVENT.c.after).where(EVENT.c.kind == "deliverable.waived")).scalars()
    assert json.loads(event)["lapsed"] == str(asked.number)
    said = refused(office, lambda: answer(office, str(asked.number), when="2024-08-07", granted=True))
    assert "er bortfalt, for leveransen ble frafalt eller avlyst" in said and "venter på svar: ingen" in said
    office.memory.sent.clear()
    asyncio.run(sending.dispatch(office.at("2024-08-07T08:00")))
    [letter] = [plain_words(out.payload) for out in office.memory.sent.values()]
    lapses = "Grunn: Dekkes av årsrapporten; søknaden om utsatt frist faller dermed bort (departementets ref. 24/17)."
    assert lapses in " ".join(letter.split())


def test_what_is_waived_without_a_request_says_nothing_of_one(office: Office) -> None:
    days(office, "07-29")
    assert waive(office, "2024-08-06T08:00").rows[0].warnings == ()
    days(office, "08-07")
    assert not any("søknaden" in plain_words(out.payload) for out in office.memory.sent.values())


def test_a_request_lapses_when_the_meeting_is_called_off_and_stays_so_when_it_is_held_after_all(office: Office) -> None:
    office.load("2024-06-03")
    asked = ask(office, when="2024-08-05")
    applied(office.at("2024-08-06"), moving.cancel("followup-2024-4", "Reisestopp"))
    with office.parts.database.read() as connection:
        assert decisions.pending(connection) == {} and decisions.held(connection) == frozenset()
    assert "er bortfalt" in refused(office, lambda: answer(office, str(asked.number), when="2024-08-07", granted=False))
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-10"))
    office.load("2024-08-08")
    assert now(office, REPORT).state is State.PLANNED
    with office.parts.database.read() as connection:
        assert decisions.pending(connection) == {}
    ask(office, until="2024-09-03", when="2024-08-09")  # for another date: the new one


def test_a_chaser_that_waits_unsent_does_not_go_out_after_the_owner_has_asked(office: Office) -> None:
    """Decided in the morning, asked for before it went out: taken back, and said after a denial if it is still late."""
    days(office, "07-29", "08-26")
    office.load("2024-08-27T08:00")
    reminding.decide_reminders(office.at("2024-08-27T08:00"))
    assert (1, "overdue") in steps(office, REPORT, "fired")
    ask(office, when="2024-08-27T08:05")
    assert steps(office, REPORT, "open") == [(1, "overdue")]
    days(office, "08-28", "08-29")
    assert "overdue" not in told(office, REPORT)
    assert told(office, HDIR)[-1] == "overdue", "what the other was to hear went out"
    answer(office, when="2024-08-29T15:00", granted=False)
    days(office, "08-30")
    assert told(office, REPORT)[-3:] == ["denied", "overdue", "overdue"]


def test_a_chaser_that_has_gone_out_is_not_said_again_after_a_denial(office: Office) -> None:
    days(office, "07-29", "08-26", "08-27")
    assert told(office, REPORT)[-1] == "overdue"
    before = told(office, REPORT).count("overdue")
    ask(office, when="2024-08-27T09:00")
    answer(office, when="2024-08-28T09:00", granted=False)
    days(office, "08-29", "08-30")
    assert told(office, REPORT).count("overdue") == before
