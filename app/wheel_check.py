"""`wheel check`: whether wheel files hold together, and agree with the letters where those are at hand.

What lives here: telling what was found. The checks are `calendar/wheel_file.py` and `calendar/letters_check.py`.
"""

from collections.abc import Sequence
from pathlib import Path

from arshjul.app.terminal import line
from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.letters_check import check_letters
from arshjul.calendar.wheel_file import read_wheels, wheel_paths
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile


def check_wheels(paths: Sequence[Path], letters: Path | None) -> None:
    """Check the files and tell what they hold. BadInput with every problem of all of them."""
    if letters is not None and not letters.is_dir():
        remedy = say("pek på mappen med brevene", "point at the folder of letters")
        raise BadInput([Problem(str(letters), say("er ingen mappe", "is no folder"), remedy=remedy)])
    wheels = list(zip(read_wheels(paths), wheel_paths(paths), strict=True))
    reports = [check_letters(wheel, str(path), letters) for wheel, path in wheels]
    problems = [problem for report in reports for problem in report.problems]
    if problems:
        raise BadInput(problems)
    for (wheel, path), report in zip(wheels, reports, strict=True):
        line(_summary(wheel, path))
        for name in report.checked:
            line(say(f"  {name}: kontrollert mot brevet", f"  {name}: checked against the letter"))
        for name in report.not_checked:
            line(
                say(
                    f"  {name}: ikke kontrollert, brevet er ikke for hånden",
                    f"  {name}: not checked, the letter is not at hand",
                )
            )


def _summary(wheel: WheelFile, path: Path) -> str:
    found = compile_wheel(wheel)
    undated = sum(item.due is None for item in found)
    meetings, obligations = len(wheel.meetings), len(wheel.obligations)
    return say(
        f"{path}: i orden. {len(found)} leveranser ({undated} venter på dato), {meetings} møter, {obligations} plikter.",
        f"{path}: in order. {len(found)} deliverables ({undated} awaiting a date), {meetings} meetings, "
        f"{obligations} obligations.",
    )
