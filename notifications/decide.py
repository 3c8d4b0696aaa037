"""The decision: which of the rungs that are due fire today, and which have been passed over.

What lives here: one pure function over plain tuples; a tick hands it thousands, so it is two simple loops.
It needs no memory of its own: what fired or was spent is not open any more and does not come back.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from arshjul.models.codes import CLOSED, DELIVERED, State, Step

_RANK = {step: rank for rank, step in enumerate(Step)}
_SETTLED = DELIVERED | CLOSED


class DueStep(NamedTuple):
    """An open rung of one deliverable, with the state the deliverable has now. `confirmed`: by an officer."""

    step_id: int
    deliverable_id: int
    revision: int
    step: Step
    fire_on: date
    state: State
    confirmed: bool = False


class Decision(NamedTuple):
    """`fire`: to be told today, at most one per deliverable. `spent`: step ids that will never fire."""

    fire: list[DueStep]
    spent: list[int]


def decide(due: Iterable[DueStep], today: date) -> Decision:
    """Decide on open rungs from the state now; safe on any day, in any order, any number of times.

    - A rung later than `today` is left alone.
    - Of several rungs only the furthest fires and the earlier are spent: after a week off one message goes out.
    - What is delivered, waived or cancelled is not reminded of; its rungs are spent. The one exception is
      `gaps`, which is about a delivery: it fires while that is incomplete, and is spent otherwise.
    - The manager's rung fires only when confirmed; till then it stays open and stands in nobody's way. Even
      confirmed it waits for an overdue rung that is still open: owners hear before managers.
    - Rungs of an older deadline revision are spent.
    """
    steps = list(due)
    newest: dict[int, int] = {}
    for step in steps:
        if step.revision > newest.get(step.deliverable_id, -1):
            newest[step.deliverable_id] = step.revision
    chosen: dict[int, DueStep] = {}
    waiting: list[DueStep] = []
    spent: list[int] = []
    for step in steps:
        if step.fire_on > today:
            continue
        if step.revision < newest[step.deliverable_id] or not _matters(step):
            spent.append(step.step_id)
        elif step.step == Step.MANAGER:
            waiting.append(step)
        else:
            _climb(step, chosen, spent)
    for step in waiting:
        if step.confirmed and _may_reach_manager(chosen.get(step.deliverable_id)):
            _climb(step, chosen, spent)
    return Decision(list(chosen.values()), spent)


def _matters(step: DueStep) -> bool:
    if step.step == Step.GAPS:
        return step.state == State.INCOMPLETE
    return step.state not in _SETTLED


def _may_reach_manager(lower: DueStep | None) -> bool:
    return lower is None or lower.step != Step.OVERDUE


def _climb(step: DueStep, chosen: dict[int, DueStep], spent: list[int]) -> None:
    """Keep the further of this rung and the one chosen so far; the other is spent. Of two alike the later stays."""
    held = chosen.get(step.deliverable_id)
    if held is None:
        chosen[step.deliverable_id] = step
    elif (_RANK[step.step], step.fire_on, step.step_id) > (_RANK[held.step], held.fire_on, held.step_id):
        chosen[step.deliverable_id] = step
        spent.append(held.step_id)
    else:
        spent.append(step.step_id)
