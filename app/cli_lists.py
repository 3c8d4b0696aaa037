"""Verbs that list what the wheel says: deadlines, meetings, conflicts.

What lives here: options in, rows out. Rows are made in `view.py` and `doubts.py`, shown by `listing.py`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from arshjul.app.listing import Format, show
from arshjul.app.options import (
    ActorOption,
    AsOfOption,
    DatabaseOption,
    FormatOption,
    InitiativeOption,
    KindOption,
    WheelsOption,
    YearOption,
)
from arshjul.app.places import chosen
from arshjul.app.terminal import line
from arshjul.app.words import Command
from arshjul.models.lang import say

if TYPE_CHECKING:
    from arshjul.app.view import WheelView


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""

    @app.command(cls=Command, help=say("List alle frister i årshjulet.", "List every deadline of the wheel."))
    def deadlines(
        year: YearOption = None,
        actor: ActorOption = None,
        kind: KindOption = None,
        initiative: InitiativeOption = None,
        as_of: AsOfOption = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import clock, view

        today = clock.now(as_of).today
        views = view.wheel_views(chosen(wheels=wheels, database=database), year)
        view.known_actor(views, actor)
        view.known_initiative(views, initiative)
        rows = view.deadline_rows(views, actor, kind, initiative)
        _tell_if_none(views, year)
        columns, spare = _deadline_columns()
        show(view.for_people(rows, views, today), view.DEADLINE_KEYS, fmt, columns, say("Frister", "Deadlines"), spare)

    @app.command(cls=Command, help=say("List møtene i årshjulet.", "List the meetings of the wheel."))
    def meetings(
        year: YearOption = None,
        as_of: AsOfOption = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import clock, view

        today = clock.now(as_of).today
        views = view.wheel_views(chosen(wheels=wheels, database=database), year)
        _tell_if_none(views, year)
        columns = {
            "date": say("Dato", "Date"), "days": say("Dager", "Days"), "title": say("Møte", "Meeting"),
            "actors": say("Aktører", "Actors"), "part_of": say("Del av", "Part of"), "id": "Id",
        }  # fmt: skip
        rows = view.meeting_rows(views, today)
        show(rows, view.MEETING_KEYS, fmt, columns, say("Møter", "Meetings"), ("part_of", "days"))

    @app.command(
        cls=Command,
        help=say(
            "List steder der brevene sier ulike ting, og det som ser rart ut.",
            "List where the letters contradict themselves, and what looks odd.",
        ),
    )
    def conflicts(
        year: YearOption = None,
        odd: Annotated[
            bool,
            typer.Option(
                "--oddities", help=say("Bare det som ser rart ut, som liste.", "Only what looks odd, as a list.")
            ),
        ] = False,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import doubts, view

        views = view.wheel_views(chosen(wheels=wheels, database=database), year)
        _tell_if_none(views, year)
        if not odd:
            shown = [{**row, **doubts.conflict_words(row)} for row in doubts.conflict_rows(views)]
            show(shown, doubts.CONFLICT_KEYS, fmt, _conflict_columns(), say("Motstrid", "Conflicts"))
        if odd or fmt is Format.TABLE:
            _show_oddities(views, fmt)


def _show_oddities(views: "Sequence[WheelView]", fmt: Format) -> None:
    from arshjul.app import doubts

    columns = {
        "document": say("Dokument", "Document"),
        "text": say("Hva", "What"),
        "subject": say("Gjelder", "Concerns"),
    }
    rows = doubts.oddity_rows(views)
    if rows or fmt is not Format.TABLE:
        title = say("Ser rart ut, avgjør ingenting", "Looks odd, decides nothing")
        show(rows, doubts.ODDITY_KEYS, fmt, columns, title, ("subject", "document"))


def _conflict_columns() -> dict[str, str]:
    return {
        "short": say("Dokument", "Document"), "who": say("Hvem", "Who"), "dates": say("Oppgitte datoer", "Stated dates"),
        "force": say("Gjelder", "In force"),
    }  # fmt: skip


def _tell_if_none(views: "Sequence[WheelView]", year: int | None) -> None:
    if not views:
        line(say(f"ingen årshjul har året {year}", f"no wheel has the year {year}"), error=True)


def _deadline_columns() -> tuple[dict[str, str], tuple[str, ...]]:
    columns = {
        "due": say("Frist", "Due"),
        "last_workday": say("Siste\narbeidsdag", "Last\nworking day"),
        "days": say("Dager", "Days"),
        "actor": say("Aktør", "Actor"),
        "title": say("Hva", "What"),
        "rule": say("Regel", "Rule"),
        "initiatives": say("Tiltak", "Initiatives"),
        "note": say("Merknad", "Note"),
        "source": say("Kilde", "Source"),
        "short": say("Nøkkel", "Key"),
    }
    return columns, ("source", "initiatives", "rule", "days", "short", "note")
