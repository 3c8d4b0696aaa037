"""Reading a filled-in workbook, one that is new and one that has been taken before.

What lives here: `read_report`, which looks through the package and reads it in a process of its own with little memory
and time, against python-calamine reading the same sheets in this process, which one far cell would bring down.
"""

import datetime as dt
import hashlib
import io
from time import perf_counter

from measuring import Line, compare, repeated, tell
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.codes import Kind
from arshjul.reports.reading import read_report
from arshjul.reports.sources.base import sift
from arshjul.reports.workbook.identity import SENT_AT, SENT_BY
from arshjul.reports.workbook.layout import ABOUT_NAMES
from arshjul.reports.workbook.looking import look
from arshjul.reports.workbook.writing import Template, workbook

ROUNDS, TIMES = 15, 5
NAME, NOW = "report.xlsx", dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
_TEXT = "Arbeidet følger planen, og gjenstående punkter er avklart med alle parter. " * 4


def run() -> list[Line]:
    """A new workbook, the part of it that is the other process, and the same workbook when its digest is known."""
    raw = _filled()
    tell(f"reading a workbook of {len(raw):,} bytes")
    known = frozenset({hashlib.sha256(raw).hexdigest()})
    if len(sift([(NAME, raw)], now=NOW, known=frozenset()).arrivals) != 1:
        raise AssertionError("the sample must be readable")
    floor = lambda: repeated(lambda: _bare(raw), TIMES)  # noqa: E731
    new = compare(floor, lambda: repeated(lambda: read_report(raw, NAME), TIMES), ROUNDS, perf_counter)
    apart = compare(floor, lambda: repeated(lambda: look(raw, NAME), TIMES), ROUNDS, perf_counter)
    seen = compare(
        floor, lambda: repeated(lambda: sift([(NAME, raw)], now=NOW, known=known), TIMES), ROUNDS, perf_counter
    )
    return [
        Line("read a new workbook, checked and in a process of its own", new[0] / TIMES, new[1] / TIMES, None),
        Line("  of that, the other process", apart[0] / TIMES, apart[1] / TIMES, None),
        Line("  the same workbook when its digest is known", seen[0] / TIMES, seen[1] / TIMES, None),
    ]


def _bare(raw: bytes) -> list[list[list[object]]]:
    book = calamine(io.BytesIO(raw))
    return [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]


def _filled() -> bytes:
    """The workbook of the report with most demands, every text cell filled in."""
    wheel = read_wheel(shipped_wheels()[0])
    item = max(
        (item for item in compile_wheel(wheel) if item.kind is Kind.FOLLOWUP_REPORT), key=lambda item: len(item.demands)
    )
    names = {slug: spec.name for slug, spec in wheel.initiatives.items()}
    titles = {slug: spec.title for slug, spec in wheel.documents.items()}
    book = load_workbook(io.BytesIO(workbook(Template(item, wheel.actors[item.actor].name, names, titles))))
    for row in book[ABOUT_NAMES[0]].iter_rows():
        row[1].value = {SENT_BY.nb: "kari@example.no", SENT_AT.nb: "26.08.2024 kl. 10.00"}.get(
            row[0].value, row[1].value
        )
    for row in book["Tiltak"].iter_rows(min_row=2, min_col=3):
        for cell in row:
            cell.value = _TEXT
    for row in book["Økonomi"].iter_rows(min_row=2, min_col=2, max_col=5):
        for cell in row:
            cell.value = 67_200_000
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
