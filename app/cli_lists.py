"""Verbs that list what the wheel says: deadlines, meetings, conflicts.

What lives here: options in, rows out. Rows are made in `view.py`, shown by `listing.py`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from arshjul.app.listing import Format, Row, show
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
        help=say("List steder der brevene sier ulike ting.", "List where the letters contradict themselves."),
    )
    def conflicts(
        year: YearOption = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import view

        views = view.wheel_views(chosen(wheels=wheels, database=database), year)
        _tell_if_none(views, year)
        columns = {
            "short": say("Dokument", "Document"), "who": say("Hvem", "Who"), "dates": say("Oppgitte datoer", "Stated dates"),
            "force": say("Gjelder", "In force"),
        }  # fmt: skip
        shown = [{**row, **_words(row)} for row in view.conflict_rows(views)]
        show(shown, view.CONFLICT_KEYS, fmt, columns, say("Motstrid", "Conflicts"))


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


def _words(row: Row) -> dict[str, str]:
    from arshjul.app.view import place_words as place

    by_date: dict[str, list[str]] = {}
    for stated in row["statements"]:
        by_date.setdefault(stated["due"], []).append(place(stated["source"]))
    return {
        "short": row["id"].partition(".")[2],
        "who": ", ".join(key.rsplit(".", 1)[1] for key in row["keys"]),
        "dates": "\n".join(f"{day}: {', '.join(places)}" for day, places in by_date.items()),
        "force": str(row["in_force"] or say("ikke avgjort", "undecided")),
    }
