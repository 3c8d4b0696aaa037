"""The board: every deliverable, who owes it, when, in what state, and what is missing.

What lives here: putting what is stored, compiled and named in the portfolio together into rows. Showing them
is the front desk's.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from arshjul.calendar.timeliness import days_left, timeliness
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import DELIVERED, Completeness, State, Timeliness
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.store import judgements, pulls
from arshjul.store.board import Standing, standings

BOARD_KEYS = (
    "key", "title", "actor", "owner", "due", "last_workday", "days_left", "state", "timeliness", "completeness",
    "findings", "last_reminder", "faults",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of the board. `due` is None while a date is awaited; `latest` differs from it in a conflict."""

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

    @property
    def falls_short(self) -> bool:
        """Whether something here needs somebody: overdue, incomplete, or a fault."""
        return (
            self.timeliness is Timeliness.OVERDUE or self.completeness is Completeness.INCOMPLETE or bool(self.faults)
        )

    def as_row(self) -> dict[str, Any]:
        """The row with its stable English keys."""
        return asdict(self) | {
            "state": self.state.value,
            "timeliness": self.timeliness.value,
            "completeness": self.completeness.value,
        }


def board(parts: Parts) -> list[BoardRow]:
    """Every deliverable as it stands at the parts' moment."""
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        stored = [row for row in standings(connection) if row.key in catalogue.deliverables]
        gaps = judgements.findings_of(connection)
        faults = _faults(pulls.open_faults(connection), stored, parts.moment.today)
    return [_row(parts, catalogue, row, gaps.get(row.key, []), faults.get(row.key, [])) for row in stored]


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


def _row(parts: Parts, catalogue: Catalogue, now: Standing, gaps: list[Any], faults: list[str]) -> BoardRow:
    today, lang = parts.moment.today, get_lang()
    item = catalogue.deliverables[now.key]
    meeting = catalogue.meeting_of(item)
    owner = parts.portfolio.holder(item.actor, "owner", today, item.kind)
    state = State(now.state)
    if owner is None and state in (State.OPEN, State.INCOMPLETE):
        faults = [*faults, say("ingen ansvarlig står i porteføljen", "the portfolio names no owner")]
    return BoardRow(
        key=item.key,
        title=item.title[lang],
        actor=item.actor,
        owner=owner.name if owner else None,
        due=now.due,
        latest=now.latest,
        last_workday=now.last_workday,
        days_left=days_left(now.due, today),
        state=state,
        timeliness=timeliness_of(item, now, parts.moment.at),
        completeness=_completeness(state, now),
        findings=[_finding(finding) for finding in gaps],
        last_reminder=now.last_reminder.astimezone(OSLO).isoformat() if now.last_reminder else None,
        faults=faults,
        restricted=item.access == "restricted",
        unconfirmed=item.unconfirmed,
        delivered_on=now.first_at.astimezone(OSLO).date() if now.first_at else None,
        meeting_date=meeting.date if meeting else None,
    )


def timeliness_of(item: Deliverable, now: Standing, at: dt.datetime) -> Timeliness:
    """How a deliverable that stands so is in time at the instant `at`."""
    return timeliness(
        state=now.state,
        due=now.due,
        latest=now.latest,
        disputed=now.disputed,
        unconfirmed=item.unconfirmed,
        delivered_at=now.first_at,
        now=at,
    )


def _completeness(state: State, now: Standing) -> Completeness:
    if state not in DELIVERED or now.completeness is None:
        return Completeness.NONE
    return Completeness(now.completeness)


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

    A silence that a moved deadline has settled is not shown, though the day has not looked again yet.
    """
    keys = {row.key: row.latest or row.due for row in rows}
    placed: dict[str, list[str]] = {}
    for fault in found:
        due = keys.get(fault.deliverable_key)
        if fault.code == pulls.GONE_SILENT and (due is None or today <= due):
            continue
        message = fault.message_en if get_lang() == "en" else fault.message_nb
        key = fault.deliverable_key if fault.deliverable_key in keys else _next_of(fault.actor, rows)
        if key is not None:
            placed.setdefault(key, []).append(message)
    return placed


def _next_of(actor: str, rows: Sequence[Standing]) -> str | None:
    """The first thing the actor has not delivered, else its last one; None when it owes nothing at all."""
    own = [row for row in rows if row.actor == actor]
    waiting = [row.key for row in own if row.state in (State.OPEN, State.PLANNED)]
    return next(iter(waiting), own[-1].key if own else None)
