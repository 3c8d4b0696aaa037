"""Reads wheel files and amendments, reporting every problem at once.

What lives here: files to `WheelFile` and `Amendment`, and where the shipped wheels are. What must hold between the
parts of a wheel is `wheel_check.py`; adding amendments to their wheels is `amend.py`.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from arshjul.calendar.amend import chained, in_force
from arshjul.calendar.amend_alone import Amendment, alone, only_by_end
from arshjul.calendar.wheel_check import Check
from arshjul.models.amendment import AMENDING_KEYS, AmendmentFile
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import Located, parse, read_text, validated


class WheelFiles(NamedTuple):
    """What was read: whole wheels, and amendments whose wheel may stand elsewhere."""

    bases: list[WheelFile]
    amendments: list[Amendment]


def shipped_wheels() -> list[Path]:
    """The wheel files that come with the program."""
    found = files("arshjul.calendar.wheels").iterdir()
    return sorted(Path(str(item)) for item in found if item.name.endswith(".yaml"))


def wheel_paths(paths: Iterable[Path]) -> list[Path]:
    """Files as given; a folder stands for the YAML files in it. BadInput when there is nothing to read."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        if not inside:
            what = say("inneholder ingen .yaml-filer", "holds no .yaml files")
            raise BadInput([Problem(str(path), what, remedy=say("pek på en årshjulfil", "point at a wheel file"))])
        found += inside
    return found


def read_wheel(path: Path) -> WheelFile:
    """One whole wheel, checked. BadInput with every problem found."""
    found = read_file(path)
    if isinstance(found, Amendment):
        what = say(f"er et tillegg til {found.file.amends}", f"is an amendment of {found.file.amends}")
        raise BadInput([found.problem(("amends",), what, say("les begge filene sammen", "read both files together"))])
    return found


def read_file(path: Path) -> WheelFile | Amendment:
    """One file: a whole wheel, or an amendment as far as it can be checked without its wheel."""
    located = parse(read_text(path), str(path))
    if isinstance(located.value, dict) and AMENDING_KEYS & located.value.keys():
        amendment = Amendment(validated(AmendmentFile, located), located)
        if problems := [*alone(amendment)]:
            raise BadInput(problems)
        return amendment
    wheel = validated(WheelFile, located)
    if problems := [*_by_the_program(wheel, located), *Check(wheel, located).run()]:
        raise BadInput(problems)
    return wheel


def read_wheel_files(paths: Iterable[Path]) -> WheelFiles:
    """Several files, amendments apart; problems of all of them, and ids used twice, reported together."""
    problems: list[Problem] = []
    found: dict[str, WheelFile | Amendment] = {}
    for path in wheel_paths(paths):
        try:
            read = read_file(path)
        except BadInput as error:
            problems += error.problems
            continue
        id_ = read.file.id if isinstance(read, Amendment) else read.id
        if id_ in found:
            what = say(f"årshjulet {id_} er lest fra en annen fil også", f"wheel {id_} was read from another file too")
            problems.append(Problem(str(path), what, "id", remedy=say("gi det ene en annen id", "give one another id")))
        found[id_] = read
    amendments = [read for read in found.values() if isinstance(read, Amendment)]
    problems += chained(amendments)
    if problems:
        raise BadInput(problems)
    return WheelFiles([read for read in found.values() if isinstance(read, WheelFile)], amendments)


def read_wheels(paths: Iterable[Path]) -> list[WheelFile]:
    """The wheels in force: every whole wheel among the files, with the amendments among them added.

    An amendment whose wheel is not among the files is refused; `read_wheel_files` takes it.
    """
    return in_force(*read_wheel_files(paths))


def _by_the_program(wheel: WheelFile, located: Located) -> Iterator[Problem]:
    """What stands in a sum of wheel and amendments, and may not be written by hand."""
    if wheel.history:
        what, remedy = say("skrives av programmet", "is written by the program"), say("fjern det", "remove it")
        yield located.problem(("history",), what, remedy)
    for slug, obligation in wheel.obligations.items():
        if obligation.ended:
            yield located.problem(("obligations", slug, "ended"), *only_by_end())
