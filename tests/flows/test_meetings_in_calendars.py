"""Meetings stand in the calendars of those whom they concern, served and as files alike."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from calendar_service import open_to_the_public, replaced, subscribed
from office import Office
from shelves import events, feed, shelf, uids

from arshjul.calendar.scopes import Scope, ScopeKind, file_name
from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows import moving
from arshjul.flows.changing import applied
from arshjul.flows.feed_making import Feed
from arshjul.flows.publishing import publish_calendars

FOURTH = "meeting_prove-2024.followup-2024-4@arshjul"
ALL = [f"meeting_prove-2024.followup-2024-{no}@arshjul" for no in (1, 2, 3, 4)]


@pytest.fixture
def loaded(office: Office) -> Office:
    """An office on either kind of database, its wheel loaded on 16 January."""
    open_to_the_public(office)
    office.load("2024-01-16")
    return office


def meetings(one: Feed) -> list[str]:
    return [uid for uid in uids(one) if uid.startswith("meeting_")]


def test_they_stand_with_those_who_meet_and_what_is_handed_in_for_them(loaded: Office) -> None:
    asked = {
        name: subscribed(loaded, *words)
        for name, words in {
            "actor": ("actor", "nhn"),
            "initiative": ("initiative", "pps"),
            "owner": ("owner", "kari@example.org"),
            "office": ("office", ""),
        }.items()
    }
    others = [subscribed(loaded, scope="helse-nord"), subscribed(loaded, "owner", "synne@example.org")]
    found = shelf(loaded)
    assert {name: meetings(feed(found, secret)) for name, secret in asked.items()} == dict.fromkeys(asked, ALL)
    assert [meetings(feed(found, secret)) for secret in others] == [[], []]


def test_whoever_answers_for_the_kind_that_is_handed_in_has_them_and_not_who_answers_for_the_rest(
    loaded: Office,
) -> None:
    nina, kari = subscribed(loaded, "owner", "nina@example.org"), subscribed(loaded, "owner", "kari@example.org")
    assert meetings(feed(shelf(loaded), nina)) == []
    text = loaded.portfolio_path.read_text(encoding="utf-8")
    special = "nhn: {owner: kari, per_kind: {followup_report: {owner: nina}},"
    replaced(loaded.portfolio_path, text.replace("nhn: {owner: kari,", special))
    loaded.close()
    loaded.parts = loaded.open()
    found = shelf(loaded)
    assert meetings(feed(found, nina)) == ALL
    assert meetings(feed(found, kari)) == []


def test_a_group_that_meets_meets_with_its_members(loaded: Office) -> None:
    def with_regions(values: dict[str, Any]) -> None:
        values["meetings"]["followup-2024-4"]["actors"] = ["rhf", "helse-nord"]

    nord, vest = subscribed(loaded, scope="helse-nord"), subscribed(loaded, scope="helse-vest")
    loaded.rewheel(with_regions)
    loaded.load("2024-03-02")
    found = shelf(loaded)
    assert meetings(feed(found, nord)) == meetings(feed(found, vest)) == [FOURTH]


def said(values: dict[str, Any], **more: Any) -> None:
    values["meetings"]["followup-2024-4"].update(more)


def test_moved_it_keeps_its_uid_and_a_time_makes_it_timed(loaded: Office) -> None:
    secret = subscribed(loaded)
    seen = [events(feed(shelf(loaded), secret))[FOURTH]]
    for when, more in (("2024-03-02", {"date": "2024-09-17"}), ("2024-03-03", {"date": "2024-09-17", "time": "09:00"})):
        loaded.rewheel(lambda values, more=more: said(values, **more))
        loaded.load(when)
        seen.append(events(feed(shelf(loaded), secret))[FOURTH])
    assert [event.decoded("DTSTART") for event in seen] == [
        dt.date(2024, 9, 9),
        dt.date(2024, 9, 17),
        dt.datetime(2024, 9, 17, 7, tzinfo=dt.UTC),
    ]
    assert [event["SEQUENCE"] for event in seen] == [0, 1, 2]


def called_off(office: Office) -> None:
    """By the office, on 2 March."""
    assert applied(office.at("2024-03-02T08:00"), moving.cancel("followup-2024-4", "Ingen saker"))


def left_out(office: Office) -> None:
    """By a file that no longer has it."""

    def without(values: dict[str, Any]) -> None:
        del values["meetings"]["followup-2024-4"]

    office.rewheel(without)
    office.load("2024-03-02T08:00")


@pytest.mark.parametrize("ends", [called_off, left_out])
def test_called_off_it_says_so_for_thirty_days_and_to_the_end_of_that_month(
    loaded: Office, ends: Callable[[Office], None]
) -> None:
    secret = subscribed(loaded)
    shelf(loaded)
    ends(loaded)
    gone = events(feed(shelf(loaded, "2024-03-02T09:00"), secret))[FOURTH]
    assert (str(gone["STATUS"]), gone["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(gone["SUMMARY"]) == "AVLYST: Oppfølgingsmøte"
    assert gone.decoded("DTSTART") == dt.date(2024, 9, 9)
    assert FOURTH in uids(feed(shelf(loaded, "2024-04-30T23:59"), secret))
    assert FOURTH not in uids(feed(shelf(loaded, "2024-05-01T00:00"), secret))


def test_a_deadline_names_its_meeting_unless_it_is_restricted(loaded: Office) -> None:
    secret = subscribed(loaded)
    found = events(feed(shelf(loaded), secret))
    report = str(found["prove-2024.report.followup-2024-4.nhn@arshjul"]["DESCRIPTION"])
    assert "Til møtet: Oppfølgingsmøte, mandag 9. september 2024." in report
    budget = found["prove-2024.budget.2024.nhn@arshjul"]
    assert str(budget["SUMMARY"]) == "Innspill med begrenset innsyn – Norsk helsenett"


def test_a_judged_report_tells_how_many_gaps_it_has_and_never_which(loaded: Office) -> None:
    secret = subscribed(loaded)
    key = "report.followup-2024-2.nhn"
    loaded.send_in("nhn", "a.json", key, "2024-03-20", lacks="pll.deviation pps.status")
    loaded.day("2024-03-20T13:00")
    first = events(feed(shelf(loaded, "2024-03-20T14:00"), secret))[f"prove-2024.{key}@arshjul"]
    whole = str(first["DESCRIPTION"])
    assert whole.endswith("Mangler i det som er levert: 2.")
    wants = whole.partition("Skal inneholde:")[2]
    assert wants.count("avvik") == 1 and whole.count("avvik") == 1, "only what it must hold"
    loaded.send_in("nhn", "b.json", key, "2024-03-21")
    loaded.day("2024-03-21T13:00")
    second = events(feed(shelf(loaded, "2024-03-21T14:00"), secret))[f"prove-2024.{key}@arshjul"]
    assert str(second["DESCRIPTION"]).endswith("Mangler i det som er levert: ingen.")
    assert second["SEQUENCE"] > first["SEQUENCE"]


def _raw(body: bytes) -> dict[bytes, bytes]:
    parts = [b"BEGIN:VEVENT" + part.partition(b"END:VCALENDAR")[0] for part in body.split(b"BEGIN:VEVENT")[1:]]
    return {part.replace(b"\r\n ", b"").split(b"\r\n")[1]: part for part in parts}


@pytest.mark.parametrize("shipped", [False, True])
def test_a_calendar_as_a_file_holds_the_same_events_as_the_one_that_is_served(
    file_office: Office, shipped: bool
) -> None:
    office = open_to_the_public(file_office)
    if shipped:
        office.parts.wheels = tuple(path for path in shipped_wheels() if "2024" in path.name)
    office.load("2024-01-16")
    scopes = [("actor", slug) for slug in ("nhn", "hdir", "rhf", "helse-nord", "helse-vest")]
    scopes += [("initiative", "pll"), ("initiative", "pps"), ("office", "office")]
    wide = {"past_days": 1800, "future_months": 60}
    secrets = {scope: subscribed(office, *scope, when="2024-01-16T13:00", **wide) for scope in scopes}
    shelf(office)
    if not shipped:
        called_off(office)
    found = shelf(office, "2024-03-02T09:00")
    publish_calendars(office.at("2024-03-02T09:00"), office.folder / "calendars")
    for (kind, slug), secret in secrets.items():
        path = office.folder / "calendars" / file_name(Scope(ScopeKind(kind), slug))
        assert _raw(path.read_bytes()) == _raw(feed(found, secret).plain), slug
        assert path.read_bytes() == feed(found, secret).plain, slug
