"""`calendars export`: one file per actor, initiative and for the office, with or without a database.

What lives here: choosing the source and telling what was written. Rendering is `calendar/`, kept events are
`store/`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from arshjul.app import clock
from arshjul.app.terminal import line
from arshjul.app.view import WheelView, wheel_views
from arshjul.calendar.event_views import event_view
from arshjul.calendar.ical_event import render_events
from arshjul.calendar.ical_meeting import render_meeting
from arshjul.calendar.meeting_views import Bearing, bearings, meeting_key, meeting_view, takes_place
from arshjul.calendar.scopes import Scope, group_members, scopes, stands_in
from arshjul.calendar.wheel_file import read_wheels
from arshjul.flows.calendar_files import write_calendars
from arshjul.flows.settings import Settings, database_exists
from arshjul.models.codes import Lang
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, reason


def export_calendars(found: Settings, folder: Path, as_of: str | None) -> None:
    """Write the calendars and say which scopes hold nothing. BadInput when the folder cannot be written."""
    try:
        written, empty = _from_database(found, folder, as_of) if _is_loaded(found) else _from_files(found, folder)
    except OSError as error:
        what = say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
        raise BadInput(
            [Problem(str(folder), what, remedy=say("velg en annen mappe", "choose another folder"))]
        ) from None
    for path in written:
        line(str(path))
    for scope in empty:
        told = say(f"ingen fil for {scope.id}: ingen daterte frister", f"no file for {scope.id}: no dated deadlines")
        line(told, error=True)


def _is_loaded(found: Settings) -> bool:
    """Whether the database holds the wheels that were asked for."""
    if not database_exists(found):
        return False
    from arshjul.store.engine import open_database
    from arshjul.store.wheels import loaded_digests

    database = open_database(found.database_url)
    with database.read() as connection:
        loaded = set(loaded_digests(connection))
    database.close()
    wanted = {wheel.id for wheel in read_wheels(found.wheels)} if found.wheels_are_named else set()
    return bool(loaded) and wanted <= loaded


def _from_database(found: Settings, folder: Path, as_of: str | None) -> tuple[list[Path], list[Scope]]:
    from arshjul.flows.parts import open_parts
    from arshjul.flows.publishing import publish_calendars

    with open_parts(found, clock.now(as_of), folder) as parts:
        done = publish_calendars(parts, folder, get_lang())
    return done.files, done.empty


def _from_files(found: Settings, folder: Path) -> tuple[list[Path], list[Scope]]:
    """Straight from the wheel files: SEQUENCE 0, and the letter's date as stamp."""
    lang = get_lang()
    views = wheel_views(found, None)
    rendered = [one for view in views for one in (*_deadlines(view, lang), *_meetings(view, lang))]
    seen = scopes(
        (slug for view in views for slug in view.wheel.actors),
        (slug for view in views for slug in view.wheel.initiatives),
    )

    def events_of(scope: Scope) -> list[bytes]:
        return [body for one in rendered if stands_in(scope, *one[:3]) for body in one.bodies]

    return write_calendars(folder, lang, seen, [view.wheel for view in views], events_of)


class _Rendered(NamedTuple):
    """The events of a deadline or a meeting, once for all the calendars they stand in, and whom it concerns."""

    actors: tuple[str, ...]
    initiatives: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    bodies: list[bytes]


def _deadlines(view: WheelView, lang: Lang) -> Iterator[_Rendered]:
    groups = group_members(view.wheel.actors)
    for item in view.deliverables:
        events = render_events(event_view(item, view.wheel, view.meetings, lang), lang)
        yield _Rendered((item.actor,), item.initiatives, groups, [body for _, body in events])


def _meetings(view: WheelView, lang: Lang) -> Iterator[_Rendered]:
    groups, concerns = group_members(view.wheel.actors), bearings(view.deliverables)
    for item in filter(takes_place, view.meetings):
        bearing = concerns.get(meeting_key(view.wheel.id, item.id), Bearing())
        events = render_meeting(meeting_view(item, view.wheel, view.meetings, lang), lang)
        yield _Rendered(item.actors, bearing.initiatives, groups, [body for _, body in events])
