"""The parts of a status report: one risk, four figures, one need, one move of money.

What lives here: each part's own fields. Every field may be left out, for whether something is missing is judged,
not refused. How parts make a report is `schema.py`.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from arshjul.models.lang import say
from arshjul.models.rules import Slug
from arshjul.models.schema_words import said
from arshjul.reports.scalars import Day, Money, MoneyFromNought, PositiveMoney, ReportText, Score, ShortName


class Part(BaseModel):
    """What every part has in common: no unknown fields, and no change once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Part):
    """The statement that there is nothing to report, and why; without a reason it is judged incomplete."""

    nothing_to_report: Literal[True]
    reason: ReportText = ""


class Status(Part):
    """The light, and what it stands for in words."""

    light: Literal["green", "yellow", "red"] | None = None
    text: ReportText = ""


class Risk(Part):
    """One risk: probability and consequence from 1 (low) to 5 (high), what is done about it, and who answers for it.

    `id` lets the next report speak of the same risk in other words; a closed one is over.
    """

    description: ReportText = ""
    probability: Score | None = None
    consequence: Score | None = None
    mitigation: ReportText = ""
    id: ShortName | None = None
    owner: ShortName = ""
    state: Literal["open", "closed"] = "open"


class Action(Part):
    """Something the actor has set out to do; the next report says how it went."""

    description: ReportText = ""
    id: ShortName | None = None
    owner: ShortName = ""
    due: Day | None = None
    state: Literal["open", "done", "dropped"] = "open"


class Economy(Part):
    """The four figures, in NOK; only what is carried over can be below nought."""

    allocated: MoneyFromNought | None = None
    carried_over: Money | None = None
    spent: MoneyFromNought | None = None
    forecast: MoneyFromNought | None = None


class Need(Part):
    """What one initiative needs from the expected supplement, in NOK."""

    amount: PositiveMoney
    reason: ReportText = ""


class InitiativeNeed(Need):
    """A need in the overall list, which names its initiative."""

    initiative: Slug


class Change(Part):
    """What a reallocation adds to (or, when negative, takes from) this initiative, in NOK."""

    change: Money
    reason: ReportText = ""


class Move(Part):
    """Money moved from one initiative to another, in NOK."""

    source: Slug = Field(alias="from")
    target: Slug = Field(alias="to")
    amount: PositiveMoney
    reason: ReportText = ""

    @model_validator(mode="after")
    def _moves(self) -> Self:
        if self.source == self.target:
            what = say("flytter penger til samme tiltak", "moves money to the same initiative")
            raise said(what, say("rett «from» eller «to»", "mend `from` or `to`"))
        return self
