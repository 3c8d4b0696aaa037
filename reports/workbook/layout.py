"""The form of the workbook: which sheets it has, which columns they have, and which demand each column answers.

What lives here: one description that writing and reading share. What stands in the cells is `filling.py` on the way out
and `gathering.py` on the way in.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from arshjul.models.codes import Content
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say

FORM_VERSION = 1
"""Raised when a workbook of an older form must be read differently."""
HIDDEN = "_arshjul"
"""The hidden sheet that says what the workbook is: the program's own words, the same in both languages."""


class Takes(StrEnum):
    """What a column's cells hold."""

    INITIATIVE = "initiative"
    TEXT = "text"
    LIGHT = "light"
    SCORE = "score"
    MONEY = "money"
    DATE = "date"
    RISK_STATE = "risk_state"
    ACTION_STATE = "action_state"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `other` are further names people give it, `width` is in characters."""

    id: str
    nb: str
    en: str
    takes: Takes
    contents: frozenset[Content]
    width: int
    other: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The header, in the reader's language."""
        return say(self.nb, self.en)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by."""
        return (self.nb, self.en, *self.other)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its first column says what a row is about; `lists` is true where an initiative may have many rows."""

    id: str
    nb: str
    en: str
    columns: tuple[Column, ...]
    lists: bool = False
    other: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """The sheet's name, in the reader's language."""
        return say(self.nb, self.en)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by."""
        return (self.nb, self.en, *self.other)

    @property
    def key(self) -> Column:
        """The column that says which initiative a row is about."""
        return self.columns[0]

    def column(self, column_id: str) -> Column:
        """The column of that id."""
        return next(column for column in self.columns if column.id == column_id)


def _text(name: str, nb: str, en: str, *contents: Content, width: int = 38, other: tuple[str, ...] = ()) -> Column:
    return Column(name, nb, en, Takes.TEXT, frozenset(contents), width, other)


def _money(name: str, nb: str, en: str, content: Content, other: tuple[str, ...] = ()) -> Column:
    return Column(name, f"{nb} (kr)", f"{en} (NOK)", Takes.MONEY, frozenset({content}), 20, other)


def _score(name: str, nb: str, en: str) -> Column:
    return Column(name, f"{nb} (1–5)", f"{en} (1–5)", Takes.SCORE, frozenset({Content.RISK}), 20)


_RISKS = frozenset({Content.RISK, Content.MITIGATION})
_INITIATIVE = Column("initiative", "Tiltak", "Initiative", Takes.INITIATIVE, frozenset(), 30)
_LIGHT = Column("light", "Trafikklys", "Light", Takes.LIGHT, frozenset({Content.STATUS}), 14, ("traffic light", "lys"))

ABOUT_NAMES = ("Om rapporten", "About the report")
GUIDE_NAMES = ("Veiledning", "Guidance")
SHEETS = (
    Sheet(
        "initiatives", "Tiltak", "Initiatives",
        (
            _INITIATIVE,
            _LIGHT,
            _text("status", "Status", "Status", Content.STATUS),
            _text("progress", "Fremdrift", "Progress", Content.PROGRESS, other=("framdrift",)),
            _text("quality", "Kvalitet", "Quality", Content.QUALITY),
            _text("deviation", "Avvik", "Deviations", Content.DEVIATION),
            _text("resource_use", "Ressursbruk mot måloppnåelse", "Resources against goals", Content.RESOURCE_USE,
                  other=("ressursbruk", "resource use")),
        ),
    ),
    Sheet(
        "risks", "Risiko", "Risks",
        (
            _INITIATIVE,
            _text("description", "Risiko", "Risk", *_RISKS, other=("beskrivelse", "description")),
            _score("probability", "Sannsynlighet", "Probability"),
            _score("consequence", "Konsekvens", "Consequence"),
            _text("mitigation", "Risikoreduserende tiltak", "Mitigation", Content.MITIGATION),
            _text("owner", "Ansvarlig", "Owner", Content.RISK, width=20, other=("eier", "risikoeier")),
            Column("state", "Tilstand", "State", Takes.RISK_STATE, frozenset({Content.RISK}), 14),
            _text("id", "Nr.", "No.", Content.RISK, width=12, other=("id",)),
        ),
        lists=True,
    ),
    Sheet(
        "actions", "Oppfølging", "Actions",
        (
            _INITIATIVE,
            _text("description", "Oppfølgingspunkt", "Action", other=("beskrivelse", "description")),
            _text("owner", "Ansvarlig", "Owner", width=20),
            Column("due", "Frist", "Due", Takes.DATE, frozenset(), 14),
            Column("state", "Tilstand", "State", Takes.ACTION_STATE, frozenset(), 14),
            _text("id", "Nr.", "No.", width=12, other=("id",)),
        ),
        lists=True,
    ),
    Sheet(
        "economy", "Økonomi", "Finances",
        (
            _INITIATIVE,
            _money("allocated", "Tildelt", "Allocated", Content.ECONOMY, ("tildeling", "bevilget")),
            _money("carried_over", "Overført", "Carried over", Content.ECONOMY, ("overføring",)),
            _money("spent", "Forbruk", "Spent", Content.ECONOMY, ("forbrukt", "regnskap")),
            _money("forecast", "Prognose", "Forecast", Content.ECONOMY),
            _text("nothing", "Ingen tall, fordi", "No figures, because", Content.ECONOMY),
        ),
        other=("Economy",),
    ),
    Sheet(
        "funding", "Tilleggsmidler", "Supplementary funding",
        (
            _INITIATIVE,
            _money("amount", "Beløp", "Amount", Content.SUPPLEMENTARY_FUNDING),
            _text("reason", "Begrunnelse", "Reason", Content.SUPPLEMENTARY_FUNDING, width=70),
        ),
        lists=True,
    ),
    Sheet(
        "moves", "Omfordeling", "Reallocation",
        (
            Column("source", "Fra tiltak", "From initiative", Takes.INITIATIVE, frozenset(), 30, ("fra", "from")),
            Column("target", "Til tiltak", "To initiative", Takes.INITIATIVE, frozenset(), 30, ("til", "to")),
            _money("amount", "Beløp", "Amount", Content.REALLOCATION),
            _text("reason", "Begrunnelse", "Reason", Content.REALLOCATION, width=70),
        ),
        lists=True,
        other=("Omdisponering", "Reallocations"),
    ),
)  # fmt: skip
SHEET = {sheet.id: sheet for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet of one deliverable's workbook: the columns that are demanded, and the initiatives that have rows."""

    sheet: Sheet
    columns: tuple[Column, ...]
    initiatives: tuple[str, ...]


