"""YAML read with the line of every value, so that a message can point at it.

What lives here: reading text into plain values safely (size, encoding, duplicate keys, anchors that
explode) and the lines behind them. What the values mean is for others.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason, size_words
from arshjul.models.schema_words import describe, printable, without_echoes

M = TypeVar("M", bound=BaseModel)
MAX_BYTES = 5_000_000
MAX_NODES = 200_000
MAX_DEPTH = 60
_Loader: Any = type("_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
Path_ = tuple[str | int, ...]


def _or_text(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Reads a scalar as its type says; as text when it cannot be, and where YAML 1.1 surprises people.

    Its 17:00 is the number 1020 and its `no` is false, which hits clock times and Norwegians (YAML 1.2 mended both).
    """

    def build(loader: Any, node: Any) -> Any:
        surprise = node.value.lower() not in ("true", "false") if node.tag.endswith(":bool") else ":" in node.value
        if surprise and not node.tag.endswith(":timestamp"):
            return loader.construct_scalar(node)
        try:
            return construct(loader, node)
        except (ValueError, LookupError, AttributeError, OverflowError):
            return loader.construct_scalar(node)

    return build


for _tag in ("int", "float", "bool", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _or_text(getattr(yaml.SafeLoader, f"construct_yaml_{_tag}")))


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
    return decode(read_bytes(path, max_bytes), str(path), max_bytes)


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """The file's bytes, at most one more than `max_bytes`; BadInput when it cannot be read."""
    name = str(path)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or a device may never end
            what = say("er ingen vanlig fil", "is no ordinary file")
            raise BadInput([Problem(name, what, remedy=say("lagre den som en fil først", "save it as a file first"))])
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        what = say(f"kan ikke leses: {reason(error)}", f"cannot be read: {reason(error)}")
        raise BadInput(
            [Problem(name, what, remedy=say("sjekk stien og rettighetene", "check path and rights"))]
        ) from None


def decode(raw: bytes, name: str, max_bytes: int = MAX_BYTES) -> str:
    """Bytes to text; BadInput when too large, empty or not UTF-8."""
    if len(raw) > max_bytes:
        what = say(f"er større enn {size_words(max_bytes)}", f"is larger than {size_words(max_bytes)}")
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


def parse(text: str, file: str, repeated: list[Problem] | None = None) -> Located:
    """YAML text to values with lines; BadInput for syntax errors, repeated keys, anchors and sheer size.

    A date or number that cannot be (30 February) stays text, for the schema to refuse with its line. Repeated keys
    are put into `repeated` when that is given (the last one counts), to be reported with what else is wrong.
    """
    walk = _Walk(file)
    try:
        _refuse_depth(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadInput(
                    [Problem(file, say("er tom", "is empty"), remedy=say("skriv innholdet", "write its content"))]
                )
            walk.visit(node, ())
            if walk.problems or (walk.repeated and repeated is None):
                raise BadInput([*walk.repeated, *walk.problems])
            value = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        open_ended = "end of stream" in str(error.problem) and "quoted" in str(error.context)
        mark = (
            error.context_mark if open_ended else error.problem_mark or error.context_mark
        )  # where a quotation begins
        line = min(mark.line, text.count("\n")) + 1 if mark else None  # the end of the text counts as one line more
        raise _not_yaml(file, str(_OPEN_ENDED if open_ended else error.problem or error.context), line) from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise _not_yaml(file, "control characters are not allowed", line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _not_yaml(file, (str(error).splitlines() or ["?"])[0], None) from None
    if repeated is not None:
        repeated += walk.repeated
    return Located(file, value, walk.lines)


def _refuse_depth(text: str) -> None:
    """Looks at the nesting before a tree is built: the C library overruns its stack on a million brackets."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=_too_deep(), problem_mark=mark)


def _too_deep() -> str:
    return say("for mange eller for dypt nøstede verdier", "too many or too deeply nested values")


# What the YAML library says, and the same in Norwegian; what is not here is left to the line and the remedy.
_OPEN_ENDED = "the quoted text that begins here has no end: unexpected end of stream"
_SAID = {
    "mapping values are not allowed": "her kan det ikke stå et kolon; sett teksten i anførselstegn",
    "could not find expected ':'": "her mangler et kolon",
    "tab character": "tabulator i innrykket; bruk mellomrom",
    "cannot start any token": "et tegn som ikke kan begynne en verdi; sett teksten i anførselstegn",
    "did not find expected": "innrykket eller tegnene stemmer ikke med linjene over",
    "expected <block end>": "innrykket stemmer ikke med linjene over",
    "unexpected end of stream": "teksten i anførselstegn som begynner her, er ikke avsluttet",
    "found another document": "filen har flere dokumenter (---); behold det ene",
    "constructor for the tag": "merkelapper med utropstegn kan ikke brukes",
    "unknown escape character": "ukjent tegn etter omvendt skråstrek",
    "undefined alias": "viser til et anker som ikke finnes",
    "control characters": "inneholder styretegn",
}


def _in_norwegian(why: str) -> str:
    if why == _too_deep():
        return f": {why}"
    known = next((words for said, words in _SAID.items() if said in why), "")
    return f": {known}" if known else ""


def _not_yaml(file: str, why: str, line: int | None) -> BadInput:
    why = printable(why, 160)
    what = say(f"er ikke gyldig YAML{_in_norwegian(why)}", f"is not valid YAML: {why}")
    remedy = say("rett innrykk, kolon, anførselstegn eller dato", "mend indent, colon, quotes or date")
    return BadInput([Problem(file, what, line=line, remedy=remedy)])


class _Walk:
    """Notes the line of every value, and what YAML allows but we do not: repeated keys, anchors, keys with parts."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self.repeated: list[Problem] = []
        self._seen: set[int] = set()

    def visit(self, node: Any, path: Path_) -> None:
        """Walk a node of the composed tree; YAMLError when there are too many."""
        if len(self.lines) > MAX_NODES or len(path) > MAX_DEPTH:
            raise yaml.YAMLError(_too_deep())
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.ScalarNode):
            return
        if id(node) in self._seen:
            what = say("peker til en annen verdi med et anker", "points to another value by an anchor")
            self.problems.append(self._problem(path, self.lines[path], what))  # the node has the anchor's line
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
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(
                    self._problem(path, line, say("har en nøkkel som ikke er tekst", "has a key that is no text"))
                )
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in keys:
                self.repeated.append(self._problem(here, line, say("nøkkelen står to ganger", "the key stands twice")))
            keys.add(key)
            self.lines[here] = line  # of a repeated key the last one counts
            self.visit(value_node, here)

    def _problem(self, path: Path_, line: int, message: str) -> Problem:
        remedy = say("skriv den én gang, uten anker", "write it once, without anchors")
        return Problem(self.file, message, ".".join(map(printable, path)), line, remedy)


def validated(model: type[M], located: Located) -> M:
    """`located` as a pydantic model; BadInput with every error, its line, and the nearest valid value."""
    try:
        return model.model_validate(located.value)
    except ValidationError as error:
        items = without_echoes(error.errors(include_url=False))
        raise BadInput([_to_problem(located, item, model) for item in items]) from None


def _to_problem(located: Located, item: Any, model: type[BaseModel] | None = None) -> Problem:
    path, message, remedy = describe(item, located.value, model)
    return located.problem(path, message, remedy)
