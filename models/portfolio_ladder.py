"""The reminder ladder as a portfolio file sets it, for all kinds of deliverable and for some.

What lives here: the numbers and their defaults. What they do to a deadline is `notifications/ladder.py`.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from arshjul.models.codes import Kind

Workdays = Annotated[int, Field(ge=1, le=250, strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LadderOverride(_Part):
    """What one kind of deliverable has otherwise; whatever is left out follows the office's ladder."""

    open_workdays: Workdays | None = None
    before: tuple[Workdays, Workdays] | None = None
    overdue_after: Workdays | None = None
    manager_after: Workdays | None = None


class LadderSpec(_Part):
    """The reminder ladder, every number in working days.

    `open_workdays` (the invitation) and `before` (two reminders) count back from the last working day on or before
    the deadline, `overdue_after` on from the deadline, `manager_after` on from the day that `overdue_after` gives.
    """

    open_workdays: Workdays = 20
    before: tuple[Workdays, Workdays] = (7, 3)
    overdue_after: Workdays = 1
    manager_after: Workdays = 3
    per_kind: dict[Kind, LadderOverride] = {}

    def for_kind(self, kind: Kind) -> "LadderSpec":
        """The ladder of one kind, with what is overridden for it put in and `per_kind` empty."""
        override = self.per_kind.get(kind, LadderOverride())
        return self.model_copy(update={**override.model_dump(exclude_none=True), "per_kind": {}})
