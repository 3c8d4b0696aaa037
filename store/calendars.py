"""Calendar events as bytes, rendered once per revision and kept.

What lives here: which kept events are still right, and raising SEQUENCE when one is not. Rendering is handed in.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, insert, select, update

from arshjul.models.codes import State
from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.judgements import newest_judgements
from arshjul.store.schema import DELIVERABLE, FEED_EVENT, FINDING, MEETING, MEETING_REVISION, WHEEL

GRACE = dt.timedelta(days=30)
Render = Callable[[int, dt.datetime], list[tuple[str, bytes]]]
Cancel = Callable[[bytes, int, dt.datetime], bytes]
_OWED_KEY = DELIVERABLE.c.key
_MEETING_KEY = WHEEL.c.slug + "." + MEETING.c.slug


class Attending(NamedTuple):
    """In whose calendars a meeting stands: those who meet, and who answers for what of these kinds is handed in for it."""

    actors: tuple[str, ...]
    kinds: tuple[str, ...]


class Wanted(NamedTuple):
    """What the events of a deliverable, or of a meeting, should show.

    `render(sequence, changed_at)` gives uid and bytes of each. `attending` is None for a deliverable, which knows its actor.
    """

    key: str
    initiatives: tuple[str, ...]
    fingerprint: str
    render: Render
    attending: Attending | None = None


class Kept(NamedTuple):
    """One event ready to be joined into a calendar."""

    key: str
    actors: tuple[str, ...]
    uid: str
    initiatives: frozenset[str]
    body: bytes
    changed_at: dt.datetime


class Lack(NamedTuple):
    """What one finding of a judgement is, without its words."""

    code: str
    severity: str
    maker: str


def sync(connection: Connection, moment: Moment, lang: str, wanted: Iterable[Wanted], cancel: Cancel) -> int:
    """Make the kept events equal to what is wanted; returns how many changed. Unchanged ones are not rendered.

    Cancelled deliverables and meetings that are called off have theirs cancelled; a deliverable that was delivered before
    it left the wheel keeps its own. Of what stays as it is no bytes are read.
    """
    stored: dict[str, list[Any]] = {}
    for row in (*connection.execute(_of_deliverables(lang)), *connection.execute(_of_meetings(lang))):
        stored.setdefault(row.key, []).append(row)
    ids = _ids(connection)
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
    joined = select(DELIVERABLE.c.actor, FEED_EVENT.c.actors, FEED_EVENT.c.initiatives).select_from(
        FEED_EVENT.outerjoin(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    )
    rows = list(connection.execute(joined.where(FEED_EVENT.c.lang == lang).distinct()))
    actors = {slug for row in rows for slug in ([row.actor] if row.actor else row.actors.split())}
    return actors, {slug for row in rows for slug in row.initiatives.split()}


def kept(connection: Connection, moment: Moment, lang: str) -> list[Kept]:
    """Every event to show: those in force, and cancelled ones for a grace period."""
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.actor, FEED_EVENT).select_from(
        FEED_EVENT.outerjoin(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    )
    rows = connection.execute(query.where(FEED_EVENT.c.lang == lang).order_by(FEED_EVENT.c.uid))
    limit = moment.at - GRACE
    return [
        Kept(
            row.key or row.uid,
            (row.actor,) if row.actor else tuple(row.actors.split()),
            row.uid,
            frozenset(row.initiatives.split()),
            row.body,
            row.changed_at,
        )
        for row in rows
        if not row.cancelled or row.changed_at >= limit
    ]


def lacks(connection: Connection) -> dict[str, list[Lack]]:
    """What the judgement of each deliverable's newest version found, by key; nothing found is an empty list."""
    last = newest_judgements()
    query = (
        select(_OWED_KEY, FINDING.c.code, FINDING.c.severity, FINDING.c.maker)
        .join(last, last.c.deliverable_id == DELIVERABLE.c.id)
        .outerjoin(FINDING, FINDING.c.judgement_id == last.c.id)
    )
    found: dict[str, list[Lack]] = {}
    for key, code, severity, maker in connection.execute(query):
        here = found.setdefault(key, [])
        if code is not None:
            here.append(Lack(code, severity, maker))
    return found


