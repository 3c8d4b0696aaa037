"""The verb `deliverable waive`, for the group of verbs on one deliverable.

What lives here: options in. Planning and recording is `waiving.py`.
"""

import typer

from arshjul.app.given import KeyArgument, MaybeByOption, MaybeReferenceOption, ReasonOption
from arshjul.app.listing import Format
from arshjul.app.options import AsOfOption, DatabaseOption, FormatOption, PortfolioOption
from arshjul.app.places import chosen
from arshjul.app.plan_options import ApplyOption, PlanOption
from arshjul.app.words import Command
from arshjul.models.lang import say


def register_waive(group: typer.Typer) -> None:
    """Add the verb to the group."""

    @group.command(
        cls=Command,
        help=say(
            "Vis hva som skjer når departementet frafaller kravet; --apply fører det.",
            "Show what happens when the ministry waives the demand; --apply records it.",
        ),
    )
    def waive(
        key: KeyArgument,
        reason: ReasonOption,
        by: MaybeByOption = None,
        reference: MaybeReferenceOption = None,
        apply: ApplyOption = False,
        plan: PlanOption = None,
        fmt: FormatOption = Format.TABLE,
        as_of: AsOfOption = None,
        database: DatabaseOption = None,
        portfolio: PortfolioOption = None,
    ) -> None:
        from arshjul.app.waiving import waive as do_waive

        found = chosen(database=database, portfolio=portfolio)
        do_waive(found, as_of, key, reason=reason, by=by, reference=reference or "", apply=apply, plan=plan, fmt=fmt)
