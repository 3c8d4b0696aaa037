"""The last stage of the day: calendars as files, from events that are rendered once per revision and kept.

What lives here: plain functions over `Parts`; files are replaced whole or not at all. No Prefect.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from arshjul.calendar.event_views import event_view, fingerprint
from arshjul.calendar.ical_cancel import cancelled_event
from arshjul.calendar.ical_event import render_events
from arshjul.calendar.scopes import Scope, ScopeKind, in_scope, scopes
from arshjul.flows.calendar_files import write_calendars
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Lang, State
from arshjul.models.deliverable import Deliverable
from arshjul.store import calendars
from arshjul.store.wheels import states as all_states


@dataclass(slots=True)
class Published:
    """Files written or already right, scopes that hold nothing, and how many events changed."""

    files: list[Path] = field(default_factory=list)
    empty: list[Scope] = field(default_factory=list)
    changed: int = 0


def publish_calendars(parts: Parts, folder: Path, lang: Lang = Lang.NB) -> Published:
    """Write one calendar per actor, initiative and for the office; unchanged ones keep their bytes."""
    catalogue = parts.catalogue()
    done = Published(changed=refresh_events(parts, lang))
    with parts.database.read() as connection:
        kept = calendars.kept(connection, parts.moment, lang.value)
        actors, initiatives = calendars.scopes_seen(connection, lang.value)
    groups = catalogue.groups()
    seen = scopes([*_actors(catalogue), *sorted(actors)], [*_initiatives(catalogue), *sorted(initiatives)])

    def events_of(scope: Scope) -> list[bytes]:
        return [item.body for item in kept if _belongs(scope, item, catalogue, groups)]

    done.files, done.empty = write_calendars(folder, lang, seen, catalogue.wheels, events_of)
    return done


def _belongs(scope: Scope, item: calendars.Kept, catalogue: Catalogue, groups: Mapping[str, frozenset[str]]) -> bool:
    """A deliverable that has left the wheel stays, cancelled, where it stood."""
    known = catalogue.deliverables.get(item.key)
    if known is not None:
        return in_scope(scope, known, groups)
    if scope.kind is ScopeKind.ACTOR:
        return scope.id == item.actor or scope.id in groups.get(item.actor, frozenset())
    if scope.kind is ScopeKind.INITIATIVE:
        return scope.id in item.initiatives
    return True


def refresh_events(parts: Parts, lang: Lang) -> int:
    """Render the events whose content has changed; returns how many events changed."""
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        states = all_states(connection)
    wanted = [
        _wanted(catalogue, item, State(states[key]), lang)
        for key, item in catalogue.deliverables.items()
        if key in states
    ]
    with parts.database.write() as connection:
        return calendars.sync(
            connection, parts.moment, lang.value, wanted, lambda body, no, at: cancelled_event(body, lang.value, no, at)
        )


def _wanted(catalogue: Catalogue, item: Deliverable, state: State, lang: Lang) -> calendars.Wanted:
    if state is State.OPEN:
        state = State.PLANNED  # an event says the same of both, and must not change when one becomes the other
    wheel = catalogue.wheel_of(item)
    met = catalogue.meeting_of(item)
    here = [met] if met else []
    plain = event_view(item, wheel, here, lang, state=state)

    def render(sequence: int, changed_at: dt.datetime) -> list[tuple[str, bytes]]:
        view = event_view(item, wheel, here, lang, changed_at=changed_at, sequence=sequence, state=state)
        return render_events(view, lang)

    return calendars.Wanted(item.key, item.initiatives, fingerprint(plain, lang), render)


def _actors(catalogue: Catalogue) -> list[str]:
    return [slug for wheel in catalogue.wheels for slug in wheel.actors]


def _initiatives(catalogue: Catalogue) -> list[str]:
    return [slug for wheel in catalogue.wheels for slug in wheel.initiatives]
