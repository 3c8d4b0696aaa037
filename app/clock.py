"""The only place that reads a clock. Everything below is handed the moment.

What lives here: the wall's clock, and the reading of `--as-of`.
"""

import datetime as dt

from arshjul.models.lang import say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem

_NOON = dt.time(12)


def now(as_of: str | None = None) -> Moment:
    """The moment of this run: `--as-of` when given (then the only clock), else the wall's."""
    wall = dt.datetime.now(dt.UTC)
    return Moment(at_instant(as_of) if as_of else wall, wall)


def at_instant(text: str) -> dt.datetime:
    """`2024-08-27` is 12:00 that day in Oslo; a time without a zone is Oslo's. BadInput when it is no time."""
    import pendulum

    try:
        parsed = pendulum.parse(text, tz=OSLO.key, exact=True, strict=True)
    except (ValueError, TypeError, OverflowError):
        parsed = None
    if isinstance(parsed, dt.datetime):
        found: dt.datetime = dt.datetime.fromisoformat(parsed.isoformat())
    elif isinstance(parsed, dt.date):
        found = dt.datetime.combine(dt.date(parsed.year, parsed.month, parsed.day), _NOON, OSLO)
    else:
        what = say(f"«{text}» er ikke en dato", f"«{text}» is no date")
        remedy = say("skriv 2024-08-27 eller 2024-08-27T15:30", "write 2024-08-27 or 2024-08-27T15:30")
        raise BadInput([Problem("--as-of", what, remedy=remedy)])
    if not 2000 <= found.year <= 2100:
        what = say(f"året {found.year} er utenfor 2000–2100", f"the year {found.year} is outside 2000-2100")
        raise BadInput([Problem("--as-of", what, remedy=say("rett året", "mend the year"))])
    return found.astimezone(dt.UTC)
