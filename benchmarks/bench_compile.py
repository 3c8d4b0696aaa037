"""Compiling wheels: 400 actors, ten years, 376,000 dated documents.

What lives here: the product's `slots` and `rows` from `WheelFile`s against emitting the same rows when every date is
known already.
"""

from datetime import date

from measuring import Line, Run, compare, tell
from sample_wheel import DATES_PER_ACTOR, sample_wheel

from arshjul.calendar.compile import Row, rows, slots
from arshjul.models.wheelfile import WheelFile

ACTORS, YEARS, ROUNDS = 400, range(2024, 2034), 9
AIM = 2.0

Known = list[tuple[str, str, date | None, date | None, tuple[str, ...]]]


def run() -> list[Line]:
    """Meetings shared by 20 sectors of 20 actors, by all actors, and by nobody."""
    return [
        _line("compile 400 actors x 10 years, meetings by 20 sectors", 20, ROUNDS, AIM),
        _line("  the same, one row of meetings for all", 1, ROUNDS, AIM),
        _line("  the same, every actor with meetings of its own", ACTORS, 3, None),
    ]


def _line(work: str, sectors: int, rounds: int, aim: float | None) -> Line:
    tell(work.strip())
    wheels = [sample_wheel(year, ACTORS, sectors) for year in YEARS]
    known: list[Known] = [
        [slot[:5] for slot in slots(wheel)] for wheel in wheels
    ]  # fills the table of working days, too
    if _emit(known) != _compile(wheels) or sum(map(len, _emit(known))) != ACTORS * len(YEARS) * DATES_PER_ACTOR:
        raise AssertionError("both sides must give the same rows")
    floor, ours = compare(lambda: _run(_emit, known), lambda: _run(_compile, wheels), rounds)
    return Line(work, floor, ours, aim)


def _run(work: object, given: object) -> Run:
    return lambda: work(given)  # type: ignore[operator]


def _emit(known: list[Known]) -> list[list[Row]]:
    """The floor: one comprehension per wheel over dates that are there."""
    return [
        [
            (document, occurrence, actor, due, workday)
            for document, occurrence, due, workday, actors in wheel
            for actor in actors
        ]
        for wheel in known
    ]


def _compile(wheels: list[WheelFile]) -> list[list[Row]]:
    """Ours: from the wheel files (validated before) to rows; every rule of every year is resolved."""
    return [rows(slots(wheel)) for wheel in wheels]
