"""Verbs about calendar addresses: feed create, list, revoke, rotate.

What lives here: options in, addresses and rows out. The rules are `flows/subscribing.py`, rows `feeds_shown.py`.
"""

import re
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

_MOST_DAYS, _MOST_MONTHS, _MOST_GRACE = 1830, 60, 365


def _span(option: str, value: object, unit: str, most: int) -> int:
    """A number with its unit. BadInput for anything else."""
    text = str(value)
    found = re.fullmatch(rf"([0-9]{{1,4}}){unit}", text)
    if found and int(found[1]) <= most:
        return int(found[1])
    what = say(f"«{text[:40]}» kan ikke brukes", f"«{text[:40]}» cannot be used")
    example = f"{min(most, 30)}{unit}"
    remedy = say(
        f"skriv et tall opp til {most} med {unit} bak, for eksempel {example}",
        f"write a number up to {most} with {unit} after it, such as {example}",
    )
    raise BadInput([Problem(option, what, remedy=remedy)])


NumberArgument = Annotated[int, typer.Argument(metavar="ID", help=say("Abonnementets id.", "The subscription's id."))]


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Kalenderadresser som folk abonnerer på.", "Calendar addresses that people subscribe to."),
    )
    app.add_typer(group, name="feed")
    _create_verb(group)
    _list_verb(group)
    _ending_verbs(group)


def _create_verb(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Opprett en adresse. Den vises bare denne ene gangen; med --lang en blir kalenderen engelsk.",
            "Create an address. It is shown this once only; --lang en makes the calendar English.",
        ),
    )
    def create(
        actor: Annotated[
            str | None,
            typer.Option(metavar=say("AKTØR", "ACTOR"), help=say("Aktørens frister.", "An actor's deadlines.")),
        ] = None,
        owner: Annotated[
            str | None,
            typer.Option(
                metavar=say("E-POST", "EMAIL"),
                help=say("Fristene en person er ansvarlig for.", "The deadlines a person answers for."),
            ),
        ] = None,
        initiative: Annotated[
            str | None,
            typer.Option(
                metavar=say("TILTAK", "INITIATIVE"), help=say("Tiltakets frister.", "An initiative's deadlines.")
            ),
        ] = None,
        office: Annotated[bool, typer.Option("--office", help=say("Alle frister.", "All deadlines."))] = False,
        label: Annotated[
            str,
            typer.Option(
                metavar=say("TEKST", "TEXT"),
                help=say("Kontorets eget notat om hvem som har adressen.", "The office's own note of who has it."),
            ),
        ] = "",
        alarms: Annotated[
            bool, typer.Option("--alarms", help=say("Med et varsel per frist.", "With an alert per deadline."))
        ] = False,
        past: Annotated[
            int,
            typer.Option(
                parser=lambda value: _span("--past", value, "d", _MOST_DAYS),
                metavar="90d",
                help=say("Så mange dager bakover.", "So many days back."),
            ),
        ] = "90d",  # type: ignore[assignment]
        future: Annotated[
            int,
            typer.Option(
                parser=lambda value: _span("--future", value, "m", _MOST_MONTHS),
                metavar="18m",
                help=say("Så mange måneder framover.", "So many months ahead."),
            ),
        ] = "18m",  # type: ignore[assignment]
        gzip: Annotated[
            bool,
            typer.Option(
                "--gzip/--no-gzip", help=say("Om svar kan pakkes (gzip).", "Whether answers may be compressed (gzip).")
            ),
        ] = True,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.feeds_shown import create_feed, wished

        wish = wished(actor, owner, initiative, office, label)
        wish = wish._replace(alarms=alarms, past_days=past, future_months=future, gzip=gzip)
        create_feed(chosen(database=database, portfolio=portfolio), wish, as_of)


def _list_verb(group: typer.Typer) -> None:
    @group.command(
        "list",
        cls=Command,
        help=say(
            "List adressene, og om de er hentet etter siste endring.",
            "List the addresses, and whether they were fetched since the last change.",
        ),
    )
    def list_(
        as_of: AsOfOption = None,
        fmt: FormatOption = Format.TABLE,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.feeds_shown import list_feeds

        list_feeds(chosen(database=database, portfolio=portfolio), as_of, fmt)


def _ending_verbs(group: typer.Typer) -> None:
    @group.command(cls=Command, help=say("Trekk en adresse tilbake for godt.", "Revoke an address for good."))
    def revoke(
        number: NumberArgument,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.feeds_shown import revoke_feed

        revoke_feed(chosen(database=database, portfolio=portfolio), number, as_of)

    @group.command(
        cls=Command,
        help=say(
            "Gi en ny adresse; den gamle virker en stund og sier fra.",
            "Give a new address; the old one works for a while and says so.",
        ),
    )
    def rotate(
        number: NumberArgument,
        grace: Annotated[
            int,
            typer.Option(
                parser=lambda value: _span("--grace", value, "d", _MOST_GRACE),
                metavar="30d",
                help=say("Så lenge virker den gamle.", "How long the old one works."),
            ),
        ] = "30d",  # type: ignore[assignment]
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.feeds_shown import rotate_feed

        rotate_feed(chosen(database=database, portfolio=portfolio), number, grace, as_of)
