"""What the reports ask of the ministry: money from the expected supplement, and money moved between initiatives.

What lives here: reading both out of one report, each once, whichever way it was said. Whether the sums are allowed is
judged in `reports/funds.py` and `reports/reallocation.py`; what became of a request is for the caller to know.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from arshjul.reports.funds import Funds
from arshjul.reports.reallocation import moves_of
from arshjul.reports.schema import Change, Need, StatusReport
from arshjul.reports.thin import answers_no

Outcome = Literal["awaiting", "granted", "denied", "unclear", "words"]
"""`unclear`: the sums do not agree, so nothing can be approved yet. `words`: told without a sum."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A need; `amount` is None where it was said in words only. `initiative` is empty for the report as a whole."""

    actor: str
    initiative: str
    amount: Decimal | None
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Money moved; a side is empty where it has not been told, or is several. `amount` is None for mere words."""

    actor: str
    source: str
    target: str
    amount: Decimal | None
    reason: str
    outcome: Outcome = "awaiting"

    @property
    def key(self) -> tuple[str, str, str, Decimal | None]:
        """What tells one move from another."""
        return self.actor, self.source, self.target, self.amount


def needs(actor: str, report: StatusReport) -> Iterator[Asked]:
    """Every need that counts: an initiative's own statement goes before the list's."""
    for slug, section in report.sections():
        own = section.supplementary_funding
        if isinstance(own, Need):
            yield Asked(actor, slug, own.amount, own.reason)
        elif isinstance(own, str) and _asks(own):
            yield Asked(actor, slug, None, own)
    overall = report.supplementary_funding
    if isinstance(overall, str) and _asks(overall):
        yield Asked(actor, "", None, overall)
    for row in overall if isinstance(overall, tuple) else ():
        named = report.section(row.initiative)
        if named is None or named.supplementary_funding is None:
            yield Asked(actor, row.initiative, row.amount, row.reason)


def moves(actor: str, report: StatusReport, known: Collection[str]) -> Iterator[Moved]:
    """Every move; where the sums do not agree, all that was said as it was said."""
    if found := moves_of(report, known):
        yield from (Moved(actor, *move) for move in found)
    else:
        yield from _as_said(actor, report)
    if isinstance(report.reallocations, str) and _asks(report.reallocations):
        yield Moved(actor, "", "", None, report.reallocations, "words")
    for slug, section in report.sections():
        if isinstance(section.reallocation, str) and _asks(section.reallocation):
            yield Moved(actor, "", slug, None, section.reallocation, "words")


def with_recorded(told: Sequence[Moved], recorded: Sequence[Moved]) -> tuple[Moved, ...]:
    """What the office has recorded, and what the reports tell of besides; what awaits an answer comes first."""
    known = {one.key for one in recorded}
    found = [*recorded, *(one for one in told if one.key not in known)]
    return tuple(sorted(found, key=lambda one: one.outcome != "awaiting"))


def _as_said(actor: str, report: StatusReport) -> Iterator[Moved]:
    funds = Funds(report, ())
    for row in funds.listed:
        yield Moved(actor, row.source, row.target, row.amount, row.reason, "unclear")
    for slug, section in report.sections():
        own = section.reallocation
        if isinstance(own, Change) and own.change and own.change != funds.moved.get(slug):
            sides = (slug, "") if own.change < 0 else ("", slug)
            yield Moved(actor, *sides, abs(own.change), own.reason, "unclear")


def _asks(text: str) -> bool:
    return bool(text.strip()) and not answers_no(text)
