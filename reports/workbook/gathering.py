"""The rows of a workbook's sheets as the plain values of a report: the same that a JSON file would hold.

What lives here: which cell answers what, and what cannot be told from them. The other way is `filling.py`. Where the
sheets are is `finding.py`; money is `amounts.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from arshjul.models.codes import GENERAL
from arshjul.models.lang import say
from arshjul.models.problems import Problem, nearest
from arshjul.models.schema_words import Place, short
from arshjul.reports.workbook import values
from arshjul.reports.workbook.finding import Table
from arshjul.reports.workbook.grid import Cell
from arshjul.reports.workbook.lines import Line, lines
from arshjul.reports.workbook.values import Unread
from arshjul.reports.workbook.words import ACTION_STATES, RISK_STATES, Initiatives, is_sum, is_whole, nothing_reason

T = TypeVar("T")


class Gathering:
    """A report that is being put together: its values, the cell behind each of them, and what is wrong."""

    def __init__(self, file: str, initiatives: Initiatives) -> None:
        self.file, self.initiatives = file, initiatives
        self.value: dict[str, Any] = {}
        self.cells: dict[Place, str] = {}
        self.problems: list[Problem] = []

    def blame(self, place: str, what: str, remedy: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(self.file, what, place, remedy=remedy))

    def take(self, line: Line, column_id: str, read: Callable[[Cell | None], T | None]) -> T | None:
        """A cell's value; None when it is empty, or when it was blamed."""
        try:
            return read(line.cell(column_id))
        except Unread as unread:
            self.blame(line.place(column_id), unread.what, unread.remedy)
            return None

    def put(self, place: Place, value: Any, cell: str) -> None:
        """Set a value; every part of the way to it is made, and found in the same cell unless it has one already."""
        here: Any = self.value
        for number, part in enumerate(place[:-1], 1):
            here = here.setdefault(part, {}) if isinstance(here, dict) else here[part]
            self.cells.setdefault(place[:number], cell)
        here[place[-1]] = value
        self.cells[place] = cell

    def who(self, line: Line, column_id: str) -> str | None:
        """The initiative that a cell names; None when it names none, which is blamed unless the cell is empty."""
        label = self.take(line, column_id, values.text)
        if label is None:
            return None
        slug = self.initiatives.id_of(label)
        if slug is None:
            what = say(f"er ikke et tiltak i denne rapporten: {short(label)}", f"is no initiative here: {short(label)}")
            self.blame(line.place(column_id), what, nearest(label[:80], self.initiatives.known()))
        return slug

    def unnamed(self, line: Line, column_id: str) -> None:
        """Blame a row with answers that belong to nobody."""
        what = say("mangler tiltaket som raden gjelder", "lacks the initiative that the row is about")
        self.blame(line.place(column_id), what, say("velg tiltaket", "choose the initiative"))


def at(slug: str) -> Place:
    """Where an initiative's section stands in a report."""
    return (GENERAL,) if slug == GENERAL else ("initiatives", slug)


def statement(said: str) -> str | dict[str, Any]:
    """A text, or the statement that there is nothing to report."""
    reason = nothing_reason(said)
    return said if reason is None else {"nothing_to_report": True, "reason": reason}


def answered(to: Gathering, table: Table, *, once: bool) -> Iterator[tuple[str, Line]]:
    """The rows that hold answers, each with its initiative; a row that adds up the others is none."""
    first: dict[str, Line] = {}
    key = table.sheet.key.id
    for line in lines(table):
        if not line.holds(key):
            continue
        label = to.take(line, key, values.text)
        if label is None:
            to.unnamed(line, key)
        if label is None or is_sum(label):
            continue
        slug = to.who(line, key)
        if slug in first and once:
            before = first[slug].place(key)
            what = say(f"gjelder samme tiltak som {before}", f"is about the same initiative as {before}")
            to.blame(line.place(key), what, say("behold én av radene", "keep one of the rows"))
        elif slug is not None:
            first[slug] = line
            yield slug, line


def take_texts(to: Gathering, table: Table) -> None:
    """The light, and the texts of each initiative."""
    for slug, line in answered(to, table, once=True):
        light, status = to.take(line, "light", values.light), to.take(line, "status", values.text)
        reason = nothing_reason(status) if status and light is None else None
        if reason is not None:
            to.put((*at(slug), "status"), {"nothing_to_report": True, "reason": reason}, line.place("status"))
        else:
            for field, column, found in (("light", "light", light), ("text", "status", status)):
                if found is not None:
                    to.put((*at(slug), "status", field), found, line.place(column))
        for prose in table.sheet.columns[3:]:
            said = to.take(line, prose.id, values.text)
            if said is not None:
                to.put((*at(slug), prose.id), statement(said), line.place(prose.id))


def take_risks(to: Gathering, table: Table) -> None:
    """A row is a risk, or says that the initiative has none."""
    for slug, line in answered(to, table, once=False):
        place = (*at(slug), "risks")
        found: dict[str, Any] = {
            "description": to.take(line, "description", values.text),
            "probability": to.take(line, "probability", values.score),
            "consequence": to.take(line, "consequence", values.score),
            "mitigation": to.take(line, "mitigation", values.text),
            "owner": to.take(line, "owner", values.text),
            "state": to.take(line, "state", lambda cell: values.state(cell, RISK_STATES)),
            "id": to.take(line, "id", values.text),
        }
        risk = {name: value for name, value in found.items() if value is not None}
        reason = nothing_reason(risk.get("description", ""))
        listed = _list_at(to, place)
        if reason is not None and list(risk) == ["description"]:
            if listed is not None:
                _says_both(to, line)
            else:
                to.put(place, {"nothing_to_report": True, "reason": reason}, line.place("description"))
        elif listed is None and place in to.cells:
            _says_both(to, line)
        elif risk:
            if listed is None:
                to.put(place, listed := [], line.place("initiative"))
            listed.append({})
            _put_all(to, (*place, len(listed) - 1), risk, line)


def take_actions(to: Gathering, table: Table) -> None:
    """A row is something that the actor has set out to do."""
    for slug, line in answered(to, table, once=False):
        place = (*at(slug), "actions")
        found: dict[str, Any] = {
            "description": to.take(line, "description", values.text),
            "owner": to.take(line, "owner", values.text),
            "due": to.take(line, "due", values.day),
            "state": to.take(line, "state", lambda cell: values.state(cell, ACTION_STATES)),
            "id": to.take(line, "id", values.text),
        }
        listed = _list_at(to, place)
        if listed is None:
            to.put(place, listed := [], line.place("initiative"))
        listed.append({})
        action = {name: value for name, value in found.items() if value is not None}
        _put_all(to, (*place, len(listed) - 1), action, line)


def _list_at(to: Gathering, place: Place) -> list[Any] | None:
    here: Any = to.value
    for part in place:
        here = here.get(part) if isinstance(here, dict) else None
    return here if isinstance(here, list) else None


def _says_both(to: Gathering, line: Line) -> None:
    what = say(
        "sier både at det er noe og at det ikke er noe å melde",
        "says both that there is something and nothing to report",
    )
    to.blame(line.place("description"), what, say("behold det ene", "keep one of them"))


def _put_all(to: Gathering, place: Place, found: dict[str, Any], line: Line) -> None:
    to.cells.setdefault(place, line.place(line.table.sheet.key.id))
    for name, value in found.items():
        to.put((*place, name), value, line.place(name))


def whole_or(to: Gathering, line: Line, column_id: str) -> bool:
    """Whether a row speaks of the report as a whole."""
    label = to.take(line, column_id, values.text)
    return label is not None and is_whole(label)
