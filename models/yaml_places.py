"""YAML read with the line of every value, so that a message can point at it.

What lives here: reading text into plain values safely (size, encoding, duplicate keys, anchors that
explode) and the lines behind them. What the values mean is for others.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.schema_words import describe, printable
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
MAX_BYTES = 5_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_ = tuple[str | int, ...]


class Located:
    """Plain values and, for each path into them, its line (from 1)."""

    def __init__(self, file: str, value: Any, lines: dict[Path_, int]) -> None:
        self.file, self.value, self.lines = file, value, lines

    def line(self, path: Sequence[str | int]) -> int | None:
        """The line of `path`, or of the nearest part of it that exists."""
        known = tuple(path)
        while known and known not in self.lines:
            known = known[:-1]
        return self.lines.get(known)

    def problem(self, path: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        """A problem at `path`."""
        return Problem(self.file, message, ".".join(map(printable, path)), self.line(path), remedy)


def read_text(path: Path, max_bytes: int = MAX_BYTES) -> str:
    """The file's text; BadInput when it is missing, too large, empty or not UTF-8."""
    name = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        what = say(f"kan ikke leses: {reason}", f"cannot be read: {reason}")
        raise BadInput(
            [Problem(name, what, remedy=say("sjekk stien og rettighetene", "check path and rights"))]
        ) from None
    return decode(raw, name, max_bytes)


def decode(raw: bytes, name: str, max_bytes: int = MAX_BYTES) -> str:
    """Bytes to text; BadInput when too large, empty or not UTF-8."""
    if len(raw) > max_bytes:
        what = say(f"er større enn {max_bytes // 1000} kB", f"is larger than {max_bytes // 1000} kB")
        raise BadInput([Problem(name, what, remedy=say("del opp eller rydd i filen", "split or tidy the file"))])
    if not raw.strip():
        remedy = say("skriv innholdet eller fjern filen", "write its content or remove it")
        raise BadInput([Problem(name, say("er tom", "is empty"), remedy=remedy)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        remedy = say("lagre filen på nytt som UTF-8", "save it again as UTF-8")
        raise BadInput([Problem(name, say("er ikke UTF-8", "is not UTF-8"), line=line, remedy=remedy)]) from None


def parse(text: str, file: str) -> Located:
    """YAML text to values with lines; BadInput for syntax errors, duplicate keys, anchors and sheer size."""
    walk = _Walk(file)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadInput(
                    [
                        Problem(
                            file,
                            say("er tom", "is empty"),
                            remedy=say("skriv innholdet", "write its content"),
                        )
                    ]
                )
            walk.visit(node, ())
            if walk.problems:
                raise BadInput(walk.problems)
            value = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _not_yaml(file, str(error.problem or error.context), mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _not_yaml(file, (str(error).splitlines() or ["?"])[0], None) from None
    return Located(file, value, walk.lines)


def _not_yaml(file: str, why: str, line: int | None) -> BadInput:
    what = say(f"er ikke gyldig YAML: {why}", f"is not valid YAML: {why}")
    remedy = say("rett innrykk, kolon, anførselstegn eller dato", "mend indent, colon, quotes or date")
    return BadInput([Problem(file, what, line=line, remedy=remedy)])


class _Walk:
    """Notes the line of every value, and what YAML allows but we do not: repeated keys and anchors."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def visit(self, node: Any, path: Path_) -> None:
        if len(self.lines) > MAX_NODES or len(path) > MAX_DEPTH:
            raise yaml.YAMLError(
                say("for mange eller for dypt nøstede verdier", "too many or too deeply nested values")
            )
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.ScalarNode):
            return
        if id(node) in self._seen:
            self._note(
                path,
                line,
                say("peker til en annen verdi med et anker", "points to another value by an anchor"),
            )
            return
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            self._mapping(node, path)
        else:
            for place, child in enumerate(node.value):
                self.visit(child, (*path, place))

    def _mapping(self, node: Any, path: Path_) -> None:
        keys: set[str] = set()
        for key_node, value_node in node.value:
            here = (*path, str(key_node.value))
            line = key_node.start_mark.line + 1
            if here[-1] in keys:
                self._note(here, line, say("nøkkelen står to ganger", "the key stands twice"))
            keys.add(str(key_node.value))
            self.lines.setdefault(here, line)
            self.visit(value_node, here)

    def _note(self, path: Path_, line: int, message: str) -> None:
        remedy = say("skriv den én gang, uten anker", "write it once, without anchors")
        problems.append(Problem(self.file, message, ".".join(map(printable, path)), line, remedy))


def validated(model: type[M], located: Located) -> M:
    """`located` as a pydantic model; BadInput with every error, its line, and the nearest valid value."""
    try:
        return model.model_validate(located.value)
    except ValidationError as error:
        raise BadInput([_to_problem(located, item, model) for item in error.errors(include_url=False)]) from None


def _to_problem(located: Located, item: Any, model: type[BaseModel] | None = None) -> Problem:
    path, message, remedy = describe(item, located.value, model)
    return located.problem(path, message, remedy)
