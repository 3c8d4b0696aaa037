"""The ladder of one deliverable at the front desk.

What lives here: from options to rows and words. The steps are explained in `flows/ladder.py`.
"""

from typing import Any

from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.calendar.date_words import long_date, short_date
from arshjul.flows.ladder import Explained, confirm, explained
from arshjul.flows.settings import Settings
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO

LADDER_KEYS = ("revision", "step", "day", "state", "person", "channel", "at", "why", "message")
STEP_WORDS = {
    "invitation": ("invitasjon", "invitation"), "before_7": ("første påminnelse", "first reminder"),
    "before_3": ("andre påminnelse", "second reminder"), "last_day": ("siste arbeidsdag", "last working day"),
    "overdue": ("over fristen", "overdue"), "manager": ("til lederen", "to the manager"), "gaps": ("mangler", "gaps"),
    "receipt": ("kvittering", "receipt"), "unread": ("kan ikke leses", "unreadable"),
    "moved": ("ny dato", "new date"), "dated": ("dato satt", "date set"), "cancelled": ("avlyst", "cancelled"),
    "waived": ("frafalt", "waived"), "extended": ("utsatt frist", "extension"), "denied": ("avslag", "denied"),
    "decided": ("avgjort", "decided"), "accepted": ("godtatt", "accepted"), "returned": ("sendt tilbake", "sent back"),
    "taken_over": ("overtatt", "taken over"), "not_moved": ("omdisponering avslått", "reallocation denied"),
}  # fmt: skip
_STATES = {
    "sent": ("sendt", "sent"), "queued": ("venter i utboksen", "in the outbox"), "failed": ("feilet", "failed"),
    "dropped": ("falt bort", "dropped"), "planned": ("planlagt", "planned"), "held": ("holdes tilbake", "held back"),
    "waiting": ("må bekreftes", "to be confirmed"), "passed_over": ("hoppet over", "passed over"),
    "void": ("bortfalt", "void"),
}  # fmt: skip


def explain_command(found: Settings, as_of: str | None, key: str, fmt: Format) -> None:
    """Show every step of a deliverable. BadInput for an unknown one."""
    with opened(found, as_of) as parts:
        rows = [_row(one) for one in explained(parts, key)]
    columns = {
        "when": say("Når", "When"), "what": say("Trinn", "Step"), "person": say("Til", "To"),
        "channel": say("Kanal", "Channel"), "how": say("Tilstand", "State"), "why": say("Hvorfor", "Why"),
        "revision": say("Frist nr.", "Deadline no."),
    }  # fmt: skip
    show(rows, LADDER_KEYS, fmt, columns, say(f"Påminnelser: {key}", f"Reminders: {key}"), ("revision", "why"))
    if not rows and fmt is Format.TABLE:
        line(say("Ingen trinn: datoen mangler.", "No steps: the date is missing."), error=True)


def confirm_command(found: Settings, as_of: str | None, key: str, by: str) -> None:
    """Record that the manager may hear of it."""
    with opened(found, as_of) as parts:
        done = confirm(parts, key, by)
    assert done.until is not None
    day = long_date(done.until, get_lang())
    if done.already:
        told = say(f"{done.keys[0]} er alt bekreftet.", f"{done.keys[0]} is confirmed already.")
    else:
        told = say(
            f"Ført: {done.by} lar lederen få beskjed om {done.keys[0]} fra {day}, om det ikke er levert da.",
            f"Recorded: {done.by} lets the manager hear of {done.keys[0]} from {day}, unless it is delivered by then.",
        )
    line(told)
    for warning in done.warnings:
        line(say(f"Obs: {warning}", f"Note: {warning}"), error=True)


def step_words(stored: str) -> str:
    """A stored step in the reader's language, with the number of its version, decision or handover."""
    code, *more = stored.split(".")
    return " ".join([say(*STEP_WORDS.get(code, (code, code))), *(part for part in more[:1] if part)])


def _row(one: Explained) -> dict[str, Any]:
    """The row with its stable keys, and beside them what a table shows."""
    at = one.at.astimezone(OSLO) if one.at else None
    when = f"{at:%Y-%m-%d %H:%M}" if at else short_date(one.day, get_lang())
    return {
        "revision": one.revision, "step": one.step, "day": one.day, "state": one.state.value, "person": one.person,
        "channel": one.channel, "at": at.isoformat() if at else None, "why": one.why or None, "message": one.message,
        "when": when, "what": step_words(one.step), "how": say(*_STATES[one.state.value]),
    }  # fmt: skip
