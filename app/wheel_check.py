"""`wheel check`: whether wheel files hold together, and agree with the letters where those are at hand.

What lives here: telling what was found; errors stop, oddities only warn. The checks are `calendar/wheel_file.py`,
`calendar/letters_check.py`, `calendar/pending.py`, `calendar/oddities.py` and `calendar/money_doubts.py`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from arshjul.app.money_told import tell_money_doubts
from arshjul.app.terminal import line
from arshjul.calendar.amend import in_force
from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.letters_check import LettersReport, check_letters
from arshjul.calendar.oddities import oddities, oddity_words
from arshjul.calendar.pending import asked, asked_words, request_digest_problems, request_problems
from arshjul.calendar.wheel_file import read_wheel_files, wheel_paths
from arshjul.flows.own_money import own_money
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput, Problem
from arshjul.models.wheelfile import WheelFile


def check_wheels(paths: Sequence[Path], letters: Path | None, portfolio: Path | None = None) -> None:
    """Check the files and tell what they hold; with the sums that `portfolio` names. BadInput with every problem of all."""
    if letters is not None and not letters.is_dir():
        remedy = say("pek på mappen med brevene", "point at the folder of letters")
        raise BadInput([Problem(str(letters), say("er ingen mappe", "is no folder"), remedy=remedy)])
    wheels, alone = _with_paths(paths)
    reports = [check_letters(wheel, str(path), letters) for wheel, path in wheels]
    compiled = [compile_wheel(wheel) for wheel, _ in wheels]
    problems = [problem for report in reports for problem in report.problems]
    for (wheel, path), found in zip(wheels, compiled, strict=True):
        problems += [*request_problems(wheel, str(path), found), *_request_places(wheel, path, letters)]
    if problems:
        raise BadInput(problems)
    own = own_money(portfolio, read_portfolio(portfolio), lambda: [wheel for wheel, _ in wheels]) if portfolio else ()
    for (wheel, path), report, found in zip(wheels, reports, compiled, strict=True):
        _tell(wheel, path, report, found, letters)
        tell_money_doubts(wheel, own)
    for item in alone:
        line(_shape_only(item))


def _with_paths(paths: Sequence[Path]) -> tuple[list[tuple[WheelFile, Path]], list[Amendment]]:
    """Each wheel in force with the file of the wheel itself, its amendments added; amendments that came without any."""
    files = read_wheel_files(paths)
    alone = [] if files.bases else list(files.amendments)
    amending = {item.located.file for item in files.amendments if item.located}
    named = [path for path in wheel_paths(paths) if str(path) not in amending]
    return list(zip(in_force(files.bases, [] if alone else files.amendments), named, strict=True)), alone


def _tell(wheel: WheelFile, path: Path, report: LettersReport, found: list[Deliverable], letters: Path | None) -> None:
    line(_summary(wheel, path, found))
    for name in dict.fromkeys(change.amendment for change in wheel.history):
        line(say(f"  med tillegget {name}", f"  with the amendment {name}"))
    for name in report.checked:
        line(say(f"  {name}: kontrollert mot brevet", f"  {name}: checked against the letter"))
    for name in report.not_checked:
        line(
            say(
                f"  {name}: ikke kontrollert, brevet er ikke for hånden",
                f"  {name}: not checked, the letter is not at hand",
            )
        )
    for about in asked(wheel, found):
        line(say("  bedt om: ", "  asked for: ") + asked_words(wheel, about))
    at_hand = {name: _lines(letters, name) for name in report.checked}
    for odd in oddities(wheel, at_hand):
        line(say("  advarsel: ", "  warning: ") + f"{odd.document}: {oddity_words(odd)}")


def _request_places(wheel: WheelFile, path: Path, letters: Path | None) -> Iterator[Problem]:
    """Where somebody asked is no letter that demands anything: only the cited lines are held against it."""
    for place, request in enumerate(wheel.requests):
        lines = _lines(letters, request.source.document)
        if lines:
            yield from request_digest_problems(wheel, str(path), place, lines)


def _lines(letters: Path | None, name: str) -> list[str]:
    """The lines of a letter; none where it is not at hand."""
    path = letters / f"{name}.txt" if letters else None
    return path.read_text(encoding="utf-8").split("\n") if path and path.is_file() else []


def _shape_only(item: Amendment) -> str:
    name, base = item.located.file if item.located else item.file.id, item.file.amends
    return say(
        f"{name}: formen er i orden. Ikke kontrollert: om det passer i {base}, som ikke er blant filene, og mot brevet.",
        f"{name}: its shape is in order. Not checked: whether it fits {base}, which is not among the files, and its letter.",
    )


def _summary(wheel: WheelFile, path: Path, found: list[Deliverable]) -> str:
    undated = sum(item.due is None for item in found)
    meetings, obligations = len(wheel.meetings), len(wheel.obligations)
    return say(
        f"{path}: i orden. {len(found)} leveranser ({undated} venter på dato), {meetings} møter, {obligations} plikter.",
        f"{path}: in order. {len(found)} deliverables ({undated} awaiting a date), {meetings} meetings, "
        f"{obligations} obligations.",
    )
