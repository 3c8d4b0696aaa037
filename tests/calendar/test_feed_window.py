"""A subscribed calendar's window: at least what was asked, and the same all month."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.calendar.feed_window import cancelled_since, month_began, window

DAYS = st.dates(dt.date(2000, 2, 1), dt.date(2090, 12, 31))


@given(day=DAYS, past=st.integers(0, 1830), future=st.integers(1, 60))
def test_it_reaches_as_far_as_asked_and_lies_on_month_starts(day: dt.date, past: int, future: int) -> None:
    span = window(day, past, future)
    assert span.first.day == span.end.day == 1
    assert span.first <= day - dt.timedelta(days=past)
    months = (span.end.year - day.year) * 12 + span.end.month - day.month
    assert months == future + 1
    assert window(day.replace(day=1), past, future) == span


@pytest.mark.parametrize(
    ("day", "past", "future", "first", "end"),
    [
        ("2024-03-01", 90, 18, "2023-12-01", "2025-10-01"),
        ("2024-03-31", 90, 18, "2023-12-01", "2025-10-01"),
        ("2024-02-29", 0, 1, "2024-02-01", "2024-04-01"),
        ("2024-12-31", 1, 1, "2024-11-01", "2025-02-01"),
    ],
)
def test_windows(day: str, past: int, future: int, first: str, end: str) -> None:
    span = window(dt.date.fromisoformat(day), past, future)
    assert (span.first.isoformat(), span.end.isoformat()) == (first, end)
    assert span.holds(span.first) and not span.holds(span.end)
    assert not span.holds(span.first - dt.timedelta(days=1)) and span.holds(span.end - dt.timedelta(days=1))


def test_a_month_begins_at_midnight_in_oslo_summer_and_winter() -> None:
    assert month_began(dt.date(2024, 1, 15)).isoformat() == "2023-12-31T23:00:00+00:00"
    assert month_began(dt.date(2024, 7, 15)).isoformat() == "2024-06-30T22:00:00+00:00"


def test_what_was_cancelled_stays_at_least_thirty_days_and_goes_at_a_month_start() -> None:
    assert cancelled_since(dt.date(2024, 3, 31)) == cancelled_since(dt.date(2024, 3, 1))
    assert cancelled_since(dt.date(2024, 3, 1)).isoformat() == "2024-01-30T23:00:00+00:00"
