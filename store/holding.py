"""What was about to be said of being late, taken back: whoever asks for a later date is not chased till it is answered.

What lives here: which notices have been decided on and wait unsent. The way back to the ladder is `put_back.py`; what
is held back when it is decided on is `notifications/decide.py`.
"""

from sqlalchemy import Connection, select

from arshjul.models.tables_messages import MessageState
from arshjul.store.put_back import CHASING, put_back
from arshjul.store.schema import MESSAGE, NOTICE


def take_back(connection: Connection, deliverable: int) -> int:
    """Take back what waits unsent of being late; its rungs are open again, and fire after a denial. Returns how many."""
    unsent = select(MESSAGE.c.id).where(MESSAGE.c.state == MessageState.PENDING.value)
    here = (NOTICE.c.deliverable_id == deliverable) & NOTICE.c.step.in_(CHASING) & NOTICE.c.dropped.is_(False)
    query = select(NOTICE.c.id).where(here, NOTICE.c.message_id.in_(unsent))
    waiting = connection.execute(query).scalars().all()
    put_back(connection, waiting)  # else it could not be told later
    return len(waiting)
