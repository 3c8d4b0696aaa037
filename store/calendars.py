"""Calendar events as bytes, rendered once per revision and kept.

What lives here: which kept events are still right, and raising SEQUENCE when one is not. Rendering is handed in.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from arshjul.models.moment import Moment
from arshjul.store.schema import DELIVERABLE, FEED_EVENT

GRACE = dt.timedelta(days=30)
Render = Callable[[int, dt.datetime], list[tuple[str, bytes]]]
Cancel = Callable[[bytes, int, dt.datetime], bytes]


class Wanted(NamedTuple):
    """What a deliverable's events should show; `render(sequence, changed_at)` gives uid and bytes of each."""

    key: str
    fingerprint: str
    render: Render


class Kept(NamedTuple):
    """One event ready to be joined into a calendar."""

    key: str
    actor: str
    uid: str
    body: bytes
    changed_at: dt.datetime


def sync(connection: Connection, moment: Moment, lang: str, wanted: Iterable[Wanted], cancel: Cancel) -> int:
    """Make the kept events equal to what is wanted; returns how many changed. Unchanged ones are not rendered."""
    stored: dict[str, list[Any]] = {}
    query = select(FEED_EVENT, DELIVERABLE.c.key).join(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    for row in connection.execute(query.where(FEED_EVENT.c.lang == lang)):
        stored.setdefault(row.key, []).append(row)
    ids: dict[str, int] = dict(connection.execute(select(DELIVERABLE.c.key, DELIVERABLE.c.id)).tuples().all())
    changed = 0
    seen = set()
    for item in wanted:
        seen.add(item.key)
        old = stored.get(item.key, [])
        if item.key not in ids or (
            old and all(row.fingerprint == item.fingerprint for row in old if not row.cancelled)
        ):
            continue
        changed += _replace(connection, moment, lang, ids[item.key], item, old, cancel)
    for key, rows in stored.items():
        if key not in seen:
            changed += _cancel(connection, moment, [row for row in rows if not row.cancelled], cancel)
    return changed


def kept(connection: Connection, moment: Moment, lang: str) -> list[Kept]:
    """Every event to show: those in force, and cancelled ones for a grace period."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.actor, FEED_EVENT).join(
        DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id
    )
    rows = connection.execute(query.where(FEED_EVENT.c.lang == lang).order_by(FEED_EVENT.c.uid))
    limit = moment.at - GRACE
    return [Kept(r.key, r.actor, r.uid, r.body, r.changed_at) for r in rows if not r.cancelled or r.changed_at >= limit]


def _replace(
    connection: Connection, moment: Moment, lang: str, deliverable: int, item: Wanted, old: list[Any], cancel: Cancel
) -> int:
    sequence = max((row.sequence + 1 for row in old), default=0)
    events = dict(item.render(sequence, moment.at))
    for row in old:
        if row.uid in events:
            values = {"body": events.pop(row.uid), "fingerprint": item.fingerprint, "sequence": sequence}
            here = update(FEED_EVENT).where(FEED_EVENT.c.id == row.id)
            connection.execute(here.values(changed_at=moment.at, cancelled=False, **values))
        elif not row.cancelled:
            _cancel(connection, moment, [row], cancel)
    for uid, body in events.items():
        values = {"deliverable_id": deliverable, "uid": uid, "lang": lang, "fingerprint": item.fingerprint}
        connection.execute(
            insert(FEED_EVENT).values(sequence=sequence, changed_at=moment.at, cancelled=False, body=body, **values)
        )
    return 1


def _cancel(connection: Connection, moment: Moment, rows: list[Any], cancel: Cancel) -> int:
    for row in rows:
        body = cancel(row.body, row.sequence + 1, moment.at)
        values = {"body": body, "sequence": row.sequence + 1, "changed_at": moment.at, "cancelled": True}
        connection.execute(update(FEED_EVENT).where(FEED_EVENT.c.id == row.id).values(**values))
    return len(rows)
