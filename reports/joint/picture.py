"""One picture of what several actors report before a meeting: per initiative, and what is lacking from whom.

What lives here: putting together values, without words and without a file's form. What is restricted does not get in: only
how many there are is told. Words are `words.py`.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.models.codes import CONTENT_ORDER, GENERAL, Access, Content, State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.held_back import Pot
from arshjul.reports.joint.funds_asked import Asked, Moved, moves, needs, with_recorded
from arshjul.reports.joint.ledger import Ledger, ledger, line_of, summed
from arshjul.reports.joint.matrix import Matrix, matrix
from arshjul.reports.schema import InitiativeReport, StatusReport


@dataclass(frozen=True, slots=True)
class Lack:
    """A gap that makes a report incomplete: which part of which initiative (both may be empty), and in whole sentences."""

    initiative: str
    content: str
    message: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What one actor owes to the meeting, and what has come of it. `report` is the newest version that can be read.

    `sent_on`: the day of the formal sending; `versions`: how many have come to the office.
    """

    item: Deliverable
    state: State
    due: dt.date | None
    report: StatusReport | None = None
    versions: int = 0
    sent_on: dt.date | None = None
    lacks: tuple[Lack, ...] = ()

    @property
    def in_hand(self) -> bool:
        """Whether its content is in the picture."""
        return self.report is not None


@dataclass(frozen=True, slots=True)
class Part:
    """What one actor says of one initiative; `demanded` are the sections it must have."""

    actor: str
    section: InitiativeReport | None
    demanded: frozenset[Content]


@dataclass(frozen=True, slots=True)
class InitiativePicture:
    """One initiative across actors. `absent` are those who owe a report on it of which nothing is in hand."""

    slug: str
    parts: tuple[Part, ...]
    absent: tuple[str, ...]
    risks: Matrix
    economy: Ledger


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the joint report tells. `owed` is the report's own key where the wheel has it as a deliverable.

    `pot`: what is held back for needs, where a document states it.
    """

    meeting: Meeting
    handed: tuple[Handed, ...]
    initiatives: tuple[InitiativePicture, ...]
    economy: Ledger
    needs: tuple[Asked, ...]
    moves: tuple[Moved, ...]
    restricted: int
    owed: str = ""
    pot: Pot | None = None

    @property
    def actors(self) -> tuple[str, ...]:
        """Who owes something to the meeting, each once."""
        return tuple(dict.fromkeys(one.item.actor for one in self.handed))

    @property
    def lacking(self) -> tuple[Handed, ...]:
        """What has not come, or is not complete; what is waived is not asked for."""
        return tuple(one for one in self.handed if one.state is not State.WAIVED and (not one.in_hand or one.lacks))


def picture(
    meeting: Meeting,
    handed: Sequence[Handed],
    order: Sequence[str],
    high: int,
    *,
    owed: str = "",
    recorded: Sequence[Moved] = (),
    pot: Pot | None = None,
) -> Picture:
    """The picture of a meeting. `order` is the order of initiatives, `high` from where on a risk is high.

    `recorded`: the moves that the office has recorded, with the ministry's answers; none of a restricted document.
    """
    held = tuple(one for one in handed if one.item.access is Access.OPEN)
    reports = [(one.item.actor, one.report) for one in held if one.report is not None]
    initiatives = tuple(_initiative(slug, held, high) for slug in _ordered(held, order))
    told = [moved for actor, report in reports for moved in moves(actor, report, order)]
    return Picture(
        meeting=meeting,
        handed=held,
        initiatives=initiatives,
        economy=ledger(summed(one.slug, one.economy.lines) for one in initiatives if one.economy.lines),
        needs=tuple(asked for actor, report in reports for asked in needs(actor, report)),
        moves=with_recorded(told, recorded),
        restricted=len(handed) - len(held),
        owed=owed,
        pot=pot,
    )


def _ordered(held: Sequence[Handed], order: Sequence[str]) -> list[str]:
    """Every initiative that is owed or spoken of: in the wheel's order, then what it does not know, then the general."""
    found = {slug for one in held for slug in one.item.required}
    found |= {slug for one in held if one.report for slug in one.report.initiatives}
    if any(one.report and one.report.general for one in held):
        found.add(GENERAL)
    unknown = sorted(found - {*order, GENERAL})
    return [slug for slug in (*order, *unknown, GENERAL) if slug in found]


def _initiative(slug: str, held: Sequence[Handed], high: int) -> InitiativePicture:
    parts, absent, lines = [], [], []
    for one in held:
        demanded = frozenset(Content(code) for code in one.item.required.get(slug, ()))
        section = one.report.section(slug) if one.report else None
        if section is None and (not demanded or one.state is State.WAIVED):
            continue
        if one.report is None:
            absent.append(one.item.actor)
        else:
            parts.append(Part(one.item.actor, section, demanded))
        if Content.ECONOMY in demanded or (section and section.economy is not None):
            lines.append(line_of(one.item.actor, section))
    sections = [(part.actor, part.section) for part in parts if part.section]
    return InitiativePicture(slug, tuple(parts), tuple(absent), matrix(sections, high), ledger(lines))


def by_initiative(lacks: Sequence[Lack]) -> dict[str, list[str]]:
    """The parts that are lacking, by initiative; those that concern a whole report stand under an empty name."""
    found: dict[str, set[str]] = {}
    for lack in lacks:
        found.setdefault(lack.initiative, set()).add(lack.content)
    order = {str(code): no for code, no in CONTENT_ORDER.items()}
    return {slug: sorted(codes, key=lambda code: order.get(code, -1)) for slug, codes in found.items()}
