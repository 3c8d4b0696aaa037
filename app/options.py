"""Options that several verbs share, with their help in the reader's language.

What lives here: annotated types, and the reading of their values with our own words where one is wrong. They are
made when the commands are built, after the language is known. `readable=False`: whoever opens a file says what is wrong
with it, Typer does not.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.clock import at_instant
from arshjul.app.listing import Format
from arshjul.models.codes import Kind
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest

_FIRST, _LAST = 2000, 2100


def a_format(value: str) -> Format:
    """`table`, `json` or `csv`."""
    return Format(_one_of("--format", say("form", "form"), value, list(Format)))


def a_kind(value: str) -> Kind:
    """One of the closed list of kinds."""
    return Kind(_one_of("--kind", say("type", "kind"), value, list(Kind)))


def a_year(value: object) -> int:
    """A wheel's year."""
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) == 4 and _FIRST <= int(text) <= _LAST:
        return int(text)
    what = say(f"«{text[:40]}» er ikke et årstall", f"«{text[:40]}» is no year")
    remedy = say(f"skriv et år fra {_FIRST} til {_LAST}", f"write a year from {_FIRST} to {_LAST}")
    raise BadInput([Problem("--year", what, remedy=remedy)])


def a_moment(value: str) -> str:
    """A day or an instant; looked at here, so that a bad one stops the verb before it does or says anything."""
    at_instant(value)
    return value


def _one_of(option: str, noun: str, value: str, known: Sequence[str]) -> str:
    if value in known:
        return value
    what = say(f"ukjent {noun}: {value}", f"unknown {noun}: {value}")
    raise BadInput([Problem(option, what, remedy=nearest(value, [str(word) for word in known]))])


FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        parser=a_format,
        metavar="table|json|csv",
        help=say("Form på lista (ellers table).", "Form of the list (else table)."),
    ),
]
YearOption = Annotated[
    int | None,
    typer.Option(
        "--year",
        parser=a_year,
        metavar=say("ÅR", "YEAR"),
        help=say("Årshjulets år (ellers alle).", "The wheel's year (else all)."),
    ),
]
ActorOption = Annotated[
    str | None,
    typer.Option(
        "--actor",
        metavar=say("AKTØR", "ACTOR"),
        help=say(
            "Bare denne aktøren (gruppers felles dokumenter tas med).",
            "Only this actor (its groups' joint documents come along).",
        ),
    ),
]
KindOption = Annotated[
    Kind | None,
    typer.Option(
        "--kind",
        parser=a_kind,
        metavar=say("TYPE", "KIND"),
        help=say("Bare denne typen: ", "Only this kind: ") + ", ".join(Kind) + ".",
    ),
]
InitiativeOption = Annotated[
    str | None,
    typer.Option(
        "--initiative",
        metavar=say("TILTAK", "INITIATIVE"),
        help=say("Bare dette tiltaket.", "Only this initiative."),
    ),
]
WheelsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--wheels",
        readable=False,
        metavar=say("STI", "PATH"),
        help=say(
            "Årshjulfil eller mappe, kan gjentas (ellers ARSHJUL_WHEELS, ellers de som følger med).",
            "Wheel file or folder, may be repeated (else ARSHJUL_WHEELS, else those that ship).",
        ),
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar=say("FIL", "FILE"),
        help=say(
            "SQLite-fil eller databaseadresse (ellers ARSHJUL_DATABASE_URL, ellers datamappen din).",
            "SQLite file or database address (else ARSHJUL_DATABASE_URL, else your data folder).",
        ),
    ),
]
PortfolioOption = Annotated[
    Path | None,
    typer.Option(
        "--portfolio",
        readable=False,
        metavar=say("FIL", "FILE"),
        help=say(
            "Porteføljefil (ellers ARSHJUL_PORTFOLIO, ellers eksemplet som følger med).",
            "Portfolio file (else ARSHJUL_PORTFOLIO, else the example that ships).",
        ),
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        parser=a_moment,
        metavar=say("DATO", "DATE"),
        help=say(
            "Regn som om det var denne dagen (kl. 12 i Oslo) eller dette tidspunktet.",
            "Reckon as on this day (12:00 in Oslo) or instant.",
        ),
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        readable=False,
        metavar=say("MAPPE", "FOLDER"),
        help=say(
            "Mappe for meldinger og kalendere (ellers ARSHJUL_OUT, ellers datamappen din).",
            "Folder for messages and calendars (else ARSHJUL_OUT, else your data folder).",
        ),
    ),
]
PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar=say("STI", "PATH"),
        readable=False,
        help=say("Årshjulfiler, eller mapper med dem.", "Wheel files, or folders of them."),
    ),
]
