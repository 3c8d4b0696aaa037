"""Documents of prose: what a PDF or a Word document says, page by page, and on which pages some words stand.

What lives here: having it looked into by a process apart, what is refused in words, and looking for words. It helps a person
find the place; it judges nothing.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.reports import apart

MAX_BYTES = 20_000_000
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECONDS = 40.0
"""How long a document may take by the clock on the wall; its own processor time is limited in `prose_child.py`."""
_READER = apart.Reader(Path(__file__).with_name("prose_child.py").resolve(), ("pypdf",), 64_000_000)
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BY_HAND = ("finn stedet for hånd, det kan krysses av likevel", "find the place by hand, it can be ticked all the same")
_WORDS: dict[str, tuple[str, str]] = {
    "empty": ("er tom", "is empty"),
    "size": ("er større enn 20 MB", "is larger than 20 MB"),
    "bomb": ("blir altfor stort når det pakkes ut", "becomes far too large when it is unpacked"),
    "memory": ("krever for mye minne", "takes too much memory"),
    "time": ("tar for lang tid å lese", "takes too long to read"),
    "entities": ("inneholder XML-entiteter", "holds XML entities"),
    "password": ("er beskyttet med passord", "is protected by a password"),
    "old": ("er i et eldre format enn .docx", "is in a format older than .docx"),
    "no_document": ("er verken PDF eller et Word-dokument (.docx)", "is neither a PDF nor a Word document (.docx)"),
    "half": ("er ikke helt", "is not whole"),
    "damaged": ("er skadet og kan ikke leses", "is damaged and cannot be read"),
}


class Prose(NamedTuple):
    """The text of each page. `whole`: all of it could be read; `printed`: pages are numbered as they are printed."""

    pages: tuple[str, ...]
    whole: bool
    printed: bool


def media_type(raw: bytes) -> str:
    """What a document is by its first bytes; nothing for what is neither a PDF nor in a package as Word's are."""
    return PDF if raw.startswith(b"%PDF-") else WORD if raw.startswith(b"PK\x03\x04") else ""


def read_prose(raw: bytes, name: str, seconds: float = SECONDS) -> Prose:
    """What the document says. BadInput when it cannot be read."""
    code = _at_sight(raw)
    if not code:
        told = apart.look(_READER, raw, seconds)
        code = told.get("refused", "")
        if not code:
            return Prose(tuple(_flat(page) for page in told["pages"]), told["whole"], told["printed"])
    raise BadInput([Problem(name, say(*_WORDS.get(code, _WORDS["damaged"])), remedy=say(*_BY_HAND))])


def _at_sight(raw: bytes) -> str:
    if not raw or len(raw) > MAX_BYTES:
        return "size" if raw else "empty"
    if raw.startswith(_OLD):
        return "password" if _ENCRYPTED in raw else "old"
    return "" if media_type(raw) else "no_document"


_SPLIT_WORD = re.compile(r"(\w)(?:\u00ad|-)\s*\n\s*(\w)")


def _flat(text: str) -> str:
    """One line in small letters, with words that a line's end has split put together."""
    return " ".join(_SPLIT_WORD.sub(r"\1\2", text).replace("\u00ad", "").casefold().split())


def pages_with(prose: Prose, words: Iterable[str], near: Iterable[str] = ()) -> tuple[int, ...]:
    """The pages, from 1, that hold any of `words` and any of `near`; of `words` alone where no page holds both.

    A word stands at the beginning of a word of the text, so that `leveranse` finds `leveransene`.
    """
    wanted, beside = _any_of(words), _any_of(near)
    found = [number for number, page in enumerate(prose.pages, 1) if wanted and wanted.search(page)]
    both = [number for number in found if beside and beside.search(prose.pages[number - 1])]
    return tuple(both or found)


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    listed = [re.escape(" ".join(word.casefold().split())) for word in words if word.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed)})") if listed else None
