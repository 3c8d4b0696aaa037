"""Who is told of what has changed, when, and what the message says: once, with old date, new date and reason."""

import asyncio
import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Office
from small_supplement import supplement

from arshjul.flows import (
    accepting,
    changing,
    collecting,
    extending,
    loading,
    moving,
    sending,
    waiving,
)
from arshjul.flows.recorded import Words
from arshjul.flows.telling import News, tell
from arshjul.models.codes import Step
from arshjul.notifications.email import plain_words
from arshjul.store import events

REPORT = "prove-2024.report.followup-2024-4.nhn"
MEETING = "followup-2024-4"
AUTUMN = "2024-08-06"


def move(office: Office, day: str, when: str, why: str = "møtekollisjon") -> None:
    """The ministry has moved the meeting of 9 September, and the office records it."""
    parts = office.at(when)
    changing.applied(parts, moving.move(MEETING, dt.date.fromisoformat(day), parts.moment.today, why))


def cancel(office: Office, when: str) -> None:
    changing.applied(office.at(when), moving.cancel(MEETING, "reisestopp"))


def send(office: Office, when: str) -> sending.Sent:
    return asyncio.run(sending.dispatch(office.at(when)))


def told(office: Office, person: str = "kari") -> list[tuple[str, str]]:
    """Deliverable and step of every notice that a person has received, in order."""
    rows = office.rows(
        "SELECT key, step FROM notice JOIN message ON message.id = message_id JOIN person ON person.id = notice.person_id "
        f"JOIN deliverable ON deliverable.id = deliverable_id WHERE slug = '{person}' AND message.state = 'sent' "
        "AND NOT dropped ORDER BY notice.id"
    )
    return [(key.removeprefix("prove-2024."), step) for key, step in rows]


def about_report(office: Office) -> list[str]:
    return [step for key, step in told(office) if key == "report.followup-2024-4.nhn"]


def letters(office: Office, person: str = "kari") -> list[str]:
    """Subject and text of every message that a person has received."""
    return [
        f"{out.payload['Subject']}\n{plain_words(out.payload)}"
        for out in office.memory.sent.values()
        if out.to == f"{person}@example.org"
    ]


def waiting(office: Office) -> list[tuple[str, str]]:
    """Person and step of every notice that waits to be said."""
    rows = office.rows(
        "SELECT slug, step FROM notice JOIN message ON message.id = message_id JOIN person ON person.id = notice.person_id "
        "WHERE message.state = 'pending' AND NOT dropped ORDER BY slug, notice.id"
    )
    return [(slug, step) for slug, step in rows]


def open_steps(office: Office, key: str = REPORT) -> list[str]:
    rows = office.rows(
        "SELECT r.step FROM open_rung r JOIN deliverable d ON d.id = r.deliverable_id "
        f"WHERE key = '{key}' ORDER BY r.fire_on"
    )
    return [step for (step,) in rows]


def sent_to(office: Office, when: str, person: str) -> list[str]:
    """What a person is told now."""
    office.memory.sent.clear()
    send(office, when)
    return letters(office, person)


def invited(office: Office) -> None:
    """Everybody has been invited to the report before the meeting of 9 September, and nothing else has come since."""
    office.day("2024-07-29T08:00")
    office.memory.sent.clear()


