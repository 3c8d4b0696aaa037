"""Workbooks as people handle them: made from the template, filled in with another program, and meddled with."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.models.problems import BadInput
from arshjul.models.wheelfile import WheelFile
from arshjul.reports.reading import read_report
from arshjul.reports.schema import StatusReport
from arshjul.reports.workbook.writing import Template, workbook

HDIR = "digital-samhandling-2024.followup-report.followup-2024-4.hdir"
NHN = "digital-samhandling-2024.followup-report.followup-2024-4.nhn"
TERTIAL = "digital-samhandling-2024.tertial-report.tertial-2024-1.nhn"
SENT_AT = dt.datetime(2024, 8, 26, 10, 0)  # noqa: DTZ001  # a workbook knows no time zone
_BY, _AT = ("Sendt av (e-post)", "Sent by (e-mail)"), ("Sendt (dato og klokkeslett)", "Sent (date and time)")


@cache
def _wheel(wheel_id: str) -> tuple[WheelFile, dict[str, Deliverable]]:
    wheel = next(wheel for wheel in map(read_wheel, shipped_wheels()) if wheel.id == wheel_id)
    return wheel, {item.key: item for item in compile_wheel(wheel)}


def deliverable(key: str) -> Deliverable:
    """A deliverable of the shipped wheels."""
    return _wheel(key.partition(".")[0])[1][key]


def template(key: str, answers: StatusReport | None = None, allocations: dict[str, Decimal] | None = None) -> bytes:
    """The workbook for that deliverable, as it is handed out."""
    wheel, items = _wheel(key.partition(".")[0])
    return workbook(
        Template(
            items[key],
            wheel.actors[items[key].actor].name,
            {slug: spec.name for slug, spec in wheel.initiatives.items()},
            {slug: spec.title for slug, spec in wheel.documents.items()},
            answers,
            allocations or {},
        )
    )


def edited(raw: bytes, *changes: Callable[[Workbook], None]) -> bytes:
    """The workbook opened in another program, changed and saved again."""
    book = load_workbook(io.BytesIO(raw))
    for change in changes:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sent(by: str = "kari@example.no", at: Any = SENT_AT) -> Callable[[Workbook], None]:
    """Fills in who sends it and when."""

    def change(book: Workbook) -> None:
        about: Worksheet = book[say("Om rapporten", "About the report")]
        for row in about.iter_rows():
            if row[0].value in _BY:
                row[1].value = by
            if row[0].value in _AT:
                row[1].value = at

    return change


def put(**cells: Any) -> Callable[[Workbook], None]:
    """Fills in cells: `put(Økonomi_B2=1)`."""

    def change(book: Workbook) -> None:
        for name, value in cells.items():
            sheet, _, cell = name.rpartition("_")
            book[sheet if sheet in book.sheetnames else sheet.replace("_", " ")][cell] = value

    return change


def repacked(raw: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return file.getvalue()


def part_of(raw: bytes, title: str) -> str:
    """The part of the package that holds the sheet of that name; sheets are numbered in their order."""
    return f"xl/worksheets/sheet{load_workbook(io.BytesIO(raw)).sheetnames.index(title) + 1}.xml"


def read(raw: bytes, name: str = "rapport.xlsx") -> StatusReport:
    """Through the reader that sources and `report check` use."""
    report = read_report(raw, name)
    assert isinstance(report, StatusReport)
    return report


def faults(raw: bytes, name: str = "rapport.xlsx") -> list[str]:
    """What the reader says is wrong, without the file's name."""
    try:
        read_report(raw, name)
    except BadInput as error:
        assert all(problem.file == name and problem.message for problem in error.problems)
        return [str(problem).removeprefix(f"{name}: ") for problem in error.problems]
    return []
