"""The verbs `report pulls`, `report versions` and `report diff`.

What lives here: options in, lists out.
"""

from typing import Annotated

import typer

from arshjul.app.given import KeyArgument, whole
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem


def a_version(value: object) -> int:
    """The number of a version."""
    if (number := whole(value, 6)) is not None:
        return number
    text = str(value)[:40]
    what = say(f"«{text}» er ikke et versjonsnummer", f"«{text}» is no version number")
    raise BadInput([Problem("arshjul report diff", what, remedy=say("skriv for eksempel 2", "write for example 2"))])


def a_count(value: object) -> int:
    """How many rows to show."""
    if number := whole(value, 4):
        return number
    text = str(value)[:40]
    what = say(f"«{text}» er ikke et antall", f"«{text}» is no number of rows")
    raise BadInput(
        [Problem("--last", what, remedy=say("skriv et tall fra 1 til 9999", "write a number from 1 to 9999"))]
    )


def register_versions(group: typer.Typer) -> None:
    """Add the verbs to the group `report`."""
    _pulls(group)
    _versions(group)
    _diff(group)


def _pulls(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "List de siste gangene aktørenes kilder ble lest: når, hvor mange filer, hvor mange nye, og om noe var galt.",
            "List the last looks into the actors' sources: when, how many files, how many new, and whether any was wrong.",
        ),
    )
    def pulls(
        actor: Annotated[
            str | None, typer.Option(metavar=say("AKTØR", "ACTOR"), help=say("Bare denne aktøren.", "Only this actor."))
        ] = None,
        last: Annotated[
            int,
            typer.Option(
                parser=a_count,
                metavar=say("ANTALL", "NUMBER"),
                help=say("Hvor mange (ellers 50), de nyeste først.", "How many (else 50), the newest first."),
            ),
        ] = 50,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.pulls_shown import show_pulls

        show_pulls(chosen(database=database, portfolio=portfolio), as_of, actor, last, fmt)


def _versions(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Vis alle versjoner av en leveranse: nummer, hvem, når, avtrykk, og hva hver teller for.",
            "Show every version of a deliverable: number, who, when, digest, and what each counts for.",
        ),
    )
    def versions(
        key: KeyArgument,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.versions_shown import show_versions

        show_versions(chosen(database=database, portfolio=portfolio), as_of, key, fmt)


def _diff(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say(
            "Vis hva som er endret fra en versjon til en annen (ellers de to siste).",
            "Show what changed from one version to another (else the last two).",
        ),
    )
    def diff(
        key: KeyArgument,
        old: Annotated[
            int | None,
            typer.Option(
                "--from", parser=a_version, metavar=say("NR", "NO"), help=say("Fra versjon.", "From version.")
            ),
        ] = None,
        new: Annotated[
            int | None,
            typer.Option("--to", parser=a_version, metavar=say("NR", "NO"), help=say("Til versjon.", "To version.")),
        ] = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.versions_shown import show_diff

        show_diff(chosen(database=database, portfolio=portfolio), as_of, key, old, new, fmt)
