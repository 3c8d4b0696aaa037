"""News around a handover: who leaves hears nothing after the day, and who takes over knows the date that is in force."""

import datetime as dt

import pytest
from letters import move, received, sent, waiting
from office import Office

from arshjul.flows import changing, handing_over, moving
from arshjul.flows.handing_over import Wish

FRIDAY, SATURDAY, MONDAY = "2024-08-02", "2024-08-03", "2024-08-05"
NEW_DATE = "Fristen flyttes fra mandag 26. august til tirsdag 3. september."


@pytest.fixture
def handed(office: Office) -> Office:
    """Everybody is invited. On Friday it is recorded that Synne takes over from Kari on Monday; nobody has heard yet."""
    office.day("2024-07-29T08:00")
    hand_over(office, "kari", "synne", MONDAY, FRIDAY)
    return office


def hand_over(office: Office, old: str, new: str, from_day: str, when: str) -> None:
    """Recorded by somebody else's process, so that later runs read it."""
    parts = office.at(when)
    handing_over.applied(parts, Wish(old, new, dt.date.fromisoformat(from_day)))
    reopen(office)


def reopen(office: Office) -> None:
    office.parts.database.close()
    office.parts = office.open()


def cancel(office: Office, when: str) -> None:
    changing.applied(office.at(when), moving.cancel("followup-2024-4", "reisestopp"))


def test_a_move_on_the_weekend_before_the_day_is_told_to_who_takes_over_and_not_to_who_has_left(handed: Office) -> None:
    [list_] = sent(handed, f"{FRIDAY}T12:30", "synne")
    assert "Statusrapport (Norsk helsenett): frist mandag 26. august" in list_
    move(handed, "2024-09-17", SATURDAY)
    [letter] = sent(handed, f"{MONDAY}T08:00", "synne")
    assert NEW_DATE in letter
    assert sent(handed, f"{MONDAY}T08:10", "kari") == []
    kari = "SELECT count(*) FROM notice JOIN person ON person.id = person_id WHERE slug = 'kari' AND step = 'moved'"
    assert handed.rows("SELECT count(*) FROM message WHERE day = '2024-08-05'") == [(0,)], "nor is an empty one made"
    assert waiting(handed) == [] and handed.rows(f"{kari} AND NOT dropped") == [(0,)]


def test_both_hear_of_a_move_before_the_day(handed: Office) -> None:
    """Kari still answers for it; Synne was told the old date."""
    sent(handed, f"{FRIDAY}T12:30", "synne")
    move(handed, "2024-09-17", f"{FRIDAY}T13:00")
    assert waiting(handed) == [("anne", "moved"), ("kari", "moved"), ("synne", "moved")]
    [letter] = sent(handed, f"{FRIDAY}T13:10", "synne")
    assert NEW_DATE in letter
    move(handed, "2024-09-24", f"{MONDAY}T10:00")
    assert waiting(handed) == [("anne", "moved"), ("synne", "moved")]


def test_who_has_not_been_told_yet_what_comes_hears_it_with_the_new_date_and_of_no_move(handed: Office) -> None:
    move(handed, "2024-09-17", f"{FRIDAY}T12:10")
    assert ("synne", "moved") not in waiting(handed)
    [list_] = sent(handed, f"{FRIDAY}T12:30", "synne")
    assert "Statusrapport (Norsk helsenett): frist tirsdag 3. september" in list_


def test_who_takes_over_hears_too_that_it_is_off(handed: Office) -> None:
    sent(handed, f"{FRIDAY}T12:30", "synne")
    cancel(handed, f"{FRIDAY}T13:00")
    assert waiting(handed) == [("anne", "cancelled"), ("kari", "cancelled"), ("synne", "cancelled")]


def test_who_takes_nothing_over_any_more_hears_nothing_of_it(handed: Office) -> None:
    """Synne hands everything over to Peder before her day comes: he is listed it, and is told of the move."""
    sent(handed, f"{FRIDAY}T12:30", "synne")
    hand_over(handed, "synne", "peder", SATURDAY, f"{FRIDAY}T12:40")
    move(handed, "2024-09-17", f"{FRIDAY}T13:00")
    assert ("synne", "moved") not in waiting(handed)
    move(handed, "2024-09-24", f"{MONDAY}T10:00")
    assert ("peder", "moved") in waiting(handed) and ("synne", "moved") not in waiting(handed)


def test_what_waited_over_the_day_goes_to_who_answers_now_each_thing_once(handed: Office) -> None:
    """Moved on Friday evening, when nobody had heard of anything: on Monday one message with the date in force."""
    move(handed, "2024-09-17", f"{FRIDAY}T18:00")
    handed.memory.sent.clear()
    handed.day(f"{MONDAY}T08:00")
    letters = received(handed, "synne")
    assert len(letters) == 1
    assert letters[0].count("frist tirsdag 3. september, flyttet av departementet fra mandag 26. august") == 1
    assert sent(handed, f"{MONDAY}T08:10", "synne") == []


def test_what_is_said_to_who_leaves_about_leaving_stays_theirs(handed: Office) -> None:
    [letter] = sent(handed, f"{MONDAY}T08:00", "kari")
    assert "Synne Prøve overtar sju leveranser etter deg fra mandag 5. august." in letter


def test_a_day_before_nothing_is_passed_on(handed: Office) -> None:
    sent(handed, f"{FRIDAY}T12:30", "synne")
    hand_over(handed, "anne", "synne", "2024-08-06", f"{FRIDAY}T12:40")
    sent(handed, f"{FRIDAY}T12:50", "synne")
    move(handed, "2024-09-17", SATURDAY)
    assert "now due Tuesday 3 September" in sent(handed, f"{MONDAY}T08:00", "anne")[0]


def test_who_has_got_it_back_keeps_what_waits(handed: Office) -> None:
    hand_over(handed, "synne", "kari", "2024-09-02", f"{FRIDAY}T12:40")
    sent(handed, f"{FRIDAY}T12:50", "kari")
    move(handed, "2024-09-24", "2024-08-31")
    assert ("synne", "moved") in waiting(handed)
    letters = sent(handed, "2024-09-02T08:00", "kari")
    assert any("til tirsdag 10. september" in letter for letter in letters)
    assert sent(handed, "2024-09-02T08:10", "synne") == []
