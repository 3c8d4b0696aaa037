"""A plan's rows filled in: who is affected, which steps are void or new, and what to look at.

What lives here: looking up people, rungs and other deadlines for each difference. Which differences there are is
`calendar/change_plan.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, not_, select

from arshjul.calendar.change_plan import REVISES, Change, Found, PlannedMeeting, PlanRow, Was
from arshjul.calendar.change_warnings import NewDate, Warned, WarningKind, meeting_warnings, warnings
from arshjul.calendar.in_force import Compiled
from arshjul.flows.parts import Parts
from arshjul.models.codes import CLOSED, DELIVERED, Kind, State, Step
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.portfolio import Portfolio, Role
from arshjul.notifications.ladder import planned_steps
from arshjul.store import deadlines, decisions
from arshjul.store.schema import EVENT

_MAILING = ("reminders.decided", "messages.gathered", "calendars.changed")
_VOIDS = frozenset({*REVISES, Change.CANCELLED, Change.WAIVED})
_DATES_ANEW = frozenset({Change.NEW, Change.MOVED, Change.DATED})

_UNDATES = frozenset({Change.CANCELLED, Change.WAIVED, Change.UNDATED})
"""Changes after which there is no date."""
_DONE = DELIVERED | CLOSED


def rungs(portfolio: Portfolio, item: Deliverable) -> list[tuple[Step, dt.date]]:
    """The ladder of one deliverable under the office's settings."""
    return [
        (planned.step, planned.fire_on)
        for planned in planned_steps(
            portfolio.office.ladder.for_kind(item.kind),
            due=item.due,
            last_workday=item.last_workday,
            latest=item.latest,
            disputed=item.disputed,
            unconfirmed=item.unconfirmed,
        )
    ]


def base_event(connection: Connection) -> int:
    """The number of the last event that was not mere mailing; 0 of an empty log."""
    kinds = EVENT.c.kind.not_in(_MAILING) & not_(EVENT.c.kind.startswith("message."))
    kinds &= not_(EVENT.c.kind.startswith("feed."))  # addresses of calendars
    return int(connection.execute(select(func.max(EVENT.c.seq)).where(kinds)).scalar() or 0)


def rows(
    connection: Connection, parts: Parts, found: Sequence[Found], now: Sequence[Compiled], stored: Mapping[str, Was]
) -> list[PlanRow]:
    """A row per difference, by the new date, those without one last, and key."""
    void = deadlines.ahead(connection, [one.was.id for one in found if one.was and one.change in _VOIDS])
    waiting = (
        item for one in now for item in one.owed if item.key not in stored or stored[item.key].state not in _DONE
    )
    filler = _Filler(parts, now, void, waiting, decisions.pending(connection))
    told = {
        one.key: deadlines.told_already(connection, one.change, one.was, one.item.due)
        for one in found
        if one.was and one.item and one.change in REVISES
    }
    listed = [filler.row(one, told.get(one.key, frozenset())) for one in found]
    return sorted(listed, key=lambda row: (row.new_due or row.old_due or dt.date.max, row.key))


