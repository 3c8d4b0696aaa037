"""How long a command takes to start, above the bare interpreter.

What lives here: whole processes, timed from outside, with the environment's own answers left out.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from measuring import Above, Run, compare, tell

ROUNDS = 7
WITHOUT, WITH = 0.5, 1.2
_BARE = [sys.executable, "-c", "pass"]
_ARSHJUL = str(Path(sys.executable).with_name("arshjul"))


def run() -> list[Above]:
    """A verb that does nothing, one that reads the wheel file, and one that reads a database."""
    with tempfile.TemporaryDirectory(prefix="arshjul-bench-") as folder:
        database = Path(folder) / "arshjul.db"
        absent = Path(folder) / "none.db"
        tell("filling a database with the shipped wheel and the sample reports")
        _process(["day", "--as-of", "2024-08-27", "--out", folder], database)()
        if not database.is_file():
            raise AssertionError("the day must leave a database")
        return [
            _above("start: arshjul --version", ["--version"], absent, WITHOUT),
            _above(
                "start: arshjul deadlines --year 2024, no database", ["deadlines", "--year", "2024"], absent, WITHOUT
            ),
            _above("start: arshjul board, with a database", ["board", "--as-of", "2024-08-27"], database, WITH),
        ]


def _above(work: str, arguments: list[str], database: Path, aim: float) -> Above:
    tell(work)
    ours = _process(arguments, database)
    ours()
    floor, whole = compare(lambda: lambda: _spawn(_BARE, dict(os.environ)), lambda: ours, ROUNDS, perf_counter)
    return Above(work, floor, whole - floor, aim)


def _process(arguments: list[str], database: Path) -> Run:
    """A process of the installed program that finds `database` and no settings besides."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARSHJUL_")}
    environment["ARSHJUL_DATABASE_URL"] = f"sqlite:///{database}"
    return lambda: _spawn([_ARSHJUL, *arguments], environment)


def _spawn(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 1):  # 1: something falls short, which is no failure here
        raise AssertionError(done.stderr.decode(errors="replace"))
