"""Verbs on messages: list them, show one, try one again, let one be.

What lives here: options in. What is shown is made in `outbox_shown.py`.
"""

from typing import Annotated

import typer

from arshjul.app.given import text_option
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say

KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar=say("NØKKEL", "KEY"),
        help=say("Meldingens nøkkel, se arshjul outbox list.", "The message's key, see arshjul outbox list."),
    ),
]
StateOption = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar=say("TILSTAND", "STATE"),
        help=say(
            "Bare disse: pending, claimed, uncertain, sent, cancelled eller failed.",
            "Only these: pending, claimed, uncertain, sent, cancelled or failed.",
        ),
    ),
]
ByOption = Annotated[
    str,
    text_option("--by", say("HVEM", "WHO"), "Hvem på kontoret som vil det.", "Who at the office wants it."),
]


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Meldinger som venter, er sendt eller feilet.", "Messages that wait, were sent or failed."),
    )
    app.add_typer(group, name="outbox")
    _reading(group)
    _marking(group)


def _reading(group: typer.Typer) -> None:
    @group.command("list", cls=Command, help=say("List meldingene.", "List the messages."))
    def list_(state: StateOption = None, fmt: FormatOption = Format.TABLE, database: DatabaseOption = None) -> None:
        from arshjul.app.outbox_shown import list_command

        list_command(chosen(database=database), state, fmt)

    @group.command(
        cls=Command,
        help=say(
            "Vis én melding: hva den sier, til hvem, og hva som har skjedd med den.",
            "Show one message: what it says, to whom, and what has happened to it.",
        ),
    )
    def show(
        key: KeyArgument,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.outbox_shown import show_command

        show_command(chosen(database=database, portfolio=portfolio), as_of, key, fmt)


def _marking(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Prøv en feilet melding på nytt, også om den kan ha kommet fram.",
            "Try a failed message again, even if it may have arrived.",
        ),
    )
    def retry(
        key: KeyArgument,
        by: ByOption = "office",
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.outbox_shown import retry_command

        retry_command(chosen(database=database), as_of, key, by)

    @group.command(
        cls=Command,
        help=say("La en melding som ikke er sendt, være.", "Let a message be that has not been sent."),
    )
    def cancel(
        key: KeyArgument,
        by: ByOption = "office",
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.outbox_shown import cancel_command

        cancel_command(chosen(database=database), as_of, key, by)
