"""`deliverable waive`: plan or record that something is no longer asked for.

What lives here: from options to a plan. What may be waived is `flows/waiving.py`.
"""

from arshjul.app import clock
from arshjul.app.listing import Format
from arshjul.app.plans import plan_or_apply
from arshjul.flows.settings import Settings
from arshjul.flows.waiving import Waiver


def waive(
    found: Settings,
    as_of: str | None,
    key: str,
    *,
    reason: str = "",
    by: str | None = None,
    reference: str = "",
    apply: bool = False,
    plan: str | None = None,
    fmt: Format = Format.TABLE,
) -> None:
    """Show what waiving would change, or record it. BadInput for what is delivered, cancelled or unknown."""
    moment = clock.now(as_of)
    plan_or_apply(found, moment, lambda parts: Waiver(parts, key, by, reference, reason), fmt, apply=apply, digest=plan)
