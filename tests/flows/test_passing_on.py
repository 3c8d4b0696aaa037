"""News around a handover or an absence: who has left or is away hears nothing, and who is told instead hears it once."""

import datetime as dt

import pytest
from letters import move, received, sent, waiting
from office import Office
from sqlalchemy import text

from arshjul.flows import changing, handing_over, moving
from arshjul.flows.handing_over import Wish
from arshjul.flows.moving_on import tell_office
from arshjul.notifications.office_words import Note
from arshjul.store.office_notes import NoteRow

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


WEDNESDAY, THURSDAY = "2024-08-21T20:00", "2024-08-22T08:00"


@pytest.fixture
def leaving(office: Office) -> Office:
    """Everybody has been told all there is. Kari is away from Thursday to Friday, and Synne stands in for her."""
    office.day("2024-08-20T08:00")
    away(office, "kari", "2024-08-22", "2024-08-23", "synne")
    return office


def away(office: Office, person: str, first: str, last: str, stand_in: str) -> None:
    """Write an absence into the portfolio."""
    text = office.portfolio_path.read_text(encoding="utf-8")
    address = f"email: {person}@example.org"
    assert address in text
    absence = f"absences: [{{from: {first}, to: {last}, stand_in: {stand_in}}}]"
    office.portfolio_path.write_text(text.replace(address, f"{address}, {absence}"), encoding="utf-8")
    reopen(office)


def gathered(office: Office) -> list[str]:
    return [row[0] for row in office.rows("SELECT after FROM event WHERE kind = 'messages.gathered'")]


def test_what_was_decided_before_the_absence_is_told_to_the_stand_in(leaving: Office) -> None:
    move(leaving, "2024-09-17", WEDNESDAY)
    assert waiting(leaving) == [("anne", "moved"), ("kari", "moved")]
    [letter] = sent(leaving, THURSDAY, "synne")
    assert NEW_DATE in letter and "stedfortreder" in letter and "Kari Prøve" in letter
    assert received(leaving, "kari") == [] and waiting(leaving) == []
    assert len(received(leaving, "anne")) == 1, "who is there hears it as ever"
    assert sent(leaving, "2024-08-22T08:10", "synne") == [] and len(gathered(leaving)) == 1


@pytest.mark.parametrize(("when", "who"), [("2024-08-21T12:00", "kari"), ("2024-08-23T08:00", "synne"),
                                           ("2024-08-26T08:00", "kari")])  # fmt: skip
def test_it_is_the_day_of_sending_that_counts(leaving: Office, when: str, who: str) -> None:
    move(leaving, "2024-09-17", "2024-08-20T20:00")
    assert NEW_DATE in sent(leaving, when, who)[0]
    assert received(leaving, "synne" if who == "kari" else "kari") == []


def test_a_message_that_could_not_be_sent_the_day_before_goes_to_the_stand_in_too(leaving: Office) -> None:
    move(leaving, "2024-09-17", "2024-08-21T12:00")
    leaving.memory.down = frozenset({"kari@example.org"})
    assert sent(leaving, "2024-08-21T12:10", "kari") == []
    leaving.memory.down = frozenset()
    assert len(sent(leaving, THURSDAY, "synne")) == 1 and received(leaving, "kari") == []


def test_what_may_have_gone_out_stays_whose_it_is(leaving: Office) -> None:
    move(leaving, "2024-09-17", WEDNESDAY)
    with leaving.parts.database.write() as connection:
        connection.execute(text("UPDATE message SET tried_at = decided_at, tried_to = 'kari@example.org' "
                                "WHERE state = 'pending'"))  # fmt: skip
    sent(leaving, THURSDAY, "synne")
    assert received(leaving, "synne") == [] and gathered(leaving) == []


def test_a_stand_in_of_two_who_were_to_hear_the_same_hears_it_once(office: Office) -> None:
    """Kari answers for it till Monday and Synne from then on; both are away on Friday."""
    office.day("2024-07-29T08:00")
    hand_over(office, "kari", "synne", MONDAY, "2024-08-01")
    sent(office, "2024-08-01T12:30", "synne")
    move(office, "2024-09-17", "2024-08-01T20:00")
    assert waiting(office) == [("anne", "moved"), ("kari", "moved"), ("synne", "moved")]
    for person in ("kari", "synne"):
        away(office, person, FRIDAY, FRIDAY, "peder")
    [letter] = sent(office, f"{FRIDAY}T08:00", "peder")
    assert letter.count("tirsdag 3. september") == letter.count(NEW_DATE) + 1, "in the subject and in the text"
    assert office.rows("SELECT count(*) FROM message WHERE day = '2024-08-02'") == [(1,)], "no empty one is made"
    assert received(office, "kari") == received(office, "synne") == [] and waiting(office) == []


def test_who_is_back_before_it_was_sent_leaves_it_with_the_stand_in(leaving: Office) -> None:
    move(leaving, "2024-09-17", WEDNESDAY)
    leaving.memory.down = frozenset({"synne@example.org"})
    assert sent(leaving, THURSDAY, "synne") == []
    assert ("synne", "moved") in waiting(leaving)
    leaving.memory.down = frozenset()
    assert len(sent(leaving, "2024-08-26T08:00", "synne")) == 1 and received(leaving, "kari") == []


def test_a_stand_in_who_has_handed_over_is_told_through_the_heir(leaving: Office) -> None:
    hand_over(leaving, "synne", "peder", "2024-08-21", "2024-08-20T12:00")
    sent(leaving, "2024-08-21T08:00", "peder")
    move(leaving, "2024-09-17", WEDNESDAY)
    assert NEW_DATE in sent(leaving, THURSDAY, "peder")[0]
    assert received(leaving, "synne") == received(leaving, "kari") == []


def test_that_somebody_away_takes_over_is_told_in_person(leaving: Office) -> None:
    hand_over(leaving, "anne", "kari", "2024-08-27", WEDNESDAY)
    assert any("Du overtar" in letter for letter in sent(leaving, THURSDAY, "kari"))
    assert received(leaving, "synne") == []


def test_what_the_office_itself_is_told_waits_where_it_is(leaving: Office) -> None:
    with leaving.parts.database.write() as connection:
        tell_office(
            connection, leaving.at(WEDNESDAY), NoteRow(Note.NO_DAY.value, "x", {"since": "2024-08-20T08:00:00+00:00"})
        )
    assert len(sent(leaving, THURSDAY, "kontor")) == 1
    assert received(leaving, "synne") == [] and gathered(leaving) == []
