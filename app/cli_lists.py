"""Verbs that list what the wheel says: deadlines, meetings, conflicts.

What lives here: options in, rows out. Rows are made in `view.py`, shown by `listing.py`.
"""

from typing import Annotated

import typer

from arshjul.app.listing import Format, show
from arshjul.app.options import ActorOption, DatabaseOption, FormatOption, WheelsOption, YearOption
from arshjul.flows.settings import settings
from arshjul.models.codes import Kind
from arshjul.models.lang import say


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""

    @app.command(help=say("List alle frister i årshjulet.", "List every deadline of the wheel."))
    def deadlines(
        year: YearOption = None,
        actor: ActorOption = None,
        kind: Annotated[Kind | None, typer.Option(help=say("Bare denne typen.", "Only this kind."))] = None,
        initiative: Annotated[
            str | None, typer.Option(help=say("Bare dette tiltaket.", "Only this initiative."))
        ] = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import view

        views = view.wheel_views(settings(wheels=tuple(wheels or ()), database=database), year)
        view.known_actor(views, actor)
        view.known_initiative(views, initiative)
        rows = view.deadline_rows(views, actor, kind, initiative)
        columns = {
            "due": say("Frist", "Due"),
            "last_workday": say("Siste arbeidsdag", "Last working day"),
            "actor": say("Aktør", "Actor"),
            "title": say("Hva", "What"),
            "rule": say("Regel", "Rule"),
            "initiatives": say("Tiltak", "Initiatives"),
            "note": say("Merknad", "Note"),
            "key": say("Nøkkel", "Key"),
        }
        show(
            [{**row, "note": _note(row)} for row in rows], view.DEADLINE_KEYS, fmt, columns, say("Frister", "Deadlines")
        )

    @app.command(help=say("List møtene i årshjulet.", "List the meetings of the wheel."))
    def meetings(
        year: YearOption = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import view

        rows = view.meeting_rows(view.wheel_views(settings(wheels=tuple(wheels or ()), database=database), year))
        columns = {
            "date": say("Dato", "Date"),
            "title": say("Møte", "Meeting"),
            "actors": say("Aktører", "Actors"),
            "part_of": say("Del av", "Part of"),
            "id": "Id",
        }
        show(rows, view.MEETING_KEYS, fmt, columns, say("Møter", "Meetings"))

    @app.command(help=say("List steder der brevene sier ulike ting.", "List where the letters contradict themselves."))
    def conflicts(
        year: YearOption = None,
        fmt: FormatOption = Format.TABLE,
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
    ) -> None:
        from arshjul.app import view

        rows = view.conflict_rows(view.wheel_views(settings(wheels=tuple(wheels or ()), database=database), year))
        columns = {
            "id": "Id",
            "who": say("Hvem", "Who"),
            "dates": say("Oppgitte datoer", "Stated dates"),
            "force": say("Gjelder", "In force"),
        }
        shown = [{**row, **_words(row)} for row in rows]
        show(shown, view.CONFLICT_KEYS, fmt, columns, say("Motstrid", "Conflicts"))


def _note(row: dict[str, object]) -> str:
    notes = []
    if row["disputed"]:
        notes.append(say("uavklart frist", "unsettled deadline"))
    elif row["basis"] == "inferred":
        notes.append(say("utledet dato", "inferred date"))
    if row["access"] == "restricted":
        notes.append(say("begrenset innsyn", "restricted"))
    return ", ".join(notes)


def _words(row: dict[str, object]) -> dict[str, str]:
    by_date: dict[str, list[str]] = {}
    for stated in row["statements"]:  # type: ignore[attr-defined]
        source = stated["source"]
        place = f"{source['section']} ({source['lines'][0]}–{source['lines'][1]})"
        by_date.setdefault(stated["due"], []).append(place)
    return {
        "who": ", ".join(key.rsplit(".", 1)[1] for key in row["keys"]),  # type: ignore[attr-defined]
        "dates": "\n".join(f"{day}: {', '.join(places)}" for day, places in by_date.items()),
        "force": str(row["in_force"] or say("ikke avgjort", "undecided")),
    }
