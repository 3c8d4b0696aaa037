"""Looks into one document of prose, in a process of its own (`reports/apart_program.py`) with little memory and time.

What lives here: the text of a PDF or a Word document, page by page, as plain values. Nothing of it is run or drawn, and a
page that cannot be read is an empty one. Only the standard library and pypdf are used, and nothing is worded: the codes
are put into words in `prose.py`.
"""

import io
import logging
import time
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

MAX_PAGES, MAX_TEXT, MAX_UNZIPPED, MAX_RATIO = 1_000, 5_000_000, 60_000_000, 500
MEMORY, SECONDS, OUTPUT = 768_000_000, 20, 64_000_000
_ENOUGH = SECONDS * 0.7
"""Seconds of processor after which what has been read so far has to do."""
_CHUNK = 65_536


class Refused(Exception):
    """Why the document is not read: a code, and where in it."""

    def __init__(self, code: str, at: str = "") -> None:
        self.code, self.at = code, at


def prepare() -> None:
    """Import what reads, before a document is touched: what fails here is no fault of a document."""
    import pypdf  # noqa: F401

    logging.disable(logging.CRITICAL)


def look(raw: bytes) -> dict[str, Any]:
    """The text of each page, whether all of it could be read, and whether pages are numbered as they are printed."""
    return _pdf(raw) if raw.startswith(b"%PDF-") else _word(raw)


def _pdf(raw: bytes) -> dict[str, Any]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("password")
        count = len(reader.pages)
    except (Refused, MemoryError):
        raise
    except (NotImplementedError, ImportError):  # a way of encrypting that needs a library of its own
        raise Refused("password") from None
    except (PyPdfError, Exception):
        raise Refused("damaged") from None
    pages: list[str] = []
    for number in range(min(count, MAX_PAGES)):
        if time.process_time() > _ENOUGH or sum(map(len, pages)) > MAX_TEXT:
            break
        pages.append(_page(reader, number))
    return {"pages": pages, "whole": len(pages) == count, "printed": True}


def _page(reader: Any, number: int) -> str:
    try:
        return str(reader.pages[number].extract_text())[:MAX_TEXT]
    except MemoryError:
        raise
    except Exception:  # one bad page says nothing of the others
        return ""


class _Text:
    """The text of a Word document, read as a stream; a page ends where Word says that it did, else where a break stands."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.printed = False
        self._in_text = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._said

    def _doctype(self, *_: Any) -> None:
        raise Refused("entities")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._in_text = True
        elif tag == "lastRenderedPageBreak":
            if not self.printed:  # from here on it is known; breaks by hand before the first page's end were counted
                self.printed = True
                self.pages = [[part for page in self.pages for part in page]]
            self.pages.append([])
        elif tag == "br" and not self.printed and any(value == "page" for value in given.values()):
            self.pages.append([])
        elif tag in ("tab", "br", "cr"):
            self.pages[-1].append(" ")

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._in_text = False
        elif tag in ("p", "tc"):
            self.pages[-1].append("\n")

    def _said(self, text: str) -> None:
        if self._in_text:
            self.pages[-1].append(text)


def _word(raw: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entry = package.getinfo("word/document.xml")
            if entry.flag_bits & 0x1:
                raise Refused("password")
            text = _scanned(package, entry)
    except KeyError:
        raise Refused("no_document") from None
    except zipfile.BadZipFile:
        raise Refused("half") from None
    except (EOFError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error, expat.ExpatError):
        raise Refused("damaged") from None
    pages = ["".join(parts)[:MAX_TEXT] for parts in text.pages[:MAX_PAGES]]
    return {"pages": pages, "whole": len(text.pages) <= MAX_PAGES, "printed": text.printed}


def _scanned(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Text:
    text, size = _Text(), 0
    with package.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > MAX_UNZIPPED or size > max(entry.compress_size, 1_000) * MAX_RATIO:
                raise Refused("bomb")
            text.parser.Parse(chunk, False)
    text.parser.Parse(b"", True)
    return text
