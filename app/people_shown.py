"""People for the reader: who holds what from when to when, what a handover does, and what was erased.

What lives here: from options to words, tables and JSON. Handing over is `flows/handing_over.py`, erasing `flows/erasing.py`.
"""

import datetime as dt
import json
import sys
from dataclasses import replace
from typing import Any

from arshjul.app import clock
from arshjul.app.listing import Format, show
from arshjul.app.plans import known_digest
from arshjul.app.terminal import line
from arshjul.calendar.date_words import long_date
from arshjul.flows.erasing import ROLE_WORDS, erased
from arshjul.flows.handing_over import HandoverPlan, OpenItem, Wish, applied, planned
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, database_exists, out_folder
from arshjul.models.handovers import Holding, holdings
from arshjul.models.lang import get_lang, say
from arshjul.store import people

PEOPLE_KEYS = ["person", "name", "email", "role", "actor", "kind", "from", "to", "now", "handed"]
_NOTHING: list[Holding | None] = [None]
ERASED_KEYS = ["subject", "applied", "already"]
OPEN_KEYS = ["key", "actor", "role", "due", "last_workday"]


def _quiet(found: Settings) -> Settings:
    """Reading makes no database."""
    return found if database_exists(found) else replace(found, database_url="sqlite:///:memory:")


def list_people(found: Settings, as_of: str | None, fmt: Format) -> None:
    """Everyone in the portfolio with their roles, then those who have left it or stand outside it."""
    with open_parts(_quiet(found), clock.now(as_of), out_folder(None), check_actors=False) as parts:
        rows = [*_named(parts), *_others(parts)]
    columns = {
        "person": say("Person", "Person"), "name": say("Navn", "Name"), "what": say("Rolle", "Role"),
        "actor": say("Aktør", "Actor"), "from": say("Fra", "From"), "to": say("Til", "To"), "email": say("E-post", "E-mail"),
        "how": say("Merknad", "Note"),
    }  # fmt: skip
    show(rows, PEOPLE_KEYS, fmt, columns, say("Personer", "People"), ("email", "how"))


def _named(parts: Parts) -> list[dict[str, Any]]:
    held: dict[str, list[Holding]] = {}
    for one in holdings(parts.portfolio):
        held.setdefault(one.person, []).append(one)
    return [
        _row(parts, slug, spec.name, spec.email, one)
        for slug, spec in parts.portfolio.people.items()
        for one in (held.get(slug) or _NOTHING)
    ]


def _row(parts: Parts, slug: str, name: str, email: str, one: Holding | None) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(PEOPLE_KEYS) | {"person": slug, "name": name, "email": email}
    row |= {"now": False, "handed": False, "what": None, "how": None}
    if one is None:
        return row
    today = parts.moment.today
    now = (one.start is None or one.start <= today) and (one.end is None or today <= one.end)
    what = say(*ROLE_WORDS[one.role]) + (f" ({one.kind.value})" if one.kind else "")
    how = say("overtatt", "taken over") if one.handed else None
    return row | {
        "role": one.role.value,
        "actor": one.actor,
        "kind": one.kind.value if one.kind else None,
        "from": one.start and one.start.isoformat(),
        "to": one.end and one.end.isoformat(),
        "now": now,
        "handed": one.handed,
        "what": what,
        "how": how,
    }


def _others(parts: Parts) -> list[dict[str, Any]]:
    """People of the database whom the file does not name, and those outside it who have signed something."""
    with parts.database.read() as connection:
        left = [one for one in people.known(connection) if one.slug not in parts.portfolio.people]
        signed = people.signatories(connection)
    gone, out = say("ikke i porteføljen", "not in the portfolio"), say("utenfor porteføljen", "outside the portfolio")
    rows = [_row(parts, one.slug, one.name, one.email, None) | {"how": gone} for one in left]
    for number, name in signed.items():
        rows.append(_row(parts, f"signatory:{number}", name or "–", "", None) | {"role": "signatory", "how": out})
    return rows


def replace_person(
    found: Settings, as_of: str | None, wish: Wish, fmt: Format, *, apply: bool, digest: str | None
) -> None:
    """Show what would be handed over, or hand it over and show what was."""
    digest = known_digest(digest)
    done = apply or digest is not None
    with open_parts(found if done else _quiet(found), clock.now(as_of), out_folder(None), check_actors=False) as parts:
        plan = applied(parts, wish, digest) if done else planned(parts, wish)
    if fmt is Format.JSON:
        sys.stdout.write(json.dumps(_as_object(plan, done=done), ensure_ascii=False, indent=2, default=str) + "\n")
    elif fmt is Format.CSV:
        show([_open_row(item) for item in plan.items], OPEN_KEYS, fmt, {})
    else:
        _tell(plan, done=done)


