"""Reads appropriations: what the letters give, to whom, for what, in which year. Some come with the program, some are the office's.

What lives here: files to `Allocation` values, which of them hold for a wheel, and printed sums held against the sum of their
rows. The shape of a file is `models/allocation_file.py`. Files lie in a folder of their own, as every file in `wheels/` is a wheel.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from arshjul.models.allocation import Allocation, Figure
from arshjul.models.allocation_file import MoneyFile, MoneyRow, MoneyTable, kroner
from arshjul.models.codes import GENERAL
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
    return tuple(one for file, sums in _shipped() if file.year == year for one in sums)


@cache
def _shipped() -> tuple[tuple[MoneyFile, tuple[Allocation, ...]], ...]:
    files_ = [read_money(path) for path in shipped_money()]
    return tuple((file, tuple(allocations(file))) for file in files_)


def money_of(wheel: WheelFile, own: Iterable[MoneyFile] = ()) -> tuple[Allocation, ...]:
    """What is stated of money for the wheel's year: by its own documents, by shipped files that name it, and by the office's own.

    The office's own hold for every wheel of their year, unless they name some.
    """
    shipped = [
        one
        for file, sums in _shipped()
        if file.year == wheel.year
        for one in sums
        if wheel.id in file.wheels or one.source.document in wheel.documents
    ]
    mine = [file for file in own if file.year == wheel.year and (not file.wheels or wheel.id in file.wheels)]
    return (*shipped, *(one for file in mine for one in allocations(file)))


def read_money(path: Path, wheels: Collection[WheelFile] = ()) -> MoneyFile:
    """One file, checked; its actors and initiatives too where one of `wheels` is of its year. BadInput with every problem found."""
    located = parse(read_text(path), str(path))
    file = validated(MoneyFile, located)
    meant = [one for one in wheels if one.year == file.year and (not file.wheels or one.id in file.wheels)]
    if problems := [
        *_unknown_documents(file, located),
        *_repeated_rows(file, located),
        *_strangers(file, meant, located),
    ]:
        raise BadInput(problems)
    return file


def read_own(paths: Iterable[Path], wheels: Collection[WheelFile]) -> tuple[MoneyFile, ...]:
    """The office's own files. BadInput with the problems of all of them."""
    found: list[MoneyFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            found.append(read_money(path, wheels))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return tuple(found)


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


def _strangers(file: MoneyFile, wheels: Collection[WheelFile], located: Located) -> Iterator[Problem]:
    """Actors and initiatives that no wheel of the year knows: their sums would be held against nobody."""
    if not wheels:
        return
    actors = {slug for wheel in wheels for slug in wheel.actors}
    initiatives = {GENERAL, *(slug for wheel in wheels for slug in wheel.initiatives)}
    for no, table in enumerate(file.tables):
        rows: list[tuple[tuple[str | int, ...], MoneyRow | MoneyTable]] = [(("tables", no), table)]
        rows += [(("tables", no, "rows", place), row) for place, row in enumerate(table.rows)]
        for path, row in rows:
            if row.actor is not None and row.actor not in actors:
                what = say(f"ukjent aktør: {row.actor}", f"unknown actor: {row.actor}")
                yield located.problem((*path, "actor"), what, nearest(row.actor, sorted(actors)))
            if isinstance(row, MoneyRow) and row.initiative not in initiatives:
                what = say(f"ukjent tiltak: {row.initiative}", f"unknown initiative: {row.initiative}")
                yield located.problem((*path, "initiative"), what, nearest(row.initiative, sorted(initiatives)))


def _identity(table: MoneyTable, row: MoneyRow, figure: Figure) -> tuple[object, ...]:
    chapter, item = row.chapter or table.chapter, row.item or table.item
    return table.document, figure, row.initiative, row.actor or table.actor, chapter, item
