"""How a workbook looks: fonts, frames, heights, notes, and a sheet as one table.

What lives here: what can be seen and heard (a table with a header for screen readers), never what is said. Colour is
nowhere the only sign: what is not demanded says so in words.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

SIZE = 11
_HEAD = PatternFill("solid", start_color="FF1F3864")
_GREY = PatternFill("solid", start_color="FFEDEDED")
_THIN = Side(style="thin", color="FFBFBFBF")
_FRAME = Border(_THIN, _THIN, _THIN, _THIN)
_TOP = Alignment(vertical="top", wrap_text=True)
_TALLEST = 400


@lru_cache(maxsize=20)
def _font(*, bold: bool = False, italic: bool = False, size: int = SIZE, color: str = "FF000000") -> Font:
    return Font(name="Calibri", sz=size, b=bold, i=italic, color=color)


def plain(cell: Any, *, bold: bool = False, italic: bool = False, size: int = SIZE) -> None:
    """Text from the top of the cell, on as many lines as it takes."""
    cell.alignment, cell.font = _TOP, _font(bold=bold, italic=italic, size=size)


def framed(cell: Any) -> None:
    """One cell of a table."""
    cell.border = _FRAME


def greyed(cell: Any) -> None:
    """A cell that is not to be filled in; it says so, too."""
    cell.fill, cell.font = _GREY, _font(color="FF595959")


def height(texts: Iterable[tuple[str, int]], size: int = SIZE) -> float:
    """Points for the longest of some texts, each in a column of so many characters; programs differ in making room."""
    lines = (sum(1 + len(part) * size // (width * SIZE) for part in text.split("\n")) for text, width in texts)
    return min(max(lines, default=1) * size * 1.4, _TALLEST)


def remark(cell: Any, words: str) -> None:
    """A note on a cell, large enough to be read without scrolling."""
    made = Comment(words, "Årshjul")
    made.width, made.height = 460, 40 + 18 * sum(1 + len(line) // 60 for line in words.splitlines())
    cell.comment = made


def as_table(sheet: Worksheet, name: str, columns: int, last: int) -> None:
    """The sheet from A1 as one table whose header stays in view."""
    for number in range(1, columns + 1):
        head = sheet.cell(1, number)
        head.fill, head.font = _HEAD, _font(bold=True, color="FFFFFFFF")
    table = Table(displayName=f"arshjul_{name}", ref=f"A1:{get_column_letter(columns)}{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)
    sheet.freeze_panes = "B2" if columns > 2 else "A2"
    sheet.print_title_rows = "1:1"
    on_paper(sheet)


def on_paper(sheet: Worksheet) -> None:
    """Landscape, as wide as the page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
