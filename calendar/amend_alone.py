"""An amendment before it meets its wheel: where its parts stand in its file, and what can be told of it alone.

What lives here: the amendment with its lines, and the checks that need no wheel. Adding it to one is `amend_one.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from arshjul.models.amendment import AmendmentFile
from arshjul.models.lang import say
from arshjul.models.problems import Problem, nearest
from arshjul.models.wheelfile import ObligationSpec, Statement
from arshjul.models.yaml_places import Located

Path_ = tuple[str | int, ...]
PARTS: tuple[Literal["events", "meetings", "document_types", "obligations"], ...] = (
    "events",
    "meetings",
    "document_types",
    "obligations",
)
"""What an amendment may replace."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amendment and, when it was read from a file, the lines of it."""

    file: AmendmentFile
    located: Located | None = None

    def problem(self, path: Path_, message: str, remedy: str = "") -> Problem:
        """A problem at `path` of the file, or at the nearest part of it that was written."""
        if self.located is None:
            return Problem(self.file.id, message, ".".join(map(str, path)), remedy=remedy)
        while path and path not in self.located.lines:
            path = path[:-1]
        return self.located.problem(path, message, remedy)


def alone(amendment: Amendment) -> Iterator[Problem]:
    """What can be told of an amendment without its wheel: what it replaces or ends, its own documents must say."""
    file = amendment.file
    if file.amends == file.id:
        what = say("viser til seg selv", "refers to itself")
        yield amendment.problem(("amends",), what, say("skriv årshjulets id", "write the wheel's id"))
    said: list[tuple[Path_, Sequence[Statement]]] = [
        (("replace", part, slug), change.statements)
        for part in PARTS
        for slug, change in getattr(file.replace, part).items()
    ]
    said += [(("end", slug), ending.statements) for slug, ending in file.end.items()]
    for path, statements in said:
        for place, statement in enumerate(statements):
            if statement.document not in file.documents:
                name = statement.document
                what = say(f"«{name}» er ikke blant tilleggets egne dokumenter", f"«{name}» is no document of its own")
                remedy = nearest(name, list(file.documents))
                yield amendment.problem((*path, "statements", place, "document"), what, remedy)
    yield from _ended_before(file.add.obligations, amendment)


def _ended_before(added: Mapping[str, ObligationSpec], amendment: Amendment) -> Iterator[Problem]:
    for slug, obligation in added.items():
        if obligation.ended:
            yield amendment.problem(("add", "obligations", slug, "ended"), *only_by_end())


def only_by_end() -> tuple[str, str]:
    """Why `ended` may not be written in a file, and what to do."""
    return (
        say("skrives av programmet", "is written by the program"),
        say(
            "fjern det; et tillegg avslutter plikter under `end`",
            "remove it; an amendment ends obligations under `end`",
        ),
    )
