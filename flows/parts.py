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

from sqlalchemy import Connection

from arshjul.calendar.in_force import Compiled, WheelFacts, compiled_all
from arshjul.calendar.scopes import group_members
from arshjul.calendar.wheel_file import read_wheels
from arshjul.flows.own_money import own_money
from arshjul.flows.settings import Settings
from arshjul.flows.transports import Outlets, outlets
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.codes import Kind
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.handovers import HandedPortfolio
from arshjul.models.lang import say
from arshjul.models.moment import Moment
from arshjul.models.portfolio import Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.portfolio_sources import FolderSource, HttpSource
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile
from arshjul.notifications.transports.base import Channel, Transport
from arshjul.reports.sources.base import Source
from arshjul.reports.sources.folder import FolderSource as Folder
from arshjul.store import facts, handovers
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
    """The loaded wheels as they stand: deliverables by key, with the wheel and meeting behind each."""

    wheels: list[WheelFile]
    deliverables: dict[str, Deliverable] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    compiled: dict[str, Compiled] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Iterable[WheelFacts]) -> "Catalogue":
        """Compile what is known of each wheel."""
        found = cls([])
        for done in compiled_all(list(known)):
            found.compiled[done.wheel.id] = done
            found.wheels.append(done.wheel)
            found.deliverables |= {item.key: item for item in done.deliverables}
            found.meetings |= {f"{done.wheel.id}.{item.id}": item for item in done.meetings}
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
    money: tuple[MoneyFile, ...] = ()
    sender: str = ""
    worker: str = field(default_factory=lambda: f"{os.getpid()}-{token_hex(4)}")
    _catalogues: dict[dt.datetime | None, tuple[object, Catalogue]] = field(default_factory=dict)

    @property
    def mail_from(self) -> str:
        """The address that e-mail comes from: the mail server's sender, else the office's own."""
        return self.sender or self.portfolio.office.email

    def at(self, moment: Moment) -> "Parts":
        """The same parts at another moment."""
        return replace(self, moment=moment)

    def source(self, actor: str) -> Source | None:
        """Where an actor's status is pulled from; None for actors that send nothing."""
        if actor in self.sources:
            return self.sources[actor]
        entry = self.portfolio.actors.get(actor)
        spec = entry.source if entry else None
        if isinstance(spec, FolderSource):
            return Folder(spec.under(self.folder), self.moment.recorded_at)
        if isinstance(spec, HttpSource):
            from arshjul.reports.sources.http import HttpSource as Http  # here, so that other sources do without it
            from arshjul.reports.sources.http_settings import http_settings

            return Http(http_settings(spec, self.folder, os.environ))
        return None

    def catalogue(self, known_at: dt.datetime | None = None) -> Catalogue:
        """The loaded wheels, compiled; as they were known at an instant when one is given. Kept until a fact changes."""
        with self.database.read() as connection:
            return self.catalogue_of(connection, known_at)

    def catalogue_of(self, connection: Connection, known_at: dt.datetime | None = None) -> Catalogue:
        """The same as a transaction sees it."""
        version = facts.version(connection) if known_at is None else facts.last_event(connection, known_at)
        held = self._catalogues.get(known_at)
        if held is None or held[0] != version:
            held = self._catalogues[known_at] = (version, Catalogue.of(facts.facts(connection, known_at)))
        return held[1]


@contextmanager
def open_parts(
    found: Settings,
    moment: Moment,
    out: Path,
    transport: Transport | None = None,
    *,
    check_actors: bool = True,
    sends: bool = False,
) -> Iterator[Parts]:
    """The parts of a run, closed again at its end. Messages go where the portfolio and the environment say; where neither
    sets anything up they become files under `out`. A transport that is given takes them all instead.

    `sends`: it is a run that sends, so what stands in the way of sending is told before anything is done. A portfolio
    that somebody named has its actors checked, the example that ships has not. BadInput as `build_parts`.
    """
    parts = build_parts(
        database_url=found.database_url,
        portfolio=found.portfolio,
        wheels=found.wheels,
        wheels_are_shipped=found.wheels_are_shipped,
        check_actors=check_actors and found.named_portfolio is not None,
        moment=moment,
        transports=dict.fromkeys(Channel, transport) if transport else None,
        files=out / "messages",
        sends=sends,
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
    transports: Mapping[Channel, Transport] | None = None,
    files: Path = Path("messages"),
    wheels_are_shipped: bool = False,
    check_actors: bool = False,
    sends: bool = False,
) -> Parts:
    """Open and read everything a run needs. BadInput when the portfolio or the database is no good, or not its own.

    Without `transports` those that are set up are used, else messages become files in `files`.
    With `check_actors` the portfolio's are held against those of the wheels that are loaded and those about to be.
    """
    read = read_portfolio(portfolio)
    ways = outlets(read, os.environ, files, strict=sends) if transports is None else Outlets(transports)
    database = open_database(database_url)
    wheels = tuple(wheels)
    try:
        with database.read() as connection:
            own_database(bound_portfolio(connection), read)
            handed = handovers.handed(connection)
            money = own_money(portfolio, read, lambda: stored.loaded_wheels(connection) or read_wheels(wheels))
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
        portfolio=HandedPortfolio.of(read, handed) if handed else read,
        folder=portfolio.resolve().parent,
        wheels=wheels,
        moment=moment,
        transports=ways.transports,
        wheels_are_shipped=wheels_are_shipped,
        money=money,
        sender=ways.sender,
    )


def own_database(owner: str | None, portfolio: Portfolio) -> None:
    """BadInput when the database belongs to another portfolio; one that is nobody's yet will do."""
    if owner in (None, portfolio.id):
        return
    what = say(f"databasen hører til porteføljen {owner}", f"the database belongs to portfolio {owner}")
    remedy = say("bruk en annen database eller riktig porteføljefil", "use another database or the right file")
    raise BadInput([Problem(portfolio.id, what, remedy=remedy)])
