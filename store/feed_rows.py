"""What a calendar service reads: the kept events without and with their bytes, names, and whether anything is new.

What lives here: reading only. Keeping events right is `calendars.py`, who subscribes `subscriptions.py`.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from arshjul.store.pulls import NOT_SHOWN
from arshjul.store.schema import DELIVERABLE, EVENT, FAULT, FEED_EVENT, HANDOVER, WHEEL

_AT_ONCE = 500
_SHOWS_NOTHING = ("message.", "messages.", "reminders.", "feed.", "people.", "calendars.", "calendar.")
"""Kinds of events that leave what a calendar shows as it was."""


class Newest(NamedTuple):
    """The last event: while it is the same, nothing has changed."""

    seq: int
    hash: str
    at: dt.datetime


class Shown(NamedTuple):
    """A kept event without its bytes. `edition` differs whenever the bytes do.

    A deadline's `actors` and `kinds` are one each; a meeting's are those who meet and what is handed in for it, with blanks
    between.
    """

    id: int
    uid: str
    lang: str
    actors: str
    kinds: str
    initiatives: str
    changed_at: dt.datetime
    cancelled: bool
    edition: str


@dataclass(slots=True)
class Names:
    """What actors and initiatives of the loaded wheels are called, by id and language; members by group.

    `loaded_at`: when a wheel was loaded last, `handed_at`: when somebody was last said to take over from somebody.
    """

    actors: dict[str, Mapping[str, str]] = field(default_factory=dict)
    initiatives: dict[str, Mapping[str, str]] = field(default_factory=dict)
    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    loaded_at: dt.datetime | None = None
    handed_at: dt.datetime | None = None


def newest(connection: Connection) -> Newest | None:
    """The last event; None of an empty log."""
    query = select(EVENT.c.seq, EVENT.c.hash, EVENT.c.at).order_by(EVENT.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return Newest(row.seq, row.hash, row.at) if row else None


def anything_to_show_since(connection: Connection, seq: int) -> bool:
    """Whether something happened after event `seq` that a calendar may have to show."""
    kinds = connection.execute(select(EVENT.c.kind).where(EVENT.c.seq > seq).distinct()).scalars()
    return any(not kind.startswith(_SHOWS_NOTHING) for kind in kinds)


def happened(connection: Connection, event: Newest) -> bool:
    """Whether that event is in the log: if not, this is another database, or an older copy."""
    return connection.execute(select(EVENT.c.hash).where(EVENT.c.seq == event.seq)).scalar() == event.hash


def shown(connection: Connection, langs: Collection[str], since: dt.datetime | None = None) -> list[Shown]:
    """The kept events in these languages; only those changed at `since` or after when it is given."""
    kept, owed = FEED_EVENT.c, DELIVERABLE.c
    query = select(
        kept.id, kept.uid, kept.lang, func.coalesce(owed.actor, kept.actors), func.coalesce(owed.kind, kept.kinds),
        kept.initiatives, kept.changed_at, kept.cancelled, kept.sequence,
    ).select_from(FEED_EVENT.outerjoin(DELIVERABLE, owed.id == kept.deliverable_id))  # fmt: skip
    query = query.where(kept.lang.in_(list(langs)))
    if since is not None:
        query = query.where(kept.changed_at >= since)
    return [_shown(row) for row in connection.execute(query)]


def _shown(row: Any) -> Shown:
    """Words that many rows share are kept once: a service may hold tens of thousands of rows."""
    lang, actors, kinds, initiatives = map(intern, row[2:6])
    edition = f"{row.uid} {row.sequence} {row.changed_at.isoformat()} {row.cancelled}"
    return Shown(row.id, row.uid, lang, actors, kinds, initiatives, row.changed_at, row.cancelled, edition)


def bodies(connection: Connection, ids: Iterable[int]) -> Iterable[tuple[int, bytes]]:
    """Id and bytes of these events, a few hundred at a time."""
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        here = FEED_EVENT.c.id.in_(wanted[start : start + _AT_ONCE])
        for row in connection.execute(select(FEED_EVENT.c.id, FEED_EVENT.c.body).where(here)):
            yield row.id, row.body


def names(connection: Connection) -> Names:
    """Names and groups from the loaded wheels and what was added to them; the first wheel that knows an id names it."""
    handed = select(func.max(EVENT.c.at)).join(HANDOVER, HANDOVER.c.event_seq == EVENT.c.seq)
    found = Names(handed_at=connection.execute(handed).scalar())
    for row in connection.execute(select(WHEEL.c.body, WHEEL.c.loaded_at).order_by(WHEEL.c.slug)):
        told = json.loads(row.body)
        for part in (told, told.get("add") or {}):
            _add(found, part)
        found.loaded_at = max(found.loaded_at or row.loaded_at, row.loaded_at)
    return found


def _add(found: Names, part: Mapping[str, Any]) -> None:
    for slug, spec in (part.get("actors") or {}).items():
        found.actors.setdefault(slug, spec["name"])
        if spec.get("members"):
            found.groups.setdefault(slug, frozenset(spec["members"]))
    for slug, spec in (part.get("initiatives") or {}).items():
        found.initiatives.setdefault(slug, spec["name"])


def unshown(connection: Connection) -> list[str]:
    """What cannot be written into calendars as it is now: keys of deliverables and meetings, each with a language."""
    query = select(FAULT.c.name).where(FAULT.c.code == NOT_SHOWN, FAULT.c.open)
    return sorted(connection.execute(query).scalars())
