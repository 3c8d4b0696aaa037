"""What a newly loaded file says of meetings, beside what the office has recorded of them.

What lives here: the rule of the newest word, and meetings that are parts of others. What the office records is
`meeting_changes.py`.
"""

from collections.abc import Mapping

from arshjul.calendar.in_force import Met
from arshjul.models.codes import State
from arshjul.models.wheelfile import MeetingSpec, WheelFile

PLANNED, AWAITING = "planned", "awaiting_date"


def by_files(old: WheelFile | None, new: WheelFile, held: Mapping[str, Met]) -> dict[str, Met]:
    """The meetings once `new` is loaded in place of `old`; `held` are those stored.

    The newest word holds: a date that the file has always said leaves a later record of the office alone, a date that
    it says for the first time goes before it. A meeting that leaves the file is called off; one that the office has
    added stays.
    """
    found = dict(held)
    for slug, spec in new.meetings.items():
        said = old.meetings.get(slug) if old else None
        was = held.get(slug)
        found[slug] = (
            Met(spec.date, spec.time, PLANNED, spec.series, spec.part_of) if was is None else _met(spec, said, was)
        )
    for slug in held:
        if old and slug in old.meetings and slug not in new.meetings and not held[slug].cancelled:
            found[slug] = held[slug]._replace(date=None, time=None, state=State.CANCELLED.value, recorded=False)
    return with_parts(found, {slug: spec.part_of for slug, spec in new.meetings.items()})


def _met(spec: MeetingSpec, said: MeetingSpec | None, was: Met) -> Met:
    date = was.date if said and said.date == spec.date else spec.date
    time = was.time if said and said.time == spec.time else spec.time
    newly_said = said is None or said.date != spec.date
    state = PLANNED if newly_said else was.state
    kept = (date, state) == (was.date, was.state)
    return was._replace(date=date, time=time, state=state, recorded=was.recorded and kept)


def with_parts(meetings: Mapping[str, Met], part_of: Mapping[str, str | None]) -> dict[str, Met]:
    """Parts stand as the meeting they are a part of; what has no date awaits one."""
    return {slug: _standing(met, meetings.get(part_of.get(slug) or "")) for slug, met in meetings.items()}


def _standing(met: Met, whole: Met | None) -> Met:
    if whole:
        same = (whole.date, whole.cancelled) == (met.date, met.cancelled)
        met = met._replace(date=whole.date, state=whole.state, recorded=met.recorded if same else whole.recorded)
    return met if met.cancelled else met._replace(state=PLANNED if met.date else AWAITING)
