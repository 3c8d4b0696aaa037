"""What a subscribed calendar holds beside its deadlines, read back by a parser of its own."""

import datetime as dt

import icalendar
import pytest

from arshjul.calendar.feed_extras import Notice, nothing_event, notice_event, starts_on, upcoming, with_alarm
from arshjul.calendar.ical_feed import FeedHeader, assemble

AT = dt.datetime(2024, 3, 1, 11, tzinfo=dt.UTC)


def event(
    day: str, summary: str = "Statusrapport", status: str = "CONFIRMED", start: str = "DTSTART;VALUE=DATE"
) -> bytes:
    lines = ["BEGIN:VEVENT", f"UID:{day}@x", "DTSTAMP:20240115T000000Z", f"{start}:{day}", f"SUMMARY:{summary}",
             f"STATUS:{status}", "END:VEVENT", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    ("day", "rings"),
    [
        ("20240827", "2024-08-26T09:00"),  # a Tuesday: Monday
        ("20240826", "2024-08-23T09:00"),  # a Monday: Friday
        ("20240915", "2024-09-12T09:00"),  # a Sunday: the working day before Friday
        ("20240325", "2024-03-22T09:00"),  # Monday of Holy Week
        ("20240402", "2024-03-27T09:00"),  # the Tuesday after Easter: Wednesday before Maundy Thursday
        ("20240102", "2023-12-29T09:00"),
    ],
)
def test_the_alarm_rings_at_nine_on_the_working_day_before_the_last_one(day: str, rings: str) -> None:
    (alarm,) = icalendar.Event.from_ical(with_alarm(event(day))).walk("VALARM")
    start = dt.datetime.strptime(day, "%Y%m%d")  # noqa: DTZ007  # a day has no zone
    assert (start + alarm.decoded("TRIGGER")).isoformat(timespec="minutes") == rings
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", "Statusrapport")


def test_an_alarm_stands_last_and_leaves_the_event_as_it_was() -> None:
    body = event("20240827")
    told = with_alarm(body)
    assert told.startswith(body.removesuffix(b"END:VEVENT\r\n") + b"BEGIN:VALARM\r\n")
    assert told.endswith(b"END:VALARM\r\nEND:VEVENT\r\n")


def test_a_cancelled_event_has_no_alarm_and_a_timed_one_rings_half_an_hour_before() -> None:
    cancelled = event("20240827", status="CANCELLED")
    assert with_alarm(cancelled) == cancelled
    timed = with_alarm(event("20240827T080000Z", start="DTSTART"))
    assert b"\r\nTRIGGER:-PT30M\r\n" in timed


def test_a_long_title_with_signs_survives_in_the_alarm() -> None:
    title = r"Æ\, ø\; å \\ og " + "x" * 200
    (alarm,) = icalendar.Event.from_ical(with_alarm(event("20240827", title))).walk("VALARM")
    assert alarm["DESCRIPTION"] == r"Æ, ø; å \ og " + "x" * 200
    assert all(len(line) <= 75 for line in with_alarm(event("20240827")).split(b"\r\n"))


@pytest.mark.parametrize(
    ("lang", "said"), [("nb", "slutter å virke søndag 31. mars"), ("en", "stops working on Sunday 31 March")]
)
def test_the_word_about_a_new_address_stands_on_every_day_until_the_old_one_ends(lang: str, said: str) -> None:
    found = icalendar.Event.from_ical(notice_event(Notice(7, AT, dt.date(2024, 3, 31)), lang))
    assert said in found["SUMMARY"]
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (dt.date(2024, 3, 1), dt.date(2024, 3, 31))
    assert (found["UID"], found.decoded("DTSTAMP")) == ("notice_7@arshjul", AT)


def test_a_grace_of_no_days_still_gives_a_whole_day() -> None:
    found = icalendar.Event.from_ical(notice_event(Notice(7, AT, AT.date()), "nb"))
    assert found.decoded("DTEND") - found.decoded("DTSTART") == dt.timedelta(days=1)


def test_the_next_deadlines_without_what_is_cancelled_or_our_own() -> None:
    notice = notice_event(Notice(1, AT, dt.date(2024, 12, 31)), "nb")
    nothing = nothing_event("actor_nhn", dt.date(2024, 12, 1), AT, "nb")
    events = [
        event("20240901", "B\\, b"),
        event("20240830"),
        event("20240831", status="CANCELLED"),
        event("20240829"),
        notice,
        nothing,
    ]
    calendar = assemble(FeedHeader("x"), events)
    assert upcoming(calendar, dt.date(2024, 8, 30), 5) == [
        (dt.date(2024, 8, 30), "Statusrapport"),
        (dt.date(2024, 9, 1), "B, b"),
    ]
    assert len(upcoming(calendar, dt.date(2024, 8, 1), 1)) == 1


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("20240827T215959Z", 27),
        ("20240827T220000Z", 28),  # midnight in Norway in summer
        ("20240127T225959Z", 27),
        ("20240127T230000Z", 28),  # and in winter
    ],
)
def test_a_timed_event_begins_on_the_norwegian_day(start: str, day: int) -> None:
    assert starts_on(event(start, start="DTSTART;X=1")).day == day


def test_an_event_without_a_start_is_refused() -> None:
    with pytest.raises(ValueError, match="start"):
        starts_on(b"BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n")
