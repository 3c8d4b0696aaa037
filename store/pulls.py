"""What the actors' sources gave: pulls, versions of reports, and faults.

What lives here: recording in the caller's transaction. Reading the sources is the report room's.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from arshjul.models.codes import State
from arshjul.models.moment import Moment
from arshjul.store import events, standing
from arshjul.store.schema import DELIVERABLE, FAULT, PULL, SOURCE_MEMORY, SUBMISSION

GONE_SILENT = "gone_silent"
NOT_SHOWN = "event_not_shown"
"""An event that could not be written, so that calendars show the rest without it."""
UNREADABLE = frozenset({"unreadable_report", "link_refused"})
"""Faults of one file: other words about it are another fault, for somebody has tried to mend it."""
NOTICED = {GONE_SILENT: "silence.noticed", NOT_SHOWN: "calendar.noticed"}
"""Faults that no look into a source finds, and the kind of event in which each is recorded."""
OUT_OF_REACH = "?"
"""Stands for the source in the row of a pull that could not look; it says nothing of how much there is."""
_NOT_LOOKED = frozenset({"source_missing", "source_unreadable", "source_unreachable"})
_OVER_HTTP = "http_"
_TAKES_REPORTS = [
    state.value for state in (State.PLANNED, State.OPEN, State.RECEIVED, State.INCOMPLETE, State.COMPLETE)
]


class Arrived(NamedTuple):
    """One readable report or envelope, not seen before."""

    key: str
    digest: str
    name: str
    submitted_by: str
    submitted_at: dt.datetime
    body: bytes


class FaultValues(NamedTuple):
    """Something that stopped a report from being taken."""

    code: str
    name: str
    message_nb: str
    message_en: str
    deliverable_key: str | None = None


class PullValues(NamedTuple):
    """One look into one actor's source."""

    actor: str
    source: str
    digest: str
    seen: int
    arrived: Sequence[Arrived]
    faults: Sequence[FaultValues]


def known_digests(connection: Connection, actor_keys: Iterable[str]) -> frozenset[str]:
    """Digests of everything already taken for these deliverables."""
    query = select(SUBMISSION.c.digest).join(DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id)
    keys = list(actor_keys)
    return frozenset(connection.execute(query.where(DELIVERABLE.c.key.in_(keys))).scalars()) if keys else frozenset()


def previous_seen(connection: Connection, actor: str) -> int | None:
    """How many files the actor's source held when it last held any; None when it never did.

    Looks that found nothing, or could not look, do not count: a source that stays empty stays a fault.
    """
    query = select(PULL.c.seen).where(PULL.c.actor == actor, PULL.c.seen > 0).order_by(PULL.c.id.desc()).limit(1)
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


class Look(NamedTuple):
    """One look into an actor's source: how many report files it held, how many were new, and whether faults were found."""

    at: dt.datetime
    actor: str
    source: str
    seen: int
    taken: int
    verdict: str
    digest: str


def looks(connection: Connection, until: dt.datetime, most: int, actor: str | None = None) -> list[Look]:
    """The last looks until an instant, newest first; those into one actor's source when it is named."""
    query = select(*(PULL.c[name] for name in Look._fields)).where(PULL.c.at <= until)
    if actor is not None:
        query = query.where(PULL.c.actor == actor)
    return [Look(*row) for row in connection.execute(query.order_by(PULL.c.id.desc()).limit(most))]


def record(connection: Connection, moment: Moment, pull: PullValues) -> int:
    """Record one pull: new versions get their number, faults open or close. Returns how many were taken."""
    ids = _ids(connection, [item.key for item in pull.arrived])
    fresh = [item for item in pull.arrived if item.key in ids and not _known(connection, ids[item.key], item.digest)]
    row = {"actor": pull.actor, "source": pull.source, "at": moment.at, "digest": pull.digest, "seen": pull.seen}
    verdict = "faults" if pull.faults else "ok"
    connection.execute(insert(PULL).values(taken=len(fresh), verdict=verdict, **row))
    looked = pull.source != OUT_OF_REACH and not any(_of_source(fault.code) for fault in pull.faults)
    found = FAULT.c.code.not_in(list(NOTICED))
    after = _sync(connection, moment, pull.actor, pull.faults, found, closing=looked)
    if fresh:
        after["received"] = [{"key": item.key, "digest": item.digest, "name": item.name} for item in fresh]
    if after:
        seq = events.append(connection, moment, "source.pulled", pull.actor, after=after)
        for item in fresh:
            _take(connection, moment, ids[item.key], item, seq)
    return len(fresh)


def submit(connection: Connection, moment: Moment, deliverable: int, item: Arrived, by: str) -> int | None:
    """Take one version that somebody hands in, `by` as history names people; its number, None when it is here already."""
    if _known(connection, deliverable, item.digest):
        return None
    after = {"received": [{"key": item.key, "digest": item.digest, "name": item.name}]}
    seq = events.append(connection, moment, "report.submitted", item.key, after=after, actor=by)
    return _take(connection, moment, deliverable, item, seq)


def last_taken(connection: Connection, actor_keys: Iterable[str]) -> dict[str, str]:
    """Names of the files taken for these deliverables, each with the key that it was last taken for."""
    query = select(SUBMISSION.c.name, DELIVERABLE.c.key).join(
        DELIVERABLE, DELIVERABLE.c.id == SUBMISSION.c.deliverable_id
    )
    query = query.where(DELIVERABLE.c.key.in_(list(actor_keys))).order_by(SUBMISSION.c.id)
    return dict(connection.execute(query).all())


