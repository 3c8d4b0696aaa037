"""What the listings show: the wheels of a year from the database when it holds them, else from the files.

What lives here: choosing the source, and turning deliverables, meetings and conflicts into rows with stable
English keys. Filtering by actor takes a group's documents along.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from arshjul.calendar.compile import compile_wheel, conflicts, meetings
from arshjul.calendar.wheel_file import read_wheels
from arshjul.calendar.wording import rule_words
from arshjul.flows.settings import Settings, database_exists
from arshjul.models.codes import Kind, State
from arshjul.models.deliverable import Conflict, Deliverable, Meeting, Source, StatedDate
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
    "access",
    "state",
]
MEETING_KEYS = ["id", "series", "title", "date", "time", "state", "actors", "sources"]
CONFLICT_KEYS = ["id", "keys", "statements", "in_force", "decision"]


@dataclass(slots=True)
class WheelView:
    """One wheel as it stands: compiled with the meeting dates in force."""

    wheel: WheelFile
    deliverables: list[Deliverable]
    meetings: list[Meeting]
    conflicts: list[Conflict]
    states: dict[str, str] = field(default_factory=dict)

    def members(self, actor: str) -> frozenset[str]:
        """The actor and the groups it is a member of."""
        return frozenset({actor} | {slug for slug, spec in self.wheel.actors.items() if actor in spec.members})


def wheel_views(settings: Settings, year: int | None) -> list[WheelView]:
    """The views of a year's wheels (all years when None), from the database when it holds them."""
    if database_exists(settings):
        from arshjul.store.engine import open_database
        from arshjul.store.wheels import loaded_wheels, meeting_dates, states

        database = open_database(settings.database_url)
        with database.read() as connection:
            stored = loaded_wheels(connection, year)
            found = [
                _view(wheel, meeting_dates(connection, wheel.id), states(connection, wheel.id)) for wheel in stored
            ]
        database.close()
        if found:
            return found
    return [_view(wheel, {}, {}) for wheel in read_wheels(settings.wheels) if year in (None, wheel.year)]


def _view(wheel: WheelFile, moved: dict[str, Any], states: dict[str, str]) -> WheelView:
    deliverables = compile_wheel(wheel, moved)
    return WheelView(wheel, deliverables, meetings(wheel, moved), conflicts(wheel, deliverables), states)


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
        "sources": [_source(source) for source in item.sources],
        "access": item.access.value,
        "state": view.states.get(item.key, State.PLANNED.value),
        "disputed": item.disputed,
    }


def meeting_rows(views: Iterable[WheelView]) -> list[dict[str, Any]]:
    """Every meeting as a row, by date, those not dated yet last."""
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
            "sources": [_source(source) for source in item.sources],
        }
        for item in found
    ]


def conflict_rows(views: Iterable[WheelView]) -> list[dict[str, Any]]:
    """Every contradiction as a row."""
    return [
        {
            "id": item.id,
            "keys": list(item.keys),
            "statements": [_stated(stated) for stated in item.statements],
            "in_force": item.in_force,
            "decision": item.decision,
        }
        for view in views
        for item in view.conflicts
    ]


def _stated(stated: StatedDate) -> dict[str, Any]:
    return {"due": stated.due.isoformat(), "source": _source(stated.source), "initiatives": list(stated.initiatives)}


def _source(source: Source) -> dict[str, Any]:
    return {"document": source.document, "section": source.section, "lines": list(source.lines)}


def known_actor(views: Sequence[WheelView], actor: str | None) -> None:
    """BadInput with the nearest id when no wheel knows the actor."""
    _known(actor, sorted({slug for view in views for slug in view.wheel.actors}), "--actor", say("aktør", "actor"))


def known_initiative(views: Sequence[WheelView], initiative: str | None) -> None:
    """BadInput with the nearest id when no wheel knows the initiative."""
    known = sorted({slug for view in views for slug in view.wheel.initiatives})
    _known(initiative, known, "--initiative", say("tiltak", "initiative"))


def _known(word: str | None, known: list[str], option: str, what: str) -> None:
    if word is not None and known and word not in known:
        message = say(f"ukjent {what}: {word}", f"unknown {what}: {word}")
        raise BadInput([Problem(option, message, remedy=nearest(word, known))])
