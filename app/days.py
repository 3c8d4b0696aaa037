"""What the day's verbs do: run, send, show the board and the outbox.

What lives here: from options to stages to words and exit codes. 1 means that something falls short.
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from rich.console import Console

from arshjul.app import clock
from arshjul.app.boards import print_board
from arshjul.app.cli import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.loading import tell_changes
from arshjul.app.progress import Progress
from arshjul.app.wiring import DayDone, open_parts, run_day
from arshjul.flows.board import BOARD_KEYS, BoardRow, board
from arshjul.flows.parts import Parts
from arshjul.flows.reminding import dispatch
from arshjul.flows.settings import Settings, database_exists, default_database
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.notifications.transports.base import Transport
from arshjul.notifications.transports.console import ConsoleTransport
from arshjul.store import outbox
from arshjul.store.engine import open_database

OUTBOX_KEYS = ("key", "day", "person", "channel", "state", "notices", "attempts", "sent_at", "error")


def out_folder(named: Path | None) -> Path:
    """Where messages and calendars go: the option, ARSHJUL_OUT, else beside the user's own database."""
    from_environment = os.environ.get("ARSHJUL_OUT")
    return named or (Path(from_environment) if from_environment else default_database().parent)


def day_command(found: Settings, as_of: str | None, out: Path | None, *, flow: bool) -> int:
    """Run the day and tell what it did."""
    moment, folder = clock.now(as_of), out_folder(out)
    if flow:
        from arshjul.app.flow_runs import run_flow

        with Progress() as progress:
            done = run_flow(found, moment, folder, progress)
        with open_parts(found, moment, folder) as parts:
            return _tell_day(parts, done, folder)
    with Progress() as progress, open_parts(found, moment, folder) as parts:
        finished = run_day(parts, folder, progress.detail)
        return _tell_day(parts, finished, folder)


def _tell_day(parts: Parts, done: DayDone, folder: Path) -> int:
    console = Console(highlight=False, soft_wrap=True)
    for change in done.changes:
        tell_changes(change)
    console.print(day_words(done), markup=False)
    console.print(say(f"Meldinger: {folder / 'messages'}", f"Messages: {folder / 'messages'}"), markup=False)
    console.print(say(f"Kalendere: {folder / 'calendars'}", f"Calendars: {folder / 'calendars'}"), markup=False)
    return FALLS_SHORT if any(row.falls_short for row in board(parts)) or done.failed else OK


def day_words(done: DayDone) -> str:
    """What a day did, in one line."""
    if done.quiet:
        sent = say("stille time: ingenting avgjøres eller sendes nå", "quiet hours: nothing is decided or sent now")
    elif done.sent or done.failed:
        sent = say(
            f"{done.sent} meldinger sendt, {done.failed} feilet", f"{done.sent} messages sent, {done.failed} failed"
        )
    else:
        sent = say("ingenting nytt å sende", "nothing new to send")
    return say(
        f"{done.opened} åpnet, {done.taken} rapporter mottatt, {done.judged} vurdert, {done.faults} feil ved henting; {sent}.",
        f"{done.opened} opened, {done.taken} reports received, {done.judged} judged, {done.faults} faults while pulling; {sent}.",
    )


def dispatch_command(found: Settings, as_of: str | None, out: Path | None, *, console: bool) -> int:
    """Send what waits."""
    transport: Transport | None = ConsoleTransport(Console(highlight=False)) if console else None
    with open_parts(found, clock.now(as_of), out_folder(out), transport) as parts:
        done = asyncio.run(dispatch(parts))
    text = say(
        f"{done.sent} sendt, {done.cancelled} uaktuelle, {done.failed} feilet",
        f"{done.sent} sent, {done.cancelled} no longer needed, {done.failed} failed",
    )
    Console(highlight=False).print(text, markup=False)
    return FALLS_SHORT if done.failed else OK


def board_command(found: Settings, actor: str | None, as_of: str | None, fmt: Format) -> int:
    """Show the board; 1 when something is overdue, incomplete or faulty."""
    _must_exist(found)
    moment = clock.now(as_of)
    with open_parts(found, moment, out_folder(None)) as parts:
        rows = _of_actor(parts, board(parts), actor)
    if fmt is Format.TABLE:
        print_board(rows, moment.today)
    else:
        show([row.as_row() for row in rows], BOARD_KEYS, fmt, {})
    return FALLS_SHORT if any(row.falls_short for row in rows) else OK


def _of_actor(parts: Parts, rows: list[BoardRow], actor: str | None) -> list[BoardRow]:
    if actor is None:
        return rows
    catalogue = parts.catalogue()
    known = {slug for wheel in catalogue.wheels for slug in wheel.actors}
    if known and actor not in known:
        what = say(f"ukjent aktør: {actor}", f"unknown actor: {actor}")
        raise BadInput([Problem("--actor", what, remedy=nearest(actor, sorted(known)))])
    owners = {actor} | {group for group, members in catalogue.groups().items() if actor in members}
    return [row for row in rows if row.actor in owners]


def outbox_rows(found: Settings) -> list[dict[str, Any]]:
    """Every message as a row."""
    _must_exist(found)
    database = open_database(found.database_url)
    with database.read() as connection:
        rows = outbox.listing(connection)
    database.close()
    return [
        {
            "key": row.dedup_key,
            "day": row.day,
            "person": row.person,
            "channel": row.channel,
            "state": row.state,
            "notices": row.notices,
            "attempts": row.attempts,
            "sent_at": row.sent_at.astimezone(OSLO).isoformat() if row.sent_at else None,
            "error": row.error,
        }
        for row in rows
    ]


def _must_exist(found: Settings) -> None:
    if not database_exists(found):
        what = say("databasen finnes ikke ennå", "there is no database yet")
        remedy = say("kjør arshjul wheel load eller arshjul day først", "run arshjul wheel load or arshjul day first")
        raise BadInput([Problem(found.database_url, what, remedy=remedy)])
