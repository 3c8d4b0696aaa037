"""Verbs on the joint report: put it together before a meeting, record who has seen the annex, and take a copy of its form.

What lives here: options in, files out. `report` is the group of `cli_reports.py`.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.given import ByOption
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say

MeetingArgument = Annotated[
    str,
    typer.Argument(
        metavar=say("MØTE", "MEETING"),
        help=say("Møtets id, se arshjul meetings.", "The meeting's id, see arshjul meetings."),
    ),
]


def register_joint(group: typer.Typer) -> None:
    """Add the verbs to the group `report`."""
    _compile(group)
    _seen(group)
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
        meeting: MeetingArgument,
        out: Annotated[
            Path | None, _file("Rapporten: .docx, .md eller .html.", "The report: .docx, .md or .html.")
        ] = None,
        annex: Annotated[
            Path | None,
            _file(
                "Vedlegget: .docx, .md eller .html, med de aktørene som har sett sin del.",
                "The annex: .docx, .md or .html, with those actors that have seen their part.",
            ),
        ] = None,
        annex_for: Annotated[
            str | None,
            typer.Option(
                metavar=say("AKTØR", "ACTOR"),
                help=say(
                    "Bare denne aktørens del, til å vise aktøren først.",
                    "This actor's part only, to show to the actor first.",
                ),
            ),
        ] = None,
        template: Annotated[Path | None, _file("Kontorets egen mal (.docx).", "The office's own form (.docx).")] = None,
        annex_template: Annotated[
            Path | None,
            _file("Kontorets egen mal for vedlegget (.docx).", "The office's own form of the annex (.docx)."),
        ] = None,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.compiling import compile_report

        found = chosen(database=database, portfolio=portfolio)
        compile_report(
            found, as_of, meeting, out, annex=annex, annex_for=annex_for, form=template, annex_form=annex_template
        )


def _seen(group: typer.Typer) -> None:
    @group.command(
        "annex-seen",
        cls=Command,
        help=say(
            "Før at en aktør har sett sin del av vedlegget. Først da står aktøren i vedlegget for alle.",
            "Record that an actor has seen its part of the annex. Only then does the annex of everybody hold the actor.",
        ),
    )
    def annex_seen(
        meeting: MeetingArgument,
        actor: Annotated[
            str,
            typer.Argument(
                metavar=say("AKTØR", "ACTOR"),
                help=say("Aktørens id, for eksempel nhn.", "The actor's id, such as nhn."),
            ),
        ],
        by: ByOption,
        made: Annotated[
            str | None,
            typer.Option(
                "--made",
                metavar=say("DATO", "DATE"),
                help=say(
                    "Dagen (kl. 12 i Oslo) eller tidspunktet delen ble laget for; ellers nå.",
                    "The day (12:00 in Oslo) or instant that the part was made for; else now.",
                ),
            ),
        ] = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.compiling import record_seen

        record_seen(chosen(database=database, portfolio=portfolio), as_of, meeting, actor, by, made, fmt)


def _form(group: typer.Typer) -> None:
    @group.command(
        "joint-template",
        cls=Command,
        help=say(
            "Skriv malen for den samlede rapporten eller vedlegget (.docx), så kontoret kan gi dem sin egen utforming.",
            "Write the form of the joint report or its annex (.docx), for the office to give them its own look.",
        ),
    )
    def joint_template(
        out: Annotated[Path, _file("Malen som skal lages.", "The form to be made.")],
        annex: Annotated[
            bool, typer.Option("--annex", help=say("Malen for vedlegget i stedet.", "The annex's form instead."))
        ] = False,
    ) -> None:
        from arshjul.app.compiling import write_form

        write_form(out, annex=annex)


def _file(nb: str, en: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(readable=False, metavar=say("FIL", "FILE"), help=say(nb, en))
    return found
