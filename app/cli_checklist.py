"""The verb `report checklist`: what a document of prose must hold, and where somebody has found it.

What lives here: options in, a list or a word out.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.given import KeyArgument, MaybeReasonOption, text_option, whole
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say

TickerOption = Annotated[
    str | None,
    text_option(
        "--by",
        say("EPOST", "EMAIL"),
        "E-postadressen til den som krysser av.",
        "The e-mail address of whoever ticks.",
    ),
]


def a_page(value: object) -> int:
    """The number of a page; 0 for what is none, which is told with all else that is wrong on the line."""
    return whole(value, 9) or 0


def register_checklist(group: typer.Typer) -> None:
    """Add the verb to the group `report`."""
    code = say("KRAV", "CODE")

    @group.command(
        cls=Command,
        help=say(
            "Krav til en plan, et forslag eller en årsrapport, og hvor i dokumentet de er funnet. --tick krysser av.",
            "Demands on a plan, a proposal or an annual report, and where in it they were found. --tick ticks them.",
        ),
    )
    def checklist(
        key: KeyArgument,
        tick: Annotated[
            list[str] | None,
            typer.Option(
                "--tick", metavar=code, help=say("Kravet er funnet (kan gjentas).", "It is found (may repeat).")
            ),
        ] = None,
        page: Annotated[
            int | None,
            typer.Option(
                "--page",
                parser=a_page,
                metavar="N",
                help=say(
                    "Siden det står på, talt fra dokumentets første.",
                    "The page it stands on, counted from the document's first.",
                ),
            ),
        ] = None,
        untick: Annotated[
            list[str] | None,
            typer.Option("--untick", metavar=code, help=say("Ta tilbake et kryss (kan gjentas).", "Take a tick back.")),
        ] = None,
        document: Annotated[
            Path | None,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say(
                    "Legg inn dokumentet, PDF eller Word, høyst 20 MB.",
                    "Hand in the document, PDF or Word, 20 MB at most.",
                ),
            ),
        ] = None,
        by: TickerOption = None,
        reason: MaybeReasonOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.checklists_shown import Wanted, checklist_command

        wanted = Wanted(tuple(tick or ()), page, tuple(untick or ()), document, by, reason)
        raise typer.Exit(checklist_command(chosen(database=database, portfolio=portfolio), as_of, key, wanted, fmt))
