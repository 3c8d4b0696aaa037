"""Looks into one workbook, in a process of its own (`reports/apart_program.py`) with little memory and time.

What lives here: what a workbook may not be (too large, too far out, with macros, links, entities or a password), and its
cells as plain values. Only the standard library and python-calamine are used, so that it starts fast, and nothing is
worded: the codes are put into words in `refusals.py`.

The whole package is looked through before python-calamine sees it. It makes room for every cell up to the farthest one,
so that one far cell ends the process; and it gives formulas without a value, and values that are errors, as empty cells.
"""

import datetime as dt
import io
import math
import posixpath
import re
import zipfile
import zlib
from functools import reduce
from typing import Any
from xml.parsers import expat

MAX_UNZIPPED, MAX_RATIO, MAX_ENTRIES = 30_000_000, 200, 500
MAX_ROWS, MAX_COLUMNS, MAX_CELLS, MAX_TEXT = 5_000, 200, 100_000, 10_000_000
MEMORY, SECONDS, OUTPUT = 512_000_000, 10, 64_000_000
_CHUNK = 65_536
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})").fullmatch
_LINKS = re.compile(r"xl/(externallinks|connections|querytables)", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject|xl/(macrosheets|dialogsheets)/", re.IGNORECASE)


class Refused(Exception):
    """Why the workbook is not read: a code, and where in it."""

    def __init__(self, code: str, at: str = "") -> None:
        self.code, self.at = code, at


class Part:
    """One XML part, read as a stream: what is dangerous in it, and where a sheet's cells lie."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.far = ""
        self.cells = 0
        self.broken: list[tuple[int, int, str]] = []
        self.sheets: list[tuple[str, str]] = []
        self.targets: dict[str, str] = {}
        self._cell = self._kind = self._value = ""
        self._formula = self._filled = self._in_value = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes, last: bool) -> None:
        """The next bytes. Refused where the part is no XML, or more than XML."""
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError:
            raise Refused("damaged", self.name) from None

    def _doctype(self, *_: Any) -> None:
        raise Refused("entities", self.name)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell, self._kind = given.get("r", ""), given.get("t", "")
            self._formula = self._filled = False
            self._value = ""
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "is"):
            self._filled = self._filled or tag == "is" or self._kind == "str"
            self._in_value = tag == "v"
        elif tag == "sheet" and "name" in given:
            self.sheets.append((given["name"], next((v for k, v in given.items() if k.endswith(":id")), "")))
        elif tag == "Relationship":
            outside = given.get("TargetMode", "").lower() == "external"
            if outside and not given.get("Type", "").lower().endswith("/hyperlink"):
                raise Refused("links", self.name)
            self.targets[given.get("Id", "")] = given.get("Target", "")

    def _text(self, text: str) -> None:
        if self._in_value and text.strip():
            self._filled = True
            self._value = (self._value + text)[:20]

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "v":
            self._in_value = False
        elif tag == "c" and (self._filled or self._formula):
            self._place()

    def _place(self) -> None:
        """A cell that holds something: near enough, and with a value that can be read."""
        found = _CELL(self._cell)
        if found is None:  # a cell may leave its place out (ISO/IEC 29500-1 18.3.1.4); no program that people use does
            raise Refused("damaged", self.name)
        row, column = int(found[2]), _column(found[1])
        if not self.far and (row > MAX_ROWS or column > MAX_COLUMNS):
            self.far = self._cell
        self.cells += 1
        if self._kind == "e" or not self._filled:
            self.broken.append((row - 1, column - 1, self._value or "#" if self._kind == "e" else ""))


def _column(letters: str) -> int:
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)


def look(raw: bytes) -> dict[str, Any]:
    """The sheets of a workbook. Refused when it is none that may be read."""
    parts = _parts(raw)
    book, relations = parts.get("xl/workbook.xml"), parts.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None or "[Content_Types].xml" not in parts:
        raise Refused("no_workbook")
    if sum(part.cells for part in parts.values()) > MAX_CELLS:
        raise Refused("cells")
    return {"sheets": _sheets(raw, {name: _part(parts, relations.targets.get(id_, "")) for name, id_ in book.sheets})}


def _parts(raw: bytes) -> dict[str, Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
            _check(entries)
            looked_at = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
            return {entry.filename: _scanned(package, entry) for entry in looked_at}
    except zipfile.BadZipFile:
        raise Refused("half") from None
    except (EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise Refused("damaged") from None


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """What the table of contents alone tells. It may lie about sizes, so they are counted again."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("password")
    if len(names) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
        raise Refused("bomb")
    if len({name.lower() for name in names}) < len(names):
        raise Refused("damaged")
    for code, pattern in (("macros", _MACROS), ("links", _LINKS)):
        found = next((name for name in names if pattern.search(name)), None)
        if found:
            raise Refused(code, found)
    if "xl/workbook.bin" in names:
        raise Refused("binary")


def _scanned(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Part:
    part, size = Part(entry.filename), 0
    with package.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MAX_UNZIPPED or size > max(entry.compress_size, 1_000) * MAX_RATIO:
                raise Refused("bomb", entry.filename)
            part.feed(chunk, False)
    part.feed(b"", True)
    if entry.filename == "[Content_Types].xml" and b"macroenabled" in package.read(entry).lower():
        raise Refused("macros", entry.filename)
    return part


def _part(parts: dict[str, Part], target: str) -> Part | None:
    """The part a relation points at; a sheet whose part was not looked through is not read."""
    return parts.get(posixpath.normpath(posixpath.join("/xl", target)).lstrip("/"))


def _sheets(raw: bytes, parts: dict[str, Part | None]) -> list[dict[str, Any]]:
    from python_calamine import SheetTypeEnum, load_workbook

    book = load_workbook(io.BytesIO(raw))
    found: list[dict[str, Any]] = []
    length = 0
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        part = parts.get(sheet.name)
        if part is None:
            raise Refused("damaged", sheet.name)
        if part.far:
            found.append({"name": sheet.name, "far": part.far})
            continue
        read = book.get_sheet_by_name(sheet.name)
        cells = [
            (row, column, *_plain(value))
            for row, values in enumerate(read.to_python(skip_empty_area=False))
            for column, value in enumerate(values)
            if value != ""
        ]
        length += sum(len(cell[3]) for cell in cells if isinstance(cell[3], str))
        if length > MAX_TEXT:
            raise Refused("cells")
        merged = list(read.merged_cell_ranges or ())[:MAX_CELLS]
        found.append({"name": sheet.name, "cells": cells, "merged": merged, "broken": part.broken})
    return found


def _plain(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, int | float):
        return ("number", float(value)) if math.isfinite(value) else ("text", str(value))
    if isinstance(value, dt.date):
        return "moment" if isinstance(value, dt.datetime) else "date", value.isoformat()
    return "time" if isinstance(value, dt.time | dt.timedelta) else "text", str(value)


def prepare() -> None:
    """Import what reads, before a workbook is touched: what fails here is no fault of a workbook."""
    import python_calamine  # noqa: F401
