"""From a compiled deliverable to what its calendar event shows, with or without a database.

What lives here: looking up names and stamps in the wheel. Sentences are `ical_words.py`, bytes `ical_event.py`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable

from arshjul.calendar.ical_event import EventView
from arshjul.models.codes import DELIVERED, State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.wheelfile import WheelFile

_WORDING = 1
"""Raise this when the sentences of events change, so that kept events are rendered anew."""


def letter_stamp(item: Deliverable, wheel: WheelFile) -> dt.datetime:
    """The date of the newest letter behind a deliverable, as the stamp of an event without a database."""
    newest = max(wheel.documents[source.document].date for source in item.sources)
    return dt.datetime.combine(newest, dt.time(), dt.UTC)


def event_view(
    item: Deliverable,
    wheel: WheelFile,
    meetings: Iterable[Meeting],
    lang: str,
    *,
    changed_at: dt.datetime | None = None,
    sequence: int = 0,
    state: State = State.PLANNED,
    gaps: int | None = None,
) -> EventView:
    """The event of one deliverable in one language. What is delivered names its meeting by the day it had then."""
    meeting = next((meeting for meeting in meetings if meeting.id == item.meeting), None)
    return EventView(
        deliverable=item,
        actor_name=wheel.actors[item.actor].name[lang],
        addressee_name=wheel.actors[item.addressee].name[lang],
        changed_at=changed_at or letter_stamp(item, wheel),
        sequence=sequence,
        meeting_title=meeting.title[lang] if meeting else None,
        meeting_date=item.met_on or (meeting.date if meeting else None),
        initiative_names={slug: spec.name[lang] for slug, spec in wheel.initiatives.items()},
        document_names={slug: spec.title[lang] for slug, spec in wheel.documents.items()},
        state=state,
        cancelled=state is State.CANCELLED,
        gaps=gaps,
    )


def fingerprint(view: EventView, lang: str) -> str:
    """Changes exactly when what the event shows may change; the stamp and the sequence are left out.

    What is delivered stays as it was shown, whatever becomes of its meeting and its letters, till its deadline is settled
    or it comes into another state.
    """
    item = view.deliverable
    shown: tuple[object, ...]
    if view.state in DELIVERED:
        shown = (
            _WORDING,
            lang,
            item.key,
            item.due,
            item.last_workday,
            item.latest,
            item.basis,
            item.disputed,
            view.state,
        )
    else:
        names = (
            view.actor_name,
            view.addressee_name,
            *sorted(view.initiative_names.items()),
            *sorted(view.document_names.items()),
        )
        shown = (_WORDING, lang, item, names, view.meeting_title, view.meeting_date, view.state)
    told = shown if view.gaps is None else (*shown, view.gaps)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
