"""Supplementary funding and reallocation: said once for the whole report, or per initiative.

What lives here: which of the two statements counts, and whether the money adds up. The demand is made per
initiative; the overall statement meets it for each of them, and an initiative's own statement goes before it.
An overall list speaks for every initiative: one that is not in it needs nothing, or keeps its money. Amounts
are exact (Decimal). Changes must net to zero, so money may only move between initiatives that exist.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from arshjul.models.codes import GENERAL, Content
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.gaps import Gaps, missing, stated
from arshjul.reports.schema import Change, InitiativeNeed, InitiativeReport, Move, Need, Nothing, StatusReport
from arshjul.reports.thin import answers_no

FUNDS = (Content.SUPPLEMENTARY_FUNDING, Content.REALLOCATION)
_CONTRADICTS = ("sier noe annet enn rapporten samlet", "different from the report as a whole")


class Funds:
    """The statements about money in one report; `known` are the initiatives there are."""

    def __init__(self, report: StatusReport, known: Iterable[str]) -> None:
        self.report = report
        moves = report.reallocations
        self.listed = moves if isinstance(moves, tuple) else ()
        self.moved: dict[str, Decimal] = defaultdict(Decimal)
        for move in self.listed:
            self.moved[move.source] -= move.amount
            self.moved[move.target] += move.amount
        self.leaks = bool(self.moved) and not self.moved.keys() <= set(known)
        self.changes = {
            slug: section.reallocation.change
            for slug, section in report.sections()
            if isinstance(section.reallocation, Change)
        }
        self.changes_balance = not self.changes or sum(self.changes.values()) == 0
        # What the statements for the whole report lack: the same for every initiative that they speak for.
        self._needs_in_all = _overall(report.supplementary_funding, "supplementary_funding")
        self._moves_in_all = [unbalanced("reallocations")] if self.leaks else _overall(moves, "reallocations")

    @property
    def moves_any(self) -> bool:
        """Whether the report tells of any sum moved."""
        return bool(self.moved or self.changes)

    def change_of(self, initiative: str) -> Decimal:
        """What the report moves to (or, when negative, from) an initiative: its own statement first."""
        return self.changes.get(initiative, self.moved.get(initiative, Decimal()))

    def needs(self) -> Iterator[tuple[str, Decimal, str]]:
        """Every need that counts: initiative, amount and place. An initiative's own statement goes before the list's."""
        own = set()
        for slug, section in self.report.sections():
            need = section.supplementary_funding
            if isinstance(need, Need):
                at = GENERAL if slug == GENERAL else f"initiatives.{slug}"
                yield slug, need.amount, f"{at}.supplementary_funding"
            if need is not None:
                own.add(slug)
        overall = self.report.supplementary_funding
        for no, row in enumerate(overall if isinstance(overall, tuple) else ()):
            if row.initiative not in own:
                yield row.initiative, row.amount, f"supplementary_funding[{no}]"

    def gaps(self, content: Content, section: InitiativeReport, initiative: str, at: str) -> Gaps:
        """What the statement that counts for `initiative` lacks; `at` is the place of its section in the report."""
        if content is Content.SUPPLEMENTARY_FUNDING:
            return self._funding(section.supplementary_funding, at)
        return self._reallocation(section.reallocation, initiative, at)

    def _funding(self, own: Need | str | Nothing | None, at: str) -> Gaps:
        if own is None or (isinstance(own, str) and not own.strip()):
            return self._needs_in_all
        if isinstance(own, Need):
            overall, place = self.report.supplementary_funding, f"{at}.supplementary_funding"
            found = _reasons([own], place)
            return found + ([_contradiction(place)] if isinstance(overall, Nothing) else [])
        return _said(own, at, "supplementary_funding")

    def _reallocation(self, own: Change | str | Nothing | None, initiative: str, at: str) -> Gaps:
        if own is None or (isinstance(own, str) and not own.strip()):
            return self._moves_in_all
        overall, place = self.report.reallocations, f"{at}.reallocation"
        moved = self.moved.get(initiative, Decimal())
        if isinstance(own, Change):
            if (self.listed and own.change != moved) or (not self.listed and own.change and not self.changes_balance):
                return [unbalanced(f"{place}.change")]
            found = _reasons([own], place)
            contradicts = isinstance(overall, Nothing) and own.change != 0
            return found + ([_contradiction(place)] if contradicts else [])
        if isinstance(own, Nothing) and moved:
            return [unbalanced(place)]
        return _said(own, at, "reallocation")


def _said(value: str | Nothing | None, at: str, field: str) -> Gaps:
    """Where a sum is asked for, "none" is an answer."""
    if isinstance(value, str) and answers_no(value):
        return ()
    return stated(value, at, field)


def _overall(value: tuple[InitiativeNeed | Move, ...] | str | Nothing | None, place: str) -> Gaps:
    """An overall statement; an empty list is an empty field, which says nothing."""
    if isinstance(value, tuple):
        return _reasons(value, place) if value else [missing(place)]
    return _said(value, "", place)


def _reasons(rows: tuple[InitiativeNeed | Move, ...] | list[Need] | list[Change], place: str) -> list[Gap]:
    for no, row in enumerate(rows):
        if not row.reason.strip():
            where = f"{place}[{no}].reason" if isinstance(rows, tuple) else f"{place}.reason"
            return [Gap(FindingCode.NO_REASON, Severity.WEAK, where, "er uten begrunnelse", "without a reason")]
    return []


def unbalanced(place: str) -> Gap:
    """Money that comes from nowhere, or goes there."""
    nb = "går ikke i null, eller stemmer ikke med resten av rapporten"
    return Gap(
        FindingCode.UNBALANCED,
        Severity.WRONG,
        place,
        nb,
        "not netting to zero, or different from the rest of the report",
    )


def _contradiction(place: str) -> Gap:
    return Gap(FindingCode.CONTRADICTION, Severity.WEAK, place, *_CONTRADICTS)
