"""Measuring: two ways of doing the same work, taken in turn, and the line that tells how they compare.

What lives here: clock, rounds and the printed line. What is measured is one module per subject.
"""

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

Run = Callable[[], Any]
HEADINGS = ("work", "floor", "ours", "ratio", "aim", "met")
_WIDTHS = (62, 10, 10, 8, 9, 3)


@dataclass(frozen=True, slots=True)
class Line:
    """One measured piece of work, in seconds. `aim` is the highest ratio, or None where only the figure is of use."""

    work: str
    floor: float
    ours: float
    aim: float | None

    @property
    def ratio(self) -> float:
        """How many times the floor's time ours takes."""
        return self.ours / self.floor

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        aim, met = ("-", "-") if self.aim is None else (f"<= {self.aim:g}x", "yes" if self.ratio <= self.aim else "NO")
        return self.work, shown(self.floor), shown(self.ours), f"{self.ratio:.2f}x", aim, met


@dataclass(frozen=True, slots=True)
class Above:
    """A process's start above the bare interpreter's (the floor), in seconds; `aim` is seconds too."""

    work: str
    floor: float
    above: float
    aim: float

    def cells(self) -> tuple[str, ...]:
        """The line as text; the ratio's place shows the seconds above the floor."""
        met = "yes" if self.above <= self.aim else "NO"
        return (
            self.work,
            shown(self.floor),
            shown(self.floor + self.above),
            f"+{self.above:.2f} s",
            f"<= {self.aim:g} s",
            met,
        )


def shown(seconds: float) -> str:
    """A duration in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e6:.1f} us"


def compare(
    floor: Callable[[], Run], ours: Callable[[], Run], rounds: int, clock: Callable[[], float] = process_time
) -> tuple[float, float]:
    """Median seconds of each side. Both are prepared and run once per round, in turn, and the turn changes.

    A side is a function that prepares one run (not timed) and returns it. The clock is the processor time of this
    process, in which other work on the machine counts little; the garbage collector is off while a run is timed, on
    both sides, as in `timeit`.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for side in ((0, 1), (1, 0))[number % 2]:
            taken[side].append(seconds((floor, ours)[side](), clock))
    return median(taken[0]), median(taken[1])


def seconds(run: Run, clock: Callable[[], float] = process_time) -> float:
    """How long one run takes by that clock."""
    gc.collect()
    gc.disable()
    try:
        start = clock()
        run()
        return clock() - start
    finally:
        gc.enable()


def repeated(run: Run, times: int) -> Run:
    """Short work done many times over, so that the clock's own cost does not count."""

    def many() -> None:
        for _ in range(times):
            run()

    return many


def print_lines(lines: list[Line | Above]) -> None:
    """A table on standard output."""
    for cells in (HEADINGS, *(line.cells() for line in lines)):
        print(
            "  ".join(
                f"{cell:<{width}}" if not place else f"{cell:>{width}}"
                for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
            )
        )


def tell(text: str) -> None:
    """Progress, on standard error."""
    print(f"· {text}", file=sys.stderr, flush=True)
