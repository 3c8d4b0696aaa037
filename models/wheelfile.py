"""A wheel file: what the letters say, written down as data with the place of every statement.

What lives here: the shape of one file. What must hold between its parts (ids that exist, rules that hang
on a known series) is checked in `calendar/wheel_check.py`, where every problem is reported at once.
"""

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from arshjul.models.codes import Access, Basis, Content, Kind, Maker, Recurs, WorkdayPolicy
from arshjul.models.lang import say
from arshjul.models.rules import DueRule, Slug
from arshjul.models.schema_words import said, short

SCHEMA_VERSION = 1
Line = Annotated[int, Field(ge=1)]
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _one_line(text: str) -> str:
    """Titles reach calendars, mail headers and terminals: no line ends, control signs or turns of direction."""
    if not _UNFIT.search(text):
        return text
    what = say("skal være én linje uten styretegn", "must be one line without control characters")
    remedy = say("skriv teksten på nytt, på én linje", "type the text anew, on one line")
    raise said(f"{what}: {short(text)}", remedy)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


ShortText = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_one_line)]


class Text(_Part):
    """The same words in both languages."""

    nb: ShortText
    en: ShortText

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.nb


class SourceDocument(_Part):
    """One letter or mandate collection; its key is the file's stem in the letters' folder."""

    title: Text
    issuer: Slug
    date: dt.date
    maker: Maker


class ActorSpec(_Part):
    """An organisation, or a group of them (`members`) that owes documents together."""

    name: Text
    members: tuple[Slug, ...] = ()


class InitiativeSpec(_Part):
    """A tiltak."""

    name: Text


class EventSpec(_Part):
    """Something dates may hang on besides meetings, such as the end of a project; not dated yet when `date` is null."""

    title: Text
    date: dt.date | None = None


class Statement(_Part):
    """One place in a document that states a demand: lines as `grep -n` counts, both ends included."""

    document: Slug
    section: ShortText
    lines: tuple[Line, Line]
    basis: Basis = Basis.STATED
    due: DueRule | None = None
    initiatives: tuple[Slug, ...] | None = None
    actors: tuple[Slug, ...] | None = None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lines[0] > self.lines[1]:
            first, last = self.lines
            what = say(f"linjene {first}–{last} går baklengs", f"lines {first}-{last} run backwards")
            raise said(what, say("skriv den første linjen først", "write the first line first"), ("lines",))
        return self


class Ending(_Part):
    """From when an obligation is no longer owed: what would be due on that day or later falls away."""

    from_: dt.date = Field(alias="from")
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]


class Promise(_Part):
    """How often the text says that meetings of a series are held; `or_more_often` where it leaves room for more."""

    months: Annotated[int, Field(ge=1, le=24)]
    or_more_often: bool = False
    statement: Statement


class SeriesSpec(_Part):
    """A row of meetings of one kind; `definite` is how a sentence refers to one ("oppfølgingsmøtet")."""

    title: Text
    definite: Text | None = None
    promised: Promise | None = Field(default=None, exclude_if=lambda promise: promise is None)


class MeetingSpec(_Part):
    """One meeting; ids follow the first known order and are never renumbered."""

    series: Slug
    date: dt.date | None = None
    time: dt.time | None = None
    actors: tuple[Slug, ...]
    part_of: Slug | None = None
    title: Text | None = None
    basis: Basis = Basis.STATED
    statements: tuple[Statement, ...] = ()


class DocumentType(_Part):
    """What an actor delivers; one dated occurrence of it is a deliverable."""

    kind: Kind
    title: Text
    occurrence: Slug | None = None
    workday_policy: WorkdayPolicy = WorkdayPolicy.KEEP


def _once(value: tuple[Content, ...] | dict[str, tuple[Content, ...]]) -> Any:
    for codes in value.values() if isinstance(value, dict) else (value,):
        if len(set(codes)) != len(codes):
            what = say("den samme koden står to ganger", "the same code stands twice")
            raise said(what, say("skriv den én gang", "write it once"))
    return value


Required = Annotated[tuple[Content, ...] | dict[Slug, tuple[Content, ...]], AfterValidator(_once)]


class ObligationSpec(_Part):
    """One demand, fulfilled in one or more document types; its id comes back from year to year."""

    title: Text | None = None
    delivered_in: Annotated[tuple[Slug, ...], Field(min_length=1)]
    actors: Annotated[tuple[Slug, ...], Field(min_length=1)]
    addressee: Slug
    copy_to: tuple[Slug, ...] = ()
    initiatives: tuple[Slug, ...] = ()
    due: DueRule
    required: Required = ()
    access: Access = Access.OPEN
    recurs: Recurs = Recurs.EXPECTED
    maker: Maker | None = None
    statements: Annotated[tuple[Statement, ...], Field(min_length=1)]
    ended: Ending | None = Field(default=None, exclude_if=lambda ending: ending is None)


class ConflictDecision(_Part):
    """What the ministry has decided where statements differ; recorded, never made, by the office."""

    document_type: Slug
    actor: Slug
    in_force: dt.date
    by: ShortText
    decided: dt.date
    reference: ShortText
    reason: ShortText | None = None


class RequestSource(_Part):
    """Where it is written that somebody asked. It makes no demand, so it is none of the wheel's own documents."""

    document: Slug
    title: Text
    section: ShortText
    lines: tuple[Line, Line]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None


class DeadlineRequest(_Part):
    """A later date that an actor has asked for. It moves nothing: that takes the ministry's decision.

    `may_affect` names actors whose own document of the same type may change if the request is granted.
    """

    document_type: Slug
    actor: Slug
    initiatives: tuple[Slug, ...] = ()
    until: dt.date
    state: Literal["pending"] = "pending"
    may_affect: tuple[Slug, ...] = ()
    note: Text | None = None
    source: RequestSource


class Exclusion(_Part):
    """Lines that sound like a demand and are none, and why."""

    document: Slug
    lines: tuple[Line, Line]
    reason: ShortText


class Change(_Part):
    """What an amendment did to one part of the wheel; `superseded` are the places that no longer say what holds."""

    amendment: Slug
    part: Literal["obligations", "meetings", "events", "document_types", "decisions"]
    id: str
    how: Literal["added", "replaced", "ended"]
    documents: tuple[Slug, ...]
    statements: tuple[Statement, ...] = ()
    superseded: tuple[Statement, ...] = ()


class WheelFile(_Part):
    """One wheel, whole. `history` stands only in the sum of a wheel and its amendments, never in a file."""

    schema_version: Literal[1] = Field(alias="schema")
    id: Slug
    year: Annotated[int, Field(ge=2000, le=2100)]
    title: Text
    documents: dict[Slug, SourceDocument]
    actors: dict[Slug, ActorSpec]
    initiatives: dict[Slug, InitiativeSpec]
    series: dict[Slug, SeriesSpec] = {}
    events: dict[Slug, EventSpec] = {}
    meetings: dict[Slug, MeetingSpec] = {}
    document_types: dict[Slug, DocumentType]
    obligations: dict[Slug, ObligationSpec]
    decisions: tuple[ConflictDecision, ...] = ()
    requests: tuple[DeadlineRequest, ...] = Field(default=(), exclude_if=lambda asked: not asked)
    exclusions: tuple[Exclusion, ...] = ()
    history: tuple[Change, ...] = Field(default=(), exclude_if=lambda changes: not changes)
