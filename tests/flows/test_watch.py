"""The dead-man check: a day that does not come is told to the office, once, by the next process that starts."""

import asyncio
import datetime as dt

from office import Office, instant, moment

from arshjul.flows import sending, watch
from arshjul.models.moment import Moment
from arshjul.notifications.email import plain_words
from arshjul.store import pulse

FRIDAY = "2024-08-23T07:00"


def by_the_wall(when: str) -> Moment:
    """A run whose clock nobody has set."""
    return Moment(instant(when), instant(when))


def dispatch(office: Office, when: str) -> sending.Sent:
    return asyncio.run(sending.dispatch(office.parts.at(by_the_wall(when))))


def ends_well(office: Office, when: str) -> None:
    watch.day_ended_well(office.parts.at(by_the_wall(when)))


def told(office: Office) -> list[str]:
    return [
        f"{out.payload['Subject']}\n{plain_words(out.payload)}"
        for out in office.memory.sent.values()
        if out.to == "kontor@example.org"
    ]


def test_the_office_is_told_once_per_silence_by_whoever_comes_next(office: Office) -> None:
    ends_well(office, "2024-08-26T07:00")
    dispatch(office, "2024-08-27T08:59")
    assert told(office) == []
    dispatch(office, "2024-08-27T09:01")
    dispatch(office, "2024-08-27T09:06")
    dispatch(office, "2024-08-28T09:00")
    [letter] = told(office)
    assert letter.startswith("Dagen er ikke kjørt siden mandag 26. august\n")
    assert "klokka 07:00" in letter
    ends_well(office, "2024-08-28T10:00")
    dispatch(office, "2024-08-30T10:00")
    assert len(told(office)) == 2


def test_twenty_six_hours_are_not_too_long_and_a_second_more_is() -> None:
    last = instant("2024-08-26T07:00")
    assert not watch.is_late(last, last + watch.TOO_LONG)
    assert watch.is_late(last, last + watch.TOO_LONG + dt.timedelta(seconds=1))
    assert not watch.is_late(None, last), "where none has ever been run nothing is late yet"


def test_at_night_it_waits_for_the_morning(file_office: Office) -> None:
    ends_well(file_office, FRIDAY)
    dispatch(file_office, "2024-08-24T12:00")
    assert told(file_office) == [], "a Saturday"
    dispatch(file_office, "2024-08-26T07:05")
    assert len(told(file_office)) == 1


def test_a_clock_set_by_hand_says_nothing_of_the_machine(file_office: Office) -> None:
    ends_well(file_office, FRIDAY)
    asyncio.run(sending.dispatch(file_office.parts.at(moment("2024-09-10"))))
    assert told(file_office) == []


def test_the_last_good_day_is_the_latest_whichever_ended_last(file_office: Office) -> None:
    for when in ("2024-08-26T07:00", "2024-08-20T07:00"):
        ends_well(file_office, when)
    with file_office.parts.database.read() as connection:
        assert pulse.last_day(connection) == instant("2024-08-26T07:00")


def test_somebody_in_the_portfolio_with_the_offices_address_gets_the_offices_notes_too(file_office: Office) -> None:
    text = file_office.portfolio_path.read_text(encoding="utf-8")
    file_office.portfolio_path.write_text(text.replace("synne@example.org", "kontor@example.org"), encoding="utf-8")
    file_office.parts.database.close()
    file_office.parts = file_office.open()
    file_office.day("2024-08-19T08:00")
    ends_well(file_office, "2024-08-19T08:00")
    file_office.memory.sent.clear()
    file_office.load("2024-08-26")
    from arshjul.flows import reminding

    reminding.decide_reminders(file_office.parts.at(by_the_wall("2024-08-30T08:00")))
    dispatch(file_office, "2024-08-30T08:00")
    [letter] = told(file_office)
    assert "Dagen har ikke gått til ende" in letter
    assert letter.rstrip().endswith("Kontoret")
