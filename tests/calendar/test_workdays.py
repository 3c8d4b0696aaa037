"""Working days in Norway, on the days that are awkward."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.calendar.resolve import workdays_before
from arshjul.calendar.workdays import add_workdays, is_workday, last_workday, next_workday, workdays_between

DAYS = st.dates(date(1995, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected", "why"),
    [
        (date(2024, 8, 31), date(2024, 8, 30), "a Saturday"),
        (date(2024, 9, 15), date(2024, 9, 13), "a Sunday"),
        (date(2024, 5, 1), date(2024, 4, 30), "Labour Day on a Wednesday"),
        (date(2024, 3, 25), date(2024, 3, 25), "Monday of Holy Week is an ordinary working day"),
        (date(2024, 4, 1), date(2024, 3, 27), "Easter Monday: back over Good Friday and Maundy Thursday"),
        (date(2024, 5, 17), date(2024, 5, 16), "Constitution Day"),
        (date(2024, 5, 20), date(2024, 5, 16), "Whit Monday after a weekend after Constitution Day"),
        (date(2024, 12, 26), date(2024, 12, 24), "Christmas Eve is no public holiday by law"),
        (date(2025, 1, 1), date(2024, 12, 31), "over the year's end"),
    ],
)
def test_the_last_working_day_on_or_before(day: date, expected: date, why: str) -> None:
    assert last_workday(day) == expected, why


def test_counting_back_from_a_deadline_over_easter() -> None:
    assert add_workdays(date(2024, 4, 8), -3) == date(2024, 4, 3)
    assert add_workdays(date(2024, 4, 3), -3) == date(2024, 3, 26)


def test_working_days_before_a_meeting_on_a_sunday_begin_with_friday() -> None:
    assert workdays_before(date(2024, 9, 15), 1) == date(2024, 9, 13)
    assert workdays_before(date(2024, 9, 16), 1) == date(2024, 9, 13)


def test_years_outside_the_table_are_refused() -> None:
    with pytest.raises(ValueError, match="1990 to 2110"):
        last_workday(date(1950, 1, 1))


@given(DAYS)
def test_last_and_next_are_working_days_with_none_between(day: date) -> None:
    before, after = last_workday(day), next_workday(day)
    assert is_workday(before) and is_workday(after)
    assert before <= day <= after
    skipped = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(is_workday(between) for between in skipped)


@given(DAYS, st.integers(-300, 300))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    start = last_workday(day)
    assert workdays_between(start, add_workdays(start, count)) == count
    assert add_workdays(add_workdays(start, count), -count) == start
