"""The reminder ladder: which rungs a deadline has, and the day from which each may fire.

What lives here: the arithmetic, pure. The spacing is the portfolio's (`LadderSpec`). Which of the rungs fires
on a given day is decided in `decide.py`; whom a rung concerns is in `audience.py`.
"""

from datetime import date
from typing import NamedTuple

from arshjul.calendar.workdays import add_workdays
from arshjul.models.codes import Step
from arshjul.models.portfolio_ladder import LadderSpec


class PlannedStep(NamedTuple):
    """A rung and the working day from which it may fire."""

    step: Step
    fire_on: date


def planned_steps(
    settings: LadderSpec,
    *,
    due: date | None,
    last_workday: date | None,
    latest: date | None,
    disputed: bool,
    unconfirmed: bool,
) -> list[PlannedStep]:
    """The rungs of one deadline, earliest first; none while it awaits a date. All fall on working days.

    `settings` is the spacing for the deliverable's kind (`LadderSpec.for_kind`). `latest` is the last stated date
    of an undecided conflict: nobody is late before it; it counts only when `disputed`. An inferred date that
    nobody has confirmed is reminded of and never late, so its ladder ends on the last working day. Raises
    ValueError for years outside the calendar of working days.
    """
    if due is None or last_workday is None:
        return []
    far, near = settings.before
    steps = [
        PlannedStep(Step.INVITATION, add_workdays(last_workday, -settings.open_workdays)),
        PlannedStep(Step.WEEK_BEFORE, add_workdays(last_workday, -far)),
        PlannedStep(Step.DAYS_BEFORE, add_workdays(last_workday, -near)),
        PlannedStep(Step.LAST_DAY, last_workday),
    ]
    if unconfirmed:
        return steps
    overdue = add_workdays(max(due, latest) if disputed and latest else due, settings.overdue_after)
    return [
        *steps,
        PlannedStep(Step.OVERDUE, overdue),
        PlannedStep(Step.MANAGER, add_workdays(overdue, settings.manager_after)),
    ]
