"""The board in the terminal: who owes what, when, in what state, and what is missing.

What lives here: colours, symbols and words for people. Rows come from `flows/board.py`.
"""

import datetime as dt
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from arshjul.calendar.date_words import short_date
from arshjul.calendar.wording import STATE_WORDS, TIMELINESS_WORDS, word
from arshjul.flows.board import BoardRow
from arshjul.models.codes import Completeness, State, Timeliness
from arshjul.models.lang import get_lang, say

_MARKS = {
    "overdue": ("✖", "bold red"),
    "incomplete": ("◐", "yellow"),
    "late": ("◆", "magenta"),
    "disputed": ("?", "cyan"),
    "done": ("✔", "green"),
    "open": ("○", "bold"),
    "planned": ("·", "dim"),
    "undated": ("–", "dim"),
}


def print_board(rows: Sequence[BoardRow], today: dt.date) -> None:
    """The board as a table with a summary below it."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 150)
    title = say(f"Tavle per {short_date(today, 'nb')} {today.year}", f"Board on {short_date(today, 'en')} {today.year}")
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (
        "", say("Frist", "Due"), say("Dager", "Days"), say("Aktør", "Actor"), say("Hva", "What"),
        say("Ansvarlig", "Owner"), say("Tilstand", "State"), say("I tide?", "In time?"), say("Mangler og feil", "Missing and faults"),
    ):  # fmt: skip
        table.add_column(heading, justify="right" if heading in ("Dager", "Days") else "left", overflow="fold")
    for row in rows:
        _add(table, row)
    console.print(table)
    console.print(Text(summary(rows)))


def _add(table: Table, row: BoardRow) -> None:
    symbol, style = _MARKS[mark(row)]
    lang = get_lang()
    table.add_row(
        Text(symbol, style),
        Text(due_words(row)),
        Text("" if row.days_left is None else str(row.days_left)),
        Text(row.actor),
        Text(row.title),
        Text(row.owner or "–"),
        Text(word(STATE_WORDS, row.state, lang), style),
        Text(word(TIMELINESS_WORDS, row.timeliness, lang)),
        Text(missing_words(row)),
    )


def mark(row: BoardRow) -> str:
    """The row's symbol: the most urgent thing about it."""
    if row.timeliness is Timeliness.OVERDUE:
        return "overdue"
    if row.completeness is Completeness.INCOMPLETE:
        return "incomplete"
    if row.timeliness is Timeliness.LATE:
        return "late"
    if row.state in (State.COMPLETE, State.ACCEPTED, State.RECEIVED):
        return "done"
    if row.timeliness is Timeliness.DISPUTED:
        return "disputed"
    if row.due is None:
        return "undated"
    return "open" if row.state is State.OPEN else "planned"


def due_words(row: BoardRow) -> str:
    """The date of record, with the last working day or the other stated date where they differ."""
    if row.due is None:
        return say("venter på dato", "awaiting a date")
    text = row.due.isoformat()
    if row.latest and row.latest != row.due:
        return text + say(f" eller {row.latest.isoformat()}", f" or {row.latest.isoformat()}")
    if row.last_workday != row.due:
        text += f" ({row.last_workday:%d.%m.})" if get_lang() != "en" else f" ({row.last_workday:%d %b})"
    return text + (say(" (utledet)", " (inferred)") if row.unconfirmed else "")


def missing_words(row: BoardRow) -> str:
    """Faults first, then what makes a report incomplete; a restricted one tells only how many."""
    parts = list(row.faults)
    gaps = [finding for finding in row.findings if finding["severity"] != "weak"]
    if gaps and row.restricted:
        parts.append(say(f"{len(gaps)} punkter mangler", f"{len(gaps)} points are missing"))
    else:
        parts += [finding["message"] for finding in gaps[:6]]
        if len(gaps) > 6:
            parts.append(say(f"og {len(gaps) - 6} til", f"and {len(gaps) - 6} more"))
    if row.timeliness is Timeliness.LATE and row.delivered_on:
        parts.append(say(f"kom {row.delivered_on.isoformat()}", f"came {row.delivered_on.isoformat()}"))
    return "; ".join(parts)


def summary(rows: Sequence[BoardRow]) -> str:
    """One sentence with the numbers that matter."""
    overdue = sum(row.timeliness is Timeliness.OVERDUE for row in rows)
    incomplete = sum(row.completeness is Completeness.INCOMPLETE for row in rows)
    waiting = sum(row.state is State.OPEN and row.timeliness is not Timeliness.OVERDUE for row in rows)
    faults = sum(len(row.faults) for row in rows)
    undated = sum(row.due is None and row.state in (State.PLANNED, State.OPEN) for row in rows)
    return say(
        f"{len(rows)} leveranser: {overdue} over fristen, {incomplete} ufullstendige, {waiting} åpne, "
        f"{undated} venter på dato, {faults} feil.",
        f"{len(rows)} deliverables: {overdue} overdue, {incomplete} incomplete, {waiting} open, "
        f"{undated} awaiting a date, {faults} faults.",
    )
