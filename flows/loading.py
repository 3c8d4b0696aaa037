"""The first stages of the day: load the wheels, open what is due.

What lives here: plain functions that read, decide and store in one transaction each. No Prefect.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.calendar.amend import in_force
from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.change_plan import Change, ChangePlan, PlannedFile, PlanRow
from arshjul.calendar.in_force import WheelFacts
from arshjul.calendar.meeting_files import by_files
from arshjul.calendar.wheel_file import WheelFiles, read_wheel_files
from arshjul.flows.changing import Cause, Proposed, applied
from arshjul.flows.parts import Parts
from arshjul.flows.plan_rows import rungs
from arshjul.models.amendment import AmendmentFile
from arshjul.models.codes import Kind
from arshjul.models.wheelfile import WheelFile
from arshjul.store import events, reminders, roles, wheel_rows
from arshjul.store.facts import files as stored_files
from arshjul.store.people import PersonValues, sync
from arshjul.store.wheels import Changes, Moved, loaded_digests, loaded_years, wheel_digest

__all__ = ["load_wheels", "open_what_is_due", "rungs", "sync_people", "wheel_load"]
_CHANGED = frozenset({Change.SETTLED, Change.UNSETTLED, Change.CONTENT, Change.WAIVED})


def load_wheels(parts: Parts, digest: str | None = None) -> list[Changes]:
    """Load every wheel file and amendment in one transaction; loading the same again changes nothing.

    The wheels that ship are loaded once their year has begun, and only where there is none of that year: they never
    overwrite what somebody has loaded. With a digest: only if it is that of the plan. BadInput when an amendment's
    wheel is neither among the files nor loaded, or when something does not fit.
    """
    proposal = wheel_load(parts)
    if not proposal.ids:
        return []
    plan = applied(parts, proposal, digest)
    return [_changes(plan, wheel) for wheel in proposal.ids]


def _changes(plan: ChangePlan, wheel: str) -> Changes:
    rows = [row for row in plan.rows if row.key.startswith(f"{wheel}.")]

    def keys(*kinds: Change) -> list[str]:
        return [row.key for row in rows if row.change in kinds]

    return Changes(
        wheel,
        new=keys(Change.NEW),
        moved=[_moved(row) for row in rows if row.change in (Change.MOVED, Change.DATED, Change.UNDATED)],
        changed=keys(*_CHANGED),
        cancelled=keys(Change.CANCELLED),
        frozen=keys(Change.FROZEN),
        meetings=[met.id for met in plan.meetings if met.wheel == wheel],
        unchanged=plan.unchanged.get(wheel, 0),
    )


def _moved(row: PlanRow) -> Moved:
    return Moved(row.key, row.old_due, row.new_due)


@dataclass(frozen=True, slots=True)
class WheelLoad:
    """Wheel files and amendments to be taken up."""

    files: WheelFiles

    @property
    def ids(self) -> list[str]:
        """The wheels that are concerned."""
        amended = (amendment.file.amends for amendment in self.files.amendments)
        return list(dict.fromkeys((*(wheel.id for wheel in self.files.bases), *amended)))

    def _read(self) -> Iterator[WheelFile | AmendmentFile]:
        yield from self.files.bases
        yield from (amendment.file for amendment in self.files.amendments)

    def after(self, connection: Connection, before: list[WheelFacts]) -> Proposed:
        """The facts with the files in force; what the office has recorded of a meeting outlives an unchanged date."""
        bases, amendments = stored_files(connection)
        known = loaded_digests(connection)
        sums = in_force(_over(bases, self.files.bases), _amending(amendments, self.files.amendments))
        held = {one.wheel.id: one for one in before}
        facts = [_facts(wheel, held.get(wheel.id)) for wheel in sorted(sums, key=lambda wheel: wheel.id)]
        return Proposed(facts, tuple(self._changed(known)))

    def _changed(self, known: dict[str, str]) -> Iterable[PlannedFile]:
        for file in self._read():
            digest = wheel_digest(file)
            if known.get(file.id) != digest:
                amends = None if isinstance(file, WheelFile) else file.amends
                yield PlannedFile(file.id, amends, known.get(file.id), digest)

    def write(self, connection: Connection, parts: Parts, plan: ChangePlan, proposed: Proposed) -> Cause:
        """The files with their versions, and the demands of the wheels in force."""
        subject, why = ", ".join(self.ids), self._why(plan)
        before = {"files": {file.id: file.old for file in plan.files}}
        after = {"files": {file.id: file.new for file in plan.files}, **_told(plan)}
        seq = events.append(connection, parts.moment, "wheel.loaded", subject, before=before, after=after, why=why)
        changed = {file.id: file.new for file in plan.files}
        for file in self._read():
            if file.id in changed:
                wheel_rows.write_file(connection, file, changed[file.id], parts.moment, seq)
        touched = {file.amends or file.id for file in plan.files}
        for one in proposed.facts:
            if one.wheel.id in touched:
                wheel_rows.write_obligations(connection, one.wheel)
        return Cause("wheel.loaded", subject, why, seq)

    def _why(self, plan: ChangePlan) -> str:
        """What the supplements are called, when they are all that is new."""
        changed = {file.id for file in plan.files}
        if any(file.amends is None for file in plan.files):
            return ""
        titles = (amendment.file.title.nb for amendment in self.files.amendments if amendment.file.id in changed)
        return ", ".join(titles)


def _told(plan: ChangePlan) -> dict[str, list[str]]:
    """What a load did, as the log keeps it."""
    kinds: dict[str, list[str]] = {}
    for row in plan.rows:
        kinds.setdefault(row.change.value, []).append(row.key)
    return kinds | ({"meetings": [met.id for met in plan.meetings]} if plan.meetings else {})


def _over(loaded: Iterable[WheelFile], read: Iterable[WheelFile]) -> list[WheelFile]:
    """The wheels that are loaded, each in the version that was read when there is one."""
    return list(({wheel.id: wheel for wheel in loaded} | {wheel.id: wheel for wheel in read}).values())


def _amending(loaded: Iterable[Amendment], read: Iterable[Amendment]) -> list[Amendment]:
    return list(({one.file.id: one for one in loaded} | {one.file.id: one for one in read}).values())


def _facts(wheel: WheelFile, held: WheelFacts | None) -> WheelFacts:
    if held is None:
        return WheelFacts(wheel, by_files(None, wheel, {}))
    return WheelFacts(wheel, by_files(held.wheel, wheel, held.meetings), held.rulings, held.settled)


def wheel_load(parts: Parts) -> WheelLoad:
    """The files of this run, to be taken up. Of those that ship: the wheels whose year has begun and has none yet."""
    files = read_wheel_files(parts.wheels)
    if parts.wheels_are_shipped:
        with parts.database.read() as connection:
            years = loaded_years(connection)
        this_year = parts.moment.local.year
        bases = [wheel for wheel in files.bases if wheel.year <= this_year and wheel.year not in years]
        ids = {wheel.id for wheel in bases}
        files = WheelFiles(bases, [one for one in files.amendments if one.file.amends in ids])
    return WheelLoad(files)


def open_what_is_due(parts: Parts, kinds: Collection[Kind] = ()) -> list[str]:
    """Deliverables whose first rung's day has come become open."""
    with parts.database.write() as connection:
        return reminders.open_due(connection, parts.moment, [kind.value for kind in kinds])


def sync_people(parts: Parts) -> dict[str, int]:
    """Make what is stored of people and their roles equal to the portfolio; returns everyone's id."""
    people = [
        PersonValues(slug, spec.name, spec.email, spec.slack_id, spec.language.value)
        for slug, spec in parts.portfolio.people.items()
    ]
    with parts.database.write() as connection:
        roles.keep(connection, parts.moment, parts.portfolio)
        return sync(connection, parts.moment, people)
