"""An amendment: a supplementary letter written down as what it adds to, replaces in or ends of a wheel.

What lives here: the shape of one amending file, and what can be seen of it alone. Adding it to its wheel is
`calendar/amend.py`; what must hold between the parts of the sum is checked in `calendar/wheel_check.py`.
"""

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from arshjul.models.codes import Access, Basis, Maker, Recurs, WorkdayPolicy
from arshjul.models.lang import say
from arshjul.models.rules import DueRule, Slug
from arshjul.models.schema_words import said
from arshjul.models.wheelfile import (
    ActorSpec,
    ConflictDecision,
    DocumentType,
    Ending,
    EventSpec,
    Exclusion,
    InitiativeSpec,
    MeetingSpec,
    ObligationSpec,
    Required,
    SeriesSpec,
    SourceDocument,
    Statement,
    Text,
)

AMENDING_KEYS = frozenset({"amends", "add", "replace", "end"})
"""Any of these at the top of a file makes it an amendment."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Replacement(_Part):
    """Fields that take the place of the wheel's own; what is not given stays as it is."""

    nullable: ClassVar[frozenset[str]] = frozenset()
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _nothing_emptied(self) -> Self:
        for name in sorted(self.model_fields_set - self.nullable):
            if getattr(self, name) is None:
                remedy = say("skriv verdien, eller fjern feltet", "write the value, or remove the field")
                raise said(say("kan ikke være tomt", "cannot be empty"), remedy, (name,))
        return self

    @model_serializer(mode="wrap")
    def _as_given(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only what was given: a date withdrawn (null) and a date left alone must stay apart when stored."""
        return {name: value for name, value in handler(self).items() if name in self.model_fields_set}

    def given(self) -> dict[str, Any]:
        """The fields that were given, apart from the places that say so."""
        return {name: getattr(self, name) for name in self.model_fields_set if name != "statements"}


class ObligationChange(_Replacement):
    """New fields of an obligation. Where it is delivered is not among them, as keys never change."""

    nullable = frozenset({"title", "maker"})
    title: Text | None = None
    actors: Annotated[tuple[Slug, ...], Field(min_length=1)] | None = None
    addressee: Slug | None = None
    copy_to: tuple[Slug, ...] | None = None
    initiatives: tuple[Slug, ...] | None = None
    due: DueRule | None = None
    required: Required | None = None
    access: Access | None = None
    recurs: Recurs | None = None
    maker: Maker | None = None


class MeetingChange(_Replacement):
    """New fields of a meeting; a date of null takes the date back. Meetings that are part of it follow."""

    nullable = frozenset({"date", "time", "title"})
    date: dt.date | None = None
    time: dt.time | None = None
    actors: tuple[Slug, ...] | None = None
    title: Text | None = None
    basis: Basis | None = None


class EventChange(_Replacement):
    """A new title or date of an event; a date of null takes the date back."""

    nullable = frozenset({"date"})
    title: Text | None = None
    date: dt.date | None = None


class DocumentTypeChange(_Replacement):
    """A new title or policy of a document type."""

    title: Text | None = None
    workday_policy: WorkdayPolicy | None = None


class Additions(_Part):
    """More of what a wheel file holds, under ids that the wheel does not have."""

    actors: dict[Slug, ActorSpec] = {}
    initiatives: dict[Slug, InitiativeSpec] = {}
    series: dict[Slug, SeriesSpec] = {}
    events: dict[Slug, EventSpec] = {}
    meetings: dict[Slug, MeetingSpec] = {}
    document_types: dict[Slug, DocumentType] = {}
    obligations: dict[Slug, ObligationSpec] = {}
    decisions: tuple[ConflictDecision, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()


class Replacements(_Part):
    """New fields of what the wheel has, by its id."""

    events: dict[Slug, EventChange] = {}
    meetings: dict[Slug, MeetingChange] = {}
    document_types: dict[Slug, DocumentTypeChange] = {}
    obligations: dict[Slug, ObligationChange] = {}


class AmendmentFile(_Part):
    """One amendment, whole: its own document or documents, and what they change in the wheel it names."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Slug
    amends: Slug
    year: Annotated[int, Field(ge=2000, le=2100)]
    title: Text
    documents: Annotated[dict[Slug, SourceDocument], Field(min_length=1)]
    add: Additions = Additions()
    replace: Replacements = Replacements()
    end: dict[Slug, Ending] = {}

    @property
    def date(self) -> dt.date:
        """When it was made: the date of its last document."""
        return max(document.date for document in self.documents.values())
