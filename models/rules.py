"""Due rules as they stand in a wheel file: one small pydantic model per way of stating a date.

What lives here: the shape of a rule and what makes it impossible (30 February). Turning a rule into a
date is `calendar/resolve.py`; saying it in words is `calendar/wording.py`.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from arshjul.models.lang import say

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,78}[a-z0-9])?$")]
Month = Annotated[int, Field(ge=1, le=12)]
Count = Annotated[int, Field(ge=0, le=3660)]
_LEAP_YEAR = 2024  # so that 29 February is a possible date and 30 February is not


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FixedDate(_Rule):
    """A month and a day of the wheel's year (29 February counts as 28 in ordinary years)."""

    type: Literal["fixed"]
    month: Month
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _is_a_date(self) -> Self:
        try:
            date(_LEAP_YEAR, self.month, self.day)
        except ValueError:
            what = say(f"{self.day}.{self.month}. finnes ikke", f"day {self.day} of month {self.month} does not exist")
            raise ValueError(what) from None
        return self


class EndOfMonth(_Rule):
    """The last day of a month: "in April" and "by the end of August" are both this."""

    type: Literal["end_of_month"]
    month: Month


class _Distance(_Rule):
    days: Count | None = None
    workdays: Count | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if (self.days is None) == (self.workdays is None):
            raise ValueError(
                say("oppgi enten `days` eller `workdays`, ikke begge", "give either `days` or `workdays`, and not both")
            )
        return self


class BeforeMeeting(_Distance):
    """N days or N working days before each meeting of a series; one occurrence per meeting."""

    type: Literal["before_meeting"]
    series: Slug


class AfterMeeting(_Distance):
    """N days or N working days after each meeting of a series."""

    type: Literal["after_meeting"]
    series: Slug


class WithMeeting(_Rule):
    """On the day of each meeting of a series."""

    type: Literal["with_meeting"]
    series: Slug


class BeforeEvent(_Distance):
    """N days or N working days before an event that may not be dated yet."""

    type: Literal["before_event"]
    event: Slug


class AfterEvent(_Distance):
    """N days or N working days after an event that may not be dated yet."""

    type: Literal["after_event"]
    event: Slug


class Inside(_Rule):
    """Fulfilled inside another document; no date of its own."""

    type: Literal["inside"]


class NthWeekday(_Rule):
    """The nth weekday of a month (ISO: 1 is Monday); -1 is the last one."""

    type: Literal["nth_weekday"]
    month: Month
    weekday: Annotated[int, Field(ge=1, le=7)]
    nth: Literal[1, 2, 3, 4, 5, -1]


class TertialEnd(_Rule):
    """N days after the end of a tertial (30 April, 31 August, 31 December); all three when none is named."""

    type: Literal["tertial_end"]
    tertial: Literal[1, 2, 3] | None = None
    days: Count


class Recurrence(_Rule):
    """An RFC 5545 3.3.10 recurrence rule within the wheel's year, such as `FREQ=MONTHLY;BYMONTHDAY=1`."""

    type: Literal["recurrence"]
    rrule: Annotated[str, Field(max_length=200, pattern=r"^FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY)[A-Z0-9=;,+-]*$")]


class Awaiting(_Rule):
    """Asked for, without a date. With a series: one occurrence per meeting, each awaiting its date."""

    type: Literal["awaiting"]
    series: Slug | None = None


DueRule = Annotated[
    FixedDate
    | EndOfMonth
    | BeforeMeeting
    | AfterMeeting
    | WithMeeting
    | BeforeEvent
    | AfterEvent
    | Inside
    | NthWeekday
    | TertialEnd
    | Recurrence
    | Awaiting,
    Field(discriminator="type"),
]
