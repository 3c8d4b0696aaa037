"""What the day's verbs do: run it, and send what waits.

What lives here: from options to stages to words and exit codes. 1 means that something falls short.
"""

import asyncio
from pathlib import Path

from arshjul.app import clock
from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.loading import tell_changes
from arshjul.app.places import writable
from arshjul.app.progress import Progress
from arshjul.app.terminal import console, line
from arshjul.app.wiring import DayDone, run_day
from arshjul.flows.board import board
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.sending import dispatch
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.lang import say
from arshjul.models.portfolio import Channel
from arshjul.models.problems import BadInput, Problem
from arshjul.notifications.transports.base import Transport
from arshjul.notifications.transports.console import ConsoleTransport
from arshjul.notifications.transports.files import FilesTransport


def day_command(found: Settings, as_of: str | None, out: Path | None, *, flow: bool) -> int:
    """Run the day and tell what it did."""
    moment, folder = clock.now(as_of), writable(out_folder(out))
    with open_parts(found, moment, folder, sends=True) as parts:
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
    if _are_files(parts):
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
    """Send what waits; where nothing is set up to files, or `here` in the terminal.

    BadInput for the terminal where something is: the messages would count as sent though nobody got them.
    """
    folder = out_folder(out) if here else writable(out_folder(out))
    with open_parts(found, clock.now(as_of), folder, sends=not here) as parts:
        if here:
            _show_instead(parts)
        done = asyncio.run(dispatch(parts))
        files = _are_files(parts)
    moved = say(f", {done.moved} gikk over til en annen kanal", f", {done.moved} went over to another channel")
    told = say(
        f"{done.sent} sendt, {done.cancelled} uaktuelle, {done.failed} feilet",
        f"{done.sent} sent, {done.cancelled} no longer needed, {done.failed} failed",
    )
    line(told + (moved if done.moved else ""))
    if done.sent and files:
        line(say(f"Meldinger: {folder / 'messages'}", f"Messages: {folder / 'messages'}"))
    return FALLS_SHORT if done.failed else OK


def _show_instead(parts: Parts) -> None:
    if not _are_files(parts):
        what = say("e-post eller Slack er satt opp", "e-mail or Slack is set up")
        see = say(
            "bruk arshjul remind preview for å se meldingene, eller dispatch uten --console for å sende dem",
            "use arshjul remind preview to see the messages, or dispatch without --console to send them",
        )
        raise BadInput([Problem("--console", what, remedy=see)])
    shown: Transport = ConsoleTransport(console())
    parts.transports = dict.fromkeys(Channel, shown)


def _are_files(parts: Parts) -> bool:
    """Whether messages are only left as files."""
    return any(isinstance(transport, FilesTransport) for transport in parts.transports.values())
