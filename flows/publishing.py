"""The last stage of the day: calendars as files, from events that are rendered once per revision and kept.

What lives here: plain functions over `Parts`; files are replaced whole or not at all. No Prefect.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from arshjul.calendar.scopes import Scope, scopes, stands_in
from arshjul.flows.calendar_files import write_calendars
from arshjul.flows.event_keeping import bring_up_to_date
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Lang
from arshjul.store import calendars


@dataclass(slots=True)
class Published:
    """Files written or already right, scopes that hold nothing, and how many events changed."""

    files: list[Path] = field(default_factory=list)
    empty: list[Scope] = field(default_factory=list)
    changed: int = 0


def publish_calendars(parts: Parts, folder: Path, lang: Lang = Lang.NB) -> Published:
    """Write one calendar per actor, initiative and for the office; unchanged ones keep their bytes."""
    done = Published(changed=refresh_events(parts, lang))
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        kept = calendars.kept(connection, parts.moment, lang.value)
        actors, initiatives = calendars.scopes_seen(connection, lang.value)
    groups = catalogue.groups()
    seen = scopes(_all(_actors(catalogue), actors), _all(_initiatives(catalogue), initiatives))

    def events_of(scope: Scope) -> list[bytes]:
        return [item.body for item in kept if stands_in(scope, item.actors, item.initiatives, groups)]

    done.files, done.empty = write_calendars(folder, lang, seen, catalogue.wheels, events_of)
    return done


def refresh_events(parts: Parts, lang: Lang) -> int:
    """Render the events whose content has changed; returns how many events changed. What cannot be rendered is a fault."""
    return bring_up_to_date(parts, [lang]).changed


def _all(known: Iterable[str], seen: Iterable[str]) -> list[str]:
    """Those of the wheels, and after them those that something stood under once."""
    return [*known, *sorted(seen)]


def _actors(catalogue: Catalogue) -> list[str]:
    return [slug for wheel in catalogue.wheels for slug in wheel.actors]


def _initiatives(catalogue: Catalogue) -> list[str]:
    return [slug for wheel in catalogue.wheels for slug in wheel.initiatives]
