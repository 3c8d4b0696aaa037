"""The archive tells of money moved between initiatives what was asked, between whom, how much, and what became of it."""

import json
from pathlib import Path
from typing import Any

from office import Office

from arshjul.flows import approving
from arshjul.flows.archive_folder import ArchiveFolder
from arshjul.flows.archiving import archive
from arshjul.flows.recorded import Words

KEY = "prove-2024.report.followup-2024-4.nhn"


def send(office: Office, when: str, amount: str) -> None:
    """A report that moves so much lies in its source, and the day runs."""
    office.send_in("nhn", "a.json", "report.followup-2024-4.nhn", f"{when}T07:00")
    report = json.loads(office.sources["nhn"].files["a.json"])
    report["reallocations"] = [{"from": "pll", "to": "pps", "amount": amount, "reason": "Kapasitet."}]
    office.sources["nhn"].files["a.json"] = json.dumps(report).encode()
    office.day(f"{when}T10:00")


def decisions(office: Office, at: str, root: Path) -> list[dict[str, Any]]:
    """The decisions of the report as the archive has them."""
    archive(office.at(at), 2024, ArchiveFolder(root, "prove", 2024), lambda *_: None)
    found: list[dict[str, Any]] = json.loads((root / KEY / "decisions.json").read_text(encoding="utf-8"))
    return found


def test_what_is_moved_what_was_withdrawn_and_what_was_answered(office: Office, tmp_path: Path) -> None:
    office.load("2024-08-01")
    send(office, "2024-08-12", "1500000.50")
    send(office, "2024-08-13", "1000000")
    approving.answer(office.at("2024-08-14"), KEY, Words("hod", "24/90", ""), granted=True)
    first, second, answer = decisions(office, "2024-08-20", tmp_path / "a")
    assert first["move"] == {"from": "pll", "to": "pps", "amount": "1500000.50"}
    assert first["withdrawn_at"] == "2024-08-13T10:00:00+02:00"
    assert second["move"] == {"from": "pll", "to": "pps", "amount": "1000000.00"} and second["withdrawn_at"] is None
    assert (answer["answers"], answer["state"], answer["by_name"]) == (second["id"], "granted", "Departementet")
    assert "move" not in answer
    [before] = decisions(office, "2024-08-12T12:00", tmp_path / "b")
    assert before["move"]["amount"] == "1500000.50" and before["withdrawn_at"] is None
