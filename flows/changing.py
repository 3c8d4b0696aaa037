"""Plan, then act: what a change of facts will do to every deliverable, and carrying it through in one transaction.

What lives here: planning without writing anything, applying a plan, and `follow`, which brings what is stored to what the
facts say. What a change is about is a `Proposal` (meetings: `moving.py`, wheel files: `loading.py`, waivers: `waiving.py`);
what counts as a difference is `calendar/change_plan.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from arshjul.calendar.change_plan import Change, ChangePlan, Found, PlannedFile, Was, differences
from arshjul.calendar.in_force import Compiled, WheelFacts, compiled_all
from arshjul.calendar.rulings import decided_keys
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts, own_database
from arshjul.flows.plan_rows import base_event, planned_meetings, rows, rungs
from arshjul.flows.telling import News, tell
from arshjul.models.codes import State, Step
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.store import deadlines, wheel_rows
from arshjul.store.facts import facts
from arshjul.store.settings import bind_portfolio

_TOLD = {
    Change.MOVED: Step.MOVED,
    Change.UNDATED: Step.MOVED,
    Change.DATED: Step.DATED,
    Change.CANCELLED: Step.CANCELLED,
    Change.WAIVED: Step.WAIVED,
}
"""What people are told of at once. What is new is invited to in its time; what is settled keeps its date."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What brings a change about: an event's kind, subject and number, and why in somebody's words."""

    kind: str
    subject: str
    why: str
    seq: int


class Proposed(NamedTuple):
    """The facts as they would be, the files that would be stored, what to say when nothing changes, and what it is about."""

    facts: list[WheelFacts]
    files: tuple[PlannedFile, ...] = ()
    already: str = ""
    subject: str = ""


class Proposal(Protocol):
    """A change that somebody proposes."""

    def after(self, connection: Connection, before: list[WheelFacts]) -> Proposed:
        """The facts with the change made. BadInput when it makes no sense."""
        ...

    def write(self, connection: Connection, parts: Parts, plan: ChangePlan, proposed: Proposed) -> Cause:
        """Append the event, and write what the proposal is about besides meetings."""
        ...


def planned(parts: Parts, proposal: Proposal) -> ChangePlan:
    """What the proposal would change; nothing is written."""
    _must_name_nobody(parts, proposal)
    with parts.database.read() as connection:
        before = facts(connection)
        return _plan(connection, parts, before, proposal.after(connection, before))


def applied(parts: Parts, proposal: Proposal, digest: str | None = None) -> ChangePlan:
    """Carry the proposal through, in one transaction; with a digest only if it is that of the plan.

    A plan of nothing writes nothing, whatever it is called. BadInput when the state is no longer the one that the plan was
    made from.
    """
    _must_name_nobody(parts, proposal)
    with parts.database.write() as connection:
        before = facts(connection)
        proposed = proposal.after(connection, before)
        plan = _plan(connection, parts, before, proposed)
        if plan and digest is not None and not plan.digest.startswith(digest.lower()):
            raise another_plan(digest, plan.digest)
        if plan:
            own_database(bind_portfolio(connection, parts.portfolio.id), parts.portfolio)
            cause = proposal.write(connection, parts, plan, proposed)
            write_meetings(connection, before, proposed.facts, cause)
            follow(connection, parts, cause)
            tell(connection, parts, told_of(plan))
    return plan


def _must_name_nobody(parts: Parts, proposal: Proposal) -> None:
    """BadInput when somebody's words would put a name into the log; a wheel file has none of its own."""
    said = {"--reason": getattr(proposal, "why", ""), "--reference": getattr(proposal, "reference", "")}
    must_name_nobody(parts, said)


def follow(connection: Connection, parts: Parts, cause: Cause) -> ChangePlan:
    """Bring the deliverables of every loaded wheel to what the facts of this very transaction say.

    Old rungs are void and new ones armed; what is delivered stays as it was; what is as it should be is not touched, so
    that following twice writes nothing the second time. Returns what has changed.
    """
    catalogue = parts.catalogue_of(connection)
    now = list(catalogue.compiled.values())
    stored = deadlines.stored(connection)
    known = facts(connection)
    found = list(_differences(known, now, stored, None))
    told = rows(connection, parts, found, now, stored)
    source = deadlines.Source(cause.seq, cause.kind, cause.why)
    ladder = lambda item: rungs(parts.portfolio, item)  # noqa: E731
    ids = wheel_rows.wheel_ids(connection)
    for wheel in dict.fromkeys(one.item.wheel for one in found if one.was is None and one.item):
        new = [one.item for one in found if one.was is None and one.item and one.item.wheel == wheel]
        deadlines.write_new(connection, ids[wheel], new, ladder, source)
    for one in found:
        _write(connection, one, ladder, source)
    return ChangePlan(tuple(told), base=base_event(connection))


