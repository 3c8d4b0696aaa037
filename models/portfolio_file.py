"""Reads a portfolio file and reports every mistake in it at once, each with its line and the nearest valid value.

What lives here: file to `Portfolio`, and what must hold between its parts. That is looked for in the plain values, so
that a mistake in the shape of one part hides no mistake in another.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from arshjul.models.codes import Kind
from arshjul.models.lang import say
from arshjul.models.portfolio import Channel, Portfolio, Role, RolePeriod
from arshjul.models.portfolio_ladder import LadderSpec
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.schema_words import printable, short
from arshjul.models.yaml_places import Located, Path_, parse, read_text, validated

P = TypeVar("P", bound=BaseModel)
_ALL_KINDS = frozenset(map(str, Kind))


def read_portfolio(
    path: Path, known_actors: Iterable[str] | None = None, known_kinds: Iterable[Kind] = Kind
) -> Portfolio:
    """The portfolio in `path`, checked. BadInput with every problem found, in the order of their lines.

    `known_actors` are the actor ids that may be used (those of the loaded wheels); None leaves them unchecked.
    `known_kinds` are the kinds of deliverables that may have an owner or a ladder of their own.
    """
    problems: list[Problem] = []
    located = parse(read_text(path), str(path), problems)
    misshapen: set[str] = set()
    try:
        portfolio = validated(Portfolio, located)
    except BadInput as error:
        problems += error.problems
        misshapen = {problem.place for problem in error.problems}
    found = _Check(located, known_actors, known_kinds).run()
    problems += [problem for problem in found if problem.place not in misshapen]
    if problems:
        raise BadInput(sorted(problems, key=lambda problem: problem.line or 0))
    return portfolio


class _Check:
    """Everything that must hold between the parts of one portfolio file, in values that may have any shape."""

    def __init__(self, located: Located, known_actors: Iterable[str] | None, known_kinds: Iterable[Kind]) -> None:
        self.located = located
        self.known_actors = None if known_actors is None else sorted(known_actors)
        self.known_kinds = [str(kind) for kind in known_kinds]
        root = _fields(located.value)
        self.people, self.actors = _fields(root.get("people")), _fields(root.get("actors"))
        self.listed = [printable(name) for name in self.people if name]
        self.order = _fields(root.get("channels")).get("order")
        self.ladder = _fields(root.get("office")).get("ladder")

    def run(self) -> Iterator[Problem]:
        """Every problem."""
        yield from self._addresses()
        for name, person in self.people.items():
            yield from self._absences(name, _fields(person).get("absences"))
            yield from self._reach(("people", name), _fields(person).get("channels") or [], [name])
        yield from self._kinds(("office", "ladder", "per_kind"), _fields(self.ladder).get("per_kind"))
        yield from self._ladders()
        for actor, entry in self.actors.items():
            yield from self._actor(actor, _fields(entry))

    def _addresses(self) -> Iterator[Problem]:
        first: dict[str, str] = {}
        for name, person in self.people.items():
            email = _fields(person).get("email")
            other = first.setdefault(email.lower(), name) if isinstance(email, str) else name
            if other != name:
                what = say(f"{short(other)} har samme adresse", f"{short(other)} has the same address")
                remedy = say("la hver person stå én gang", "list each person once")
                yield self.located.problem(("people", name, "email"), what, remedy)

    def _absences(self, name: str, absences: object) -> Iterator[Problem]:
        """Stand-ins who are somebody else whom we know, and periods that do not overlap."""
        parts: list[_Named] = []
        for index, one in enumerate(absences if isinstance(absences, list) else []):
            place: Path_ = ("people", name, "absences", index, "stand_in")
            stand_in = _fields(one).get("stand_in")
            if stand_in == name:
                what = say("kan ikke være seg selv", "cannot be the same person")
                yield self.located.problem(place, what, say("velg en annen", "choose somebody else"))
            elif isinstance(stand_in, str):
                span = {"person": stand_in, **{end: _fields(one).get(end) for end in ("from", "to")}}
                parts.append((place, stand_in, _valid(RolePeriod, span)))
        yield from self._persons(parts)
        yield from self._overlaps(parts)

    def _kinds(self, path: Path_, kinds: object) -> Iterator[Problem]:
        for kind in _fields(kinds):
            if kind in _ALL_KINDS and kind not in self.known_kinds:
                what = say("er en type som ikke brukes her", "is a kind that is not in use here")
                yield self.located.problem((*path, kind), what, nearest(kind, self.known_kinds))

    def _ladders(self) -> Iterator[Problem]:
        """The office's ladder and each kind's; what a kind has from the office's is reported once."""
        path: Path_ = ("office", "ladder")
        own = _fields(self.ladder)
        kinds = _fields(own.pop("per_kind", None))
        reported: set[str] = set()
        for here, steps in [(path, {}), *(((*path, "per_kind", kind), _fields(raw)) for kind, raw in kinds.items())]:
            whole = {**own, **{field: value for field, value in steps.items() if value is not None}}
            usable = {field: value for field, value in whole.items() if _valid(LadderSpec, {field: value})}
            for field, what, remedy in _out_of_order(LadderSpec.model_validate(usable)):
                if what not in reported:
                    yield self.located.problem((*here, field), what, remedy)
                reported.add(what)

    def _actor(self, actor: str, entry: dict[str, Any]) -> Iterator[Problem]:
        path: Path_ = ("actors", actor)
        if self.known_actors is not None and actor not in self.known_actors:
            what = say("er en ukjent aktør", "is an unknown actor")
            yield self.located.problem(path, what, nearest(actor, self.known_actors))
        yield from self._kinds((*path, "per_kind"), entry.get("per_kind"))
        roles: list[tuple[Path_, object]] = [((*path, role), entry.get(role)) for role in map(str, Role)]
        for kind, override in _fields(entry.get("per_kind")).items():
            roles.append(((*path, "per_kind", kind, "owner"), _fields(override).get("owner")))
        named: dict[str, None] = {}
        for here, raw in roles:
            parts = _parts(here, raw)
            named |= dict.fromkeys(person for _, person, _ in parts)
            yield from self._persons(parts)
            yield from self._overlaps(parts)
        yield from self._reach(path, entry.get("channels"), named)

    def _persons(self, parts: "list[_Named]") -> Iterator[Problem]:
        for place, person, _ in parts:
            if person not in self.people:
                what = say(
                    f"viser til en ukjent person: {short(person)}", f"refers to an unknown person: {short(person)}"
                )
                remedy = nearest(person[:80], self.listed) or say("list opp alle under people", "list all under people")
                yield self.located.problem(place, what, remedy)

    def _overlaps(self, parts: "list[_Named]") -> Iterator[Problem]:
        latest: tuple[dt.date, str] | None = None
        spans = [(p.start or dt.date.min, place, p) for place, _, p in parts if p]
        for start, place, period in sorted(spans, key=lambda span: span[0]):
            if latest and start <= latest[0]:
                who = short(latest[1])
                what = say(f"overlapper perioden til {who}", f"overlaps the period of {who}")
                remedy = say("avslutt den ene dagen før den andre begynner", "end one the day before the other begins")
                yield self.located.problem(place, what, remedy)
            end = period.end or dt.date.max
            if latest is None or end > latest[0]:
                latest = (end, period.person)

    def _reach(self, path: Path_, channels: object, named: Iterable[str]) -> Iterator[Problem]:
        """Where e-mail is left out, everyone who holds a role needs a way to be found on Slack."""
        order = channels if isinstance(channels, list) else self.order
        if order != [Channel.SLACK]:
            return
        for name in named:
            person = self.people.get(name)
            if isinstance(person, dict) and not person.get("slack_id") and not person.get("slack_lookup"):
                what = say(
                    f"når ikke {short(name)}, som ikke har Slack", f"does not reach {short(name)}, who has no Slack"
                )
                remedy = say("legg til email, eller gi slack_id", "add email, or give slack_id")
                yield self.located.problem((*path, "channels"), what, remedy)


