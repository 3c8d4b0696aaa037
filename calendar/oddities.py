"""What looks odd in a letter though nothing contradicts: rows out of order, years that do not fit, long gaps.

What lives here: finding oddities in a wheel and saying them in words. They warn and decide nothing. Dates that
contradict each other are `compile.conflicts`. Years can only be looked for where the letters are at hand.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from arshjul.calendar.date_words import long_date
from arshjul.calendar.letters_check import statements
from arshjul.calendar.resolve import Dates, resolve
from arshjul.models import rules
from arshjul.models.lang import get_lang, say
from arshjul.models.wheelfile import Promise, Statement, WheelFile

_IN_A_TABLE = re.compile(r"\b(tabell|table)", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?!\w)")
_NAMES_A_DOCUMENT = re.compile(
    r"(tildelingsbrev|oppdragsdokument|oppdragsbrev|Prop\.|Innst\.|Meld\.)[^,;.]{0,30}$", re.IGNORECASE
)
_YEARS_AHEAD = 2
"""Proposals made in one year are for the next budget but one; nothing in a letter but a plan over years reaches further."""
_FAR = 0.25
"""A gap is far from what is promised when it is off by more than a quarter: half a month where two months are promised."""
_DAYS_OF_A_MONTH = 365.25 / 12
Letters = Mapping[str, Sequence[str]]


class OddityKind(StrEnum):
    """What is odd."""

    ROW_ORDER = "row_order"
    YEAR = "year"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Oddity:
    """One odd thing and its place. `days` are the dates it is about, `other` the line that it is held against.

    `subject` is the path of what the wheel made of the place; `found` and `expected` are years or days of a gap.
    """

    kind: OddityKind
    document: str
    line: int
    subject: str
    days: tuple[dt.date, ...] = ()
    other: int | None = None
    found: int | None = None
    expected: int | None = None


def oddities(wheel: WheelFile, letters: Letters | None = None) -> list[Oddity]:
    """Every oddity, by document and line; `letters` gives the lines of those at hand, by document."""
    found = [*_rows_out_of_order(wheel), *_years(wheel, letters or {}), *_gaps(wheel)]
    return sorted(found, key=lambda odd: (odd.document, odd.line, odd.kind, odd.subject, odd.days))


def oddity_words(odd: Oddity, day_words: Callable[[dt.date, str], str] = long_date) -> str:
    """The oddity as a sentence in the reader's language, without its document; `day_words` writes a day in a language."""
    lang = get_lang()
    if odd.kind is OddityKind.YEAR:
        return say(
            f"linje {odd.line} nevner {odd.found}, som ikke passer i et brev fra {odd.expected}",
            f"line {odd.line} names {odd.found}, which does not fit a letter of {odd.expected}",
        )
    first, second = (day_words(day, lang) for day in odd.days)
    if odd.kind is OddityKind.ROW_ORDER:
        return say(
            f"linje {odd.line} ({second}) står etter linje {odd.other} ({first}), som er senere",
            f"line {odd.line} ({second}) stands after line {odd.other} ({first}), which is later",
        )
    return say(
        f"det går {odd.found} dager mellom møtene {first} og {second}; linje {odd.line} lover omtrent {odd.expected}",
        f"there are {odd.found} days between the meetings of {first} and {second}; line {odd.line} promises about {odd.expected}",
    )


class _Row(NamedTuple):
    """A row of a letter's table with its date; sorted as the rows stand."""

    line: int
    day: dt.date
    subject: str


def _rows_out_of_order(wheel: WheelFile) -> Iterator[Oddity]:
    """Each row whose date is earlier than that of the row before it, table by table."""
    tables: dict[tuple[str, str], set[_Row]] = {}
    for subject, statement, day in _dated(wheel):
        if _IN_A_TABLE.search(statement.section):
            row = _Row(statement.lines[0], day, subject)
            tables.setdefault((statement.document, statement.section), set()).add(row)
    for (document, _), rows in tables.items():
        for before, row in pairwise(sorted(rows)):
            if row.day < before.day:
                days = (before.day, row.day)
                yield Oddity(OddityKind.ROW_ORDER, document, row.line, row.subject, days, before.line)


def _dated(wheel: WheelFile) -> Iterator[tuple[str, Statement, dt.date]]:
    """Every statement that names a day of the year, with that day."""
    for slug, meeting in wheel.meetings.items():
        for statement in meeting.statements:
            if meeting.date:
                yield f"meetings.{slug}", statement, meeting.date
    for slug, obligation in wheel.obligations.items():
        for statement in obligation.statements:
            day = _day(statement.due or obligation.due, wheel.year)
            if day:
                yield f"obligations.{slug}", statement, day


def _day(rule: rules.DueRule, year: int) -> dt.date | None:
    if not isinstance(rule, rules.FixedDate | rules.EndOfMonth | rules.NthWeekday):
        return None
    return resolve(rule, year, Dates({}, {}), "")[0].due


def _years(wheel: WheelFile, letters: Letters) -> Iterator[Oddity]:
    """Years in cited lines that are neither the letter's own nor near ahead, each line and year once."""
    told: set[tuple[str, int, int]] = set()
    for place, statement in statements(wheel):
        issued = wheel.documents[statement.document].date.year
        fitting = {*range(issued, max(issued, wheel.year) + _YEARS_AHEAD + 1), *_own_period(wheel, place)}
        first, last = statement.lines
        for number, line in enumerate(letters.get(statement.document, ())[first - 1 : last], first):
            for year in _years_named(line):
                if year not in fitting and (statement.document, number, year) not in told:
                    told.add((statement.document, number, year))
                    subject = place.rpartition(".statements.")[0]
                    yield Oddity(OddityKind.YEAR, statement.document, number, subject, found=year, expected=issued)


def _years_named(line: str) -> Iterator[int]:
    """The years a line is about; one that names another document (its letter of 2022) is no date of ours."""
    for found in _YEAR.finditer(line):
        if not _NAMES_A_DOCUMENT.search(line[: found.start()]):
            yield int(found[0])


def _own_period(wheel: WheelFile, place: str) -> Iterator[int]:
    """The years of a plan over several years."""
    obligation = wheel.obligations.get(place.removeprefix("obligations.").rpartition(".statements.")[0])
    for document in obligation.delivered_in if obligation else ():
        years = [int(year) for year in re.findall(r"\d{4}", wheel.document_types[document].occurrence or "")]
        yield from range(min(years), max(years) + 1) if years else ()


def _gaps(wheel: WheelFile) -> Iterator[Oddity]:
    """Neighbouring meetings whose distance is far from what is promised, unless one without a date stands between."""
    for series, spec in wheel.series.items():
        if spec.promised:
            listed = [meeting.date for meeting in wheel.meetings.values() if meeting.series == series]
            dated = sorted((day, place) for place, day in enumerate(listed) if day)
            for (first, here), (second, there) in pairwise(dated):
                if None not in listed[here:there] and _is_far((second - first).days, spec.promised):
                    yield _gap(series, spec.promised, first, second)


def _is_far(gap: int, promised: Promise) -> bool:
    due = promised.months * _DAYS_OF_A_MONTH
    return gap > due * (1 + _FAR) or (gap < due * (1 - _FAR) and not promised.or_more_often)


def _gap(series: str, promised: Promise, first: dt.date, second: dt.date) -> Oddity:
    place, due = promised.statement, round(promised.months * _DAYS_OF_A_MONTH)
    found = (second - first).days
    return Oddity(
        OddityKind.INTERVAL, place.document, place.lines[0], f"series.{series}", (first, second), None, found, due
    )
