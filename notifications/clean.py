"""Text from letters, files and people made safe to show on one line.

What lives here: removal of what could break out of a line or turn it around, and a cap on length. Escaping for
Slack and quoting for headers happen where those are written.
"""

import re
import unicodedata

NAME_LIMIT = 60
TITLE_LIMIT = 120
SUBJECT_LIMIT = 150
_ADDRESS = re.compile(r"[^\s<>@,;:\"'()]+@[^\s<>@,;:\"'()]+")


def one_line(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` characters, an ellipsis marking what was cut.

    Every white space and control character becomes a space; invisible format characters (direction marks, zero
    width), lone surrogates and private-use characters go. What is far beyond the limit is not even looked at.
    """
    shown = "".join(_inert(char) for char in text[: limit * 8 + 100])
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def without_addresses(text: str) -> str:
    """`text` with an ellipsis for every e-mail address: what went wrong is kept for long, whom it was for stays erasable."""
    return _ADDRESS.sub("…", text)


def _inert(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Co"):
        return ""
    return " " if category[0] in "CZ" else char
