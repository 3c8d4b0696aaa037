"""Reallocations at the front desk: the list, the ministry's answer, and one entered by hand.

What lives here: rows and their words. What may be recorded, and what follows, is `flows/approving.py`.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.terminal import line
from arshjul.flows import approving, named
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Recorded, Words
from arshjul.flows.settings import Settings
from arshjul.models.allocation import in_kroner
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.models.reallocation import Reallocation
from arshjul.store import approvals, signatories

APPROVAL_KEYS = (
    "id", "key", "actor", "from", "to", "amount", "reason", "state", "version", "by", "asked_at", "answered_by",
    "answered_by_name", "reference", "answer", "answered_at",
)  # fmt: skip
RECORDED_KEYS = ("id", "key", "state", "by", "already")
_AMOUNT = re.compile(r"([0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,15})(?:[.,]([0-9]{1,2}))?").fullmatch
_SPACES = re.compile(r"[ \u00a0\u202f]")


def an_amount(option: str, text: str) -> Decimal:
    """Kroner as an exact number. BadInput for what is no amount above nought."""
    found = _AMOUNT(text.strip())
    amount = Decimal(f"{_SPACES.sub('', found[1])}.{found[2] or '00'}") if found else Decimal()
    if amount > 0:
        return amount
    what = say(f"«{text[:60]}» er ikke et beløp over null", f"«{text[:60]}» is no amount above nought")
    raise BadInput(
        [Problem(option, what, remedy=say("skriv kroner, for eksempel 1500000", "write kroner, such as 1500000"))]
    )


def show_approvals(found: Settings, as_of: str | None, fmt: Format, *, only_open: bool) -> None:
    """Every reallocation, or only those that await an answer; with a day in the past, as known by then."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        then = parts.moment.at if as_of else None
        known = [one for one in approvals.listed(connection, known_at=then) if one.state == "asked" or not only_open]
        called = named.called(connection, parts, {one.answered_by for one in known if one.answered_by})
        names = _names(parts)
    rows = [_row(one, called) for one in known]
    columns = {
        "number": say("Nr.", "No."), "key": say("Leveranse", "Deliverable"), "source": say("Fra", "From"),
        "target": say("Til", "To"), "sum": say("Beløp", "Amount"), "how": say("Departementets svar", "The ministry's answer"),
        "reason": say("Aktørens grunn", "The actor's reason"),
    }  # fmt: skip
    shown = [{**row, **_shown(row, names)} for row in rows]
    show(shown, APPROVAL_KEYS, fmt, columns, say("Omdisponeringer", "Reallocations"), ("reason",))


def _names(parts: Parts) -> dict[str, str]:
    """What each initiative is called."""
    lang = get_lang()
    return {slug: spec.name[lang] for wheel in parts.catalogue().wheels for slug, spec in wheel.initiatives.items()}


