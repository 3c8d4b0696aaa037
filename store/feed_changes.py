"""Changes of deadlines that calendars have had time to show.

What lives here: reading. Whose calendar has shown them is worked out by the caller.
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection, select

from arshjul.models.codes import State
from arshjul.store.schema import DELIVERABLE, DUE, EVENT, STATE_CHANGE


class Changed(NamedTuple):
    """A deliverable whose deadline was set, moved or called off at an instant; `state` is as it is now."""

    key: str
    actor: str
    kind: str
    state: str
    at: dt.datetime


def changes(connection: Connection, upto: dt.datetime) -> list[Changed]:
    """The last change of each deliverable's deadline, if it came no later than `upto`; a newer one has time yet."""
    columns = (DELIVERABLE.c.key, DELIVERABLE.c.actor, DELIVERABLE.c.kind, DELIVERABLE.c.state, EVENT.c.at)
    dated = select(*columns).join(
        DUE, (DUE.c.deliverable_id == DELIVERABLE.c.id) & (DUE.c.no == DELIVERABLE.c.revision)
    )
    dated = dated.join(EVENT, EVENT.c.seq == DUE.c.event_seq).where(DUE.c.due.is_not(None))
    off = select(*columns).join(STATE_CHANGE, STATE_CHANGE.c.deliverable_id == DELIVERABLE.c.id)
    off = off.join(EVENT, EVENT.c.seq == STATE_CHANGE.c.event_seq)
    off = off.where(DELIVERABLE.c.state == State.CANCELLED.value, STATE_CHANGE.c.state == State.CANCELLED.value)
    last: dict[str, Changed] = {}
    for row in (*connection.execute(dated), *connection.execute(off)):
        one = Changed(*row)
        if one.key not in last or last[one.key].at < one.at:
            last[one.key] = one
    return sorted(one for one in last.values() if one.at <= upto)
