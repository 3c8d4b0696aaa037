"""A source held in memory: for tests, trials and programs that already have the bytes.

What lives here: a real implementation of the contract, with nothing left out but the disk.
"""

import datetime as dt
from collections.abc import Mapping

from arshjul.reports.sources.base import PullResult, is_report_name, sift


class MemorySource:
    """Named bytes; add, change and remove them in `files`."""

    def __init__(self, files: Mapping[str, bytes] | None = None, name: str = "memory") -> None:
        self.files = dict(files or {})
        self.name = name

    def __str__(self) -> str:
        return self.name

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """See `base.Source`."""
        found = [(name, raw) for name, raw in sorted(self.files.items()) if is_report_name(name)]
        return sift(found, now=now, known=known)
