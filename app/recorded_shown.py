"""What was recorded, for programs: one object with stable English keys, whatever verb recorded it.

What lives here: the row. The words for people are `deciding.py`.
"""

from typing import Any

from arshjul.app.listing import Format, show
from arshjul.app.plans import plan_rows
from arshjul.flows.recorded import Recorded

RECORDED_KEYS = ("what", "id", "deliverables", "day", "by_name", "reference", "already", "moved", "warnings")
"""`what` as the log calls it; `id` the number of the (first) decision or sending; `day` the date given or sent on."""


def show_recorded(done: Recorded, fmt: Format, what: str, reference: str = "") -> None:
    """One row. `moved` has the deliverables with another deadline than before, as a plan has them."""
    row: dict[str, Any] = {
        "what": what,
        "id": done.number,
        "deliverables": list(done.keys),
        "day": done.until,
        "by_name": done.by,
        "reference": reference,
        "already": done.already,
        "moved": plan_rows(done.plan) if done.plan else [],
        "warnings": list(done.warnings),
    }
    show([row], RECORDED_KEYS, fmt, {})
