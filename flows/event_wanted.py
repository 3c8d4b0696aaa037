"""What the kept events of calendars should show now: one list of deadlines and meetings in one language.

What lives here: from the catalogue and how things stand to `Wanted`. Keeping them so is `event_keeping.py`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from arshjul.calendar.event_views import event_view, fingerprint
from arshjul.calendar.ical_event import render_events
from arshjul.calendar.ical_meeting import render_meeting
from arshjul.calendar.meeting_views import Bearing, bearings, meeting_fingerprint, meeting_view, takes_place
from arshjul.flows.parts import Catalogue
from arshjul.models.codes import Lang, State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.reports.findings import blocks
from arshjul.store import calendars
from arshjul.store.wheels import states as all_states

_JUDGED = frozenset({State.INCOMPLETE, State.COMPLETE})


def keys(catalogue: Catalogue) -> list[str]:
    """Every deliverable and meeting that may have an event, in order."""
    return sorted([*catalogue.deliverables, *catalogue.meetings])


def wanted(
    connection: Connection, catalogue: Catalogue, lang: Lang, only: frozenset[str] | None = None
) -> list[calendars.Wanted]:
    """What the events of these deliverables and meetings (None: of all) should show."""
    states, lacks = all_states(connection), calendars.lacks(connection)
    found = [
        _deadline(catalogue, item, State(states[key]), lacks.get(key), lang)
        for key, item in catalogue.deliverables.items()
        if key in states and (only is None or key in only)
    ]
    return [*found, *_meetings(catalogue, lang, only)]


def _deadline(
    catalogue: Catalogue, item: Deliverable, state: State, lacks: Sequence[calendars.Lack] | None, lang: Lang
) -> calendars.Wanted:
    if state is State.OPEN:
        state = State.PLANNED  # an event says the same of both, and must not change when one becomes the other
    gaps = _gaps(lacks) if state in _JUDGED else None
    wheel = catalogue.wheel_of(item)
    met = catalogue.meeting_of(item)
    here = [met] if met else []
    plain = event_view(item, wheel, here, lang, state=state, gaps=gaps)

    def render(sequence: int, changed_at: dt.datetime) -> list[tuple[str, bytes]]:
        view = event_view(item, wheel, here, lang, changed_at=changed_at, sequence=sequence, state=state, gaps=gaps)
        return render_events(view, lang)

    return calendars.Wanted(item.key, item.initiatives, fingerprint(plain, lang), render)


def _gaps(lacks: Sequence[calendars.Lack] | None) -> int | None:
    """How many points keep it from being complete; None where nothing is judged, as of what was sent another way."""
    return None if lacks is None else sum(blocks(lack.code, lack.severity, lack.maker) for lack in lacks)


def _meetings(catalogue: Catalogue, lang: Lang, only: frozenset[str] | None) -> Iterator[calendars.Wanted]:
    concerns: Mapping[str, Bearing] = bearings(catalogue.deliverables.values())
    for key, item in catalogue.meetings.items():
        if takes_place(item) and (only is None or key in only):
            yield _meeting(catalogue, key, item, concerns.get(key, Bearing()), lang)


def _meeting(catalogue: Catalogue, key: str, item: Meeting, bearing: Bearing, lang: Lang) -> calendars.Wanted:
    wheel = next(wheel for wheel in catalogue.wheels if key == f"{wheel.id}.{item.id}")
    others = [met for other, met in catalogue.meetings.items() if other == f"{wheel.id}.{item.part_of}"]
    plain = meeting_view(item, wheel, others, lang)

    def render(sequence: int, changed_at: dt.datetime) -> list[tuple[str, bytes]]:
        return render_meeting(meeting_view(item, wheel, others, lang, changed_at=changed_at, sequence=sequence), lang)

    attending = calendars.Attending(item.actors, bearing.kinds)
    mark = meeting_fingerprint(plain, bearing, lang)
    return calendars.Wanted(key, bearing.initiatives, mark, render, attending)
