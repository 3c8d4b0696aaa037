"""Runs the process that looks into a workbook, and takes what it tells.

What lives here: starting it, its limits in time, and its answer as grids. What it refuses is worded in `refusals.py`.
"""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from arshjul.models.problems import BadInput
from arshjul.reports.workbook.grid import Cell, Grid
from arshjul.reports.workbook.refusals import refusal

MAX_BYTES = 5_000_000
SECONDS = 20.0
"""How long a workbook may take by the clock on the wall; its own processor time is limited in `child.py`."""
_CHILD = Path(__file__).with_name("child.py").resolve()  # an editable install is a tree of links that may be made anew
_OUTPUT, _NOT_STARTED = 64_000_000, 2
"""As in `child.py`, which is not imported: it is a program of its own."""
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


def look(raw: bytes, name: str, seconds: float = SECONDS) -> list[Grid]:
    """The workbook's sheets, hidden ones too. BadInput when it is not one that may be read."""
    code = _at_sight(raw)
    if code:
        raise BadInput([refusal(code, name)])
    told = _told(raw, seconds)
    if "refused" in told:
        raise BadInput([refusal(told["refused"], name, str(told.get("at", "")))])
    return [_grid(sheet) for sheet in told["sheets"]]


def _at_sight(raw: bytes) -> str:
    """What the first bytes tell. An encrypted workbook is an OLE file around the real one ([MS-OFFCRYPTO] 2.3.4)."""
    if len(raw) > MAX_BYTES:
        return "size"
    if not raw:
        return "empty"
    if raw.startswith(_OLD):
        return "password" if _ENCRYPTED in raw else "old"
    return "" if raw.startswith(b"PK\x03\x04") else "half" if b"PK\x03\x04".startswith(raw) else "no_workbook"


def _told(raw: bytes, seconds: float) -> dict[str, Any]:
    """What the process tells, or how it ended. It gets no setting of ours, so no secret either."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(raw)
        given.seek(0)
        command = [sys.executable, "-I", "-S", str(_CHILD), _calamine()]
        settings = {name: value for name, value in os.environ.items() if name.endswith("LIBRARY_PATH")}
        process = subprocess.Popen(
            command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, env=settings, start_new_session=True
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return {"refused": "time"}
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if code == _NOT_STARTED:
            raise RuntimeError("the process that reads workbooks cannot start")
        if code:
            return {"refused": "time" if code in _OUT_OF_TIME else "memory"}
        answer.seek(0)
        return _parsed(answer.read(_OUTPUT))


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"refused": "memory"}


def _calamine() -> str:
    """The folder that holds python-calamine; it is found without being imported here."""
    spec = importlib.util.find_spec("python_calamine")
    if spec is None or spec.origin is None:
        raise RuntimeError("python-calamine is not installed")
    return str(Path(spec.origin).parents[1])


def _grid(told: dict[str, Any]) -> Grid:
    if "far" in told:
        return Grid(told["name"], far=told["far"])
    return Grid(
        name=told["name"],
        cells={(row, column): Cell(kind, value) for row, column, kind, value in told["cells"]},
        merged=tuple(((first[0], first[1]), (last[0], last[1])) for first, last in told["merged"]),
        broken={(row, column): what for row, column, what in told["broken"]},
    )
