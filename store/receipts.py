"""Deliveries that have come lately and are in order, for the receipt that says so.

What lives here: reading. When a delivery counts as recent is said by the caller; a receipt is a notice like any other.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from arshjul.models.codes import State, Step
from arshjul.models.moment import OSLO
from arshjul.store.schema import DELIVERABLE, NOTICE, SENDING, SUBMISSION

_FORMAL = "formal"


class Due(NamedTuple):
    """A delivery without a receipt: `suffix` tells which, the version's number or that of a sending alone."""

    key: str
    suffix: str


class Delivery(NamedTuple):
    """What a receipt tells: the day it came, and how it was formally sent, where that is registered.

    `again`: a later version of what had come before.
    """

    day: dt.date
    way: str = ""
    reference: str = ""
    again: bool = False


def due(connection: Connection, since: dt.datetime) -> list[Due]:
    """Complete versions, and formal sendings of which nothing was pulled, that came at `since` or later.

    One that anybody has a receipt for is left out, whoever answers for it now.
    """
    found = [Due(row.key, str(row.no)) for row in connection.execute(_versions(since))]
    found += [Due(row.key, f"{_FORMAL}.{row.no}") for row in connection.execute(_sendings(since))]
    told = select(DELIVERABLE.c.key, NOTICE.c.step).join(NOTICE, NOTICE.c.deliverable_id == DELIVERABLE.c.id)
    rows = connection.execute(told.where(DELIVERABLE.c.key.in_([one.key for one in found]))) if found else ()
    known = {(row.key, row.step) for row in rows}
    return [one for one in found if (one.key, f"{Step.RECEIPT.value}.{one.suffix}") not in known]


def came(connection: Connection, keys: Collection[str]) -> dict[str, Delivery]:
    """What came last of each of these deliverables; where a formal sending is registered, that."""
    if not keys:
        return {}
    here = DELIVERABLE.c.key.in_(keys)
    received = select(DELIVERABLE.c.key, func.max(SUBMISSION.c.received_at).label("at"), func.count().label("versions"))
    received = received.join(SUBMISSION, SUBMISSION.c.deliverable_id == DELIVERABLE.c.id).where(here)
    found = {
        row.key: Delivery(row.at.astimezone(OSLO).date(), again=row.versions > 1)
        for row in connection.execute(received.group_by(DELIVERABLE.c.key))
    }
    sent = select(DELIVERABLE.c.key, SENDING.c.sent_on, SENDING.c.channel, SENDING.c.reference)
    sent = sent.join(SENDING, SENDING.c.deliverable_id == DELIVERABLE.c.id).where(here).order_by(SENDING.c.no)
    for row in connection.execute(sent):
        found[row.key] = Delivery(row.sent_on, row.channel, row.reference)
    return found


def _versions(since: dt.datetime) -> Any:
    """The newest version of each deliverable that is complete."""
    newest = select(SUBMISSION.c.deliverable_id, func.max(SUBMISSION.c.no).label("no"))
    newest_of = newest.group_by(SUBMISSION.c.deliverable_id).subquery()
    return (
        select(DELIVERABLE.c.key, SUBMISSION.c.no)
        .join(SUBMISSION, SUBMISSION.c.deliverable_id == DELIVERABLE.c.id)
        .join(newest_of, and_(newest_of.c.deliverable_id == DELIVERABLE.c.id, newest_of.c.no == SUBMISSION.c.no))
        .where(DELIVERABLE.c.state == State.COMPLETE.value)
        .where(SUBMISSION.c.received_at >= since, SUBMISSION.c.submitted_at >= since)
        .order_by(DELIVERABLE.c.key)
    )


def _sendings(since: dt.datetime) -> Any:
    """The newest sending of each deliverable of which no version has come."""
    newest = select(SENDING.c.deliverable_id, func.max(SENDING.c.no).label("no"))
    newest_of = newest.group_by(SENDING.c.deliverable_id).subquery()
    pulled = select(SUBMISSION.c.id).where(SUBMISSION.c.deliverable_id == DELIVERABLE.c.id)
    return (
        select(DELIVERABLE.c.key, SENDING.c.no)
        .join(SENDING, SENDING.c.deliverable_id == DELIVERABLE.c.id)
        .join(newest_of, and_(newest_of.c.deliverable_id == DELIVERABLE.c.id, newest_of.c.no == SENDING.c.no))
        .where(DELIVERABLE.c.state == State.RECEIVED.value, SENDING.c.at >= since, ~pulled.exists())
        .order_by(DELIVERABLE.c.key)
    )
