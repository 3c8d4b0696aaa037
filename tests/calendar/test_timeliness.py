"""In time or late, at the instants on both sides of each boundary."""

import datetime as dt

import pytest

from arshjul.calendar.timeliness import Deadline, days_left, judged, timeliness
from arshjul.models.codes import State, Timeliness
from arshjul.models.moment import OSLO, end_of_day

DUE = dt.date(2024, 8, 26)
LATEST = dt.date(2024, 9, 15)


def at(day: int, month: int = 8, hour: int = 12, minute: int = 0) -> dt.datetime:
    return dt.datetime(2024, month, day, hour, minute, tzinfo=OSLO)


def stands(now: dt.datetime, delivered: dt.datetime | None = None, **other: object) -> Timeliness:
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
    assert stands(now) is expected


def test_what_comes_at_the_last_minute_is_in_time_and_a_minute_later_is_late() -> None:
    assert stands(at(28), at(26, hour=23, minute=59)) is Timeliness.ON_TIME
    assert stands(at(28), at(27, hour=0)) is Timeliness.LATE


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
    assert stands(now, delivered, latest=LATEST, disputed=True) is expected


def test_a_date_nobody_has_confirmed_makes_nobody_late() -> None:
    assert stands(at(26), unconfirmed=True) is Timeliness.NOT_DUE
    assert stands(at(27), unconfirmed=True) is Timeliness.DISPUTED
    assert stands(at(30), at(29), unconfirmed=True) is Timeliness.DISPUTED
    assert stands(at(30), at(26), unconfirmed=True) is Timeliness.ON_TIME


def test_undated_waived_and_cancelled_stand_apart() -> None:
    assert stands(at(30), due=None, latest=None) is Timeliness.UNDATED
    assert stands(at(30), state=State.WAIVED.value) is Timeliness.WAIVED
    assert stands(at(30), state=State.CANCELLED.value) is Timeliness.WAIVED


def test_days_left_are_calendar_days() -> None:
    assert days_left(DUE, dt.date(2024, 8, 23)) == 3, "Friday to Monday"
    assert days_left(DUE, dt.date(2024, 8, 27)) == -1
    assert days_left(None, dt.date(2024, 8, 27)) is None


FIRST, LATER, EARLIER = dt.date(2024, 8, 26), dt.date(2024, 9, 3), dt.date(2024, 8, 20)


def had(
    due: dt.date | None, since: dt.datetime, told: dt.datetime | None = None, *, latest: dt.date | None = None,
    unconfirmed: bool = False,
) -> Deadline:  # fmt: skip
    """A deadline; with a later date it is disputed."""
    return Deadline(since, told, due, latest or due, disputed=latest is not None, unconfirmed=unconfirmed)


def against(deadlines: list[Deadline], delivered: dt.datetime | None, now: dt.datetime = at(30, 9)) -> Timeliness:
    """By all deadlines there were."""
    return judged("open" if delivered is None else "complete", deadlines, delivered, now)


def test_what_counts_is_the_deadline_in_force_when_it_came() -> None:
    """Due on 26 August; on 1 September the meeting moves, and the deadline with it to 3 September."""
    deadlines = [had(FIRST, at(1, 2)), had(LATER, at(1, 9), at(1, 9))]
    assert against(deadlines, at(26)) is Timeliness.ON_TIME
    assert against(deadlines, at(27)) is Timeliness.LATE, "it was late when it came, whatever was moved since"
    assert against(deadlines, at(2, 9)) is Timeliness.ON_TIME
    assert against(deadlines, at(4, 9)) is Timeliness.LATE
    assert against(deadlines, None, at(2, 9)) is Timeliness.NOT_DUE


def test_an_extension_counts_from_the_hour_it_was_granted_told_or_not() -> None:
    granted = at(25, hour=15)
    deadlines = [had(FIRST, at(1, 2)), had(LATER, granted)]
    assert against(deadlines, at(2, 9)) is Timeliness.ON_TIME
    assert against(deadlines, at(4, 9)) is Timeliness.LATE


