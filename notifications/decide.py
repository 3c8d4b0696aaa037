"""The decision: which of the rungs that are due fire today, and which have been passed over.

What lives here: one pure function over plain tuples; a tick hands it thousands, so it is two simple loops.
It needs no memory of its own: what fired or was spent is not open any more and does not come back.
"""

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from arshjul.models.codes import CLOSED, DELIVERED, State, Step

_RANK: dict[str, int] = {step: rank for rank, step in enumerate(Step)}
_SETTLED: frozenset[str] = DELIVERED | CLOSED
_MANAGER: str = Step.MANAGER.value
_CHASING: frozenset[str] = frozenset({Step.OVERDUE, Step.MANAGER})


class Rung(Protocol):
    """An open rung of one deliverable, with the state the deliverable has now. `confirmed`: by an officer.

    `step` is a `Step`, after which a full stop and a number may stand (`gaps.2`: the gaps of the second version).
    """

    @property
    def step_id(self) -> int: ...
    @property
    def deliverable_id(self) -> int: ...
    @property
    def revision(self) -> int: ...
    @property
    def step(self) -> str: ...
    @property
    def fire_on(self) -> date: ...
    @property
    def state(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...


R = TypeVar("R", bound=Rung)


class DueStep(NamedTuple):
    """The plainest rung."""

    step_id: int
    deliverable_id: int
    revision: int
    step: Step
    fire_on: date
    state: State
    confirmed: bool = False


class Decision(NamedTuple, Generic[R]):
    """`fire`: to be told today, at most one per deliverable. `spent`: step ids that will never fire."""

    fire: list[R]
    spent: list[int]


def decide(due: Iterable[R], today: date, held: Collection[int] = ()) -> Decision[R]:
    """Decide on open rungs from the state now; safe on any day, in any order, any number of times.

    `held`: ids of deliverables whose owner has asked for a later date and awaits the answer.

    - A rung later than `today` is left alone.
    - Of several rungs only the furthest fires and the earlier are spent: after a week off one message goes out.
    - What is delivered, waived or cancelled is not reminded of; its rungs are spent. The one exception is
      `gaps`, which is about a delivery: it fires while that is incomplete, and is spent otherwise.
    - The manager's rung fires only when confirmed; till then it stays open and stands in nobody's way. Even
      confirmed it waits for an overdue rung that is still open: owners hear before managers.
    - Rungs of an older deadline revision are spent.
    - Where an answer is awaited, nobody is chased for being late: `overdue` and `manager` stay open till it comes.
      Reminders before the deadline fire as always, but for those that the held rung has overtaken: they are spent.
    """
    steps = list(due)
    newest: dict[int, int] = {}
    for step in steps:
        if newest.get(step.deliverable_id, -1) < step.revision:
            newest[step.deliverable_id] = step.revision
    chosen: dict[int, R] = {}
    waiting: list[R] = []
    spent: list[int] = []
    for step in steps:
        if step.fire_on > today:
            continue
        if step.revision < newest[step.deliverable_id] or not _matters(step.step, step.state):
            spent.append(step.step_id)
        elif step.step == _MANAGER:
            waiting.append(step)
        elif chosen.setdefault(step.deliverable_id, step) is not step:
            _climb(step, chosen, spent)
    for step in waiting:
        if step.confirmed and _may_reach_manager(chosen.get(step.deliverable_id)):
            _climb(step, chosen, spent)
    fire = [step for of, step in chosen.items() if of not in held or step.step not in _CHASING]
    return Decision(fire, spent)


def fires_alone(step: str, state: str) -> bool:
    """Whether a rung that is due fires; else it is spent. For one that no other due rung of its deliverable stands beside.

    `decide` says the same of each, for as long as no answer is awaited.
    """
    return _matters(step, state)


@lru_cache(maxsize=1024)  # a tick asks the same few thousands of times
def _matters(step: str, state: str) -> bool:
    if step.startswith(Step.GAPS):
        return state == State.INCOMPLETE
    return state not in _SETTLED


def _may_reach_manager(lower: Rung | None) -> bool:
    return lower is None or lower.step != Step.OVERDUE


def _climb(step: R, chosen: dict[int, R], spent: list[int]) -> None:
    """Keep the further of this rung and the one chosen so far; the other is spent. Of two alike the later stays."""
    held = chosen.setdefault(step.deliverable_id, step)
    if held is step:
        return
    if _height(step) > _height(held):
        chosen[step.deliverable_id] = step
        step = held
    spent.append(step.step_id)


def _height(step: Rung) -> tuple[int, date, int]:
    return _RANK[step.step.partition(".")[0]], step.fire_on, step.step_id
