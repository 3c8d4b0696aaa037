"""One amendment added to one wheel: what it adds, replaces and ends, and the history of that.

What lives here: the sum, and the place in the amendment's own file of whatever does not fit. Which amendments there are
and in which order they apply is `amend.py`; what must hold between the parts of the sum is `wheel_check.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from arshjul.calendar.amend_alone import PARTS, Amendment, Path_
from arshjul.calendar.compile import rows, slots
from arshjul.calendar.wheel_check import Check
from arshjul.models import rules
from arshjul.models.amendment import MeetingChange, ObligationChange
from arshjul.models.lang import say
from arshjul.models.problems import Problem, nearest
from arshjul.models.wheelfile import Change, Statement, WheelFile

_SECTIONS = ("actors", "initiatives", "series", "events", "meetings", "document_types", "obligations")
_LISTS = ("decisions", "exclusions")
Part = Literal["obligations", "meetings", "events", "document_types", "decisions"]
How = Literal["added", "replaced", "ended"]


def add_one(wheel: WheelFile, amendment: Amendment) -> tuple[WheelFile, list[Problem]]:
    """The wheel with the amendment added, and everything that does not fit."""
    sum_ = _Sum(wheel, amendment)
    problems = [*sum_.unfit()]
    if problems:
        return wheel, problems
    found = sum_.wheel()
    return found, [*Check(found, sum_).run()] or [*sum_.other_keys()]


def occurs(rule: rules.DueRule) -> str:
    """What names the occurrences of a rule; rules that agree in this give deliverables of the same keys."""
    match rule:
        case rules.BeforeMeeting() | rules.AfterMeeting() | rules.WithMeeting() | rules.Awaiting(series=str()):
            return f"series {rule.series}"
        case rules.TertialEnd(tertial=None):
            return "tertials"
        case rules.Recurrence():
            return "numbered"
        case _:
            return "period"


class _Sum:
    """A wheel and one amendment; also knows where in the amendment's file a part of the sum stands."""

    def __init__(self, wheel: WheelFile, amendment: Amendment) -> None:
        self.base, self.amendment, self.file = wheel, amendment, amendment.file
        self.history: list[Change] = []

    def unfit(self) -> Iterator[Problem]:
        """What stands in the way of adding: another year, ids that exist already, ids that do not exist."""
        base, file = self.base, self.file
        if file.year != base.year:
            what = say(f"{base.id} gjelder {base.year}", f"{base.id} is for {base.year}")
            remedy = say(f"skriv {base.year}", f"write {base.year}")
            yield self.amendment.problem(("year",), what, remedy)
        yield from self._taken(("documents",), file.documents, base.documents)
        for section in _SECTIONS:
            yield from self._taken(("add", section), getattr(file.add, section), getattr(base, section))
        for section in PARTS:
            yield from self._unknown(("replace", section), getattr(file.replace, section), getattr(base, section))
        yield from self._unknown(("end",), file.end, base.obligations)
        yield from self._decided()
        for slug, change in file.replace.obligations.items():
            yield from self._other_keys(slug, change)

    def _taken(self, path: Path_, new: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Problem]:
        for slug in new:
            if slug in known:
                what = say(f"«{slug}» finnes fra før i årshjulet", f"«{slug}» is in the wheel already")
                named = path[-1] in self.file.replace.__class__.model_fields
                other = say(", eller endre den under `replace`", ", or change it under `replace`") if named else ""
                yield self.amendment.problem((*path, slug), what, say("gi den en ny id", "give it a new id") + other)

    def _unknown(self, path: Path_, used: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Problem]:
        for slug in used:
            if slug not in known:
                what = say(f"«{slug}» finnes ikke i årshjulet", f"«{slug}» is not in the wheel")
                yield self.amendment.problem((*path, slug), what, nearest(slug, list(known)))

    def _decided(self) -> Iterator[Problem]:
        known = {(made.document_type, made.actor): made for made in self.base.decisions}
        for place, made in enumerate(self.file.add.decisions):
            earlier = known.setdefault((made.document_type, made.actor), made)
            if earlier is not made:
                what = say(f"er avgjort før: {earlier.reference}", f"is decided already: {earlier.reference}")
                yield self.amendment.problem(("add", "decisions", place), what, say("fjern den", "remove it"))

    def _other_keys(self, slug: str, change: ObligationChange) -> Iterator[Problem]:
        old = self.base.obligations.get(slug)
        if old and change.due and occurs(change.due) != occurs(old.due):
            what = say(
                "gir andre leveranser enn før, og leveranser skifter aldri nøkkel",
                "gives other deliverables than before, and deliverables never change keys",
            )
            remedy = say(
                "avslutt plikten under `end`, og legg til en ny", "end the obligation under `end`, and add one"
            )
            yield self.amendment.problem(("replace", "obligations", slug, "due"), what, remedy)

    def wheel(self) -> WheelFile:
        """The sum; its parts may still not fit each other."""
        base, file = self.base, self.file
        parts: dict[str, Any] = {section: dict(getattr(base, section)) for section in _SECTIONS}
        for part in PARTS:
            for slug, change in getattr(file.replace, part).items():
                parts[part][slug] = self._replaced(part, slug, change)
        self._follow(parts["meetings"])
        for slug, ending in file.end.items():
            parts["obligations"][slug] = parts["obligations"][slug].model_copy(update={"ended": ending})
            self._note("obligations", slug, "ended", ending.statements)
        for section in _SECTIONS:
            parts[section] |= getattr(file.add, section)
        self._note_additions()
        parts |= {name: (*getattr(base, name), *getattr(file.add, name)) for name in _LISTS}
        documents = {**base.documents, **file.documents}
        return base.model_copy(update={**parts, "documents": documents, "history": (*base.history, *self.history)})

    def other_keys(self) -> Iterator[Problem]:
        """Added obligations that would give deliverables of the wheel other keys: a group's, or a meeting's."""
        new = self.file.add.obligations
        if not new:
            return
        more = {name: {**getattr(self.base, name), **getattr(self.file.add, name)} for name in _SECTIONS}
        documents = {**self.base.documents, **self.file.documents}
        left = _keys(self.base) - _keys(self.base.model_copy(update={**more, "documents": documents}))
        for slug, obligation in new.items():
            lost = sorted(".".join(key) for key in left if key[0] in obligation.delivered_in)
            if lost:
                what = say(f"gir {lost[0]} en annen nøkkel", f"gives {lost[0]} another key")
                remedy = say("lever den i en ny dokumenttype", "deliver it in a document type of its own")
                yield self.amendment.problem(("add", "obligations", slug, "delivered_in"), what, remedy)

    def _replaced(self, part: Part, slug: str, change: Any) -> Any:
        """The part with what was given; places that no longer say what holds go into the history."""
        old, given = getattr(self.base, part)[slug], change.given()
        before: tuple[Statement, ...] = getattr(old, "statements", ())
        dated_anew = "due" in given or (part == "meetings" and "date" in given)
        kept = [None if dated_anew else _narrowed(statement, given) for statement in before]
        if hasattr(old, "statements"):
            # The newest first: a place that is shown alone should be one that holds.
            given["statements"] = (*change.statements, *(statement for statement in kept if statement))
        superseded = [statement for statement, held in zip(before, kept, strict=True) if held is None]
        self._note(part, slug, "replaced", change.statements, superseded)
        return old.model_copy(update=given)

    def _follow(self, meetings: dict[str, Any]) -> None:
        """Meetings that are part of one with a new date move together with it."""
        changes: Mapping[str, MeetingChange] = self.file.replace.meetings
        for slug, spec in meetings.items():
            whole = changes.get(spec.part_of or "")
            own = changes.get(slug)
            if whole and "date" in whole.given() and not (own and "date" in own.given()):
                meetings[slug] = spec.model_copy(update={"date": whole.date})

    def _note_additions(self) -> None:
        for part in PARTS:
            for slug, spec in getattr(self.file.add, part).items():
                self._note(part, slug, "added", getattr(spec, "statements", ()))
        for made in self.file.add.decisions:
            self._note("decisions", f"{made.document_type}.{made.actor}", "added", ())

    def _note(
        self,
        part: Part,
        slug: str,
        how: How,
        statements: Sequence[Statement],
        superseded: Sequence[Statement] = (),
    ) -> None:
        cited = tuple(dict.fromkeys(s.document for s in statements)) or tuple(self.file.documents)
        said = () if how == "added" else tuple(statements)
        note = {"part": part, "id": slug, "how": how, "documents": cited, "statements": said}
        self.history.append(Change(amendment=self.file.id, superseded=tuple(superseded), **note))

    def problem(self, path: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        """A problem of the sum, at the place in the amendment's file that brought it about."""
        here = self._own(tuple(path))
        if here:
            return self.amendment.problem(here, message, remedy)
        line = self.amendment.problem(("amends",), "").line  # it hit a part that this file does not name
        name = self.amendment.located.file if self.amendment.located else self.file.id
        return Problem(name, message, ".".join(map(str, path)), line, remedy)

    def _own(self, path: Path_) -> Path_ | None:
        section, slug = path[0], path[1]
        if section in _LISTS and isinstance(slug, int):
            place = slug - len(getattr(self.base, section))
            return ("add", section, place, *path[2:]) if place >= 0 else None
        if section == "documents":
            return path if slug in self.file.documents else None
        if slug in getattr(self.file.replace, str(section), {}):
            return ("replace", *path)
        return ("add", *path) if slug in getattr(self.file.add, str(section), {}) else None


def _keys(wheel: WheelFile) -> set[tuple[str, str, str]]:
    return {(document, occurrence, actor) for document, occurrence, actor, _, _ in rows(slots(wheel))}


def _narrowed(statement: Statement, given: Mapping[str, Any]) -> Statement | None:
    """An earlier place as far as it still holds, when an obligation has come to concern others; None if not at all."""
    narrowed = {}
    for name in ("actors", "initiatives"):
        said = getattr(statement, name)
        if name in given and said:
            narrowed[name] = tuple(slug for slug in said if slug in given[name])
    if not all(narrowed.values()):
        return None
    return statement.model_copy(update=narrowed) if narrowed else statement
