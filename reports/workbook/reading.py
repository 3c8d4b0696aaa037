"""A workbook's bytes to the plain values of a report, each with the cell it stands in.

What lives here: the order of reading, and what a workbook as a whole must be. Whether the values make a report is
decided by the same schema as for JSON and YAML (`reports/reading.py`); whether the report is complete is judged later.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.schema_words import Place, printable
from arshjul.models.yaml_places import Located
from arshjul.reports.workbook import values
from arshjul.reports.workbook.amounts import take_economy, take_funding, take_moves
from arshjul.reports.workbook.finding import Table, bare, candidates, named, table
from arshjul.reports.workbook.gathering import Gathering, take_actions, take_risks, take_texts
from arshjul.reports.workbook.grid import At, Cell, Grid
from arshjul.reports.workbook.identity import FIELDS, KEY, SENT_AT, SENT_BY, VERSION, Field, Identity, identity
from arshjul.reports.workbook.layout import ABOUT_NAMES, FORM_VERSION, SHEETS, Sheet
from arshjul.reports.workbook.looking import look
from arshjul.reports.workbook.words import Initiatives

_ROWS, _COLUMNS = 60, 10
"""How far the sheet about the report is looked at."""


class Cells(Located):
    """Plain values with the cell behind each of them, in place of lines."""

    def __init__(self, file: str, value: object, cells: dict[Place, str]) -> None:
        super().__init__(file, value, {})
        self.cells = cells

    def problem(self, path: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        """A problem in the cell of `path`, or of the nearest part of it that has one."""
        known = tuple(path)
        while known and known not in self.cells:
            known = known[:-1]
        place = self.cells.get(known) or ".".join(map(printable, path))
        return Problem(self.file, message, place, remedy=remedy)


def read_workbook(raw: bytes, name: str) -> tuple[Cells, list[Problem]]:
    """The values, and what is wrong with cells. BadInput when it is no workbook of ours, or may not be read."""
    return read_grids(look(raw, name), name)


def read_grids(grids: Sequence[Grid], name: str) -> tuple[Cells, list[Problem]]:
    """The same of a workbook that has been looked into."""
    what = identity(grids)
    about = named(grids, ABOUT_NAMES)
    facts = _facts(about) if about else {}
    if what is None and KEY.id not in facts:
        raise BadInput([_not_ours(grids, name)])
    to = Gathering(name, Initiatives(what.initiatives if what else {}, closed=what is not None))
    _take_about(to, what or Identity(), about, facts)
    takers: dict[str, Callable[[Gathering, Table], None]] = {
        "initiatives": take_texts,
        "risks": take_risks,
        "actions": take_actions,
        "economy": lambda to, found: take_economy(to, found, what.allocations if what else {}),
        "funding": take_funding,
        "moves": take_moves,
    }
    for found in _tables(to, grids, what.sheets if what else None):
        takers[found.sheet.id](to, found)
    return Cells(name, to.value, to.cells), to.problems


def _not_ours(grids: Sequence[Grid], name: str) -> Problem:
    far = next((grid for grid in grids if grid.far), None)
    if far is not None:
        return _too_far(far, name)
    what = say("er ikke laget fra malen for en leveranse", "is not made from a deliverable's template")
    return Problem(
        name, what, remedy=say("hent malen med arshjul report template", "get it with arshjul report template")
    )


def _too_far(grid: Grid, name: str) -> Problem:
    what = say("har innhold altfor langt ute", "has content far too far out")
    remedy = say("slett innholdet i cellen", "delete what the cell holds")
    return Problem(name, what, f"{printable(grid.name, 31)}!{grid.far}", remedy=remedy)


def _facts(grid: Grid) -> dict[str, tuple[At, Cell | None]]:
    """Each line's answer: the first cell to the right of its name that is not empty, or the place for it."""
    found: dict[str, tuple[At, Cell | None]] = {}
    names = {bare(name): field.id for field in FIELDS for name in (field.nb, field.en, *field.other)}
    near = sorted((at, cell) for at, cell in grid.cells.items() if at[0] < _ROWS and at[1] < _COLUMNS)
    for at, cell in near:
        title = bare(cell.text)
        close = [title] if title in names else get_close_matches(title, list(names), n=1, cutoff=0.85)
        if close and names[close[0]] not in found:
            right = [(at[0], at[1] + step) for step in range(1, 4)]
            answer = next((place for place in right if place in grid.cells or place in grid.broken), right[0])
            found[names[close[0]]] = (answer, grid.cells.get(answer))
    return found


