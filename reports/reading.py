"""Bytes to a status report or an envelope, or every problem at once.

What lives here: which format a file has, the quick way through a good one, and the slow way that finds file,
line, place and remedy for a bad one. The shape itself is `schema.py`; what is missing is for `judge.py`; how the
cells of a workbook become the same plain values is `workbook/`.

Text keeps newline and tab; other line ends become newlines, and other control characters (and those that turn
the direction of text) are refused, as they would reach calendars, mail headers and terminals.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.schema_words import Place, printable
from arshjul.models.yaml_places import Located, decode, parse
from arshjul.reports.json_keys import keys_stand_once
from arshjul.reports.json_places import MAX_DEPTH, JsonPlaces, json_places
from arshjul.reports.problem_words import MODELS, form_problems, one_per_place, schema_problems
from arshjul.reports.schema import Envelope, StatusReport

Report = StatusReport | Envelope
MAX_BYTES = 2_000_000
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers")
"""Suffixes of workbooks. Only the first is read; the others are taken up in order to be refused by name."""
MAX_WORKBOOK_BYTES = 5_000_000
_LARGEST = 10**20

_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x85\u2028\u2029]")
# The same as `_ODD`, in the bytes of a JSON text: raw, or as an escape (RFC 8259 section 7). Split by first byte and
# looked for only where that byte occurs, as most reports hold none of them.
_ODD_BYTES = (
    (b"\x7f", re.compile(rb"\x7f")),
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\xa8-\xae]|\x81[\xa6-\xa9])")),
    (b"\\", re.compile(rb"\\(?:[bfr]|u(?:00[0189]|007[fF]|20[26]|[dD][89a-fA-F]))")),
)


class BadReport(BadInput):
    """A report that cannot be used, though it says what it answers: `deliverable` is that key, empty where it does not."""

    def __init__(self, problems: Sequence[Problem], deliverable: str = "") -> None:
        super().__init__(problems)
        self.deliverable = deliverable


def read_report(raw: bytes, name: str) -> Report:
    """The report or envelope in `raw`; `name` tells the format and stands in messages. BadInput: every problem."""
    suffix = name[name.rfind(".") :].lower()
    name = printable(name, 200)
    if suffix == ".json":
        return _read_json(raw, name)
    if suffix in (".yaml", ".yml"):
        repeated: list[Problem] = []
        text = decode(raw, name, MAX_BYTES)
        located = parse(text, name, repeated)
        return _read_slowly(located, [*repeated, *_misread_numbers(located, text)])
    if suffix in WORKBOOKS:
        from arshjul.reports.workbook.reading import read_workbook  # here, so that other formats do without its modules

        return _read_slowly(*read_workbook(raw, name))
    what = say("er verken arbeidsbok, JSON eller YAML", "is neither a workbook, JSON nor YAML")
    raise BadInput(
        [Problem(name, what, remedy=say("lagre den som .xlsx, .json eller .yaml", "save it as .xlsx, .json or .yaml"))]
    )


def max_bytes(name: str) -> int:
    """How large a file of this name may be."""
    return MAX_WORKBOOK_BYTES if name.lower().endswith(WORKBOOKS) else MAX_BYTES


def _read_json(raw: bytes, name: str) -> Report:
    """The quick way: pydantic reads the bytes itself, which saves building plain values first.

    Its parser takes nothing that Python's does not, and no field takes a number that JSON does not have. Two looks find
    what it lets pass. Whatever is out of the ordinary goes the slow way, which says what is wrong.
    """
    if len(raw) <= MAX_BYTES:
        report = _at_once(raw.removeprefix(BOM_UTF8))
        if report is not None and not _holds_odd(raw) and keys_stand_once(raw, report):
            return report
    text = decode(raw, name, MAX_BYTES)
    places = json_places(text)
    value = _json_value(text, name, places)
    located = Located(name, value, places.lines)
    return _read_slowly(located, list(_not_quite_json(located, places)))


def _at_once(raw: bytes) -> Report | None:
    for model in MODELS.values():
        with suppress(ValidationError):
            return model.model_validate_json(raw)
    return None


def _holds_odd(raw: bytes) -> bool:
    return any(first in raw and odd.search(raw) for first, odd in _ODD_BYTES)


def _json_value(text: str, name: str, places: JsonPlaces) -> Any:
    """What Python's parser makes of the text; BadInput when it is no JSON, or too deep to look at."""
    if places.too_deep is not None:
        what = say(f"er nøstet dypere enn {MAX_DEPTH} nivåer", f"is nested deeper than {MAX_DEPTH} levels")
        remedy = say("bruk skjelettet for rapporten", "use the report's skeleton")
        raise BadInput([Problem(name, what, line=places.too_deep, remedy=remedy)])
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        why = say(_SYNTAX_WORDS.get(error.msg, error.msg), error.msg)
        what = (
            say(f"er ikke gyldig JSON i kolonne {error.colno}: ", f"is not valid JSON in column {error.colno}: ") + why
        )
        remedy = say("rett komma, anførselstegn eller parentes", "mend comma, quotes or brackets")
        problem = Problem(name, what, line=error.lineno, remedy=remedy)
    except (ValueError, RecursionError):
        what = say("er et altfor stort tall", "is far too large a number")
        located = Located(name, None, places.lines)
        place = places.huge[0] if places.huge else ()
        problem = located.problem(place, what, say("rett tallet", "mend the number"))
    raise BadInput([problem])


