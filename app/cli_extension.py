"""Verbs on later dates: asked for by an owner, granted or denied by the ministry.

What lives here: options in, what was recorded out.
"""

import datetime as dt
from typing import Annotated

import typer

from arshjul.app.given import (
    ByOption,
    KeyArgument,
    MaybeByOption,
    MaybeReasonOption,
    ReasonOption,
    ReferenceOption,
    day_option,
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
        help=say("Utsatt frist: søknader og departementets svar.", "Extensions: requests and the ministry's answers."),
    )
    app.add_typer(group, name="extension")
    _request(group)
    _record(group)
    _list(group)


def _request(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Be om utsatt frist. Fristen står, men ingen purres for å være over den før svaret er ført.",
            "Ask for a later date. The deadline stands, but nobody is chased for passing it till the answer is recorded.",
        ),
    )
    def request(
        key: KeyArgument,
        until: Annotated[dt.date, day_option("--until", "Datoen det bes om.", "The date asked for.")],
        reason: ReasonOption,
        by: MaybeByOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import request_command

        request_command(chosen(database=database, portfolio=portfolio), as_of, key, until, reason, by, fmt)


def _record(group: typer.Typer) -> None:
    @group.command(
        cls=Command, help=say("Før departementets svar på en søknad.", "Record the ministry's answer to a request.")
    )
    def record(
        request: Annotated[
            str,
            typer.Argument(
                metavar="ID",
                help=say(
                    "Søknadens nummer, se arshjul extension list, eller leveransens nøkkel.",
                    "The request's number, see arshjul extension list, or the deliverable's key.",
                ),
            ),
        ],
        by: ByOption,
        reference: ReferenceOption,
        granted: Annotated[bool, typer.Option("--granted", help=say("Innvilget.", "Granted."))] = False,
        denied: Annotated[bool, typer.Option("--denied", help=say("Avslått.", "Denied."))] = False,
        until: Annotated[
            dt.date | None,
            day_option(
                "--until", "Innvilget til (ellers datoen det er bedt om).", "Granted until (else the date asked for)."
            ),
        ] = None,
        reason: MaybeReasonOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import answer_command, one_answer, words

        answer = one_answer(granted=granted, denied=denied, until=until)
        found = chosen(database=database, portfolio=portfolio)
        answer_command(found, as_of, request, words(by, reference, reason), fmt, granted=answer, until=until)


def _list(group: typer.Typer) -> None:
    @group.command(
        "list",
        cls=Command,
        help=say(
            "List søknader om utsatt frist, også dem et årshjul omtaler.",
            "List requests for a later date, those that a wheel tells of too.",
        ),
    )
    def list_(
        only_open: Annotated[
            bool, typer.Option("--open", help=say("Bare de som venter på svar.", "Only those that await an answer."))
        ] = False,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.decisions_shown import show_extensions

        show_extensions(chosen(database=database, portfolio=portfolio), as_of, fmt, only_open=only_open)
