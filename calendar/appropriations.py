"""Reads the appropriations that come with the program: what the letters give, to whom, for what, in which year.

What lives here: files to `Allocation` values, and printed sums held against the sum of their rows. The shape of a
file is `models/allocation_file.py`. Files lie in a folder of their own, as every file in `wheels/` is a wheel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from arshjul.models.allocation import Allocation, Figure
from arshjul.models.allocation_file import MoneyFile, MoneyRow, MoneyTable, kroner
from arshjul.models.deliverable import Source
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import Located, parse, read_text, validated


@dataclass(frozen=True, slots=True)
class PrintedSum:
    """A sum that a document prints, beside the sum of the rows it stands for."""

    figure: Figure
    of: tuple[str, ...]
    printed: Decimal
    computed: Decimal
    source: Source


def shipped_money() -> list[Path]:
    """The files that come with the program."""
    found = (files("arshjul.calendar.wheels") / "money").iterdir()
    return sorted(Path(str(item)) for item in found if item.name.endswith(".yaml"))


@cache
def appropriations(year: int) -> tuple[Allocation, ...]:
    """Every sum stated for that year by the files that come with the program; none is known for other years."""
    found = [read_money(path) for path in shipped_money()]
    return tuple(one for file in found if file.year == year for one in allocations(file))


def money_of(wheel: WheelFile) -> tuple[Allocation, ...]:
    """What the wheel's own documents state of money for its year."""
    return tuple(one for one in appropriations(wheel.year) if one.source.document in wheel.documents)


def read_money(path: Path) -> MoneyFile:
    """One file, checked. BadInput with every problem found."""
    located = parse(read_text(path), str(path))
    file = validated(MoneyFile, located)
    if problems := [*_unknown_documents(file, located), *_repeated_rows(file, located)]:
        raise BadInput(problems)
    return file


def allocations(file: MoneyFile) -> Iterator[Allocation]:
    """The sums of a file, one per row and printed figure, in the file's order."""
    for table in file.tables:
        document = file.documents[table.document]
        for row in table.rows:
            for figure, printed in row.figures.items():
                yield Allocation(
                    file.year, figure, row.initiative, row.actor or table.actor or "", kroner(printed, table.unit),
                    Source(table.document, table.section, row.lines), document.issuer, document.date,
                    row.chapter or table.chapter or "", row.item or table.item or "", row.shared_by,
                )  # fmt: skip


def printed_sums(file: MoneyFile) -> Iterator[PrintedSum]:
    """Every printed sum with the sum of its rows; a row without the figure counts as nothing."""
    for table in file.tables:
        for total in table.totals:
            for figure, printed in total.figures.items():
                rows = [row for row in table.rows if row.initiative in total.of and figure in row.figures]
                computed = sum((kroner(row.figures[figure], table.unit) for row in rows), Decimal())
                source = Source(table.document, table.section, total.lines)
                yield PrintedSum(figure, total.of, kroner(printed, total.unit or table.unit), computed, source)


def _unknown_documents(file: MoneyFile, located: Located) -> Iterator[Problem]:
    for no, table in enumerate(file.tables):
        if table.document not in file.documents:
            what = say(f"ukjent dokument: {table.document}", f"unknown document: {table.document}")
            yield located.problem(("tables", no, "document"), what, nearest(table.document, list(file.documents)))


def _repeated_rows(file: MoneyFile, located: Located) -> Iterator[Problem]:
    """The same sum of the same document twice would be counted twice."""
    seen: set[tuple[object, ...]] = set()
    for no, table in enumerate(file.tables):
        for place, row in enumerate(table.rows):
            for figure in row.figures:
                key = _identity(table, row, figure)
                if key in seen:
                    what = say("samme tall er ført to ganger", "the same sum stands twice")
                    remedy = say("før det én gang", "write it once")
                    yield located.problem(("tables", no, "rows", place, "figures", figure.value), what, remedy)
                seen.add(key)


def _identity(table: MoneyTable, row: MoneyRow, figure: Figure) -> tuple[object, ...]:
    chapter, item = row.chapter or table.chapter, row.item or table.item
    return table.document, figure, row.initiative, row.actor or table.actor, chapter, item
