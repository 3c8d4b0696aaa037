"""Lines and tables on the terminal, safe to show whatever a file holds.

What lives here: cleaning text, plain lines, and the Rich console that tables use. Words live where they are said.
"""

import io
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PIPED_WIDTH = 400
"""Columns for a table that goes to a file or another program: wide enough that nothing is folded."""


def clean(text: str) -> str:
    """Without control characters, turns of direction and lone surrogates, so that no file can steer a terminal.

    A tab is shown as a space: it steers nothing, but would set a table's columns off.
    """
    if text.isprintable():
        return text
    return "".join("\ufffd" if char != "\n" and _steers(char) else char for char in text.replace("\t", " "))


def _steers(char: str) -> bool:
    return (
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char != "\u00ad"
    )  # a soft hyphen is harmless


def line(text: str = "", *, error: bool = False) -> None:
    """One line (or more) on standard output, or on standard error."""
    print(clean(text), file=sys.stderr if error else sys.stdout)


def console() -> "Console":
    """A console on standard output; raises BrokenPipeError when the reader has gone, where Rich would exit."""
    from rich.console import Console

    class Ours(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Ours(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)


def forgiving_streams() -> None:
    """A character that the terminal's encoding lacks becomes a question mark, and a closed stream takes what comes."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started us
        nowhere = io.StringIO()
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
