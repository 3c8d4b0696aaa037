"""Verbs on reports: check one before it is sent.

What lives here: options in, findings out. Judging is the report room's.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.options import DatabaseOption, FormatOption, WheelsOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Rapporter: kontroll før innsending.", "Reports: check before sending."),
    )
    app.add_typer(group, name="report")

    @group.command(
        cls=Command,
        help=say(
            "Kontroller en rapport mot kravene til en leveranse.", "Check a report against a deliverable's demands."
        ),
    )
    def check(
        file: Annotated[
            Path,
            typer.Argument(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say("Rapporten, som JSON eller YAML.", "The report, as JSON or YAML."),
            ),
        ],
        deliverable: Annotated[
            str,
            typer.Option(
                metavar=say("NØKKEL", "KEY"),
                help=say("Leveransens nøkkel, se arshjul deadlines.", "The deliverable's key, see arshjul deadlines."),
            ),
        ],
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.report_check import check_report

        raise typer.Exit(check_report(chosen(wheels=wheels, database=database), file, deliverable, fmt))
