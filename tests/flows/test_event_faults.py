"""An event that cannot be rendered: the others are served, and the board says which one until it renders again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from calendar_service import open_to_the_public, subscribed
from office import Office, moment
from shelves import events, feed, published, shelf

from arshjul.flows import event_wanted
from arshjul.flows.board import board, loose_faults
from arshjul.flows.feeds import read_shelf
from arshjul.flows.publishing import publish_calendars
from arshjul.models.codes import Lang

BAD = "prove-2024.report.followup-2024-3.nhn"
MEETING = "prove-2024.followup-2024-3"
Crash = Callable[[str], None]


@pytest.fixture
def loaded(office: Office) -> Office:
    """An office on either kind of database, its wheel loaded on 16 January."""
    open_to_the_public(office)
    office.load("2024-01-16")
    return office


@pytest.fixture
def crash(monkeypatch: pytest.MonkeyPatch) -> Crash:
    """From now on one event fails whenever it is rendered."""
    deadline, meeting = event_wanted.render_events, event_wanted.render_meeting

    def on(key: str) -> None:
        def render(view: Any, lang: str) -> list[tuple[str, bytes]]:
            found = getattr(view, "key", None) or view.deliverable.key
            if found == key:
                raise RuntimeError("no")
            return (meeting if hasattr(view, "meeting") else deadline)(view, lang)

        monkeypatch.setattr(event_wanted, "render_events", render)
        monkeypatch.setattr(event_wanted, "render_meeting", render)

    return on


def move(office: Office) -> None:
    """Two meetings are moved."""
    dates = {"3": "2024-06-21", "4": "2024-09-17"}
    office.rewheel(
        lambda values: [values["meetings"][f"followup-2024-{no}"].update(date=day) for no, day in dates.items()]
    )
    office.load("2024-03-02")


def faults(office: Office) -> list[tuple[str, str, str]]:
    return [(row["actor"], row["code"], row["name"]) for row in loose_faults(office.at("2024-03-02"))]


def test_the_others_are_served_and_it_stays_as_it_was(loaded: Office, crash: Crash) -> None:
    secret = subscribed(loaded)
    before = shelf(loaded)
    crash(BAD)
    move(loaded)
    assert published(loaded).faulty == {BAD: "RuntimeError"}
    with loaded.parts.database.read() as connection:
        after = read_shelf(connection, loaded.parts.portfolio, moment("2024-03-02"), before)
    found = events(feed(after, secret))
    assert found["prove-2024.report.followup-2024-4.nhn@arshjul"].decoded("DTSTART") == dt.date(2024, 9, 3)
    assert found[f"{BAD}@arshjul"].decoded("DTSTART") == dt.date(2024, 6, 6), "as it was"
    assert after.unshown == [f"{BAD} en", f"{BAD} nb"]


def test_the_board_names_it_until_it_renders_again(loaded: Office, crash: Crash, monkeypatch: Any) -> None:
    shelf(loaded)
    crash(BAD)
    move(loaded)
    published(loaded)
    assert faults(loaded) == [("nhn", "event_not_shown", f"{BAD} {lang}") for lang in ("en", "nb")]
    (row,) = [row for row in board(loaded.at("2024-03-02")) if row.faults]
    assert row.key == BAD and "kan ikke skrives i kalenderne (RuntimeError)" in row.faults[0]
    seen = loaded.rows("SELECT count(*) FROM event WHERE kind = 'calendar.noticed'")
    published(loaded)
    assert loaded.rows("SELECT count(*) FROM event WHERE kind = 'calendar.noticed'") == seen, "noted once"
    monkeypatch.undo()
    assert published(loaded).faulty == {}
    assert faults(loaded) == []


def test_a_language_that_was_not_looked_at_keeps_its_fault(loaded: Office, crash: Crash, monkeypatch: Any) -> None:
    crash(BAD)
    published(loaded)
    monkeypatch.undo()
    publish_calendars(loaded.at("2024-03-02"), loaded.folder / "calendars", Lang.NB)
    assert faults(loaded) == [("nhn", "event_not_shown", f"{BAD} en")]


def test_a_meeting_that_cannot_be_rendered_is_named_too(loaded: Office, crash: Crash) -> None:
    crash(MEETING)
    assert published(loaded).faulty == {MEETING: "RuntimeError"}
    assert {row["message"] for row in loose_faults(loaded.at("2024-03-02"))} == {
        f"Møtet {MEETING} kan ikke skrives i kalenderne (RuntimeError). De viser den forrige utgaven, om det er noen."
    }


def test_the_days_own_files_are_written_all_the_same(loaded: Office, crash: Crash) -> None:
    crash(BAD)
    done = publish_calendars(loaded.at("2024-01-17"), loaded.folder / "calendars")
    body = (loaded.folder / "calendars" / "aktor-nhn.ics").read_bytes()
    assert done.files and BAD.encode() not in body.replace(b"\r\n ", b"") and body.count(b"BEGIN:VEVENT") == 11
    assert faults(loaded) == [("nhn", "event_not_shown", f"{BAD} nb")]
