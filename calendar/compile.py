"""A wheel in, deliverables out: which actor owes which document for which occurrence, by when, holding what.

What lives here: who is bound by what, which dates are stated, and what a document must hold. Rules that
fall on the same date for many actors are resolved once (`Slot`), then handed out per actor.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from arshjul.calendar.resolve import Dates, Occurrence, apply_policy, resolve
from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import CONTENT_ORDER, GENERAL, Access, Basis, Content
from arshjul.models.deliverable import Conflict, Deliverable, Demand, Meeting, Source, StatedDate
from arshjul.models.rules import Awaiting, DueRule, Inside
from arshjul.models.wheelfile import DocumentType, ObligationSpec, Statement, WheelFile

Row = tuple[str, str, str, date | None, date | None]
Bound = tuple[tuple[str, ObligationSpec], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence of a document type for all actors bound alike; `pattern` is the first actor's deliverable."""

    pattern: Deliverable
    actors: tuple[str, ...]

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
    out: list[Row] = []
    for slot in found:
        first = slot.pattern
        document, occurrence, due, workday = (
            first.document_type,
            first.occurrence,
            first.due,
            first.last_workday,
        )
        out += [(document, occurrence, actor, due, workday) for actor in slot.actors]
    return out


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
            sources=tuple(_source(statement) for statement in spec.statements),
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


def _source(statement: Statement) -> Source:
    return Source(statement.document, statement.section, statement.lines)


