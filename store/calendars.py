"""Calendar events as bytes, rendered once per revision and kept.

What lives here: which kept events are still right, and raising SEQUENCE when one is not. Rendering is handed in.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from arshjul.models.codes import State
from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.schema import DELIVERABLE, FEED_EVENT

GRACE = dt.timedelta(days=30)
Render = Callable[[int, dt.datetime], list[tuple[str, bytes]]]
Cancel = Callable[[bytes, int, dt.datetime], bytes]


class Wanted(NamedTuple):
    """What a deliverable's events should show; `render(sequence, changed_at)` gives uid and bytes of each."""

    key: str
    initiatives: tuple[str, ...]
    fingerprint: str
    render: Render


class Kept(NamedTuple):
    """One event ready to be joined into a calendar."""

    key: str
    actor: str
    uid: str
    initiatives: frozenset[str]
    body: bytes
    changed_at: dt.datetime


def sync(connection: Connection, moment: Moment, lang: str, wanted: Iterable[Wanted], cancel: Cancel) -> int:
    """Make the kept events equal to what is wanted; returns how many changed. Unchanged ones are not rendered.

    Cancelled deliverables have theirs cancelled; one that was delivered before it left the wheel keeps its own.
    """
    stored: dict[str, list[Any]] = {}
    query = select(FEED_EVENT, DELIVERABLE.c.key, DELIVERABLE.c.state)
    query = query.join(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    for row in connection.execute(query.where(FEED_EVENT.c.lang == lang)):
        stored.setdefault(row.key, []).append(row)
    ids: dict[str, int] = dict(connection.execute(select(DELIVERABLE.c.key, DELIVERABLE.c.id)).all())
    changed = 0
    seen = set()
    for item in wanted:
        seen.add(item.key)
        old = stored.get(item.key, [])
        live = [row.fingerprint for row in old if not row.cancelled]
        if item.key in ids and (not live or any(mark != item.fingerprint for mark in live)):
            changed += _replace(connection, moment, lang, ids[item.key], item, old, cancel)
    for key, rows in stored.items():
        if key not in seen and rows[0].state == State.CANCELLED:
            changed += _cancel(connection, moment, [row for row in rows if not row.cancelled], cancel)
    if changed:
        events.append(connection, moment, "calendars.changed", lang, after=changed)
    return changed


def scopes_seen(connection: Connection, lang: str) -> tuple[set[str], set[str]]:
    """Actors and initiatives that any event, also one long gone, has stood under: their files may be there still."""
    joined = select(DELIVERABLE.c.actor, FEED_EVENT.c.initiatives).join(
        FEED_EVENT, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id
    )
    rows = list(connection.execute(joined.where(FEED_EVENT.c.lang == lang).distinct()))
    return {row.actor for row in rows}, {slug for row in rows for slug in row.initiatives.split()}


def kept(connection: Connection, moment: Moment, lang: str) -> list[Kept]:
    """Every event to show: those in force, and cancelled ones for a grace period."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.actor, FEED_EVENT).join(
        DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id
    )
    rows = connection.execute(query.where(FEED_EVENT.c.lang == lang).order_by(FEED_EVENT.c.uid))
    limit = moment.at - GRACE
    return [
        Kept(row.key, row.actor, row.uid, frozenset(row.initiatives.split()), row.body, row.changed_at)
        for row in rows
        if not row.cancelled or row.changed_at >= limit
    ]


def _replace(
    connection: Connection, moment: Moment, lang: str, deliverable: int, item: Wanted, old: list[Any], cancel: Cancel
) -> int:
    """Write the item's events anew; how many rows changed. One that awaits a date, and always has, changes none."""
    sequence = max((row.sequence + 1 for row in old), default=0)
    rendered = dict(item.render(sequence, moment.at))
    gone = [row for row in old if not row.cancelled and row.uid not in rendered]
    changed = _cancel(connection, moment, gone, cancel) + len(rendered)
    shown = {"fingerprint": item.fingerprint, "initiatives": " ".join(item.initiatives), "sequence": sequence}
    shown |= {"changed_at": moment.at, "cancelled": False}
    for row in old:
        if row.uid in rendered:
            here = update(FEED_EVENT).where(FEED_EVENT.c.id == row.id)
            connection.execute(here.values(body=rendered.pop(row.uid), **shown))
    for uid, body in rendered.items():
        new = {"deliverable_id": deliverable, "uid": uid, "lang": lang, "body": body}
        connection.execute(insert(FEED_EVENT).values(**new, **shown))
    return changed


def _cancel(connection: Connection, moment: Moment, rows: list[Any], cancel: Cancel) -> int:
    for row in rows:
        body = cancel(row.body, row.sequence + 1, moment.at)
        values = {"body": body, "sequence": row.sequence + 1, "changed_at": moment.at, "cancelled": True}
        connection.execute(update(FEED_EVENT).where(FEED_EVENT.c.id == row.id).values(**values))
    return len(rows)


def kept_of(connection: Connection, key: str, lang: str) -> Any:
    """Fingerprint, sequence and changed_at of a deliverable's event in force; None while none is kept."""
    columns = (FEED_EVENT.c.fingerprint, FEED_EVENT.c.sequence, FEED_EVENT.c.changed_at)
    query = select(*columns).join(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    here = (DELIVERABLE.c.key == key) & (FEED_EVENT.c.lang == lang) & FEED_EVENT.c.cancelled.is_(False)
    return connection.execute(query.where(here).order_by(FEED_EVENT.c.sequence.desc())).first()
