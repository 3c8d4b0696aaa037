"""Holds a wheel against the letters themselves, where they are at hand.

What lives here: the digest of cited lines, and the check that every line which sounds like a demand is
either cited by an obligation or a meeting, or excluded with a reason. Reading the wheel is `wheel_file.py`.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from arshjul.models.lang import say
from arshjul.models.problems import Problem
from arshjul.models.wheelfile import Statement, WheelFile

SOUNDS_LIKE_A_DEMAND = re.compile(
    r"\b(levere[rs]?|legges?\s+fr[ae]m|frist(en|er)?|innen|rapporter(e|es|er|ing|ingen|ene)?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class LettersReport:
    """How the check went: documents read, documents not at hand, and what does not agree."""

    checked: tuple[str, ...]
    not_checked: tuple[str, ...]
    problems: tuple[Problem, ...]


def digest_of(lines: list[str], first: int, last: int) -> str:
    """Sixteen hex digits of the SHA-256 of lines `first` to `last` (from 1), white space folded."""
    words = " ".join(" ".join(lines[first - 1 : last]).split())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def check_letters(wheel: WheelFile, wheel_name: str, folder: Path | None) -> LettersReport:
    """Digests and coverage of every document of the wheel that lies in `folder` as `<slug>.txt`."""
    checked, missing, problems = [], [], []
    for slug in wheel.documents:
        path = folder / f"{slug}.txt" if folder else None
        if path is None or not path.is_file():
            missing.append(slug)
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        checked.append(slug)
        problems += [*_digests(wheel, wheel_name, slug, lines), *_coverage(wheel, wheel_name, slug, lines)]
    return LettersReport(tuple(checked), tuple(missing), tuple(problems))


def statements(wheel: WheelFile) -> Iterator[tuple[str, Statement]]:
    """Every statement of the wheel with the path of its owner."""
    for slug, obligation in wheel.obligations.items():
        for place, statement in enumerate(obligation.statements):
            yield f"obligations.{slug}.statements.{place}", statement
    for slug, meeting in wheel.meetings.items():
        for place, statement in enumerate(meeting.statements):
            yield f"meetings.{slug}.statements.{place}", statement
    for slug, series in wheel.series.items():
        if series.promised:
            yield f"series.{slug}.promised.statements.0", series.promised.statement
    for change in wheel.history:
        own = change.statements if change.how == "ended" or change.part in ("events", "document_types") else ()
        for statement in (*own, *change.superseded):
            yield f"history.{change.amendment}.{change.part}.{change.id}", statement


def _digests(wheel: WheelFile, name: str, slug: str, lines: list[str]) -> Iterator[Problem]:
    for place, statement in statements(wheel):
        if statement.document != slug:
            continue
        first, last = statement.lines
        if last > len(lines):
            what = say(f"{slug} har bare {len(lines)} linjer", f"{slug} has only {len(lines)} lines")
            yield Problem(name, what, place, remedy=say("rett linjene", "mend the lines"))
        elif statement.digest != (now := digest_of(lines, first, last)):
            what = say(
                f"linje {first}–{last} i {slug} er ikke som da årshjulet ble skrevet",
                f"lines {first}-{last} of {slug} are not as they were when the wheel was written",
            )
            remedy = say("les stedet på nytt, og skriv digest: ", "read the place again, then write digest: ") + now
            yield Problem(name, what, place, remedy=remedy)


def _coverage(wheel: WheelFile, name: str, slug: str, lines: list[str]) -> Iterator[Problem]:
    ranges = [s.lines for _, s in statements(wheel) if s.document == slug]
    ranges += [e.lines for e in wheel.exclusions if e.document == slug]
    covered = {number for first, last in ranges for number in range(first, last + 1)}
    for number, line in enumerate(lines, 1):
        if number not in covered and (match := SOUNDS_LIKE_A_DEMAND.search(line)):
            what = say(
                f"linje {number} i {slug} nevner «{match[0]}» og står verken bak en plikt eller et unntak",
                f"line {number} of {slug} says «{match[0]}» and stands behind no obligation or exclusion",
            )
            yield Problem(name, what, remedy=say("legg til en plikt eller et unntak med grunn", "add either"))