def _not_quite_json(located: Located, places: JsonPlaces) -> Iterator[Problem]:
    """What Python's parser lets pass: keys that stand twice, and constants."""
    for place, line in places.repeated:
        what, remedy = say("nøkkelen står to ganger", "the key stands twice"), say("skriv den én gang", "write it once")
        yield Problem(located.file, what, located.problem(place, "").place, line, remedy)
    for place in places.constants:
        what = say("er ikke et tall i JSON", "is not a number in JSON")
        yield located.problem(place, what, say("skriv et tall, eller utelat feltet", "write a number, or leave it out"))


_SYNTAX_WORDS = {
    "Expecting value": "her mangler en verdi",
    "Expecting ',' delimiter": "her mangler et komma",
    "Expecting ':' delimiter": "her mangler et kolon",
    "Expecting property name enclosed in double quotes": "her mangler en nøkkel i anførselstegn",
    "Illegal trailing comma before end of object": "komma etter siste felt",
    "Illegal trailing comma before end of array": "komma etter siste ledd",
    "Unterminated string starting at": "teksten som begynner her, er ikke avsluttet",
    "Invalid control character at": "styretegn i teksten",
    "Extra data": "tekst etter slutten",
}


def _misread_numbers(located: Located, text: str) -> Iterator[Problem]:
    """YAML 1.1 reads 012 as ten and 1_0 as ten: a number must stand in its line as people write it."""
    lines = text.splitlines()
    for place, value in _leaves(located.value):
        line = located.line(place)
        if type(value) is int and line is not None and line <= len(lines) and not _written(value, lines[line - 1]):
            what = say("er et tall som YAML leser som et annet", "is a number that YAML reads as another")
            yield located.problem(place, what, say("skriv det i anførselstegn", "write it in quotes"))


def _written(value: int, line: str) -> bool:
    return abs(value) < _LARGEST and re.search(rf"(?<![0-9_]){abs(value)}(?![0-9_])", line) is not None


def _control_characters(located: Located) -> Iterator[Problem]:
    what = say("inneholder styretegn", "holds control characters")
    remedy = say("fjern styretegnene; skriv teksten på nytt", "remove the control characters; type the text anew")
    for place, value in _leaves(located.value):
        if any(isinstance(part, str) and _ODD.search(part) for part in (value, *place)):
            yield located.problem(place, what, remedy)


def _with_newlines(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _LINE_ENDS.sub("\n", value)
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        return {key: _with_newlines(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list) and depth <= MAX_DEPTH:
        return [_with_newlines(inner, depth + 1) for inner in value]
    return value


def _leaves(value: Any) -> Iterator[tuple[Place, Any]]:
    open_: list[tuple[Place, Any]] = [((), value)]
    while open_:
        place, here = open_.pop()
        if isinstance(here, dict):
            open_ += [((*place, key), inner) for key, inner in reversed(here.items())]
        elif isinstance(here, list):
            open_ += [((*place, no), inner) for no, inner in reversed(list(enumerate(here)))]
        else:
            yield place, here


def _read_slowly(located: Located, problems: list[Problem]) -> Report:
    """Everything that is wrong, together with `problems` found before; the report when nothing is."""
    located.value = _with_newlines(located.value, 0)
    problems += _control_characters(located)
    report = None
    form = list(form_problems(located))
    if not form:
        model = MODELS[located.value["type"]]
        try:
            report = model.model_validate(located.value)
        except ValidationError as error:
            form = schema_problems(located, error, model)
    problems = one_per_place([*problems, *form], located.file)
    if problems or report is None:
        key = located.value.get("deliverable") if isinstance(located.value, dict) else None
        raise BadReport(problems, key if isinstance(key, str) else "")
    return report
