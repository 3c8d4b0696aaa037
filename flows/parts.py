"""The composition root of a day: real or in-memory parts put together from paths and an address.

What lives here: `Parts`, which every stage is handed, and the catalogue of compiled deliverables. No stage
opens a database, reads a portfolio or a clock by itself.
"""

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex

from arshjul.calendar.compile import compile_wheel, meetings
from arshjul.calendar.scopes import group_members
from arshjul.calendar.wheel_file import read_wheels
from arshjul.flows.settings import Settings
from arshjul.models.codes import Kind
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.lang import say
from arshjul.models.moment import Moment
from arshjul.models.portfolio import FolderSource, Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile
from arshjul.notifications.transports.base import Channel, Transport
from arshjul.notifications.transports.files import FilesTransport
from arshjul.reports.sources.base import Source
from arshjul.reports.sources.folder import FolderSource as Folder
from arshjul.store import wheels as stored
from arshjul.store.engine import Database, open_database
from arshjul.store.settings import bound_portfolio

CYCLES: dict[str, frozenset[Kind]] = {
    "delivery-plans": frozenset({Kind.DELIVERY_PLAN, Kind.PLANNED_TASKS, Kind.SIX_YEAR_PLAN, Kind.JOINT_PLAN}),
    "follow-up-reports": frozenset({Kind.FOLLOWUP_REPORT}),
    "tertial-reports": frozenset({Kind.TERTIAL_REPORT}),
    "proposals": frozenset({Kind.INITIATIVE_PROPOSAL, Kind.DISPOSITION_PROPOSAL, Kind.BUDGET_INPUT}),
    "other": frozenset({Kind.ANNUAL_REPORT, Kind.ANNUAL_STATEMENT, Kind.ASSIGNMENT, Kind.OTHER}),
}
"""The wheel's cycles by the kinds they hold; together they hold every kind once."""


@dataclass(slots=True)
class Catalogue:
    """The loaded wheels compiled: deliverables by key, with the wheel and meeting behind each."""

    wheels: list[WheelFile]
    deliverables: dict[str, Deliverable] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)

    @classmethod
    def of(
        cls, loaded: Iterable[tuple[WheelFile, Mapping[str, dt.date | None]]], delivered: Mapping[str, stored.Dated]
    ) -> "Catalogue":
        """Compile the wheels with the meeting dates in force; what is delivered keeps the deadline it had."""
        found = cls([])
        for wheel, moved in loaded:
            found.wheels.append(wheel)
            items = stored.in_force(compile_wheel(wheel, moved), delivered)
            found.deliverables |= {item.key: item for item in items}
            found.meetings |= {f"{wheel.id}.{item.id}": item for item in meetings(wheel, moved)}
        return found

    def wheel_of(self, item: Deliverable) -> WheelFile:
        """The wheel a deliverable belongs to."""
        return next(wheel for wheel in self.wheels if wheel.id == item.wheel)

    def meeting_of(self, item: Deliverable) -> Meeting | None:
        """The meeting a deliverable's date hangs on."""
        return self.meetings.get(f"{item.wheel}.{item.meeting}") if item.meeting else None

    def groups(self) -> dict[str, frozenset[str]]:
        """Groups and their members, over all wheels."""
        return {slug: members for wheel in self.wheels for slug, members in group_members(wheel.actors).items()}


@dataclass(slots=True)
class Parts:
    """What a run is made of. `moment` is read once and passed on; `at` gives the same parts at another moment."""

    database: Database
    portfolio: Portfolio
    folder: Path
    wheels: tuple[Path, ...]
    moment: Moment
    transports: Mapping[Channel, Transport]
    sources: Mapping[str, Source] = field(default_factory=dict)
    wheels_are_shipped: bool = False
    worker: str = field(default_factory=lambda: f"{os.getpid()}-{token_hex(4)}")
    _catalogue: tuple[object, Catalogue] | None = None

    def at(self, moment: Moment) -> "Parts":
        """The same parts at another moment."""
        return replace(self, moment=moment)

    def source(self, actor: str) -> Source | None:
        """Where an actor's status is pulled from; None for actors that send nothing."""
        if actor in self.sources:
            return self.sources[actor]
        entry = self.portfolio.actors.get(actor)
        if entry is None or not isinstance(entry.source, FolderSource):
            return None
        return Folder(entry.source.under(self.folder))

    def catalogue(self) -> Catalogue:
        """The loaded wheels, compiled; kept until a wheel, a meeting's date or a delivery changes."""
        with self.database.read() as connection:
            digests = stored.loaded_digests(connection)
            moved = {slug: stored.meeting_dates(connection, slug) for slug in digests}
            delivered = stored.delivered_dates(connection)
            version = (digests, moved, delivered)
            if self._catalogue is None or self._catalogue[0] != version:
                loaded = [(wheel, moved[wheel.id]) for wheel in stored.loaded_wheels(connection)]
                self._catalogue = (version, Catalogue.of(loaded, delivered))
        return self._catalogue[1]


@contextmanager
def open_parts(
    found: Settings, moment: Moment, out: Path, transport: Transport | None = None, *, check_actors: bool = True
) -> Iterator[Parts]:
    """The parts of a run, closed again at its end; messages become files under `out` unless a transport is given.

    A portfolio that somebody named has its actors checked, the example that ships has not. BadInput as `build_parts`.
    """
    transport = transport or FilesTransport(out / "messages")
    parts = build_parts(
        database_url=found.database_url,
        portfolio=found.portfolio,
        wheels=found.wheels,
        wheels_are_shipped=found.wheels_are_shipped,
        check_actors=check_actors and found.named_portfolio is not None,
        moment=moment,
        transports={Channel.EMAIL: transport, Channel.SLACK: transport},
    )
    try:
        yield parts
    finally:
        parts.database.close()


def build_parts(
    *,
    database_url: str,
    portfolio: Path,
    wheels: Iterable[Path],
    moment: Moment,
    transports: Mapping[Channel, Transport],
    wheels_are_shipped: bool = False,
    check_actors: bool = False,
) -> Parts:
    """Open and read everything a run needs. BadInput when the portfolio or the database is no good, or not its own.

    With `check_actors` the portfolio's are held against those of the wheels that are loaded and those about to be.
    """
    read = read_portfolio(portfolio)
    database = open_database(database_url)
    wheels = tuple(wheels)
    try:
        with database.read() as connection:
            own_database(bound_portfolio(connection), read)
            if check_actors:
                known = {slug for wheel in stored.loaded_wheels(connection) for slug in wheel.actors}
                if not (known and wheels_are_shipped):
                    known |= {slug for wheel in read_wheels(wheels) for slug in wheel.actors}
                if not known.issuperset(read.actors):
                    read_portfolio(portfolio, known)  # says which, where, and what was meant
    except BadInput:
        database.close()
        raise
    return Parts(
        database=database,
        portfolio=read,
        folder=portfolio.resolve().parent,
        wheels=wheels,
        moment=moment,
        transports=transports,
        wheels_are_shipped=wheels_are_shipped,
    )


def own_database(owner: str | None, portfolio: Portfolio) -> None:
    """BadInput when the database belongs to another portfolio; one that is nobody's yet will do."""
    if owner in (None, portfolio.id):
        return
    what = say(f"databasen hører til porteføljen {owner}", f"the database belongs to portfolio {owner}")
    remedy = say("bruk en annen database eller riktig porteføljefil", "use another database or the right file")
    raise BadInput([Problem(portfolio.id, what, remedy=remedy)])
