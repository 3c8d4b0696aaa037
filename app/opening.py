"""The parts of a verb that works on what is loaded: the database that is there, and never a new one.

What lives here: opening and closing. A verb that loads or runs the day opens its own (`flows/parts.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from arshjul.app import clock
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, database_exists, out_folder


@contextmanager
def opened(found: Settings, as_of: str | None) -> Iterator[Parts]:
    """The parts, closed again at the end; where there is no database they hold nothing, and no file is made."""
    if not database_exists(found):
        found = replace(found, database_url="sqlite:///:memory:")
    with open_parts(found, clock.now(as_of), out_folder(None), check_actors=False) as parts:
        yield parts
