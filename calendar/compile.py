"""A wheel in, deliverables out: which actor owes which document for which occurrence, and by when.

What lives here: who is bound alike, and the dates that bind them (`Slot`). A rule is resolved once for all actors
it binds alike. What a document must hold, and where that stands, is `details.py`; it is worked out only for the
slots that somebody looks into.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from arshjul.calendar.details import Details, Told, source_of
from arshjul.calendar.ended import Days, without_ended
from arshjul.calendar.resolve import Dates, Occurrence, apply_policy, resolve
from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import WorkdayPolicy
from arshjul.models.deliverable import Conflict, Deliverable, Meeting, StatedDate
from arshjul.models.rules import Awaiting, DueRule, Inside
from arshjul.models.wheelfile import DocumentType, ObligationSpec, WheelFile

Row = tuple[str, str, str, date | None, date | None]
Bound = list[tuple[str, ObligationSpec]]


class Slot(NamedTuple):
    """One occurrence of a document type for all actors bound alike: its dates, and the rest when asked for."""

    document_type: str
    occurrence: str
    due: date | None
    last_workday: date | None
    actors: tuple[str, ...]
    detailed: Callable[[], Deliverable]

    @property
    def pattern(self) -> Deliverable:
        """The first actor's deliverable, worked out anew at each call."""
        return self.detailed()

    def deliverables(self) -> Iterator[Deliverable]:
        """One deliverable per actor."""
        first = self.pattern
        stem = first.key.removesuffix(first.actor)
        for actor in self.actors:
            yield first if actor == first.actor else replace(first, key=stem + actor, actor=actor)


def compile_wheel(wheel: WheelFile, moved: Mapping[str, date | None] | None = None) -> list[Deliverable]:
    """Every deliverable of the wheel, by due date (undated last) and key.

    `moved` gives meeting dates that differ from the file's (what the database knows).
    """
    found = [item for slot in slots(wheel, moved) for item in slot.deliverables()]
    return sorted(found, key=lambda item: (item.due or date.max, item.key))


def rows(found: Iterable[Slot]) -> list[Row]:
    """The bare dates of every deliverable: document type, occurrence, actor, due, last working day."""
    return [
        (document, occurrence, actor, due, workday)
        for document, occurrence, due, workday, actors, _ in found
        for actor in actors
    ]


def slots(wheel: WheelFile, moved: Mapping[str, date | None] | None = None) -> list[Slot]:
    """The wheel's slots, in the order of its document types."""
    compiler = _Compiler(wheel, moved or {})
    return [slot for slug, spec in wheel.document_types.items() for slot in compiler.document(slug, spec)]


def meetings(wheel: WheelFile, moved: Mapping[str, date | None] | None = None) -> list[Meeting]:
    """Every meeting; one that is part of another follows its date."""
    dates = _meeting_dates(wheel, moved or {})
    return [
        Meeting(
            id=slug,
            series=spec.series,
            title=spec.title or wheel.series[spec.series].title,
            date=dates[slug],
            time=spec.time,
            state="planned" if dates[slug] else "awaiting_date",
            actors=spec.actors,
            part_of=spec.part_of,
            basis=spec.basis,
            sources=tuple(source_of(statement) for statement in spec.statements),
        )
        for slug, spec in wheel.meetings.items()
    ]


def conflicts(wheel: WheelFile, found: Iterable[Deliverable]) -> list[Conflict]:
    """Deliverables whose statements give different dates, those with the same statements taken together."""
    by_document: dict[tuple[str, str, tuple[StatedDate, ...]], list[Deliverable]] = {}
    for item in found:
        if len({stated.due for stated in item.stated}) > 1:
            by_document.setdefault((item.document_type, item.occurrence, item.stated), []).append(item)
    out = []
    for (document, occurrence, stated), items in by_document.items():
        decided = [d for d in wheel.decisions if d.document_type == document and d.actor == items[0].actor]
        out.append(
            Conflict(
                id=f"{wheel.id}.{document}.{occurrence}",
                keys=tuple(item.key for item in items),
                statements=stated,
                in_force=decided[0].in_force if decided else None,
                decision=f"{decided[0].by}, {decided[0].decided}, {decided[0].reference}" if decided else None,
            )
        )
    return out


def _meeting_dates(wheel: WheelFile, moved: Mapping[str, date | None]) -> dict[str, date | None]:
    own = {slug: moved.get(slug, spec.date) for slug, spec in wheel.meetings.items()}
    return {slug: own[spec.part_of] if spec.part_of else own[slug] for slug, spec in wheel.meetings.items()}