def called_off(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that were owed once and are called off."""
    query = select(DELIVERABLE.c.key).where(DELIVERABLE.c.key.in_(keys), DELIVERABLE.c.state == State.CANCELLED.value)
    return frozenset(connection.execute(query).scalars())


def number_of(connection: Connection, deliverable: int, digest: str) -> int | None:
    """The number of the version with these bytes."""
    here = (SUBMISSION.c.deliverable_id == deliverable) & (SUBMISSION.c.digest == digest)
    return connection.execute(select(SUBMISSION.c.no).where(here)).scalar()


def _ids(connection: Connection, keys: list[str]) -> dict[str, int]:
    query = select(DELIVERABLE.c.key, DELIVERABLE.c.id).where(DELIVERABLE.c.key.in_(keys))
    return dict(connection.execute(query).all()) if keys else {}


def _known(connection: Connection, deliverable: int, digest: str) -> bool:
    here = (SUBMISSION.c.deliverable_id == deliverable) & (SUBMISSION.c.digest == digest)
    return connection.execute(select(SUBMISSION.c.id).where(here)).first() is not None


def _take(connection: Connection, moment: Moment, deliverable: int, item: Arrived, seq: int) -> int:
    """Write one version; returns its number."""
    last = select(func.max(SUBMISSION.c.no)).where(SUBMISSION.c.deliverable_id == deliverable)
    values: dict[str, Any] = item._asdict()
    values.pop("key")
    no = int(connection.execute(last).scalar() or 0) + 1
    values |= {"deliverable_id": deliverable, "no": no}
    connection.execute(insert(SUBMISSION).values(received_at=moment.at, event_seq=seq, **values))
    here = (DELIVERABLE.c.id == deliverable) & DELIVERABLE.c.state.in_(_TAKES_REPORTS)
    open_for_it = list(connection.execute(select(DELIVERABLE.c.id).where(here)).scalars())
    standing.put(connection, open_for_it, State.RECEIVED, seq)
    return no


def sync_noticed(connection: Connection, moment: Moment, actor: str, code: str, found: Sequence[FaultValues]) -> None:
    """Open an actor's faults of that code (one of `NOTICED`) that are found, close those that are over.

    Faults of the source itself are `record`'s.
    """
    after = _sync(connection, moment, actor, found, FAULT.c.code == code, closing=True)
    if after:
        events.append(connection, moment, NOTICED[code], actor, after=after)


def _sync(
    connection: Connection, moment: Moment, actor: str, found: Sequence[FaultValues], which: Any, *, closing: bool
) -> dict[str, Any]:
    """Open what is found and close what is not found any more: after a look that could not see, only what stood in the
    way of the one before. Returns what changed.
    """
    query = select(FAULT).where(FAULT.c.actor == actor, which)
    stored = {(row.code, row.name): row for row in connection.execute(query)}
    wanted = {(fault.code, fault.name): fault for fault in found}
    opened, said = [], []
    for place, fault in wanted.items():
        old = stored.get(place)
        values = fault._asdict() | {"last_at": moment.at, "open": True}
        if old is None or not old.open:
            opened.append(place)
            values["first_at"] = moment.at
        if old is None or not old.open or words(old) != words(fault):
            said.append((*place, *words(fault)))
            values |= {"first_at": moment.at} if fault.code in UNREADABLE else {}
        if old is None:
            connection.execute(insert(FAULT).values(actor=actor, **values))
        else:
            connection.execute(update(FAULT).where(FAULT.c.id == old.id).values(**values))
    gone = [
        row for place, row in stored.items() if (closing or _of_source(row.code)) and place not in wanted and row.open
    ]
    if gone:
        connection.execute(update(FAULT).where(FAULT.c.id.in_([row.id for row in gone])).values(open=False))
    changed = {"opened": opened, "said": said, "closed": [(row.code, row.name) for row in gone]}
    return {name: places for name, places in changed.items() if places}


def words(fault: Any) -> tuple[str | None, str, str]:
    """What a fault is about, and how that is said in both languages: what past boards show of it."""
    return fault.deliverable_key, fault.message_nb, fault.message_en


def _of_source(code: str) -> bool:
    """Whether a fault says that a source, or a part of it, could not be looked into."""
    return code in _NOT_LOOKED or code.startswith(_OVER_HTTP)


def memory(connection: Connection, actor: str) -> str:
    """What the last look into the actor's source kept; empty when nothing."""
    return str(connection.execute(select(SOURCE_MEMORY.c.body).where(SOURCE_MEMORY.c.actor == actor)).scalar() or "")


def remember(connection: Connection, actor: str, body: str) -> None:
    """Keep something for the next look. Mere bookkeeping: it has no event."""
    here = SOURCE_MEMORY.c.actor == actor
    held = connection.execute(select(SOURCE_MEMORY.c.body).where(here)).scalar()
    if held is None:
        connection.execute(insert(SOURCE_MEMORY).values(actor=actor, body=body))
    elif held != body:
        connection.execute(update(SOURCE_MEMORY).where(here).values(body=body))


def open_faults(connection: Connection) -> list[Any]:
    """Every open fault: actor, code, name, deliverable_key, message_nb, message_en, first_at; by the first three.

    Sorted here, since databases order letters each in its own way.
    """
    return sorted(
        connection.execute(select(FAULT).where(FAULT.c.open)), key=lambda row: (row.actor, row.code, row.name)
    )
