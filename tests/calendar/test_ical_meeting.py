"""Meetings as events: timed when a time is known, else all day; hours are Norwegian whatever the season."""

import datetime as dt
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from arshjul.calendar.feed_extras import upcoming, with_alarm
from arshjul.calendar.ical_cancel import cancelled_event
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.ical_meeting import MeetingView, meeting_description, meeting_summary, render_meeting
from arshjul.calendar.meeting_views import Bearing, meeting_fingerprint
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Meeting, Source
from arshjul.models.wheelfile import Text

AT = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)
MEETING = Meeting(
    id="m-1",
    series="m",
    title=Text(nb="Oppfølgingsmøte", en="Follow-up meeting"),
    date=dt.date(2024, 9, 9),
    time=None,
    state="planned",
    actors=("nhn", "hdir"),
    part_of=None,
    basis=Basis.STATED,
    sources=(Source("brev", "Tabell", (383, 383)),),
)


def view(title: str = "Oppfølgingsmøte", whole: str | None = None, sequence: int = 0, **meeting: Any) -> MeetingView:
    return MeetingView(
        key="w.m-1",
        meeting=replace(MEETING, **meeting),
        title=title,
        actor_names=("Norsk helsenett", "Helsedirektoratet"),
        changed_at=AT,
        sequence=sequence,
        whole=whole,
        document_names={"brev": "Brevet"},
    )


def event(shown: MeetingView, lang: str = "nb") -> icalendar.Event:
    ((_, body),) = render_meeting(shown, lang)
    (found,) = icalendar.Calendar.from_ical(assemble(FeedHeader("x"), [body])).walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


def test_without_a_time_it_lasts_all_day_and_says_that_none_is_stated() -> None:
    found = event(view())
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (dt.date(2024, 9, 9), dt.date(2024, 9, 10))
    assert str(found["DESCRIPTION"]).splitlines() == [
        "Møte: Oppfølgingsmøte",
        "Tid: mandag 9. september 2024, klokkeslett ikke oppgitt.",
        "Med: Norsk helsenett og Helsedirektoratet",
        "Møtet står i:",
        "- Brevet: Tabell, linje 383",
    ]
    assert (str(found["STATUS"]), str(found["TRANSP"])) == ("CONFIRMED", "TRANSPARENT")


@pytest.mark.parametrize(
    ("day", "time", "start"),
    [
        ("2024-03-30", "09:00", "2024-03-30T08:00"),  # the day before summer time
        ("2024-03-31", "09:00", "2024-03-31T07:00"),  # the day it begins
        ("2024-10-26", "09:00", "2024-10-26T07:00"),
        ("2024-10-27", "09:00", "2024-10-27T08:00"),  # the day it ends
        ("2024-10-27", "02:30", "2024-10-27T00:30"),  # an hour that comes twice: the first
        ("2024-02-29", "23:30", "2024-02-29T22:30"),
        ("2024-07-01", "00:30", "2024-06-30T22:30"),
    ],
)
def test_a_time_is_norwegian_and_written_in_utc(day: str, time: str, start: str) -> None:
    found = event(view(date=dt.date.fromisoformat(day), time=dt.time.fromisoformat(time)))
    began = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    assert found.decoded("DTSTART") == began
    assert found.decoded("DTEND") == began + dt.timedelta(hours=1)
    assert found["DTSTART"].to_ical().endswith(b"Z")


def test_the_time_stands_in_the_words_too() -> None:
    said = meeting_description(view(time=dt.time(9, 30)), "nb", dt.date(2024, 9, 9))
    assert "Tid: mandag 9. september 2024 kl. 09.30 (norsk tid).\nHvor lenge møtet varer, er ikke oppgitt.\n" in said
    english = meeting_description(view(time=dt.time(9, 30)), "en", dt.date(2024, 9, 9))
    assert "Time: Monday 9 September 2024 at 09:30 (Norwegian time).\n" in english


def test_a_part_names_the_whole_and_an_inferred_date_is_tentative() -> None:
    shown = view(whole="Tertialmøte", basis=Basis.INFERRED)
    assert meeting_summary(shown, "en") == "Oppfølgingsmøte (inferred date, not confirmed)"
    assert str(event(shown)["STATUS"]) == "TENTATIVE"
    assert "En del av: Tertialmøte\nUtledet dato, ikke bekreftet.\n" in str(event(shown)["DESCRIPTION"])


def test_one_that_awaits_its_date_has_no_event() -> None:
    assert render_meeting(view(date=None), "nb") == []


def test_a_stamp_without_a_zone_and_a_negative_sequence_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_meeting(replace(view(), changed_at=dt.datetime(2024, 1, 1)), "nb")  # noqa: DTZ001
    with pytest.raises(ValueError, match="counts from 0"):
        render_meeting(view(sequence=-1), "nb")


@pytest.mark.parametrize("time", [None, dt.time(9)])
def test_called_off_it_stays_where_it_was_and_says_so(time: dt.time | None) -> None:
    ((_, body),) = render_meeting(view(time=time), "nb")
    (found,) = icalendar.Calendar.from_ical(assemble(FeedHeader("x"), [cancelled_event(body, "nb", 1, AT)])).walk(
        "VEVENT"
    )
    assert (str(found["STATUS"]), str(found["SUMMARY"])) == ("CANCELLED", "AVLYST: Oppfølgingsmøte")
    assert found.decoded("DTSTART") == event(view(time=time)).decoded("DTSTART")
    assert found["DTSTART"].params == event(view(time=time))["DTSTART"].params


def test_its_alarm_rings_half_an_hour_before_or_on_the_working_day_before() -> None:
    for time, trigger in ((dt.time(9), b"TRIGGER:-PT30M"), (None, b"TRIGGER:-P2DT15H")):
        ((_, body),) = render_meeting(view(time=time), "nb")
        assert trigger in with_alarm(body), time


def test_it_is_no_deadline() -> None:
    ((_, body),) = render_meeting(view(), "nb")
    assert upcoming(assemble(FeedHeader("x"), [body]), dt.date(2024, 1, 1), 5) == []


@pytest.mark.parametrize(
    "other",
    [
        view(title="Annet"),
        view(date=dt.date(2024, 9, 10)),
        view(time=dt.time(9)),
        view(basis=Basis.INFERRED),
        view(whole="Hele"),
    ],
)
def test_what_it_shows_is_its_mark(other: MeetingView) -> None:
    marks = {meeting_fingerprint(one, Bearing(), "nb") for one in (view(), view(sequence=3), other)}
    assert len(marks) == 2
    assert meeting_fingerprint(view(), Bearing(("pll",)), "nb") not in marks
