"""Verbs on one deliverable: show it, accept it or send it back, register that it was sent, waive it.

What lives here: options in, what was recorded out. Many deliverables at once are listed by `deadlines` and `board`.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.cli_waive import register_waive
from arshjul.app.given import (
    ByOption,
    ChannelOption,
    KeyArgument,
    MaybeByOption,
    MaybeReasonOption,
    MaybeReferenceOption,
    ReasonOption,
    ReferenceOption,
    SentOption,
)
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
        help=say(
            "Én leveranse: vis, godta, send tilbake, registrer sendt, frafall.",
            "One deliverable: show, accept, return, register as sent, waive.",
        ),
    )
    app.add_typer(group, name="deliverable")
    _show(group)
    _accept(group)
    _return(group)
    _register(group)
    register_waive(group)


def _show(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Vis alt som er kjent: datoer og hvorfor, versjoner, sendinger, avgjørelser, påminnelser.",
            "Show all that is known: dates and why, versions, sendings, decisions, reminders.",
        ),
    )
    def show(
        key: KeyArgument,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deliverable_shown import show_deliverable

        show_deliverable(chosen(database=database, portfolio=portfolio), as_of, key, fmt)


def _accept(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Før at noen har godtatt det som er levert. Det må være fullstendig.",
            "Record that somebody has accepted what was delivered. It must be complete.",
        ),
    )
    def accept(
        key: KeyArgument,
        by: ByOption = "office",
        reason: MaybeReasonOption = None,
        reference: MaybeReferenceOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import accept_command, words

        found = chosen(database=database, portfolio=portfolio)
        accept_command(found, as_of, key, words(by, reference, reason), fmt)


def _return(group: typer.Typer) -> None:
    @group.command(
        "return",
        cls=Command,
        help=say(
            "Send det som er levert, tilbake til den ansvarlige, med det som mangler og hvorfor.",
            "Send what was delivered back to its owner, with what is missing and why.",
        ),
    )
    def return_(
        key: KeyArgument,
        reason: ReasonOption,
        by: ByOption = "office",
        reference: MaybeReferenceOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import return_command, words

        found = chosen(database=database, portfolio=portfolio)
        return_command(found, as_of, key, words(by, reference, reason), fmt)


def _register(group: typer.Typer) -> None:
    @group.command(
        "register",
        cls=Command,
        help=say(
            "Registrer at leveransen er sendt departementet. Registrer på nytt for å rette.",
            "Register that the deliverable was sent to the ministry. Register again to mend it.",
        ),
    )
    def register_(
        key: KeyArgument,
        sent: SentOption,
        channel: ChannelOption,
        reference: ReferenceOption,
        attach: Annotated[
            Path | None,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say("PDF-en som ble sendt, høyst 20 MB.", "The PDF that was sent, 20 MB at most."),
            ),
        ] = None,
        by: MaybeByOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import register_command

        found = chosen(database=database, portfolio=portfolio)
        register_command(found, as_of, key, sent, channel, reference, attach, by, fmt)
