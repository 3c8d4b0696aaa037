"""The verb `report submit`.

What lives here: options in, a number and a verdict out.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say

FileArgument = Annotated[
    Path,
    typer.Argument(
        readable=False,
        metavar=say("FIL", "FILE"),
        help=say("Rapporten, som .xlsx, JSON eller YAML.", "The report, as .xlsx, JSON or YAML."),
    ),
]
DeliverableOption = Annotated[
    str,
    typer.Option(
        "--deliverable",
        metavar=say("NØKKEL", "KEY"),
        help=say("Leveransens nøkkel, se arshjul deadlines.", "The deliverable's key, see arshjul deadlines."),
    ),
]
SenderOption = Annotated[
    str,
    typer.Option(
        "--by",
        metavar=say("EPOST", "EMAIL"),
        help=say("E-postadressen til den som leverer.", "The e-mail address of whoever hands it in."),
    ),
]


def register_submit(group: typer.Typer) -> None:
    """Add the verb to the group `report`."""

    @group.command(
        cls=Command,
        help=say(
            "Lever en rapport på vegne av en person i porteføljen; den blir lagret som en versjon og vurdert.",
            "Hand in a report for a person of the portfolio; it is kept as a version and judged.",
        ),
    )
    def submit(
        file: FileArgument,
        deliverable: DeliverableOption,
        by: SenderOption,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.report_submit import submit_report

        found = chosen(database=database, portfolio=portfolio)
        raise typer.Exit(submit_report(found, as_of, file, deliverable, by, fmt))
