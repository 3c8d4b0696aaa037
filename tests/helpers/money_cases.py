"""Sums that a letter states, and figures of a report that agree with them, for tests of what is judged about money.

What lives here: plain values, and the two smallest helpers that go with them.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from arshjul.models.allocation import Allocation, Figure
from arshjul.models.deliverable import Source
from arshjul.reports.findings import Finding, Judgement

MILL = 1_000_000
LETTER, PLAN = Source("letter", "Brevets kap. 701", (3, 3)), Source("plan", "Egen plan 2", (7, 7))
JANUARY = dt.date(2024, 1, 15)
NOTHING = {"nothing_to_report": True, "reason": "Planen fra februar holder."}
EXPLAINED = "Leverandøren leverte tre uker senere enn avtalt, og tar igjen det meste i høst."


def sum_of(figure: Figure, initiative: str, amount: Any, issuer: str = "hod", **more: Any) -> Allocation:
    """A stated sum for Norsk helsenett in 2024."""
    source = LETTER if issuer == "hod" else PLAN
    values = {"actor": "nhn", "on": JANUARY, **more}
    return Allocation(2024, figure, initiative, amount=Decimal(amount), source=source, issuer=issuer, **values)


ALFA = sum_of(Figure.ALLOCATED, "alfa", "67200000")
POT = sum_of(Figure.HELD_BACK, "general", "1000000", actor="", shared_by=("alfa",))


def figures(**changed: Any) -> dict[str, Any]:
    """Four figures that agree with `ALFA`."""
    return {"allocated": "67200000.00", "carried_over": 0, "spent": "30000000.50", "forecast": "67200000", **changed}


def alfa(field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change that sets one field of initiative alfa."""
    return lambda values: values["initiatives"]["alfa"].__setitem__(field, value)


def only(judgement: Judgement) -> Finding:
    """The one finding there is."""
    assert len(judgement.findings) == 1, judgement.findings
    return judgement.findings[0]
