"""Small numbers in words, and lists of words, per language.

What lives here: grammar that templates would only repeat.
"""

from collections.abc import Sequence

from arshjul.models.codes import Lang

_NB = ("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")
_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AND = {Lang.NB: "og", Lang.EN: "and"}


def in_words(number: int, lang: Lang, *, neuter: bool = False) -> str:
    """A number up to twelve in words, digits beyond; `neuter` makes the Norwegian one `ett`."""
    words = _EN if lang is Lang.EN else _NB
    if number == 1 and neuter and lang is Lang.NB:
        return "ett"
    return words[number] if 0 <= number < len(words) else str(number)


def listed(words: Sequence[str], lang: Lang) -> str:
    """`a, b og c`; empty for no words."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[lang]} {words[-1]}"
