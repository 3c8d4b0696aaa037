"""What must not stand in the log, which nobody can erase: the addresses and names of people.

What lives here: finding them in somebody's words. Who is told so, and in which words, is for the callers.
"""

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"[^\s@<>()\[\]{}«»\"',;:]+@[^\s@<>()\[\]{}«»\"',;:]+\.[^\s@<>()\[\]{}«»\"',;:.]+")
_INSTEAD = "[adresse]"


def without_addresses(text: str, instead: str = _INSTEAD) -> str:
    """The text with every e-mail address taken out."""
    return _ADDRESS.sub(instead, text) if "@" in text else text


def addresses_in(text: str) -> list[str]:
    """The e-mail addresses in a text."""
    return _ADDRESS.findall(text)


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of the names that stand in a text, whole and in one piece, in large or small letters.

    A first name alone is not looked for: many are common words (per, dag, even).
    """
    words = " ".join(text.split()).casefold()
    return [name for name in names if re.search(rf"(?<!\w){re.escape(_plain(name))}(?!\w)", words)]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
