"""From the meetings of a wheel to what their calendar events show, and in whose calendars they stand.

What lives here: looking up names, stamps and what hangs on a meeting. Words and bytes are `ical_meeting.py`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from arshjul.calendar.ical_meeting import MeetingView
from arshjul.models.codes import State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.wheelfile import WheelFile

_WORDING = 1
"""Raise this when the sentences of meetings' events change, so that kept events are rendered anew."""


class Bearing(NamedTuple):
    """Whom a meeting concerns beside those who meet: the initiatives and kinds of what is handed in for it."""

    initiatives: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def meeting_key(wheel: str, meeting: str) -> str:
    """What a meeting is called among those of all wheels."""
    return f"{wheel}.{meeting}"


def bearings(deliverables: Iterable[Deliverable]) -> dict[str, Bearing]:
    """By meeting's key, whom each meeting concerns on which something hangs."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for item in deliverables:
        if item.meeting:
            initiatives, kinds = found.setdefault(meeting_key(item.wheel, item.meeting), (set(), set()))
            initiatives.update(item.initiatives)
            kinds.add(item.kind.value)
    return {key: Bearing(tuple(sorted(one)), tuple(sorted(other))) for key, (one, other) in found.items()}


def takes_place(meeting: Meeting) -> bool:
    """Whether it is still to be shown as a meeting; one that is called off is cancelled where it stood."""
    return meeting.state != State.CANCELLED


def meeting_view(
    item: Meeting,
    wheel: WheelFile,
    meetings: Iterable[Meeting],
    lang: str,
    *,
    changed_at: dt.datetime | None = None,
    sequence: int = 0,
) -> MeetingView:
    """The event of one meeting in one language; `meetings` are all of its wheel."""
    whole = next((meeting for meeting in meetings if meeting.id == item.part_of), None)
    return MeetingView(
        key=meeting_key(wheel.id, item.id),
        meeting=item,
        title=item.title[lang],
        actor_names=tuple(wheel.actors[slug].name[lang] for slug in item.actors),
        changed_at=changed_at or _letter_stamp(item, wheel),
        sequence=sequence,
        whole=whole.title[lang] if whole else None,
        document_names={source.document: wheel.documents[source.document].title[lang] for source in item.sources},
    )


def meeting_fingerprint(view: MeetingView, bearing: Bearing, lang: str) -> str:
    """Changes exactly when what the event shows may change, or in whose calendars it stands."""
    names = (view.title, view.actor_names, view.whole, sorted(view.document_names.items()))
    shown = (_WORDING, lang, view.key, view.meeting, names, bearing)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:32]


def _letter_stamp(item: Meeting, wheel: WheelFile) -> dt.datetime:
    """The date of the newest letter behind it, else of the wheel's newest, as a stamp without a database."""
    named = [wheel.documents[source.document].date for source in item.sources]
    newest = max(named or [document.date for document in wheel.documents.values()])
    return dt.datetime.combine(newest, dt.time(), dt.UTC)
