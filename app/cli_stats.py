"""The verb `stats`: how many came in time, how many were complete, how many were accepted.

What lives here: options in, numbers out. Counting is `calendar/statistics.py`; nothing here is about a person.
"""

from typing import Annotated

import typer

from arshjul.app.listing import Format
from arshjul.app.looking_back import KnownAtOption
from arshjul.app.options import (
    ActorOption,
    AsOfOption,
    DatabaseOption,
    FormatOption,
    KindOption,
    PortfolioOption,
    YearOption,
)
from arshjul.app.places import chosen
from arshjul.app.words import Command
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest

_BY = ("actor", "kind", "period")


def a_way_to_count(value: object) -> str:
    """`actor`, `kind` or `period`."""
    if str(value) in _BY:
        return str(value)
    what = say(f"ukjent inndeling: {value}", f"unknown way to count: {value}")
    raise BadInput([Problem("--by", what, remedy=nearest(str(value), _BY))])


ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        parser=a_way_to_count,
        metavar="|".join(_BY),
        help=say(
            "Tell etter aktør, type eller periode (kvartalet fristen faller i); kan gjentas (ellers aktør og type).",
            "Count by actor, kind or period (the quarter of the deadline); may be repeated (else actor and kind).",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    """Add the verb to the application."""

    @app.command(
        cls=Command,
        help=say(
            "Tell hva som kom i tide, hva som var komplett og hva som er godtatt, hver for seg.",
            "Count what came in time, what was complete and what is accepted, each on its own.",
        ),
    )
    def stats(
        year: YearOption = None,
        actor: ActorOption = None,
        kind: KindOption = None,
        by: ByOption = None,
        as_of: AsOfOption = None,
        known_at: KnownAtOption = None,
        fmt: FormatOption = Format.TABLE,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.counting import Asked, stats_command

        asked = Asked(year, actor, kind, tuple(by or ("actor", "kind")), known_at)
        stats_command(chosen(database=database, portfolio=portfolio), asked, as_of, fmt)
