"""Options that look back: what was known at an instant, and what has happened since one.

What lives here: annotated types as in `options.py`, and what such an instant may be. Instants are read by `clock.py`.
"""

import datetime as dt
from dataclasses import replace
from typing import Annotated

import typer

from arshjul.app.clock import at_instant
from arshjul.models.lang import say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem

_KNOWN, _SINCE = "--known-at", "--since"


def a_known_instant(value: object) -> dt.datetime:
    """A day (12:00 in Oslo, as with `--as-of`) or an instant."""
    return value if isinstance(value, dt.datetime) else _instant(_KNOWN, str(value))


def a_beginning(value: object) -> dt.datetime:
    """An instant, or a day from its first minute in Oslo on."""
    if isinstance(value, dt.datetime):
        return value
    found = _instant(_SINCE, str(value))
    if len(str(value)) > len("2024-08-27"):
        return found
    return dt.datetime.combine(found.astimezone(OSLO).date(), dt.time(), OSLO).astimezone(dt.UTC)


def _instant(option: str, text: str) -> dt.datetime:
    try:
        return at_instant(text)
    except BadInput as error:
        raise BadInput([replace(problem, file=option) for problem in error.problems]) from None


def must_be_past(known_at: dt.datetime | None, moment: Moment) -> None:
    """BadInput when something is to be shown as of a day by what was known only later."""
    if known_at is None or known_at <= moment.at:
        return
    shown = [at.astimezone(OSLO).strftime("%Y-%m-%d %H:%M") for at in (known_at, moment.at)]
    what = say(
        f"{shown[0]} er etter {shown[1]}, som det skal regnes fra", f"{shown[0]} is after {shown[1]}, the day shown"
    )
    remedy = say(
        "velg et tidligere tidspunkt, eller utelat --known-at for alt som er kjent nå",
        "choose an earlier one, or leave --known-at out for all that is known now",
    )
    raise BadInput([Problem(_KNOWN, what, remedy=remedy)])


def must_be_remembered(known_at: dt.datetime | None, begins: dt.datetime | None) -> None:
    """BadInput when the database does not know how things stood so long ago."""
    if known_at is None or begins is None or known_at >= begins:
        return
    day = begins.astimezone(OSLO).strftime("%Y-%m-%d %H:%M")
    what = say(
        f"databasen vet ikke hva som var kjent før {day}", f"the database does not tell what was known before {day}"
    )
    remedy = say(f"velg {day} eller senere", f"choose {day} or later")
    raise BadInput([Problem(_KNOWN, what, remedy=remedy)])


KnownAtOption = Annotated[
    dt.datetime | None,
    typer.Option(
        _KNOWN,
        parser=a_known_instant,
        metavar=say("DATO", "DATE"),
        help=say(
            "Bare det som var ført i databasen denne dagen (kl. 12 i Oslo) eller på dette tidspunktet.",
            "Only what had been recorded by this day (12:00 in Oslo) or instant.",
        ),
    ),
]
SinceOption = Annotated[
    dt.datetime | None,
    typer.Option(
        _SINCE,
        parser=a_beginning,
        metavar=say("DATO", "DATE"),
        help=say("Bare fra og med denne dagen eller dette tidspunktet.", "Only from this day or instant on."),
    ),
]