class _Filler:
    """Knows the people, the meetings and what everybody else owes, once for all rows."""

    def __init__(
        self,
        parts: Parts,
        now: Sequence[Compiled],
        void: dict[int, list[str]],
        waiting: Iterable[Deliverable],
        asked: Mapping[str, decisions.PendingExtension],
    ) -> None:
        self.portfolio, self.today, self.void, self.asked = parts.portfolio, parts.moment.today, void, asked
        self.meetings = {(one.wheel.id, met.id): met for one in now for met in one.meetings}
        self._people: dict[tuple[str, Kind], tuple[str, ...]] = {}
        self.on_day: dict[tuple[str, dt.date], list[str]] = {}
        for item in waiting:
            if item.last_workday:
                self.on_day.setdefault((self._whose(item), item.last_workday), []).append(item.key)

    def row(self, found: Found, told: frozenset[str]) -> PlanRow:
        was, item, change = found.was, found.item, found.change
        back = was is not None and change is Change.NEW
        old = was.dated if was and not back else None
        new = old if change in (Change.FROZEN, Change.CONTENT) else None if change in _UNDATES else item
        actor, kind = (item.actor, item.kind) if item else (was.actor, Kind(was.kind)) if was else ("", Kind.OTHER)
        people = self._of(actor, kind)
        steps = [step.value for step, _ in rungs(self.portfolio, item)] if item and change in REVISES else []
        return PlanRow(
            key=found.key,
            actor=actor,
            kind=kind.value,
            change=change,
            old_due=old.due if old else None,
            new_due=new.due if new else None,
            old_last_workday=old.last_workday if old else None,
            new_last_workday=new.last_workday if new else None,
            people=people,
            names=tuple(self.portfolio.people[slug].name for slug in people),
            steps_void=tuple(step for step in self.void.get(was.id, ()) if _is_void(step, change)) if was else (),
            steps_new=tuple(step for step in steps if step not in told),
            again=back,
            decided=_is_decided(found),
            old_latest=old.latest if old and old.disputed else None,
            new_latest=new.latest if new and new.disputed else None,
            warnings=self._warnings(found, old.last_workday if old else None),
        )

    def _warnings(self, found: Found, old: dt.date | None) -> tuple[Warned, ...]:
        item = found.item
        if found.change in (Change.CANCELLED, Change.WAIVED) and found.key in self.asked:
            return (Warned(WarningKind.REQUEST_LAPSES, str(self.asked[found.key].decision)),)
        if item is None or found.change not in _DATES_ANEW or item.due is None or item.last_workday is None:
            return ()
        met = self.meetings.get((item.wheel, item.meeting or ""))
        others = self.on_day.get((self._whose(item), item.last_workday), ())
        same_day = tuple(sorted(key for key in others if key != item.key))
        about = NewDate(item.due, item.last_workday, old, met.date if met else None, same_day)
        return warnings(about, self.today)

    def _whose(self, item: Deliverable) -> str:
        """The owner, else the actor, so that what nobody answers for is told apart."""
        return next(iter(self._of(item.actor, item.kind)), f"actor {item.actor}")

    def _of(self, actor: str, kind: Kind) -> tuple[str, ...]:
        known = self._people.get((actor, kind))
        if known is None:
            held = [self.portfolio.holder_id(actor, role, self.today, kind) for role in (Role.OWNER, Role.DEPUTY)]
            known = self._people[actor, kind] = tuple(dict.fromkeys(slug for slug in held if slug))
        return known


def _is_decided(found: Found) -> bool:
    """Whether different dates were stated for it, and one of them or another holds now."""
    was, item = found.was, found.item
    if was is None or item is None or found.change not in (Change.MOVED, Change.SETTLED):
        return False
    return was.dated.disputed and not item.disputed


def _is_void(step: str, change: Change) -> bool:
    """What a delivered report lacks is told whatever becomes of its deadline."""
    return change not in REVISES or not step.startswith(Step.GAPS.value)


def planned_meetings(was: Iterable[Compiled], now: Iterable[Compiled], today: dt.date) -> Iterator[PlannedMeeting]:
    """What becomes of meetings, in the order of the wheels; those of a wheel that is new are not told."""
    before = {one.wheel.id: {met.id: met for met in one.meetings} for one in was}
    for one in now:
        held = before.get(one.wheel.id)
        if held is not None:
            after = {met.id: met for met in one.meetings}
            for slug in dict.fromkeys((*held, *after)):
                for met in _meeting(one.wheel.id, slug, held.get(slug), after.get(slug)):
                    looks = meeting_warnings(met.old_date, met.new_date, one.wheel.year, today)
                    yield replace(met, warnings=looks)


def _meeting(wheel: str, slug: str, was: Meeting | None, now: Meeting | None) -> Iterator[PlannedMeeting]:
    off = now is None or now.state == State.CANCELLED
    was_off = was is None or was.state == State.CANCELLED
    if off and was_off:
        return
    old = (None, None) if was is None or was_off else (was.date, was.time)
    new = (None, None) if now is None or off else (now.date, now.time)
    if off:
        change = "cancelled"
    elif was_off:
        change = "new"
    elif old == new:
        return
    elif old[0] == new[0]:
        change = "time"
    else:
        change = "dated" if old[0] is None else "undated" if new[0] is None else "moved"
    yield PlannedMeeting(slug, wheel, change, old[0], new[0], old[1], new[1])
