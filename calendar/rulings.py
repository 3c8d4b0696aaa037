"""What the ministry has ruled of single deadlines: a contradiction decided, an extension granted, a demand waived.

What lives here: rulings as values, and compiled deliverables with them applied. Where rulings come from is `store/`;
what a wheel file itself records as decided is applied when it is compiled.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Deliverable
from arshjul.models.rules import FixedDate


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling in force. `key` is a deliverable's; a conflict may also be named by its own id, for all under it.

    `day` is the date put in force, or the date until which; `decision` the number of its row, `words` who, when and by
    what reference, as people read it.
    """

    key: str
    kind: Literal["conflict", "extension", "waiver"]
    day: dt.date | None
    decision: int
    words: str = ""

    def concerns(self, item: Deliverable) -> bool:
        """Whether it is about this deliverable."""
        return item.key == self.key or (self.kind == "conflict" and item.key.startswith(f"{self.key}."))


def apply_rulings(items: Iterable[Deliverable], rulings: Iterable[Ruling]) -> list[Deliverable]:
    """The deliverables with their dates as ruled, in the order given. A waiver moves no date.

    A decided contradiction gives way to nothing but a letter that no longer contradicts itself; an extension to any
    later date, such as that of a meeting moved further.
    """
    given = sorted(rulings, key=lambda ruling: (ruling.kind, ruling.decision))
    conflicts = [ruling for ruling in given if ruling.kind == "conflict"]
    extensions = {ruling.key: ruling for ruling in given if ruling.kind == "extension"}
    if not conflicts and not extensions:
        return list(items)
    return [_extended(_decided(item, conflicts), extensions.get(item.key)) for item in items]


def ruling_on(item: Deliverable, rulings: Iterable[Ruling]) -> Ruling | None:
    """The newest decision of the contradiction that a deliverable stands in; None when it stands in none."""
    if len({stated.due for stated in item.stated}) < 2:
        return None
    about = [ruling for ruling in rulings if ruling.kind == "conflict" and ruling.day and ruling.concerns(item)]
    return max(about, key=lambda ruling: ruling.decision, default=None)


def decided_keys(
    items: Iterable[Deliverable], rulings: Sequence[Ruling], by_file: Collection[tuple[str, str]]
) -> Iterator[str]:
    """The keys of those whose contradiction is decided: by a ruling, or by a wheel file for that document and actor."""
    for item in items:
        told = (item.document_type, item.actor) in by_file and len({stated.due for stated in item.stated}) > 1
        if told or ruling_on(item, rulings) is not None:
            yield item.key


def _decided(item: Deliverable, conflicts: Sequence[Ruling]) -> Deliverable:
    ruling = ruling_on(item, conflicts)
    if ruling is None or ruling.day is None:
        return item
    rule = FixedDate(type="fixed", month=ruling.day.month, day=ruling.day.day)  # a demand's own rule gives another date
    return replace(_on(item, ruling.day), rule=rule)


def _extended(item: Deliverable, ruling: Ruling | None) -> Deliverable:
    if ruling is None or ruling.day is None or item.due is None or ruling.day <= item.due:
        return item
    latest = max(ruling.day, item.latest or item.due)
    if not item.disputed or latest == ruling.day:
        return _on(item, ruling.day)
    return replace(item, due=ruling.day, last_workday=last_workday(ruling.day), latest=latest)


def _on(item: Deliverable, day: dt.date) -> Deliverable:
    """Due on a day that somebody has settled."""
    return replace(item, due=day, last_workday=last_workday(day), latest=day, basis=Basis.STATED, disputed=False)
