"""What a deliverable holds besides its date: who demands what of it, and every place that says so.

What lives here: one occurrence for one actor in full. Which occurrences there are, who is bound and by when is
`compile.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from arshjul.calendar.resolve import Occurrence, apply_policy
from arshjul.calendar.trail import Shaped, Trail
from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import CONTENT_ORDER, GENERAL, Access, Basis, Content, WorkdayPolicy
from arshjul.models.deliverable import Deliverable, Demand, Source, StatedDate
from arshjul.models.rules import AfterEvent, Awaiting, BeforeEvent, DueRule, Inside
from arshjul.models.wheelfile import ObligationSpec, Statement, WheelFile


class Told(NamedTuple):
    """A statement of an obligation, with its rule and the occurrences that gives; `at` is None where it is undated.

    `lapsed` are the occurrences that it would give had the obligation not ended.
    """

    name: str
    obligation: ObligationSpec
    statement: Statement
    rule: DueRule
    at: Mapping[str, Occurrence] | None
    lapsed: frozenset[str] = frozenset()

    def binds(self, occurrence: str) -> bool:
        """Whether it concerns this occurrence: its own rule gives it, or it has no date of its own."""
        return self.at is None or occurrence in self.at

    def due(self, occurrence: str) -> date | None:
        """The date of record it gives this occurrence, before any policy on non-working days."""
        found = self.at.get(occurrence) if self.at else None
        return found.due if found else None


def source_of(statement: Statement) -> Source:
    """The place of a statement."""
    return Source(statement.document, statement.section, statement.lines)


class Details:
    """Fills in deliverables of one wheel."""

    def __init__(self, wheel: WheelFile) -> None:
        self.wheel = wheel
        self.trail = Trail(wheel)
        self.order = {slug: place for place, slug in enumerate((*wheel.initiatives, GENERAL))}

    def deliverable(
        self, document: str, at: Occurrence, told: tuple[Told, ...], actor: str, in_force: date | None
    ) -> Deliverable:
        """The actor's deliverable; `told` is every statement that concerns the actor, `in_force` a decided date."""
        spec = self.wheel.document_types[document]
        names = {item.name for item in told if item.binds(at.id)}
        here = [item for item in told if item.name in names] or list(told)
        shaped = self._shaped(document, at, here, told, actor)
        obligations = {item.name: item.obligation for item in here}
        stated = tuple(self._stated(here, at, spec.workday_policy))
        days = sorted({item.due for item in stated})
        disputed = len(days) > 1 and in_force is None
        due = in_force or (days[0] if days else None)
        demands = tuple(self._demands(here))
        restricted = any(ob.access is Access.RESTRICTED for ob in obligations.values())
        return Deliverable(
            key=f"{self.wheel.id}.{document}.{at.id}.{actor}",
            wheel=self.wheel.id,
            document_type=document,
            occurrence=at.id,
            kind=spec.kind,
            title=spec.title,
            actor=actor,
            addressee=here[0].obligation.addressee,
            copy_to=tuple(dict.fromkeys(copy for ob in obligations.values() for copy in ob.copy_to)),
            due=due,
            last_workday=last_workday(due) if due else None,
            latest=days[-1] if disputed else due,
            basis=_basis(here, stated, due),
            disputed=disputed,
            rule=_rule(here, at, due),
            meeting=at.meeting,
            initiatives=self._in_order({i for ob in obligations.values() for i in ob.initiatives if i != GENERAL}),
            required=self._required(demands),
            demands=demands,
            obligations=tuple(obligations),
            sources=tuple(dict.fromkeys(source_of(s) for s in (*(item.statement for item in here), *shaped.places))),
            stated=stated,
            access=Access.RESTRICTED if restricted else Access.OPEN,
            documents=shaped.documents,
        )

    def _shaped(self, document: str, at: Occurrence, here: list[Told], told: tuple[Told, ...], actor: str) -> Shaped:
        """The documents behind the demands, their dates and the meeting they hang on, and what changed those."""
        met = self._meetings(at)
        names = dict.fromkeys(item.name for item in here)
        parts = [("obligations", name) for name in names]
        parts += [("document_types", document), ("decisions", f"{document}.{actor}")]
        parts += [("meetings", meeting) for meeting in met]
        parts += [("events", item.rule.event) for item in here if isinstance(item.rule, BeforeEvent | AfterEvent)]
        stated = [item.statement for item in here]
        stated += [statement for meeting in met for statement in self.wheel.meetings[meeting].statements]
        lapsed = dict.fromkeys(item.name for item in told if at.id in item.lapsed and item.name not in names)
        return self.trail.shaped(stated, dict.fromkeys(parts), lapsed, actor)

    def _meetings(self, at: Occurrence) -> list[str]:
        """The meeting the occurrence hangs on, and the one that it is part of."""
        if at.meeting is None:
            return []
        whole = self.wheel.meetings[at.meeting].part_of
        return [at.meeting, whole] if whole else [at.meeting]

    def _stated(self, here: list[Told], at: Occurrence, policy: WorkdayPolicy) -> Iterator[StatedDate]:
        inferred = at.meeting and self.wheel.meetings[at.meeting].basis is Basis.INFERRED
        for item in here:
            due = item.due(at.id)
            if due:
                named = item.statement.initiatives
                covered = named if named is not None else item.obligation.initiatives
                basis = Basis.INFERRED if inferred else item.statement.basis
                yield StatedDate(apply_policy(due, policy), source_of(item.statement), basis, covered)

    def _demands(self, here: list[Told]) -> Iterator[Demand]:
        """Each obligation's demands, with the first place that states it for this actor."""
        first: dict[str, Told] = {}
        for item in here:
            first.setdefault(item.name, item)
        for item in first.values():
            obligation = item.obligation
            maker = obligation.maker or self.wheel.documents[item.statement.document].maker
            required = obligation.required
            if not isinstance(required, dict):
                required = dict.fromkeys(obligation.initiatives or (GENERAL,), required)
            for initiative, codes in required.items():
                for code in codes:
                    yield Demand(initiative, code, maker, item.name, source_of(item.statement))

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


def _basis(here: list[Told], stated: tuple[StatedDate, ...], due: date | None) -> Basis:
    bases = [item.basis for item in stated if item.due == due] or [item.statement.basis for item in here]
    return Basis.STATED if Basis.STATED in bases else bases[0]


def _rule(here: list[Told], at: Occurrence, due: date | None) -> DueRule:
    """The rule that gives the date in force; where there is no date, the first one stated."""
    for item in here:
        if due and item.due(at.id) == due:
            return item.rule
    return next((item.rule for item in here if not isinstance(item.rule, Inside)), Awaiting(type="awaiting"))