class _Compiler:
    """Holds what is worked out once per wheel: dated meetings and resolved rules."""

    def __init__(self, wheel: WheelFile, moved: Mapping[str, date | None]) -> None:
        self.wheel = wheel
        self.details = Details(wheel)
        by_series: dict[str, dict[str, date | None]] = {slug: {} for slug in wheel.series}
        self.met = _meeting_dates(wheel, moved)
        for slug, day in self.met.items():
            by_series[wheel.meetings[slug].series][slug] = day
        self.dates = Dates(by_series, {slug: event.date for slug, event in wheel.events.items()})
        self.groups = {slug: frozenset(spec.members) for slug, spec in wheel.actors.items() if spec.members}
        self.decided = {(made.document_type, made.actor): made.in_force for made in wheel.decisions}
        self.obligations: dict[str, Bound] = {slug: [] for slug in wheel.document_types}
        self.uneven = {document for document, _ in self.decided}
        self.ending: set[str] = set()
        for slug, obligation in wheel.obligations.items():
            for document in obligation.delivered_in:
                self.obligations[document].append((slug, obligation))
            if obligation.ended:
                self.ending.update(obligation.delivered_in)
            for statement in (*obligation.statements, *self.details.trail.earlier(slug)):
                if statement.actors is not None:
                    self.uneven.update(obligation.delivered_in)
        self._resolved: dict[tuple[DueRule, str], dict[str, Occurrence]] = {}

    def document(self, slug: str, spec: DocumentType) -> Iterator[Slot]:
        """The slots of one document type."""
        period = spec.occurrence or str(self.wheel.year)
        for bound, actors in self._alike(slug):
            told = self._told(bound, actors[0], period)
            in_force = self.decided.get((slug, actors[0]))
            if slug in self.ending:
                days = Days(in_force, spec.workday_policy, self.met)
                told = without_ended(told, _occurrences(told, period), period, days)
                if not told:
                    continue
            kept = in_force is not None or spec.workday_policy is WorkdayPolicy.KEEP
            for at in _occurrences(told, period):
                due = in_force or at.due
                if due and not kept:
                    due = apply_policy(due, spec.workday_policy)
                workday = due and last_workday(due)
                detailed = partial(self.details.deliverable, slug, at, told, actors[0], in_force)
                yield Slot(slug, at.id, due, workday, actors, detailed)

    def _alike(self, document: str) -> Iterable[tuple[Bound, tuple[str, ...]]]:
        """Obligations that the document settles, with the actors bound by just these in the same way."""
        named = self.obligations[document]
        lists = _by_actors(named)
        together = set().union(*(actors for _, actors in lists))
        if len(together) < sum(len(actors) for _, actors in lists) or self._differs(document, together):
            return self._told_apart(document, named, together)
        return lists

    def _differs(self, document: str, together: set[str]) -> bool:
        """Whether actors of one list may be bound otherwise than each other."""
        return document in self.uneven or not self.groups.keys().isdisjoint(together)

    def _told_apart(self, document: str, named: Bound, together: set[str]) -> Iterable[tuple[Bound, tuple[str, ...]]]:
        """The same actor by actor. A member's demand is settled in its group's document."""
        owner = {m: group for group in reversed(self.groups) if group in together for m in self.groups[group]}
        bound: dict[str, Bound] = {}
        for slug, obligation in named:
            for actor in dict.fromkeys(owner.get(actor, actor) for actor in obligation.actors):
                bound.setdefault(actor, []).append((slug, obligation))
        alike: dict[tuple[object, ...], tuple[Bound, list[str]]] = {}
        for actor, items in bound.items():
            places = (s for slug, ob in items for s in (*ob.statements, *self.details.trail.earlier(slug)))
            heard = (s.actors is None or actor in s.actors for s in places)
            signature = (*(slug for slug, _ in items), *heard, self.decided.get((document, actor)))
            alike.setdefault(signature, (items, []))[1].append(actor)
        return [(items, tuple(actors)) for items, actors in alike.values()]

    def _told(self, bound: Bound, actor: str, period: str) -> tuple[Told, ...]:
        """Every statement that concerns the actor, with what its rule gives."""
        found = []
        for slug, obligation in bound:
            for statement in obligation.statements:
                if statement.actors is None or actor in statement.actors:
                    rule = statement.due or obligation.due
                    found.append(Told(slug, obligation, statement, rule, self._resolve(rule, period)))
        return tuple(found)

    def _resolve(self, rule: DueRule, period: str) -> dict[str, Occurrence] | None:
        """What the rule gives, by occurrence; None when it has no date of its own and holds for any occurrence."""
        if isinstance(rule, Inside) or (isinstance(rule, Awaiting) and rule.series is None):
            return None
        known = self._resolved.get((rule, period))
        if known is None:
            found = resolve(rule, self.wheel.year, self.dates, period)
            known = self._resolved[rule, period] = {occurrence.id: occurrence for occurrence in found}
        return known


def _by_actors(named: Bound) -> list[tuple[Bound, tuple[str, ...]]]:
    """Obligations with the same list of actors, together."""
    if len(named) == 1:
        return [(named, named[0][1].actors)]
    lists: dict[tuple[str, ...], Bound] = {}
    for slug, obligation in named:
        lists.setdefault(obligation.actors, []).append((slug, obligation))
    return [(bound, actors) for actors, bound in lists.items()]


def _occurrences(told: tuple[Told, ...], period: str) -> Iterable[Occurrence]:
    """The occurrences that dated rules (or meetings) give, each with its earliest date; the period when there are none.

    The earliest stays the earliest under any policy on non-working days.
    """
    given = list({id(item.at): item.at for item in told if item.at}.values())
    if len(given) == 1:
        return given[0].values()
    found: dict[str, Occurrence] = {}
    for at in given:
        for id_, occurrence in at.items():
            first = found.setdefault(id_, occurrence)
            if occurrence.due and (first.due is None or occurrence.due < first.due):
                found[id_] = occurrence
    return found.values() or (Occurrence(period, None),)