def kept_of(connection: Connection, key: str, lang: str) -> Any:
    """Fingerprint, sequence and changed_at of a deliverable's event in force; None while none is kept."""
    columns = (FEED_EVENT.c.fingerprint, FEED_EVENT.c.sequence, FEED_EVENT.c.changed_at)
    query = select(*columns).join(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    here = (DELIVERABLE.c.key == key) & (FEED_EVENT.c.lang == lang) & FEED_EVENT.c.cancelled.is_(False)
    return connection.execute(query.where(here).order_by(FEED_EVENT.c.sequence.desc())).first()


_MARKS = (
    FEED_EVENT.c.id, FEED_EVENT.c.uid, FEED_EVENT.c.sequence, FEED_EVENT.c.fingerprint, FEED_EVENT.c.cancelled,
)  # fmt: skip


def _of_deliverables(lang: str) -> Any:
    query = select(*_MARKS, _OWED_KEY.label("key"), DELIVERABLE.c.state)
    query = query.join(DELIVERABLE, DELIVERABLE.c.id == FEED_EVENT.c.deliverable_id)
    return query.where(FEED_EVENT.c.lang == lang)


def _of_meetings(lang: str) -> Any:
    here = and_(MEETING_REVISION.c.meeting_id == MEETING.c.id, MEETING_REVISION.c.no == MEETING.c.revision)
    query = select(*_MARKS, _MEETING_KEY.label("key"), MEETING_REVISION.c.state)
    query = query.join(MEETING, MEETING.c.id == FEED_EVENT.c.meeting_id).join(WHEEL, WHEEL.c.id == MEETING.c.wheel_id)
    return query.join(MEETING_REVISION, here).where(FEED_EVENT.c.lang == lang)


def _ids(connection: Connection) -> dict[str, dict[str, int]]:
    """The column by which an event refers to each deliverable and each meeting, with its value."""
    owed = connection.execute(select(_OWED_KEY, DELIVERABLE.c.id)).all()
    query = select(_MEETING_KEY, MEETING.c.id).join(WHEEL, WHEEL.c.id == MEETING.c.wheel_id)
    met = connection.execute(query).all()
    return {key: {"deliverable_id": id_} for key, id_ in owed} | {key: {"meeting_id": id_} for key, id_ in met}


def _replace(
    connection: Connection, moment: Moment, lang: str, about: dict[str, int], item: Wanted, old: list[Any],
    cancel: Cancel,
) -> int:  # fmt: skip
    """Write the item's events anew; how many rows changed. One that awaits a date, and always has, changes none."""
    if _shows_the_same(connection, item, [row.id for row in old if not row.cancelled]):
        return 0
    sequence = max((row.sequence + 1 for row in old), default=0)
    rendered = dict(item.render(sequence, moment.at))
    gone = [row for row in old if not row.cancelled and row.uid not in rendered]
    changed = _cancel(connection, moment, gone, cancel) + len(rendered)
    shown = {"fingerprint": item.fingerprint, "initiatives": " ".join(item.initiatives), "sequence": sequence}
    shown |= {"changed_at": moment.at, "cancelled": False}
    if item.attending is not None:
        shown |= {name: " ".join(ids) for name, ids in item.attending._asdict().items()}
    for row in old:
        if row.uid in rendered:
            here = update(FEED_EVENT).where(FEED_EVENT.c.id == row.id)
            connection.execute(here.values(body=rendered.pop(row.uid), **shown))
    for uid, body in rendered.items():
        connection.execute(insert(FEED_EVENT).values(uid=uid, lang=lang, body=body, **about, **shown))
    return changed


def _shows_the_same(connection: Connection, item: Wanted, live: list[int]) -> bool:
    """Whether what changed is nothing that these events show; then their mark is renewed and their bytes stay."""
    here = FEED_EVENT.c.id.in_(live)
    columns = (
        FEED_EVENT.c[name] for name in ("uid", "body", "sequence", "changed_at", "initiatives", "actors", "kinds")
    )
    rows = list(connection.execute(select(*columns).where(here)))
    if len({row[2:] for row in rows}) != 1:
        return False
    _, _, sequence, changed_at, initiatives, actors, kinds = rows[0]
    among = item.attending or Attending((), ())
    if (item.initiatives, *among) != (tuple(initiatives.split()), tuple(actors.split()), tuple(kinds.split())):
        return False
    if dict(item.render(sequence, changed_at)) != {row.uid: row.body for row in rows}:
        return False
    connection.execute(update(FEED_EVENT).where(here).values(fingerprint=item.fingerprint))
    return True


def _cancel(connection: Connection, moment: Moment, rows: list[Any], cancel: Cancel) -> int:
    for row in rows:
        here = FEED_EVENT.c.id == row.id
        old = connection.execute(select(FEED_EVENT.c.body).where(here)).scalar_one()
        body = cancel(old, row.sequence + 1, moment.at)
        values = {"body": body, "sequence": row.sequence + 1, "changed_at": moment.at, "cancelled": True}
        connection.execute(update(FEED_EVENT).where(here).values(**values))
    return len(rows)
