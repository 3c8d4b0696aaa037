"""What a verb imports, since that is what it costs to start; and streams that end early."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Command

HEAVY = {"prefect", "sqlalchemy", "sqlmodel", "alembic", "icalendar", "pendulum", "babel", "jinja2", "slack_sdk"}
SCRIPT = """
import json, os, sys
from arshjul.app.cli import main
sys.stdout = open(os.devnull, "w")
try:
    main(sys.argv[1:])
except SystemExit as ended:
    print(json.dumps([ended.code or 0, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def imported(*words: str | Path) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, words)], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    code, modules = json.loads(done.stderr.splitlines()[-1])
    return code, set(modules)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"], ["deadlines", "--help"], ["deadlines"], ["deadlines", "--format", "json"],
        ["meetings", "--as-of", "2024-08-27"], ["conflicts"], ["deadlines", "--actor", "nhm"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_verbs_without_a_database_import_nothing_heavy(home: Path, words: list[str]) -> None:
    _, modules = imported(*words)
    assert not modules & HEAVY


def test_verbs_on_files_import_only_what_they_need(home: Path, wheel: Callable[..., Path], tmp_path: Path) -> None:
    for words in (["wheel", "check", wheel()], ["wheel", "draw", "--year", "2024", "--out", tmp_path / "w.svg"]):
        code, modules = imported(*words)
        assert code == 0
        assert not modules & (HEAVY - {"pendulum"}), words
    code, modules = imported("calendars", "export", tmp_path / "calendars")
    assert code == 0
    assert not modules & {"prefect", "sqlalchemy", "sqlmodel", "alembic", "jinja2", "slack_sdk"}


def test_help_needs_neither_pydantic_models_nor_rich(home: Path) -> None:
    _, modules = imported("--help")
    assert not modules & {"holidays", "rich", "yaml"}


def test_the_board_needs_neither_prefect_nor_alembic(home: Path, wheel: Callable[..., Path], tmp_path: Path) -> None:
    base = tmp_path / "a.db"
    assert imported("wheel", "load", wheel(), "--database", base)[0] == 0
    for words in (["board", "--as-of", "2024-02-01"], ["deadlines"], ["outbox", "list"]):
        code, modules = imported(*words, "--database", base)
        assert code == 0
        assert not modules & {"prefect", "alembic", "fastapi"}, words


@pytest.mark.parametrize("words", [["deadlines"], ["deadlines", "--format", "json"], ["--help"]], ids=" ".join)
def test_a_reader_that_stops_early_is_no_error(home: Path, words: list[str]) -> None:
    """As `| head -1`: the reading end is closed before anything is written."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "arshjul.app.cli", *words]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_is_told(home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "arshjul.app.cli", "deadlines", "--format", "csv"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 2
    assert "disken er full" in done.stderr and "Traceback" not in done.stderr


def test_a_terminal_without_our_letters_gets_question_marks(program: Command) -> None:
    answer = program("meetings", PYTHONIOENCODING="ascii")
    assert answer.code == 0 and "M?te" in answer.out
    rows = program("meetings", "--format", "json", PYTHONIOENCODING="ascii").rows
    assert any("ø" in row["title"] for row in rows), "JSON escapes what the stream cannot hold"