def test_each_owner_of_what_moves_is_told_once_with_old_date_new_date_and_reason(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-02T10:00")
    assert waiting(office) == [("anne", "moved"), ("kari", "moved")]
    assert send(office, "2024-07-02T10:05").sent == 2
    [letter] = letters(office)
    assert letter.startswith("Møtet er flyttet: statusrapport – ny frist tirsdag 3. september\n")
    assert "Departementet har flyttet oppfølgingsmøtet fra mandag 9. september til tirsdag 17. september." in letter
    assert "Grunn: møtekollisjon. Fristen flyttes fra mandag 26. august til tirsdag 3. september." in letter
    [english] = letters(office, "anne")
    assert "The ministry has moved the meeting from Monday 9 September to Tuesday 17 September. Reason:" in english


def test_who_has_been_told_of_a_new_date_knows_it_from_then_on(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-02T10:00")
    of = (
        "SELECT no, notified_at IS NOT NULL FROM due_revision JOIN deliverable ON deliverable.id = deliverable_id "
        f"WHERE key = '{REPORT}' ORDER BY no"
    )
    assert [(no, bool(known)) for no, known in office.rows(of)] == [(1, False), (2, False)]
    send(office, "2024-07-02T10:05")
    assert [(no, bool(known)) for no, known in office.rows(of)] == [(1, False), (2, True)]


def test_telling_again_writes_nothing(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-02T10:00")
    before = office.rows("SELECT * FROM notice ORDER BY id"), office.rows("SELECT * FROM message ORDER BY id")
    move(office, "2024-09-17", "2024-07-02T10:01")
    parts = office.at("2024-07-02T10:02")
    with parts.database.write() as connection:
        events.append(connection, parts.moment, "tested", "again")
        assert tell(connection, parts, [News(REPORT, Step.MOVED)] * 2) == 0
    assert (office.rows("SELECT * FROM notice ORDER BY id"), office.rows("SELECT * FROM message ORDER BY id")) == before
    assert [send(office, f"2024-07-02T10:{minute}").sent for minute in ("05", "06")] == [2, 0]


def test_what_moves_at_night_is_told_in_the_morning(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-05T22:00")
    assert send(office, "2024-07-05T22:01").sent == 0
    assert send(office, "2024-07-06T12:00").sent == 0, "a Saturday"
    office.day("2024-07-08T08:00")
    assert about_report(office) == ["moved"]


def test_moved_twice_before_anybody_is_told_is_one_move_from_the_first_date_to_the_last(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-02T10:00")
    move(office, "2024-09-24", "2024-07-02T10:30", "ny møtekollisjon")
    send(office, "2024-07-02T11:00")
    [letter] = letters(office)
    assert "oppfølgingsmøtet fra mandag 9. september til tirsdag 24. september" in letter
    assert "Fristen flyttes fra mandag 26. august til tirsdag 10. september." in letter
    assert "17. september" not in letter


def test_moved_and_moved_back_before_anybody_is_told_is_not_told(office: Office) -> None:
    office.load("2024-07-01")
    move(office, "2024-09-17", "2024-07-02T10:00")
    move(office, "2024-09-09", "2024-07-02T10:30")
    assert waiting(office) == []
    assert (send(office, "2024-07-02T11:00").sent, letters(office)) == (0, [])
    assert open_steps(office) == ["invitation", "before_7", "before_3", "last_day", "overdue"]
    move(office, "2024-09-24", "2024-07-03T10:00")
    send(office, "2024-07-03T11:00")
    [letter] = letters(office)
    assert "fra mandag 26. august til tirsdag 10. september" in letter


def test_moved_and_moved_back_is_told_twice_when_the_first_move_was_told(office: Office) -> None:
    office.load("2024-07-01")
    for day, when in (("2024-09-17", "2024-07-02"), ("2024-09-09", "2024-07-04")):
        move(office, day, f"{when}T10:00")
        send(office, f"{when}T10:05")
    assert about_report(office) == ["moved", "moved"]
    there, back = letters(office)
    assert "fra mandag 26. august til tirsdag 3. september" in there
    assert "Fristen flyttes tilbake fra tirsdag 3. september til mandag 26. august." in back


def test_nobody_is_invited_again_to_what_has_moved(office: Office) -> None:
    invited(office)
    move(office, "2024-10-21", "2024-08-01T10:00")
    assert "invitation" not in open_steps(office)
    for day in range(1, 60):
        office.day(f"{dt.date(2024, 8, 1) + dt.timedelta(days=day)}T08:00")
    assert about_report(office) == ["invitation", "moved", "before_7"]


def test_who_was_never_invited_is_invited_in_time_to_the_new_date(office: Office) -> None:
    office.day("2024-07-01T08:00")
    move(office, "2024-10-21", "2024-07-02T10:00")
    for day in range(1, 90):
        office.day(f"{dt.date(2024, 7, 2) + dt.timedelta(days=day)}T08:00")
    assert about_report(office) == ["moved", "invitation", "before_7"]


def test_the_news_of_a_near_date_takes_the_place_of_the_reminders_before_it(office: Office) -> None:
    """Moved to a date five working days off: not a reminder of seven days besides, but the next one in its time."""
    invited(office)
    move(office, "2024-08-27", f"{AUTUMN}T10:00")
    assert open_steps(office) == ["before_3", "last_day", "overdue"]
    office.day(f"{AUTUMN}T11:00")
    office.day("2024-08-07T08:00")
    office.day("2024-08-08T08:00")
    assert about_report(office) == ["invitation", "moved", "before_3"]


def test_a_reminder_that_falls_on_the_day_of_the_news_is_left_out(office: Office) -> None:
    """Moved on a Saturday, told on a Monday on which a reminder of the new date would have gone out."""
    invited(office)
    move(office, "2024-09-04", "2024-08-10T12:00")  # due 21 August, seven working days after Monday 12 August
    office.day("2024-08-12T08:00")
    line = "Statusrapport (Norsk helsenett): frist onsdag 21. august, flyttet av departementet fra mandag 26. august"
    assert line in letters(office)[0]
    assert about_report(office) == ["invitation", "moved"]


def test_what_has_been_delivered_meanwhile_is_not_told_of_its_new_date(office: Office) -> None:
    invited(office)
    move(office, "2024-09-17", f"{AUTUMN}T08:00")
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", f"{AUTUMN}T08:10")
    collecting.pull(office.at(f"{AUTUMN}T08:20"), "nhn")
    assert send(office, f"{AUTUMN}T08:30").sent == 1
    assert (letters(office), len(letters(office, "anne"))) == ([], 1)


def test_what_is_delivered_is_not_told_of_a_move_at_all(office: Office) -> None:
    invited(office)
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", f"{AUTUMN}T08:00")
    office.day(f"{AUTUMN}T08:10")
    move(office, "2024-09-17", f"{AUTUMN}T08:20")
    assert waiting(office) == [("anne", "moved")]


def test_a_deputy_hears_where_there_is_no_owner_and_nobody_where_there_is_neither(office: Office) -> None:
    office.load("2024-07-01")
    lines = office.portfolio_path.read_text(encoding="utf-8")
    lines = lines.replace("nhn: {owner: kari,", "nhn: {owner: [{person: kari, to: 2024-06-30}],")
    lines = lines.replace("hdir: {owner: anne,", "hdir: {owner: [{person: anne, to: 2024-06-30}],")
    office.portfolio_path.write_text(lines, encoding="utf-8")
    office.parts.database.close()
    office.parts = office.open()
    move(office, "2024-09-17", "2024-07-02T10:00")
    assert waiting(office) == [("nina", "moved")]
    send(office, "2024-07-02T10:05")
    assert "Du får meldingen som stedfortreder." in letters(office, "nina")[0]


def test_a_cancelled_meeting_frees_those_who_owed_a_report_to_it(office: Office) -> None:
    invited(office)
    cancel(office, f"{AUTUMN}T10:00")
    assert waiting(office) == [("anne", "cancelled"), ("kari", "cancelled")]
    [letter] = sent_to(office, f"{AUTUMN}T10:05", "kari")
    assert letter.startswith("Statusrapport faller bort\n")
    assert "Departementet har avlyst oppfølgingsmøtet mandag 9. september." in letter
    assert "med frist mandag 26. august, faller bort. Grunn: reisestopp." in letter


def test_what_a_wheel_no_longer_asks_for_is_told_under_the_title_it_had(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(lambda values: values["obligations"].pop("joint") and values["document_types"].pop("joint"))
    office.load("2024-02-01")
    assert ("synne", "cancelled") in waiting(office)
    [letter] = sent_to(office, "2024-02-01", "synne")
    assert letter.startswith("Felles plan faller bort\n")
    assert "Leveransen fra de regionale, med frist tirsdag 15. oktober, faller bort." in letter


def drop_joint_plan(values: dict[str, Any]) -> None:
    del values["obligations"]["joint"], values["document_types"]["joint"]


@pytest.mark.parametrize("heard", [True, False])
def test_who_has_heard_that_it_is_off_hears_that_it_is_on_again_and_nobody_else(office: Office, heard: bool) -> None:
    office.load("2024-01-16")
    office.rewheel(drop_joint_plan)
    office.load("2024-02-01")
    if heard:
        send(office, "2024-02-01T12:05")
    office.rewheel()
    office.load("2024-02-02")
    parts = office.at("2024-02-02T12:01")
    with parts.database.write() as connection:
        events.append(connection, parts.moment, "tested", "x")
        tell(connection, parts, [News("prove-2024.joint.2024.rhf", Step.MOVED)])
    found = sent_to(office, "2024-02-02T12:05", "synne")
    assert len(found) == heard
    assert all("Leveransen gjelder som før, med frist tirsdag 15. oktober." in letter for letter in found)


def test_a_waived_demand_is_told_with_the_words_of_whoever_waived_it(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-01-17")
    changing.applied(parts, waiving.Waiver(parts, "plan.2024.nhn", "hod", "24/17", "planen dekkes av årsrapporten"))
    assert waiting(office) == [("kari", "waived")]
    send(office, "2024-01-17T12:10")
    [letter] = letters(office)
    assert "Departementet har frafalt kravet om leveransen fra Norsk helsenett, som hadde frist" in letter
    assert "Grunn: planen dekkes av årsrapporten (departementets ref. 24/17). " in letter.replace("\n", " ")


def test_what_is_restricted_is_told_without_title_and_reason(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(lambda values: values["obligations"]["budget"]["due"].update(day=15))
    office.load("2024-02-01")
    send(office, "2024-02-01T12:10")
    letter = next(text for text in letters(office) if "begrenset innsyn" in text)
    assert "Fristen flyttes fra onsdag 1. mai til onsdag 15. mai." in letter
    assert "Innspill til budsjett" not in letter


def test_an_undated_document_that_gets_a_date_is_told_of_it(office: Office) -> None:
    office.load("2024-01-16")
    office.rewheel(lambda values: values["obligations"]["note"].update(due={"type": "fixed", "month": 6, "day": 3}))
    office.load("2024-02-01")
    assert waiting(office) == [("anne", "dated")]
    send(office, "2024-02-01T12:10")
    assert letters(office, "anne")[0].startswith("Note now has a date: due Monday 3 June\n")


def test_of_a_date_that_somebody_has_decided_only_the_decision_is_told(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-01-17")
    with parts.database.write() as connection:
        events.append(connection, parts.moment, "tested", "x")
        news = [News(REPORT, Step.MOVED), News(REPORT, Step.EXTENDED, "7"), News("prove-2024.nothing", Step.MOVED)]
        assert tell(connection, parts, news) == 1
    assert waiting(office) == [("kari", "extended.7")]


def test_a_later_date_is_told_to_who_asked_and_moves_no_reminder_twice(office: Office) -> None:
    invited(office)
    parts = office.at(f"{AUTUMN}T08:00")
    extending.ask_extension(parts, REPORT, dt.date(2024, 9, 2), "ferie")
    extending.answer_extension(parts, REPORT, Words("hod", "24/99", "tallene mangler"), granted=True)
    assert waiting(office) == [("kari", "extended.2")]
    assert "invitation" not in open_steps(office)
    send(office, f"{AUTUMN}T08:05")
    [letter] = letters(office)
    assert letter.startswith("Statusrapport: utsatt frist til mandag 2. september\n")
    assert "Departementet har gitt utsatt frist for leveransen fra Norsk helsenett" in letter
    assert "Fristen var mandag 26. august." in letter.replace("\n", " ")


def test_a_denial_says_what_is_still_due_even_when_it_has_been_delivered_meanwhile(office: Office) -> None:
    invited(office)
    parts = office.at(f"{AUTUMN}T08:00")
    extending.ask_extension(parts, REPORT, dt.date(2024, 9, 2), "ferie")
    extending.answer_extension(parts, REPORT, Words("Per Utenfor", "24/99", "møtet står"), granted=False)
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", f"{AUTUMN}T08:01")
    collecting.pull(office.at(f"{AUTUMN}T08:02"), "nhn")
    send(office, f"{AUTUMN}T08:05")
    [letter] = letters(office)
    assert letter.startswith("Statusrapport: fortsatt frist mandag 26. august\n")
    assert "Departementet har ikke gitt utsatt frist" in letter
    assert "Grunn: møtet står (departementets ref. 24/99)." in " ".join(letter.split())


def test_who_accepts_and_who_returns_is_named_with_their_words(office: Office) -> None:
    office.day("2024-01-16T08:00")
    office.send_in("nhn", "p.json", "plan.2024.nhn", "2024-01-17")
    office.send_in("hdir", "r.json", "report.followup-2024-1.hdir", "2024-01-17")
    office.day("2024-01-17T13:00")
    office.memory.sent.clear()
    parts = office.at("2024-01-18T08:00")
    accepting.accept(parts, "plan.2024.nhn", Words("Per Utenfor", "", "fin plan"))
    accepting.give_back(parts, "report.followup-2024-1.hdir", Words("hod", "", "see item 3"))
    send(office, "2024-01-18T08:05")
    assert "Per Utenfor har godtatt leveransen fra Norsk helsenett" in letters(office)[0]
    returned = "The ministry has returned your delivery for the meeting of Friday 16 February: “see item 3”."
    assert returned in " ".join(letters(office, "anne")[0].split())


def decide_by_file(office: Office, day: str, when: str, by: str = "hod") -> None:
    """A supplementary letter decides which of the two dates of the tasks holds."""
    decided = f"{{document_type: tasks, actor: nhn, in_force: {day}, by: {by}, decided: 2024-07-01, reference: 24/77}}"
    path = office.folder / "tillegg.yaml"
    path.write_text(supplement(f"add:\n  decisions: [{decided}]\n", amends="prove-2024"), encoding="utf-8")
    parts = office.at(when)
    parts.wheels = (path,)
    loading.load_wheels(parts)


@pytest.mark.parametrize("day", ["2024-08-31", "2024-09-15"])
def test_a_contradiction_that_a_letter_settles_is_told_once_as_a_decision(office: Office, day: str) -> None:
    """Whether the date it settles on is the one that people went by or the other."""
    invited(office)
    decide_by_file(office, day, f"{AUTUMN}T08:00")
    assert waiting(office) == [("kari", "decided")], "hdir never had two dates"
    send(office, f"{AUTUMN}T08:05")
    [letter] = letters(office)
    named = {"2024-08-31": "lørdag 31. august", "2024-09-15": "søndag 15. september"}[day]
    assert letter.startswith(f"Planlagte oppgaver: fristen er {named}\n")
    assert f"Departementet har avgjort at fristen er {named}" in " ".join(letter.split())
    why = "Brevene oppgir lørdag 31. august og søndag 15. september. Grunn: Tillegg (departementets ref. 24/77)."
    assert why in " ".join(letter.split())
    decide_by_file(office, day, f"{AUTUMN}T09:00")
    assert waiting(office) == [], "the same again tells nothing"


def test_a_letter_that_names_another_than_the_ministry_is_told_with_that_name(office: Office) -> None:
    invited(office)
    decide_by_file(office, "2024-09-15", f"{AUTUMN}T08:00", by="Direktøren")
    send(office, f"{AUTUMN}T08:05")
    assert "Direktøren har avgjort at fristen er søndag 15. september" in " ".join(letters(office)[0].split())


def test_letters_that_contradict_each_other_no_longer_are_told_in_the_passive(office: Office) -> None:
    invited(office)
    office.rewheel(lambda values: values["obligations"]["tasks"]["statements"].pop(1))
    office.load(f"{AUTUMN}T08:00")
    assert ("kari", "decided") in waiting(office)
    send(office, f"{AUTUMN}T08:05")
    assert "Det er avgjort at fristen er søndag 15. september" in " ".join(letters(office)[0].split())


def test_what_is_delivered_is_not_told_of_a_letter_that_settles_its_date(office: Office) -> None:
    invited(office)
    office.send_in("nhn", "t.json", "tasks.2024.nhn", f"{AUTUMN}T08:00")
    office.day(f"{AUTUMN}T08:10")
    office.memory.sent.clear()
    decide_by_file(office, "2024-09-15", f"{AUTUMN}T09:00")
    assert waiting(office) == []


moves = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["move", "day", "deliver"]), st.integers(0, 3)),
    min_size=3,
    max_size=12,
)
DATES = ["2024-09-09", "2024-09-17", "2024-09-24", "2024-10-21"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves)
def test_in_any_order_of_moves_and_days_every_owner_knows_the_date_in_force(
    tmp_path_factory: pytest.TempPathFactory, new_sqlite: Any, acts: list[tuple[int, str, int]]
) -> None:
    """Told at most once of each move, of nothing delivered; and the last date told is the one in force."""
    office = Office(tmp_path_factory.mktemp("office"), new_sqlite())
    office.day("2024-07-01T08:00")
    at, now, delivered = dt.datetime.fromisoformat("2024-07-01T09:00"), DATES[0], None
    for number, (days, act, choice) in enumerate(acts):
        at += dt.timedelta(days=days, minutes=number + 1)
        if act == "move" and DATES[choice] != now:
            now = DATES[choice]
            move(office, now, at.isoformat())
        elif act == "deliver" and delivered is None:
            delivered = at
            office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", at.isoformat())
            collecting.pull(office.at(at.isoformat()), "nhn")
            collecting.judge(office.at(at.isoformat()))
        else:
            office.day(at.isoformat())
    office.day("2024-09-30T12:00" if at.month < 9 else (at + dt.timedelta(days=7)).isoformat())
    check(office, delivered)
    office.close()


def check(office: Office, delivered: dt.datetime | None) -> None:
    rows = office.rows(
        "SELECT slug, key, n.step, n.revision, m.sent_at FROM notice n JOIN message m ON m.id = n.message_id "
        "JOIN person p ON p.id = n.person_id JOIN deliverable d ON d.id = n.deliverable_id "
        "WHERE m.state = 'sent' AND NOT n.dropped AND key LIKE '%followup-2024-4%' ORDER BY n.id"
    )
    assert max(Counter(row[:4] for row in rows).values(), default=1) == 1
    for slug, key, step, _, sent in rows:
        if delivered and key == REPORT and slug == "kari":
            assert dt.datetime.fromisoformat(str(sent)) + dt.timedelta(hours=2) < delivered, (step, sent)
    known = [row[3] for row in rows if row[0] == "anne"]
    of = "SELECT no, due FROM due_revision JOIN deliverable ON deliverable.id = deliverable_id WHERE key LIKE '%4.hdir'"
    dates = dict(office.rows(of))
    assert not known or dates[known[-1]] == dates[max(dates)]
    invitations = Counter(row[0] for row in rows if row[2] == "invitation")
    assert max(invitations.values(), default=1) == 1


def test_loading_is_still_one_of_the_ways_to_move_a_meeting(office: Office) -> None:
    """A new letter moves it: told in the passive, for a file names nobody."""
    office.load("2024-07-01")
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-17"))
    loading.load_wheels(office.at("2024-07-02"))
    send(office, "2024-07-02T12:05")
    assert "Oppfølgingsmøtet er flyttet fra mandag 9. september til tirsdag 17. september." in letters(office)[0]