def _write(connection: Connection, found: Found, ladder: deadlines.Steps, source: deadlines.Source) -> None:
    if found.was is None:
        return
    if found.change in (Change.CANCELLED, Change.WAIVED):
        deadlines.close(connection, found.was, State(found.change.value), source)
    elif found.item is not None and found.change is not Change.FROZEN:
        deadlines.write_changed(connection, found.change, found.was, found.item, ladder, source)


def told_of(plan: ChangePlan) -> list[News]:
    """What people are to be told of at once."""
    decided = [
        News(row.key, Step.DECIDED) for row in plan.rows if row.decided
    ]  # by a letter; else `carry_through` tells
    told = [News(row.key, _TOLD[row.change]) for row in plan.rows if row.change in _TOLD]
    back = [News(row.key, Step.MOVED) for row in plan.rows if row.again or row.in_doubt_anew]
    return decided + told + back  # owed again after it was called off, or by one of several dates


def write_meetings(
    connection: Connection, before: Iterable[WheelFacts], after: Iterable[WheelFacts], cause: Cause
) -> None:
    """A new revision of every meeting that stands otherwise than before."""
    held = {one.wheel.id: one.meetings for one in before}
    for one in after:
        was = held.get(one.wheel.id, {})
        wheel_rows.write_meetings(connection, one.wheel.id, was, one.meetings, cause.kind, cause.why, cause.seq)


def _plan(connection: Connection, parts: Parts, before: Sequence[WheelFacts], proposed: Proposed) -> ChangePlan:
    was, now = compiled_all(before), compiled_all(proposed.facts)
    stored = deadlines.stored(connection)
    found = list(_differences(proposed.facts, now, stored, was))
    return ChangePlan(
        tuple(rows(connection, parts, found, now, stored)),
        tuple(planned_meetings(was, now, parts.moment.today)),
        proposed.files,
        base_event(connection),
        proposed.already or say("Alt er slik fra før.", "Everything is so already."),
        _untouched(now, stored, found),
    )


def _differences(
    known: Sequence[WheelFacts], now: Sequence[Compiled], stored: dict[str, Was], was: Sequence[Compiled] | None
) -> Iterable[Found]:
    owed = {item.key: item for one in now for item in one.owed}
    waived = frozenset(ruling.key for one in known for ruling in one.rulings if ruling.kind == "waiver")
    content = {key: deadlines.content_digest(item) for key, item in owed.items()}
    before = None if was is None else {item.key: item for one in was for item in one.owed}
    off = frozenset() if was is None else _called_off(was, now)
    return differences(owed, stored, content, waived, before, _decided(known, now), off)


def _called_off(was: Sequence[Compiled], now: Sequence[Compiled]) -> frozenset[str]:
    """The deliverables to the meetings that are called off now and were not."""
    held = {(one.wheel.id, met.id) for one in was for met in one.meetings if met.state != State.CANCELLED}
    off = {(one.wheel.id, met.id) for one in now for met in one.meetings if met.state == State.CANCELLED} & held
    return frozenset(item.key for one in now for item in one.owed if (item.wheel, item.meeting) in off)


def _decided(known: Sequence[WheelFacts], now: Sequence[Compiled]) -> frozenset[str]:
    """The deliverables whose contradiction is decided, by the office's record or by a wheel file."""
    rulings = {one.wheel.id: one.rulings for one in known}
    found: set[str] = set()
    for one in now:
        by_file = {(decision.document_type, decision.actor) for decision in one.wheel.decisions}
        found.update(decided_keys(one.owed, rulings.get(one.wheel.id, ()), by_file))
    return frozenset(found)


def _untouched(now: Sequence[Compiled], stored: dict[str, Was], found: Iterable[Found]) -> dict[str, int]:
    """How many deliverables of each wheel stay as they are."""
    touched = {one.key for one in found if one.change is not Change.FROZEN}
    counts: dict[str, int] = {}
    for one in now:
        counts[one.wheel.id] = sum(item.key in stored and item.key not in touched for item in one.owed)
    return counts


def another_plan(digest: str, now: str) -> BadInput:
    """What is said of the digest of a plan that no longer holds; `now`: that of the plan as it would be."""
    what = say(
        f"planen {digest} gjelder ikke lenger: noe er endret siden den ble vist",
        f"plan {digest} no longer holds: something has changed since it was shown",
    )
    remedy = say(f"se på planen på nytt; den er nå {now[:12]}", f"look at the plan again; it is now {now[:12]}")
    return BadInput([Problem("--plan", what, remedy=remedy)])
