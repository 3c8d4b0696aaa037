"""Where the letters leave doubt: contradictions within and between wheels, and what merely looks odd.

What lives here: rows with stable English keys, and their words. Contradictions are found when wheels are compiled,
oddities by `calendar/oddities.py`; `wheel check --letters` also looks for years that do not fit.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from arshjul.app.view import WheelView, place_words, source_row
from arshjul.calendar.oddities import OddityKind, oddities, oddity_words
from arshjul.models.codes import State
from arshjul.models.deliverable import StatedDate
from arshjul.models.lang import get_lang, say
from arshjul.models.wheelfile import WheelFile

CONFLICT_KEYS = ["id", "keys", "statements", "in_force", "decision"]
ODDITY_KEYS = ["wheel", "kind", "document", "line", "other", "subject", "days", "found", "expected", "text"]


def conflict_rows(views: Iterable[WheelView]) -> list[dict[str, Any]]:
    """Every contradiction as a row; `said` is for people alone."""
    return [
        {
            "id": item.id,
            "keys": list(item.keys),
            "statements": [_stated(stated) for stated in item.statements],
            "in_force": item.in_force,
            "decision": item.decision,
            "said": _said(view, item.decision),
        }
        for view in views
        for item in view.conflicts
    ]


def _said(view: WheelView, decision: str | None) -> str:
    """The decision with the name of the actor that made it, for people; programs get its id."""
    by, rest = (decision or "").partition(", ")[::2]
    actor = view.wheel.actors.get(by.casefold())
    return ", ".join(part for part in (actor.name[get_lang()] if actor else by, rest) if part)


def _stated(stated: StatedDate) -> dict[str, Any]:
    return {"due": stated.due.isoformat(), "source": source_row(stated.source)}


def conflict_words(row: dict[str, Any]) -> dict[str, str]:
    """What a table shows of a contradiction; the documents too, when there are several."""
    several = len({stated["source"]["document"] for stated in row["statements"]}) > 1
    by_date: dict[str, list[str]] = {}
    for stated in row["statements"]:
        where = f"{stated['due']} {stated['source']['document']}" if several else stated["due"]
        by_date.setdefault(where, []).append(place_words(stated["source"]))
    decided = f"{row['in_force']}\n{row.get('said') or ''}".strip()
    return {
        "short": row["id"].partition(".")[2],
        "who": ", ".join(key.rsplit(".", 1)[1] for key in row["keys"]),
        "dates": "\n".join(f"{day}: {', '.join(places)}" for day, places in by_date.items()),
        "force": decided if row["in_force"] else say("ikke avgjort", "undecided"),
    }


def oddity_rows(views: Iterable[WheelView]) -> list[dict[str, Any]]:
    """Every oddity as a row, wheel by wheel."""
    return [row for view in views for row in _odd(view)]


def _odd(view: WheelView) -> Iterator[dict[str, Any]]:
    """Rows and years as the letters have them, gaps as the meetings now are."""
    letters = [odd for odd in oddities(view.files) if odd.kind is not OddityKind.INTERVAL]
    gaps = [odd for odd in oddities(_held(view)) if odd.kind is OddityKind.INTERVAL]
    for odd in (*letters, *gaps):
        yield {
            "wheel": view.wheel.id,
            "kind": odd.kind.value,
            "document": odd.document,
            "line": odd.line,
            "other": odd.other,
            "subject": odd.subject,
            "days": [day.isoformat() for day in odd.days],
            "found": odd.found,
            "expected": odd.expected,
            "text": oddity_words(odd, lambda day, _: day.isoformat()),  # dates in words take long to load
        }


def _held(view: WheelView) -> WheelFile:
    """The wheel without the meetings that are called off, which leave no gap to be wondered at but their own."""
    held = {item.id for item in view.meetings if item.state != State.CANCELLED}
    met = {slug: spec for slug, spec in view.wheel.meetings.items() if slug in held}
    return view.wheel.model_copy(update={"meetings": met})
