"""Verbs on wheel files: check, plan, load, draw, roll over.

What lives here: options in, what was found or done out. Checking is `calendar/`, loading is `store/`.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.options import (
    AsOfOption,
    DatabaseOption,
    FormatOption,
    PathsArgument,
    PortfolioOption,
    WheelsOption,
    a_year,
)
from arshjul.app.places import chosen
from arshjul.app.plan_options import ApplyOption, PlanOption
from arshjul.app.terminal import line
from arshjul.app.words import Command, Group
from arshjul.models.lang import say
from arshjul.models.problems import BadInput

ENV_LETTERS = "ARSHJUL_LETTERS"


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say(
            "Årshjulfiler: kontroll, plan, lasting, tegning, neste år.",
            "Wheel files: check, plan, load, draw, next year.",
        ),
    )
    app.add_typer(group, name="wheel")
    _check(group)
    _plan(group)
    _load(group)
    _draw(group)
    _rollover(group)


def _check(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Kontroller at årshjulfiler henger sammen, og mot brevene der de finnes.",
            "Check that wheel files hold together, and against the letters where they are.",
        ),
    )
    def check(
        paths: PathsArgument,
        letters: Annotated[
            Path | None,
            typer.Option(
                readable=False,
                metavar=say("MAPPE", "FOLDER"),
                envvar=ENV_LETTERS,
                help=say(
                    f"Mappe med brevene som .txt (ellers {ENV_LETTERS}).",
                    f"Folder with the letters as .txt (else {ENV_LETTERS}).",
                ),
            ),
        ] = None,
        portfolio: Annotated[
            Path | None,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say(
                    "Porteføljefil: kontroller også beløpene kontoret selv har ført (office.money).",
                    "Portfolio file: check the sums that the office has entered (office.money) as well.",
                ),
            ),
        ] = None,
    ) -> None:
        from arshjul.app.wheel_check import check_wheels

        check_wheels(paths, letters, portfolio)


def _plan(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Vis hva som endres om årshjulfiler eller tillegg lastes, uten å gjøre det.",
            "Show what would change if wheel files or amendments were loaded, without doing it.",
        ),
    )
    def plan(
        paths: PathsArgument,
        apply: ApplyOption = False,
        digest: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
        as_of: AsOfOption = None,
    ) -> None:
        from arshjul.app.loading import plan_files

        creates = apply or digest is not None
        found = chosen(wheels=paths, database=database, portfolio=portfolio, creates=creates)
        plan_files(found, as_of, fmt, apply=apply, digest=digest)


def _load(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Last årshjulfiler og tillegg inn i databasen, og vis hva som ble endret.",
            "Load wheel files and amendments into the database, and show what changed.",
        ),
    )
    def load(
        paths: PathsArgument,
        plan: PlanOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
        as_of: AsOfOption = None,
    ) -> None:
        from arshjul.app.loading import load_files

        load_files(chosen(wheels=paths, database=database, portfolio=portfolio, creates=True), as_of, plan)


def _draw(group: typer.Typer) -> None:
    @group.command(cls=Command, help=say("Tegn årshjulet som SVG.", "Draw the wheel as SVG."))
    def draw(
        year: Annotated[
            int,
            typer.Option(parser=a_year, metavar=say("ÅR", "YEAR"), help=say("Årshjulets år.", "The wheel's year.")),
        ],
        out: Annotated[
            Path,
            typer.Option(
                readable=False, metavar=say("FIL", "FILE"), help=say("Filen som skal skrives.", "The file to write.")
            ),
        ],
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
        as_of: AsOfOption = None,
    ) -> None:
        from arshjul.app.drawing import draw_year

        draw_year(chosen(wheels=wheels, database=database, portfolio=portfolio), year, out, as_of)
        line(str(out))


def _rollover(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Lag neste års årshjul: det som skjer hvert år med dato, resten ventet, engangsoppdrag utelatt.",
            "Make next year's wheel: what happens every year dated, the rest expected, one-off assignments left out.",
        ),
    )
    def rollover(
        first: Annotated[
            int,
            typer.Argument(
                parser=partial(_a_year, say("FRA", "FROM")),
                metavar=say("FRA", "FROM"),
                help=say("Året det lages av.", "The year it is made from."),
            ),
        ],
        second: Annotated[
            int,
            typer.Argument(
                parser=partial(_a_year, say("TIL", "TO")),
                metavar=say("TIL", "TO"),
                help=say("Året det lages for, et senere år.", "The year it is made for, a later one."),
            ),
        ],
        out: Annotated[
            Path,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say(
                    "Filen som skal skrives, eller en mappe som finnes. Ingenting skrives over.",
                    "The file to write, or a folder that exists. Nothing is overwritten.",
                ),
            ),
        ],
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.rollover import roll_over

        roll_over(chosen(wheels=wheels, database=database), first, second, out, fmt)


def _a_year(place: str, value: object) -> int:
    """A wheel's year, written where `place` says."""
    try:
        return a_year(value)
    except BadInput as error:
        raise BadInput([replace(problem, file=place) for problem in error.problems]) from None
