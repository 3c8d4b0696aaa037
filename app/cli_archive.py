"""The verb that writes a year's archive.

What lives here: options in, a folder out.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from arshjul.app.options import AsOfOption, DatabaseOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""

    @app.command(
        cls=Command,
        help=say(
            "Skriv et års leveranser til en mappe for arkivet: rapporter, vurderinger, avgjørelser, sendinger, meldinger.",
            "Write a year's deliverables to a folder for the records: reports, judgements, decisions, sendings, messages.",
        ),
    )
    def archive(
        year: Annotated[
            Any,
            typer.Argument(parser=_a_year, metavar=say("ÅR", "YEAR"), help=say("Årshjulets år.", "The wheel's year.")),
        ],
        out: Annotated[
            Path,
            typer.Option(
                readable=False,
                metavar=say("MAPPE", "FOLDER"),
                help=say(
                    "En ny mappe, eller den som arkivet ble skrevet til sist.",
                    "A new folder, or the one that the archive was last written to.",
                ),
            ),
        ],
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.archiving import archive_year

        archive_year(chosen(database=database, portfolio=portfolio), as_of, year, out)


def _a_year(value: object) -> int:
    text = str(value)
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    what = say(f"«{text[:40]}» er ikke et årstall", f"«{text[:40]}» is no year")
    raise BadInput([Problem(say("ÅR", "YEAR"), what, remedy=say("skriv for eksempel 2024", "write for example 2024"))])
