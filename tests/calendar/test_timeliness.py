"""In time or late, at the instants on both sides of each boundary."""

import datetime as dt

import pytest

from arshjul.calendar.timeliness import days_left, timeliness
from arshjul.models.codes import State, Timeliness
from arshjul.models.moment import OSLO, end_of_day

DUE = dt.date(2024, 8, 26)
LATEST = dt.date(2024, 9, 15)


def at(day: int, month: int = 8, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(2024, month, day, hour, minute, tzinfo=OSLO)


def judged(now: dt.datetime, delivered: dt.datetime | None = None, **other: object) -> Timeliness:
    facts = {"state": "open", "due": DUE, "latest": DUE, "disputed": False, "unconfirmed": False} | other
    return timeliness(delivered_at=delivered, now=now, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(1), Timeliness.NOT_DUE),
        (at(26, hour=23, minute=59), Timeliness.NOT_DUE),
        (at(27, hour=0), Timeliness.OVERDUE),
    ],
)
def test_a_deadline_ends_at_the_days_end_in_oslo(now: dt.datetime, expected: Timeliness) -> None:
    assert judged(now) is expected


def test_what_comes_at_the_last_minute_is_in_time_and_a_minute_later_is_late() -> None:
    assert judged(at(28), at(26, hour=23, minute=59)) is Timeliness.ON_TIME
    assert judged(at(28), at(27, hour=0)) is Timeliness.LATE


def test_the_days_end_follows_daylight_saving_time() -> None:
    """27 October 2024 has 25 hours in Oslo."""
    assert end_of_day(dt.date(2024, 10, 26)) == dt.datetime(2024, 10, 26, 22, tzinfo=dt.UTC)
    assert end_of_day(dt.date(2024, 10, 27)) == dt.datetime(2024, 10, 27, 23, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "delivered", "expected"),
    [
        (at(1), None, Timeliness.DISPUTED),
        (at(30), None, Timeliness.DISPUTED),
        (at(15, 9, 23, 59), None, Timeliness.DISPUTED),
        (at(16, 9, 0), None, Timeliness.OVERDUE),
        (at(20, 9), at(26), Timeliness.ON_TIME),
        (at(20, 9), at(27), Timeliness.DISPUTED),
        (at(20, 9), at(15, 9, 23), Timeliness.DISPUTED),
        (at(20, 9), at(16, 9, 0), Timeliness.LATE),
    ],
)
def test_in_a_conflict_nobody_is_late_before_the_latest_date(
    now: dt.datetime, delivered: dt.datetime | None, expected: Timeliness
) -> None:
    assert judged(now, delivered, latest=LATEST, disputed=True) is expected


def test_a_date_nobody_has_confirmed_makes_nobody_late() -> None:
    assert judged(at(26), unconfirmed=True) is Timeliness.NOT_DUE
    assert judged(at(27), unconfirmed=True) is Timeliness.DISPUTED
    assert judged(at(30), at(29), unconfirmed=True) is Timeliness.DISPUTED
    assert judged(at(30), at(26), unconfirmed=True) is Timeliness.ON_TIME


def test_undated_waived_and_cancelled_stand_apart() -> None:
    assert judged(at(30), due=None, latest=None) is Timeliness.UNDATED
    assert judged(at(30), state=State.WAIVED.value) is Timeliness.WAIVED
    assert judged(at(30), state=State.CANCELLED.value) is Timeliness.WAIVED


def test_days_left_are_calendar_days() -> None:
    assert days_left(DUE, dt.date(2024, 8, 23)) == 3, "Friday to Monday"
    assert days_left(DUE, dt.date(2024, 8, 27)) == -1
    assert days_left(None, dt.date(2024, 8, 27)) is None
