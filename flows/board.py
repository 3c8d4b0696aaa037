"""The board: every deliverable, who owes it, when, in what state, and what is missing.

What lives here: putting what is stored, compiled and named in the portfolio together into rows, as things are known now
or as they were known once. Showing them is the front desk's.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, NamedTuple

from arshjul.calendar.statistics import Counted
from arshjul.calendar.timeliness import Deadline, days_left, judged
from arshjul.flows import overtaken
from arshjul.flows.awaiting import AWAITS, awaiting
from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.sent_back import sent_back
from arshjul.models.codes import CLOSED, DELIVERED, Completeness, Kind, State, Timeliness
from arshjul.models.deliverable import Deliverable
from arshjul.models.handovers import HandedPortfolio
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.portfolio import Portfolio
from arshjul.store import decisions, handovers, history, outbox_list, pulls, roles
from arshjul.store.board import Standing, findings, standings

BOARD_KEYS = (
    "key", "title", "actor", "owner", "due", "last_workday", "days_left", "state", "timeliness", "completeness",
    "findings", "last_reminder", "faults",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board. `due` is None while a date is awaited; `latest` differs from it in a conflict.

    `findings` are those of the newest version, and that somebody has sent it back, with that one's words.
    `asked_until`: the later date that somebody has asked for and that is not answered yet.
    """

    key: str
    title: str
    actor: str
    owner: str | None
    due: dt.date | None
    latest: dt.date | None
    last_workday: dt.date | None
    days_left: int | None
    state: State
    timeliness: Timeliness
    completeness: Completeness
    findings: list[dict[str, Any]] = field(default_factory=list)
    last_reminder: str | None = None
    faults: list[str] = field(default_factory=list)
    restricted: bool = False
    unconfirmed: bool = False
    delivered_on: dt.date | None = None
    meeting_date: dt.date | None = None
    asked_until: dt.date | None = None
    kind: Kind = Kind.OTHER
    year: int = 0

    @property
    def wants(self) -> bool:
        """Whether it has come and has to come again: incomplete, or sent back by somebody."""
        return self.completeness is Completeness.INCOMPLETE or self.state is State.INCOMPLETE

    @property
    def sent_back(self) -> bool:
        """Whether somebody has sent back what by itself was complete."""
        return self.wants and self.completeness is not Completeness.INCOMPLETE

    @property
    def awaits(self) -> bool:
        """Whether money that it moves awaits the ministry's approval."""
        return any(finding["code"] == AWAITS for finding in self.findings)

    @property
    def falls_short(self) -> bool:
        """Whether something here needs somebody: overdue, incomplete, or a fault."""
        return self.timeliness is Timeliness.OVERDUE or self.wants or bool(self.faults)

    def as_row(self) -> dict[str, Any]:
        """The row with its stable English keys."""
        return asdict(self) | {
            "state": self.state.value,
            "timeliness": self.timeliness.value,
            "completeness": self.completeness.value,
        }


class _Known(NamedTuple):
    """What is known besides how each deliverable stands: titles and meetings, who answers for what, and what was said."""

    catalogue: Catalogue
    portfolio: Portfolio
    gaps: Mapping[str, list[Any]]
    asked: Mapping[str, decisions.PendingExtension]
    returned: Mapping[str, dict[str, Any]]
    moves: Mapping[str, list[dict[str, Any]]]


def board(parts: Parts, known_at: dt.datetime | None = None) -> list[BoardRow]:
    """Every deliverable as it stands at the parts' moment; with `known_at` as far as it had been recorded by then."""
    with parts.database.read() as connection:
        catalogue = parts.catalogue_of(connection, known_at)
        stored = [row for row in standings(connection, known_at=known_at) if _is_owed(row, catalogue)]
        faulty, dead, portfolio = pulls.open_faults, outbox_list.dead_letters, parts.portfolio
        if known_at is not None:
            faulty = partial(history.open_faults, known_at=known_at)
            dead = partial(history.dead_letters, known_at=known_at)
            portfolio = roles.as_known(connection, portfolio, known_at)
            portfolio = HandedPortfolio.of(portfolio, handovers.handed(connection, known_at))
        faults = _faults(faulty(connection), stored, parts.moment.today)
        for key, fault in overtaken.faults(connection, parts, known_at).items():
            faults.setdefault(key, []).append(fault)
        _add_dead_letters(faults, dead(connection), {row.key for row in stored if row.state not in DELIVERED | CLOSED})
        gaps, asked = findings(connection, stored), decisions.pending(connection, known_at)
        returned = sent_back(connection, parts, catalogue, known_at)
        moves = awaiting(connection, known_at)
    known = _Known(catalogue, portfolio, gaps, asked, returned, moves)
    return [_row(known, row, parts.moment, faults.get(row.key, [])) for row in stored]


def _add_dead_letters(faults: dict[str, list[str]], found: Iterable[outbox_list.DeadLetter], still: Set[str]) -> None:
    """A message that was given up stands with what it was about while that is still to be done, until somebody tries it
    again or lets it be."""
    for one in (letter for letter in found if letter.key in still):
        told = say(
            f"meldingen til {one.person} kom ikke fram: {one.error}", f"the message to {one.person} failed: {one.error}"
        )
        faults.setdefault(one.key, []).append(told)