class _Compiler:
    """Holds what is worked out once per wheel: dated meetings and resolved rules."""

    def __init__(self, wheel: WheelFile, moved: Mapping[str, date | None]) -> None:
        self.wheel = wheel
        by_series: dict[str, dict[str, date | None]] = {slug: {} for slug in wheel.series}
        for slug, day in _meeting_dates(wheel, moved).items():
            by_series[wheel.meetings[slug].series][slug] = day
        self.dates = Dates(by_series, {slug: event.date for slug, event in wheel.events.items()})
        self.groups = {slug: frozenset(spec.members) for slug, spec in wheel.actors.items() if spec.members}
        self.order = {slug: place for place, slug in enumerate((*wheel.initiatives, GENERAL))}
        self._resolved: dict[tuple[DueRule, str], list[Occurrence]] = {}
        self.obligations: dict[str, list[tuple[str, ObligationSpec]]] = {slug: [] for slug in wheel.document_types}
        for slug, obligation in wheel.obligations.items():
            for document in obligation.delivered_in:
                self.obligations[document].append((slug, obligation))

    def document(self, slug: str, spec: DocumentType) -> Iterator[Slot]:
        """The slots of one document type."""
        alike: dict[tuple[str, ...], tuple[Bound, list[str]]] = {}
        for actor, bound in self._bound(slug).items():
            split_by_actor = any(s.actors is not None for _, ob in bound for s in ob.statements)
            signature = tuple(name for name, _ in bound) + (
                (actor,) if split_by_actor or self._decided(slug, actor) else ()
            )
            alike.setdefault(signature, (bound, []))[1].append(actor)
        period = spec.occurrence or str(self.wheel.year)
        for bound, actors in alike.values():
            for occurrence in self._occurrences(bound, actors[0], period):
                yield Slot(self._deliverable(slug, spec, occurrence, bound, actors[0]), tuple(actors))

    def _bound(self, document: str) -> dict[str, Bound]:
        """Per actor the obligations its document settles; a member's demand is settled in its group's document."""
        named = self.obligations[document]
        actors = dict.fromkeys(actor for _, obligation in named for actor in obligation.actors)
        owner = {
            actor: next(
                (group for group, members in self.groups.items() if group in actors and actor in members),
                actor,
            )
            for actor in actors
        }
        found: dict[str, list[tuple[str, ObligationSpec]]] = {}
        for slug, obligation in named:
            for actor in dict.fromkeys(owner[actor] for actor in obligation.actors):
                found.setdefault(actor, []).append((slug, obligation))
        return {actor: tuple(items) for actor, items in found.items()}

    def _decided(self, document: str, actor: str) -> date | None:
        found = [d.in_force for d in self.wheel.decisions if (d.document_type, d.actor) == (document, actor)]
        return found[-1] if found else None

    def _resolve(self, rule: DueRule, period: str) -> list[Occurrence]:
        known = self._resolved.get((rule, period))
        if known is None:
            known = self._resolved[rule, period] = resolve(rule, self.wheel.year, self.dates, period)
        return known

    def _occurrences(self, bound: Bound, actor: str, period: str) -> list[Occurrence]:
        """The occurrences that dated rules (or meetings) give; the period when there are none."""
        found: dict[str, Occurrence] = {}
        for _, obligation in bound:
            for rule in dict.fromkeys(s.due or obligation.due for s in self._statements(obligation, actor)):
                if isinstance(rule, Inside) or (isinstance(rule, Awaiting) and rule.series is None):
                    continue
                for occurrence in self._resolve(rule, period):
                    found.setdefault(occurrence.id, occurrence)
        return list(found.values()) or [Occurrence(period, None)]

    def _statements(self, obligation: ObligationSpec, actor: str) -> list[Statement]:
        return [s for s in obligation.statements if s.actors is None or actor in s.actors]

    def _deliverable(self, slug: str, spec: DocumentType, at: Occurrence, bound: Bound, actor: str) -> Deliverable:
        here = tuple((name, ob) for name, ob in bound if self._binds(ob, actor, at))
        stated = self._stated(here, actor, at, spec)
        in_force = self._decided(slug, actor)
        days = sorted({item.due for item in stated})
        disputed = len(days) > 1 and in_force is None
        due = in_force or (days[0] if days else None)
        demands = tuple(self._demands(here, actor))
        required = self._required(demands)
        return Deliverable(
            key=f"{self.wheel.id}.{slug}.{at.id}.{actor}",
            wheel=self.wheel.id,
            document_type=slug,
            occurrence=at.id,
            kind=spec.kind,
            title=spec.title,
            actor=actor,
            addressee=here[0][1].addressee,
            copy_to=tuple(dict.fromkeys(copy for _, ob in here for copy in ob.copy_to)),
            due=due,
            last_workday=last_workday(due) if due else None,
            latest=days[-1] if disputed else due,
            basis=self._basis(here, stated, due),
            disputed=disputed,
            rule=self._rule(here, actor, due, at),
            meeting=at.meeting,
            initiatives=self._in_order({i for _, ob in here for i in ob.initiatives if i != GENERAL}),
            required=required,
            demands=demands,
            obligations=tuple(name for name, _ in here),
            sources=tuple(dict.fromkeys(_source(s) for _, ob in here for s in self._statements(ob, actor))),
            stated=stated,
            access=Access.RESTRICTED if any(ob.access is Access.RESTRICTED for _, ob in here) else Access.OPEN,
        )

    def _binds(self, obligation: ObligationSpec, actor: str, at: Occurrence) -> bool:
        """Whether the demand concerns this occurrence: its own rule gives it, or it has no date of its own."""
        for statement in self._statements(obligation, actor):
            rule = statement.due or obligation.due
            if isinstance(rule, Inside) or (isinstance(rule, Awaiting) and rule.series is None):
                return True
            if any(found.id == at.id for found in self._resolve(rule, at.id)):
                return True
        return False

    def _stated(self, bound: Bound, actor: str, at: Occurrence, spec: DocumentType) -> tuple[StatedDate, ...]:
        found = []
        for _, obligation in bound:
            for statement in self._statements(obligation, actor):
                covered = statement.initiatives if statement.initiatives is not None else obligation.initiatives
                for occurrence in self._resolve(statement.due or obligation.due, at.id):
                    if occurrence.id == at.id and occurrence.due:
                        due = apply_policy(occurrence.due, spec.workday_policy)
                        basis = self._statement_basis(statement, at)
                        found.append(StatedDate(due, _source(statement), basis, covered))
        return tuple(found)

    def _statement_basis(self, statement: Statement, at: Occurrence) -> Basis:
        if at.meeting and self.wheel.meetings[at.meeting].basis is Basis.INFERRED:
            return Basis.INFERRED
        return statement.basis

    def _basis(self, bound: Bound, stated: tuple[StatedDate, ...], due: date | None) -> Basis:
        bases = [item.basis for item in stated if item.due == due]
        bases = bases or [s.basis for _, ob in bound for s in ob.statements]
        return Basis.STATED if Basis.STATED in bases else bases[0]

    def _rule(self, bound: Bound, actor: str, due: date | None, at: Occurrence) -> DueRule:
        """The rule that gives the date in force; where there is no date, the first one stated."""
        named = [s.due or ob.due for _, ob in bound for s in self._statements(ob, actor)]
        for rule in named:
            if due and any(o.id == at.id and o.due == due for o in self._resolve(rule, at.id)):
                return rule
        return next((rule for rule in named if not isinstance(rule, Inside)), Awaiting(type="awaiting"))

    def _demands(self, bound: Bound, actor: str) -> Iterator[Demand]:
        for name, obligation in bound:
            statement = self._statements(obligation, actor)[0]
            maker = obligation.maker or self.wheel.documents[statement.document].maker
            required = obligation.required
            if not isinstance(required, dict):
                required = dict.fromkeys(obligation.initiatives or (GENERAL,), required)
            for initiative, codes in required.items():
                for code in codes:
                    yield Demand(initiative, code, maker, name, _source(statement))

    def _required(self, demands: Iterable[Demand]) -> dict[str, tuple[Content, ...]]:
        found: dict[str, set[Content]] = {}
        for demand in demands:
            found.setdefault(demand.initiative, set()).add(demand.code)
        return {
            initiative: tuple(sorted(found[initiative], key=CONTENT_ORDER.__getitem__))
            for initiative in self._in_order(found)
        }

    def _in_order(self, initiatives: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(initiatives, key=self.order.__getitem__))
