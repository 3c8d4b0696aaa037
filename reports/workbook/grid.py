"""A workbook that has been looked into: sheets of plain cells with their places.

What lives here: values and the names of cells ("Økonomi!D7"). Where they come from is `looking.py`.
"""

from dataclasses import dataclass, field
from typing import Literal

from arshjul.models.schema_words import printable

At = tuple[int, int]
"""Row and column, both from 0."""
Kind = Literal["text", "number", "moment", "date", "time", "truth"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty; moments, dates and times are ISO 8601, without a zone as workbooks have none."""

    kind: Kind
    value: str | float | bool

    @property
    def text(self) -> str:
        """Its text; empty when it holds something else."""
        return self.value if self.kind == "text" and isinstance(self.value, str) else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `broken` are formulas without a value and values that are errors; `far` is a cell too far out, and then
    nothing of the sheet was read."""

    name: str
    cells: dict[At, Cell] = field(default_factory=dict)
    merged: tuple[tuple[At, At], ...] = ()
    broken: dict[At, str] = field(default_factory=dict)
    far: str = ""

    def place(self, at: At) -> str:
        """The cell's name, as people find it."""
        return f"{printable(self.name, 31)}!{cell_name(at)}"

    @property
    def last_row(self) -> int:
        """The last row that holds anything; -1 when none does."""
        return max((at[0] for at in (*self.cells, *self.broken)), default=-1)

    def row(self, number: int, columns: int) -> list[tuple[At, Cell]]:
        """The cells of one row that are not empty, from the left."""
        return [
            ((number, column), self.cells[number, column])
            for column in range(columns)
            if (number, column) in self.cells
        ]


def cell_name(at: At) -> str:
    """ "D7" for (6, 3)."""
    letters, number = "", at[1] + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{at[0] + 1}"
