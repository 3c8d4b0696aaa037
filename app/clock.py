"""The only place that reads a clock. Everything below is handed the moment.

What lives here: the wall's clock, and the reading of `--as-of`.
"""

import datetime as dt
import re

from arshjul.models.lang import say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem

_NOON = dt.time(12)
_WHOLE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # no weeks, no year or month alone: they would stand for one day


def now(as_of: str | None = None) -> Moment:
    """The moment of this run: `--as-of` when given (then the only clock), else the wall's."""
    wall = dt.datetime.now(dt.UTC)
    return Moment(wall if as_of is None else at_instant(as_of), wall)


def at_instant(text: str) -> dt.datetime:
    """`2024-08-27` is 12:00 that day in Oslo; a time without a zone is Oslo's. BadInput when it is no such time."""
    try:
        if not _WHOLE.match(text):
            raise ValueError
        if len(text) == len("2024-08-27"):
            found = dt.datetime.combine(dt.date.fromisoformat(text), _NOON, OSLO)
        else:
            found = dt.datetime.fromisoformat(text)
    except ValueError:
        what = say(f"«{text[:60]}» er ikke en dato", f"«{text[:60]}» is no date")
        remedy = say("skriv 2024-08-27 eller 2024-08-27T15:30", "write 2024-08-27 or 2024-08-27T15:30")
        raise BadInput([Problem("--as-of", what, remedy=remedy)]) from None
    if not 2000 <= found.year <= 2100:
        what = say(f"året {found.year} er utenfor 2000–2100", f"the year {found.year} is outside 2000-2100")
        raise BadInput([Problem("--as-of", what, remedy=say("rett året", "mend the year"))])
    return (found if found.tzinfo else found.replace(tzinfo=OSLO)).astimezone(dt.UTC)