def _as_object(plan: HandoverPlan, *, done: bool) -> dict[str, Any]:
    return {
        "plan": plan.digest,
        "applied": done and bool(plan),
        "changes": bool(plan),
        "old": plan.old.id,
        "new": plan.new.id,
        "from": plan.from_day,
        "roles": [
            {"actor": one.actor, "role": one.role.value, "kind": one.kind, "from": one.start, "to": one.end}
            for one in plan.roles
        ],
        "deliverables": [{key: _open_row(item)[key] for key in OPEN_KEYS} for item in plan.items],
        "warnings": [{"kind": "owner_is_deputy", "actor": actor} for actor in plan.both],
    }


def _open_row(item: OpenItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "actor": item.actor,
        "role": item.role.value,
        "due": item.due and item.due.isoformat(),
        "last_workday": item.last_workday and item.last_workday.isoformat(),
    }


def _tell(plan: HandoverPlan, *, done: bool) -> None:
    day = long_date(plan.from_day, get_lang())
    if not plan:
        line(say(f"{plan.new.name} har alt overtatt.", f"{plan.new.name} has taken over already."))
        return
    line(
        say(
            f"{plan.new.name} overtar etter {plan.old.name} fra {day}:",
            f"{plan.new.name} takes over from {plan.old.name} on {day}:",
        )
    )
    for one in plan.roles:
        kind = f" ({one.kind.value})" if one.kind else ""
        line(f"  {say(*ROLE_WORDS[one.role])}{kind}, {one.actor}{_until(one.end)}")
    for actor in plan.both:
        nb = f"Se på: {plan.new.name} blir både ansvarlig og stedfortreder hos {actor}."
        line(say(nb, f"Look at: {plan.new.name} becomes both owner and deputy at {actor}."))
    if plan.items:
        columns = {"due": say("Frist", "Due"), "last_workday": say("Siste arbeidsdag", "Last working day"),
                   "actor": say("Aktør", "Actor"), "key": say("Nøkkel", "Key")}  # fmt: skip
        rows = [_open_row(item) for item in plan.items]
        show(rows, OPEN_KEYS, Format.TABLE, columns, say("Åpne leveranser", "Open deliverables"), ("last_workday",))
    line(_summary(plan, done=done))


def _until(end: dt.date | None) -> str:
    return "" if end is None else say(f" til {end}", f" until {end}")


def _summary(plan: HandoverPlan, *, done: bool) -> str:
    count, name = len(plan.items), plan.digest[:12]
    if done and not count:
        return say(
            "Gjennomført. Ingenting er åpent, så ingen får melding.", "Done. Nothing is open, so nobody is told."
        )
    if done:
        return say(f"Gjennomført: {count} åpne leveranser; begge får melding.", f"Done: {count} open; both are told.")
    return say(
        f"Plan {name}: {count} åpne leveranser. Ingenting er endret; --apply gjennomfører, --plan {name} bare hvis "
        "planen fortsatt gjelder.",
        f"Plan {name}: {count} open. Nothing has changed; --apply carries it out, --plan {name} only if it still holds.",
    )


def erase_person(found: Settings, as_of: str | None, word: str, fmt: Format, *, apply: bool) -> None:
    """Say what would be erased, or erase it."""
    with open_parts(found if apply else _quiet(found), clock.now(as_of), out_folder(None), check_actors=False) as parts:
        done = erased(parts, word, apply=apply)
    if fmt is not Format.TABLE:
        row = {"subject": done.subject, "applied": apply and not done.already, "already": done.already}
        show([row], ERASED_KEYS, fmt, {})
    elif done.already:
        line(say(f"{done.subject} er alt slettet.", f"{done.subject} is erased already."))
    elif apply:
        line(
            say(
                f"{done.subject} er slettet: navn og adresse er borte.",
                f"{done.subject} is erased: name and address are gone.",
            )
        )
    else:
        line(
            say(
                f"Navn og adresse til {done.subject} vil bli slettet, og det kan ikke gjøres om. --apply gjennomfører.",
                f"Name and address of {done.subject} would be erased, which cannot be undone. --apply carries it out.",
            )
        )
