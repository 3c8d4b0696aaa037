"""Verbs on reallocations: money moved between initiatives, which the ministry approves or denies.

What lives here: options in, what was recorded out. What a report moves is asked by itself when the report is judged.
"""

from functools import partial
from typing import Annotated, Any

import typer

from arshjul.app.given import ByOption, KeyArgument, MaybeByOption, MaybeReasonOption, ReasonOption, ReferenceOption
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
            "Omdisponeringer: det som venter på departementets godkjenning, og svarene.",
            "Reallocations: what awaits the ministry's approval, and its answers.",
        ),
    )
    app.add_typer(group, name="approval")
    _list(group)
    _record(group)
    _add(group)
    _withdraw(group)


def _list(group: typer.Typer) -> None:
    @group.command("list", cls=Command, help=say("List omdisponeringer.", "List reallocations."))
    def list_(
        only_open: Annotated[
            bool, typer.Option("--open", help=say("Bare de som venter på svar.", "Only those that await an answer."))
        ] = False,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.approvals_shown import show_approvals

        show_approvals(chosen(database=database, portfolio=portfolio), as_of, fmt, only_open=only_open)


def _record(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say("Før departementets svar på en omdisponering.", "Record the ministry's answer to a reallocation."),
    )
    def record(
        number: Annotated[
            str,
            typer.Argument(
                metavar="ID",
                help=say(
                    "Omdisponeringens nummer, se arshjul approval list, eller leveransens nøkkel.",
                    "The reallocation's number, see arshjul approval list, or the deliverable's key.",
                ),
            ),
        ],
        by: ByOption,
        reference: ReferenceOption,
        granted: Annotated[bool, typer.Option("--granted", help=say("Godkjent.", "Approved."))] = False,
        denied: Annotated[bool, typer.Option("--denied", help=say("Avslått.", "Denied."))] = False,
        reason: MaybeReasonOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.approvals_shown import record_command
        from arshjul.flows.recorded import Words

        found = chosen(database=database, portfolio=portfolio)
        record_command(
            found, as_of, number, Words(by, reference, reason or ""), granted=granted, denied=denied, fmt=fmt
        )


def _add(group: typer.Typer) -> None:
    initiative = say("TILTAK", "INITIATIVE")

    @group.command(
        cls=Command,
        help=say(
            "Før en omdisponering som står i et dokument programmet ikke leser, for eksempel en plan.",
            "Enter a reallocation that stands in a document which the program cannot read, such as a plan.",
        ),
    )
    def add(
        key: KeyArgument,
        source: Annotated[str, typer.Option("--from", metavar=initiative, help=say("Hvem som avgir.", "Who gives."))],
        target: Annotated[str, typer.Option("--to", metavar=initiative, help=say("Hvem som mottar.", "Who receives."))],
        amount: Annotated[
            Any,
            typer.Option(
                parser=partial(_amount, "--amount"),
                metavar=say("KRONER", "KRONER"),
                help=say("Hele kroner, eller kroner og øre: 1500000,00.", "Whole kroner, or with øre: 1500000.00."),
            ),
        ],
        reason: ReasonOption,
        by: MaybeByOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.approvals_shown import add_command
        from arshjul.models.reallocation import Reallocation

        found = chosen(database=database, portfolio=portfolio)
        add_command(found, as_of, key, Reallocation(source, target, amount, reason), by, fmt)


def _withdraw(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Trekk en omdisponering som kontoret har ført ved en feil.",
            "Withdraw a reallocation that the office entered by mistake.",
        ),
    )
    def withdraw(
        number: Annotated[str, typer.Argument(metavar="ID", help=say("Omdisponeringens nummer.", "Its number."))],
        reason: ReasonOption,
        by: MaybeByOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.approvals_shown import withdraw_command

        withdraw_command(chosen(database=database, portfolio=portfolio), as_of, number, reason, by, fmt)


def _amount(option: str, value: object) -> Any:
    """Kroner, more than nought, in Norwegian or English writing."""
    from arshjul.app.approvals_shown import an_amount

    return an_amount(option, str(value))
