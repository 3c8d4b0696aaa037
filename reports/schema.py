"""What an actor sends: a status report, or an envelope around a document that is no status report.

What lives here: the shape of the two files, version 1. Every part may be left out, for whether something is
missing is judged (`judge.py`), not refused; what cannot be understood is refused. "Nothing to report" is a
statement with a reason, never an empty field. A field that may be left out can be added within a version; anything
else raises it. The parts themselves are `schema_parts.py`, reading a file is `reading.py`.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    GetPydanticSchema,
    StringConstraints,
    Tag,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

from arshjul.models.codes import CONTENT_ORDER, GENERAL, Content
from arshjul.models.lang import say
from arshjul.models.rules import Slug
from arshjul.models.schema_words import said
from arshjul.reports.scalars import Email, Key, Moment, ReportText, Sha256
from arshjul.reports.schema_parts import (
    Action,
    Change,
    Economy,
    InitiativeNeed,
    Move,
    Need,
    Nothing,
    Part,
    Risk,
    Status,
)

__all__ = [
    "Action",
    "Change",
    "Economy",
    "Envelope",
    "InitiativeNeed",
    "InitiativeReport",
    "Move",
    "Need",
    "Nothing",
    "Risk",
    "Status",
    "StatusReport",
]

SCHEMA_VERSION = 1
MAX_ROWS = 500
FIRST_TRY = f"first try {uuid4()}"
"""Marks, in the place of an error, that it is not to be told. Made anew at each start, so that no file has a key called so."""


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


def _usually(form: str) -> GetPydanticSchema:
    """Tries the usual form first: which form a value has is asked by code of ours, and only where it is another one.

    What is wrong with a value is told by the form that it has, never by the first try (`problem_words.py`).
    """

    def schema(source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        forms = handler(source)
        assert forms["type"] == "tagged-union"
        return core_schema.union_schema([(forms["choices"][form], FIRST_TRY), forms], mode="left_to_right")

    # The published form knows nothing of tries.
    return GetPydanticSchema(schema, lambda union, handler: handler(union["choices"][1]))


_TextForm = Annotated[ReportText, Tag("<text>")]
_NothingForm = Annotated[Nothing, Tag("<nothing>")]
Prose = Annotated[_TextForm | _NothingForm, Discriminator(_prose_form), _usually("<text>")]
_ANY = Discriminator(
    _form,
    custom_error_type="form",
    custom_error_message="is in none of the forms this section may have",
)


class InitiativeReport(Part):
    """What is reported for one initiative (or under `general` for what belongs to none)."""

    status: Annotated[Annotated[Status, Tag("<fields>")] | _NothingForm, _ANY, _usually("<fields>")] | None = None
    progress: Prose | None = None
    quality: Prose | None = None
    risks: (
        Annotated[
            Annotated[tuple[Risk, ...], Field(max_length=MAX_ROWS), Tag("<list>")] | _NothingForm,
            _ANY,
            _usually("<list>"),
        ]
        | None
    ) = None
    economy: Annotated[Annotated[Economy, Tag("<fields>")] | _NothingForm, _ANY, _usually("<fields>")] | None = None
    supplementary_funding: Annotated[Annotated[Need, Tag("<fields>")] | _TextForm | _NothingForm, _ANY] | None = None
    deviation: Prose | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=MAX_ROWS)] | None = None
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


def _whole_number(version: object) -> object:
    """To pydantic, true and 1.0 are 1; a reader of the file would not say so."""
    if type(version) is not int:
        raise said(say("er ikke et helt tall", "is not a whole number"))
    return version


class _Sent(Part):
    """What both kinds of file carry."""

    schema_version: Annotated[Literal[1], BeforeValidator(_whole_number), Field(alias="schema")]
    deliverable: Key
    submitted_by: Email
    submitted_at: Moment


def _general_stands_apart(slug: str) -> str:
    if slug == GENERAL:
        what = say("«general» er ikke et tiltak", "`general` is not an initiative")
        raise said(what, say("skriv den ytterst, ved siden av initiatives", "write it beside `initiatives`"))
    return slug


class StatusReport(_Sent):
    """A status report: per initiative, and overall for money that concerns several."""

    type: Literal["status_report"]
    initiatives: dict[Annotated[Slug, AfterValidator(_general_stands_apart)], InitiativeReport] = Field(
        default_factory=dict
    )
    general: InitiativeReport | None = None
    supplementary_funding: OverallNeeds | None = None
    reallocations: OverallMoves | None = None

    @field_validator("supplementary_funding")
    @classmethod
    def _once_each(cls, value: Any) -> Any:
        rows = [row.initiative for row in value] if isinstance(value, tuple) else []
        for no, slug in enumerate(rows):
            if slug in rows[:no]:
                first = rows.index(slug) + 1
                what = say(f"{slug} står i rad {first} også", f"{slug} stands in row {first} too")
                raise said(what, say("skriv én rad med summen", "write one row with the sum"), [no, "initiative"])
        return value

    def section(self, initiative: str) -> InitiativeReport | None:
        """What is reported for `initiative` (or under `general`)."""
        return self.general if initiative == GENERAL else self.initiatives.get(initiative)

    def sections(self) -> Iterator[tuple[str, InitiativeReport]]:
        """The parts by initiative, what belongs to none last."""
        yield from self.initiatives.items()
        if self.general is not None:
            yield GENERAL, self.general


FileName = Annotated[
    str,
    StringConstraints(
        strict=True, min_length=1, max_length=200, pattern=r"^[^./\\:\x00-\x1f\x7f][^/\\:\x00-\x1f\x7f]*$"
    ),
]
Page = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Codes = Annotated[tuple[Content, ...], Field(max_length=len(Content) * 2)]


class Envelope(_Sent):
    """Says which document was sent and what the sender claims it holds, per initiative (or `general`)."""

    type: Literal["envelope"]
    file_name: FileName
    digest: Sha256
    holds: dict[Slug, Codes]
    pages: dict[Slug, dict[Content, Page]] = Field(default_factory=dict)
    reallocations: OverallMoves | None = None

    @field_validator("holds")
    @classmethod
    def _in_order(cls, value: dict[str, tuple[Content, ...]]) -> dict[str, tuple[Content, ...]]:
        return {slug: tuple(sorted(set(codes), key=CONTENT_ORDER.__getitem__)) for slug, codes in value.items()}
