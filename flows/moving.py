"""Meetings that the ministry has moved, dated, added or called off, as the office records it.

What lives here: the proposals that `changing.py` plans and applies. What makes sense is `calendar/meeting_changes.py`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.calendar import meeting_changes as meetings
from arshjul.calendar.change_plan import ChangePlan, PlannedMeeting
from arshjul.calendar.in_force import WheelFacts
from arshjul.calendar.meeting_changes import Outcome
from arshjul.flows.changing import Cause, Proposed
from arshjul.flows.parts import Parts
from arshjul.store import events


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """One change of one meeting: the event's kind, why in somebody's words, and what it makes of the facts."""

    kind: str
    why: str
    outcome: Callable[[list[WheelFacts]], Outcome]

    def after(self, connection: Connection, before: list[WheelFacts]) -> Proposed:  # noqa: ARG002 - not asked
        """The facts with the meeting as it will be."""
        found = self.outcome(before)
        return Proposed(found.facts, already=found.already, subject=f"{found.place.wheel}.{found.place.id}")

    def write(self, connection: Connection, parts: Parts, plan: ChangePlan, proposed: Proposed) -> Cause:
        """The event; the meeting's own revision follows from the facts."""
        before, after = ({_name(met): _when(met, old=old) for met in plan.meetings} for old in (True, False))
        seq = events.append(
            connection, parts.moment, self.kind, proposed.subject, before=before, after=after, why=self.why
        )
        return Cause(self.kind, proposed.subject, self.why, seq)


def _name(met: PlannedMeeting) -> str:
    return f"{met.wheel}.{met.id}"


def _when(met: PlannedMeeting, *, old: bool) -> dict[str, str | None]:
    day, time = (met.old_date, met.old_time) if old else (met.new_date, met.new_time)
    when: dict[str, str | None] = {
        "date": day.isoformat() if day else None,
        "time": time.isoformat("minutes") if time else None,
    }
    return when if old else when | {"change": met.change}


def move(id_: str, day: dt.date, today: dt.date, why: str = "", time: dt.time | None = None) -> MeetingChange:
    """A dated meeting to another day."""
    return MeetingChange(
        "meeting.moved", why, lambda known: meetings.moved(known, meetings.find(known, id_), day, today, time)
    )


def date(id_: str, day: dt.date, today: dt.date, why: str = "", time: dt.time | None = None) -> MeetingChange:
    """A meeting that has awaited its date."""
    return MeetingChange(
        "meeting.dated", why, lambda known: meetings.dated(known, meetings.find(known, id_), day, today, time)
    )


def cancel(id_: str, why: str = "") -> MeetingChange:
    """A meeting called off, with its parts."""
    return MeetingChange("meeting.cancelled", why, lambda known: meetings.cancelled(known, meetings.find(known, id_)))


def add(
    series: str, day: dt.date, today: dt.date, why: str = "", time: dt.time | None = None, wheel: str | None = None
) -> MeetingChange:
    """One more meeting of a series."""
    return MeetingChange("meeting.added", why, lambda known: meetings.added(known, series, day, today, time, wheel))
