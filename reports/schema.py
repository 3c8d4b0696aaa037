"""What an actor sends: a status report, or an envelope around a document that is no status report.

What lives here: the shape of the two files, version 1. Every part may be left out, for whether something is
missing is judged (`judge.py`), not refused; what cannot be understood is refused. "Nothing to report" is a
statement with a reason, never an empty field. Reading a file is `reading.py`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)

from arshjul.models.codes import CONTENT_ORDER, GENERAL, Content
from arshjul.models.lang import say
from arshjul.models.rules import Slug
from arshjul.models.schema_words import said
from arshjul.reports.scalars import Email, Key, Moment, Money, PositiveMoney, ReportText, Score, Sha256

SCHEMA_VERSION = 1
MAX_ROWS = 500


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(_Part):
    """The statement that there is nothing to report, and why; without a reason it is judged incomplete."""

    nothing_to_report: Literal[True]
    reason: ReportText = ""


class Status(_Part):
    """The light, and what it stands for in words."""

    light: Literal["green", "yellow", "red"] | None = None
    text: ReportText = ""


class Risk(_Part):
    """One risk: probability and consequence from 1 (low) to 5 (high), and what is done about it."""

    description: ReportText = ""
    probability: Score | None = None
    consequence: Score | None = None
    mitigation: ReportText = ""


class Economy(_Part):
    """The four figures, in NOK."""

    allocated: Money | None = None
    carried_over: Money | None = None
    spent: Money | None = None
    forecast: Money | None = None


class Need(_Part):
    """What one initiative needs from the expected supplement, in NOK."""

    amount: PositiveMoney
    reason: ReportText = ""


class InitiativeNeed(Need):
    """A need in the overall list, which names its initiative."""

    initiative: Slug


class Change(_Part):
    """What a reallocation adds to (or, when negative, takes from) this initiative, in NOK."""

    change: Money
    reason: ReportText = ""


class Move(_Part):
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


def _form(value: object) -> str:
    """Which of its forms a section has: text, a list, "nothing to report", or fields."""
    if isinstance(value, str):
        return "<text>"
    if isinstance(value, dict):
        return "<nothing>" if "nothing_to_report" in value else "<fields>"
    if isinstance(value, list):
        return "<list>"
    return "<nothing>" if isinstance(value, Nothing) else "<fields>"


def _prose_form(value: object) -> str:
    return "<nothing>" if isinstance(value, (dict, Nothing)) else "<text>"


_TextForm = Annotated[ReportText, Tag("<text>")]
_NothingForm = Annotated[Nothing, Tag("<nothing>")]
Prose = Annotated[_TextForm | _NothingForm, Discriminator(_prose_form)]
_ANY = Discriminator(
    _form,
    custom_error_type="form",
    custom_error_message="is in none of the forms this section may have",
)


class InitiativeReport(_Part):
    """What is reported for one initiative (or under `general` for what belongs to none)."""

    status: Annotated[Annotated[Status, Tag("<fields>")] | _NothingForm, _ANY] | None = None
    progress: Prose | None = None
    quality: Prose | None = None
    risks: (
        Annotated[
            Annotated[tuple[Risk, ...], Field(max_length=MAX_ROWS), Tag("<list>")] | _NothingForm,
            _ANY,
        ]
        | None
    ) = None
    economy: Annotated[Annotated[Economy, Tag("<fields>")] | _NothingForm, _ANY] | None = None
    supplementary_funding: Annotated[Annotated[Need, Tag("<fields>")] | _TextForm | _NothingForm, _ANY] | None = None
    deviation: Prose | None = None
    resource_use: Prose | None = None
    reallocation: Annotated[Annotated[Change, Tag("<fields>")] | _TextForm | _NothingForm, _ANY] | None = None


OverallNeeds = Annotated[
    Annotated[tuple[InitiativeNeed, ...], Field(max_length=MAX_ROWS), Tag("<list>")] | _TextForm | _NothingForm,
    _ANY,
]
OverallMoves = Annotated[
    Annotated[tuple[Move, ...], Field(max_length=MAX_ROWS), Tag("<list>")] | _TextForm | _NothingForm,
    _ANY,
]


class _Sent(_Part):
    """What both kinds of file carry."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    deliverable: Key
    submitted_by: Email
    submitted_at: Moment


class StatusReport(_Sent):
    """A status report: per initiative, and overall for money that concerns several."""

    type: Literal["status_report"]
    initiatives: dict[Slug, InitiativeReport] = {}
    general: InitiativeReport | None = None
    supplementary_funding: OverallNeeds | None = None
    reallocations: OverallMoves | None = None

    @field_validator("initiatives", mode="before")
    @classmethod
    def _general_stands_apart(cls, value: Any) -> Any:
        if isinstance(value, dict) and GENERAL in value:
            what = say("«general» er ikke et tiltak", "`general` is not an initiative")
            raise said(
                what, say("skriv den ytterst, ved siden av initiatives", "write it beside `initiatives`"), [GENERAL]
            )
        return value

    def section(self, initiative: str) -> InitiativeReport | None:
        """What is reported for `initiative` (or under `general`)."""
        return self.general if initiative == GENERAL else self.initiatives.get(initiative)


FileName = Annotated[
    str,
    StringConstraints(
        strict=True, min_length=1, max_length=200, pattern=r"^[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]*$"
    ),
]
Codes = Annotated[tuple[Content, ...], Field(max_length=len(Content) * 2)]


class Envelope(_Sent):
    """Says which document was sent and what the sender claims it holds, per initiative (or `general`)."""

    type: Literal["envelope"]
    file_name: FileName
    digest: Sha256
    holds: dict[Slug, Codes]
    pages: dict[Slug, dict[Content, Annotated[int, Field(ge=1, le=100_000, strict=True)]]] = {}

    @field_validator("holds")
    @classmethod
    def _in_order(cls, value: dict[str, tuple[Content, ...]]) -> dict[str, tuple[Content, ...]]:
        return {slug: tuple(sorted(set(codes), key=CONTENT_ORDER.__getitem__)) for slug, codes in value.items()}
