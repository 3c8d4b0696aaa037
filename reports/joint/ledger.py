"""The money of several actors in one table: what each reports, and exact sums that say so when a figure is lacking.

What lives here: adding up and taking apart. Amounts are kroner (Decimal); how they are written is `texts.py`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from arshjul.reports.schema import Economy, InitiativeReport, Nothing


class Figures(NamedTuple):
    """The four figures of a report; None where one was not given."""

    allocated: Decimal | None = None
    carried_over: Decimal | None = None
    spent: Decimal | None = None
    forecast: Decimal | None = None

    @property
    def deviation(self) -> Decimal | None:
        """How much more (or, when negative, less) is expected to be spent than is available: allocated and carried over."""
        if self.allocated is None or self.carried_over is None or self.forecast is None:
            return None
        return self.forecast - self.allocated - self.carried_over

    @property
    def columns(self) -> tuple[Decimal | None, ...]:
        """The four and the deviation, in the order of the table."""
        return (*self, self.deviation)


class Line(NamedTuple):
    """One line of a table. `whole` tells per column whether every figure that belongs in it was given."""

    name: str
    columns: tuple[Decimal | None, ...]
    whole: tuple[bool, ...]

    @property
    def partial(self) -> list[bool]:
        """Of each column whether its figure leaves something out; where there is none it is seen without being said."""
        return [amount is not None and not whole for amount, whole in zip(self.columns, self.whole, strict=True)]


class Ledger(NamedTuple):
    """A table with its sum."""

    lines: tuple[Line, ...]
    total: Line

    @property
    def marked(self) -> bool:
        """Whether any sum leaves out a figure that is lacking."""
        return any(lack for line in (*self.lines, self.total) for lack in line.partial)


def line_of(name: str, section: InitiativeReport | None) -> Line:
    """What one actor reports for one initiative; "nothing to report" lacks nothing."""
    economy = section.economy if section else None
    if isinstance(economy, Nothing):
        return Line(name, (None,) * 5, (True,) * 5)
    figures = (
        Figures(*(getattr(economy, field) for field in Figures._fields)) if isinstance(economy, Economy) else Figures()
    )
    return Line(name, figures.columns, tuple(column is not None for column in figures.columns))


def ledger(lines: Iterable[Line]) -> Ledger:
    """The lines with the sum of each column."""
    held = tuple(lines)
    return Ledger(held, summed("", held))


def summed(name: str, lines: Sequence[Line]) -> Line:
    """The sum of each column over what was given; None in a column that nobody has filled in."""
    columns, whole = [], []
    for no in range(len(Figures._fields) + 1):
        given = [amount for line in lines if (amount := line.columns[no]) is not None]
        columns.append(sum(given, Decimal()) if given else None)
        whole.append(all(line.whole[no] for line in lines))
    return Line(name, tuple(columns), tuple(whole))
