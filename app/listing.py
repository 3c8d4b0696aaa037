"""One way to show a list: a table for people, JSON or CSV for programs.

What lives here: formatting only. Keys are English and stable in JSON and CSV; headings follow the language.
"""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """`table` for people, `json` and `csv` for programs."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


Row = Mapping[str, Any]


def show(rows: Sequence[Row], keys: Sequence[str], fmt: Format, columns: Mapping[str, str], title: str = "") -> None:
    """Write the rows to standard output; `columns` maps the keys a table shows to their headings."""
    if fmt is Format.JSON:
        text = json.dumps(
            [{key: row[key] for key in keys} for row in rows], ensure_ascii=False, indent=2, default=_plain
        )
        sys.stdout.write(text + "\n")
    elif fmt is Format.CSV:
        sys.stdout.write(as_csv(rows, keys))
    else:
        _table(rows, columns, title)


def as_csv(rows: Sequence[Row], keys: Sequence[str]) -> str:
    """RFC 4180 text; a cell that a spreadsheet would take for a formula gets a leading apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row[key]) for key in keys])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(value)
    text = value if isinstance(value, str) else _flat(value)
    return "'" + text if text[:1] in "=+-@\t\r" and text else text


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


def _table(rows: Sequence[Row], columns: Mapping[str, str], title: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, row_styles=["", "dim"]
    )
    for heading in columns.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(value if isinstance(value := row[key], Text) else Text(_shown(value)) for key in columns))
    Console(highlight=False, width=None if sys.stdout.isatty() else 160).print(table)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
