"""Progress while something takes its time, and plain lines when nobody watches a terminal.

What lives here: one small class over Rich. It writes to standard error, so that lists stay clean.
"""

import sys
from types import TracebackType

from rich.console import Console


class Progress:
    """Tells one stage at a time; in a terminal with a spinner, elsewhere as lines."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._console = Console(stderr=True, highlight=False, quiet=quiet)
        self._status = self._console.status("") if sys.stderr.isatty() and not quiet else None

    def __enter__(self) -> "Progress":
        if self._status:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()

    def stage(self, text: str) -> None:
        """A new stage begins."""
        if self._status:
            self._status.update(text)
        self._console.print(f"· {text}", markup=False)

    def detail(self, text: str) -> None:
        """Something within a stage that need not stay on the screen."""
        if self._status:
            self._status.update(text)
        else:
            self._console.print(f"  {text}", markup=False)
