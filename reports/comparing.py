"""What changed between two versions of a report: per initiative and field, what it said before and what it says now.

What lives here: a pure comparison of two reports as they were read, so that a workbook and a JSON file are compared alike.
Rows of a list (risks, actions, needs, moves) are known by their id, else by their words, so that a row moved up or down is no
change. How the values are shown is for whoever shows them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from arshjul.models.codes import GENERAL
from arshjul.reports.reading import Report
from arshjul.reports.schema import Action, Envelope, InitiativeNeed, InitiativeReport, Move, Nothing, Risk, StatusReport

Value = str | Decimal | int | None
"""Money is Decimal, in kroner; a score or a page is int; all else is text. None: not there."""
K = TypeVar("K")
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `initiative` is empty for what concerns the whole report; `field` is a path such as `economy.spent`.

    A row of a list stands in the path as the words that it is known by: `risks[Forsinket leveranse].probability`.
    """

    initiative: str
    field: str
    before: Value
    after: Value


def changes(before: Report, after: Report) -> list[Change]:
    """What is different, in the order of the report. Who sent it and when is not part of it."""
    if isinstance(before, StatusReport) and isinstance(after, StatusReport):
        return list(_of_reports(before, after))
    if isinstance(before, Envelope) and isinstance(after, Envelope):
        return list(_of_envelopes(before, after))
    return [Change("", "type", before.type, after.type)]


def _of_reports(before: StatusReport, after: StatusReport) -> Iterator[Change]:
    for slug in _either(before.initiatives, after.initiatives):
        yield from _sections(slug, before.initiatives.get(slug), after.initiatives.get(slug))
    yield from _sections(GENERAL, before.general, after.general)
    for field in ("supplementary_funding", "reallocations"):
        yield from _values("", field, getattr(before, field), getattr(after, field))


def _of_envelopes(before: Envelope, after: Envelope) -> Iterator[Change]:
    for field in ("file_name", "digest"):
        yield from _values("", field, getattr(before, field), getattr(after, field))
    for slug in _either(before.holds, after.holds):
        had, has = before.holds.get(slug, ()), after.holds.get(slug, ())
        for code in _either(had, has):
            yield from _values(slug, "holds", code if code in had else None, code if code in has else None)
    for slug in _either(before.pages, after.pages):
        for code in _either(before.pages.get(slug, ()), after.pages.get(slug, ())):
            pages = (before.pages.get(slug, {}).get(code), after.pages.get(slug, {}).get(code))
            yield from _values(slug, f"pages.{code}", *pages)
    yield from _values("", "reallocations", before.reallocations, after.reallocations)


def _sections(slug: str, before: InitiativeReport | None, after: InitiativeReport | None) -> Iterator[Change]:
    empty = InitiativeReport()
    for field in InitiativeReport.model_fields:
        yield from _values(slug, field, getattr(before or empty, field), getattr(after or empty, field))


def _values(slug: str, field: str, before: Any, after: Any) -> Iterator[Change]:
    """Two values of one field, whatever their forms."""
    if before == after:
        return
    rows = [value for value in (before, after) if isinstance(value, tuple)]
    if rows and all(value is None or isinstance(value, tuple) for value in (before, after)):
        yield from _rows(slug, field, before or (), after or ())
        return
    forms = {type(value) for value in (before, after) if value is not None}
    if len(forms) == 1 and isinstance(before or after, BaseModel):
        for part in _fields(before or after):
            yield from _values(slug, f"{field}.{part}", getattr(before, part, None), getattr(after, part, None))
        return
    if isinstance(before, BaseModel | tuple) or isinstance(after, BaseModel | tuple):  # one form for another
        yield from (Change(slug, path, value, None) for path, value in _leaves(field, before))
        yield from (Change(slug, path, None, value) for path, value in _leaves(field, after))
        return
    first, second = _plain(before), _plain(after)
    if first != second:
        yield Change(slug, field, first, second)


def _rows(slug: str, field: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """Rows that are the same one, then those that are gone, then the new ones."""
    left = list(before)
    new = []
    for row in after:
        same = _same(row, left)
        if same is None:
            new.append(row)
            continue
        left.remove(same)
        for part in _fields(row):
            path = f"{field}[{_called(row)}].{part}"
            yield from _values(slug, path, getattr(same, part), getattr(row, part))
    for row in left:
        yield from (Change(slug, path, value, None) for path, value in _leaves(f"{field}[{_called(row)}]", row))
    for row in new:
        yield from (Change(slug, path, None, value) for path, value in _leaves(f"{field}[{_called(row)}]", row))


def _same(row: Any, others: Sequence[Any]) -> Any:
    """The row of the other version that this one continues; None for a new one."""
    if isinstance(row, Risk | Action):
        if row.id and (found := next((one for one in others if one.id == row.id), None)):
            return found
        apart = [one for one in others if not (row.id and one.id)]
        exact = next((one for one in apart if one.description == row.description), None)
        return exact or next((one for one in apart if _alike(one.description, row.description)), None)
    if isinstance(row, InitiativeNeed):
        return next((one for one in others if one.initiative == row.initiative), None)
    if isinstance(row, Move):
        between = [one for one in others if (one.source, one.target) == (row.source, row.target)]
        return next((one for one in between if one == row), between[0] if between else None)
    return next((one for one in others if one == row), None)


def _alike(one: str, other: str) -> bool:
    """Whether half of all words, or more, are the same."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return bool(first) and len(first & second) >= _ALIKE * len(first | second)


def _called(row: Any) -> str:
    """What a row is known by, for people."""
    if isinstance(row, Risk | Action):
        return row.id or " ".join(row.description.split())[:60] or "–"
    if isinstance(row, InitiativeNeed):
        return row.initiative
    return f"{row.source} → {row.target}" if isinstance(row, Move) else "–"


def _leaves(field: str, value: Any) -> Iterator[tuple[str, Value]]:
    """Each single value within a value, with its path."""
    if isinstance(value, tuple):
        for row in value:
            yield from _leaves(f"{field}[{_called(row)}]", row)
    elif isinstance(value, BaseModel):
        for part in _fields(value):
            yield from _leaves(f"{field}.{part}", getattr(value, part))
    elif (plain := _plain(value)) is not None:
        yield field, plain


def _fields(value: BaseModel) -> Iterable[str]:
    return type(value).model_fields if not isinstance(value, Nothing) else ("nothing_to_report", "reason")


def _plain(value: Any) -> Value:
    """Empty text is as good as none."""
    if value is None or value == "":
        return None
    if value is True:
        return "true"
    if isinstance(value, Decimal | int):
        return value
    return str(value)


def _either(one: Iterable[K], other: Iterable[K]) -> list[K]:
    """What stands in either, in the order of the second, then of the first."""
    return list(dict.fromkeys([*other, *one]))
