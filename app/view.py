"""What the listings show: the wheels of a year from the database when it holds them, else from the files.

What lives here: choosing the source, and turning deliverables and meetings into rows with stable English keys. Filtering
by actor takes a group's documents along. Contradictions and oddities are `doubts.py`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from arshjul.app.terminal import line
from arshjul.calendar.in_force import Compiled, WheelFacts, compiled_all
from arshjul.calendar.timeliness import days_left
from arshjul.calendar.wheel_file import read_wheels
from arshjul.calendar.wording import rule_words
from arshjul.flows.settings import Settings, database_exists, database_file
from arshjul.models.codes import Basis, Kind, State
from arshjul.models.deliverable import Conflict, Deliverable, Meeting, Source
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.wheelfile import WheelFile

DEADLINE_KEYS = [
    "key",
    "kind",
    "title",
    "actor",
    "addressee",
    "due",
    "last_workday",
    "basis",
    "rule",
    "meeting",
    "initiatives",
    "required",
    "obligations",
    "sources",
    "documents",
    "access",
    "state",
]
MEETING_KEYS = ["id", "series", "title", "date", "time", "state", "actors", "sources"]


@dataclass(slots=True)
class WheelView:
    """One wheel as it stands: compiled with all that is known of it; `files` is what its files say."""

    wheel: WheelFile
    deliverables: list[Deliverable]
    meetings: list[Meeting]
    conflicts: list[Conflict]
    files: WheelFile
    states: dict[str, str] = field(default_factory=dict)

    def members(self, actor: str) -> frozenset[str]:
        """The actor and the groups it is a member of."""
        return frozenset({actor} | {slug for slug, spec in self.wheel.actors.items() if actor in spec.members})


def wheel_views(settings: Settings, year: int | None) -> list[WheelView]:
    """The views of a year's wheels (all years when None), each from the database when it holds it, else from its file.

    Without `--wheels` the database's own wheels are shown, and the files' only when it holds none of that year.
    """
    stored = _stored(settings, year)
    if stored and not settings.wheels_are_named:
        return list(stored.values())
    files = [wheel for wheel in read_wheels(settings.wheels) if year in (None, wheel.year)]
    compiled = compiled_all([WheelFacts(wheel) for wheel in files])
    return [stored.get(found.wheel.id) or _view(found, {}) for found in compiled]


def _stored(settings: Settings, year: int | None) -> dict[str, WheelView]:
    if not database_exists(settings):
        if not settings.database_is_default:
            place = database_file(settings) or settings.database_url
            line(say(f"{place} finnes ikke; viser filene", f"{place} does not exist; showing the files"), error=True)
        return {}
    from arshjul.store.engine import open_database
    from arshjul.store.facts import facts
    from arshjul.store.wheels import states

    database = open_database(settings.database_url)
    with database.read() as connection:
        compiled = [one for one in compiled_all(facts(connection)) if year in (None, one.wheel.year)]
        found = {one.wheel.id: _view(one, states(connection, one.wheel.id)) for one in compiled}
    database.close()
    return found


def _view(found: Compiled, states: dict[str, str]) -> WheelView:
    return WheelView(found.wheel, found.deliverables, found.meetings, found.conflicts, found.files, states)


def deadline_rows(
    views: Iterable[WheelView], actor: str | None = None, kind: Kind | None = None, initiative: str | None = None
) -> list[dict[str, Any]]:
    """Every deadline as a row, filtered."""
    rows = []
    for view in views:
        owners = view.members(actor) if actor else None
        for item in view.deliverables:
            if owners is not None and item.actor not in owners:
                continue
            if (kind and item.kind is not kind) or (initiative and initiative not in item.initiatives):
                continue
            rows.append(_deadline(item, view))
    return rows


def _deadline(item: Deliverable, view: WheelView) -> dict[str, Any]:
    lang = get_lang()
    return {
        "key": item.key,
        "kind": item.kind.value,
        "title": item.title[lang],
        "actor": item.actor,
        "addressee": item.addressee,
        "due": item.due,
        "last_workday": item.last_workday,
        "basis": item.basis.value,
        "rule": rule_words(item.rule, view.wheel, lang),
        "meeting": item.meeting,
        "initiatives": list(item.initiatives),
        "required": {initiative: [code.value for code in codes] for initiative, codes in item.required.items()},
        "obligations": list(item.obligations),
        "sources": [source_row(source) for source in item.sources],
        "documents": list(item.documents),
        "access": item.access.value,
        "state": view.states.get(item.key, State.PLANNED.value),
        "disputed": item.disputed,
        "expected": item.due is None and item.basis is Basis.INFERRED and _awaits_its_letter(view.wheel),
    }


def _awaits_its_letter(wheel: WheelFile) -> bool:
    """Whether the wheel rests on last year's letters alone."""
    return all(document.date.year < wheel.year for document in wheel.documents.values())


