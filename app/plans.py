"""Plans for people and programs: what will change, or has changed, and how to carry it out.

What lives here: words, tables and JSON for a `ChangePlan`, and the manners of every verb that plans before it acts.
"""

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from arshjul.app.listing import Format, show
from arshjul.app.terminal import line
from arshjul.calendar.change_plan import Change, ChangePlan, PlannedMeeting, PlanRow
from arshjul.calendar.change_warnings import warning_words
from arshjul.calendar.date_words import long_date
from arshjul.flows.changing import Proposal, applied, planned
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, database_exists, out_folder
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import Moment
from arshjul.models.problems import BadInput, Problem

PLAN_KEYS = [
    "key", "actor", "kind", "change", "old_due", "new_due", "old_last_workday", "new_last_workday", "people",
    "steps_void", "steps_new", "warnings", "old_latest", "new_latest",
]  # fmt: skip
_SHOWN_DIGITS, _FEWEST_DIGITS = 12, 8


def plan_or_apply(
    found: Settings,
    moment: Moment,
    proposal: Callable[[Parts], Proposal],
    fmt: Format,
    *,
    apply: bool,
    digest: str | None,
) -> None:
    """Show what a proposal would change; carry it out when told to, and show what it changed. Never asks."""
    digest = known_digest(digest)
    if not database_exists(found):  # there is nothing to change, and none is made
        found = replace(found, database_url="sqlite:///:memory:")
    with open_parts(found, moment, out_folder(None), check_actors=False) as parts:
        made = proposal(parts)
        plan = applied(parts, made, digest) if apply or digest else planned(parts, made)
    tell_plan(plan, fmt, done=bool(apply or digest))


def known_digest(digest: str | None) -> str | None:
    """The digest that somebody wrote. BadInput when it is too short to be sure, or none at all."""
    if digest is None:
        return None
    if len(digest) < _FEWEST_DIGITS or digest.lower().strip("0123456789abcdef"):
        what = say(f"«{digest[:80]}» er ikke en plan", f"«{digest[:80]}» is no plan")
        remedy = say(
            f"skriv minst {_FEWEST_DIGITS} tegn av det planen heter",
            f"write at least {_FEWEST_DIGITS} digits of its name",
        )
        raise BadInput([Problem("--plan", what, remedy=remedy)])
    return digest.lower()


def tell_plan(plan: ChangePlan, fmt: Format = Format.TABLE, *, done: bool = False) -> None:
    """Print a plan that has been carried out, or that may be. JSON is one object, CSV the rows of deliverables."""
    if fmt is Format.JSON:
        text = json.dumps(as_object(plan, done=done), ensure_ascii=False, indent=2, default=str)
        sys.stdout.write(text + "\n")
        return
    rows = [_row(row) for row in plan.rows]
    if fmt is Format.CSV:
        show(rows, PLAN_KEYS, fmt, {})
        return
    if not plan:
        line(plan.already or say("Ingenting endres.", "Nothing changes."))
        return
    for told in _lines(plan):
        line(told)
    if rows:
        show(rows, PLAN_KEYS, fmt, _columns(), say("Leveranser", "Deliverables"), ("steps", "workday", "short"))
    line(_summary(plan, done=done))


def as_object(plan: ChangePlan, *, done: bool) -> dict[str, Any]:
    """The plan as JSON has it: its digest, whether it has been carried out, and everything in it."""
    return {
        "plan": plan.digest,
        "applied": done and bool(plan),
        "changes": bool(plan),
        "files": [{"id": one.id, "amends": one.amends, "old": one.old, "new": one.new} for one in plan.files],
        "meetings": [_meeting(one) for one in plan.meetings],
        "deliverables": plan_rows(plan),
    }


def plan_rows(plan: ChangePlan) -> list[dict[str, Any]]:
    """What becomes of each deliverable, with the keys that JSON has."""
    return [{key: _row(row)[key] for key in PLAN_KEYS} for row in plan.rows]


def _meeting(met: PlannedMeeting) -> dict[str, Any]:
    times = [time.isoformat("minutes") if time else None for time in (met.old_time, met.new_time)]
    return {
        "id": met.id,
        "wheel": met.wheel,
        "change": met.change,
        "old_date": met.old_date,
        "new_date": met.new_date,
        "old_time": times[0],
        "new_time": times[1],
        "warnings": [one.kind.value for one in met.warnings],
    }


