"""What the verbs about the log do: events as rows, and what is wrong with the log in words.

What lives here: words and exit codes. Reading is `store/event_list.py`, comparing `store/audit.py`.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from arshjul.app.exits import FALLS_SHORT, OK
from arshjul.app.listing import Format, show
from arshjul.app.progress import Progress
from arshjul.app.terminal import line
from arshjul.app.view import known_id
from arshjul.flows.settings import Settings, database_exists, database_file
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.store import audit, event_list
from arshjul.store.engine import Database, open_database
from arshjul.store.log_check import Flaw, sealed_from

EVENT_KEYS = ("seq", "at", "recorded_at", "actor", "kind", "subject", "why", "before", "after", "hash")
FLAW_KEYS = ("what", "table", "row", "event", "message")
_HASH = 12
_STEP = 10_000
_LONG = 60


def list_events(
    found: Settings, kind: str | None, subject: str | None, since: dt.datetime | None, limit: int, fmt: Format
) -> None:
    """Show the newest events that are wanted, oldest first."""
    with _opened(found) as database, database.read() as connection:
        wanted = event_list.Wanted(kind, subject, since)
        rows = event_list.newest(connection, wanted, limit)
        if not rows:
            known_id(kind, event_list.kinds(connection), "--kind", say("type hendelse", "kind of event"))
            known_id(subject, event_list.subjects(connection), "--subject", say("emne", "subject"))
        more = event_list.count(connection, wanted) - len(rows)
    columns = {
        "seq": say("Nr.", "No."), "day": say("Tid", "At"), "kind": say("Hendelse", "Event"),
        "subject": say("Gjelder", "About"), "actor": say("Av", "By"), "why": say("Hvorfor", "Why"), "change": say("Etter", "After"),
        "recorded": say("Ført", "Recorded"), "short": say("Sum", "Hash"),
    }  # fmt: skip
    title = say("Hendelser", "Events")
    show([_event(row) for row in rows], EVENT_KEYS, fmt, columns, title, ("short", "recorded", "change", "why"))
    if more > 0:
        line(say(f"{more} eldre er ikke vist (--limit)", f"{more} older ones are not shown (--limit)"), error=True)


def _event(row: Any) -> dict[str, Any]:
    at, recorded = row.at.astimezone(OSLO), row.recorded_at.astimezone(OSLO)
    return {
        "seq": row.seq,
        "at": at.isoformat(),
        "recorded_at": recorded.isoformat(),
        "actor": row.actor,
        "kind": row.kind,
        "subject": row.subject,
        "why": row.why,
        "before": _told(row.before),
        "after": _told(row.after),
        "hash": row.hash[:_HASH],
        "day": at.strftime("%Y-%m-%d %H:%M"),
        "recorded": recorded.strftime("%Y-%m-%d %H:%M"),
        "change": row.after if len(row.after) <= _LONG else f"{row.after[:_LONG]} …",
        "short": row.hash[:_HASH],
    }


def _told(text: str) -> Any:
    """What an event says, as it was given; a text that is no JSON as it stands."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def verify_log(found: Settings, fmt: Format) -> int:
    """Say what is wrong with the history, or that nothing is; 1 when something is."""
    with _opened(found) as database:
        with Progress(quiet=fmt is not Format.TABLE) as progress:
            flaws = list(audit.flaws(database, lambda done, total: _tell(progress, done, total)))
        with database.read() as connection:
            count, covered = event_list.count(connection, event_list.Wanted()), sealed_from(connection)
        new = audit.unvouched(database)
    if fmt is not Format.TABLE:
        show([{**one._asdict(), "message": words(one)} for one in flaws], FLAW_KEYS, fmt, {})
        return FALLS_SHORT if flaws else OK
    for one in flaws:
        line(words(one))
    if flaws:
        line(say(f"{len(flaws)} feil i {count} hendelser", f"{len(flaws)} faults in {count} events"), error=True)
        return FALLS_SHORT
    line(_all_holds(database, count))
    if new:
        line(
            say(
                f"{new} av dem er nyere enn slutten som er lagret utenfor databasen; neste kjøring retter det.",
                f"{new} of them are newer than the end that is kept outside the database; the next run mends that.",
            )
        )
    if covered > 1:
        line(
            say(
                f"Hendelser før nummer {covered} er eldre enn sikringen av radene: bare loggen selv er sjekket.",
                f"Events before number {covered} are older than the sealing of rows: only the log itself was checked.",
            )
        )
    return OK


