"""What waits while an owner waits for an answer: nothing but being chased for lateness."""

import datetime as dt

import pytest

from arshjul.models.codes import State, Step
from arshjul.notifications.decide import DueStep, decide

ASKED, OTHER = 7, 8
DAY = dt.date(2024, 8, 27)


def rung(
    step: Step, of: int = ASKED, *, day: dt.date = DAY, state: State = State.OPEN, confirmed: bool = False
) -> DueStep:
    return DueStep(of * 100 + list(Step).index(step), of, 1, step, day, state, confirmed)


@pytest.mark.parametrize("step", [Step.OVERDUE, Step.MANAGER])
def test_a_rung_about_lateness_is_neither_told_nor_spent_until_the_answer_comes(step: Step) -> None:
    due = [rung(step, confirmed=True)]
    assert decide(due, DAY, {ASKED}) == ([], [])
    assert decide(due, DAY, {OTHER}) == (due, [])


@pytest.mark.parametrize("step", [Step.INVITATION, Step.WEEK_BEFORE, Step.DAYS_BEFORE, Step.LAST_DAY])
def test_reminders_before_the_deadline_are_not_held(step: Step) -> None:
    assert decide([rung(step)], DAY, {ASKED}).fire == [rung(step)]


def test_a_reminder_that_the_held_rung_has_overtaken_is_spent() -> None:
    last = rung(Step.LAST_DAY, day=DAY - dt.timedelta(days=1))
    assert decide([last, rung(Step.OVERDUE)], DAY, {ASKED}) == ([], [last.step_id])


def test_the_manager_waits_behind_the_owner_when_the_answer_is_no() -> None:
    due = [rung(Step.OVERDUE), rung(Step.MANAGER, confirmed=True)]
    assert decide(due, DAY, {ASKED}) == ([], [])
    assert decide(due, DAY) == (due[:1], [])
    assert decide(due[1:], DAY) == (due[1:], [])


def test_what_is_delivered_meanwhile_is_spent_however_long_the_answer_takes() -> None:
    due = [rung(Step.OVERDUE, state=State.COMPLETE), rung(Step.OVERDUE, OTHER)]
    assert decide(due, DAY, {ASKED}) == (due[1:], [due[0].step_id])


def test_gaps_are_told_though_an_answer_is_awaited() -> None:
    gaps = rung(Step.GAPS, state=State.INCOMPLETE)
    assert decide([gaps], DAY, {ASKED}).fire == [gaps]
