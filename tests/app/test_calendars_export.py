"""calendars export: the same deadlines and meetings whether a database holds them or only the files do."""

import re
from pathlib import Path

import pytest
from front_desk import Command
from office import Office

UID = re.compile(rb"\r\nUID:(.*)\r\n")


def uids(folder: Path) -> dict[str, set[bytes]]:
    return {path.name: set(UID.findall(path.read_bytes().replace(b"\r\n ", b""))) for path in folder.iterdir()}


def test_with_and_without_a_database_the_same_events_stand_in_the_same_files(
    arshjul: Command, file_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARSHJUL_PORTFOLIO", str(file_office.portfolio_path))
    wheel = ("--wheels", file_office.wheel_path)
    nothing = f"sqlite:///{tmp_path / 'none.db'}"
    assert arshjul("calendars", "export", tmp_path / "files", *wheel, "--database", nothing).code == 0
    file_office.load("2024-01-16")
    kept = ("--database", file_office.url, "--as-of", "2024-03-01")
    assert arshjul("calendars", "export", tmp_path / "kept", *wheel, *kept).code == 0
    found = uids(tmp_path / "files")
    assert found == uids(tmp_path / "kept")
    meeting = b"meeting_prove-2024.followup-2024-4@arshjul"
    assert {name for name in found if meeting in found[name]} == {
        "aktor-hdir.ics", "aktor-nhn.ics", "kontor.ics", "tiltak-pll.ics", "tiltak-pps.ics",
    }  # fmt: skip
