"""What must hold between the parts of a wheel, beyond what a schema can say.

What lives here: ids that exist, rules that hang on a known series, dates inside the year; every problem at once.
Reading files is `wheel_file.py`, adding amendments to a wheel is `amend.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from arshjul.models.codes import GENERAL
from arshjul.models.lang import say
from arshjul.models.problems import Problem, nearest
from arshjul.models.rules import (
    AfterEvent,
    AfterMeeting,
    Awaiting,
    BeforeEvent,
    BeforeMeeting,
    DueRule,
    Recurrence,
    WithMeeting,
)
from arshjul.models.wheelfile import ObligationSpec, WheelFile


class Places(Protocol):
    """Knows where in which file a part of a wheel stands."""

    def problem(self, path: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        """A problem at `path` of the wheel."""


class Check:
    """Everything that must hold between the parts of one wheel, or of the sum of a wheel and its amendments."""

    def __init__(self, wheel: WheelFile, located: Places) -> None:
        self.wheel, self.located = wheel, located

    def run(self) -> Iterator[Problem]:
        """Every problem."""
        yield from self._actors()
        yield from self._meetings()
        for slug, obligation in self.wheel.obligations.items():
            yield from self._obligation(slug, obligation)
        yield from self._documents()
        for place, exclusion in enumerate(self.wheel.exclusions):
            yield from self._known(("exclusions", place, "document"), [exclusion.document], self.wheel.documents)
        for place, decision in enumerate(self.wheel.decisions):
            yield from self._known(
                ("decisions", place, "document_type"), [decision.document_type], self.wheel.document_types
            )
            yield from self._known(("decisions", place, "actor"), [decision.actor], self.wheel.actors)
        yield from self._requests()

    def _known(self, path: tuple[str | int, ...], used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
        names = list(known)
        for name in used:
            if name not in names:
                what = say(f"viser til «{name}», som ikke finnes", f"refers to «{name}», which does not exist")
                yield self.located.problem(path, what, nearest(name, names))

    def _actors(self) -> Iterator[Problem]:
        for slug, spec in self.wheel.actors.items():
            yield from self._known(("actors", slug, "members"), spec.members, self.wheel.actors)
        for slug, document in self.wheel.documents.items():
            yield from self._known(("documents", slug, "issuer"), [document.issuer], self.wheel.actors)
        for slug, series in self.wheel.series.items():
            if series.promised:
                path = ("series", slug, "promised", "statement", "document")
                yield from self._known(path, [series.promised.statement.document], self.wheel.documents)

    def _meetings(self) -> Iterator[Problem]:
        wheel = self.wheel
        for slug, spec in wheel.meetings.items():
            path = ("meetings", slug)
            yield from self._known((*path, "series"), [spec.series], wheel.series)
            yield from self._known((*path, "actors"), spec.actors, wheel.actors)
            yield from self._known((*path, "statements"), (s.document for s in spec.statements), wheel.documents)
            if spec.part_of:
                yield from self._known((*path, "part_of"), [spec.part_of], wheel.meetings)
                whole = wheel.meetings.get(spec.part_of)
                if whole and spec.date and whole.date != spec.date:
                    what = say(
                        "har en annen dato enn møtet det er en del av",
                        "has another date than the meeting it is part of",
                    )
                    yield self.located.problem((*path, "date"), what, say("skriv samme dato", "write the same date"))
            if spec.date and spec.date.year != wheel.year:
                what = say(f"ligger utenfor {wheel.year}", f"lies outside {wheel.year}")
                yield self.located.problem((*path, "date"), what, say("rett datoen", "mend the date"))

    def _obligation(self, slug: str, obligation: ObligationSpec) -> Iterator[Problem]:
        path, wheel = ("obligations", slug), self.wheel
        initiatives = [*wheel.initiatives, GENERAL]
        yield from self._known((*path, "delivered_in"), obligation.delivered_in, wheel.document_types)
        yield from self._known((*path, "actors"), obligation.actors, wheel.actors)
        yield from self._known((*path, "addressee"), [obligation.addressee], wheel.actors)
        yield from self._known((*path, "copy_to"), obligation.copy_to, wheel.actors)
        yield from self._known((*path, "initiatives"), obligation.initiatives, initiatives)
        yield from self._rule((*path, "due"), obligation.due)
        if isinstance(obligation.required, dict):
            yield from self._known((*path, "required"), obligation.required, [*obligation.initiatives, GENERAL])
        for place, statement in enumerate(obligation.statements):
            here = (*path, "statements", place)
            yield from self._known((*here, "document"), [statement.document], wheel.documents)
            yield from self._known((*here, "initiatives"), statement.initiatives or (), obligation.initiatives)
            yield from self._known((*here, "actors"), statement.actors or (), obligation.actors)
            if statement.due:
                yield from self._rule((*here, "due"), statement.due)
        unstated = [
            a
            for a in obligation.actors
            if all(s.actors is not None and a not in s.actors for s in obligation.statements)
        ]
        for actor in unstated:
            what = say(f"ingen utsagn gjelder {actor}", f"no statement concerns {actor}")
            yield self.located.problem((*path, "statements"), what, say("legg til stedet", "add the place"))

    def _requests(self) -> Iterator[Problem]:
        wheel = self.wheel
        for place, request in enumerate(wheel.requests):
            path = ("requests", place)
            yield from self._known((*path, "document_type"), [request.document_type], wheel.document_types)
            yield from self._known((*path, "actor"), [request.actor], wheel.actors)
            yield from self._known((*path, "initiatives"), request.initiatives, wheel.initiatives)
            yield from self._known((*path, "may_affect"), request.may_affect, wheel.actors)

    def _rule(self, path: tuple[str | int, ...], rule: DueRule) -> Iterator[Problem]:
        match rule:
            case BeforeMeeting() | AfterMeeting() | WithMeeting() | Awaiting(series=str()):
                series = rule.series or ""
                yield from self._known((*path, "series"), [series], self.wheel.series)
                if series in self.wheel.series and not any(m.series == series for m in self.wheel.meetings.values()):
                    what = say(f"rekken «{series}» har ingen møter", f"series «{series}» has no meetings")
                    yield self.located.problem((*path, "series"), what, say("legg til møtene", "add the meetings"))
            case BeforeEvent() | AfterEvent():
                yield from self._known((*path, "event"), [rule.event], self.wheel.events)
            case Recurrence():
                from dateutil.rrule import rrulestr

                try:
                    rrulestr(rule.rrule)
                except (ValueError, KeyError, TypeError) as error:
                    what = say(f"er ikke en gyldig gjentakelse: {error}", f"is no valid recurrence: {error}")
                    yield self.located.problem((*path, "rrule"), what, "RFC 5545 3.3.10")
            case _:
                pass

    def _documents(self) -> Iterator[Problem]:
        for slug in self.wheel.document_types:
            bound = [(name, ob) for name, ob in self.wheel.obligations.items() if slug in ob.delivered_in]
            if not bound:
                what = say("ingen plikt leveres i dette dokumentet", "no obligation is delivered in this document")
                yield self.located.problem(("document_types", slug), what, say("fjern det", "remove it"))
            for name, obligation in bound[1:]:
                if obligation.addressee != bound[0][1].addressee:
                    what = say(
                        f"har en annen mottaker enn {bound[0][0]} i samme dokument ({slug})",
                        f"has another addressee than {bound[0][0]} in the same document ({slug})",
                    )
                    remedy = say("del i to dokumenttyper", "split into two document types")
                    yield self.located.problem(("obligations", name, "addressee"), what, remedy)
