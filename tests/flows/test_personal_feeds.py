"""Calendars that belong to a person: they follow who answers for what, and end with the one who leaves."""

import datetime as dt

import pytest
from calendar_service import open_to_the_public, subscribed
from office import Office, instant, moment
from shelves import feed, shelf, uids

from arshjul.flows import handing_over, subscribing, unfetched
from arshjul.flows.handing_over import Wish
from arshjul.flows.unfetched import Unfetched
from arshjul.models.problems import BadInput
from arshjul.store import subscriptions
from arshjul.store.subscriptions import Fetched

REPORT = "prove-2024.report.followup-2024-4.nhn@arshjul"
MOVED = ("prove-2024.report.followup-2024-4.hdir", "prove-2024.report.followup-2024-4.nhn")


@pytest.fixture
def loaded(office: Office) -> Office:
    """An office on either kind of database, its wheel loaded on 16 January."""
    open_to_the_public(office)
    office.load("2024-01-16")
    return office


def hand_over(office: Office, from_day: str) -> None:
    """Kari to Nina, recorded on 2 March by somebody else's process."""
    parts = office.open().at(moment("2024-03-02"))
    assert handing_over.applied(parts, Wish("kari", "nina", dt.date.fromisoformat(from_day)))
    parts.database.close()


def test_deadlines_go_over_on_the_day_of_a_handover_that_was_recorded_while_serving(loaded: Office) -> None:
    kari, nina = subscribed(loaded, "owner", "kari@example.org"), subscribed(loaded, "owner", "nina@example.org")
    before = shelf(loaded, "2024-03-01")
    hand_over(loaded, "2024-03-10")
    found = shelf(loaded, "2024-03-09T23:59", before)
    assert REPORT in uids(feed(found, kari)) and REPORT not in uids(feed(found, nina))
    found = shelf(loaded, "2024-03-10T00:00", before)
    assert REPORT in uids(feed(found, nina))
    assert found.held[subscribing.secret_hash(kari)].recipe not in found.feeds, "it ends with who leaves"


def test_a_client_that_goes_by_dates_alone_sees_a_handover_of_today_also_after_a_restart(loaded: Office) -> None:
    nina = subscribed(loaded, "owner", "nina@example.org")
    before = feed(shelf(loaded, "2024-03-02T11:00"), nina)
    hand_over(loaded, "2024-03-02")
    after = feed(shelf(loaded, "2024-03-02T13:00"), nina)
    assert REPORT in uids(after) and after.modified == instant("2024-03-02T12:00") > before.modified


def test_a_period_in_the_portfolio_ends_and_begins_on_its_days(loaded: Office) -> None:
    text = loaded.portfolio_path.read_text(encoding="utf-8")
    periods = "owner: [{person: kari, to: 2024-03-31}, {person: nina, from: 2024-04-01}], deputy: peder,"
    loaded.portfolio_path.write_text(text.replace("owner: kari, deputy: nina,", periods), encoding="utf-8")
    loaded.close()
    loaded.parts = loaded.open()
    kari, nina = subscribed(loaded, "owner", "kari"), subscribed(loaded, "owner", "nina")
    for when, there in (("2024-03-31T23:59", (True, False)), ("2024-04-01T00:00", (False, True))):
        found = shelf(loaded, when)
        assert (REPORT in uids(feed(found, kari)), REPORT in uids(feed(found, nina))) == there, when