def _tell(progress: Progress, done: int, total: int) -> None:
    if total > _STEP and (done % _STEP == 0 or done == total):
        progress.detail(say(f"{done} av {total} hendelser", f"{done} of {total} events"))


def _all_holds(database: Database, count: int) -> str:
    where = database.head
    if where is None or not count:
        end = ""
    else:
        end = say(f", og slutten av loggen stemmer med {where}", f", and the end of the log agrees with {where}")
    return say(
        f"Alt stemmer: {count} hendelser i en ubrutt kjede, radene og tekstene er de som ble ført{end}.",
        f"All holds: {count} events in an unbroken chain, rows and texts are those that were recorded{end}.",
    )


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    """The database, which must be there: looking at a log makes none. BadInput when it is not."""
    if not database_exists(found):
        place = str(database_file(found) or found.database_url)
        remedy = say("velg databasen med --database", "choose the database with --database")
        raise BadInput([Problem(place, say("finnes ikke", "does not exist"), remedy=remedy)])
    database = open_database(found.database_url)
    try:
        yield database
    finally:
        database.close()


_TABLES = {
    "event": ("hendelse", "event"),
    "due_revision": ("frist", "deadline"),
    "meeting_revision": ("møtedato", "meeting date"),
    "wheel_version": ("årshjulutgave", "wheel version"),
    "state_change": ("tilstand", "state"),
    "decision": ("avgjørelse", "decision"),
    "sending": ("forsendelse", "sending"),
    "handover": ("overtakelse", "handover"),
    "submission": ("rapportutgave", "report version"),
    "judgement": ("vurdering", "judgement"),
    "finding": ("funn", "finding"),
    "attachment": ("vedlegg", "attachment"),
    "wheel": ("årshjul", "wheel"),
    "deliverable": ("leveranse", "deliverable"),
    "meeting": ("møte", "meeting"),
}
_WORDS = {
    "missing": ("{place} mangler", "{place} is missing"),
    "added": ("{place} er satt inn", "{place} was inserted"),
    "altered": ("{place} er endret", "{place} was altered"),
    "altered event": (
        "{place} er endret, eller henger ikke sammen med den før",
        "{place} was altered, or does not follow from the one before",
    ),
    "rows event": ("{place}: radene er ikke de som ble ført", "{place}: its rows are not those recorded"),
    "unreadable event": (
        "{place}, eller en rad som hører til, kan ikke leses",
        "{place}, or a row that belongs to it, cannot be read",
    ),
    "body": ("{place}: innholdet er endret", "{place}: its content was altered"),
    "state": ("{place} står ikke slik historien sier", "{place} does not stand as its history says"),
    "told": (
        "{place}: tidspunktet for varselet stemmer ikke med det som er sendt",
        "{place}: when it was told does not agree with what was sent",
    ),
    "off": ("triggeren {row} mangler eller er slått av", "trigger {row} is missing or switched off"),
    "unreadable head": ("{row} sier ikke noe som kan forstås", "{row} says nothing that can be understood"),
    "cut_off": (
        "loggen er kuttet av: {row} kjenner hendelse {event}",
        "the log was cut off: {row} knows of event {event}",
    ),
    "differs": (
        "loggen er en annen: hendelse {event} er ikke den som {row} kjenner",
        "the log is another one: event {event} is not the one that {row} knows",
    ),
    "absent": (
        "{row} mangler: ingenting utenfor databasen bekrefter slutten av loggen",
        "{row} is missing: nothing outside the database vouches for the end of the log",
    ),
}


def words(flaw: Flaw) -> str:
    """What is wrong, and where, as one sentence."""
    nb, en = _TABLES.get(flaw.table, (flaw.table, flaw.table))
    place = f"{say(nb, en)} {flaw.row}"
    if flaw.table != "event" and flaw.event is not None:
        place = say(f"hendelse {flaw.event}, {place}", f"event {flaw.event}, {place}") + f" ({flaw.table})"
    said = _WORDS.get(f"{flaw.what} {flaw.table}") or _WORDS[flaw.what]
    return say(*said).format(place=place, row=flaw.row, event=flaw.event)
