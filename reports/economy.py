"""A report's figures held against what the letters give, and against each other.

What lives here: per initiative, whether allocated is the stated sum, whether a figure seems to be in another unit, whether
carried-over funds have been moved and whether a forecast is explained; over the whole report, whether carried-over funds
balance. Where no document states a figure, nothing is checked; nothing is ever guessed. A sum stated by the one the
report is for binds; one that only the actor's own plan states gives a question. What is asked for from the sum held back
is `pot.py`. Amounts are exact (Decimal), in NOK; no sentence tells a figure of the report.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from arshjul.models.allocation import Allocation, Figure, given, in_kroner, totals
from arshjul.models.codes import Content
from arshjul.models.habits import Habits
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.funds import Funds
from arshjul.reports.granted import NOTHING_APPROVED, Approved
from arshjul.reports.schema import Economy, InitiativeReport
from arshjul.reports.thin import tells
from arshjul.reports.units import MANY_TIMES, factor, in_units

MoneyGap = tuple[Content, Gap]
_COLUMNS = {
    "carried_over": ("overført", "carried over"),
    "spent": ("forbruk", "spent"),
    "forecast": ("prognose", "forecast"),
}


class Books:
    """What is stated for one actor on one day, and the checks against it; `binding` is whose figures bind.

    An initiative's allocated sum may be given before or after what the ministry has approved moved (`approved`).
    """

    def __init__(
        self, stated: Iterable[Allocation], actor: str, on: dt.date, binding: str, habits: Habits, approved: Approved
    ) -> None:
        sums = tuple(stated)
        self.binding = binding
        self.habits = habits
        self.approved = approved
        self.given = given(sums, actor, on)
        left = (one for one in sums if one.figure is Figure.UNDERSPEND and one.actor == actor and one.on <= on)
        self.underspend = {one.initiative: one for one in left}

    def gaps(self, initiative: str, section: InitiativeReport, at: str, funds: Funds) -> Iterator[MoneyGap]:
        """What cannot be right, or wants an explanation, in one initiative's figures."""
        economy = section.economy
        if not isinstance(economy, Economy):
            return
        allocated, base = economy.allocated, economy.allocated
        if sums := self.given.get(initiative):
            allowed = totals(sums)
            base = allowed[0] if allowed else base
            if self.approved is not NOTHING_APPROVED and (moved := self.approved.moved(initiative)):
                allowed = (*allowed, *(amount + moved for amount in allowed))
            if allocated is not None and allowed and allocated not in allowed:
                yield Content.ECONOMY, self._not_as_allocated(allocated, sums, allowed, f"{at}.economy.allocated")
                if any(factor(allocated, amount) for amount in allowed):
                    return  # the other figures are in the same unit, and one question is enough
        if base is not None:
            yield from self._unlikely(initiative, section, base, funds, f"{at}.economy")
        if economy.carried_over is not None and initiative in self.underspend:
            yield from self._carried_over(initiative, economy.carried_over, funds, f"{at}.economy")

    def after_moves(self, initiative: str, allocated: Decimal) -> Decimal:
        """What is allocated when approved moves have been made; a sum that is the letter's with them has them already."""
        moved = self.approved.moved(initiative)
        letter = totals(self.given.get(initiative, ())) if moved else ()
        return allocated if allocated not in letter and allocated - moved in letter else allocated + moved

    def _unlikely(
        self, initiative: str, section: InitiativeReport, base: Decimal, funds: Funds, at: str
    ) -> Iterable[MoneyGap]:
        """Figures in another unit than `base`; else a forecast too far from what is available."""
        economy = section.economy
        assert isinstance(economy, Economy)
        if base and not _plausible(economy, base) and (odd := [*_in_another_unit(economy, base, at)]):
            return odd
        available = base if economy.allocated is None else economy.allocated
        if self.approved is not NOTHING_APPROVED:
            available = self.after_moves(initiative, available)
        if economy.carried_over:
            available += economy.carried_over
        if economy.forecast is None or economy.forecast == available:
            return ()
        before = available - self.approved.told(initiative)
        return self._forecast(section, economy.forecast, (before, before + funds.change_of(initiative)), at)

    def overall(self, sections: Mapping[str, InitiativeReport]) -> Iterator[MoneyGap]:
        """What cannot be right of all initiatives together."""
        yield from self._counted_once(sections)
        yield from self._carried_over_in_all(sections.items())

    def _counted_once(self, sections: Mapping[str, InitiativeReport]) -> Iterator[MoneyGap]:
        """An approved move stands in the allocated sums on both sides or on neither; only where every figure is there."""
        changed = Decimal()
        for initiative in self.approved.initiatives:
            economy = sections[initiative].economy if initiative in sections else None
            allocated = economy.allocated if isinstance(economy, Economy) else None
            letter = totals(self.given.get(initiative, ()))
            if allocated is None or not {allocated, allocated - self.approved.moved(initiative)} & set(letter):
                return  # not known, or wrong already
            changed += Decimal() if allocated in letter else self.approved.moved(initiative)
        if changed:
            nb = "har tildelte beløp med en godkjent omdisponering for noen tiltak og uten for andre"
            en = "with allocated sums after an approved reallocation for some initiatives and before it for others"
            yield Content.ECONOMY, self._gap(FindingCode.NOT_AS_ALLOCATED, Severity.WRONG, "initiatives", nb, en)

    def _carried_over_in_all(self, sections: Iterable[tuple[str, InitiativeReport]]) -> Iterator[MoneyGap]:
        """Carried-over funds of all initiatives against what they did not spend; only where every figure is there."""
        reported = {
            slug: section.economy.carried_over
            for slug, section in sections
            if isinstance(section.economy, Economy) and section.economy.carried_over is not None
        }
        if not self.underspend or not self.underspend.keys() <= reported.keys():
            return
        carried = sum((reported[slug] for slug in self.underspend), Decimal())
        left = sum((one.amount for one in self.underspend.values()), Decimal())
        if carried == left:
            return
        severity = Severity.WRONG if carried > left and self._binds(self.underspend.values()) else Severity.WEAK
        which = ("mer", "more") if carried > left else ("mindre", "less")
        nb = f"fører {which[0]} videre enn tiltakene hadde igjen, {in_kroner(left, 'nb')} i alt"
        en = f"carrying over {which[1]} than the initiatives had left, {in_kroner(left, 'en')} in all"
        yield Content.ECONOMY, self._gap(FindingCode.CARRY_OVER_UNBALANCED, severity, "initiatives", nb, en)

    def _binds(self, sums: Iterable[Allocation]) -> bool:
        return any(one.issuer == self.binding for one in sums)

    def _gap(self, code: FindingCode, severity: Severity, place: str, nb: str, en: str) -> Gap:
        return Gap(code, severity, place, nb, en, by_office=severity is Severity.WEAK)

    def _not_as_allocated(
        self, reported: Decimal, sums: tuple[Allocation, ...], allowed: tuple[Decimal, ...], place: str
    ) -> Gap:
        severity = Severity.WRONG if self._binds(sums) else Severity.WEAK
        sections = ", ".join(dict.fromkeys(one.source.section for one in sums))
        nb, en = (
            f" {word} ".join(in_kroner(amount, lang) for amount in allowed)
            for word, lang in (("eller", "nb"), ("or", "en"))
        )
        off = next((found for amount in allowed if (found := factor(reported, amount))), None)
        if off is None:
            nb = f"har et tildelt beløp som ikke er {nb} ({sections})"
            en = f"with an allocated sum that is not {en} ({sections})"
            return self._gap(FindingCode.NOT_AS_ALLOCATED, severity, place, nb, en)
        unit_nb, unit_en = in_units(off)
        nb = f"har et tildelt beløp som er {unit_nb} {nb} ({sections})"
        en = f"with an allocated sum that is {unit_en} {en} ({sections})"
        return self._gap(FindingCode.WRONG_UNIT, severity, place, nb, en)

    def _forecast(
        self, section: InitiativeReport, forecast: Decimal, available: tuple[Decimal, Decimal], at: str
    ) -> Iterator[MoneyGap]:
        """The forecast against what is available, without and with what the report moves, unless the deviation explains it."""
        tolerance = self.habits.forecast_tolerance
        if tolerance is None or _explained(section):
            return
        if any(abs(forecast - sum_) * 100 <= abs(sum_) * tolerance for sum_ in available):
            return
        nb = f"har en prognose mer enn {tolerance} prosent fra det som er disponibelt, uten at avvik forklarer det"
        en = f"with a forecast more than {tolerance} per cent from what is available, unexplained under deviations"
        gap = Gap(FindingCode.FORECAST_UNEXPLAINED, Severity.MISSING, f"{at}.forecast", nb, en, by_office=True)
        yield Content.ECONOMY, gap

    def _carried_over(self, initiative: str, reported: Decimal, funds: Funds, at: str) -> Iterator[MoneyGap]:
        """Another sum than the initiative had left is money moved, which the ministry has to approve."""
        left = self.underspend[initiative]
        if reported == left.amount or funds.change_of(initiative) == reported - left.amount:
            return
        severity = Severity.WRONG if self._binds([left]) else Severity.WEAK
        nb = f"er ikke meldt, men overført beløp er et annet enn tiltaket hadde igjen, {in_kroner(left.amount, 'nb')}"
        en = f"not reported, while another sum is carried over than the initiative had left, {in_kroner(left.amount, 'en')}"
        yield (
            Content.REALLOCATION,
            self._gap(FindingCode.CARRY_OVER_MOVED, severity, f"{at}.carried_over", nb, en),
        )


