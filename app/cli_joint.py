"""Verbs on the joint report: put it together before a meeting, and take a copy of its form.

What lives here: options in, files out. `report` is the group of `cli_reports.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.options import AsOfOption, DatabaseOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say


def register_joint(group: typer.Typer) -> None:
    """Add the verbs to the group `report`."""
    _compile(group)
    _form(group)


def _compile(group: typer.Typer) -> None:
    @group.command(
        "compile",
        cls=Command,
        help=say(
            "Sett sammen den samlede statusrapporten til et møte, og vedlegget om tid og fullstendighet.",
            "Put together the joint status report before a meeting, and the annex on time and completeness.",
        ),
    )
    def compile_(
        meeting: Annotated[
            str,
            typer.Argument(
                metavar=say("MØTE", "MEETING"),
                help=say("Møtets id, se arshjul meetings.", "The meeting's id, see arshjul meetings."),
            ),
        ],
        out: Annotated[
            Path | None, _file("Rapporten: .docx, .md eller .html.", "The report: .docx, .md or .html.")
        ] = None,
        annex: Annotated[
            Path | None,
            _file(
                "Vedlegget: .docx, .md eller .html. Aktøren ser det først.",
                "The annex: .docx, .md or .html. The actor sees it first.",
            ),
        ] = None,
        annex_for: Annotated[
            str | None,
            typer.Option(
                metavar=say("AKTØR", "ACTOR"),
                help=say("Vedlegget bare for denne aktøren.", "The annex for this actor only."),
            ),
        ] = None,
        template: Annotated[Path | None, _file("Kontorets egen mal (.docx).", "The office's own form (.docx).")] = None,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.compiling import compile_report

        found = chosen(database=database, portfolio=portfolio)
        compile_report(found, as_of, meeting, out, annex=annex, annex_for=annex_for, form=template)


def _form(group: typer.Typer) -> None:
    @group.command(
        "joint-template",
        cls=Command,
        help=say(
            "Skriv malen for den samlede rapporten (.docx), så kontoret kan gi den sin egen utforming.",
            "Write the form of the joint report (.docx), for the office to give it its own look.",
        ),
    )
    def joint_template(
        out: Annotated[Path, _file("Malen som skal lages.", "The form to be made.")],
    ) -> None:
        from arshjul.app.compiling import write_form

        write_form(out)


def _file(nb: str, en: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(readable=False, metavar=say("FIL", "FILE"), help=say(nb, en))
    return found
