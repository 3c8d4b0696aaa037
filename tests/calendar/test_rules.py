"""Each due rule by example and by property."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from arshjul.calendar.resolve import Dates, apply_policy, resolve
from arshjul.calendar.workdays import is_workday
from arshjul.models.codes import WorkdayPolicy
from arshjul.models.rules import DueRule

RULE: TypeAdapter[Any] = TypeAdapter(DueRule)
DATES = Dates(
    {"followup": {"followup-2024-4": date(2024, 9, 9), "followup-2024-7": None}},
    {"end": date(2024, 6, 30), "undated": None},
)


def due(rule: dict[str, Any], year: int = 2024) -> dict[str, date | None]:
    return {found.id: found.due for found in resolve(RULE.validate_python(rule), year, DATES, str(year))}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"type": "fixed", "month": 9, "day": 15}, {"2024": date(2024, 9, 15)}),
        ({"type": "end_of_month", "month": 8}, {"2024": date(2024, 8, 31)}),
        ({"type": "end_of_month", "month": 2}, {"2024": date(2024, 2, 29)}),
        ({"type": "end_of_month", "month": 12}, {"2024": date(2024, 12, 31)}),
        (
            {"type": "before_meeting", "series": "followup", "days": 14},
            {"followup-2024-4": date(2024, 8, 26), "followup-2024-7": None},
        ),
        (
            {"type": "before_meeting", "series": "followup", "workdays": 10},
            {"followup-2024-4": date(2024, 8, 26), "followup-2024-7": None},
        ),
        (
            {"type": "after_meeting", "series": "followup", "days": 7},
            {"followup-2024-4": date(2024, 9, 16), "followup-2024-7": None},
        ),
        (
            {"type": "with_meeting", "series": "followup"},
            {"followup-2024-4": date(2024, 9, 9), "followup-2024-7": None},
        ),
        ({"type": "after_event", "event": "end", "days": 60}, {"2024": date(2024, 8, 29)}),
        ({"type": "before_event", "event": "end", "workdays": 1}, {"2024": date(2024, 6, 28)}),
        ({"type": "after_event", "event": "undated", "days": 60}, {"2024": None}),
        ({"type": "inside"}, {"2024": None}),
        ({"type": "awaiting"}, {"2024": None}),
        ({"type": "awaiting", "series": "followup"}, {"followup-2024-4": None, "followup-2024-7": None}),
        ({"type": "nth_weekday", "month": 10, "weekday": 2, "nth": 3}, {"2024": date(2024, 10, 15)}),
        ({"type": "nth_weekday", "month": 10, "weekday": 4, "nth": -1}, {"2024": date(2024, 10, 31)}),
        ({"type": "nth_weekday", "month": 2, "weekday": 5, "nth": 5}, {"2024": None}),
        ({"type": "tertial_end", "tertial": 1, "days": 30}, {"2024": date(2024, 5, 30)}),
        (
            {"type": "tertial_end", "days": 0},
            {"2024-t1": date(2024, 4, 30), "2024-t2": date(2024, 8, 31), "2024-t3": date(2024, 12, 31)},
        ),
        (
            {"type": "recurrence", "rrule": "FREQ=YEARLY;BYMONTH=3,10;BYDAY=1MO"},
            {"2024-01": date(2024, 3, 4), "2024-02": date(2024, 10, 7)},
        ),
    ],
)
def test_a_rule_gives_its_dates(rule: dict[str, Any], expected: dict[str, date | None]) -> None:
    assert due(rule) == expected


def test_the_29th_of_february_is_the_28th_in_ordinary_years() -> None:
    assert due({"type": "fixed", "month": 2, "day": 29}, 2024) == {"2024": date(2024, 2, 29)}
    assert due({"type": "fixed", "month": 2, "day": 29}, 2025) == {"2025": date(2025, 2, 28)}


@pytest.mark.parametrize(
    "rule",
    [
        {"type": "fixed", "month": 2, "day": 30},
        {"type": "fixed", "month": 13, "day": 1},
        {"type": "before_meeting", "series": "followup"},
        {"type": "before_meeting", "series": "followup", "days": 1, "workdays": 1},
        {"type": "before_meeting", "series": "followup", "days": -1},
        {"type": "recurrence", "rrule": "FREQ=SECONDLY"},
        {"type": "sometime"},
        {"type": "fixed", "month": 1, "day": 1, "hour": 9},
    ],
)
def test_an_impossible_rule_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RULE.validate_python(rule)


MONTHS, YEARS = st.integers(1, 12), st.integers(1995, 2090)


@given(YEARS, MONTHS)
def test_an_end_of_month_is_followed_by_a_first(year: int, month: int) -> None:
    [found] = due({"type": "end_of_month", "month": month}, year).values()
    assert found is not None and found.month == month and (found + timedelta(days=1)).day == 1


@given(YEARS, MONTHS, st.integers(1, 7), st.sampled_from([1, 2, 3, 4, -1]))
def test_an_nth_weekday_is_that_weekday_of_that_month(year: int, month: int, weekday: int, nth: int) -> None:
    [found] = due({"type": "nth_weekday", "month": month, "weekday": weekday, "nth": nth}, year).values()
    assert found is not None and (found.month, found.isoweekday()) == (month, weekday)
    assert nth == -1 or (found.day - 1) // 7 + 1 == nth


@given(st.dates(date(1995, 1, 1), date(2090, 12, 31)), st.integers(1, 60))
def test_working_days_before_and_after_a_meeting_are_working_days(day: date, count: int) -> None:
    dates = Dates({"m": {"m-1": day}}, {})
    for kind, sign in (("before_meeting", -1), ("after_meeting", 1)):
        rule = RULE.validate_python({"type": kind, "series": "m", "workdays": count})
        [found] = resolve(rule, day.year, dates, "x")
        assert found.due is not None and is_workday(found.due) and (found.due - day).days * sign > 0


@given(st.dates(date(1995, 1, 1), date(2090, 12, 31)))
def test_a_policy_moves_only_what_falls_on_a_non_working_day(day: date) -> None:
    assert apply_policy(day, WorkdayPolicy.KEEP) == day
    before, after = apply_policy(day, WorkdayPolicy.PREVIOUS), apply_policy(day, WorkdayPolicy.NEXT)
    assert before <= day <= after and is_workday(before) and is_workday(after)
    assert (before == day) == (after == day) == is_workday(day)
