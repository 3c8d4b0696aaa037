"""Where in a JSON text each value stands, for messages about a file that was refused.

What lives here: lines of values, keys that stand twice and constants JSON does not have (RFC 8259 sections 3
and 4). Only run when something is wrong; never recursive, whatever the nesting.
"""

import json
import re
from dataclasses import dataclass, field

from arshjul.models.schema_words import Place

MAX_PLACES = 200_000
MAX_DEPTH = 50
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LONGEST_NUMBER = 4300
"""Digits that Python's parser takes at most (sys.int_info.default_max_str_digits)."""
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})


@dataclass
class JsonPlaces:
    """Lines (from 1) by path, and what Python's parser lets pass; reading ends where it gets too deep."""

    lines: dict[Place, int] = field(default_factory=dict)
    repeated: list[tuple[Place, int]] = field(default_factory=list)
    constants: list[Place] = field(default_factory=list)
    huge: list[Place] = field(default_factory=list)
    too_deep: int | None = None


@dataclass
class _Level:
    """An object or list that is still open; `key` is where in it the reader stands."""

    is_object: bool
    key: str | int
    keys: set[str] = field(default_factory=set)
    expects_key: bool = True


def json_places(text: str) -> JsonPlaces:
    """The places in `text`; the best that can be said when it is not JSON after all."""
    reader = _Reader()
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        reader.take(match.group(), line)
        if len(reader.found.lines) > MAX_PLACES or reader.found.too_deep is not None:
            break
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = JsonPlaces()
        self.open = [_Level(False, 0)]

    def take(self, token: str, line: int) -> None:
        """One token: a bracket, a comma, a colon, a key or a value."""
        here = self.open[-1]
        if token in ("}", "]"):
            if len(self.open) > 1:
                self.open.pop()
        elif token == ",":
            here.expects_key = True
            if isinstance(here.key, int):
                here.key += 1
        elif token == ":":
            here.expects_key = False
        elif here.is_object and here.expects_key and token[0] == '"':
            self._key(_text(token), line)
        else:
            self._value(token, line)

    def _path(self) -> Place:
        return tuple(level.key for level in self.open[1:])

    def _key(self, key: str, line: int) -> None:
        here = self.open[-1]
        here.key = key
        if len(self.open) > MAX_DEPTH:
            return
        if key in here.keys:
            self.found.repeated.append((self._path(), line))
        here.keys.add(key)
        self.found.lines.setdefault(self._path(), line)

    def _value(self, token: str, line: int) -> None:
        if len(self.open) <= MAX_DEPTH:
            self.found.lines.setdefault(self._path(), line)
            if token in _CONSTANTS:
                self.found.constants.append(self._path())
            elif len(token) > _LONGEST_NUMBER and token[0] != '"':
                self.found.huge.append(self._path())
        if token in ("{", "["):
            self.open.append(_Level(token == "{", "" if token == "{" else 0))
            if len(self.open) - 1 > MAX_DEPTH and self.found.too_deep is None:
                self.found.too_deep = line


def _text(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return token[1:-1]
