"""The board at the front desk: who owes what, when, in what state, and what is missing.

What lives here: what `board` does, and colours, symbols and words for people. Rows come from `flows/board.py`.
"""

import datetime as dt
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from arshjul.app import clock
from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.looking_back import must_be_past, must_be_remembered
from arshjul.app.terminal import line
from arshjul.app.view import known_id
from arshjul.calendar.date_words import short_date
from arshjul.calendar.wording import STATE_WORDS, TIMELINESS_WORDS, word
from arshjul.flows.board import BOARD_KEYS, BoardRow, board
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.sent_back import SENT_BACK
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.codes import DELIVERED, State, Timeliness
from arshjul.models.lang import get_lang, say
from arshjul.reports.findings import blocks
from arshjul.store import history

_WIDTH = 150
_MOST_POINTS = 8
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
_URGENCY = ("overdue", "incomplete", "disputed", "open", "planned", "undated", "late", "done")
"""What calls for somebody's work stands first, what is done last."""


def board_command(
    found: Settings, actor: str | None, as_of: str | None, known_at: dt.datetime | None, fmt: Format
) -> int:
    """Show the board; 1 when something is overdue, incomplete or faulty."""
    moment = clock.now(as_of)
    must_be_past(known_at, moment)
    with open_parts(found, moment, out_folder(None)) as parts:
        rows = rows_of(parts, actor, known_at)
    if fmt is Format.TABLE:
        print_board(rows, moment.today)
        if not rows:
            line(_nothing(known_at), error=True)
    else:
        show([row.as_row() for row in rows], BOARD_KEYS, fmt, {})
    return FALLS_SHORT if any(row.falls_short for row in rows) else OK


def rows_of(parts: Parts, actor: str | None, known_at: dt.datetime | None) -> list[BoardRow]:
    """The board, of one actor and its groups when named. BadInput for an unknown one, and for a time nobody remembers."""
    with parts.database.read() as connection:
        must_be_remembered(known_at, history.begins(connection))
    rows = board(parts, known_at)
    if actor is None:
        return rows
    catalogue = parts.catalogue(known_at)
    known = sorted({slug for wheel in catalogue.wheels for slug in wheel.actors})
    known_id(actor, known, "--actor", say("aktør", "actor"))
    owners = {actor} | {group for group, members in catalogue.groups().items() if actor in members}
    return [row for row in rows if row.actor in owners]


def _nothing(known_at: dt.datetime | None) -> str:
    if known_at is not None:
        return say("Ingenting var ført i databasen da.", "Nothing had been recorded by then.")
    return say(
        "Ingen årshjul er lastet: kjør arshjul wheel load eller arshjul day.",
        "No wheel is loaded: run arshjul wheel load or arshjul day.",
    )


def print_board(rows: Sequence[BoardRow], today: dt.date) -> None:
    """The board as a table, below it what is missing in full, and a sentence with the numbers that matter."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    title = say(f"Tavle per {short_date(today, 'nb')} {today.year}", f"Board on {short_date(today, 'en')} {today.year}")
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column(say("Frist", "Due"), no_wrap=True)
    table.add_column(say("Dager", "Days"), justify="right")
    for heading in (say("Aktør", "Actor"), say("Hva", "What"), say("Ansvarlig", "Owner"), say("Tilstand", "State")):
        table.add_column(heading)
    table.add_column(say("Mangler", "Missing"))
    for row in sorted(rows, key=lambda row: _URGENCY.index(mark(row))):  # within each: by date, as they came
        symbol, style = _MARKS[mark(row)]
        days = "" if row.days_left is None or row.state in DELIVERED else str(row.days_left)
        cells = (due_words(row), days, row.actor, what_words(row))
        table.add_row(
            Text(symbol, style),
            *map(Text, cells),
            Text(row.owner or "–"),
            Text(state_words(row), style),
            Text(short_words(row)),
        )
    console.print(table)
    _print_missing(console, rows)
    console.print(Text(summary(rows), "bold"))


def _print_missing(console: Console, rows: Sequence[BoardRow]) -> None:
    """Each deliverable that has faults or gaps, with all of them in words."""
    faulty = [(row, points) for row in rows if (points := missing_points(row))]
    if not faulty:
        return
    console.print(Text(say("Dette mangler eller er feil", "What is missing or wrong"), "bold"))
    for row, points in faulty:
        symbol, style = _MARKS[mark(row)]
        console.print(Text.assemble((f"{symbol} ", style), f"{row.actor}: {what_words(row)}"))
        for point in points:
            console.print(Padding(Text(f"– {point}"), (0, 0, 0, 4)))
    console.print()


def mark(row: BoardRow) -> str:
    """The row's symbol: the most urgent thing about it."""
    if row.timeliness is Timeliness.OVERDUE:
        return "overdue"
    if row.wants:
        return "incomplete"
    if row.timeliness is Timeliness.LATE:
        return "late"
    if row.state in DELIVERED:
        return "done"
    if row.timeliness is Timeliness.DISPUTED:
        return "disputed"
    if row.due is None:
        return "undated"
    return "open" if row.state is State.OPEN else "planned"


