"""The money that a report moves between initiatives: which moves there are to approve, and whether they can be made.

What lives here: moves as values for the ministry's approval, and what is wrong with moves beside the demand to tell of them
(`funds.py`): they go below what is spent, or do not balance where nobody demands them. Pure.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from arshjul.models.codes import GENERAL
from arshjul.models.free_text import cut
from arshjul.models.reallocation import Reallocation
from arshjul.reports.economy import Books
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.funds import Funds, unbalanced
from arshjul.reports.schema import Change, Economy, Envelope, Move, StatusReport

MOST = Decimal(10**16)
"""More kroner than this nobody moves, and they would not fit where øre are kept."""


def moves_of(report: StatusReport | Envelope, known: Collection[str]) -> tuple[Reallocation, ...]:
    """What is to be approved: one per pair of initiatives, in the order in which the report tells of them.

    Nothing when the money does not add up or goes to what is no initiative: that is a finding, and comes first. The list
    for the whole report goes before what is said per initiative, which must agree with it.
    """
    if isinstance(report, Envelope):
        return () if leaks(report, known) else _summed(map(_of_move, _listed(report)))
    funds = Funds(report, {*known, GENERAL})
    if funds.listed:
        agrees = all(change == funds.moved.get(slug, 0) for slug, change in funds.changes.items())
        return _summed(map(_of_move, funds.listed)) if agrees and not funds.leaks else ()
    return _paired(report) if funds.changes_balance else ()


def leaks(report: Envelope, known: Collection[str]) -> bool:
    """Whether an envelope moves money to or from what is no initiative."""
    return any(slug != GENERAL and slug not in known for move in _listed(report) for slug in (move.source, move.target))


def _listed(report: Envelope) -> tuple[Move, ...]:
    return report.reallocations if isinstance(report.reallocations, tuple) else ()


def _of_move(move: Move) -> Reallocation:
    return Reallocation(move.source, move.target, move.amount, cut(move.reason))


def _summed(moves: Iterable[Reallocation]) -> tuple[Reallocation, ...]:
    """Several rows between the same two are one question."""
    found: dict[tuple[str, str], Reallocation] = {}
    for move in moves:
        before = found.get(move[:2])
        if before is not None:
            reasons = dict.fromkeys(reason for reason in (before.reason, move.reason) if reason)
            found[move[:2]] = before._replace(amount=before.amount + move.amount, reason=cut(" ".join(reasons)))
        else:
            found[move[:2]] = move
    return tuple(found.values()) if all(move.amount < MOST for move in found.values()) else ()


def _paired(report: StatusReport) -> tuple[Reallocation, ...]:
    """Gains and losses per initiative as moves; with several givers and several receivers nobody says who gives to whom."""
    said = {slug: section.reallocation for slug, section in report.sections()}
    changes = {slug: one for slug, one in said.items() if isinstance(one, Change) and one.change}
    givers = [slug for slug, one in changes.items() if one.change < 0]
    takers = [slug for slug, one in changes.items() if one.change > 0]
    only_giver, only_taker = (side[0] if len(side) == 1 else "" for side in (givers, takers))
    if only_giver:
        return tuple(_one(only_giver, slug, changes[slug]) for slug in takers)
    if only_taker:
        return tuple(_one(slug, only_taker, changes[slug]) for slug in givers)
    return tuple(_one(slug, "", one) if one.change < 0 else _one("", slug, one) for slug, one in changes.items())


def _one(source: str, target: str, change: Change) -> Reallocation:
    return Reallocation(source, target, abs(change.change), cut(change.reason))


def move_gaps(report: StatusReport, funds: Funds, books: Books, demanded: Collection[str]) -> Iterator[tuple[str, Gap]]:
    """Initiative and gap; `demanded` are those that must tell of moves."""
    if funds.leaks and not demanded:
        yield GENERAL, unbalanced("reallocations")
    for slug, section in report.sections():
        at = slug if slug == GENERAL else f"initiatives.{slug}"
        own = funds.changes.get(slug)
        if own is not None and slug not in demanded and not _adds_up(funds, slug, own):
            yield slug, unbalanced(f"{at}.reallocation.change")
        if isinstance(section.economy, Economy) and funds.change_of(slug) < 0:
            left = _left(slug, section.economy, funds.change_of(slug), books)
            if left is not None and left < 0:
                yield slug, _below_spent(at)


def _adds_up(funds: Funds, slug: str, own: Decimal) -> bool:
    return own == funds.moved.get(slug, 0) if funds.listed else not own or funds.changes_balance


def _left(slug: str, economy: Economy, change: Decimal, books: Books) -> Decimal | None:
    """What an initiative has when its share is given away and what is spent is paid; None where a figure is not there.

    What is approved already has been given away, whether this report tells of it once more or not.
    """
    if economy.allocated is None or economy.spent is None:
        return None
    carried = economy.carried_over or Decimal()
    own = books.underspend.get(slug)
    if own is not None and carried - own.amount == change:  # the move is of carried-over funds, and made in that figure
        change = Decimal()
    new = change - books.approved.told(slug)
    return books.after_moves(slug, economy.allocated) + carried + new - economy.spent


def _below_spent(at: str) -> Gap:
    nb = "tar mer enn tiltaket har igjen når forbruket er trukket fra"
    en = "taking more than the initiative has left after what is spent"
    return Gap(FindingCode.BELOW_SPENT, Severity.WRONG, f"{at}.reallocation", nb, en)
