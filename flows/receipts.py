"""Receipts: whoever answers for a delivery hears that it has come and is in order.

What lives here: one stage of the day, after judging. What lacks something is told by the rung of its gaps, which is its
receipt; so a person gets one message about a delivery, never two.
"""

import datetime as dt

from arshjul.flows.parts import Parts
from arshjul.flows.telling import News, tell
from arshjul.models.codes import Step
from arshjul.store import receipts

RECENT = dt.timedelta(days=7)
"""A receipt that comes later than this tells nobody anything, as after a season loaded long afterwards."""


def acknowledge(parts: Parts) -> int:
    """Write a receipt for each delivery that is in order and has none; returns how many people are told."""
    with parts.database.write() as connection:
        due = receipts.due(connection, parts.moment.at - RECENT)
        return tell(connection, parts, [News(one.key, Step.RECEIPT, one.suffix) for one in due]) if due else 0
