"""What people write freely, such as a reason or a name, made fit to be kept and shown on one line.

What lives here: cleaning and a cap, for every place where somebody types. Escaping is for whoever writes it out.
"""

import unicodedata

from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

LIMIT = 500


def free_text(place: str, text: str) -> str:
    """`text` on one line, without control characters. BadInput, naming `place`, when nothing is left or too much."""
    line = " ".join("".join(map(_inert, text[: LIMIT * 8])).split())
    if not line:
        what = say("er tom", "is empty")
        raise BadInput([Problem(place, what, remedy=say("skriv noen ord", "write a few words"))])
    if len(line) > LIMIT or len(text) > LIMIT * 8:
        what = say(f"er lengre enn {LIMIT} tegn", f"is longer than {LIMIT} characters")
        raise BadInput([Problem(place, what, remedy=say("skriv det kortere", "write it shorter"))])
    return line


def cut(text: str, limit: int = LIMIT) -> str:
    """Somebody's words as `free_text` keeps them, however many: what is too much is cut off, and nothing stays nothing."""
    line = " ".join("".join(map(_inert, text[: limit * 8])).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _inert(char: str) -> str:
    """White space and control characters become a space; direction marks, lone surrogates and the like go."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category[0] in "CZ" else char
