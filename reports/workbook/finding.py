"""Which sheet and which column is which, however people have moved and renamed them.

What lives here: recognising a sheet by its name or by its headers, a header row and its columns by their titles in either
language or the nearest to them. What stands below is `gathering.py`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from arshjul.reports.workbook.grid import At, Grid
from arshjul.reports.workbook.layout import HIDDEN, Column, Sheet

_HEADER_ROWS, _HEADER_COLUMNS = 30, 60
_LONGEST = 200
_BRACKETS = re.compile(r"\([^()]*\)")
_UNITS = re.compile(r"\b(i\s+)?(mill(ioner)?\.?|1[\s\u00a0]?000|tusen|hele)?\s*(kr|kroner|nok)\b\.?")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was found: its header row, and where each column stands. `twice` are headers that stand twice."""

    sheet: Sheet
    grid: Grid
    header: int
    columns: dict[str, int]
    headers: tuple[str, ...]
    twice: tuple[At, ...] = ()


def bare(title: str) -> str:
    """A title without case, signs, brackets and the unit it reckons in."""
    return _bare(title[:_LONGEST])


@lru_cache(maxsize=1000)
def _bare(title: str) -> str:
    words = _BRACKETS.sub(" ", title.casefold())
    return " ".join(_SIGNS.sub(" ", _UNITS.sub(" ", words)).split())


def named(grids: Sequence[Grid], names: Collection[str]) -> Grid | None:
    """The sheet of one of those names: as it stands, else without signs and case, else nearly."""
    open_ = [grid for grid in grids if grid.name != HIDDEN]
    for grid in open_:
        if grid.name.strip() in names:
            return grid
    wanted = [bare(name) for name in names]
    by_name = {bare(grid.name): grid for grid in reversed(open_)}
    for name in wanted:
        close = [name] if name in by_name else get_close_matches(name, list(by_name), n=1, cutoff=0.8)
        if close:
            return by_name[close[0]]
    return None


def candidates(grids: Sequence[Grid], sheet: Sheet, columns: Sequence[Column]) -> list[Grid]:
    """The sheet of that name; where none has it, every one that has nearly the name or exactly these columns."""
    exactly = [grid for grid in grids if grid.name.strip() in sheet.names]
    if exactly:
        return exactly[:1]
    nearly = named(grids, sheet.names)
    return [grid for grid in grids if grid is nearly or _has_columns(grid, sheet, columns)]


def _has_columns(grid: Grid, sheet: Sheet, columns: Sequence[Column]) -> bool:
    if grid.name == HIDDEN or grid.far:
        return False
    return len(table(grid, sheet, columns, nearly=False).columns) == len(columns)


def table(grid: Grid, sheet: Sheet, columns: Sequence[Column], *, nearly: bool = True) -> Table:
    """The header row is the one that has most of the columns; the first column must be among them.

    With `nearly`, columns may have been renamed.
    """
    best = Table(sheet, grid, 0, {}, ())
    for number in range(min(_HEADER_ROWS, grid.last_row + 1)):
        found = _headers(grid, sheet, columns, number, nearly)
        if sheet.key.id in found.columns and len(found.columns) > len(best.columns):
            best = found
    return best


def _headers(grid: Grid, sheet: Sheet, columns: Sequence[Column], number: int, nearly: bool) -> Table:
    titles = [(at, cell.text) for at, cell in grid.row(number, _HEADER_COLUMNS) if cell.text.strip()]
    found: dict[str, int] = {}
    twice: list[At] = []
    left = []
    for at, title in titles:
        column = _exactly(bare(title), columns)
        if column is None:
            left.append((at, title))
        elif column.id in found:
            twice.append(at)
        else:
            found[column.id] = at[1]
    for at, title in left if nearly and sheet.key.id in found else ():
        column = _nearly(bare(title), [column for column in columns if column.id not in found])
        if column is not None:
            found[column.id] = at[1]
    return Table(sheet, grid, number, found, tuple(title.strip() for _, title in titles), tuple(twice))


def _exactly(title: str, columns: Sequence[Column]) -> Column | None:
    return next((column for column in columns if title and title in map(bare, column.names)), None)


def _nearly(title: str, columns: Sequence[Column]) -> Column | None:
    """The one column that a title begins with, or nearly is; None when several would do."""
    begun = [column for column in columns if any(title.startswith(bare(name) + " ") for name in column.names)]
    if len(begun) == 1:
        return begun[0]
    names = {bare(name): column for column in columns for name in column.names}
    close = get_close_matches(title, list(names), n=2, cutoff=0.8)
    found = {names[name].id: names[name] for name in close}
    return next(iter(found.values())) if len(found) == 1 else None
