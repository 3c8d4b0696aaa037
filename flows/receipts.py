"""Receipts: whoever answers for a delivery hears that it has come and is in order, or that a file cannot be read.

What lives here: one stage of the day, after judging. What lacks something is told by the rung of its gaps, which is its
receipt; so a person gets one message about a delivery, never two.
"""

import datetime as dt

from arshjul.flows import unread_files
from arshjul.flows.parts import Parts
from arshjul.flows.telling import News, tell
from arshjul.models.codes import Step
from arshjul.store import receipts

RECENT = dt.timedelta(days=7)
"""A receipt that comes later than this tells nobody anything, as after a season loaded long afterwards."""


def acknowledge(parts: Parts) -> int:
    """Write a receipt for each delivery that is in order, or cannot be read, and has none; returns how many people are told."""
    with parts.database.write() as connection:
        due = receipts.due(connection, parts.moment.at - RECENT)
        told = [News(one.key, Step.RECEIPT, one.suffix) for one in due]
        told += [News(key, Step.UNREAD, mark) for key, mark in unread_files.new(connection, parts, RECENT)]
        return tell(connection, parts, told)