def _explained(section: InitiativeReport) -> bool:
    text = section.deviation
    return isinstance(text, str) and tells(text)


def _plausible(economy: Economy, base: Decimal) -> bool:
    """A quick look: no figure is many times what is allocated, and the forecast is not a five-hundredth of it."""
    spent, carried, forecast, most = economy.spent, economy.carried_over, economy.forecast, base * MANY_TIMES
    if (spent and spent >= most) or (carried and carried >= most):
        return False
    return not forecast or (forecast < most and forecast * 500 > base)


def _in_another_unit(economy: Economy, base: Decimal, at: str) -> Iterator[MoneyGap]:
    """Figures that are out of all proportion. Little may be spent or carried over; a forecast is the year's."""
    for name, column in _COLUMNS.items():
        figure = getattr(economy, name)
        off = factor(figure, base) if figure else None
        if off is None and figure and figure >= base * MANY_TIMES:
            off = figure / base  # a part of the year's money, in another unit
        if off is None or (off < 1 and name != "forecast"):
            continue
        unit = in_units(off)
        nb = f"har et tall for {column[0]} som er {unit[0]} det tildelte"
        en = f"with a figure for {column[1]} that is {unit[1]} what is allocated"
        yield Content.ECONOMY, Gap(FindingCode.WRONG_UNIT, Severity.WEAK, f"{at}.{name}", nb, en, by_office=True)
