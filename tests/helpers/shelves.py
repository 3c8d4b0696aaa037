"""Calendars ready to be served, made in the test's own process at a time that the test sets."""

import datetime as dt

import icalendar
from office import Office, moment

from arshjul.flows import feed_publishing, subscribing
from arshjul.flows.event_keeping import Refreshed
from arshjul.flows.feed_making import Feed
from arshjul.flows.feeds import Shelf, read_shelf
from arshjul.store.feed_rows import newest


def shelf(office: Office, when: str = "2024-03-01", before: Shelf | None = None) -> Shelf:
    """The shelf at a moment, with the kept events brought up to date first, as the service does."""
    published(office)
    with office.parts.database.read() as connection:
        return read_shelf(connection, office.parts.portfolio, moment(when), before)


def published(office: Office) -> Refreshed:
    """What bringing the kept events up to date has done."""
    with office.parts.database.read() as connection:
        last = newest(connection)
    assert last is not None
    return feed_publishing.refresh(office.parts, ["nb", "en"], last)


def feed(found: Shelf, secret: str) -> Feed:
    """The calendar behind an address."""
    return found.feeds[found.held[subscribing.secret_hash(secret)].recipe]


def events(one: Feed) -> dict[str, icalendar.Event]:
    """Its events by UID."""
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(one.plain).walk("VEVENT")}


def uids(one: Feed) -> list[str]:
    """The UIDs of its events, as they stand."""
    return list(events(one))


def days(one: Feed) -> list[dt.date]:
    """When its events are, in order."""
    return sorted(event.decoded("DTSTART") for event in events(one).values())
