"""Statistics equal a recount from the log: events and the rows they brought, read and reckoned here by other means.

The recount shares no code with the program but the calendar's midnight; it knows instants, not objects.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from office import Office, instant
from seasons import Day, everything, play, seasons
from tampering import found

from arshjul.calendar.statistics import By, tally
from arshjul.flows.board import board, counted

KINDS = {
    "report": "followup_report", "plan": "delivery_plan", "tasks": "planned_tasks", "joint": "joint_plan",
    "budget": "budget_input", "note": "assignment",
}  # fmt: skip
OSLO = ZoneInfo("Europe/Oslo")
Row = dict[str, Any]


def log(office: Office, upto: dt.datetime) -> dict[str, dict[str, list[Row]]]:
    """By deliverable and table, the rows of every event up to an instant, in the order of events."""
    rows_of: dict[str, dict[str, list[Row]]] = {}
    told = {
        "due_revision": "r.no, r.due, r.latest, r.basis, r.disputed, r.notified_at",
        "state_change": "r.id, r.state",
        "submission": "r.no, r.id AS row, r.received_at",
        "sending": "r.no, r.sent_on",
    }
    for table, columns in told.items():
        rows = (
            f"SELECT d.key, e.at, {columns} FROM {table} r JOIN deliverable d ON d.id = r.deliverable_id "
            "JOIN event e ON e.seq = r.event_seq ORDER BY e.seq, r.id"
        )
        names = ["key", "at", *(part.split(" AS ")[-1].strip().removeprefix("r.") for part in columns.split(","))]
        for values in office.rows(rows):
            row = dict(zip(names, values, strict=True))
            if moment_of(row["at"]) <= upto:
                rows_of.setdefault(row["key"], {}).setdefault(table, []).append(row)
    for key, row, verdict, at in office.rows(
        "SELECT d.key, j.submission_id, j.completeness, e.at FROM judgement j JOIN event e ON e.seq = j.event_seq "
        "JOIN submission s ON s.id = j.submission_id JOIN deliverable d ON d.id = s.deliverable_id ORDER BY j.id"
    ):
        if moment_of(at) <= upto:
            rows_of[key].setdefault("judgement", []).append({"row": row, "verdict": verdict})
    return rows_of


def moment_of(value: Any) -> dt.datetime:
    """An instant as either database gives it."""
    read = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def over(day: Any) -> dt.datetime:
    """When a day is over in Oslo."""
    day = dt.date.fromisoformat(str(day))
    return dt.datetime(day.year, day.month, day.day, tzinfo=OSLO) + dt.timedelta(days=1)


def recount(office: Office, now: dt.datetime) -> Counter[tuple[str, ...]]:
    """(actor, kind, quarter, what) of everything that is owed or was."""
    numbers: Counter[tuple[str, ...]] = Counter()
    for key, rows in log(office, now).items():
        state = rows["state_change"][-1]["state"]
        if state == "cancelled":
            continue
        last = rows["due_revision"][-1]
        day = None if last["due"] is None else dt.date.fromisoformat(str(last["due"]))
        quarter = "-" if day is None else f"{day.year}-Q{1 + (day.month - 1) // 3}"
        place = key.rsplit(".", 1)[1], KINDS[key.split(".")[1]], quarter
        numbers[(*place, in_time(rows, state, now))] += 1
        if state != "waived":
            numbers[(*place, holds(rows, state))] += 1
        if state == "accepted":
            numbers[(*place, "accepted")] += 1
        if last["basis"] == "inferred" and not last["disputed"]:
            numbers[(*place, "inferred")] += 1
    return numbers


def holds(rows: dict[str, list[Row]], state: str) -> str:
    """What the last judgement of the newest version says, of what counts as delivered."""
    if state not in ("received", "incomplete", "complete", "accepted") or "submission" not in rows:
        return "none"
    newest = rows["submission"][-1]["row"]
    said = [one["verdict"] for one in rows.get("judgement", []) if one["row"] == newest]
    return str(said[-1]) if said else "none"


def in_time(rows: dict[str, list[Row]], state: str, now: dt.datetime) -> str:
    """Whether it came in time by what was in force and known when it came (or is, while it has not)."""
    if state == "waived":
        return "waived"
    came = None
    if "sending" in rows:
        came = over(rows["sending"][-1]["sent_on"]) - dt.timedelta(seconds=1)
    elif "submission" in rows:
        came = min(moment_of(one["received_at"]) for one in rows["submission"])
    all_ = rows["due_revision"]
    before = [one for one in all_ if came is None or moment_of(one["at"]) <= came] or all_[:1]
    answers = [by(before[-1], came, now)]
    if answers[0] in ("late", "overdue"):
        answers.append(by(heard_of(before, came or now), came, now))
    if came and soft(before[-1]):
        answers += [by(one, came, now) for one in all_[len(before) :] if not soft(one)]
    return min(answers, key=["on_time", "not_due", "disputed", "undated", "late", "overdue"].index)


def soft(one: Row) -> bool:
    """Nobody has settled or confirmed it."""
    return bool(one["disputed"]) or one["basis"] == "inferred"


def heard_of(before: list[Row], at: dt.datetime) -> Row:
    """The last deadline whose dates the owner knew."""
    known = before[0]
    for one in before:
        told = one["notified_at"] is not None and moment_of(one["notified_at"]) <= at
        if told or (one["due"], one["latest"]) == (known["due"], known["latest"]):
            known = one
    return known


def by(one: Row, came: dt.datetime | None, now: dt.datetime) -> str:
    """By one deadline alone."""
    if one["due"] is None:
        return "undated"
    first, last = over(one["due"]), over(one["latest"] or one["due"])
    if came is not None:
        if came < first:
            return "on_time"
        return "disputed" if (soft(one) and not one["disputed"]) or came < last else "late"
    if one["disputed"]:
        return "disputed" if now < last else "overdue"
    if now < first:
        return "not_due"
    return "disputed" if soft(one) else "overdue"


def counts(office: Office, when: str, known_at: str | None = None) -> Counter[tuple[str, ...]]:
    """What the program counts, in the same shape."""
    rows = counted(board(office.at(when), instant(known_at) if known_at else None))
    numbers: Counter[tuple[str, ...]] = Counter()
    for line in tally(rows, list(By)):
        values = line.as_row()
        place = values.pop("actor"), values.pop("kind"), values.pop("period") or "-"
        values.pop("total")
        numbers.update({(*place, what): number for what, number in values.items() if number})
    return numbers


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(season=seasons)
def test_statistics_equal_a_recount_on_every_evening_and_afterwards(
    season: list[Day], tmp_path_factory: pytest.TempPathFactory, new_sqlite: Callable[[], str]
) -> None:
    office = Office(tmp_path_factory.mktemp("season"), new_sqlite())
    evenings = []
    for evening in play(office, season):
        assert counts(office, evening) == recount(office, instant(evening))
        evenings.append(evening)
    for evening in evenings:
        assert counts(office, evening, evening) == recount(office, instant(evening))
    assert found(office) == [], "and the log holds"
    office.close()


def test_every_sort_of_answer_is_counted_on_both_kinds_of_database(office: Office) -> None:
    seen: set[str] = set()
    for evening in play(office, everything()):
        numbers = counts(office, evening)
        assert numbers == recount(office, instant(evening))
        seen |= {what for *_, what in numbers}
    assert seen >= {
        "on_time", "late", "overdue", "not_due", "undated", "disputed", "waived", "inferred", "complete", "incomplete",
        "none", "accepted",
    }  # fmt: skip
