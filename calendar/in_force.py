"""A wheel as it stands: what its files say, when its meetings are, what is ruled, and what is delivered already.

What lives here: the facts about one wheel as a value, and the one way in which they become deliverables, meetings and
conflicts. Listings, boards, calendars, drawings and messages all show what `compiled` gives. Reading the facts from a
database is `store/facts.py`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from arshjul.calendar.between import with_each_other
from arshjul.calendar.compile import compile_wheel, conflicts, meetings
from arshjul.calendar.rulings import Ruling, apply_rulings, ruling_on
from arshjul.models.codes import Basis, State
from arshjul.models.deliverable import Conflict, Deliverable, Meeting
from arshjul.models.rules import AfterMeeting, Awaiting, BeforeMeeting, WithMeeting
from arshjul.models.wheelfile import MeetingSpec, WheelFile


class Dated(NamedTuple):
    """A deadline as `Deliverable` has it, and the day of the meeting then where that has moved since."""

    due: dt.date | None
    last_workday: dt.date | None
    latest: dt.date | None
    basis: Basis
    disputed: bool
    met_on: dt.date | None = None


class Met(NamedTuple):
    """When a meeting is, and in what state it stands; `recorded` when the office has recorded that, not a file."""

    date: dt.date | None
    time: dt.time | None
    state: str
    series: str
    part_of: str | None = None
    recorded: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it is called off."""
        return self.state == State.CANCELLED


@dataclass(frozen=True, slots=True)
class WheelFacts:
    """What is known of one wheel. `wheel` is the sum of its files; `meetings` are those whose dates are stored.

    `settled` holds the deadlines of what is delivered or waived: a later move leaves them as they were.
    """

    wheel: WheelFile
    meetings: Mapping[str, Met] = field(default_factory=lambda: MappingProxyType({}))
    rulings: Sequence[Ruling] = ()
    settled: Mapping[str, Dated] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Compiled:
    """One wheel compiled. `wheel` has the meetings with the dates in force, those that the office added among them.

    `files` is what its files say. `owed` is what would hold had nothing been delivered; `deliverables` has what is
    delivered as it was.
    """

    wheel: WheelFile
    deliverables: list[Deliverable]
    meetings: list[Meeting]
    conflicts: list[Conflict]
    owed: list[Deliverable]
    files: WheelFile


def compiled(facts: WheelFacts) -> Compiled:
    """One wheel as the facts have it, as if it were alone."""
    return compiled_all([facts])[0]


def compiled_all(known: Sequence[WheelFacts]) -> list[Compiled]:
    """Every wheel as the facts have it; deliverables by due date (undated last) and key.

    What hangs on a meeting that is called off is no longer owed, but stays if it has been delivered. Wheels of one year
    that state different dates for the same demand contradict each other.
    """
    wheels = [with_meetings(facts) for facts in known]
    found = [_owed(wheel, facts) for wheel, facts in zip(wheels, known, strict=True)]
    together = with_each_other([(wheel.year, items) for wheel, items in zip(wheels, found, strict=True)])
    return [_compiled(*one) for one in zip(wheels, known, together, strict=True)]


def _owed(wheel: WheelFile, facts: WheelFacts) -> list[Deliverable]:
    off = called_off(facts)
    return [item for item in compile_wheel(wheel) if item.meeting not in off or item.key in facts.settled]


def _compiled(wheel: WheelFile, facts: WheelFacts, found: list[Deliverable]) -> Compiled:
    owed, off = apply_rulings(found, facts.rulings), called_off(facts)
    shown = sorted(_settled(owed, facts.settled), key=lambda item: (item.due or dt.date.max, item.key))
    met = [replace(item, state=State.CANCELLED.value) if item.id in off else item for item in meetings(wheel)]
    return Compiled(wheel, shown, met, _decided(conflicts(wheel, shown), shown, facts.rulings), owed, facts.wheel)


def with_meetings(facts: WheelFacts) -> WheelFile:
    """The wheel with its meetings as they stand."""
    if not facts.meetings:
        return facts.wheel
    wheel = facts.wheel
    found = {slug: _in_force(spec, facts.meetings.get(slug)) for slug, spec in wheel.meetings.items()}
    for slug, met in facts.meetings.items():
        if slug not in found and met.recorded and met.series in wheel.series:
            found[slug] = _added(wheel, met)
    return wheel.model_copy(update={"meetings": found})


def called_off(facts: WheelFacts) -> frozenset[str]:
    """The meetings that are called off, their parts among them."""
    own = {slug for slug, met in facts.meetings.items() if met.cancelled}
    parts = {slug for slug, spec in facts.wheel.meetings.items() if spec.part_of in own}
    return frozenset(own | parts)


def attendants(wheel: WheelFile, series: str) -> tuple[str, ...]:
    """Who comes to a meeting of the series: those of its other meetings, else those who owe something by it."""
    met = [actor for spec in wheel.meetings.values() if spec.series == series for actor in spec.actors]
    hangs = (BeforeMeeting, AfterMeeting, WithMeeting, Awaiting)
    owing = [
        actor
        for obligation in wheel.obligations.values()
        if isinstance(obligation.due, hangs) and obligation.due.series == series
        for actor in obligation.actors
    ]
    return tuple(dict.fromkeys(met or owing))


def _in_force(spec: MeetingSpec, met: Met | None) -> MeetingSpec:
    """The meeting with the date and time in force; a date that the ministry has given is inferred no longer."""
    if met is None:
        return spec
    values: dict[str, object] = {"date": met.date, "time": met.time}
    if met.recorded and met.date and spec.part_of is None and spec.basis is Basis.INFERRED:
        values["basis"] = Basis.OFFICE
    return spec.model_copy(update=values)


def _added(wheel: WheelFile, met: Met) -> MeetingSpec:
    return MeetingSpec(
        series=met.series,
        date=met.date,
        time=met.time,
        actors=attendants(wheel, met.series),
        part_of=met.part_of if met.part_of in wheel.meetings else None,
        basis=Basis.OFFICE,
    )


def _settled(items: Iterable[Deliverable], settled: Mapping[str, Dated]) -> list[Deliverable]:
    """What is delivered has the deadline under which it was."""
    return [replace(item, **settled[item.key]._asdict()) if item.key in settled else item for item in items]


def _decided(found: Iterable[Conflict], items: Iterable[Deliverable], rulings: Sequence[Ruling]) -> list[Conflict]:
    """The conflicts with what is ruled of each; one that is decided for some of its deliverables only falls in two."""
    by_key = {item.key: item for item in items}
    listed: list[Conflict] = []
    for conflict in found:
        parts: dict[Ruling | None, list[str]] = {}
        for key in conflict.keys:
            parts.setdefault(ruling_on(by_key[key], rulings), []).append(key)
        for ruling, keys in parts.items():
            one = replace(conflict, keys=tuple(keys))
            listed.append(replace(one, in_force=ruling.day, decision=ruling.words or None) if ruling else one)
    return listed
