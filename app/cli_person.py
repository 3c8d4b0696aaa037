"""Verbs on people: who holds what, one takes over from another, and what somebody is called is erased.

What lives here: options in, a list or a plan out.
"""

import datetime as dt
from typing import Annotated

import typer

from arshjul.app.given import MaybeReasonOption, day_option
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.plan_options import ApplyOption, PlanOption
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say(
            "Personer: hvem svarer for hva, overlat til en annen, slett.",
            "People: who answers for what, hand over, erase.",
        ),
    )
    app.add_typer(group, name="person")
    _list(group)
    _replace(group)
    _erase(group)


def _list(group: typer.Typer) -> None:
    @group.command(
        "list",
        cls=Command,
        help=say("List hvem som har hvilken rolle, fra og til.", "List who holds which role, from and to."),
    )
    def list_(
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.people_shown import list_people

        list_people(chosen(database=database, portfolio=portfolio), as_of, fmt)


def _replace(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "La en person overta alt en annen svarer for, fra en dag. Viser først hva som overlates.",
            "Let one person take over all that another answers for, from a day on. Shows first what is handed over.",
        ),
    )
    def replace(
        old: Annotated[str, typer.Argument(metavar=say("GAMMEL", "OLD"), help=_who())],
        new: Annotated[str, typer.Argument(metavar=say("NY", "NEW"), help=_who())],
        from_day: Annotated[dt.date, day_option("--from", "Dagen det gjelder fra.", "The day from which it holds.")],
        reason: MaybeReasonOption = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.people_shown import replace_person
        from arshjul.flows.handing_over import Wish

        found = chosen(database=database, portfolio=portfolio)
        replace_person(found, as_of, Wish(old, new, from_day, reason or ""), fmt, apply=apply, digest=plan)


def _erase(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Slett navn og adresse til en som har sluttet. Historikken beholder bare id-en.",
            "Erase the name and address of somebody who has left. History keeps only the id.",
        ),
    )
    def erase(
        who: Annotated[
            str,
            typer.Argument(
                metavar=say("HVEM", "WHO"),
                help=say(
                    "Id eller e-post, eller signatory:NUMMER, se arshjul person list.",
                    "Id or e-mail address, or signatory:NUMBER, see arshjul person list.",
                ),
            ),
        ],
        apply: ApplyOption = False,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.people_shown import erase_person

        erase_person(chosen(database=database, portfolio=portfolio), as_of, who, fmt, apply=apply)


def _who() -> str:
    return say("Id eller e-post fra porteføljen.", "Id or e-mail address from the portfolio.")
