"""Holding the log of events, and the rows of history that each of them brought, against hashes and digests.

What lives here: reading events in handfuls and comparing, with little memory however long the log is. What the digests
cover is `chain.py`; everything else that can be held against something is `audit.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from arshjul.store import chain
from arshjul.store.schema import EVENT, SETTING

_HANDFUL = 1000
_FIRST, _LAST = -(2**31), 2**31 - 1
Tell = Callable[[int, int], None]
"""Told now and then how many events are done, and of how many."""


class Flaw(NamedTuple):
    """One thing that is not as written.

    `what`: `missing`, `altered` or `added` (of an event or a row of `table`), `rows` (the rows of an event, none of them
    in particular), `body` (a text that is not the one its digest was taken of), `state` (what stands is not what history
    says), `told` (a mark of when an owner was told, which no message bears out), `off` (a trigger that is missing or
    refuses nothing), `unreadable`, or for the end of the log outside the database `cut_off`, `differs` and `absent`.
    """

    what: str
    table: str
    row: str
    event: int | None = None


def nobody(done: int, total: int) -> None:
    """Tells nobody how far it has come."""


def sealed_from(connection: Connection) -> int:
    """The first event whose rows are covered: 1, but in a database that is older than that."""
    found = connection.execute(select(SETTING.c.value).where(SETTING.c.name == "sealed_from")).scalar()
    return int(found) if found and found.isdecimal() else 1


def flaws(connection: Connection, tell: Tell = nobody) -> Iterator[Flaw]:
    """Everything in the log, and in the rows that it covers, that is not what was written; in the order of events."""
    covered = sealed_from(connection)
    total = int(connection.execute(select(func.count()).select_from(EVENT)).scalar_one())
    yield from _outside(connection, _FIRST, 0)
    last, done, size = (0, ""), 0, _HANDFUL
    while True:
        try:
            handful, rows = _read(connection, last[0], size)
        except ValueError:  # SQLite takes any text for a date
            if size > 1:
                size = 1
                continue
            last, size = _link(connection, last[0]), _HANDFUL
            yield Flaw("unreadable", "event", str(last[0]), last[0])
            continue
        if not handful:
            break
        yield from _check(handful, rows, last, covered)
        last = (handful[-1].seq, handful[-1].hash)
        done += len(handful)
        tell(done, total)
    yield from _outside(connection, last[0] + 1, _LAST)


def _read(connection: Connection, after: int, size: int) -> tuple[list[Any], dict[int, list[chain.Row]]]:
    query = select(EVENT).where(EVENT.c.seq > after).order_by(EVENT.c.seq).limit(size)
    found = list(connection.execute(query))
    return found, chain.rows_between(connection, after + 1, found[-1].seq) if found else {}


def _link(connection: Connection, after: int) -> tuple[int, str]:
    """Number and hash of the next event, whatever else it says."""
    query = select(EVENT.c.seq, EVENT.c.hash).where(EVENT.c.seq > after).order_by(EVENT.c.seq).limit(1)
    seq, stored = connection.execute(query).one()
    return int(seq), str(stored)


def _check(
    handful: list[Any], rows: dict[int, list[chain.Row]], before: tuple[int, str], covered: int
) -> Iterator[Flaw]:
    last, previous = before
    for event in handful:
        if event.seq != last + 1:
            yield from _gap(last + 1, event.seq - 1, rows)
        elif event.hash != _hash(previous, event, covered):
            yield Flaw("altered", "event", str(event.seq), event.seq)
        written = rows.get(event.seq, [])
        if event.seq >= covered and event.rows != chain.digest(written):
            yield from _rows(event, written)
        last, previous = event.seq, event.hash


def _hash(previous: str, event: Any, covered: int) -> str:
    if event.seq < covered:
        return chain.chained_of_old(previous, event)
    return chain.chained(previous, event, event.rows)


def _gap(first: int, last: int, rows: dict[int, list[chain.Row]]) -> Iterator[Flaw]:
    """Events that are not there; the one after them cannot be held against anything."""
    yield Flaw("missing", "event", str(first) if first == last else f"{first}–{last}", first)
    for seq in sorted(seq for seq in rows if first <= seq <= last):
        yield from (Flaw("added", row.table, str(row.id), seq) for row in rows[seq])


def _rows(event: Any, written: list[chain.Row]) -> Iterator[Flaw]:
    """Which rows of an event are not the ones it brought, as far as its digest tells."""
    told = chain.marks(event.rows)
    there = {(row.table, row.id): row.mark for row in written}
    found = [Flaw("missing", table, str(id_), event.seq) for table, id_ in told if (table, id_) not in there]
    found += [Flaw("added", table, str(id_), event.seq) for table, id_ in there if (table, id_) not in told]
    for place, mark in there.items():
        if told.get(place, mark) != mark:
            found.append(Flaw("altered", place[0], str(place[1]), event.seq))
    yield from found or [Flaw("rows", "event", str(event.seq), event.seq)]


def _outside(connection: Connection, first: int, last: int) -> Iterator[Flaw]:
    """Events and rows before the first event and after the last one."""
    here = EVENT.c.seq.between(first, last)
    for seq in connection.execute(select(EVENT.c.seq).where(here).order_by(EVENT.c.seq)).scalars().all():
        yield Flaw("added", "event", str(seq), seq)
    for seq, rows in sorted(chain.rows_between(connection, first, last).items()):
        yield Flaw("missing", "event", str(seq), seq)
        yield from (Flaw("added", row.table, str(row.id), seq) for row in rows)