_Named = tuple[Path_, str, RolePeriod | None]


def _parts(here: Path_, raw: object) -> list[_Named]:
    """Each person named in a role: the place of the name, the id, and the period when its shape is right."""
    found: list[_Named] = []
    for index, part in enumerate(raw) if isinstance(raw, list) else [(None, raw)]:
        place = here if index is None else (*here, index)
        if isinstance(part, str):
            found.append((place, part, RolePeriod(person=part)))
        elif isinstance(part, dict) and isinstance(part.get("person"), str):
            found.append(((*place, "person"), part["person"], _valid(RolePeriod, part)))
    return found


def _out_of_order(spec: LadderSpec) -> Iterator[tuple[str, str, str]]:
    """The fields of a ladder whose days do not come one after the other: field, what is wrong, remedy."""
    far, near = spec.before
    if far <= near:
        what = say(
            f"skal gå fra flest til færrest dager: {far}, {near}", f"must go from most days to fewest: {far}, {near}"
        )
        yield "before", what, say("skriv for eksempel [7, 3]", "write for example [7, 3]")
    if spec.open_workdays <= max(far, near):
        what = say(
            f"{spec.open_workdays} arbeidsdager er ikke før påminnelsen ({max(far, near)} før fristen)",
            f"{spec.open_workdays} working days are not before the reminder ({max(far, near)} before the deadline)",
        )
        yield (
            "open_workdays",
            what,
            say("åpne tidligere, eller minn om fristen senere", "open earlier, or remind later"),
        )


def _fields(value: object) -> dict[str, Any]:
    """`value` as fields with text keys; none when it has another shape."""
    return {key: item for key, item in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}


def _valid(model: type[P], value: object) -> P | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None
