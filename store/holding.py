"""What was about to be said of being late, taken back: whoever asks for a later date is not chased till it is answered.

What lives here: notices that have been decided on and wait unsent, and their rungs, which are open again afterwards. What
is held back when it is decided on is `notifications/decide.py`.
"""

from sqlalchemy import Connection, delete, exists, insert, select

from arshjul.models.codes import Step
from arshjul.models.tables_messages import MessageState
from arshjul.store.schema import MESSAGE, NOTICE, OPEN_RUNG, STEP

_CHASING = (Step.OVERDUE.value, Step.MANAGER.value)
_COLUMNS = ("fire_on", "step_id", "deliverable_id", "revision", "step")


def take_back(connection: Connection, deliverable: int) -> int:
    """Take back what waits unsent of being late; its rungs are open again, and fire after a denial. Returns how many."""
    unsent = select(MESSAGE.c.id).where(MESSAGE.c.state == MessageState.PENDING.value)
    here = (NOTICE.c.deliverable_id == deliverable) & NOTICE.c.step.in_(_CHASING) & NOTICE.c.dropped.is_(False)
    query = select(NOTICE.c.id, NOTICE.c.revision, NOTICE.c.step).where(here, NOTICE.c.message_id.in_(unsent))
    waiting = connection.execute(query).all()
    for revision, step in {(row.revision, row.step) for row in waiting}:
        _open_again(connection, deliverable, revision, step)
    connection.execute(
        delete(NOTICE).where(NOTICE.c.id.in_([row.id for row in waiting]))
    )  # else it could not be told later
    return len(waiting)


def _open_again(connection: Connection, deliverable: int, revision: int, step: str) -> None:
    here = (STEP.c.deliverable_id == deliverable) & (STEP.c.revision == revision) & (STEP.c.step == step)
    rows = select(STEP.c.fire_on, STEP.c.id, STEP.c.deliverable_id, STEP.c.revision, STEP.c.step)
    opened = exists().where(OPEN_RUNG.c.step_id == STEP.c.id)
    connection.execute(insert(OPEN_RUNG).from_select(_COLUMNS, rows.where(here, STEP.c.void.is_(False), ~opened)))
