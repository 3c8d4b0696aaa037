"""What a server's JSON answers hold: a report, a list of reports, or a list of files that hold one each.

What lives here: bytes to entries, and the link to the next page (RFC 8288). A report within a list keeps its own text as it
stood, so that its digest is that of what was sent. Whether an entry is a good report is found out where all are read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from arshjul.reports.sources.http_faults import HttpFault, HttpProblem, joined

_SPACE = re.compile(r"[ \t\r\n]*")
_LINK = re.compile(r'<([^<>]*)>((?:[ \t]*;[ \t]*[\w!#$&+.^`|~*-]+(?:[ \t]*=[ \t]*(?:"[^"]*"|[^",; \t]*))?)*)')
_PARAMETER = re.compile(r';[ \t]*([\w!#$&+.^`|~*-]+)(?:[ \t]*=[ \t]*(?:"([^"]*)"|([^",; \t]*)))?')
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = 200
_SUFFIXES = {
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
}
_OF_A_REPORT = ("schema", "type", "deliverable")


@dataclass(frozen=True, slots=True)
class Inline:
    """A report that stands in the page."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Linked:
    """A file that the page names; `sha256` is what the server says of it, in hex, empty when it says nothing.

    `bare`: no name is stated, and the address tells no format, as where it ends in a number.
    """

    name: str
    url: str
    sha256: str = ""
    bare: bool = False


Entry = Inline | Linked


def entries(body: bytes, content_type: str, url: str) -> list[Entry]:
    """What the page at `url` holds. HttpProblem when it is not JSON, or JSON of another form such as an error message."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and kind not in ("application/json", "text/json") and not kind.endswith("+json"):
        raise HttpProblem(HttpFault.NOT_JSON, detail=kind)
    try:
        text = body.decode("utf-8-sig")
        return _numbered(list(_found(text, url)))
    except UnicodeDecodeError:
        raise HttpProblem(HttpFault.NOT_JSON, detail="UTF-8") from None
    except (ValueError, RecursionError) as error:
        place = f"{error.lineno}:{error.colno}" if isinstance(error, json.JSONDecodeError) else "JSON"
        raise HttpProblem(HttpFault.NOT_JSON, detail=place) from None


def suffix_of(content_type: str, body: bytes) -> str:
    """The ending that tells a file's format, by its type, else by its first bytes; empty when neither tells."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    begins = ((b"PK\x03\x04", ".xlsx"), (b"{", ".json"))
    return next((suffix for first, suffix in begins if body.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(first)), "")


def next_page(headers: Mapping[str, str], url: str) -> str | None:
    """The address of the page after this one; None for the last."""
    for target, parameters in _LINK.findall(headers.get("link", "")[:5000]):
        said = (quoted or plain for name, quoted, plain in _PARAMETER.findall(parameters) if name.lower() == "rel")
        if "next" in next(said, "").lower().split():
            return joined(url, target)
    return None


def _found(text: str, url: str) -> Iterator[Entry]:
    """Each report or link of the text. ValueError when it is no JSON, HttpProblem for another form."""
    for value, raw in _values(text):
        if not isinstance(value, dict):
            raise HttpProblem(HttpFault.NOT_JSON, detail="[]")
        href = value.get("href")
        if isinstance(href, str):
            stated = str(value.get("sha256", "")).lower()
            name = value.get("name")
            is_named = isinstance(name, str) and bool(name)
            shown = _last(str(name) if is_named else unquote(href.partition("?")[0].partition("#")[0]))
            bare = not is_named and bool(shown) and "." not in shown
            yield Linked(shown, joined(url, href), stated if _SHA256.fullmatch(stated) else "", bare)
        else:
            if raw == text.strip(" \t\r\n") and not any(name in value for name in _OF_A_REPORT):
                raise HttpProblem(HttpFault.NO_REPORT)
            key = value.get("deliverable")
            yield Inline(f"{_last(key) if isinstance(key, str) and key else 'rapport'}.json", raw.encode())


def _values(text: str) -> Iterator[tuple[Any, str]]:
    """The only value of the text, or each value of its list, with its own text."""
    decoder, at = json.JSONDecoder(), _after(text, 0)
    if text[at : at + 1] != "[":
        value, end = decoder.raw_decode(text, at)
        _at_end(text, end)
        yield value, text[at:end]
        return
    at = _after(text, at + 1)
    if text[at : at + 1] == "]":
        _at_end(text, at + 1)
        return
    while True:
        value, end = decoder.raw_decode(text, at)
        yield value, text[at:end]
        at = _after(text, end)
        if text[at : at + 1] == "]":
            _at_end(text, at + 1)
            return
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
        at = _after(text, at + 1)


def _after(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _at_end(text: str, at: int) -> None:
    if _after(text, at) != len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _last(path: str) -> str:
    """The name of a file without its folders."""
    return path.replace("\\", "/").rpartition("/")[2][:_NAME]


def _numbered(found: list[Entry]) -> list[Entry]:
    """Reports of one deliverable in one page get names of their own."""
    count: dict[str, int] = {}
    named: list[Entry] = []
    for entry in found:
        count[entry.name] = number = count.get(entry.name, 0) + 1
        repeated = number > 1 and isinstance(entry, Inline)
        named.append(Inline(f"{entry.name[:-5]}-{number}.json", entry.raw) if repeated else entry)  # type: ignore[union-attr]
    return named
