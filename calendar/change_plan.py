"""What will change, as a value: a row per deliverable, the meetings and files behind it, and a digest to hold on to.

What lives here: telling apart what is new, moved, settled, gone or untouched, by comparing what is owed with what is
stored. Reading and writing are `store/`, carrying a plan out is `flows/changing.py`, warnings are `change_warnings.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import NamedTuple

from arshjul.calendar.change_warnings import Warned
from arshjul.calendar.in_force import Dated
from arshjul.models.codes import DELIVERED, Basis, State
from arshjul.models.deliverable import Deliverable


class Change(StrEnum):
    """What becomes of a deliverable. `settled`, `unsettled`: the same date, now sure or no longer so."""

    NEW = "new"
    MOVED = "moved"
    DATED = "dated"
    UNDATED = "undated"
    SETTLED = "settled"
    UNSETTLED = "unsettled"
    CONTENT = "content"
    CANCELLED = "cancelled"
    WAIVED = "waived"
    FROZEN = "frozen"


REVISES = frozenset({Change.NEW, Change.MOVED, Change.DATED, Change.UNDATED, Change.SETTLED, Change.UNSETTLED})
"""Changes that give a deliverable a new revision of its deadline."""


class Was(NamedTuple):
    """A deliverable as it is stored; `content` is the digest of everything but its dates."""

    id: int
    key: str
    actor: str
    kind: str
    state: str
    revision: int
    content: str
    dated: Dated


@dataclass(frozen=True, slots=True)
class Found:
    """One difference: the deliverable as it is stored (None: not yet) and as it is owed (None: no longer)."""

    change: Change
    was: Was | None
    item: Deliverable | None

    @property
    def key(self) -> str:
        """The deliverable's key."""
        return self.was.key if self.was else self.item.key if self.item else ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What becomes of one deliverable. `people` are the ids of its owner and deputy, `names` what they are called.

    `again`: owed anew after it was called off. `decided`: its letters contradicted each other, and do so no longer. While
    they do, `old_due` and `new_due` are the earliest dates, `old_latest` and `new_latest` the last ones; else those are None.
    """

    key: str
    actor: str
    kind: str
    change: Change
    old_due: dt.date | None
    new_due: dt.date | None
    old_last_workday: dt.date | None
    new_last_workday: dt.date | None
    people: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    steps_void: tuple[str, ...] = ()
    steps_new: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    again: bool = False
    decided: bool = False
    old_latest: dt.date | None = None
    new_latest: dt.date | None = None

    @property
    def in_doubt_anew(self) -> bool:
        """Whether its letters state several dates now, and did not, or others as the last."""
        return self.change is Change.UNSETTLED and self.new_latest not in (None, self.old_latest)


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """What becomes of a meeting: `new`, `moved`, `dated`, `undated`, `time` or `cancelled`; and what to look at."""

    id: str
    wheel: str
    change: str
    old_date: dt.date | None
    new_date: dt.date | None
    old_time: dt.time | None = None
    new_time: dt.time | None = None
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A wheel file or an amendment that differs from the one that is loaded; `old` and `new` are digests of its content."""

    id: str
    amends: str | None
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """Everything that will change. `base` is the number of the last event before it that was not mere mailing."""

    rows: tuple[PlanRow, ...] = ()
    meetings: tuple[PlannedMeeting, ...] = ()
    files: tuple[PlannedFile, ...] = ()
    base: int = 0
    already: str = ""
    unchanged: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __bool__(self) -> bool:
        return bool(self.files or self.meetings or any(row.change != Change.FROZEN for row in self.rows))

    @property
    def digest(self) -> str:
        """SHA-256 of what changes and of what it starts from; another plan, or another start, has another."""
        told = {name: value for name, value in asdict(self).items() if name not in ("already", "unchanged")}
        for row in told["rows"]:
            del row["names"]  # a new name is no new plan
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def differences(
    owed: Mapping[str, Deliverable],
    stored: Mapping[str, Was],
    content_of: Mapping[str, str],
    waived: frozenset[str],
    before: Mapping[str, Deliverable] | None = None,
    decided: Collection[str] = (),
    off: Collection[str] = (),
) -> Iterator[Found]:
    """Every difference between what is owed and what is stored, by key.

    `content_of` gives the digests of what is owed, `waived` the keys that the ministry no longer asks for. With `before`,
    what was owed until now, those that are kept as they were delivered although that has changed are told as frozen.
    `decided` are the keys of those whose contradiction somebody has decided, by whatever date. Of `off`, whose meeting is
    called off by this very change, those that are kept as they were delivered are told as frozen too.
    """
    for key in sorted(owed.keys() | stored.keys()):
        item, was = owed.get(key), stored.get(key)
        change = _change(item, was, content_of.get(key, ""), key in waived, key in decided)
        if key in off and was is not None and was.state in DELIVERED and change in (None, Change.FROZEN):
            yield Found(Change.FROZEN, was, item)
            continue
        if change is Change.FROZEN and not (before is not None and _dates(before.get(key)) != _dates(item)):
            continue
        if change is not None:
            yield Found(change, was, item)


def _change(item: Deliverable | None, was: Was | None, content: str, waived: bool, decided: bool) -> Change | None:
    if was is None:
        return Change.NEW
    if was.state == State.WAIVED:
        return None
    if waived and was.state not in (*DELIVERED, State.CANCELLED):
        return Change.WAIVED
    if item is None:
        return Change.FROZEN if was.state in DELIVERED else None if was.state == State.CANCELLED else Change.CANCELLED
    if was.state == State.CANCELLED:
        return Change.NEW
    if _dates(item) == _comparable(was.dated):
        return None if was.content == content else Change.CONTENT
    if was.state in DELIVERED and not settles(item, was.dated, decided=decided):
        return Change.FROZEN
    return _moved(item, was.dated)


def _moved(item: Deliverable, was: Dated) -> Change:
    if item.due != was.due:
        return Change.DATED if was.due is None else Change.UNDATED if item.due is None else Change.MOVED
    unsure = item.disputed or (item.basis is Basis.INFERRED and not was.disputed)
    return Change.UNSETTLED if unsure else Change.SETTLED


def settles(item: Deliverable, was: Dated, *, decided: bool = False) -> bool:
    """Whether the change only settles what was open: a contradiction decided, or the inferred date confirmed.

    Without a decision a date within the disputed ones settles it: the letters do not contradict each other any more.
    """
    if item.due is None or was.due is None or item.disputed:
        return False
    if was.disputed:
        return decided or was.due <= item.due <= (was.latest or was.due)
    return was.basis == Basis.INFERRED and item.due == was.due


def _dates(item: Deliverable | None) -> tuple[object, ...] | None:
    return None if item is None else (item.due, item.latest, item.basis, item.disputed)


def _comparable(was: Dated) -> tuple[object, ...]:
    return was.due, was.latest, was.basis, was.disputed
