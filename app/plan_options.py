"""Options of every verb that plans before it acts.

What lives here: annotated types, as in `options.py`.
"""

from typing import Annotated

import typer

from arshjul.models.lang import say

ApplyOption = Annotated[
    bool,
    typer.Option("--apply", help=say("Gjennomfør, i stedet for bare å vise.", "Carry it out, and not only show it.")),
]
PlanOption = Annotated[
    str | None,
    typer.Option(
        "--plan",
        metavar=say("PLAN", "PLAN"),
        help=say("Gjennomfør bare hvis dette fortsatt er planen.", "Carry it out only if this is still the plan."),
    ),
]
