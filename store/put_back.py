"""Notices that must not go out yet when they are about to, and giving them back to the ladder.

What lives here: reading which, and the way back: the notice goes, its rung is open again, and the next tick decides anew.
What a request for a later date takes back at once is `holding.py`; this is the last look, and knows the manager's turn too.
"""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, select

from arshjul.models.codes import Step
from arshjul.models.tables_messages import MessageState
from arshjul.store import decisions
from arshjul.store.schema import MESSAGE, NOTICE, OPEN_RUNG, STEP

CHASING = frozenset({Step.OVERDUE.value, Step.MANAGER.value})
"""The steps of which one may have to wait."""
_UNDER_WAY = (MessageState.PENDING.value, MessageState.CLAIMED.value, MessageState.UNCERTAIN.value)
_COLUMNS = ("fire_on", "step_id", "deliverable_id", "revision", "step")


class Because(StrEnum):
    """Why a notice waits."""

    ASKED = "asked"
    """A later date has been asked for, and nobody is chased before the answer."""
    UNHEARD = "unheard"
    """The owner's own message is still under way, and owners hear before managers."""


def held_back(connection: Connection, notices: Collection[int]) -> dict[int, Because]:
    """Those of the notices (of a step in `CHASING`) that must wait, with why, as things stand in this transaction."""
    if not notices:
        return {}
    query = select(NOTICE.c.id, NOTICE.c.deliverable_id, _unheard().label("unheard"))
    rows = connection.execute(query.where(NOTICE.c.id.in_(notices))).all()
    asked = decisions.held(connection)
    found = {row.id: Because.UNHEARD for row in rows if row.unheard}
    return found | {row.id: Because.ASKED for row in rows if row.deliverable_id in asked}


def put_back(connection: Connection, notices: Collection[int]) -> None:
    """Take the notices out of their messages and open their rungs, unless those are open already."""
    if not notices:
        return
    of = and_(
        STEP.c.deliverable_id == NOTICE.c.deliverable_id,
        STEP.c.revision == NOTICE.c.revision,
        STEP.c.step == NOTICE.c.step,
    )
    opened = exists().where(OPEN_RUNG.c.fire_on == STEP.c.fire_on, OPEN_RUNG.c.step_id == STEP.c.id)
    rungs = select(STEP.c.fire_on, STEP.c.id, STEP.c.deliverable_id, STEP.c.revision, STEP.c.step).distinct()
    rungs = rungs.join(NOTICE, of).where(NOTICE.c.id.in_(notices), STEP.c.void.is_(False), ~opened)
    connection.execute(insert(OPEN_RUNG).from_select(_COLUMNS, rungs))
    connection.execute(delete(NOTICE).where(NOTICE.c.id.in_(notices)))


def speaks_to_manager() -> ColumnElement[bool]:
    """Whether a message holds a manager's rung."""
    return exists().where(
        NOTICE.c.message_id == MESSAGE.c.id, NOTICE.c.step == Step.MANAGER.value, NOTICE.c.dropped.is_(False)
    )


def _unheard() -> ColumnElement[bool]:
    """Whether the notice is a manager's, and what owner or deputy is to hear of the same is still under way."""
    owners, theirs = NOTICE.alias("owners"), MESSAGE.alias("theirs")
    return and_(
        NOTICE.c.step == Step.MANAGER.value,
        exists().where(
            owners.c.deliverable_id == NOTICE.c.deliverable_id,
            owners.c.revision == NOTICE.c.revision,
            owners.c.step == Step.OVERDUE.value,
            owners.c.dropped.is_(False),
            owners.c.message_id != NOTICE.c.message_id,
            theirs.c.id == owners.c.message_id,
            theirs.c.state.in_(_UNDER_WAY),
        ),
    )
