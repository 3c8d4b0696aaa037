"""Which calendars there are, what belongs to each, and what each is called.

What lives here: scopes as values and plain questions about them. Nothing about the format of a calendar.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from arshjul.models.wheelfile import ActorSpec, InitiativeSpec, WheelFile


class ScopeKind(StrEnum):
    """Whose calendar it is."""

    ACTOR = "actor"
    INITIATIVE = "initiative"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One calendar; `id` is the actor's or the initiative's, and "office" for the office."""

    kind: ScopeKind
    id: str


OFFICE = Scope(ScopeKind.OFFICE, "office")
_FILE_STEMS = {
    ScopeKind.ACTOR: ("aktor", "actor"),
    ScopeKind.INITIATIVE: ("tiltak", "initiative"),
    ScopeKind.OFFICE: ("kontor", "office"),
}


def scopes(wheel_actors: Iterable[str], wheel_initiatives: Iterable[str]) -> list[Scope]:
    """Every calendar of a wheel (or several): the office's, one per actor, one per initiative, each once.

    Some may turn out to hold nothing; the caller then writes no file and says so.
    """
    actors = [Scope(ScopeKind.ACTOR, slug) for slug in dict.fromkeys(wheel_actors)]
    initiatives = [Scope(ScopeKind.INITIATIVE, slug) for slug in dict.fromkeys(wheel_initiatives)]
    return [OFFICE, *actors, *initiatives]


def stands_in(
    scope: Scope, actors: Iterable[str], initiatives: Collection[str], groups: Mapping[str, frozenset[str]]
) -> bool:
    """Whether what concerns these actors and initiatives stands in that calendar.

    `groups` gives the members of each actor that is a group: what a group owes together stands in every member's
    calendar, while what a member owes alone stands in its own only.
    """
    match scope.kind:
        case ScopeKind.ACTOR:
            return any(scope.id == actor or scope.id in groups.get(actor, frozenset()) for actor in actors)
        case ScopeKind.INITIATIVE:
            return scope.id in initiatives
        case _:
            return True


def group_members(wheel_actors: Mapping[str, ActorSpec]) -> dict[str, frozenset[str]]:
    """The actors that are groups, each with its members, as `stands_in` wants them."""
    return {slug: frozenset(spec.members) for slug, spec in wheel_actors.items() if spec.members}


def scope_name(scope: Scope, wheels: Iterable[WheelFile], lang: str) -> str:
    """The actor's or the initiative's name in the first wheel that knows it, else its id."""
    for wheel in wheels:
        specs: Mapping[str, ActorSpec | InitiativeSpec] = (
            wheel.actors if scope.kind is ScopeKind.ACTOR else wheel.initiatives
        )
        if scope.id in specs:
            return specs[scope.id].name[lang]
    return scope.id


def file_name(scope: Scope, lang: str = "nb") -> str:
    """The calendar's file: "aktor-nhn.ics", "tiltak-pll.ics", "kontor.ics"; in English "actor-nhn.ics"."""
    stem = _FILE_STEMS[scope.kind][lang == "en"]
    return f"{stem}.ics" if scope.kind is ScopeKind.OFFICE else f"{stem}-{scope.id}.ics"


def calendar_name(scope: Scope, name: str, lang: str) -> str:
    """What a client shows in its list of calendars; `name` is the actor's or the initiative's, unused for the office."""
    if scope.kind is ScopeKind.OFFICE:
        return "Deadlines: all actors" if lang == "en" else "Frister: alle aktører"
    return f"Deadlines: {name}" if lang == "en" else f"Frister: {name}"
