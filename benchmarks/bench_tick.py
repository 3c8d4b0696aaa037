"""The daily tick over 100,000 deliverables: which rungs fire today, and the notices and messages that follow.

What lives here: the product's `decide_on` on an SQLite file against one raw INSERT..SELECT ON CONFLICT that
writes the same notices and nothing else. Beside it stand raw statements that leave all the rows that the product
leaves: the messages too, and the rungs closed.
"""

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from measuring import Line, Run, compare, tell
from sample_store import TODAY, sample_portfolio, write_plain_steps, write_store
from sqlalchemy import text

from arshjul.flows.loading import sync_people
from arshjul.flows.parts import Parts
from arshjul.flows.reminding import decide_on
from arshjul.models.moment import Moment
from arshjul.models.portfolio import Portfolio
from arshjul.store.engine import Database, open_database, sqlite_url

DELIVERABLES, PERCENT, ROUNDS = 100_000, (2, 10), 7
AIM, RERUN_AIM = 3.0, 1.0
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC)

_FLOOR = """
INSERT INTO notice (deliverable_id, revision, step, person_id, message_id, dropped)
SELECT s.deliverable_id, s.revision, s.step, told.person_id, told.message_id, 0
FROM {rungs} AS s
JOIN deliverable AS d ON d.id = s.deliverable_id AND d.revision = s.revision
JOIN told ON told.actor = d.actor AND told.step = s.step
WHERE {still_open} s.fire_on <= ? AND d.state IN ('planned', 'open')
ON CONFLICT DO NOTHING
"""
_OVER_INDEX = _FLOOR.format(rungs="plain_step", still_open="s.state = 'open' AND")
_OVER_OURS = _FLOOR.format(rungs="open_rung", still_open="")
_TOLD = """
INSERT INTO told SELECT DISTINCT d.actor, n.step, n.person_id, n.message_id
FROM ours.notice AS n JOIN deliverable AS d ON d.id = n.deliverable_id
"""
_CLOSE = """
DELETE FROM open_rung WHERE fire_on <= ? AND step_id IN (
  SELECT s.step_id FROM open_rung AS s JOIN deliverable AS d ON d.id = s.deliverable_id AND d.revision = s.revision
  WHERE s.fire_on <= ?)
"""
_RUNGS = "SELECT count(*), sum(step_id) FROM open_rung"
_NOTICES = "SELECT deliverable_id, revision, step, person_id FROM notice ORDER BY 1, 2, 3, 4"


