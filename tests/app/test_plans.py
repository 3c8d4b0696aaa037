"""Verbs that plan before they act: `wheel plan`, `meeting …`, `deliverable waive`."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from front_desk import Command
from small_supplement import supplement

ROW = [
    "key", "actor", "kind", "change", "old_due", "new_due", "old_last_workday", "new_last_workday", "people",
    "steps_void", "steps_new", "warnings", "old_latest", "new_latest",
]  # fmt: skip
KEY = "small-2024.report.followup-2024-1.a"
MOVE = ("meeting", "move", "followup-2024-1", "2024-09-17", "--reason", "Møtekollisjon", "--as-of", "2024-05-02")


def told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.out)
    return found


def due(arshjul: Command, key: str = KEY) -> str | None:
    rows = {row["key"]: row["due"] for row in arshjul("deadlines", "--format", "json").rows}
    found: str | None = rows.get(key)
    return found


def test_a_bare_command_shows_the_plan_and_changes_nothing(arshjul: Command, base: Path) -> None:
    before = base.read_bytes()
    answer = arshjul(*MOVE)
    assert answer.code == 0
    assert "møte followup-2024-1: mandag 9. september 2024 → tirsdag 17. september 2024" in answer.out
    assert "2024-08-26 → 2024-09-03" in answer.out
    assert "Ingenting er endret" in answer.out
    assert due(arshjul) == "2024-08-26"
    assert base.read_bytes() == before


def test_json_is_one_object_with_a_row_per_deliverable(arshjul: Command, base: Path) -> None:
    plan = told(arshjul(*MOVE, "--format", "json"))
    assert list(plan) == ["plan", "applied", "changes", "files", "meetings", "deliverables"]
    assert (plan["applied"], plan["changes"], plan["files"]) == (False, True, [])
    assert [(met["id"], met["change"], met["old_date"], met["new_date"]) for met in plan["meetings"]] == [
        ("followup-2024-1", "moved", "2024-09-09", "2024-09-17")
    ]
    assert [list(row) for row in plan["deliverables"]] == [ROW, ROW]
    assert {row["key"] for row in plan["deliverables"]} == {KEY, KEY.replace(".a", ".b")}
    table = list(csv.DictReader(io.StringIO(arshjul(*MOVE, "--format", "csv").out)))
    assert [list(row) for row in table] == [ROW, ROW]


def test_apply_does_what_the_plan_showed_and_again_says_that_it_is_so(arshjul: Command, base: Path) -> None:
    shown = told(arshjul(*MOVE, "--format", "json"))
    done = told(arshjul(*MOVE, "--apply", "--format", "json"))
    assert done == {**shown, "applied": True}
    assert due(arshjul) == "2024-09-03"
    before = base.read_bytes()
    again = arshjul(*MOVE, "--apply")
    assert (again.code, again.out) == (0, "followup-2024-1 er alt 2024-09-17.\n")
    assert base.read_bytes() == before
    english = arshjul(*MOVE, "--lang", "en")
    assert english.out == "followup-2024-1 is on 2024-09-17 already.\n"


def test_a_plan_named_is_carried_out_only_while_it_holds(arshjul: Command, base: Path) -> None:
    name = told(arshjul(*MOVE, "--format", "json"))["plan"]
    assert arshjul("meeting", "add", "followup", "2024-12-16", "--apply", "--as-of", "2024-05-02").code == 0
    stale = arshjul(*MOVE, "--plan", name[:12])
    assert stale.code == 2 and "gjelder ikke lenger" in stale.err
    assert due(arshjul) == "2024-08-26"
    name = told(arshjul(*MOVE, "--format", "json"))["plan"]
    assert arshjul(*MOVE, "--plan", name[:8]).code == 0
    assert due(arshjul) == "2024-09-03"
    for wrong in ("abc", "zzzzzzzzzzzz"):
        answer = arshjul(*MOVE, "--plan", wrong)
        assert answer.code == 2 and "er ikke en plan" in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("move", "folowup-2024-1", "2024-09-17"), "mente du «followup-2024-1»?"),
        (("move", "followup-2024-1", "2024-05-01"), "er passert"),
        (("move", "followup-2024-1", "17.9.2024"), "er ikke en dato"),
        (("move", "followup-2024-2", "2024-09-17"), "bruk arshjul meeting date"),
        (("date", "followup-2024-1", "2024-09-17"), "bruk arshjul meeting move"),
        (("date", "followup-2024-2", "2024-09-08"), "er før followup-2024-1"),
        (("cancel", "followup-2024-9"), "ukjent møte"),
        (("add", "folowup", "2024-09-17"), "mente du «followup»?"),
        (("add", "followup", "2024-09-17", "--time", "9"), "er ikke et klokkeslett"),
        (("add", "followup", "2024-09-17", "--wheel", "smal-2024"), "mente du «small-2024»?"),
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(
    arshjul: Command, base: Path, words: tuple[str, ...], said: str
) -> None:
    before = base.read_bytes()
    reason = ("--reason", "x") if words[0] == "move" else ()
    answer = arshjul("meeting", *words, *reason, "--apply", "--as-of", "2024-05-02")
    assert answer.code == 2 and said in answer.err
    assert base.read_bytes() == before


def test_a_meeting_is_dated_called_off_and_added(arshjul: Command, base: Path) -> None:
    at = ("--apply", "--as-of", "2024-05-02", "--format", "json")
    dated = told(arshjul("meeting", "date", "followup-2024-2", "2024-11-04", "--time", "09:30", *at))
    assert [row["change"] for row in dated["deliverables"]] == ["dated", "dated"]
    assert dated["meetings"][0]["new_time"] == "09:30"
    added = told(arshjul("meeting", "add", "followup", "2024-12-16", *at))
    assert [row["key"] for row in added["deliverables"]] == [
        "small-2024.report.followup-2024-3.a",
        "small-2024.report.followup-2024-3.b",
    ]
    off = told(arshjul("meeting", "cancel", "followup-2024-3", *at))
    assert [(row["change"], row["new_due"]) for row in off["deliverables"]] == [("cancelled", None)] * 2
    listed = {row["id"]: (row["date"], row["state"]) for row in arshjul("meetings", "--format", "json").rows}
    assert listed["followup-2024-2"] == ("2024-11-04", "planned")
    assert listed["followup-2024-3"][1] == "cancelled"


def test_a_demand_is_waived_and_stays_listed(arshjul: Command, base: Path) -> None:
    words = ("deliverable", "waive", KEY, "--reason", "Slått sammen", "--as-of", "2024-05-02")
    assert [row["change"] for row in told(arshjul(*words, "--format", "json"))["deliverables"]] == ["waived"]
    assert arshjul(*words, "--apply").code == 0
    again = arshjul(*words, "--apply")
    assert (again.code, "er alt frafalt" in again.out) == (0, True)
    states = {row["key"]: row["state"] for row in arshjul("deadlines", "--format", "json").rows}
    assert states[KEY] == "waived"
    assert "frafalt" in arshjul("deadlines").out
    unknown = arshjul("deliverable", "waive", "report.followup-2024-1.c", "--reason", "x")
    assert unknown.code == 2 and "mente du «small-2024.report.followup-2024-1." in unknown.err


def test_a_supplement_is_planned_and_loaded_without_its_wheel(arshjul: Command, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "tillegg.yaml"
    body = "replace:\n  meetings:\n    followup-2024-1: {date: 2024-09-23, statements: [" + (
        "{document: supplement, section: Endring, lines: [3, 4]}]}\n"
    )
    path.write_text(supplement(body), encoding="utf-8")
    plan = told(arshjul("wheel", "plan", path, "--as-of", "2024-05-02", "--format", "json"))
    assert [(file["id"], file["amends"], file["old"]) for file in plan["files"]] == [("tillegg", "small-2024", None)]
    assert {row["key"]: row["new_due"] for row in plan["deliverables"]} == {
        KEY: "2024-09-09",
        KEY.replace(".a", ".b"): "2024-09-09",
    }
    assert due(arshjul) == "2024-08-26"
    loaded = arshjul("wheel", "load", path, "--plan", plan["plan"], "--as-of", "2024-05-02")
    assert f"{KEY}: 2024-08-26 → 2024-09-09" in loaded.out
    rows = {row["key"]: row["documents"] for row in arshjul("deadlines", "--format", "json").rows}
    assert rows[KEY] == ["letter", "mandate", "supplement"]
    assert rows["small-2024.plan.2024.both"] == ["letter", "mandate"]
    path.write_text(supplement(body, amends="smal-2024"), encoding="utf-8")
    stranger = arshjul("wheel", "plan", path, "--as-of", "2024-05-02")
    assert stranger.code == 2 and "mente du «small-2024»?" in stranger.err


def test_a_plan_makes_no_database(arshjul: Command, wheel: Callable[..., Path], tmp_path: Path, home: Path) -> None:
    path = tmp_path / "none.db"
    answer = arshjul("wheel", "plan", wheel(), "--database", path, "--as-of", "2024-05-02")
    assert answer.code == 0 and "årshjul small-2024: nytt" in answer.out
    for apply in ((), ("--apply",)):
        answer = arshjul(*MOVE, "--database", path, *apply)
        assert answer.code == 2 and "ingen årshjul er lastet" in answer.err
    assert not path.exists()
    assert not list(home.rglob("*"))


def test_the_wheels_that_ship_are_taken_up_when_their_year_has_begun(arshjul: Command, tmp_path: Path) -> None:
    path = tmp_path / "years.db"

    def wheels(as_of: str) -> set[str]:
        arshjul("day", "--as-of", as_of, "--database", path, "--out", tmp_path / "out")
        return {row["key"].split(".")[0] for row in arshjul("deadlines", "--database", path, "--format", "json").rows}

    assert wheels("2024-12-31T22:59:59Z") == {"digital-samhandling-2024"}
    assert wheels("2024-12-31T23:00:00Z") == {"digital-samhandling-2024", "digital-samhandling-2025"}, (
        "new year in Oslo"
    )


def test_what_awaits_the_new_letter_says_so(arshjul: Command) -> None:
    table = arshjul("deadlines", "--year", "2025").out
    undated = [line for line in table.splitlines() if "digital-samhandling-2025" in line and " – " in line[:12]]
    assert "ventet til nytt brev" in table
    assert "ventet til nytt brev" not in arshjul("deadlines", "--year", "2024").out
    assert "expected until the new letter" in arshjul("deadlines", "--year", "2025", "--lang", "en").out
    assert not [line for line in undated if "utledet dato" in line]


def test_what_looks_odd_is_listed_beside_the_conflicts(arshjul: Command) -> None:
    table = arshjul("conflicts", "--year", "2024").out
    assert "Ser rart ut" in table and "linje 383" in table
    odd = arshjul("conflicts", "--year", "2024", "--oddities", "--format", "json").rows
    assert [(row["kind"], row["line"]) for row in odd] == [("row_order", 383), ("interval", 397)]
    plain = arshjul("conflicts", "--year", "2024", "--format", "json").rows
    assert all(list(row) == ["id", "keys", "statements", "in_force", "decision"] for row in plain)


def test_a_moved_meeting_makes_no_row_of_the_letter_odd(arshjul: Command, tmp_path: Path) -> None:
    base = ("--database", tmp_path / "real.db")
    arshjul("day", "--as-of", "2024-01-16", *base, "--out", tmp_path / "out")
    arshjul(
        "meeting", "move", "followup-2024-4", "2024-10-07", "--reason", "x", "--as-of", "2024-05-02", "--apply", *base
    )
    odd = arshjul("conflicts", "--oddities", "--format", "json", *base).rows
    assert ("row_order", ["2024-09-15", "2024-09-09"]) in [(row["kind"], row["days"]) for row in odd]
    assert ["2024-06-20", "2024-10-07"] in [row["days"] for row in odd if row["kind"] == "interval"]
