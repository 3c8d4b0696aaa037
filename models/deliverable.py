"""What a wheel is compiled to: deliverables, meetings and conflicts as plain immutable values.

What lives here: the nouns that listings, calendars, drawing and store all read. No rules, no texts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from arshjul.models.codes import Access, Basis, Content, Kind, Maker
from arshjul.models.rules import DueRule
from arshjul.models.wheelfile import Text


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place in a letter: document (file stem), section, first and last line."""

    document: str
    section: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Demand:
    """One code demanded for one initiative, by whom, and where that stands."""

    initiative: str
    code: Content
    maker: Maker
    obligation: str
    source: Source


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that some place states for a deliverable, with the initiatives that place covers."""

    due: dt.date
    source: Source
    basis: Basis
    initiatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One dated occurrence of a document type, owed by one actor.

    `due` is the date of record (None: awaiting a date), `last_workday` the last working day on or before it.
    In an undecided conflict `due` is the earliest stated date, `latest` the last one, and `disputed` is true.
    `documents` are the letters that shaped it: the wheel's own in their order, then amendments in theirs. `met_on`: the
    day that its meeting had when it was delivered, where that has moved since.
    """

    key: str
    wheel: str
    document_type: str
    occurrence: str
    kind: Kind
    title: Text
    actor: str
    addressee: str
    copy_to: tuple[str, ...]
    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: Basis
    disputed: bool
    rule: DueRule
    meeting: str | None
    initiatives: tuple[str, ...]
    required: Mapping[str, tuple[Content, ...]]
    demands: tuple[Demand, ...]
    obligations: tuple[str, ...]
    sources: tuple[Source, ...]
    stated: tuple[StatedDate, ...]
    access: Access
    documents: tuple[str, ...] = ()
    met_on: dt.date | None = field(default=None, repr=False)

    @property
    def unconfirmed(self) -> bool:
        """An inferred date nobody has confirmed: people are reminded of it, nobody is late by it."""
        return self.basis is Basis.INFERRED and not self.disputed


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a listing shows it; `part_of` names the meeting it is a part of."""

    id: str
    series: str
    title: Text
    date: dt.date | None
    time: dt.time | None
    state: str
    actors: tuple[str, ...]
    part_of: str | None
    basis: Basis
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that give one deliverable different dates."""

    id: str
    keys: tuple[str, ...]
    statements: tuple[StatedDate, ...]
    in_force: dt.date | None
    decision: str | None