def wanted(deliverable: Deliverable, *, actions: bool = False) -> tuple[Wanted, ...]:
    """The sheets, columns and rows that this deliverable demands, and no others.

    No letter demands `actions`; they have a sheet where there are some to be answered.
    """
    demanded = {code for codes in deliverable.required.values() for code in codes}
    return tuple(
        _wanted(sheet, deliverable, demanded)
        for sheet in SHEETS
        if _answers(sheet) & demanded or (actions and sheet.id == "actions")
    )


def _wanted(sheet: Sheet, deliverable: Deliverable, demanded: Collection[Content]) -> Wanted:
    columns = tuple(column for column in sheet.columns if not column.contents or column.contents & set(demanded))
    answers = _answers(sheet)
    rows = tuple(slug for slug, codes in deliverable.required.items() if not answers or answers & set(codes))
    return Wanted(sheet, columns, rows)


def _answers(sheet: Sheet) -> frozenset[Content]:
    return frozenset(code for column in sheet.columns for code in column.contents)


def asked(column: Column, codes: Collection[Content]) -> bool:
    """Whether a column is demanded of an initiative with these codes."""
    return not column.contents or bool(column.contents & set(codes))


def unfitting(deliverable: Deliverable) -> Iterator[Content]:
    """Demanded contents for which the workbook has no column."""
    known = frozenset[Content]().union(*(_answers(sheet) for sheet in SHEETS))
    yield from sorted({code for codes in deliverable.required.values() for code in codes} - known)
