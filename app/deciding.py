"""The verbs by which the office records what others have said: conflict decide, extension, deliverable accept and the like.

What lives here: from options to stages to words. What may be recorded, and what follows, is `flows/`.
"""

import datetime as dt
from pathlib import Path

from arshjul.app.attaching import read_pdf
from arshjul.app.listing import Format
from arshjul.app.opening import opened
from arshjul.app.recorded_shown import show_recorded
from arshjul.app.terminal import line
from arshjul.calendar.change_warnings import WarningKind, warning_words
from arshjul.calendar.date_words import long_date
from arshjul.calendar.wording import CHANNEL_WORDS, word
from arshjul.flows import accepting, deciding, extending, registering
from arshjul.flows.recorded import Recorded, Words
from arshjul.flows.settings import Settings
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import SendingChannel


def words(by: str, reference: str | None, reason: str | None) -> Words:
    """Who said so, where it stands, and why."""
    return Words(by, reference or "", reason or "")


def one_answer(*, granted: bool, denied: bool, until: dt.date | None) -> bool:
    """Whether a request is granted. BadInput unless just one of the two is said, or when a denial has a date."""
    if granted == denied:
        what = say("si enten --granted eller --denied", "say either --granted or --denied")
        raise BadInput([Problem("arshjul extension record", what)])
    if denied and until:
        what = say("passer ikke sammen med --denied", "does not go with --denied")
        raise BadInput([Problem("--until", what, remedy=say("fjern det ene", "leave one of them out"))])
    return granted


def decide_command(
    found: Settings, as_of: str | None, conflict: str, in_force: dt.date, said: Words, actor: str | None, fmt: Format
) -> None:
    """Record the ministry's decision of a contradiction."""
    with opened(found, as_of) as parts:
        done = deciding.decide_conflict(parts, conflict, in_force, said, actor)
    day = long_date(in_force, get_lang())
    told = say(
        f"Ført: {done.by} har bestemt at fristen er {day} ({said.reference}).",
        f"Recorded: {done.by} has decided that the deadline is {day} ({said.reference}).",
    )
    _show(done, fmt, "conflict.decided", told, said.reference)


def request_command(
    found: Settings, as_of: str | None, key: str, until: dt.date, reason: str, by: str | None, fmt: Format
) -> None:
    """Record that somebody asks for a later date."""
    with opened(found, as_of) as parts:
        done = extending.ask_extension(parts, key, until, reason, by)
    if fmt is not Format.TABLE:
        show_recorded(done, fmt, "extension.asked")
        return
    day, number = long_date(until, get_lang()), done.number
    line(
        say(
            f"Søknad {number}: {done.by} ber om frist {day} for {done.keys[0]}. Fristen står til svaret er ført.",
            f"Request {number}: {done.by} asks for {day} for {done.keys[0]}. The deadline stands till it is answered.",
        )
    )
    _warn(done)
    line(
        say(
            f"Før svaret: arshjul extension record {number} --granted|--denied --by … --reference …",
            f"Record the answer: arshjul extension record {number} --granted|--denied --by … --reference …",
        )
    )


def answer_command(
    found: Settings, as_of: str | None, request: str, said: Words, fmt: Format, *, granted: bool, until: dt.date | None
) -> None:
    """Record the ministry's answer to a request."""
    with opened(found, as_of) as parts:
        done = extending.answer_extension(parts, request, said, granted=granted, until=until)
    if done.until is not None:
        day = long_date(done.until, get_lang())
        told = say(
            f"Ført: {done.by} har gitt utsatt frist til {day} for {done.keys[0]} ({said.reference}).",
            f"Recorded: {done.by} has extended the deadline to {day} for {done.keys[0]} ({said.reference}).",
        )
    else:
        told = say(
            f"Ført: {done.by} har avslått utsatt frist for {done.keys[0]} ({said.reference}). Fristen står.",
            f"Recorded: {done.by} has denied a later date for {done.keys[0]} ({said.reference}). The deadline stands.",
        )
    _show(done, fmt, "extension.granted" if granted else "extension.denied", told, said.reference)


def accept_command(found: Settings, as_of: str | None, key: str, said: Words, fmt: Format) -> None:
    """Record that somebody accepts what is complete."""
    with opened(found, as_of) as parts:
        done = accepting.accept(parts, key, said)
    if done.already:
        told = say(f"{done.keys[0]} er alt godtatt ({done.by}).", f"{done.keys[0]} is accepted already ({done.by}).")
    else:
        told = say(f"Ført: {done.by} har godtatt {done.keys[0]}.", f"Recorded: {done.by} has accepted {done.keys[0]}.")
    _show(done, fmt, "deliverable.accepted", told, said.reference)


def return_command(found: Settings, as_of: str | None, key: str, said: Words, fmt: Format) -> None:
    """Record that somebody sends back what came."""
    with opened(found, as_of) as parts:
        done = accepting.give_back(parts, key, said)
    if done.already:
        told = say(
            f"{done.keys[0]} er alt sendt tilbake ({done.by}), og ingenting nytt er kommet.",
            f"{done.keys[0]} is sent back already ({done.by}), and nothing new has come.",
        )
    else:
        told = say(
            f"Ført: {done.by} har sendt {done.keys[0]} tilbake til den ansvarlige.",
            f"Recorded: {done.by} has sent {done.keys[0]} back to its owner.",
        )
    _show(done, fmt, "deliverable.returned", told, said.reference)


def register_command(
    found: Settings, as_of: str | None, key: str, sent: dt.date | dt.datetime, channel: str, reference: str,
    attach: Path | None, by: str | None, fmt: Format,
) -> None:  # fmt: skip
    """Register a formal sending."""
    formal = registering.Formal(sent, SendingChannel(channel), reference, read_pdf(attach) if attach else None)
    with opened(found, as_of) as parts:
        done = registering.register(parts, key, formal, by)
    assert done.until is not None
    day, way = long_date(done.until, get_lang()), word(CHANNEL_WORDS, channel, get_lang())
    if done.already:
        told = say(
            f"{done.keys[0]} er alt registrert sendt {day} ({reference}).",
            f"{done.keys[0]} is registered as sent on {day} already ({reference}).",
        )
    else:
        told = say(
            f"Registrert: {done.keys[0]} sendt departementet {day} ({way}, {reference}).",
            f"Registered: {done.keys[0]} sent to the ministry on {day} ({way}, {reference}).",
        )
    _show(done, fmt, "delivery.registered", told, reference)


def _show(done: Recorded, fmt: Format, what: str, told: str, reference: str) -> None:
    """One object for programs; for people a sentence, what has moved, and what whoever records should see."""
    if fmt is not Format.TABLE:
        show_recorded(done, fmt, what, reference)
        return
    line(told)
    if done.plan is not None:
        _tell_moved(done)
    _warn(done)


def _tell_moved(done: Recorded) -> None:
    """Each deliverable that it is about, and those whose deadline has moved."""
    rows = {row.key: row for row in done.plan.rows} if done.plan else {}
    for key in sorted({*done.keys, *rows}):
        row = rows.get(key)
        moved = f": {row.old_due or '–'} → {row.new_due or '–'}" if row and row.old_due != row.new_due else ""
        line(f"  {key}{moved}")
        looks = [one for one in row.warnings if one.kind != WarningKind.PAST] if row else []  # that is said once, below
        for warning in warning_words(looks):
            line(say(f"  Obs: {warning}", f"  Note: {warning}"), error=True)


def _warn(done: Recorded) -> None:
    for warning in done.warnings:
        line(say(f"Obs: {warning}", f"Note: {warning}"), error=True)
