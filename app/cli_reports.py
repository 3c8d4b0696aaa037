"""Verbs on reports: a workbook to fill in, the published form, and the check before it is sent.

What lives here: options in, findings out. Judging is the report room's.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.cli_checklist import register_checklist
from arshjul.app.cli_joint import register_joint
from arshjul.app.cli_submit import register_submit
from arshjul.app.cli_versions import register_versions
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption, WheelsOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Rapporter: mal, format og kontroll.", "Reports: template, form and check."),
    )
    app.add_typer(group, name="report")
    register_checklist(group)
    register_joint(group)
    register_submit(group)
    register_versions(group)

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
                help=say("Rapporten, som .xlsx, JSON eller YAML.", "The report, as .xlsx, JSON or YAML."),
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
        as_of: AsOfOption = None,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.report_check import check_report

        found = chosen(wheels=wheels, database=database, portfolio=portfolio)
        raise typer.Exit(check_report(found, file, deliverable, fmt, as_of))

    @group.command(
        cls=Command,
        help=say(
            "Lag en arbeidsbok (.xlsx) eller et skjelett (.json, .yaml) for akkurat denne leveransen, klart til å fylles ut.",
            "Make a workbook (.xlsx) or a skeleton (.json, .yaml) for exactly this deliverable, ready to be filled in.",
        ),
    )
    def template(
        key: Annotated[
            str,
            typer.Argument(
                metavar=say("NØKKEL", "KEY"),
                help=say("Leveransens nøkkel, se arshjul deadlines.", "The deliverable's key, see arshjul deadlines."),
            ),
        ],
        out: Annotated[
            Path,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say(
                    "Filen som skal lages; endelsen avgjør formatet.",
                    "The file to be made; its ending decides the form.",
                ),
            ),
        ],
        previous: Annotated[
            Path | None,
            typer.Option(
                readable=False,
                metavar=say("FIL", "FILE"),
                help=say(
                    "Forrige rapport, som fyller ut svarene (ellers den i databasen).",
                    "The last report, which fills in the answers (else the one in the database).",
                ),
            ),
        ] = None,
        as_of: AsOfOption = None,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.template import write_template

        write_template(chosen(wheels=wheels, database=database), key, out, previous, as_of)

    @group.command(
        cls=Command,
        help=say(
            "Skriv formatet på en rapportfil som JSON Schema.",
            "Print the form of a report file as JSON Schema.",
        ),
    )
    def schema(
        version: Annotated[
            str,
            typer.Option(
                metavar=say("VERSJON", "VERSION"),
                help=say("Versjonen; ellers den nyeste.", "The version; else the newest."),
                show_default=False,
            ),
        ] = "",
    ) -> None:
        from arshjul.app.schema_print import print_schema

        print_schema(version)