def what_words(row: BoardRow) -> str:
    """The title, and for which meeting."""
    if row.meeting_date is None:
        return row.title
    day = short_date(row.meeting_date, get_lang()).split(" ", 1)[1]
    return f"{row.title} ({day})"


def due_words(row: BoardRow) -> str:
    """The date of record, with the last working day or the other stated date where they differ."""
    if row.due is None:
        return say("venter på dato", "awaiting a date")
    if row.latest and row.latest != row.due:
        return say(f"{_day(row.due)} eller {_day(row.latest)}", f"{_day(row.due)} or {_day(row.latest)}")
    if row.unconfirmed:
        return _day(row.due) + say(" utledet", " inferred")
    if row.last_workday and row.last_workday != row.due:
        return _day(row.due) + say(f", arb.dag {_day(row.last_workday)}", f", workday {_day(row.last_workday)}")
    return _day(row.due)


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.}" if get_lang() != "en" else f"{day:%d %b}"


def state_words(row: BoardRow) -> str:
    """State and timeliness in a few words; timeliness is left out where it says nothing new."""
    lang = get_lang()
    state = word(STATE_WORDS, row.state, lang)
    if row.asked_until:
        day = _day(row.asked_until)
        state += say(f", har bedt om {day}", f", has asked for {day}")
    if row.awaits:
        state += say(", venter på departementets godkjenning", ", awaits the ministry's approval")
    if row.timeliness in (Timeliness.NOT_DUE, Timeliness.UNDATED, Timeliness.WAIVED):
        return state
    timeliness = word(TIMELINESS_WORDS, row.timeliness, lang)
    if row.timeliness is Timeliness.LATE and row.delivered_on:
        timeliness += say(f", kom {_day(row.delivered_on)}", f", came {_day(row.delivered_on)}")
    return f"{state}, {timeliness}"


def short_words(row: BoardRow) -> str:
    """How many gaps and faults; the words stand below the table."""
    gaps = len(blocking(row))
    parts = [say("sendt tilbake", "sent back")] if _sent_back(row) else []
    if gaps:
        parts.append(say(f"{gaps} punkt" + "er" * (gaps > 1), f"{gaps} point" + "s" * (gaps > 1)))
    if row.faults:
        parts.append(say(f"{len(row.faults)} feil", f"{len(row.faults)} fault" + "s" * (len(row.faults) > 1)))
    return ", ".join(parts)


def blocking(row: BoardRow) -> list[dict[str, object]]:
    """The findings that make a report incomplete."""
    return [f for f in row.findings if blocks(f["code"], f["severity"], f["maker"])]


def missing_points(row: BoardRow) -> list[str]:
    """Faults first, then what makes a report incomplete; a restricted one tells only how many."""
    gaps = blocking(row)
    if gaps and row.restricted:
        told = [say(f"{len(gaps)} punkter mangler", f"{len(gaps)} points are missing")]
    else:
        told = [str(finding["message"]) for finding in gaps[:_MOST_POINTS]]
        if len(gaps) > _MOST_POINTS:
            told.append(say(f"og {len(gaps) - _MOST_POINTS} til", f"and {len(gaps) - _MOST_POINTS} more"))
    return [*row.faults, *_sent_back(row), *told]


def _sent_back(row: BoardRow) -> list[str]:
    """That somebody has sent it back, and why."""
    return [str(finding["message"]) for finding in row.findings if finding["code"] == SENT_BACK]


def summary(rows: Sequence[BoardRow]) -> str:
    """One sentence with the numbers that matter."""
    overdue = sum(row.timeliness is Timeliness.OVERDUE for row in rows)
    incomplete = sum(row.wants for row in rows)
    waiting = sum(row.state is State.OPEN and row.timeliness is not Timeliness.OVERDUE for row in rows)
    faults = sum(len(row.faults) for row in rows)
    undated = sum(row.due is None and row.state in (State.PLANNED, State.OPEN) for row in rows)
    return say(
        f"{len(rows)} leveranser: {overdue} over fristen, {incomplete} ufullstendig{'e' * (incomplete != 1)}, "
        f"{waiting} åpne, {undated} venter på dato, {faults} feil.",
        f"{len(rows)} deliverables: {overdue} overdue, {incomplete} incomplete, {waiting} open, "
        f"{undated} awaiting a date, {faults} fault{'s' * (faults != 1)}.",
    )
