"""Verbs of the day: day, dispatch, board, demo, calendars.

What lives here: options in, what was done out. Stages live in `flows/`.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.looking_back import KnownAtOption
from arshjul.app.options import (
    ActorOption,
    AsOfOption,
    DatabaseOption,
    FormatOption,
    OutOption,
    PortfolioOption,
    WheelsOption,
)
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    _day_verbs(app)
    _board_verbs(app)
    _export_verbs(app)

    @app.command(
        cls=Command,
        help=say(
            "Kjør hovedjobben på det årshjulet som følger med, med eksempelrapporter.",
            "Run the main job on the wheel that ships, with sample reports.",
        ),
    )
    def demo(
        out: Annotated[
            Path,
            typer.Option(
                readable=False,
                metavar=say("MAPPE", "FOLDER"),
                help=say("Mappen resultatet legges i.", "The folder for what it leaves."),
            ),
        ],
    ) -> None:
        from arshjul.app.demo import run_demo

        run_demo(out)


def _day_verbs(app: typer.Typer) -> None:
    @app.command(
        cls=Command,
        help=say(
            "Kjør dagen: last, hent, vurder, avgjør, send, skriv kalendere.",
            "Run the day: load, pull, judge, decide, send, write calendars.",
        ),
    )
    def day(
        flow: Annotated[
            bool, typer.Option("--flow", help=say("Kjør som Prefect-flyt.", "Run as the Prefect flow."))
        ] = False,
        as_of: AsOfOption = None,
        out: OutOption = None,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.days import day_command

        found = chosen(wheels=wheels, database=database, portfolio=portfolio, creates=True)
        raise typer.Exit(day_command(found, as_of, out, flow=flow))

    @app.command(cls=Command, help=say("Send meldinger som venter.", "Send messages that wait."))
    def dispatch(
        as_of: AsOfOption = None,
        out: OutOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
        console: Annotated[
            bool,
            typer.Option(
                "--console",
                help=say("Vis dem her i stedet for å skrive filer.", "Show them here instead of writing files."),
            ),
        ] = False,
    ) -> None:
        from arshjul.app.days import dispatch_command

        found = chosen(database=database, portfolio=portfolio)
        raise typer.Exit(dispatch_command(found, as_of, out, here=console))


def _board_verbs(app: typer.Typer) -> None:
    @app.command(
        cls=Command,
        help=say(
            "Vis tavla: hvem skylder hva, når, og hva mangler.",
            "Show the board: who owes what, when, and what is missing.",
        ),
    )
    def board(
        actor: ActorOption = None,
        as_of: AsOfOption = None,
        known_at: KnownAtOption = None,
        fmt: FormatOption = Format.TABLE,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.boards import board_command

        raise typer.Exit(board_command(chosen(database=database, portfolio=portfolio), actor, as_of, known_at, fmt))


def _export_verbs(app: typer.Typer) -> None:
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Kalendere som filer.", "Calendars as files."),
    )
    app.add_typer(group, name="calendars")

    @group.command(
        cls=Command,
        help=say(
            "Skriv én .ics per aktør, tiltak og for kontoret.",
            "Write one .ics per actor, initiative and for the office.",
        ),
    )
    def export(
        folder: Annotated[
            Path,
            typer.Argument(
                readable=False,
                metavar=say("MAPPE", "FOLDER"),
                help=say("Mappen de skrives i.", "The folder to write them in."),
            ),
        ],
        as_of: AsOfOption = None,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.exporting import export_calendars

        export_calendars(chosen(wheels=wheels, database=database, portfolio=portfolio), folder, as_of)
