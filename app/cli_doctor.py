"""The verb `doctor`: is everything in order?

What lives here: options in. What is looked at is `flows/checkup.py`, what is shown `doctoring.py`.
"""

import typer

from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""

    @app.command(
        cls=Command,
        help=say(
            "Se etter at alt er i orden: database, logg, siste dag, kanaler og utboks.",
            "See that everything is in order: database, log, last day, channels and outbox.",
        ),
    )
    def doctor(
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.doctoring import doctor_command

        raise typer.Exit(doctor_command(chosen(database=database, portfolio=portfolio), as_of, fmt))
