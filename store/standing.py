"""The state of a deliverable: every change of it is a row of history.

What lives here: the one way in which `deliverable.state` is written once a deliverable is there.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from arshjul.models.codes import State
from arshjul.store.schema import DELIVERABLE, STATE_CHANGE


def put(connection: Connection, ids: Sequence[int], state: State, seq: int) -> list[int]:
    """Bring deliverables into a state; those that are in it already are left alone. Returns the ids that changed."""
    changed: list[int] = []
    for start in range(0, len(ids), 500):
        some = (DELIVERABLE.c.id.in_(ids[start : start + 500])) & (DELIVERABLE.c.state != state.value)
        changed += connection.execute(select(DELIVERABLE.c.id).where(some).order_by(DELIVERABLE.c.id)).scalars()
        connection.execute(update(DELIVERABLE).where(some).values(state=state.value))
    note(connection, changed, state, seq)
    return changed


def note(connection: Connection, ids: Sequence[int], state: State, seq: int) -> None:
    """Write the state that deliverables have come into."""
    if ids:
        rows = [{"deliverable_id": id_, "state": state.value, "event_seq": seq} for id_ in ids]
        connection.execute(insert(STATE_CHANGE), rows)
