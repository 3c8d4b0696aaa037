"""A file of appropriations: the sums that documents print for one year, each with its place.

What lives here: the shape of one file, and the way from a printed number to kroner. Sums stand as they are printed
("67,2"), with the unit that the document names, so that a person can hold them against it; a cell that the document
leaves empty is left out. Reading the file and adding up is `calendar/appropriations.py`.
"""

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from arshjul.models.allocation import Figure
from arshjul.models.lang import say
from arshjul.models.rules import Slug
from arshjul.models.schema_words import said, short
from arshjul.models.wheelfile import Line, ShortText

_PRINTED = re.compile(r"-?[0-9]{1,3}(?: ?[0-9]{3})*(?:, ?[0-9]{1,3})?").fullmatch


class Unit(StrEnum):
    """What the numbers of a table count."""

    KRONE = "krone"
    THOUSAND = "thousand"
    MILLION = "million"


_KRONER = {Unit.KRONE: Decimal(1), Unit.THOUSAND: Decimal(1000), Unit.MILLION: Decimal(1_000_000)}


def _as_printed(text: str) -> str:
    if _PRINTED(text):
        return text
    what = say("er ikke et tall slik brevene skriver det", "is not a number as the letters print it")
    raise said(f"{what}: {short(text)}", say('skriv for eksempel "67,2"', 'write for example "67,2"'))


def kroner(printed: str, unit: Unit) -> Decimal:
    """A printed number (decimal comma, blanks between thousands) as kroner, exactly."""
    return Decimal(printed.replace(" ", "").replace(",", ".")) * _KRONER[unit]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Printed = Annotated[str, AfterValidator(_as_printed)]
Figures = Annotated[dict[Figure, Printed], Field(min_length=1)]


class MoneyDocument(_Part):
    """A document that states sums: who issued it, and when."""

    issuer: Slug
    date: dt.date


class _Place(_Part):
    lines: tuple[Line, Line]
    figures: Figures

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lines[0] > self.lines[1]:
            first, last = self.lines
            what = say(f"linjene {first}–{last} går baklengs", f"lines {first}-{last} run backwards")
            raise said(what, say("skriv den første linjen først", "write the first line first"), ("lines",))
        return self


class MoneyRow(_Place):
    """One row: what is printed for one initiative (or `general`), and to whom it is given."""

    initiative: Slug
    actor: Slug | None = None
    chapter: ShortText | None = None
    item: ShortText | None = None
    shared_by: tuple[Slug, ...] = ()


class MoneyTotal(_Place):
    """A printed sum of other rows of its table: those of these initiatives."""

    of: Annotated[tuple[Slug, ...], Field(min_length=1)]
    unit: Unit | None = None


class MoneyTable(_Part):
    """Rows that stand together; actor, chapter and item hold for every row that names none itself."""

    document: Slug
    section: ShortText
    unit: Unit
    actor: Slug | None = None
    chapter: ShortText | None = None
    item: ShortText | None = None
    rows: Annotated[tuple[MoneyRow, ...], Field(min_length=1)]
    totals: tuple[MoneyTotal, ...] = ()


class MoneyFile(_Part):
    """One year's sums. `wheels`: those whose reports are held against them though they name none of the documents."""

    schema_version: Annotated[Literal[1], Field(alias="schema")]
    year: Annotated[int, Field(ge=2000, le=2100)]
    wheels: tuple[Slug, ...] = ()
    documents: dict[Slug, MoneyDocument]
    tables: Annotated[tuple[MoneyTable, ...], Field(min_length=1)]
