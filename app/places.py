"""Where this run's things are: the settings chosen, with the default database's place said once.

What lives here: what the verbs ask before they begin. How settings are found is `flows/settings.py`.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from arshjul.app.terminal import line
from arshjul.flows.settings import Settings, database_exists, database_file, settings
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason


def chosen(
    *,
    wheels: Sequence[Path] | None = None,
    database: str | None = None,
    portfolio: Path | None = None,
    creates: bool = False,
) -> Settings:
    """The settings of a verb; a default database that it reads or `creates` is named on standard error."""
    found = settings(wheels=tuple(wheels or ()), database=database, portfolio=portfolio)
    if found.database_is_default and (creates or database_exists(found)):
        place = database_file(found)
        line(say(f"database: {place}", f"database: {place}"), error=True)
    return found


def writable(folder: Path) -> Path:
    """The folder, made when it is missing. BadInput when nothing can be written there, before anything is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        what = say(f"kan ikke skrives i: {reason(error)}", f"cannot be written to: {reason(error)}")
        remedy = say("velg en annen mappe med --out", "choose another folder with --out")
        raise BadInput([Problem(str(folder), what, remedy=remedy)]) from None
    return folder
