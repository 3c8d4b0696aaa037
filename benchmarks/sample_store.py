"""A database of a size nobody has yet: 100,000 deliverables with their ladders, and the portfolio that owns them.

What lives here: generated rows behind the real migrations, written once and copied for every round.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from arshjul.models.codes import Kind
from arshjul.models.portfolio import Portfolio
from arshjul.store.engine import open_database, sqlite_url

TODAY = dt.date(2024, 8, 27)
ACTORS, WHEELS = 400, 10
REVISION = 1
_STEPS = (("invitation", -28), ("before_7", -9), ("before_3", -5), ("last_day", 0), ("overdue", 1), ("manager", 6))
_DUE_TODAY = (0, 0, 0, 1, 1, 1, 2, 2, 3, 4)  # which rung it is that is due today, in turn
_KINDS = tuple(kind.value for kind in Kind)

Rung = tuple[int, int, str, str, str]
Made = tuple[int, dt.date, int, str]


def sample_portfolio() -> Portfolio:
    """400 actors, each with an owner, a deputy and a manager of its own."""
    roles = ("owner", "deputy", "manager")
    slugs = [_actor(number) for number in range(ACTORS)]
    people = {
        f"{role}-{s}": {"name": f"{role} {s}", "email": f"{role}.{s}@example.no"} for s in slugs for role in roles
    }
    entries = {s: {**{role: f"{role}-{s}" for role in roles}, "source": {"type": "none"}} for s in slugs}
    office = {"name": {"nb": "Kontoret", "en": "The office"}, "email": "kontoret@example.no"}
    return Portfolio.model_validate(
        {"schema": 1, "portfolio": "sample", "office": office, "people": people, "actors": entries}
    )


def write_store(path: Path, deliverables: int, percent: int) -> None:
    """A migrated SQLite file in which `percent` of the deliverables have a rung that is due today.

    Of the others two thirds lie ahead with all their rungs open; the rest are delivered or, one in twenty, overdue with a
    manager's rung that nobody has confirmed. Of those due today every tenth is delivered already. Rows stand in the
    order in which loading ten wheels writes them: wheel by wheel, by due date.
    """
    open_database(sqlite_url(path)).close()
    at = "2024-01-15 00:00:00.000000"
    made = sorted(_made(number, 100 // percent) for number in range(deliverables))
    items = [(place, *item) for place, item in enumerate(made, 1)]
    connection = sqlite3.connect(path)
    with connection:
        columns = "seq at recorded_at actor kind subject before after why hash"
        _insert(connection, "event", columns, [(1, at, at, "x", "x", "x", "", "", "", "x")])
        wheels = ((no, f"sample-{no}", 2024, "x", "{}", at) for no in range(1, WHEELS + 1))
        _insert(connection, "wheel", "id slug year digest body loaded_at", wheels)
        columns = "id wheel_id document_type occurrence actor kind state revision opens_on content_digest key"
        _insert(connection, "deliverable", columns, (_deliverable(*item) for item in items))
        columns = "deliverable_id no due last_workday latest basis disputed cause event_seq"
        _insert(
            connection,
            "due_revision",
            columns,
            ((i, 1, *[str(due)] * 3, "stated", 0, "x", 1) for i, _, due, *_ in items),
        )
        rungs = [(no, *rung) for no, rung in enumerate(_all_rungs(deliverables, percent), 1)]
        columns = "id deliverable_id revision step fire_on void"
        _insert(connection, "ladder_step", columns, ((*rung[:5], False) for rung in rungs))
        columns = "step_id deliverable_id revision step fire_on"
        _insert(connection, "open_rung", columns, (rung[:5] for rung in rungs if _asks(*rung)))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def write_plain_steps(connection: sqlite3.Connection, deliverables: int, percent: int) -> None:
    """The same rungs in one table with a state and a partial index over the open ones: what the floor works on."""
    connection.execute(
        "CREATE TABLE plain_step (id INTEGER PRIMARY KEY, deliverable_id, revision, step, fire_on, state)"
    )
    rungs = ((no, *rung) for no, rung in enumerate(_all_rungs(deliverables, percent), 1))
    with connection:
        _insert(connection, "plain_step", "id deliverable_id revision step fire_on state", rungs)
        connection.execute("CREATE INDEX plain_open ON plain_step (fire_on) WHERE state = 'open'")


def _all_rungs(deliverables: int, percent: int) -> Iterator[Rung]:
    made = sorted(_made(number, 100 // percent) for number in range(deliverables))
    return (rung for place, (_, due, _, state) in enumerate(made, 1) for rung in _ladder(place, state, due))


def _asks(_no: int, _deliverable: int, _revision: int, step: str, _day: str, state: str) -> bool:
    """Whether the rung waits for its day, and not for an officer."""
    return state == "open" and step != "manager"


def _insert(connection: sqlite3.Connection, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    names = columns.split()
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)


def _made(number: int, every: int) -> Made:
    """Wheel, deadline and state of one deliverable."""
    wheel, turn, state = 1 + number % WHEELS, number // every, "planned"
    if number % every == 0:
        due = TODAY - dt.timedelta(days=_STEPS[_DUE_TODAY[turn % len(_DUE_TODAY)]][1])
        state = "complete" if turn % 10 == 9 - (turn // 10) % 10 else "open"
        wheel = 1 + turn % WHEELS
    elif number % 3 == 0:
        due = TODAY - dt.timedelta(days=10 + number % 200)
        state = "open" if number % 20 == 0 else "complete"
    else:
        due = TODAY + dt.timedelta(days=40 + number % 300)
    return wheel, due, number, state


def _deliverable(place: int, wheel: int, due: dt.date, number: int, state: str) -> tuple[object, ...]:
    paper, actor, kind = f"paper-{number}", _actor((number + number // 100) % ACTORS), _KINDS[number % len(_KINDS)]
    opens = due + dt.timedelta(days=_STEPS[0][1])
    key = f"sample-{wheel}.{paper}.2024.{actor}"
    return place, wheel, paper, "2024", actor, kind, state, REVISION, str(opens), "x" * 16, key


def _ladder(deliverable: int, state: str, due: dt.date) -> Iterator[Rung]:
    """The rungs of one deadline, with the state they have on the morning of today."""
    for step, days in _STEPS:
        day = due + dt.timedelta(days=days)
        if day >= TODAY:
            rung = "open"
        elif step == "manager":
            rung = "open" if state == "open" else "spent"
        else:
            rung = "fired"
        yield deliverable, REVISION, step, str(day), rung


def _actor(number: int) -> str:
    return f"actor-{number:03d}"
