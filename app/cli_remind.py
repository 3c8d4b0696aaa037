"""Verbs that look at what would be said: remind preview.

What lives here: options in. What is shown is made in `previewing.py`.
"""

from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption, WheelsOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Påminnelser før de går ut.", "Reminders before they go out."),
    )
    app.add_typer(group, name="remind")

    @group.command(
        cls=Command,
        help=say(
            "Vis nøyaktig hva som ville gått ut om dagen ble kjørt nå; ingenting sendes eller lagres.",
            "Show exactly what would go out if the day were run now; nothing is sent or kept.",
        ),
    )
    def preview(
        as_of: AsOfOption = None,
        to: Annotated[
            str | None,
            typer.Option(
                "--to",
                metavar=say("E-POST", "E-MAIL"),
                help=say("Bare det som går til denne personen.", "Only what goes to this person."),
            ),
        ] = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.previewing import preview_command

        preview_command(chosen(wheels=wheels, database=database, portfolio=portfolio), as_of, to, fmt)

    @group.callback()
    def remind() -> None:
        """A group, though it has one verb only."""
