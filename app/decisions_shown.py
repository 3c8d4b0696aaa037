"""Requests for a later date as a list: those recorded, and those that a wheel tells of.

What lives here: rows and their words. Recording is `deciding.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection

from arshjul.app.listing import Format, show
from arshjul.app.opening import opened
from arshjul.app.view import place_words
from arshjul.calendar.in_force import Compiled
from arshjul.calendar.pending import asked
from arshjul.flows import named
from arshjul.flows.parts import Parts
from arshjul.flows.settings import Settings
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.store import decisions

EXTENSION_KEYS = (
    "id", "key", "actor", "until", "state", "by", "by_name", "reason", "asked_at", "granted_until", "answered_by",
    "answered_by_name", "reference", "answer", "answered_at", "source",
)  # fmt: skip


def show_extensions(found: Settings, as_of: str | None, fmt: Format, *, only_open: bool) -> None:
    """Every request, or only those that await an answer."""
    with opened(found, as_of) as parts, parts.database.read() as connection:
        rows = extension_rows(connection, parts)
    listed = [row for row in rows if row["state"] == "asked" or not only_open]
    columns = {
        "number": say("Nr.", "No."), "key": say("Leveranse", "Deliverable"), "until": say("Bedt om", "Asked for"),
        "by_name": say("Av", "By"), "how": say("Svar", "Answer"), "reason": say("Hvorfor", "Why"),
    }  # fmt: skip
    shown = [{**row, "number": str(row["id"] or "–"), "how": _how(row)} for row in listed]
    show(shown, EXTENSION_KEYS, fmt, columns, say("Utsatt frist", "Extensions"), ("reason",))


def extension_rows(connection: Connection, parts: Parts) -> list[dict[str, Any]]:
    """The recorded requests in their order, then those of the wheels; a recorded one takes the place of a wheel's."""
    recorded = decisions.extensions(connection)
    signed = {one for row in recorded for one in (row.by, row.answered_by) if one}
    called = named.called(connection, parts, signed)
    rows = [_recorded(row, called) for row in recorded]
    keys = {row.key for row in recorded}
    wheels = parts.catalogue_of(connection).compiled.values()
    return rows + [row for row in _told(wheels) if row["key"] not in keys]


def _recorded(row: decisions.Extension, called: dict[str, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "actor": row.key.rpartition(".")[2],
        "until": row.until,
        "state": row.state,
        "by": row.by,
        "by_name": called[row.by],
        "reason": row.reason,
        "asked_at": row.at.astimezone(OSLO),
        "granted_until": row.granted_until,
        "answered_by": row.answered_by,
        "answered_by_name": called[row.answered_by] if row.answered_by else None,
        "reference": row.reference,
        "answer": row.answer,
        "answered_at": row.answered_at.astimezone(OSLO) if row.answered_at else None,
        "source": None,
    }


def _told(wheels: Iterable[Compiled]) -> Iterator[dict[str, Any]]:
    """What a wheel says that somebody has asked for: it holds nothing back and has no number to answer."""
    for one in wheels:
        for about in asked(one.wheel, one.deliverables):
            request, place = about.request, about.request.source
            source = {"document": place.document, "section": place.section, "lines": list(place.lines)}
            for item in about.asked_for:
                if item.due is None or item.due < request.until:
                    told = dict.fromkeys(EXTENSION_KEYS) | {"key": item.key, "actor": item.actor, "source": source}
                    by = {"by": request.actor, "by_name": request.actor}
                    yield told | by | {"until": request.until, "state": "asked", "reason": ""}


def _how(row: dict[str, Any]) -> str:
    if row["source"]:
        place = f"{row['source']['document']}, {place_words(row['source'])}"
        return say(f"bedt om i {place}", f"asked for in {place}")
    if row["state"] == "asked":
        return say("venter på svar", "awaits an answer")
    if row["state"] == decisions.LAPSED:
        return say("bortfalt: frafalt eller avlyst", "lapsed: waived or called off")
    who = ", ".join(part for part in (row["answered_by_name"], row["reference"]) if part)
    if row["state"] == "denied":
        return say(f"avslått ({who})", f"denied ({who})")
    return say(f"innvilget til {row['granted_until']} ({who})", f"granted until {row['granted_until']} ({who})")