def _take_about(to: Gathering, what: Identity, about: Grid | None, facts: dict[str, tuple[At, Cell | None]]) -> None:
    said = {field.id: _fact(to, about, facts, field) for field in FIELDS}
    to.value |= {"type": "status_report"}
    _agreed(to, what.deliverable, said[KEY.id], KEY)
    version = _agreed(to, what.schema, said[VERSION.id], VERSION)
    to.value[VERSION.id] = (
        int(version) if version.isascii() and version.isdigit() and len(version) < 5 else version or None
    )
    if what.form and not (what.form.isdigit() and int(what.form[:5]) <= FORM_VERSION):
        newer = say("er laget av en nyere utgave av programmet", "was made by a newer edition of the program")
        to.blame("", newer, say("hent malen på nytt", "get the template anew"))
    for field in (SENT_BY, SENT_AT):
        if said[field.id]:
            to.value[field.id] = said[field.id]
        else:
            _blame_empty(to, field)


def _blame_empty(to: Gathering, field: Field) -> None:
    """Who sends it and when; where the sheet has no such line, its name stands in for the cell."""
    place = to.cells.get((field.id,)) or f"{say(*ABOUT_NAMES)}, {field.title}"
    to.blame(place, say("mangler", "is missing"), say("fyll ut cellen", "fill in the cell"))
    to.cells.setdefault((field.id,), place)


def _fact(to: Gathering, about: Grid | None, facts: dict[str, tuple[At, Cell | None]], field: Field) -> str:
    """What the sheet about the report says; the cell is known even where it says nothing."""
    if about is None or field.id not in facts:
        return ""
    at, cell = facts[field.id]
    to.cells[field.id,] = about.place(at)
    if at in about.broken:
        to.blame(
            about.place(at),
            say("er en formel uten verdi", "is a formula without a value"),
            say("skriv svaret", "write it"),
        )
        return ""
    try:
        return (values.moment(cell) if field is SENT_AT else values.text(cell)) or ""
    except values.Unread as unread:
        to.blame(about.place(at), unread.what, unread.remedy)
        return ""


def _agreed(to: Gathering, hidden: str, visible: str, field: Field) -> str:
    """What both say, the hidden sheet first; a workbook that was made into another's by hand says two things."""
    found = hidden or visible
    if field is KEY and found:
        to.value[field.id] = found
    if hidden and visible and hidden != visible:
        what = say(
            f"sier noe annet enn malen, som er laget for {hidden}", f"differs from the template, made for {hidden}"
        )
        remedy = say("hent malen for riktig leveranse", "get the template of the right deliverable")
        to.blame(to.cells.get((field.id,), ""), what, remedy)
    return found


def _tables(to: Gathering, grids: Sequence[Grid], columns: object) -> Iterator[Table]:
    """The sheets that the template had, wherever they are now. One that is gone is blamed, and so is a column."""
    known = columns if isinstance(columns, dict) else None
    for sheet in SHEETS:
        ids = tuple(column.id for column in sheet.columns) if known is None else known.get(sheet.id, ())
        wanted = [column for column in sheet.columns if column.id in ids]
        if not wanted:
            continue
        found_in = candidates(grids, sheet, wanted)
        grid = found_in[0] if found_in else None
        if len(found_in) > 1:
            _blame_several(to, sheet, found_in)
        elif grid is not None and not grid.far:
            found = table(grid, sheet, wanted)
            _blame_columns(
                to, found, [column.title for column in wanted if column.id not in found.columns], known is None
            )
            yield found
        elif grid is not None:
            to.problems.append(_too_far(grid, to.file))
        elif known is not None:
            _blame_sheet(to, grids, sheet)


def _blame_several(to: Gathering, sheet: Sheet, grids: Sequence[Grid]) -> None:
    there = ", ".join(printable(grid.name, 31) for grid in grids[:10])
    what = say(f"flere ark kan være dette: {there}", f"several sheets may be this one: {there}")
    remedy = say(f"gi det rette arket navnet {sheet.title}", f"give the right sheet the name {sheet.title}")
    to.blame(sheet.title, what, remedy)


def _blame_sheet(to: Gathering, grids: Sequence[Grid], sheet: Sheet) -> None:
    far = [grid for grid in grids if grid.far]
    if far:
        to.problems.append(_too_far(far[0], to.file))
        return
    there = ", ".join(printable(grid.name, 31) for grid in grids[:10])
    what = say(f"arket mangler; arbeidsboken har {there}", f"the sheet is missing; the workbook has {there}")
    to.blame(
        sheet.title,
        what,
        say("hent malen på nytt, og flytt svarene over", "get the template anew, and move the answers"),
    )


def _blame_columns(to: Gathering, found: Table, missing: list[str], lenient: bool) -> None:
    for twice in found.twice:
        what = say("er en overskrift som står to ganger", "is a header that stands twice")
        to.blame(found.grid.place(twice), what, say("behold én av kolonnene", "keep one of the columns"))
    if missing and not (lenient and found.columns):
        names = ", ".join(missing[:10])
        what = say(f"mangler kolonner: {names}", f"lacks columns: {names}")
        remedy = say("rett overskriftene, eller hent malen på nytt", "mend the headers, or get the template anew")
        to.blame(found.grid.place((found.header, 0)), what, remedy)
