"""Ready events become one calendar: the same bytes for the same events, and a frame that clients understand."""

import random
from datetime import timedelta

import pytest

from arshjul.calendar.ical_feed import FeedHeader, assemble


def event(uid: str) -> bytes:
    return f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20240115T000000Z\r\nDTSTART;VALUE=DATE:20240826\r\nEND:VEVENT\r\n".encode()


EVENTS = [event(uid) for uid in ("b@arshjul", "a.2@arshjul", "a@arshjul", "a_2024-09-15@arshjul", "é@arshjul")]


def lines(feed: bytes) -> list[str]:
    return feed.decode().replace("\r\n ", "").split("\r\n")


def test_the_frame_of_a_calendar() -> None:
    assert lines(assemble(FeedHeader("Frister: Norsk helsenett"), [event("a@arshjul")])) == [
        "BEGIN:VCALENDAR",
        "PRODID:-//arshjul//calendars//NB",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Frister: Norsk helsenett",
        "X-WR-CALNAME:Frister: Norsk helsenett",
        "COLOR:steelblue",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
        "BEGIN:VEVENT",
        "UID:a@arshjul",
        "DTSTAMP:20240115T000000Z",
        "DTSTART;VALUE=DATE:20240826",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_addresses_and_description_stand_only_when_there_are_any() -> None:
    header = FeedHeader(
        "Frister",
        description="Alle frister; med kilde",
        color="teal",
        refresh=timedelta(minutes=90),
        url="https://example.org/aktører",
        source="https://example.org/hemmelig.ics",
    )
    found = lines(assemble(header, EVENTS))
    assert "DESCRIPTION:Alle frister\\; med kilde" in found
    assert "URL:https://example.org/akt%C3%B8rer" in found
    assert "SOURCE;VALUE=URI:https://example.org/hemmelig.ics" in found
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M" in found
    assert "X-PUBLISHED-TTL:PT1H30M" in found


def test_a_name_cannot_add_lines_of_its_own() -> None:
    name = "Frister; a, b\\N\r\nMETHOD:PUBLISH\rX:1\nY:2\x00" + "ø" * 100
    found = lines(assemble(FeedHeader(name, description=name), EVENTS))
    shown = "Frister\\; a\\, b\\\\N METHOD:PUBLISH X:1 Y:2" + "ø" * 100
    assert found[4:6] == ["NAME:" + shown, "X-WR-CALNAME:" + shown]
    assert found[6] == "DESCRIPTION:" + shown
    assert not [line for line in found if line.startswith(("METHOD", "X:", "Y:"))]


def test_equal_events_in_any_order_give_equal_bytes() -> None:
    first = assemble(FeedHeader("Frister"), EVENTS)
    assert assemble(FeedHeader("Frister"), EVENTS) == first
    assert assemble(FeedHeader("Frister"), reversed(EVENTS)) == first
    shuffled = random.Random(7).sample(EVENTS, len(EVENTS))
    assert assemble(FeedHeader("Frister"), iter(shuffled)) == first


def test_events_stand_in_the_order_of_their_uids() -> None:
    found = [
        line.removeprefix("UID:") for line in lines(assemble(FeedHeader("Frister"), EVENTS)) if line.startswith("UID:")
    ]
    assert found == sorted(found)


def test_no_calendar_is_made_of_nothing() -> None:
    """A client would take an empty calendar as word that every event is gone."""
    with pytest.raises(ValueError, match="at least one event"):
        assemble(FeedHeader("Frister"), [])


@pytest.mark.parametrize(
    "header",
    [
        FeedHeader("x", color="#112233"),
        FeedHeader("x", color="red\r\nX:1"),
        FeedHeader("x", refresh=timedelta(seconds=5)),
        FeedHeader("x", url="javascript:alert(1)"),
        FeedHeader("x", source="file:///etc/passwd"),
    ],
)
def test_a_header_that_clients_would_stumble_over_is_refused(header: FeedHeader) -> None:
    with pytest.raises(ValueError, match=r"colour|once a minute|addresses"):
        assemble(header, EVENTS)
