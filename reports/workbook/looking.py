"""Has a workbook looked into in a process apart, and takes what it tells.

What lives here: what the first bytes tell, and the answer as grids. The process is `reports/apart.py`'s, what it refuses is
worded in `refusals.py`.
"""

from pathlib import Path
from typing import Any

from arshjul.models.problems import BadInput
from arshjul.reports import apart
from arshjul.reports.workbook.grid import Cell, Grid
from arshjul.reports.workbook.refusals import refusal

MAX_BYTES = 5_000_000
SECONDS = 20.0
"""How long a workbook may take by the clock on the wall; its own processor time is limited in `child.py`."""
_OUTPUT = 64_000_000
"""As in `child.py`, which is not imported: it belongs to a program of its own."""
READER = apart.Reader(Path(__file__).with_name("child.py").resolve(), ("python_calamine",), _OUTPUT)
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def look(raw: bytes, name: str, seconds: float = SECONDS) -> list[Grid]:
    """The workbook's sheets, hidden ones too. BadInput when it is not one that may be read."""
    code = _at_sight(raw)
    if code:
        raise BadInput([refusal(code, name)])
    told = apart.look(READER, raw, seconds)
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


def _grid(told: dict[str, Any]) -> Grid:
    if "far" in told:
        return Grid(told["name"], far=told["far"])
    return Grid(
        name=told["name"],
        cells={(row, column): Cell(kind, value) for row, column, kind, value in told["cells"]},
        merged=tuple(((first[0], first[1]), (last[0], last[1])) for first, last in told["merged"]),
        broken={(row, column): what for row, column, what in told["broken"]},
    )
