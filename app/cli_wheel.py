"""Verbs on wheel files: check, load, draw.

What lives here: options in, what was found or done out. Checking is `calendar/`, loading is `store/`.
"""

from pathlib import Path
from typing import Annotated

import typer

from arshjul.app.options import DatabaseOption, PortfolioOption, WheelsOption
from arshjul.flows.settings import settings
from arshjul.models.lang import say

ENV_LETTERS = "ARSHJUL_LETTERS"


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say("Årshjulfiler: kontroll, lasting, tegning.", "Wheel files: check, load, draw."),
    )
    app.add_typer(group, name="wheel")

    @group.command(
        help=say(
            "Kontroller at årshjulfiler henger sammen, og mot brevene der de finnes.",
            "Check that wheel files hold together, and against the letters where they are.",
        )
    )
    def check(
        paths: Annotated[list[Path], typer.Argument(help=say("Filer eller mapper.", "Files or folders."))],
        letters: Annotated[
            Path | None,
            typer.Option(
                help=say("Mappe med brevene som .txt.", "Folder with the letters as .txt."), envvar=ENV_LETTERS
            ),
        ] = None,
    ) -> None:
        from arshjul.calendar.compile import compile_wheel
        from arshjul.calendar.letters_check import check_letters
        from arshjul.calendar.wheel_file import read_wheels, wheel_paths
        from arshjul.models.problems import BadInput, Problem

        if letters is not None and not letters.is_dir():
            remedy = say("pek på mappen med brevene", "point at the folder of letters")
            raise BadInput([Problem(str(letters), say("er ingen mappe", "is no folder"), remedy=remedy)])
        for wheel, path in zip(read_wheels(paths), wheel_paths(paths), strict=True):
            found = compile_wheel(wheel)
            report = check_letters(wheel, str(path), letters)
            if report.problems:
                raise BadInput(report.problems)
            undated = sum(1 for item in found if item.due is None)
            typer.echo(
                say(
                    f"{path}: i orden. {len(found)} leveranser ({undated} venter på dato), {len(wheel.meetings)} møter, {len(wheel.obligations)} plikter.",
                    f"{path}: in order. {len(found)} deliverables ({undated} awaiting a date), {len(wheel.meetings)} meetings, {len(wheel.obligations)} obligations.",
                )
            )
            for name in report.checked:
                typer.echo(say(f"  {name}: kontrollert mot brevet", f"  {name}: checked against the letter"))
            for name in report.not_checked:
                typer.echo(
                    say(
                        f"  {name}: ikke kontrollert, brevet er ikke for hånden",
                        f"  {name}: not checked, the letter is not at hand",
                    )
                )

    @group.command(
        help=say(
            "Last årshjulfiler inn i databasen, og vis hva som ble endret.",
            "Load wheel files into the database, and show what changed.",
        )
    )
    def load(
        paths: Annotated[list[Path], typer.Argument(help=say("Filer eller mapper.", "Files or folders."))],
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
        as_of: Annotated[
            str | None, typer.Option("--as-of", help=say("Regn som om det var denne dagen.", "Reckon as on this day."))
        ] = None,
    ) -> None:
        from arshjul.app.loading import load_files

        load_files(settings(wheels=tuple(paths), database=database, portfolio=portfolio), as_of)

    @group.command(help=say("Tegn årshjulet som SVG.", "Draw the wheel as SVG."))
    def draw(
        out: Annotated[Path, typer.Option(help=say("Filen som skal skrives.", "The file to write."))],
        year: Annotated[int, typer.Option(help=say("Årshjulets år.", "The wheel's year."))],
        wheels: WheelsOption = None,
        database: DatabaseOption = None,
        as_of: Annotated[
            str | None, typer.Option("--as-of", help=say("Dagen viseren står på.", "The day of the hand."))
        ] = None,
    ) -> None:
        from arshjul.app.drawing import draw_year

        draw_year(settings(wheels=tuple(wheels or ()), database=database), year, out, as_of)
        typer.echo(str(out))
