"""The one place where errors become advice and an exit code.

What lives here: which errors are the reader's to mend, and how they are told. Anything else is a fault of the
program and goes on as it is.
"""

import errno
import sys
from collections.abc import Sequence

from arshjul.app.exits import BAD
from arshjul.app.terminal import line
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason

_SHOWN = 50
_DISK = {errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT}


def tell(error: Exception) -> int:
    """Say on standard error what is wrong and what would mend it; returns the exit code. Raises what it cannot tell."""
    problems = _problems(error)
    if not problems:
        raise error
    for problem in problems[:_SHOWN]:
        line(" ".join(str(problem).splitlines()), error=True)
    more = len(problems) - _SHOWN
    if more > 0:
        line(say(f"… og {more} til", f"… and {more} more"), error=True)
    return BAD


def _problems(error: Exception) -> Sequence[Problem]:
    if isinstance(error, BadInput):
        return error.problems
    if isinstance(error, OSError) and (error.filename is not None or error.errno in _DISK):
        remedy = say("sjekk sti, rettigheter og plass på disken", "check path, rights and room on the disk")
        name = error.filename if error.filename is not None else "arshjul"
        return [Problem(str(name), reason(error), remedy=remedy)]
    database = sys.modules.get("sqlalchemy.exc")  # loaded already if the error is one of its own
    if database is not None and isinstance(error, database.DBAPIError):
        why = (str(error.orig).splitlines() or ["?"])[0]
        what = say(f"svarer ikke som den skal: {why}", f"does not answer as it should: {why}")
        remedy = say("sjekk filen, rettighetene og plassen", "check the file, its rights and the room on the disk")
        return [Problem(say("databasen", "the database"), what, remedy=remedy)]
    return ()
