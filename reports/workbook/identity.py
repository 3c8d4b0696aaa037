"""What a workbook says it is: the deliverable, the form, its sheets and columns, initiatives and the letter's figures.

What lives here: the hidden sheet that carries this, as rows out and rows in, and the same facts in words on the sheet
about the report. A workbook is read as what its hidden sheet says; the words for people must not contradict it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from arshjul.models.codes import GENERAL
from arshjul.models.lang import say
from arshjul.models.wheelfile import Text
from arshjul.reports.schema import SCHEMA_VERSION
from arshjul.reports.workbook.grid import Grid
from arshjul.reports.workbook.layout import FORM_VERSION, HIDDEN, SHEET, Wanted
from arshjul.reports.workbook.values import plain

_MOST = 100
"""Initiatives that one workbook may name."""


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the sheet about the report; `other` are further names people give it."""

    id: str
    nb: str
    en: str
    other: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name, in the reader's language."""
        return say(self.nb, self.en)


KEY = Field("deliverable", "Leveransens nøkkel", "Deliverable key", ("nøkkel", "key"))
VERSION = Field("schema", "Skjemaversjon", "Schema version")
SENT_BY = Field("submitted_by", "Sendt av (e-post)", "Sent by (e-mail)", ("sendt av", "sent by", "e-post", "e-mail"))
SENT_AT = Field(
    "submitted_at", "Sendt (dato og klokkeslett)", "Sent (date and time)", ("sendt", "sent", "dato", "date")
)
FIELDS = (KEY, VERSION, SENT_BY, SENT_AT)


@dataclass(frozen=True, slots=True)
class Identity:
    """What the hidden sheet says. `sheets` are the columns by sheet; None where nothing is known of them."""

    deliverable: str = ""
    schema: str = ""
    form: str = ""
    sheets: Mapping[str, tuple[str, ...]] | None = None
    initiatives: Mapping[str, Text] = field(default_factory=dict)
    allocations: Mapping[str, Decimal] = field(default_factory=dict)


def hidden_rows(
    deliverable: str, wanted: Sequence[Wanted], initiatives: Mapping[str, Text], allocations: Mapping[str, Decimal]
) -> Iterable[list[str]]:
    """The hidden sheet's rows: what is said, then what is said of it."""
    yield ["deliverable", deliverable]
    yield ["schema", str(SCHEMA_VERSION)]
    yield ["form", str(FORM_VERSION)]
    for item in wanted:
        yield ["sheet", item.sheet.id, " ".join(column.id for column in item.columns)]
    for slug, name in initiatives.items():
        yield ["initiative", slug, name.nb, name.en]
    for slug, amount in allocations.items():
        yield ["allocation", slug, plain(amount)]


def identity(grids: Iterable[Grid]) -> Identity | None:
    """What the hidden sheet says; None when it is gone, as when people copy the sheets into a workbook of their own."""
    grid = next((grid for grid in grids if grid.name == HIDDEN and not grid.far), None)
    if grid is None:
        return None
    rows = [[_said(grid, row, column) for column in range(4)] for row in range(grid.last_row + 1)]
    named = [row for row in rows if row[0] == "initiative"]
    single = {row[0]: row[1] for row in rows}
    return Identity(
        deliverable=single.get("deliverable", ""),
        schema=single.get("schema", ""),
        form=single.get("form", ""),
        sheets={row[1]: tuple(row[2].split()) for row in rows if row[0] == "sheet" and row[1] in SHEET},
        initiatives={row[1]: _name(row) for row in named[:_MOST] if row[1] and row[1] != GENERAL},
        allocations={
            row[1]: amount for row in rows if row[0] == "allocation" and (amount := _amount(row[2])) is not None
        },
    )


def _said(grid: Grid, row: int, column: int) -> str:
    cell = grid.cells.get((row, column))
    if cell is None:
        return ""
    if cell.kind == "number" and isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return cell.text.strip()


def _name(row: Sequence[str]) -> Text:
    nb, en = (" ".join(word.split())[:300] for word in row[2:4])
    return Text.model_construct(nb=nb or row[1], en=en or nb or row[1])


def _amount(words: str) -> Decimal | None:
    try:
        found = Decimal(words)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