def for_people(rows: Iterable[dict[str, Any]], views: Sequence[WheelView], today: dt.date) -> list[dict[str, Any]]:
    """The rows with what a table adds: calendar days left, a note, the first source, and the key without the wheel's id."""
    alone = f"{views[0].wheel.id}." if len(views) == 1 else ""
    return [
        {
            **row,
            "days": days_left(row["due"], today),
            "note": _note(row),
            "source": _first(row["sources"]),
            "short": row["key"].removeprefix(alone),
        }
        for row in rows
    ]


def _note(row: dict[str, Any]) -> str:
    notes = []
    if row["disputed"]:
        notes.append(say("uavklart frist", "unsettled deadline"))
    elif row["expected"]:
        notes.append(say("ventet til nytt brev", "expected until the new letter"))
    elif row["basis"] == "inferred":
        notes.append(say("utledet dato", "inferred date"))
    if row["state"] == State.WAIVED:
        notes.append(say("frafalt", "waived"))
    if row["access"] == "restricted":
        notes.append(say("begrenset innsyn", "restricted"))
    return ", ".join(notes)


def _first(sources: Sequence[dict[str, Any]]) -> str:
    if not sources:
        return ""
    more = f" +{len(sources) - 1}" if len(sources) > 1 else ""
    return place_words(sources[0]) + more


def place_words(source: dict[str, Any]) -> str:
    """Section and lines of a source, for people."""
    first, last = source["lines"]
    return f"{source['section']} ({first if first == last else f'{first}–{last}'})"


def meeting_rows(views: Iterable[WheelView], today: dt.date) -> list[dict[str, Any]]:
    """Every meeting as a row, by date, those not dated yet last; with the calendar days left."""
    found = [item for view in views for item in view.meetings]
    found.sort(key=lambda item: (item.date is None, str(item.date), item.id))
    return [
        {
            "id": item.id,
            "series": item.series,
            "title": item.title[get_lang()],
            "date": item.date,
            "time": item.time.isoformat("minutes") if item.time else None,
            "state": item.state,
            "actors": list(item.actors),
            "part_of": item.part_of,
            "days": days_left(item.date, today),
            "sources": [source_row(source) for source in item.sources],
        }
        for item in found
    ]


def source_row(source: Source) -> dict[str, Any]:
    """A place as JSON has it."""
    return {"document": source.document, "section": source.section, "lines": list(source.lines)}


def known_actor(views: Sequence[WheelView], actor: str | None) -> None:
    """BadInput with the nearest id when no wheel knows the actor."""
    known_id(actor, sorted({slug for view in views for slug in view.wheel.actors}), "--actor", say("aktør", "actor"))


def known_initiative(views: Sequence[WheelView], initiative: str | None) -> None:
    """BadInput with the nearest id when no wheel knows the initiative."""
    known = sorted({slug for view in views for slug in view.wheel.initiatives})
    known_id(initiative, known, "--initiative", say("tiltak", "initiative"))


def known_id(word: str | None, known: list[str], option: str, what: str) -> None:
    """BadInput with the nearest id when `word` is none of the known; where none is known, any will do."""
    if word is not None and known and word not in known:
        message = say(f"ukjent {what}: {word}", f"unknown {what}: {word}")
        raise BadInput([Problem(option, message, remedy=nearest(word, known))])
