"""What is wrong with an input, said so that a person can mend it: file, line, place, what, remedy.

What lives here: the problem as a value, and the one error that carries all problems of an input at once.
"""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from arshjul.models.lang import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `place` is a path inside the file such as `obligations.x.due`; `line` counts from 1."""

    file: str
    message: str
    place: str = ""
    line: int | None = None
    remedy: str = ""

    def __str__(self) -> str:
        where = self.file + (f":{self.line}" if self.line else "")
        what = f"{self.place}: {self.message}" if self.place else self.message
        return f"{where}: {what}" + (f" ({self.remedy})" if self.remedy else "")


class BadInput(Exception):
    """An input that cannot be used; holds every problem found. Command line: exit code 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


_REASONS = {
    errno.ENOENT: ("finnes ikke", "does not exist"),
    errno.EACCES: ("du mangler rettigheter", "permission denied"),
    errno.EPERM: ("du mangler rettigheter", "permission denied"),
    errno.EROFS: ("disken kan bare leses", "the disk is read-only"),
    errno.ENOSPC: ("disken er full", "the disk is full"),
    errno.EISDIR: ("er en mappe, ikke en fil", "is a folder, not a file"),
    errno.ENOTDIR: ("en del av stien er en fil, ikke en mappe", "a part of the path is a file, not a folder"),
    errno.EEXIST: ("finnes fra før", "exists already"),
    errno.ENAMETOOLONG: ("navnet er for langt", "the name is too long"),
    errno.ELOOP: ("lenkene går i ring", "the links run in a circle"),
    errno.EIO: ("disken svarer ikke", "the disk does not answer"),
}


def reason(error: OSError) -> str:
    """Why the system refused, in the reader's language where the cause is a common one."""
    known = _REASONS.get(error.errno or 0)
    return say(*known) if known else error.strerror or type(error).__name__


def nearest(word: str, known: Sequence[str]) -> str:
    """Advice naming the closest known value, or all of them when none is close."""
    close = get_close_matches(word, known, n=1)
    if close:
        return say(f"mente du «{close[0]}»?", f"did you mean «{close[0]}»?")
    return say("gyldig: ", "valid: ") + ", ".join(known[:20]) if known else ""


def size_words(size: int) -> str:
    """A limit in bytes as people say it: "5 MB", and "500 kB" for what is no whole number of those."""
    whole, rest = divmod(size, 1_000_000)
    return f"{whole} MB" if whole and not rest else f"{size // 1000} kB"
