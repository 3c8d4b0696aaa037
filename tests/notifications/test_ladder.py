"""The ladder of a deadline: which rungs, on which working days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from arshjul.calendar.workdays import is_workday, last_workday, workdays_between
from arshjul.models.codes import Kind, Step
from arshjul.models.portfolio import LadderSpec
from arshjul.notifications.ladder import PlannedStep, planned_steps

DEFAULT = LadderSpec()


def ladder(due: date | None, latest: date | None = None, *, disputed: bool = False, unconfirmed: bool = False):
    workday = last_workday(due) if due else None
    return planned_steps(
        DEFAULT, due=due, last_workday=workday, latest=latest or due, disputed=disputed, unconfirmed=unconfirmed
    )


def test_a_deadline_on_an_ordinary_monday():
    assert ladder(date(2024, 8, 26)) == [
        PlannedStep(Step.INVITATION, date(2024, 7, 29)),
        PlannedStep(Step.WEEK_BEFORE, date(2024, 8, 15)),
        PlannedStep(Step.DAYS_BEFORE, date(2024, 8, 21)),
        PlannedStep(Step.LAST_DAY, date(2024, 8, 26)),
        PlannedStep(Step.OVERDUE, date(2024, 8, 27)),
        PlannedStep(Step.MANAGER, date(2024, 8, 30)),
    ]


def test_monday_of_holy_week_is_followed_by_three_working_days_only_so_the_manager_waits_till_after_easter():
    days = dict(ladder(date(2024, 3, 25)))
    assert days[Step.OVERDUE] == date(2024, 3, 26)
    # 27 March is a Wednesday; Maundy Thursday to Easter Monday (28 March to 1 April) are holidays.
    assert days[Step.MANAGER] == date(2024, 4, 3)


def test_a_sunday_is_counted_from_the_friday_before_and_late_from_the_monday_after():
    days = dict(ladder(date(2024, 9, 15)))
    assert days[Step.LAST_DAY] == date(2024, 9, 13)
    assert days[Step.DAYS_BEFORE] == date(2024, 9, 10)
    assert days[Step.OVERDUE] == date(2024, 9, 16)


def test_may_day_is_a_holiday_so_the_last_day_is_the_thirtieth_of_april():
    days = dict(ladder(date(2024, 5, 1)))
    assert days[Step.LAST_DAY] == date(2024, 4, 30)
    assert days[Step.OVERDUE] == date(2024, 5, 2)


def test_in_a_conflict_people_are_reminded_by_the_earliest_and_late_after_the_latest():
    days = dict(ladder(date(2024, 8, 31), date(2024, 9, 15), disputed=True))
    assert days[Step.LAST_DAY] == date(2024, 8, 30)
    assert days[Step.OVERDUE] == date(2024, 9, 16)
    assert days[Step.MANAGER] == date(2024, 9, 19)


def test_once_the_conflict_is_decided_the_other_date_counts_no_more():
    assert dict(ladder(date(2024, 8, 31), date(2024, 9, 15)))[Step.OVERDUE] == date(2024, 9, 2)


def test_an_inferred_date_that_nobody_confirmed_is_never_late():
    steps = [step for step, _ in ladder(date(2024, 6, 6), unconfirmed=True)]
    assert steps == [Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY]


def test_without_a_date_there_is_no_ladder():
    assert ladder(None) == []


@given(
    due=st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    later=st.integers(0, 60),
    disputed=st.booleans(),
    unconfirmed=st.booleans(),
)
def test_every_rung_falls_on_a_working_day_in_the_order_of_the_rungs(due, later, disputed, unconfirmed):
    latest = due + timedelta(days=later)
    planned = ladder(due, latest, disputed=disputed, unconfirmed=unconfirmed)
    days = [step.fire_on for step in planned]
    assert days == sorted(set(days))
    assert all(is_workday(day) for day in days)
    by_step = dict(planned)
    assert workdays_between(by_step[Step.DAYS_BEFORE], by_step[Step.LAST_DAY]) == 3
    assert by_step[Step.LAST_DAY] <= due
    if not unconfirmed:
        assert by_step[Step.OVERDUE] > (latest if disputed else due)


def test_a_kind_may_have_its_own_spacing_and_keeps_the_rest():
    settings = LadderSpec.model_validate({"before": [8, 4], "per_kind": {"six_year_plan": {"open_workdays": 60}}})
    due = date(2024, 8, 26)
    args = {"due": due, "last_workday": due, "latest": due, "disputed": False, "unconfirmed": False}
    special = dict(planned_steps(settings.for_kind(Kind.SIX_YEAR_PLAN), **args))
    common = dict(planned_steps(settings.for_kind(Kind.FOLLOWUP_REPORT), **args))
    assert workdays_between(special[Step.INVITATION], due) == 60
    assert workdays_between(common[Step.INVITATION], due) == 20
    assert workdays_between(special[Step.WEEK_BEFORE], due) == 8
    assert special[Step.OVERDUE] == common[Step.OVERDUE] == date(2024, 8, 27)