def _row(row: PlanRow) -> dict[str, Any]:
    void, new = len(row.steps_void), len(row.steps_new)
    return {
        "key": row.key,
        "actor": row.actor,
        "kind": row.kind,
        "change": row.change.value,
        "old_due": row.old_due and row.old_due.isoformat(),
        "new_due": row.new_due and row.new_due.isoformat(),
        "old_last_workday": row.old_last_workday and row.old_last_workday.isoformat(),
        "new_last_workday": row.new_last_workday and row.new_last_workday.isoformat(),
        "people": list(row.people),
        "steps_void": list(row.steps_void),
        "steps_new": list(row.steps_new),
        "warnings": [{"kind": one.kind.value, "other": one.other or None} for one in row.warnings],
        "old_latest": row.old_latest and row.old_latest.isoformat(),
        "new_latest": row.new_latest and row.new_latest.isoformat(),
        "word": change_word(row.change),
        "due": _arrow(_dates(row.old_due, row.old_latest), _dates(row.new_due, row.new_latest)),
        "workday": _arrow(row.old_last_workday, row.new_last_workday),
        "who": "\n".join(row.names) or say("ingen i porteføljen", "nobody in the portfolio"),
        "steps": say(f"{void} bort, {new} nye", f"{void} void, {new} new") if void or new else "–",
        "look": "\n".join(warning_words(row.warnings)) or "–",
        "short": row.key,
    }


def _columns() -> dict[str, str]:
    return {
        "word": say("Endring", "Change"),
        "due": say("Frist", "Due"),
        "workday": say("Siste arbeidsdag", "Last working day"),
        "actor": say("Aktør", "Actor"),
        "who": say("Berørt", "Affected"),
        "steps": say("Påminnelser", "Reminders"),
        "look": say("Se på", "Look at"),
        "short": say("Nøkkel", "Key"),
    }


def _arrow(old: object, new: object) -> str:
    return str(new or "–") if old == new else f"{old or '–'} → {new or '–'}"


def _dates(due: dt.date | None, latest: dt.date | None) -> str:
    """The deadline, with the last one stated where the letters contradict each other."""
    if due is None or latest in (None, due):
        return str(due or "")
    return say(f"{due} eller {latest}", f"{due} or {latest}")


def change_word(change: Change) -> str:
    """A change in the reader's language."""
    words = {
        Change.NEW: ("ny", "new"),
        Change.MOVED: ("flyttet", "moved"),
        Change.DATED: ("datert", "dated"),
        Change.UNDATED: ("uten dato", "undated"),
        Change.SETTLED: ("avklart", "settled"),
        Change.UNSETTLED: ("uavklart", "unsettled"),
        Change.CONTENT: ("innhold", "content"),
        Change.CANCELLED: ("avlyst", "cancelled"),
        Change.WAIVED: ("frafalt", "waived"),
        Change.FROZEN: ("levert, beholdes", "delivered, kept"),
    }
    return say(*words[change])


def _counted(change: Change, count: int) -> str:
    return say("nye", "new") if change is Change.NEW and count > 1 else change_word(change)


def _lines(plan: ChangePlan) -> Iterator[str]:
    """Files and meetings, a line each."""
    for file in plan.files:
        what = say("nytt", "new") if file.old is None else say("endret", "changed")
        of = say(f", tillegg til {file.amends}", f", amends {file.amends}") if file.amends else ""
        yield say(f"årshjul {file.id}: {what}{of}", f"wheel {file.id}: {what}{of}")
    for met in plan.meetings:
        yield say(f"møte {met.id}: {_met_words(met)}", f"meeting {met.id}: {_met_words(met)}")
        for warning in warning_words(met.warnings):
            yield say(f"  Obs: {warning}", f"  Note: {warning}")


def _met_words(met: PlannedMeeting) -> str:
    old, new = _when(met.old_date, met.old_time), _when(met.new_date, met.new_time)
    if met.change == "cancelled":
        return say(f"avlyst (var {old})", f"called off (was {old})")
    if met.change == "new":
        return say(f"nytt, {new}", f"new, {new}")
    return f"{old} → {new}"


def _when(day: dt.date | None, time: dt.time | None) -> str:
    if day is None:
        return say("uten dato", "no date")
    at = f" {time.isoformat('minutes')}" if time else ""
    return long_date(day, get_lang()) + at


def _summary(plan: ChangePlan, *, done: bool) -> str:
    counts: dict[Change, int] = {}
    for row in plan.rows:
        counts[row.change] = counts.get(row.change, 0) + 1
    listed = ", ".join(f"{count} {_counted(change, count)}" for change, count in counts.items())
    told = listed or say("ingen frister berøres", "no deadline is concerned")
    name = plan.digest[:_SHOWN_DIGITS]
    if done:
        return say(f"Gjennomført: {told}.", f"Done: {told}.")
    return say(
        f"Plan {name}: {told}. Ingenting er endret; --apply gjennomfører, --plan {name} bare hvis planen fortsatt gjelder.",
        f"Plan {name}: {told}. Nothing has changed; --apply carries it out, --plan {name} only if it still holds.",
    )
