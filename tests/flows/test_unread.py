"""A calendar that is not fetched: whose it is hears of it after a day, once, and not when it was fetched meanwhile."""

import asyncio
import datetime as dt

import pytest
from office import Office, instant

from arshjul.flows import feeds, loading, sending
from arshjul.flows.feed_making import scope_mark
from arshjul.flows.parts import Parts
from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang
from arshjul.models.moment import Moment
from arshjul.models.tables_feeds import FeedScope
from arshjul.notifications.email import plain_words
from arshjul.store import subscriptions
from arshjul.store.subscriptions import Fetched, Wish

FETCHED, CHANGED = "2024-08-20T06:00", "2024-08-21T10:00"


def by_the_wall(office: Office, when: str) -> Parts:
    """A run whose clock nobody has set."""
    return office.parts.at(Moment(instant(when), instant(when)))


def fetched(office: Office, when: str, scope: str = "kari") -> None:
    """The person's calendar was fetched as it stood then."""
    parts = by_the_wall(office, when)
    with parts.database.write() as connection:
        [one] = [one for one in subscriptions.listing(connection) if one.wish.scope == scope]
        found = feeds.scopes_of(connection, parts.portfolio, parts.moment, {"nb"})
        mark = scope_mark(found.rows(one.wish))
        subscriptions.note_fetched(connection, [Fetched(one.id, instant(when), mark, "Kalender/1")])


def letters(office: Office, when: str) -> list[tuple[str, str, str]]:
    """What is sent then: to whom, subject and text."""
    before = len(office.memory.sent)
    asyncio.run(sending.dispatch(by_the_wall(office, when)))
    new = list(office.memory.sent.values())[before:]
    return [(out.to, str(out.payload["Subject"]), plain_words(out.payload)) for out in new]


@pytest.fixture
def kari(office: Office) -> Office:
    """Kari has a calendar of her own, fetched on Tuesday; on Wednesday something of hers changes."""
    office.load("2024-08-01")
    parts = by_the_wall(office, "2024-08-19T08:00")
    refresh_events(parts, Lang.NB)
    with parts.database.write() as connection:
        subscriptions.subscribe(connection, parts.moment, Wish(FeedScope.OWNER, "kari", "nb"), "0" * 64)
    fetched(office, FETCHED)
    change(office)
    return office


def change(office: Office) -> None:
    """A meeting moves, and with it a report of hers; that is told at once."""
    office.rewheel(lambda values: values["meetings"]["followup-2024-4"].update(date="2024-09-17"))
    loading.load_wheels(by_the_wall(office, CHANGED))
    refresh_events(by_the_wall(office, CHANGED), Lang.NB)
    [(_, subject, _)] = [letter for letter in letters(office, CHANGED) if letter[0] == "kari@example.org"]
    assert "ny frist" in subject


def test_a_calendar_that_lacks_a_change_for_a_day_is_told_of_once(kari: Office) -> None:
    assert letters(kari, "2024-08-22T09:59") == [], "a day has not gone by"
    [(to, subject, text)] = letters(kari, "2024-08-22T10:01")
    assert (to, subject) == ("kari@example.org", "Kalenderen din mangler endringer")
    assert text.startswith("Hei, Kari.")
    assert "har ikke hentet endringer som kom onsdag 21. august" in text
    assert letters(kari, "2024-08-22T10:06") == letters(kari, "2024-08-26T10:00") == []


def test_once_it_is_fetched_again_nothing_is_said(kari: Office) -> None:
    fetched(kari, "2024-08-22T09:00")
    assert letters(kari, "2024-08-22T10:01") == letters(kari, "2024-08-26T10:00") == []


def test_one_that_is_fetched_between_decision_and_sending_is_not_told_of(kari: Office) -> None:
    kari.memory.down = frozenset({"kari@example.org"})
    assert letters(kari, "2024-08-22T10:01") == []
    kari.memory.down = frozenset()
    fetched(kari, "2024-08-22T10:03")
    assert letters(kari, "2024-08-22T11:00") == []
    assert kari.rows("SELECT DISTINCT state FROM message WHERE day = '2024-08-22'") == [("cancelled",)]


def test_a_calendar_that_nobody_has_changed_may_rest(office: Office) -> None:
    office.load("2024-08-01")
    parts = by_the_wall(office, "2024-08-19T08:00")
    refresh_events(parts, Lang.NB)
    with parts.database.write() as connection:
        subscriptions.subscribe(connection, parts.moment, Wish(FeedScope.OWNER, "kari", "nb"), "0" * 64)
    fetched(office, FETCHED)
    assert letters(office, "2024-09-20T10:00") == []


def test_a_calendar_that_was_revoked_is_nobodys_worry(kari: Office) -> None:
    parts = by_the_wall(kari, "2024-08-21T12:00")
    with parts.database.write() as connection:
        [one] = subscriptions.listing(connection)
        subscriptions.revoke(connection, parts.moment, one.id)
    assert letters(kari, "2024-08-22T10:01") == []


def test_a_clock_set_by_hand_knows_nothing_of_when_calendars_are_fetched(kari: Office) -> None:
    at = instant("2024-08-22T10:01")
    assert asyncio.run(sending.dispatch(kari.parts.at(Moment(at, at + dt.timedelta(days=300))))).sent == 0


def test_where_the_address_takes_nothing_the_next_channel_tells_it(kari: Office) -> None:
    text = kari.portfolio_path.read_text(encoding="utf-8")
    slack = "kari@example.org, slack_id: U0KARI, channels: [email, slack]"
    kari.portfolio_path.write_text(text.replace("kari@example.org", slack), encoding="utf-8")
    kari.parts.database.close()
    kari.parts = kari.open()
    loading.sync_people(by_the_wall(kari, "2024-08-22T08:00"))
    kari.memory.refused = frozenset({"kari@example.org"})
    asyncio.run(sending.dispatch(by_the_wall(kari, "2024-08-22T10:01")))
    assert kari.rows("SELECT channel, state FROM message WHERE day = '2024-08-22' AND person_id = "
                     "(SELECT id FROM person WHERE slug = 'kari')") == [("email", "cancelled"), ("slack", "sent")]  # fmt: skip
    assert list(kari.memory.sent.values())[-2].to == "U0KARI"
