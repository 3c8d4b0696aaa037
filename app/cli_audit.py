"""Verbs about the log of events: `audit list` and `audit verify`.

What lives here: options in. Lists and findings are made in `auditing.py`.
"""

from typing import Annotated

import typer

from arshjul.app.given import whole
from arshjul.app.listing import Format
from arshjul.app.looking_back import SinceOption
from arshjul.app.options import DatabaseOption, FormatOption
from arshjul.app.places import chosen
from arshjul.app.words import Command, Group
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

_MOST = 100


def a_number(value: object) -> int:
    """How many, one at least."""
    if number := whole(value, 9):
        return number
    text = str(value)[:40]
    what = say(f"«{text}» er ikke et antall", f"«{text}» is no number of events")
    raise BadInput([Problem("--limit", what, remedy=say("skriv et helt tall fra 1", "write a whole number from 1 on"))])


LimitOption = Annotated[
    int,
    typer.Option(
        "--limit",
        parser=a_number,
        metavar=say("ANTALL", "NUMBER"),
        help=say(f"Høyst så mange, de nyeste (ellers {_MOST}).", f"So many at most, the newest (else {_MOST})."),
    ),
]
EventKindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar=say("TYPE", "KIND"),
        help=say("Bare denne typen hendelser.", "Only events of this kind."),
    ),
]
SubjectOption = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar=say("EMNE", "SUBJECT"),
        help=say(
            "Bare det som gjelder dette: en leveranses nøkkel, et årshjul, et møte, en aktør.",
            "Only what is about this: a deliverable's key, a wheel, a meeting, an actor.",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    """Add the group to the application."""
    audit = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say(
            "Loggen: hva som har skjedd, og om den er urørt.", "The log: what has happened, and whether it is intact."
        ),
    )
    app.add_typer(audit, name="audit")

    @audit.command("list", cls=Command, help=say("List hendelsene i loggen.", "List the events of the log."))
    def list_(
        kind: EventKindOption = None,
        subject: SubjectOption = None,
        since: SinceOption = None,
        limit: LimitOption = _MOST,
        fmt: FormatOption = Format.TABLE,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app.auditing import list_events

        list_events(chosen(database=database), kind, subject, since, limit, fmt)

    @audit.command(
        cls=Command,
        help=say(
            "Sjekk at ingenting i historien er endret, satt inn, fjernet eller kuttet av (avslutningskode 1 ellers).",
            "Check that nothing in the history was altered, inserted, removed or cut off (exit code 1 otherwise).",
        ),
    )
    def verify(fmt: FormatOption = Format.TABLE, database: DatabaseOption = None) -> None:
        from arshjul.app.auditing import verify_log

        raise typer.Exit(verify_log(chosen(database=database), fmt))
