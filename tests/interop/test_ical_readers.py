"""Three readers written in Python take out of a feed exactly what was put in, whatever the text."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arshjul.calendar.ical_event import EventView, render_events
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.ical_text import one_line
from arshjul.calendar.ical_words import description, summary
from arshjul.models.wheelfile import WheelFile

Readers = dict[str, Callable[[bytes], list[dict[str, object]]]]
# Beside arbitrary text: what escaping, folding and line splitting stumble over.
TROUBLE = st.lists(
    st.sampled_from([*"\\;,:\"'nNæ😀 \t\r\n\v\f\0\x85\u2028\ufeff\u202e\ud800", "\\n", "\\N", "\r\nX:"]), max_size=120
)
ANY_TEXT = st.one_of(st.text(max_size=300), TROUBLE.map("".join))


def feed_of(view: EventView) -> bytes:
    return assemble(FeedHeader("Frister"), [event for _, event in render_events(view, "nb")])


def as_read_by(reader: str, text: str) -> str:
    """ics.py takes `n`, `N`, `r` and `R` after an escaped backslash for a line end, against RFC 5545 3.3.11."""
    if reader != "ics.py":
        return text
    return re.sub(r"\\[rR]", "\\\\\r", re.sub(r"\\[nN]", "\\\\\n", text))


@settings(max_examples=120, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_in_every_field_comes_back_as_it_was_written(
    filled: Callable[[str], EventView], python_readers: Readers, text: str
) -> None:
    view = filled(text)
    days = sorted({stated.due for stated in view.deliverable.stated})
    written = [(summary(view, "nb"), description(view, "nb", day, days)) for day in days]
    for name, read in python_readers.items():
        found = sorted(read(feed_of(view)), key=lambda record: str(record["dtstart"]))
        assert [record["dtstart"] for record in found] == ["2024-08-31", "2024-09-15"]
        for record, (title, body) in zip(found, written, strict=True):
            assert record["summary"] == as_read_by(name, title), name
            assert record["description"] == as_read_by(name, body), name


@given(text=st.text(st.characters(blacklist_categories=["Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"]), max_size=200))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert one_line(text, 200) == text


@given(text=ANY_TEXT, limit=st.integers(2, 60))
def test_text_is_one_line_within_its_limit_and_stays_so(text: str, limit: int) -> None:
    once = one_line(text, limit)
    assert len(once) <= limit
    assert once == " ".join(once.split())
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", once)
    assert one_line(once, limit) == once


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("C:\\Nytt", "C:\\Nytt"),
        ("  to\r\n linjer\t", "to linjer"),
        ("a\x00b\x07", "ab"),
        ("\u202eabc\u2069", "abc"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),  # the invisible joiners hold the family together
        ("halv\ud800", "halv"),
    ],
)
def test_what_is_taken_out_of_a_text(text: str, shown: str) -> None:
    assert one_line(text, 100) == shown


def test_a_text_of_megabytes_becomes_a_short_line() -> None:
    assert one_line("x" * 10_000_000, 300) == "x" * 299 + "…"


def test_a_description_of_thousands_of_characters_survives(
    nasty_wheel: WheelFile, as_views: Callable[[WheelFile, str], list[EventView]], python_readers: Readers
) -> None:
    view = next(view for view in as_views(nasty_wheel, "nb") if view.deliverable.document_type == "long")
    assert view.deliverable.due is not None
    body = description(view, "nb", view.deliverable.due, [])
    assert len(body) > 5_000
    for name, read in python_readers.items():
        assert [record["description"] for record in read(feed_of(view))] == [body], name


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_all_readers_find_the_same_events_in_a_nasty_feed(
    nasty_wheel: WheelFile, as_views: Callable[[WheelFile, str], list[EventView]], python_readers: Readers, lang: str
) -> None:
    rendered = [pair for view in as_views(nasty_wheel, lang) for pair in render_events(view, lang)]
    feed = assemble(FeedHeader("Frister"), [event for _, event in rendered])
    for name, read in python_readers.items():
        assert sorted(str(record["uid"]) for record in read(feed)) == sorted(uid for uid, _ in rendered), name
