"""Which actors have seen their part of an annex, and as it was then: read from the log.

What lives here: writing and reading that one event. What the annex says is `reports/joint/annex.py`.
"""

import datetime as dt
import json
from typing import NamedTuple

from sqlalchemy import Connection, select

from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.facts import last_event
from arshjul.store.schema import EVENT

KIND = "annex.seen"


class Seen(NamedTuple):
    """The last time that an actor saw its part. `digest`: of what stood there."""

    at: dt.datetime
    by: str
    digest: str


def put(connection: Connection, moment: Moment, meeting: str, actor: str, digest: str, by: str) -> None:
    """Record that an actor has seen its part; `meeting` with its wheel's id in front, `by` as decisions are signed."""
    events.append(connection, moment, KIND, meeting, after={"actor": actor, "digest": digest}, actor=by)


def seen(connection: Connection, meeting: str, known_at: dt.datetime) -> dict[str, Seen]:
    """The last time of each actor, as far as it was known at an instant."""
    query = select(EVENT.c.at, EVENT.c.actor, EVENT.c.after).where(EVENT.c.kind == KIND, EVENT.c.subject == meeting)
    found = {}
    for row in connection.execute(query.where(EVENT.c.seq <= last_event(connection, known_at)).order_by(EVENT.c.seq)):
        told = json.loads(row.after)
        found[told["actor"]] = Seen(row.at, row.actor, told["digest"])
    return found
