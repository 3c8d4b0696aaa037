"""A decision about a date that moves of its meeting overtake before anybody has heard of it; and what an answer says."""

import pytest
from decided import REPORT, answer, ask, days
from letters import move, sent, waiting
from office import Office

from arshjul.flows import changing, moving
from arshjul.flows.waiving import Waiver

MORNING = "2024-08-06T08:0"


def granted(office: Office, until: str = "2024-09-10") -> None:
    """Everybody is invited; then a later date is asked for and granted, and nobody has heard of it yet."""
    days(office, "07-29")
    ask(office, until=until, when=f"{MORNING}0")
    answer(office, when=f"{MORNING}1", granted=True)


def test_a_later_date_is_still_told_when_the_meeting_moved_there_and_back_before_anybody_heard(office: Office) -> None:
    granted(office)
    move(office, "2024-09-30", f"{MORNING}2")
    move(office, "2024-09-09", f"{MORNING}3")
    assert ("kari", "extended.2") in waiting(office) and ("kari", "moved") not in waiting(office)
    [letter] = sent(office, f"{MORNING}5", "kari")
    assert letter.startswith("Statusrapport: utsatt frist til tirsdag 10. september |")
    assert "Departementet har gitt utsatt frist for leveransen fra Norsk helsenett: tirsdag 10. september." in letter
    assert "Fristen var mandag 26. august." in letter
    assert "Grunn: Etter samråd" in letter and "møtekollisjon" not in letter, "the ministry's reason, not the meeting's"
    assert sent(office, f"{MORNING}6", "kari") == []


def test_a_move_beyond_the_later_date_is_told_as_a_move(office: Office) -> None:
    granted(office)
    move(office, "2024-09-30", f"{MORNING}2")
    assert [step for who, step in waiting(office) if who == "kari"] == ["moved"]
    [letter] = sent(office, f"{MORNING}5", "kari")
    assert "Fristen flyttes fra mandag 26. august til mandag 16. september." in letter


@pytest.mark.parametrize("back", ["2024-09-09", "2024-09-10"])
def test_no_text_says_that_a_meeting_moved_from_a_day_to_the_same_day(office: Office, back: str) -> None:
    """Who heard of the move there hears of the move back; the later date that was granted is the one in force."""
    granted(office)
    move(office, "2024-09-30", f"{MORNING}2")
    sent(office, f"{MORNING}3", "kari")
    move(office, back, f"{MORNING}4")
    [letter] = sent(office, f"{MORNING}5", "kari")
    day = {"2024-09-09": "mandag 9. september", "2024-09-10": "tirsdag 10. september"}[back]
    assert f"oppfølgingsmøtet fra mandag 30. september til {day}." in letter
    assert "Fristen flyttes fra mandag 16. september til tirsdag 10. september" in letter, "not back: it is new to Kari"


def test_who_has_heard_of_the_later_date_hears_nothing_of_moves_that_cancel_out(office: Office) -> None:
    granted(office)
    sent(office, f"{MORNING}2", "kari")
    move(office, "2024-09-30", f"{MORNING}3")
    move(office, "2024-09-09", f"{MORNING}4")
    assert sent(office, f"{MORNING}5", "kari") == []


def test_what_was_called_off_and_is_on_again_with_a_later_date_is_told_with_both_dates(office: Office) -> None:
    """Heard that it is off; the meeting is then held on its old day after all, which is no move of it."""
    granted(office)
    changing.applied(office.at(f"{MORNING}2"), moving.cancel("followup-2024-4", "reisestopp"))
    sent(office, f"{MORNING}3", "kari")
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-10"))
    office.load(f"{MORNING}4")
    office.rewheel()
    office.load(f"{MORNING}5")
    [letter] = sent(office, f"{MORNING}6", "kari")
    assert "fra mandag 9. september til mandag 9. september" not in letter
    assert "fra mandag 26. august til tirsdag 10. september" in letter


@pytest.mark.parametrize("lacks", ["pll.deviation", ""])
def test_a_denial_is_told_also_when_a_report_has_come_whole_or_not(office: Office, lacks: str) -> None:
    days(office, "07-29")
    ask(office, when=f"{MORNING}0")
    office.send_in("nhn", "r.json", REPORT, f"{MORNING}1", lacks=lacks)
    office.day(f"{MORNING}2")
    answer(office, when=f"{MORNING}4", granted=False)
    assert ("kari", "denied.2") in waiting(office)
    [letter] = sent(office, f"{MORNING}5", "kari")
    assert "Departementet har ikke gitt utsatt frist for leveransen fra Norsk helsenett" in letter
    assert "Den har fortsatt frist mandag 26. august. Det dere har sendt, er mottatt." in letter
    assert "svar på denne meldingen" not in letter


def test_a_denial_of_what_has_not_come_asks_for_it(office: Office) -> None:
    days(office, "07-29")
    ask(office, when=f"{MORNING}0")
    answer(office, when=f"{MORNING}1", granted=False)
    [letter] = sent(office, f"{MORNING}5", "kari")
    assert "Den har fortsatt frist mandag 26. august. Står noe i veien, svar på denne meldingen." in letter
    assert "er mottatt" not in letter


def test_the_ministrys_reference_stands_in_what_is_told(office: Office) -> None:
    granted(office)
    [letter] = sent(office, f"{MORNING}5", "kari")
    assert "Grunn: Etter samråd (departementets ref. 24/7)." in letter
    parts = office.at("2024-08-07T08:00")
    changing.applied(parts, Waiver(parts, f"prove-2024.{REPORT}", "hod", "24/17", ""))
    [letter] = sent(office, "2024-08-07T08:05", "kari")
    assert "Departementet har frafalt kravet" in letter and "Departementets ref. er 24/17." in letter
