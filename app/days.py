"""What the day's verbs do: run, send, show the board and the outbox.

What lives here: from options to stages to words and exit codes. 1 means that something falls short.
"""

import asyncio
from pathlib import Path
from typing import Any

from arshjul.app import clock
from arshjul.app.boards import print_board
from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.loading import tell_changes
from arshjul.app.places import writable
from arshjul.app.progress import Progress
from arshjul.app.terminal import console, line
from arshjul.app.view import known_id
from arshjul.app.wiring import DayDone, run_day
from arshjul.flows.board import BOARD_KEYS, BoardRow, board
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.reminding import dispatch
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.notifications.transports.base import Transport
from arshjul.notifications.transports.console import ConsoleTransport
from arshjul.store import outbox
from arshjul.store.engine import open_database

OUTBOX_KEYS = ("key", "day", "person", "channel", "state", "notices", "attempts", "sent_at", "error")


_MESSAGE_STATES = {
    "pending": ("venter", "pending"),
    "claimed": ("sendes nå", "being sent"),
    "sent": ("sendt", "sent"),
    "cancelled": ("uaktuell", "cancelled"),
    "failed": ("feilet", "failed"),
    "uncertain": ("usikkert om den kom fram", "uncertain"),
}


def message_state(code: str) -> str:
    """A message's state in the reader's language."""
    return say(*_MESSAGE_STATES.get(code, (code, code)))


def day_command(found: Settings, as_of: str | None, out: Path | None, *, flow: bool) -> int:
    """Run the day and tell what it did."""
    moment, folder = clock.now(as_of), writable(out_folder(out))
    with open_parts(found, moment, folder) as parts:
        with Progress() as progress:
            if flow:
                from arshjul.app.flow_runs import run_flow

                done = run_flow(found, moment, folder, progress)
            else:
                done = run_day(parts, folder, progress.detail)
        return _tell_day(parts, done, folder)


def _tell_day(parts: Parts, done: DayDone, folder: Path) -> int:
    for change in done.changes:
        tell_changes(change)
    line(day_words(done))
    line(say(f"Meldinger: {folder / 'messages'}", f"Messages: {folder / 'messages'}"))
    line(say(f"Kalendere: {folder / 'calendars'}", f"Calendars: {folder / 'calendars'}"))
    return FALLS_SHORT if any(row.falls_short for row in board(parts)) or done.failed else OK


def day_words(done: DayDone) -> str:
    """What a day did, in one line."""
    if done.quiet:
        sent = say("stille time: ingenting avgjøres eller sendes nå", "quiet hours: nothing is decided or sent now")
    elif done.sent or done.failed:
        messages = say(_count(done.sent, "melding", "meldinger"), _count(done.sent, "message", "messages"))
        sent = say(f"{messages} sendt, {done.failed} feilet", f"{messages} sent, {done.failed} failed")
    else:
        sent = say("ingenting nytt å sende", "nothing new to send")
    reports = say(_count(done.taken, "rapport", "rapporter"), _count(done.taken, "report", "reports"))
    faults = say(f"{done.faults} feil", _count(done.faults, "fault", "faults"))
    return say(
        f"{done.opened} åpnet, {reports} mottatt, {done.judged} vurdert, {faults} ved henting; {sent}.",
        f"{done.opened} opened, {reports} received, {done.judged} judged, {faults} while pulling; {sent}.",
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def dispatch_command(found: Settings, as_of: str | None, out: Path | None, *, here: bool) -> int:
    """Send what waits, to files or `here` in the terminal."""
    folder = out_folder(out) if here else writable(out_folder(out))
    transport: Transport | None = ConsoleTransport(console()) if here else None
    with open_parts(found, clock.now(as_of), folder, transport) as parts:
        done = asyncio.run(dispatch(parts))
    line(
        say(
            f"{done.sent} sendt, {done.cancelled} uaktuelle, {done.failed} feilet",
            f"{done.sent} sent, {done.cancelled} no longer needed, {done.failed} failed",
        )
    )
    if done.sent and not here:
        line(say(f"Meldinger: {folder / 'messages'}", f"Messages: {folder / 'messages'}"))
    return FALLS_SHORT if done.failed else OK


def board_command(found: Settings, actor: str | None, as_of: str | None, fmt: Format) -> int:
    """Show the board; 1 when something is overdue, incomplete or faulty."""
    moment = clock.now(as_of)
    with open_parts(found, moment, out_folder(None)) as parts:
        rows = _of_actor(parts, board(parts), actor)
    if fmt is Format.TABLE:
        print_board(rows, moment.today)
        if not rows:
            line(
                say(
                    "Ingen årshjul er lastet: kjør arshjul wheel load eller arshjul day.",
                    "No wheel is loaded: run arshjul wheel load or arshjul day.",
                ),
                error=True,
            )
    else:
        show([row.as_row() for row in rows], BOARD_KEYS, fmt, {})
    return FALLS_SHORT if any(row.falls_short for row in rows) else OK


def _of_actor(parts: Parts, rows: list[BoardRow], actor: str | None) -> list[BoardRow]:
    if actor is None:
        return rows
    catalogue = parts.catalogue()
    known = sorted({slug for wheel in catalogue.wheels for slug in wheel.actors})
    known_id(actor, known, "--actor", say("aktør", "actor"))
    owners = {actor} | {group for group, members in catalogue.groups().items() if actor in members}
    return [row for row in rows if row.actor in owners]


def outbox_rows(found: Settings) -> list[dict[str, Any]]:
    """Every message as a row."""
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
