"""`arshjul demo` as a newcomer runs it: from another folder, twice, with a real Prefect server."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(400)]


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("arshjul")
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "ARSHJUL_")) and name not in ("PYTHONPATH",)
    }
    surroundings |= {"HOME": str(folder), "COLUMNS": "150"}
    return subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("newcomer")


@pytest.fixture(scope="module")
def first(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(["demo", "--out", "demo"], folder)


def test_the_first_run_ends_well_and_prints_nothing_that_looks_like_a_failure(
    first: subprocess.CompletedProcess[str],
) -> None:
    assert first.returncode == 0, first.stderr
    for text in (first.stdout, first.stderr):
        assert not re.search(r"Traceback|ERROR|Exception|CRITICAL", text), text


def test_the_board_tells_the_story_of_the_samples(first: subprocess.CompletedProcess[str]) -> None:
    board = first.stdout
    assert "27. august 2024" in board
    assert "39 leveranser: 1 over fristen, 1 ufullstendig" in board
    assert "27.03." in board, "one complete but late"
    assert "risikoreduserende tiltak mangler" in board, "one incomplete"
    assert "ingenting er mottatt, men alle tidligere" in board, "one never sent"
    assert "er ikke gyldig JSON" in board, "one unreadable file"


def test_what_it_leaves_can_be_opened(first: subprocess.CompletedProcess[str], folder: Path) -> None:
    demo = folder / "demo"
    picture = ElementTree.parse(demo / "wheel.svg").getroot()
    assert picture.find("{http://www.w3.org/2000/svg}desc") is not None
    calendars = {path.name: Calendar.from_ical(path.read_bytes()) for path in (demo / "calendars").glob("*.ics")}
    assert {"kontor.ics", "aktor-nhn.ics", "aktor-helse-vest.ics", "tiltak-pll.ics"} <= set(calendars)
    assert "aktor-ks.ics" not in calendars, "a scope with no events gets no file"
    assert len(calendars["aktor-helse-vest.ics"].events) == 2, "the group's joint plan, draft and final"
    assert list((demo / "messages").glob("*.eml")) and list((demo / "messages").glob("*.slack.json"))
    assert (demo / "messages" / "gallery" / "index.html").is_file()
    assert (demo / "joint-report.docx").read_bytes().startswith(b"PK"), "a Word file is a ZIP"
    assessed = (demo / "assessments" / "followup-report.followup-2024-4.nhn.md").read_text("utf-8")
    assert "Pasientens prøvesvar" in assessed and "  - Fyll ut resten." in assessed, "with what settles it"
    assert not [path for path in folder.iterdir() if path.name not in ("demo", ".cache", ".local", ".prefect")]


def test_a_second_run_keeps_the_database_and_sends_nothing_twice(
    first: subprocess.CompletedProcess[str], folder: Path
) -> None:
    messages = {path.name: path.read_bytes() for path in (folder / "demo" / "messages").rglob("*.*") if path.is_file()}
    calendars = {path.name: path.read_bytes() for path in (folder / "demo" / "calendars").iterdir()}
    second = run(["demo", "--out", "demo"], folder)
    assert second.returncode == 0, second.stderr
    assert "ingenting er sendt to ganger" in second.stdout
    assert {
        path.name: path.read_bytes() for path in (folder / "demo" / "messages").rglob("*.*") if path.is_file()
    } == messages
    assert {path.name: path.read_bytes() for path in (folder / "demo" / "calendars").iterdir()} == calendars
