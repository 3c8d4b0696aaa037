"""Verbs on the ladder of reminders of one deliverable: explain it, and let the manager hear of it.

What lives here: options in. What is shown is made in `ladder_shown.py`.
"""

import typer

from arshjul.app.given import ByOption, KeyArgument
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Påminnelsene for én leveranse.", "The reminders of one deliverable."),
    )
    app.add_typer(group, name="ladder")

    @group.command(
        cls=Command,
        help=say(
            "Vis hvert trinn: når, til hvem, på hvilken kanal, sendt eller planlagt, og hvorfor.",
            "Show every step: when, to whom, by what channel, sent or planned, and why.",
        ),
    )
    def explain(
        key: KeyArgument,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.ladder_shown import explain_command

        explain_command(chosen(database=database, portfolio=portfolio), as_of, key, fmt)

    @group.command(
        cls=Command,
        help=say(
            "La lederen få beskjed når den dagen kommer.",
            "Let the manager hear of it when that day comes.",
        ),
    )
    def confirm(
        key: KeyArgument,
        by: ByOption,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.ladder_shown import confirm_command

        confirm_command(chosen(database=database, portfolio=portfolio), as_of, key, by)