def test_what_is_personal_ends_on_the_day_that_somebody_leaves(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari")
    shared = subscribed(loaded)
    with loaded.parts.database.write() as connection:
        until = dt.date(2024, 3, 10)
        assert subscriptions.revoke_of_person(connection, moment("2024-03-02"), "kari", "Ny jobb", until) == [1]
        assert subscriptions.revoke_of_person(connection, moment("2024-03-03"), "kari", "", until) == []
        own, other = subscriptions.listing(connection)
    assert own.answers(instant("2024-03-09T23:59")) and not own.answers(instant("2024-03-10T00:00"))
    found = shelf(loaded, "2024-03-05")
    assert found.turns_at == instant("2024-03-10T00:00")
    assert b"notice_" not in found.feeds[found.held[own.secret_hash].recipe].plain, "there is no new address"
    assert other.answers(instant("2030-01-01")) and feed(found, shared)
    with pytest.raises(BadInput, match="abonnement 1: slutter å virke 2024-03-10"):
        subscribing.rotate(loaded.at("2024-03-05"), 1, 30)
    assert subscribing.revoke(loaded.at("2024-03-05"), 1), "it can still be taken back at once"


def test_a_handover_takes_what_was_personal_away_from_its_day_on(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari")
    subscribed(loaded, "owner", "nina")
    hand_over(loaded, "2024-03-10")
    with loaded.parts.database.read() as connection:
        old, new = subscriptions.listing(connection)
    assert old.answers(instant("2024-03-09T23:59")) and not old.answers(instant("2024-03-10T00:00"))
    assert new.answers(instant("2030-01-01"))


def test_somebody_who_has_left_already_is_cut_off_at_once_whatever_the_clock_says_later(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari")
    with loaded.parts.database.write() as connection:
        assert subscriptions.revoke_of_person(connection, moment("2024-03-02"), "kari", "", dt.date(2024, 3, 1)) == [1]
        (own,) = subscriptions.listing(connection)
    assert not own.answers(instant("2024-02-01"))


def test_whoever_is_erased_loses_the_address_and_the_note_of_it(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari", label="Karis telefon")
    subscribed(loaded, "owner", "nina", label="Ninas telefon")
    with loaded.parts.database.write() as connection:
        assert subscriptions.forget_person(connection, moment("2024-03-02"), "kari") == [1]
        labels = [one.wish.label for one in subscriptions.listing(connection)]
    assert labels == ["", "Ninas telefon"]
    assert loaded.rows("SELECT count(*) FROM event WHERE kind = 'feed.revoked'") == [(1,)]


def move(office: Office, when: str = "2024-03-02T08:00") -> None:
    """9 September becomes the 17th."""
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-17"))
    office.load(when)


def fetched(office: Office, number: int, when: str, mark: str = "old") -> None:
    with office.parts.database.write() as connection:
        subscriptions.note_fetched(connection, [Fetched(number, instant(when), mark, "google")])


def lagging(office: Office, when: str) -> list[Unfetched]:
    return unfetched.unfetched(office.at(when))


def test_a_day_after_a_change_those_are_known_whose_calendar_has_not_asked(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari")
    fetched(loaded, 1, "2024-03-02T07:59")
    move(loaded)
    assert lagging(loaded, "2024-03-03T07:59") == []
    assert lagging(loaded, "2024-03-03T08:00") == [Unfetched("kari", (MOVED[1],), instant("2024-03-02T08:00"), (1,))]
    fetched(loaded, 1, "2024-03-03T09:00", "newer")
    assert lagging(loaded, "2024-03-05") == []


def test_whoever_has_no_calendar_of_their_own_counts_by_the_actors(loaded: Office) -> None:
    subscribed(loaded)
    subscribed(loaded, scope="hdir")
    subscribed(loaded, "initiative", "pll")
    for number in (1, 2, 3):
        fetched(loaded, number, "2024-03-02T07:00")
    move(loaded)
    fetched(loaded, 2, "2024-03-02T09:00", "newer")
    assert [(one.person, one.keys, one.subscriptions) for one in lagging(loaded, "2024-03-04")] == [
        ("kari", (MOVED[1],), (1,))
    ]
    subscribed(loaded, "owner", "kari", when="2024-03-04")
    assert lagging(loaded, "2024-03-05") == [], "a calendar that is newer than the change holds it from the start"


def test_an_older_fetch_that_is_written_down_later_does_not_take_the_place_of_a_newer(loaded: Office) -> None:
    """Two processes serve, each with what it has not written down yet; a clock set back by hours is another thing."""
    subscribed(loaded, "owner", "kari")
    fetched(loaded, 1, "2024-03-02T10:30", "new")
    fetched(loaded, 1, "2024-03-02T10:29", "old")
    assert loaded.rows("SELECT fetched_mark FROM subscription") == [("new",)]
    fetched(loaded, 1, "2024-03-02T08:00", "old")
    assert loaded.rows("SELECT fetched_mark FROM subscription") == [("old",)]


def test_two_calendars_of_one_person_are_up_to_date_when_one_of_them_is(loaded: Office) -> None:
    subscribed(loaded, "owner", "kari")
    subscribed(loaded, "owner", "kari", alarms=True)
    move(loaded)
    assert len(lagging(loaded, "2024-03-04")) == 1
    fetched(loaded, 2, "2024-03-02T12:00", "newer")
    assert lagging(loaded, "2024-03-04") == []


def test_what_is_delivered_and_whoever_subscribes_to_nothing_is_left_alone(loaded: Office) -> None:
    assert lagging(loaded, "2024-06-01") == []
    subscribed(loaded, "owner", "kari", when="2024-03-01")
    loaded.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-03-01")
    loaded.day("2024-03-01T14:00")
    move(loaded)
    assert lagging(loaded, "2024-03-04") == []
