"""The sheets about money: the four figures, needs from the expected supplement, and money moved.

What lives here: rows to values, and what is asked about because it may be in the wrong unit; it is never guessed.
Texts, lights and risks are `gathering.py`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from arshjul.models.allocation import in_kroner
from arshjul.models.lang import say
from arshjul.reports.workbook import values
from arshjul.reports.workbook.finding import Table
from arshjul.reports.workbook.gathering import Gathering, answered, at, statement, whole_or
from arshjul.reports.workbook.lines import Line, lines
from arshjul.reports.workbook.values import KRONER, MILLIONS, THOUSANDS
from arshjul.reports.workbook.words import nothing_reason

_FIGURES = ("allocated", "carried_over", "spent", "forecast")
_TOO_LITTLE = Decimal(100_000)
"""A sheet of kroner in which every figure is smaller was probably meant in thousands or millions."""
_TOO_MANY_TIMES, _FAR_TOO_FEW = 50, 500
"""So many times what is available nobody spends; a column that adds up to so small a part of it was meant in another unit."""
_WHOLE_KRONER = ("hele", "whole")


def take_economy(to: Gathering, table: Table, allocations: Mapping[str, Decimal]) -> None:
    """Four figures per initiative, or why there are none."""
    small: list[tuple[Decimal, str]] = []
    rows: list[tuple[Line, dict[str, Decimal | None], Decimal]] = []
    for slug, line in answered(to, table, once=True):
        place = (*at(slug), "economy")
        figures = {name: _amount(to, line, name, negative=name == "carried_over") for name in _FIGURES}
        said = to.take(line, "nothing", values.text)
        if said is not None and any(found is not None for found in figures.values()):
            what = say(
                "sier at det ikke er tall, men raden har tall", "says that there are no figures, but the row has some"
            )
            to.blame(line.place("nothing"), what, say("behold det ene", "keep one of them"))
        elif said is not None:
            reason = nothing_reason(said)
            nothing = {"nothing_to_report": True, "reason": said if reason is None else reason}
            to.put(place, nothing, line.place("nothing"))
        for name, found in figures.items():
            if found is not None:
                to.put((*place, name), values.plain(found), line.place(name))
                small += [(abs(found), line.place(name))] if _in_plain_kroner(line, name) else [(_TOO_LITTLE, "")]
        _compare(to, line, figures["allocated"], allocations.get(slug))
        rows.append((line, figures, allocations.get(slug) or figures["allocated"] or Decimal()))
        _ask_if_huge(to, *rows[-1])
    if not _ask_if_small(to, [item for item in small if item[0]]):
        for name in ("spent", "forecast"):
            _ask_if_column_is_small(to, name, rows)


def _amount(to: Gathering, line: Line, column_id: str, *, negative: bool = False) -> Decimal | None:
    unit = values.unit(line.header(column_id))
    return to.take(line, column_id, lambda cell: values.amount(cell, unit, negative=negative))


def _in_plain_kroner(line: Line, column_id: str) -> bool:
    header = line.header(column_id).casefold()
    return values.unit(header) == KRONER and not any(word in header for word in _WHOLE_KRONER)


def _ask_if_huge(to: Gathering, line: Line, figures: Mapping[str, Decimal | None], base: Decimal) -> None:
    """What is spent or foreseen beside what is available; `base` is the letter's figure, else the actor's own."""
    available = base + abs(figures["carried_over"] or Decimal())
    for name in ("spent", "forecast"):
        figure = figures[name]
        if base > 0 and figure and figure > available * _TOO_MANY_TIMES:
            times = f"{figure / available:.0f}"
            what = say(f"er {times} ganger det som er til rådighet", f"is {times} times what is available")
            to.blame(line.place(name), what, _unit_remedy())


def _ask_if_column_is_small(
    to: Gathering, name: str, rows: list[tuple[Line, dict[str, Decimal | None], Decimal]]
) -> None:
    """One column in thousands or millions beside others in kroner: all of it is small, and next to nothing of the means."""
    found = [
        (figure, base, line.place(name))
        for line, figures, base in rows
        if (figure := figures[name]) and _in_plain_kroner(line, name)
    ]
    means = sum(base for _, base, _ in found)
    if len(found) > 1 and max(found)[0] < _TOO_LITTLE and sum(figure for figure, _, _ in found) * _FAR_TOO_FEW < means:
        what = say(
            "er lite for å være kroner, og det er alle tall i kolonnen",
            "is little for kroner, as all figures of the column are",
        )
        to.blame(max(found)[2], what, _unit_remedy())


def _ask_if_small(to: Gathering, figures: list[tuple[Decimal, str]]) -> bool:
    """Whether the sheet as a whole seems to be in another unit."""
    if not figures or max(figures)[0] >= _TOO_LITTLE:
        return False
    what = say(
        "er lite for å være kroner, og det er alle tall på arket",
        "is little for kroner, as all figures on the sheet are",
    )
    to.blame(max(figures)[1], what, _unit_remedy())
    return True


def _unit_remedy() -> str:
    return say(
        "skriv hele beløp, eller enheten i overskriften: (1000 kr), (mill. kr) eller (hele kr)",
        "write whole amounts, or the unit in the header: (NOK 1000), (NOK million) or (whole NOK)",
    )


def _compare(to: Gathering, line: Line, allocated: Decimal | None, stated: Decimal | None) -> None:
    """An amount a thousand or a million times the letter's figure, or that part of it, is in another unit."""
    if not allocated or not stated:
        return
    for factor in (THOUSANDS, MILLIONS):
        if any(abs(ratio - 1) < Decimal("0.5") for ratio in (allocated * factor / stated, allocated / factor / stated)):
            what = say(
                f"er i en annen enhet enn brevets tall, {in_kroner(stated, 'nb')}",
                f"is in another unit than the letter's figure, {in_kroner(stated, 'en')}",
            )
            to.blame(line.place("allocated"), what, _unit_remedy())


