"""The trap of a folder named `calendar`: it must never shadow Python's own."""

import calendar
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "calendar", "flows", "models", "notifications", "reports", "store", "web")


def test_python_keeps_its_own_calendar() -> None:
    assert hasattr(calendar, "timegm")
    script = "import calendar, sys; sys.exit(0 if hasattr(calendar, 'timegm') else 1)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_no_file_exists_that_would_shadow_it() -> None:
    for name in ("calendar/__init__.py", "calendar.py", "flows/calendar.py"):
        assert not (ROOT / name).exists(), name
    for room in ROOMS:
        assert not list((ROOT / room).rglob("__init__.py")), room


def test_every_folder_with_code_is_a_mapped_package_and_typed() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    mapped = {folder: package for package, folder in tools["package-dir"].items()}
    for room in ROOMS:
        for folder in {path.parent for path in (ROOT / room).rglob("*.py")}:
            relative = folder.relative_to(ROOT).as_posix()
            assert mapped.get(relative) in tools["packages"], relative
            assert (folder / "py.typed").exists(), relative


def test_nothing_imports_a_room_without_the_package_name() -> None:
    """Importing both `models` and `arshjul.models` would define each table twice."""
    for path in [*ROOT.rglob("*.py")]:
        if {"build", ".venv", "node_modules"} & set(path.relative_to(ROOT).parts):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for room in ROOMS:
                bare = (f"from {room}.", f"from {room} import", f"import {room}.")
                assert (room == "calendar" and line == "from calendar import timegm") or not line.startswith(bare), (
                    f"{path}:{number}"
                )
