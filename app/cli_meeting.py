"""Verbs on meetings: move, date, cancel, add. Each shows what will change, and does it only when told to.

What lives here: options in, a plan out. The ministry decides, the office records; what makes sense is
`calendar/meeting_changes.py`.
"""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from arshjul.app.given import MaybeReasonOption, ReasonOption, a_day
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.plan_options import ApplyOption, PlanOption
from arshjul.app.words import Command, Group
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem

if TYPE_CHECKING:
    from arshjul.flows.moving import MeetingChange
    from arshjul.flows.settings import Settings
    from arshjul.models.moment import Moment


def a_time(value: object) -> dt.time:
    """A time of day, hours and minutes."""
    text = str(value)
    try:
        found = dt.time.fromisoformat(text)
        if len(text) != len("09:30"):
            raise ValueError
    except ValueError:
        what = say(f"«{text[:40]}» er ikke et klokkeslett", f"«{text[:40]}» is no time of day")
        raise BadInput([Problem("--time", what, remedy=say("skriv 09:30", "write 09:30"))]) from None
    return found


IdArgument = Annotated[
    str,
    typer.Argument(
        metavar=say("MØTE", "MEETING"),
        help=say("Møtets id, se arshjul meetings.", "The meeting's id, see arshjul meetings."),
    ),
]
DayArgument = Annotated[
    dt.date,
    typer.Argument(
        parser=partial(a_day, say("DATO", "DATE")), metavar=say("DATO", "DATE"), help=say("Møtedagen.", "The day.")
    ),
]
TimeOption = Annotated[
    dt.time | None,
    typer.Option("--time", parser=a_time, metavar=say("KL", "TIME"), help=say("Klokkeslett, 09:30.", "Time, 09:30.")),
]


def register(app: typer.Typer) -> None:
    """Add the verbs to the application."""
    group = typer.Typer(
        cls=Group,
        no_args_is_help=True,
        rich_markup_mode=None,
        help=say(
            "Møter: flytt, dater, avlys, legg til. Viser først hva som endres.",
            "Meetings: move, date, cancel, add. Shows first what will change.",
        ),
    )
    app.add_typer(group, name="meeting")
    _move(group)
    _date(group)
    _cancel(group)
    _add(group)


def _move(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say("Flytt et møte, og alle frister som henger på det.", "Move a meeting, and all that hangs on it."),
    )
    def move(
        id_: IdArgument,
        day: DayArgument,
        reason: ReasonOption,
        time: TimeOption = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.flows import moving

        found, moment = chosen(database=database, portfolio=portfolio), _moment(as_of)
        _go(found, moment, moving.move(id_, day, moment.today, reason, time), fmt, apply=apply, plan=plan)


def _date(group: typer.Typer) -> None:
    @group.command(
        cls=Command, help=say("Gi et møte dato som ikke har hatt noen.", "Date a meeting that has awaited its date.")
    )
    def date(
        id_: IdArgument,
        day: DayArgument,
        reason: MaybeReasonOption = None,
        time: TimeOption = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.flows import moving

        found, moment = chosen(database=database, portfolio=portfolio), _moment(as_of)
        _go(found, moment, moving.date(id_, day, moment.today, reason or "", time), fmt, apply=apply, plan=plan)


def _cancel(group: typer.Typer) -> None:
    @group.command(
        cls=Command,
        help=say("Avlys et møte, og det som skulle leveres til det.", "Call a meeting off, and what is due to it."),
    )
    def cancel(
        id_: IdArgument,
        reason: MaybeReasonOption = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.flows import moving

        found, moment = chosen(database=database, portfolio=portfolio), _moment(as_of)
        _go(found, moment, moving.cancel(id_, reason or ""), fmt, apply=apply, plan=plan)


def _add(group: typer.Typer) -> None:
    @group.command(cls=Command, help=say("Legg til et møte i en møterekke.", "Add a meeting to a series."))
    def add(
        series: Annotated[
            str,
            typer.Argument(
                metavar=say("REKKE", "SERIES"),
                help=say("Møterekken, for eksempel followup.", "The series, for example followup."),
            ),
        ],
        day: DayArgument,
        reason: MaybeReasonOption = None,
        time: TimeOption = None,
        wheel: Annotated[
            str | None,
            typer.Option(
                "--wheel",
                metavar=say("ÅRSHJUL", "WHEEL"),
                help=say("Årshjulets id, når flere passer.", "The wheel's id, where several fit."),
            ),
        ] = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.flows import moving

        found, moment = chosen(database=database, portfolio=portfolio), _moment(as_of)
        change = moving.add(series, day, moment.today, reason or "", time, wheel)
        _go(found, moment, change, fmt, apply=apply, plan=plan)


def _moment(as_of: str | None) -> "Moment":
    from arshjul.app import clock

    return clock.now(as_of)


def _go(
    found: "Settings", moment: "Moment", change: "MeetingChange", fmt: Format, *, apply: bool, plan: str | None
) -> None:
    from arshjul.app.plans import plan_or_apply

    plan_or_apply(found, moment, lambda _: change, fmt, apply=apply, digest=plan)
