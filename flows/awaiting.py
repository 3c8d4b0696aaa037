"""Reallocations that await the ministry, as the board shows them among the findings.

What lives here: the row. It is nothing that the report lacks, and how much is moved stands in `approval list` alone.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from arshjul.models.codes import GENERAL, Content, Maker
from arshjul.models.lang import say
from arshjul.reports.findings import Severity
from arshjul.store import approvals

AWAITS = "awaits_approval"


def awaiting(connection: Connection, known_at: dt.datetime | None = None) -> dict[str, list[dict[str, Any]]]:
    """One row per reallocation that awaits an answer (or did at `known_at`), by the key of the deliverable."""
    found = approvals.waiting(connection, known_at)
    return {key: [_row(one.id) for one in moves] for key, moves in found.items()}


def _row(number: int) -> dict[str, Any]:
    message = say(
        f"Omdisponering {number} venter på departementets godkjenning.",
        f"Reallocation {number} awaits the ministry's approval.",
    )
    return {
        "code": AWAITS,
        "content": Content.REALLOCATION.value,
        "initiative": GENERAL,
        "severity": Severity.WEAK.value,
        "place": "",
        "maker": Maker.OFFICE.value,
        "source": "",
        "message": message,
    }
