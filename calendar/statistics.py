"""How many came in time, how many were complete, how many were accepted: three questions, each counted on its own.

What lives here: counting, by actor, kind and period. Nothing here knows a person. What is waived, undated or disputed is
counted apart and never as late; `timeliness.py` has decided which is which.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from arshjul.models.codes import Completeness, Kind, State, Timeliness


class By(StrEnum):
    """What one may count by. A period is the quarter of the deadline; what awaits a date has none."""

    ACTOR = "actor"
    KIND = "kind"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Counted:
    """One deliverable as far as counting goes."""

    actor: str
    kind: Kind
    due: dt.date | None
    state: State
    timeliness: Timeliness
    completeness: Completeness
    inferred: bool

    @property
    def period(self) -> str | None:
        """The quarter in which it is due: `2024-Q3`."""
        return None if self.due is None else f"{self.due.year}-Q{(self.due.month + 2) // 3}"


@dataclass(slots=True)
class Tally:
    """The numbers of one group; what is not grouped by is None.

    The seven answers about time add up to `total`. So do the three about content and `waived`, as nobody asks what
    something holds that nobody owes. `accepted` and `inferred` (dates that nobody has confirmed) are among the others.
    """

    actor: str | None = None
    kind: str | None = None
    period: str | None = None
    total: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    not_due: int = 0
    undated: int = 0
    disputed: int = 0
    waived: int = 0
    inferred: int = 0
    complete: int = 0
    incomplete: int = 0
    none: int = 0
    accepted: int = 0

    def count(self, item: Counted) -> None:
        """Take one more deliverable in."""
        words = ["total", item.timeliness.value]
        if item.timeliness is not Timeliness.WAIVED:
            words.append(item.completeness.value)
        if item.state is State.ACCEPTED:
            words.append("accepted")
        if item.inferred:
            words.append("inferred")
        for word in words:
            setattr(self, word, getattr(self, word) + 1)

    def as_row(self) -> dict[str, Any]:
        """The numbers with their stable English keys."""
        return asdict(self)


STATS_KEYS = tuple(Tally().as_row())


def tally(items: Iterable[Counted], by: Collection[By]) -> list[Tally]:
    """One line per group, in the order of actor, kind and period; what has no period comes last."""
    found: dict[tuple[str | None, str | None, str | None], Tally] = {}
    for item in items:
        if item.state is State.CANCELLED:
            continue
        values = {By.ACTOR: item.actor, By.KIND: item.kind.value, By.PERIOD: item.period}
        actor, kind, period = (value if one in by else None for one, value in values.items())
        found.setdefault((actor, kind, period), Tally(actor, kind, period)).count(item)
    return [found[place] for place in sorted(found, key=lambda place: [(word is None, word or "") for word in place])]


def total(lines: Iterable[Tally]) -> Tally:
    """All lines as one."""
    done = Tally()
    for line in lines:
        for word, number in line.as_row().items():
            if isinstance(number, int):
                setattr(done, word, getattr(done, word) + number)
    return done
