"""Options that several verbs share, with their help in the reader's language.

What lives here: annotated types only. They are made when the commands are built, after the language is known.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.models.lang import say

FormatOption = Annotated[Format, typer.Option("--format", help=say("Form på lista.", "Form of the list."))]
YearOption = Annotated[int | None, typer.Option("--year", help=say("Årshjulets år.", "The wheel's year."))]
ActorOption = Annotated[
    str | None,
    typer.Option(
        "--actor",
        help=say(
            "Bare denne aktøren (gruppers felles dokumenter tas med).",
            "Only this actor (its groups' joint documents come along).",
        ),
    ),
]
WheelsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--wheels",
        help=say(
            "Årshjulfiler eller mapper (ellers de som følger med).", "Wheel files or folders (else those that ship)."
        ),
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database",
        help=say(
            "SQLite-fil eller databaseadresse (ellers ARSHJUL_DATABASE_URL).",
            "SQLite file or database address (else ARSHJUL_DATABASE_URL).",
        ),
    ),
]
PortfolioOption = Annotated[
    Path | None,
    typer.Option(
        "--portfolio", help=say("Porteføljefil (ellers ARSHJUL_PORTFOLIO).", "Portfolio file (else ARSHJUL_PORTFOLIO).")
    ),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help=say(
            "Regn som om det var denne dagen (kl. 12 i Oslo) eller dette tidspunktet.",
            "Reckon as on this day (12:00 in Oslo) or instant.",
        ),
    ),
]