def _row(one: approvals.Asked, called: dict[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "key": one.key,
        "actor": one.actor,
        "from": one.source or None,
        "to": one.target or None,
        "amount": str(one.amount),
        "reason": one.reason,
        "state": one.state,
        "version": one.version,
        "by": one.by,
        "asked_at": one.at.astimezone(OSLO),
        "answered_by": one.answered_by,
        "answered_by_name": called[one.answered_by] if one.answered_by else None,
        "reference": one.reference,
        "answer": one.answer,
        "answered_at": one.answered_at.astimezone(OSLO) if one.answered_at else None,
    }


def _shown(row: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    several = say("flere tiltak", "several initiatives")
    return {
        "number": str(row["id"]),
        "source": names.get(row["from"], row["from"]) if row["from"] else several,
        "target": names.get(row["to"], row["to"]) if row["to"] else several,
        "sum": in_kroner(Decimal(row["amount"]), get_lang()),
        "how": _how(row),
    }


def _how(row: dict[str, Any]) -> str:
    if row["state"] == "asked":
        return say("venter på svar", "awaits an answer")
    if row["state"] == approvals.WITHDRAWN:
        return say("trukket", "withdrawn")
    who = ", ".join(part for part in (row["answered_by_name"], row["reference"]) if part)
    why = f": {row['answer']}" if row["answer"] else ""
    if row["state"] == "granted":
        return say(f"godkjent ({who}){why}", f"approved ({who}){why}")
    return say(f"avslått ({who}){why}", f"denied ({who}){why}")


def moves_behind(known: Sequence[approvals.Asked]) -> dict[int, dict[str, Any]]:
    """By a question's number: what it moves, as programs get it beside a question and its answer."""
    return {
        one.id: {
            "number": one.id,
            "from": one.source or None,
            "to": one.target or None,
            "amount": str(one.amount),
            "withdrawn": one.state == approvals.WITHDRAWN,
        }
        for one in known
    }


def move_words(move: dict[str, Any]) -> str:
    """ "omdisponering 3: 1 500 000 kroner, pll → pjd"."""
    several = say("flere", "several")
    sum_ = in_kroner(Decimal(move["amount"]), get_lang())
    told = f"{move['number']}: {sum_}, {move['from'] or several} → {move['to'] or several}"
    return say(f"omdisponering {told}", f"reallocation {told}")


def record_command(
    found: Settings, as_of: str | None, number: str, said: Words, *, granted: bool, denied: bool, fmt: Format
) -> None:
    """Record the ministry's answer. BadInput unless just one of the two is said."""
    if granted == denied:
        what = say("si enten --granted eller --denied", "say either --granted or --denied")
        raise BadInput([Problem("arshjul approval record", what)])
    with opened(found, as_of) as parts:
        done = approving.answer(parts, number, said, granted=granted)
    if fmt is not Format.TABLE:
        _tell(done, "granted" if granted else "denied", fmt)
    elif granted:
        line(
            say(
                f"Ført: {done.by} har godkjent omdisponering {done.number} ({said.reference}).",
                f"Recorded: {done.by} has approved reallocation {done.number} ({said.reference}).",
            )
        )
    else:
        line(
            say(
                f"Ført: {done.by} har avslått omdisponering {done.number} ({said.reference}). Den ansvarlige får beskjed.",
                f"Recorded: {done.by} has denied reallocation {done.number} ({said.reference}). Its owner is told.",
            )
        )
    _warn(done)


def add_command(
    found: Settings, as_of: str | None, key: str, move: Reallocation, by: str | None, fmt: Format
) -> None:  # fmt: skip
    """Enter a move that stands in a document the program cannot read."""
    with opened(found, as_of) as parts:
        done = approving.enter(parts, key, move, by or signatories.OFFICE)
    _warn(done)
    if fmt is not Format.TABLE:
        _tell(done, "asked", fmt)
        return
    sum_ = in_kroner(move.amount, get_lang())
    if done.already:
        line(say(f"Omdisponering {done.number} er ført fra før.", f"Reallocation {done.number} is entered already."))
        return
    line(
        say(
            f"Omdisponering {done.number}: {sum_} fra {move.source} til {move.target} venter på departementets godkjenning.",
            f"Reallocation {done.number}: {sum_} from {move.source} to {move.target} awaits the ministry's approval.",
        )
    )


def withdraw_command(found: Settings, as_of: str | None, number: str, reason: str, by: str | None, fmt: Format) -> None:
    """Withdraw a move that was entered by mistake."""
    with opened(found, as_of) as parts:
        done = approving.take_back(parts, number, reason, by or signatories.OFFICE)
    if fmt is not Format.TABLE:
        _tell(done, approvals.WITHDRAWN, fmt)
        return
    line(say(f"Omdisponering {done.number} er trukket.", f"Reallocation {done.number} is withdrawn."))


def _warn(done: Recorded) -> None:
    """What whoever records should know, on standard error."""
    for one in done.warnings:
        line(say(f"Obs: {one}.", f"Note: {one}."), error=True)


def _tell(done: Recorded, state: str, fmt: Format) -> None:
    row = {"id": done.number, "key": done.keys[0], "state": state, "by": done.by, "already": done.already}
    show([row], RECORDED_KEYS, fmt, {})