def test_nobody_is_late_by_a_date_that_was_brought_forward_without_telling() -> None:
    """From 26 to 20 August, recorded on the 10th; delivered on the 22nd, within the date the owner knew."""
    moved = at(10)
    untold = [had(FIRST, at(1, 2)), had(EARLIER, moved)]
    assert against(untold, at(22)) is Timeliness.ON_TIME
    assert against(untold, at(27)) is Timeliness.LATE, "after both"
    assert against(untold, None, at(22)) is Timeliness.NOT_DUE
    assert against(untold, None, at(27)) is Timeliness.OVERDUE


@pytest.mark.parametrize(("minute", "expected"), [(0, Timeliness.LATE), (1, Timeliness.ON_TIME)])
def test_told_before_it_came_or_a_minute_after(minute: int, expected: Timeliness) -> None:
    deadlines = [had(FIRST, at(1, 2)), had(EARLIER, at(10), at(22, hour=12, minute=minute))]
    assert against(deadlines, at(22, hour=12)) is expected


def test_moved_and_moved_back_unheard_leaves_what_was_known() -> None:
    deadlines = [had(FIRST, at(1, 2)), had(LATER, at(10)), had(FIRST, at(12))]
    assert against(deadlines, at(26)) is Timeliness.ON_TIME
    assert against(deadlines, at(27)) is Timeliness.LATE, "nobody had heard of 3 September"


def test_heard_of_the_later_date_and_not_of_the_way_back() -> None:
    deadlines = [had(FIRST, at(1, 2)), had(LATER, at(10), at(10)), had(FIRST, at(12))]
    assert against(deadlines, at(2, 9)) is Timeliness.ON_TIME
    assert against(deadlines, None, at(2, 9)) is Timeliness.NOT_DUE


def test_a_date_set_for_what_had_none_makes_late_only_when_told() -> None:
    deadlines = [had(None, at(1, 2)), had(EARLIER, at(1))]
    assert against(deadlines, at(22)) is Timeliness.UNDATED
    assert against(deadlines, at(19)) is Timeliness.ON_TIME
    told = [deadlines[0], had(EARLIER, at(1), at(2))]
    assert against(told, at(22)) is Timeliness.LATE


def test_what_came_before_anything_was_recorded_goes_by_the_first_deadline() -> None:
    deadlines = [had(FIRST, at(1, 9)), had(LATER, at(2, 9), at(2, 9))]
    assert against(deadlines, at(27)) is Timeliness.LATE
    assert against(deadlines, at(25)) is Timeliness.ON_TIME


def test_a_decision_made_after_it_came_may_help_and_never_harms() -> None:
    """Disputed between 26 August and 15 September, delivered on the 5th; decided on the 10th, one way or the other."""
    open_ = had(FIRST, at(1, 2), latest=LATEST)
    assert against([open_], at(5, 9)) is Timeliness.DISPUTED
    assert against([open_, had(LATEST, at(10, 9))], at(5, 9)) is Timeliness.ON_TIME
    assert against([open_, had(FIRST, at(10, 9))], at(5, 9)) is Timeliness.DISPUTED
    assert against([open_, had(FIRST, at(10, 9))], at(12, 9)) is Timeliness.DISPUTED, (
        "decided before it came, but not told"
    )
    assert against([open_, had(FIRST, at(10, 9))], at(16, 9)) is Timeliness.LATE, "after the latest that was stated"
    assert against([open_, had(FIRST, at(10, 9), at(10, 9))], at(12, 9)) is Timeliness.LATE


def test_an_inferred_date_that_is_confirmed_is_known_to_whoever_had_heard_of_it() -> None:
    soft = had(FIRST, at(1, 2), unconfirmed=True)
    assert against([soft], None, at(27)) is Timeliness.DISPUTED
    assert against([soft, had(FIRST, at(10))], None, at(27)) is Timeliness.OVERDUE
    assert against([soft, had(FIRST, at(28))], at(27)) is Timeliness.DISPUTED, "confirmed after it came"


def test_what_is_waived_is_waived_whatever_the_dates() -> None:
    assert judged("waived", [had(FIRST, at(1, 2)), had(EARLIER, at(1))], None, at(30, 9)) is Timeliness.WAIVED
