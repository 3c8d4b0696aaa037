"""Calendars as files: one per scope that has events, none for one that has not.

What lives here: writing them. Where the events come from, kept or rendered on the spot, is for the callers; this
imports no database, so that an export without one stays light.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.scopes import Scope, calendar_name, file_name, scope_name
from arshjul.flows.files import write_whole
from arshjul.models.codes import Lang
from arshjul.models.wheelfile import WheelFile


def write_calendars(
    folder: Path, lang: Lang, found: Iterable[Scope], wheels: list[WheelFile], events_of: Callable[[Scope], list[bytes]]
) -> tuple[list[Path], list[Scope]]:
    """The files written or already right, and the scopes that hold nothing, whose files are taken away. OSError."""
    written, empty = [], []
    for scope in found:
        events = events_of(scope)
        path = folder / file_name(scope, lang)
        if events:
            name = calendar_name(scope, scope_name(scope, wheels, lang), lang)
            write_whole(path, assemble(FeedHeader(name), events))
            written.append(path)
        else:
            path.unlink(missing_ok=True)
            empty.append(scope)
    return written, empty
