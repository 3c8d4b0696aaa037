"""Every line of a feed against RFC 5545 and RFC 7986, by a checker written for these tests alone."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arshjul.calendar.compile import meetings
from arshjul.calendar.ical_cancel import cancelled_event
from arshjul.calendar.ical_event import EventView, render_events
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.ical_meeting import MeetingView, render_meeting
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.deliverable import Source
from arshjul.models.wheelfile import WheelFile

LINE = re.compile(r'(?P<name>[A-Z0-9-]+)(?P<params>(;[A-Z0-9-]+=("[^"]*"|[^";:,]*))*):(?P<value>.*)', re.DOTALL)
TEXT = re.compile(r"([^\\;,]|\\[\\;,nN])*", re.DOTALL)  # RFC 5545 3.3.11
URI = re.compile(r"https?://[A-Za-z0-9:/?#\[\]@!$&'()*+,;=%._~-]+")
DATE, UTC_TIME = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z")
DURATION = re.compile(r"P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?")

CALENDAR = {
    "PRODID": TEXT,
    "VERSION": re.compile(r"2\.0"),
    "CALSCALE": re.compile("GREGORIAN"),
    "NAME": TEXT,
    "X-WR-CALNAME": TEXT,
    "DESCRIPTION": TEXT,
    "COLOR": re.compile("[a-z]+"),
    "REFRESH-INTERVAL;VALUE=DURATION": DURATION,
    "X-PUBLISHED-TTL": DURATION,
    "URL": URI,
    "SOURCE;VALUE=URI": URI,
}
EVENT = {
    "UID": TEXT,
    "DTSTAMP": UTC_TIME,
    "LAST-MODIFIED": UTC_TIME,
    "SEQUENCE": re.compile(r"\d+"),
    "DTSTART;VALUE=DATE": DATE,
    "DTEND;VALUE=DATE": DATE,
    "DTSTART": UTC_TIME,
    "DTEND": UTC_TIME,
    "SUMMARY": TEXT,
    "DESCRIPTION": TEXT,
    "STATUS": re.compile("CONFIRMED|TENTATIVE|CANCELLED"),
    "TRANSP": re.compile("TRANSPARENT"),
    "X-MICROSOFT-CDO-BUSYSTATUS": re.compile("FREE"),
    "CATEGORIES": TEXT,
    "CLASS": re.compile("PRIVATE"),
    "URL": URI,
}
OPTIONAL = {"DESCRIPTION", "URL", "SOURCE;VALUE=URI", "CATEGORIES", "CLASS"}


def problems(feed: bytes) -> list[str]:
    """What is wrong with a feed: octets, lines, nesting, properties and their values."""
    return [*octet_problems(feed), *property_problems(unfolded(feed))]


def octet_problems(feed: bytes) -> Iterator[str]:
    if not feed.endswith(b"\r\n"):
        yield "does not end with CRLF"
    for number, line in enumerate(feed.removesuffix(b"\r\n").split(b"\r\n"), 1):
        if len(line) > 75:
            yield f"line {number}: {len(line)} octets"
        if not line.strip():
            yield f"line {number}: blank"
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            yield f"line {number}: a character is split or is no UTF-8"
            continue
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff]", text):
            yield f"line {number}: control character or bare line end"


def unfolded(feed: bytes) -> list[str]:
    text = feed.removesuffix(b"\r\n").decode("utf-8", "replace")
    return text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")


def property_problems(lines: list[str]) -> Iterator[str]:
    if lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        yield "is not one VCALENDAR"
    where, seen, uids = "VCALENDAR", Counter[str](), Counter[str]()
    heads: list[Counter[str]] = []
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT" and where == "VCALENDAR":
            heads.append(seen)
            where, seen = "VEVENT", Counter()
        elif line == "END:VEVENT" and where == "VEVENT":
            yield from count_problems(seen, EVENT)
            where, seen = "VCALENDAR", Counter()
        else:
            yield from line_problems(line, CALENDAR if where == "VCALENDAR" else EVENT)
            seen[line.partition(":")[0]] += 1
            uids.update([line] if line.startswith("UID:") else [])
    yield from (f"{uid} stands {count} times" for uid, count in uids.items() if count > 1)
    yield from count_problems(heads[0] if heads else seen, CALENDAR)
    yield from ("properties between events" for head in heads[1:] if head)
    if not heads:
        yield "holds no event"


def line_problems(line: str, known: dict[str, re.Pattern[str]]) -> Iterator[str]:
    match = LINE.fullmatch(line)
    if not match:
        yield f"no content line: {line[:60]!r}"
    elif match["name"] + match["params"] not in known:
        yield f"unexpected property: {line[:60]!r}"
    elif not known[match["name"] + match["params"]].fullmatch(match["value"]):
        yield f"not a fitting value: {line[:60]!r}"
    elif match["value"] != match["value"].strip():
        yield f"blanks around the value: {line[:60]!r}"


def count_problems(seen: Counter[str], known: dict[str, re.Pattern[str]]) -> Iterator[str]:
    plain = Counter[str]()
    for name, count in seen.items():
        plain[name.partition(";")[0]] += count
    yield from (f"{name} stands {count} times" for name, count in plain.items() if count > 1)
    yield from (f"{name} is missing" for name in known if name.partition(";")[0] not in plain and name not in OPTIONAL)
    if ("DTSTART" in seen) != ("DTEND" in seen):  # RFC 5545 3.8.2.2: both a day, or both an instant
        yield "begins and ends in different ways"


def feed_of(views: list[EventView], lang: str, header: FeedHeader | None = None) -> bytes:
    return assemble(
        header or FeedHeader("Frister"), [event for view in views for _, event in render_events(view, lang)]
    )


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_a_feed_of_nasty_texts_breaks_no_rule(
    nasty_wheel: WheelFile, as_views: Callable[[WheelFile, str], list[EventView]], lang: str
) -> None:
    assert problems(feed_of(as_views(nasty_wheel, lang), lang)) == []


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_shipped_wheels_break_no_rule(as_views: Callable[[WheelFile, str], list[EventView]], lang: str) -> None:
    for path in shipped_wheels():
        assert problems(feed_of(as_views(read_wheel(path), lang), lang)) == []


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=400),
    extra=st.sampled_from(["", "\r\nATTACH:x", "\n", "\r", "\\N", "\u2028", "é" * 80, " " * 80]),
)
def test_no_text_in_any_field_breaks_a_rule(filled: Callable[[str], EventView], text: str, extra: str) -> None:
    said = text + extra + text
    header = FeedHeader(said, description=said, url="https://example.org/" + said, source="https://example.org/" + said)
    assert problems(feed_of([filled(said)], "nb", header)) == []


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=200),
    extra=st.sampled_from(["", "\r\nATTACH:x", "\n", "\r", "\\N", "\u2028", "é" * 80, " " * 80]),
    time=st.one_of(st.none(), st.times()),
    day=st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)),
)
def test_no_text_and_no_time_of_a_meeting_breaks_a_rule(
    nasty_wheel: WheelFile, text: str, extra: str, time: dt.time | None, day: dt.date
) -> None:
    said = text + extra + text
    (plain, *_) = meetings(nasty_wheel)
    held = replace(plain, date=day, time=time, sources=(Source(said, said, (1, 2)),))
    at = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)
    view = MeetingView(
        key="w.m",
        meeting=held,
        title=said,
        actor_names=(said, said),
        changed_at=at,
        whole=said,
        document_names={said: said},
    )
    body = [event for _, event in render_meeting(view, "nb")]
    assert problems(assemble(FeedHeader("Frister"), body)) == []
    assert problems(assemble(FeedHeader("Frister"), [cancelled_event(body[0], "nb", 1, at)])) == []


GOOD = (
    "BEGIN:VCALENDAR\r\nPRODID:x\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\nNAME:x\r\nX-WR-CALNAME:x\r\nCOLOR:teal\r\n"
    "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20240115T000000Z\r\n"
    "LAST-MODIFIED:20240115T000000Z\r\nSEQUENCE:0\r\nDTSTART;VALUE=DATE:20240826\r\nDTEND;VALUE=DATE:20240827\r\n"
    "SUMMARY:x\r\nSTATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_the_checker_lets_a_good_feed_pass() -> None:
    assert problems(GOOD.encode()) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("SUMMARY:x", "SUMMARY:a,b"),
        ("SUMMARY:x", "SUMMARY:a\\qb"),
        ("SUMMARY:x", "SUMMARY:x "),
        ("SUMMARY:x", "SUMMARY:a\nb"),
        ("SUMMARY:x", "SUMMARY:" + "x" * 70),
        ("SUMMARY:x", "SUMMARY:x\x07"),
        ("SUMMARY:x", "SUMMARY:x\r\nATTACH:y"),
        ("SUMMARY:x", "SUMMARY:x\r\nSUMMARY:y"),
        ("UID:1\r\n", ""),
        ("DTSTART;VALUE=DATE", "DTSTART"),
        ("20240115T000000Z", "20240115T000000"),
        ("VERSION:2.0", "VERSION:2.0\r\nMETHOD:PUBLISH"),
        ("END:VEVENT", "BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT"),
        ("END:VCALENDAR\r\n", "END:VCALENDAR\n"),
    ],
)
def test_the_checker_catches_a_bad_feed(good: str, bad: str) -> None:
    assert good in GOOD
    assert problems(GOOD.replace(good, bad).encode()) != []
