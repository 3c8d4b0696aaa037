"""What somebody has sent back, as it stands among the findings of the board.

What lives here: who said so and why, as a finding with no demand behind it. What the judge found is `store/board.py`.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from arshjul.flows import named
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Access
from arshjul.models.lang import say
from arshjul.store import decisions

SENT_BACK = "returned"
"""The code of such a finding; no judgement has it."""


def sent_back(
    connection: Connection, parts: Parts, catalogue: Catalogue, known_at: dt.datetime | None = None
) -> dict[str, dict[str, Any]]:
    """A finding for all that stands sent back, by key; what is restricted does not show why."""
    rows = decisions.all_returned(connection, known_at=known_at)
    called = named.called(connection, parts, {row.by for row in rows.values()}) if rows else {}
    nowhere = dict.fromkeys(("content", "initiative", "place", "source"), "")
    found = {}
    for key, row in rows.items():
        stands = decisions.words(called[row.by], row.at, row.reference)
        item = catalogue.deliverables.get(key)
        why = f": {row.reason}" if row.reason and item is not None and item.access is not Access.RESTRICTED else ""
        message = say(f"sendt tilbake ({stands}){why}", f"sent back ({stands}){why}")
        found[key] = nowhere | {"code": SENT_BACK, "severity": "wrong", "maker": "office", "message": message}
    return found
