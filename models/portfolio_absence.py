"""Absences with a stand-in, as a portfolio file names them.

What lives here: the shape of one, and who gets what on a day when people are away. Roles do not change by it: whoever is
away still answers, and stands on the board; only what would be told goes to another.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from arshjul.models.lang import say
from arshjul.models.portfolio_fields import Day
from arshjul.models.schema_words import said


class Absence(BaseModel):
    """From a day to a day, both included, `stand_in` is told what the person would be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")
    stand_in: str

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start > self.end:
            what = say(
                f"slutter {self.end} før det begynner {self.start}", f"ends {self.end} before it begins {self.start}"
            )
            raise said(what, say("bytt om datoene", "swap the dates"), at=("to",))
        return self

    def holds(self, on: dt.date) -> bool:
        """Whether the person is away on that day."""
        return self.start <= on <= self.end


class Away(Protocol):
    """Somebody who may be away."""

    @property
    def absences(self) -> tuple[Absence, ...]: ...


def told_instead(people: Mapping[str, Away], person: str, on: dt.date) -> str:
    """Who is told on a day what `person` would be: the stand-in, or the stand-in's when that one is away too.

    Where everyone in turn is away, it is the person after all.
    """
    if not people[person].absences:
        return person
    asked, seen = person, {person}
    while (away := next((one for one in people[asked].absences if one.holds(on)), None)) is not None:
        asked = away.stand_in
        if asked in seen or asked not in people:
            return person
        seen.add(asked)
    return asked