def take_funding(to: Gathering, table: Table) -> None:
    """Needs by row; what is said of the whole report, or of one initiative, in words."""
    needs: list[tuple[str, dict[str, Any], Line]] = []
    for line in lines(table):
        if not line.holds("initiative"):
            continue
        amount, reason = _amount(to, line, "amount"), to.take(line, "reason", values.text)
        if whole_or(to, line, "initiative"):
            _whole(to, line, "supplementary_funding", reason, amount)
            continue
        slug = to.who(line, "initiative")
        if slug is None:
            _nobody(to, line, "initiative")
        elif amount is not None:
            needs.append((slug, _with_reason({"amount": values.plain(amount)}, reason), line))
        elif reason is not None:
            _own(to, slug, "supplementary_funding", statement(reason), line, "reason")
    if "supplementary_funding" in to.value:
        for slug, need, line in needs:
            _own(to, slug, "supplementary_funding", need, line, "amount")
    else:
        _list(to, "supplementary_funding", [({"initiative": slug, **need}, line) for slug, need, line in needs])


def take_moves(to: Gathering, table: Table) -> None:
    """Moves by row; a row with one side only says what that initiative gives or gets."""
    moves: list[tuple[dict[str, Any], Line]] = []
    for line in lines(table):
        if not line.holds("source", "target"):
            continue
        amount, reason = _amount(to, line, "amount"), to.take(line, "reason", values.text)
        if whole_or(to, line, "source"):
            _whole(to, line, "reallocations", reason, amount)
            continue
        source, target = to.who(line, "source"), to.who(line, "target")
        one = source or target
        if one is None:
            _nobody(to, line, "source")
        elif source and target and amount is not None:
            moves.append((_with_reason({"from": source, "to": target, "amount": values.plain(amount)}, reason), line))
        elif amount is not None:
            change = values.plain(-amount if source else amount)
            _own(to, one, "reallocation", _with_reason({"change": change}, reason), line, "amount")
        elif source and target:
            to.blame(line.place("amount"), say("mangler", "is missing"), say("skriv beløpet", "write the amount"))
        elif reason is not None:
            _own(to, one, "reallocation", statement(reason), line, "reason")
    if moves and "reallocations" in to.value:
        to.blame(moves[0][1].place("amount"), *_not_both())
    elif moves:
        _list(to, "reallocations", moves)


def _with_reason(found: dict[str, Any], reason: str | None) -> dict[str, Any]:
    return found if reason is None else {**found, "reason": reason}


def _nobody(to: Gathering, line: Line, column_id: str) -> None:
    """A row with answers and no initiative; one that names an unknown initiative was blamed already."""
    if to.take(line, column_id, values.text) is None:
        to.unnamed(line, column_id)


def _whole(to: Gathering, line: Line, field: str, reason: str | None, amount: Decimal | None) -> None:
    """What is said of the whole report: words, once."""
    if amount is not None:
        what = say(
            "hører til ett tiltak, ikke til hele rapporten", "belongs to one initiative, not to the whole report"
        )
        to.blame(line.place("amount"), what, say("velg tiltaket i raden", "choose the initiative of the row"))
    elif field in to.value:
        to.blame(line.place("reason"), *_not_both())
    elif reason is not None:
        to.put((field,), statement(reason), line.place("reason"))


def _not_both() -> tuple[str, str]:
    what = say("sier noe annet enn en annen rad", "says something else than another row")
    return what, say("behold det ene", "keep one of them")


def _own(to: Gathering, slug: str, field: str, said: Any, line: Line, column_id: str) -> None:
    """What one initiative says for itself, once."""
    place = (*at(slug), field)
    if place in to.cells:
        to.blame(line.place(column_id), *_not_both())
        return
    to.put(place, said, line.place(column_id))


def _list(to: Gathering, field: str, rows: list[tuple[dict[str, Any], Line]]) -> None:
    """The overall list, each part of it with its cell."""
    columns = {"from": "source", "to": "target"}
    for number, (row, line) in enumerate(rows):
        if not number:
            to.put((field,), [], line.place("amount"))
        to.value[field].append(row)
        to.cells[field, number] = line.place(line.table.sheet.key.id)
        to.cells |= {(field, number, name): line.place(columns.get(name, name)) for name in row}
