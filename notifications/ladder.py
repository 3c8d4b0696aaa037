"""The reminder ladder: which rungs a deadline has, and the day from which each may fire.

What lives here: the settings and the arithmetic, pure. Which of the rungs fires on a given day is decided in
`decide.py`; whom a rung concerns is in `audience.py`.
"""

from datetime import date
from typing import Annotated, NamedTuple, Self

from arshjul.calendar.workdays import add_workdays
from arshjul.models.codes import Kind, Step
from pydantic import BaseModel, ConfigDict, Field, model_validator

Workdays = Annotated[int, Field(strict=True, ge=1, le=250)]


class PlannedStep(NamedTuple):
    """A rung and the working day from which it may fire."""

    step: Step
    fire_on: date


class Rungs(BaseModel):
    """The spacing of one ladder, every number in working days.

    `open_workdays` and `before` count back from the last working day on or before the deadline,
    `overdue_after` forward from the last stated date, `manager_after` forward from the overdue rung.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    open_workdays: Workdays = 20
    before: tuple[Workdays, Workdays] = (7, 3)
    overdue_after: Workdays = 1
    manager_after: Workdays = 3

    @model_validator(mode="after")
    def _descending(self) -> Self:
        if not self.open_workdays > self.before[0] > self.before[1]:
            raise ValueError("the rungs must come in order: open_workdays > before[0] > before[1]")
        return self


class RungChanges(BaseModel):
    """What one kind of deliverable has otherwise; whatever is left out follows the common ladder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    open_workdays: Workdays | None = None
    before: tuple[Workdays, Workdays] | None = None
    overdue_after: Workdays | None = None
    manager_after: Workdays | None = None


class LadderSettings(Rungs):
    """The office's ladder, as the portfolio file may set it, with exceptions per kind."""

    per_kind: dict[Kind, RungChanges] = {}

    @model_validator(mode="after")
    def _exceptions_hold(self) -> Self:
        for kind in self.per_kind:
            self.for_kind(kind)
        return self

    def for_kind(self, kind: Kind) -> Rungs:
        """The spacing for one kind. Raises ValueError (pydantic's) when its exception breaks the order."""
        common = {name: getattr(self, name) for name in Rungs.model_fields}
        changes = self.per_kind.get(kind)
        return Rungs(**common | (changes.model_dump(exclude_none=True) if changes else {}))


def planned_steps(
    settings: Rungs,
    *,
    due: date | None,
    last_workday: date | None,
    latest: date | None,
    disputed: bool,
    unconfirmed: bool,
) -> list[PlannedStep]:
    """The rungs of one deadline, earliest first; none while it awaits a date. All fall on working days.

    `latest` is the last stated date of an undecided conflict: nobody is late before it. It counts only when
    `disputed`. An inferred date that nobody has confirmed is reminded of and never late, so its ladder ends
    on the last working day. Raises ValueError for years outside the calendar of working days.
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
