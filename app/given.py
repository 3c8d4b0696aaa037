"""What people give on the command line besides choices: days and free text, and who decided what, where and why.

What lives here: annotated types as in `options.py`, and the reading of their values with our own words where one is wrong.
"""

import datetime as dt
import re
from functools import partial
from typing import Annotated, Any

import typer

from arshjul.models.free_text import free_text
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem, nearest

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}")
_FIRST, _LAST = 2000, 2100
_CHANNELS = ("eformidling", "epost", "brev")  # as `tables_history.SendingChannel`, which is slow to import


def whole(value: object, digits: int) -> int | None:
    """The number written with at most so many digits and nothing else; None for anything that is no such number."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def a_day(option: str, value: object) -> dt.date:
    """A civil day; `option` is where it was written."""
    text = str(value)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        found = dt.date.fromisoformat(text)
    except ValueError:
        what = say(f"«{text[:60]}» er ikke en dato", f"«{text[:60]}» is no date")
        remedy = say("skriv ÅÅÅÅ-MM-DD, for eksempel 2024-09-15", "write YYYY-MM-DD, for example 2024-09-15")
        raise BadInput([Problem(option, what, remedy=remedy)]) from None
    if not _FIRST <= found.year <= _LAST:
        what = say(
            f"året {found.year} er utenfor {_FIRST}–{_LAST}", f"the year {found.year} is outside {_FIRST}-{_LAST}"
        )
        raise BadInput([Problem(option, what, remedy=say("rett året", "mend the year"))])
    return found


def a_day_or_instant(option: str, value: object) -> dt.date | dt.datetime:
    """A civil day, or a day and a clock time in Oslo."""
    text = str(value)
    if not _INSTANT.fullmatch(text):
        return a_day(option, text)
    day = a_day(option, text.partition("T")[0])
    try:
        return dt.datetime.combine(day, dt.time.fromisoformat(text.partition("T")[2]), OSLO)
    except ValueError:
        what = say(f"«{text}» har ikke et klokkeslett som finnes", f"«{text}» has no time of day that exists")
        raise BadInput(
            [Problem(option, what, remedy=say("skriv 2024-09-15T14:30", "write 2024-09-15T14:30"))]
        ) from None


def a_channel(value: object) -> str:
    """How a document was formally sent."""
    text = str(value)
    if text in _CHANNELS:
        return text
    what = say(f"ukjent kanal: {text[:60]}", f"unknown channel: {text[:60]}")
    raise BadInput([Problem("--channel", what, remedy=nearest(text, _CHANNELS))])


def day_option(name: str, nb: str, en: str) -> Any:
    """An option whose value is a day."""
    return typer.Option(name, parser=partial(a_day, name), metavar=say("DATO", "DATE"), help=say(nb, en))


def text_option(name: str, metavar: str, nb: str, en: str) -> Any:
    """An option whose value is free text, cleaned and capped."""
    return typer.Option(name, parser=partial(free_text, name), metavar=metavar, help=say(nb, en))


_BY = (
    "--by",
    say("HVEM", "WHO"),
    "Hvem som sa det: aktør (hod), person i porteføljen, eller et navn.",
    "Who said so: an actor (hod), a person of the portfolio, or a name.",
)
_REASON = (
    "--reason",
    say("TEKST", "TEXT"),
    "Hvorfor, på én linje og uten navn på personer.",
    "Why, on one line and naming nobody.",
)
_REFERENCE = (
    "--reference",
    say("SAK", "CASE"),
    "Hvor det står, for eksempel et saksnummer.",
    "Where it stands, for example a case number.",
)
KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar=say("NØKKEL", "KEY"),
        help=say("Leveransens nøkkel, se arshjul deadlines.", "The deliverable's key, see arshjul deadlines."),
    ),
]
ByOption = Annotated[str, text_option(*_BY)]
MaybeByOption = Annotated[str | None, text_option(*_BY)]
ReasonOption = Annotated[str, text_option(*_REASON)]
MaybeReasonOption = Annotated[str | None, text_option(*_REASON)]
ReferenceOption = Annotated[str, text_option(*_REFERENCE)]
MaybeReferenceOption = Annotated[str | None, text_option(*_REFERENCE)]
SentOption = Annotated[
    Any,
    typer.Option(
        "--sent",
        parser=partial(a_day_or_instant, "--sent"),
        metavar=say("DATO[THH:MM]", "DATE[THH:MM]"),
        help=say("Når den ble sendt departementet.", "When it was sent to the ministry."),
    ),
]
ChannelOption = Annotated[
    Any,
    typer.Option("--channel", parser=a_channel, metavar="|".join(_CHANNELS), help=say("Hvordan.", "By which way.")),
]
