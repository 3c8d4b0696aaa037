"""Verbs on contradictions in the letters: what the ministry has decided.

What lives here: options in, what was recorded out. Contradictions are listed by `arshjul conflicts`.
"""

import datetime as dt
from typing import Annotated

import typer

from arshjul.app.given import ByOption, ReasonOption, ReferenceOption, day_option
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
            "Motstrid i brevene: det departementet har avgjort.", "Contradictions: what the ministry has decided."
        ),
    )
    app.add_typer(group, name="conflict")
    _decide(group)


def _decide(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Før hvilken dato departementet har bestemt at gjelder.",
            "Record which date the ministry has decided is in force.",
        ),
    )
    def decide(
        conflict: Annotated[
            str,
            typer.Argument(
                metavar="ID",
                help=say("Motstridens id, se arshjul conflicts.", "The conflict's id, see arshjul conflicts."),
            ),
        ],
        in_force: Annotated[dt.date, day_option("--in-force", "Datoen som gjelder.", "The date in force.")],
        by: ByOption,
        reference: ReferenceOption,
        reason: ReasonOption,
        actor: Annotated[
            str | None,
            typer.Option(
                metavar=say("AKTØR", "ACTOR"),
                help=say(
                    "Bare for denne aktøren (ellers alle den binder).", "For this actor only (else all it binds)."
                ),
            ),
        ] = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.deciding import decide_command, words

        found = chosen(database=database, portfolio=portfolio)
        decide_command(found, as_of, conflict, in_force, words(by, reference, reason), actor, fmt)
