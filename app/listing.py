"""One way to show a list: a table for people, JSON or CSV for programs.

What lives here: formatting only. Keys are English and stable in JSON and CSV; headings follow the language.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from arshjul.app.terminal import clean, console

_GAP = 2
_NARROWEST = 18
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SIGNS = "=+@\t\r\uff1d\uff0b\uff0d\uff20-"
_FORMULA = re.compile(f"^(?= *[\n{_SIGNS}])|([;\n][ \"']*)(?=[{_SIGNS}])")
"""Where a spreadsheet may see a formula begin: with Norwegian settings it divides at semicolons, and heeds no quotes then."""


class Format(StrEnum):
    """`table` for people, `json` and `csv` for programs."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Row = Mapping[str, Any]


def show(
    rows: Sequence[Row],
    keys: Sequence[str],
    fmt: Format,
    columns: Mapping[str, str],
    title: str = "",
    spare: Sequence[str] = (),
) -> None:
    """Write the rows to standard output.

    `columns` maps the keys a table shows to their headings; those in `spare` are left out, the first of them first,
    when the terminal is too narrow for them.
    """
    if fmt is Format.JSON:
        sys.stdout.write(as_json(rows, keys))
    elif fmt is Format.CSV:
        sys.stdout.write(as_csv(rows, keys))
    else:
        _table(rows, columns, title, spare)


def as_json(rows: Sequence[Row], keys: Sequence[str]) -> str:
    """A list of objects with these keys in this order; what could steer a terminal is escaped (RFC 8259 section 7)."""
    listed = [{key: row[key] for key in keys} for row in rows]
    text = json.dumps(listed, ensure_ascii=not _is_unicode(), indent=2, default=_plain)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def as_csv(rows: Sequence[Row], keys: Sequence[str]) -> str:
    """RFC 4180 text; what a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row[key]) for key in keys])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int | Decimal):
        return str(value)
    text = value if isinstance(value, str) else _flat(value)
    return clean(_FORMULA.sub(r"\1'", text))


def _flat(value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def _table(rows: Sequence[Row], columns: Mapping[str, str], title: str, spare: Sequence[str]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    screen = console()
    cells = {key: [clean(_shown(row[key])) for row in rows] for key in columns}
    kept = _fitting(cells, columns, spare, screen.width)
    table = Table(
        title=Text(clean(title), "bold"),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for key in kept:
        numbers = any(isinstance(row[key], int) for row in rows)
        single = not any(" " in cell for cell in cells[key])  # dates and keys stay whole
        table.add_column(columns[key], overflow="fold", no_wrap=single, justify="right" if numbers else "left")
    for number in range(len(rows)):
        table.add_row(*(Text(cells[key][number]) for key in kept))
    screen.print(table)


def _fitting(
    cells: Mapping[str, Sequence[str]], columns: Mapping[str, str], spare: Sequence[str], width: int
) -> list[str]:
    """The columns for which there is room; sentences may be folded, but not below a readable width."""
    needs = {}
    for key, heading in columns.items():
        lines = [part for cell in cells[key] for part in cell.split("\n")]
        longest = max(map(len, lines), default=0)
        least = min(longest, _NARROWEST) if any(" " in part for part in lines) else longest
        needs[key] = max(least, *map(len, heading.split())) + _GAP
    kept = list(columns)
    for key in spare:
        if sum(needs[name] for name in kept) > width:
            kept.remove(key)
    return kept


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