def _is_owed(row: Standing, catalogue: Catalogue) -> bool:
    """What is cancelled leaves the board; what is waived stays on it."""
    return row.key in catalogue.deliverables and row.state != State.CANCELLED


def counted(rows: Iterable[BoardRow]) -> list[Counted]:
    """Rows of the board as statistics count them: without anything that tells of a person or a content."""
    return [
        Counted(row.actor, row.kind, row.due, row.state, row.timeliness, row.completeness, row.unconfirmed)
        for row in rows
    ]


def loose_faults(parts: Parts) -> list[dict[str, str]]:
    """Every open fault, with the deliverable it concerns when that is known."""
    with parts.database.read() as connection:
        return [
            {
                "actor": row.actor,
                "code": row.code,
                "name": row.name,
                "deliverable": row.deliverable_key or "",
                "message": row.message_en if get_lang() == "en" else row.message_nb,
                "since": row.first_at.astimezone(OSLO).date().isoformat(),
            }
            for row in pulls.open_faults(connection)
        ]


def _row(known: _Known, now: Standing, moment: Moment, faults: list[str]) -> BoardRow:
    today, state, item = moment.today, State(now.state), known.catalogue.deliverables[now.key]
    meeting, asked = known.catalogue.meeting_of(item), known.asked.get(now.key)
    owner = known.portfolio.holder_id(item.actor, "owner", today, item.kind)
    if owner is None and state in (State.OPEN, State.INCOMPLETE):
        faults = [*faults, say("ingen ansvarlig står i porteføljen", "the portfolio names no owner")]
    return BoardRow(
        key=item.key,
        title=item.title[get_lang()],
        actor=item.actor,
        owner=known.portfolio.people[owner].name if owner else None,
        due=now.due,
        latest=now.latest,
        last_workday=now.last_workday,
        days_left=days_left(now.due, today),
        state=state,
        timeliness=timeliness_of(item, now, moment.at),
        completeness=_completeness(state, now),
        findings=_findings(known, now.key),
        last_reminder=now.last_reminder.astimezone(OSLO).isoformat() if now.last_reminder else None,
        faults=faults,
        restricted=item.access == "restricted",
        unconfirmed=item.unconfirmed,
        delivered_on=now.first_at.astimezone(OSLO).date() if now.first_at else None,
        meeting_date=meeting.date if meeting else None,
        asked_until=asked.until if asked and state in (State.PLANNED, State.OPEN) else None,
        kind=item.kind,
        year=known.catalogue.wheel_of(item).year,
    )


def timeliness_of(item: Deliverable, now: Standing, at: dt.datetime) -> Timeliness:
    """How a deliverable that stands so is in time at the instant `at`."""
    only = Deadline(at, None, now.due, now.latest, now.disputed, item.unconfirmed)
    return judged(now.state, now.deadlines or (only,), now.first_at, at)


def _completeness(state: State, now: Standing) -> Completeness:
    if state not in DELIVERED or now.completeness is None:
        return Completeness.NONE
    return Completeness(now.completeness)


def _findings(known: _Known, key: str) -> list[dict[str, Any]]:
    """What the judge found in the newest version, what awaits the ministry, and that somebody has sent it back."""
    found = [*map(_finding, known.gaps.get(key, [])), *known.moves.get(key, [])]
    return [*found, known.returned[key]] if key in known.returned else found


def _finding(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "content": row.content,
        "initiative": row.initiative,
        "severity": row.severity,
        "place": row.place,
        "maker": row.maker,
        "source": row.source,
        "message": row.message_en if get_lang() == "en" else row.message_nb,
    }


def _faults(found: Iterable[Any], rows: Sequence[Standing], today: dt.date) -> dict[str, list[str]]:
    """Open faults by the deliverable they concern; one of a whole source stands with what the actor owes next.

    A silence that a moved deadline has settled, or what has come since, is not shown, though the day has not looked again yet.
    """
    keys = {row.key: None if row.state in DELIVERED else row.latest or row.due for row in rows}
    placed: dict[str, list[str]] = {}
    for fault in found:
        due = keys.get(fault.deliverable_key)
        if fault.code == pulls.GONE_SILENT and (due is None or today <= due):
            continue
        message = fault.message_en if get_lang() == "en" else fault.message_nb
        key = fault.deliverable_key if fault.deliverable_key in keys else next_of(fault.actor, rows)
        if key is not None:
            placed.setdefault(key, []).append(message)
    return placed


def next_of(actor: str, rows: Sequence[Standing]) -> str | None:
    """The first thing the actor has not delivered, else its last one; None when it owes nothing at all."""
    own = [row for row in rows if row.actor == actor]
    waiting = [row.key for row in own if row.state in (State.OPEN, State.PLANNED)]
    return next(iter(waiting), own[-1].key if own else None)