def run(deliverables: int = DELIVERABLES) -> list[Line]:
    """First the tick that finds something, then the same again; for each share of rungs that are due."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="arshjul-bench-") as folder:
        for percent in PERCENT:
            bench = _Bench(Path(folder), deliverables, percent)
            work = f"tick over {deliverables:,} deliverables, {percent} % of them with a rung due"
            lines.append(Line(work, *compare(bench.floor, bench.ours, ROUNDS), AIM))
            lines.append(
                Line("  against raw statements for all its rows", *compare(bench.whole, bench.ours, ROUNDS), None)
            )
            lines.append(
                Line("  a second tick the same day", *compare(bench.floor_again, bench.ours_again, ROUNDS), RERUN_AIM)
            )
            tell(f"  each writing {bench.notices:,} notices")
            bench.close()
    return lines


@dataclass(slots=True)
class _Bench:
    """Prepares runs on fresh copies of one database. Both sides write the same notices; that is looked after once."""

    folder: Path
    deliverables: int
    percent: int
    notices: int = 0
    portfolio: Portfolio = field(default_factory=sample_portfolio)
    database: Database | None = None
    opened: list[sqlite3.Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        tell(f"writing {self.deliverables:,} deliverables, {self.percent} % due")
        write_store(self.template, self.deliverables, self.percent)
        database = open_database(sqlite_url(self.template))
        sync_people(self._parts(database))
        database.close()
        self.ours()()
        ours = self._written()
        self._prepare_told()
        self.floor()()
        if ours[0] != self._written()[0] or not ours[0]:
            raise AssertionError("both sides must write the same notices")
        self.whole()()
        if ours != self._written():
            raise AssertionError("both sides must leave the same notices and rungs")
        self.notices = len(ours[0])

    @property
    def template(self) -> Path:
        return self.folder / f"template-{self.percent}.db"

    @property
    def prepared(self) -> Path:
        return self.folder / f"prepared-{self.percent}.db"

    @property
    def copy(self) -> Path:
        return self.folder / "copy.db"

    def ours(self) -> Run:
        """The stage of the product, on an opened database."""
        self._fresh(self.template)
        return self._tick()

    def ours_again(self) -> Run:
        """The same stage after it has run once."""
        self.ours()()
        return self._tick()

    def floor(self) -> Run:
        """One statement in one transaction, on an opened database with the same settings."""
        self._fresh(self.prepared)
        return self._raw()

    def whole(self) -> Run:
        """Statements for everything that the tick leaves, but for its event; the messages' text is there before."""
        self._fresh(self.prepared)
        connection = self._connect()
        connection.execute("CREATE TABLE ready AS SELECT * FROM message")
        connection.execute("DELETE FROM message")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        today = TODAY.isoformat()

        def every_row() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO message SELECT * FROM ready")
            connection.execute(_OVER_OURS, (today,))
            connection.execute(_CLOSE, (today, today))
            connection.execute("COMMIT")

        return every_row

    def floor_again(self) -> Run:
        """The same statement after it has run once."""
        self.floor()()
        return self._raw()

    def close(self) -> None:
        """Let go of what is open."""
        if self.database:
            self.database.close()
        while self.opened:
            self.opened.pop().close()

    def _fresh(self, source: Path) -> None:
        self.close()
        for ending in ("-wal", "-shm", ".head"):
            self.copy.with_name(self.copy.name + ending).unlink(missing_ok=True)
        shutil.copyfile(source, self.copy)

    def _tick(self) -> Run:
        """Opens the file anew; statements stay compiled from round to round, as in a process that runs on."""
        if self.database is None:
            self.database = open_database(sqlite_url(self.copy))
        parts = self._parts(self.database)
        with self.database.read() as connection:
            people = {slug: id_ for id_, slug in connection.execute(text("SELECT id, slug FROM person"))}

        def one_transaction() -> None:
            with parts.database.write() as connection:
                decide_on(connection, parts, people)

        return one_transaction

    def _parts(self, database: Database) -> Parts:
        return Parts(database, self.portfolio, self.folder, (), Moment(NOON, NOON), {})

    def _raw(self) -> Run:
        connection = self._connect()

        def one_statement() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_OVER_INDEX, (TODAY.isoformat(),))
            connection.execute("COMMIT")

        return one_statement

    def _connect(self, path: Path | None = None) -> sqlite3.Connection:
        """A connection with the settings the product's have."""
        connection = sqlite3.connect(path or self.copy, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT version_num FROM alembic_version")
        self.opened.append(connection)
        return connection

    def _written(self) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        connection = self._connect()
        return connection.execute(_NOTICES).fetchall(), connection.execute(_RUNGS).fetchall()

    def _prepare_told(self) -> None:
        """For the floor: the same messages, and who is told of what, ready before the clock starts."""
        self.close()
        shutil.copyfile(self.template, self.prepared)
        connection = self._connect(self.prepared)
        connection.execute("ATTACH ? AS ours", (str(self.copy),))
        connection.execute("INSERT INTO message SELECT * FROM ours.message")
        connection.execute(
            "CREATE TABLE told (actor, step, person_id, message_id, PRIMARY KEY (actor, step, person_id))"
        )
        connection.execute(_TOLD)
        connection.execute("DETACH ours")
        write_plain_steps(connection, self.deliverables, self.percent)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
