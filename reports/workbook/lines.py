"""The rows of a sheet that was found: each with its cells by column, merged cells spread out.

What lives here: rows and what may not be in them. What the cells of a row mean is `gathering.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from arshjul.models.lang import say
from arshjul.reports.workbook.finding import Table
from arshjul.reports.workbook.grid import At, Cell
from arshjul.reports.workbook.layout import Takes
from arshjul.reports.workbook.values import Unread
from arshjul.reports.workbook.words import is_not_asked

_SPREADS = frozenset({Takes.TEXT, Takes.LIGHT, Takes.INITIATIVE})
"""What may hold for several rows at once; an amount merged over two initiatives would count twice."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the header."""

    table: Table
    number: int
    spread: Mapping[At, Cell]
    merged: Mapping[At, str]

    def cell(self, column_id: str) -> Cell | None:
        """The cell of a column. Unread when it holds a formula without a value, an error, or is merged wrongly."""
        at = self._at(column_id)
        if at is None:
            return None
        if at in self.table.grid.broken:
            raise _broken(self.table.grid.broken[at])
        if at in self.merged:
            raise Unread(self.merged[at], say("del cellen opp igjen", "split the cell again"))
        return self.table.grid.cells.get(at) or self.spread.get(at)

    def place(self, column_id: str) -> str:
        """The cell's name; the row's first where the sheet lacks the column."""
        at = self._at(column_id) or self._at(self.table.sheet.key.id) or (self.number, 0)
        return self.table.grid.place(at)

    def header(self, column_id: str) -> str:
        """The column's header as it stands."""
        at = (self.table.header, self.table.columns.get(column_id, -1))
        cell = self.table.grid.cells.get(at)
        return cell.text if cell else ""

    def holds(self, *but: str) -> bool:
        """Whether any cell is filled in, apart from those columns."""
        return any(self._filled(column_id) for column_id in self.table.columns if column_id not in but)

    def _filled(self, column_id: str) -> bool:
        at = self._at(column_id)
        if at is None:
            return False
        cell = self.table.grid.cells.get(at) or self.spread.get(at)
        stated = cell is not None and (cell.kind != "text" or (bool(cell.text.strip()) and not is_not_asked(cell.text)))
        return stated or at in self.table.grid.broken

    def _at(self, column_id: str) -> At | None:
        column = self.table.columns.get(column_id)
        return None if column is None else (self.number, column)


def lines(table: Table) -> Iterator[Line]:
    """The rows below the header, also those that hold nothing."""
    spread, merged = _merges(table)
    for number in range(table.header + 1, table.grid.last_row + 1):
        yield Line(table, number, spread, merged)


def _merges(table: Table) -> tuple[dict[At, Cell], dict[At, str]]:
    """Cells that merged ones stand for, and merged ones that cannot be understood."""
    takes = {table.columns[column.id]: column.takes for column in table.sheet.columns if column.id in table.columns}
    spread: dict[At, Cell] = {}
    wrong: dict[At, str] = {}
    for (top, left), (bottom, right) in table.grid.merged:
        cell = table.grid.cells.get((top, left))
        columns = [column for column in takes if left <= column <= right]
        if cell is None or top <= table.header or not columns:
            continue
        if len(columns) > 1:
            wrong[top, left] = say("er slått sammen over flere kolonner", "is merged over several columns")
        elif takes[columns[0]] in _SPREADS:
            rows = range(top, min(bottom, table.grid.last_row) + 1)
            spread |= {(row, columns[0]): cell for row in rows}
        elif bottom > top:
            wrong[top, left] = say("er slått sammen over flere rader", "is merged over several rows")
    return spread, wrong


def _broken(error: str) -> Unread:
    if error:
        what = say(f"inneholder feilen {error}", f"holds the error {error}")
    else:
        what = say("er en formel uten verdi", "is a formula without a value")
    remedy = say(
        "åpne arbeidsboken, la den regne ut, og lagre den; eller skriv verdien",
        "open the workbook, let it calculate, and save it; or write the value",
    )
    return Unread(what, remedy)
