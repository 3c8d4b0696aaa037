"""What plans point out besides new dates, what is left to see of what has gone, and a plan carried out a second time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from front_desk import Command
from small_supplement import supplement

KEY = "small-2024.report.followup-2024-1.a"
MOVE = ("meeting", "move", "followup-2024-1", "2024-09-17", "--reason", "Møtekollisjon", "--as-of", "2024-05-02")


def told(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_what_was_called_off_still_shows_its_letters_and_why(arshjul: Command, base: Path) -> None:
    words = ("meeting", "cancel", "followup-2024-1", "--reason", "Slås sammen", "--apply", "--as-of", "2024-05-02")
    assert arshjul(*words).code == 0
    [row] = arshjul("deliverable", "show", KEY, "--format", "json").rows
    assert (row["state"], row["documents"], row["title"]) == ("cancelled", ["letter", "mandate"], "Rapport")
    assert [(one["state"], one["cause"], one["why"]) for one in row["states"]] == [
        ("planned", "wheel.loaded", ""), ("cancelled", "meeting.cancelled", "Slås sammen"),
    ]  # fmt: skip
    shown = arshjul("deliverable", "show", KEY).out
    assert "Bygger på: letter, mandate" in shown and "møtet avlyst" in shown and "Slås sammen" in shown


def test_what_a_supplement_has_ended_names_that_too(arshjul: Command, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "tillegg.yaml"
    end = "{from: 2024-06-01, statements: [{document: supplement, section: Slutt, lines: [3, 4]}]}"
    path.write_text(supplement(f"end:\n  plan: {end}\n  status: {end}\n"), encoding="utf-8")
    key = "small-2024.plan.2024.both"
    [before] = arshjul("deliverable", "show", key, "--format", "json").rows
    assert arshjul("wheel", "load", path, "--as-of", "2024-05-02").code == 0
    [row] = arshjul("deliverable", "show", key, "--format", "json").rows
    assert (row["state"], row["documents"]) == ("cancelled", [*before["documents"], "supplement"])
    assert (row["states"][-1]["cause"], row["states"][-1]["why"]) == ("wheel.loaded", "Tillegg")


def test_a_meeting_on_a_saturday_is_pointed_out_and_planned_all_the_same(arshjul: Command, base: Path) -> None:
    words = ("meeting", "move", "followup-2024-1", "2024-09-14", "--reason", "x", "--as-of", "2024-05-02")
    assert "Obs: faller på en helg eller helligdag" in arshjul(*words).out
    [met] = told(arshjul(*words, "--apply", "--format", "json"))["meetings"]
    assert (met["new_date"], met["warnings"]) == ("2024-09-14", ["day_off"])


def test_a_contradiction_shows_both_dates_in_the_table_and_in_json(
    arshjul: Command, base: Path, wheel: Callable[..., Path]
) -> None:
    place = '      - {document: mandate, section: "6", lines: [20, 20]}\n'
    more = place + "      - {document: letter, section: Ny, lines: [9, 9], due: {type: fixed, month: 9, day: 20}}\n"
    words = ("wheel", "plan", wheel(place, more), "--as-of", "2024-05-02")
    assert "2024-08-31 eller 2024-09-15 → 2024-08-31 eller 2024-09-20" in " ".join(arshjul(*words).out.split())
    [row] = told(arshjul(*words, "--format", "json"))["deliverables"]
    assert (row["old_due"], row["new_due"], row["old_latest"], row["new_latest"]) == (
        "2024-08-31", "2024-08-31", "2024-09-15", "2024-09-20",
    )  # fmt: skip


def test_a_plan_carried_out_once_is_so_already_the_second_time(arshjul: Command, base: Path) -> None:
    name = told(arshjul(*MOVE, "--format", "json"))["plan"]
    assert arshjul(*MOVE, "--plan", name[:12]).code == 0
    again = arshjul(*MOVE, "--plan", name[:12])
    assert (again.code, again.out) == (0, "followup-2024-1 er alt 2024-09-17.\n")
