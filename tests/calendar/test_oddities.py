"""What is odd in a letter, against labels made by hand: order of rows, years, and gaps between meetings."""

import datetime as dt
import os
from pathlib import Path

import pytest
from small_wheel import SMALL

from arshjul.calendar.letters_check import digest_of
from arshjul.calendar.oddities import Oddity, OddityKind, oddities, oddity_words
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.wheelfile import WheelFile

LETTER = "2024-oppdragsdokument-norsk-helsenett"
MEETINGS = """meetings:
  followup-2024-1: {series: followup, date: 2024-09-09, actors: [a, b]}
  followup-2024-2: {series: followup, actors: [a, b]}
"""


def wheel_of(folder: Path, *changes: tuple[str, str]) -> WheelFile:
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "wheel.yaml"
    path.write_text(text, encoding="utf-8")
    return read_wheel(path)


def shipped(year: int) -> WheelFile:
    [found] = [read_wheel(path) for path in shipped_wheels() if str(year) in path.name]
    return found


def letters_of(wheel: WheelFile) -> dict[str, list[str]]:
    named = os.environ.get("ARSHJUL_LETTERS")
    beside = Path(__file__).resolve().parents[2].parent.glob("*/letters")
    folder = Path(named) if named else next((path for path in beside if path.is_dir()), None)
    if folder is None:
        pytest.skip("the letters are not at hand")
    return {name: (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n") for name in wheel.documents}


# --- the letters of 2024, labelled by hand ---

SEPTEMBER = Oddity(
    OddityKind.ROW_ORDER, LETTER, 383, "meetings.followup-2024-4", (dt.date(2024, 9, 15), dt.date(2024, 9, 9)), 379
)
"""The row of 9 September stands under that of 15 September."""
SUMMER = Oddity(
    OddityKind.INTERVAL, LETTER, 397, "series.followup", (dt.date(2024, 6, 20), dt.date(2024, 9, 9)), None, 81, 61
)
"""The joint meetings are to be held every other month; from June to September there are nearly three."""
LAST_YEARS_BUDGET = Oddity(OddityKind.YEAR, LETTER, 358, "obligations.budget-input-revised", found=2023, expected=2024)
"""The letter for 2024 asks for input to the revised budget for 2023."""


def test_the_oddities_of_2024_that_the_wheel_shows_by_itself() -> None:
    assert oddities(shipped(2024)) == [SEPTEMBER, SUMMER]


def test_the_oddities_of_2024_where_the_letters_are_at_hand() -> None:
    """The other years named are in place: 2024 itself, 2026 for the next budget but one, and a letter of 2022."""
    wheel = shipped(2024)
    assert oddities(wheel, letters_of(wheel)) == [LAST_YEARS_BUDGET, SEPTEMBER, SUMMER]


def test_next_years_wheel_keeps_what_is_odd_in_the_text_and_nothing_about_dates_that_are_gone() -> None:
    wheel = shipped(2025)
    assert oddities(wheel) == []
    assert oddities(wheel, letters_of(wheel)) == [LAST_YEARS_BUDGET]


def test_the_place_of_the_promise_is_as_it_was() -> None:
    wheel = shipped(2024)
    promised = wheel.series["followup"].promised
    assert promised is not None and (promised.months, promised.or_more_often) == (2, True)
    place = promised.statement
    assert place.digest == digest_of(letters_of(wheel)[place.document], *place.lines)


# --- rows ---


@pytest.mark.parametrize(
    ("section", "line", "day", "odd"),
    [
        ("Tabell", 4, 30, True),  # 31 August stands on line 5 and comes after 30 September on line 4
        ("Tabell", 6, 30, False),
        ("Table 1", 4, 30, False),  # another table
        ("Avsnitt", 4, 30, False),  # prose has no order of dates
        ("Tabell", 5, 30, False),  # one row with two dates
    ],
)
def test_a_row_is_out_of_order_when_it_stands_after_a_later_date(
    tmp_path: Path, section: str, line: int, day: int, odd: bool
) -> None:
    changed = (
        '{document: mandate, section: "6", lines: [20, 20]}',
        f"{{document: letter, section: {section}, lines: [{line}, {line}], due: {{type: fixed, month: 9, day: {day}}}}}",
    )
    found = [(item.line, item.other) for item in oddities(wheel_of(tmp_path, changed))]
    assert found == ([(5, line)] if odd else [])


def test_the_same_date_twice_is_in_order(tmp_path: Path) -> None:
    row = "{document: letter, section: Tabell, lines: [4, 4], due: {type: fixed, month: 8, day: 31}}"
    assert oddities(wheel_of(tmp_path, ('{document: mandate, section: "6", lines: [20, 20]}', row))) == []


def test_one_row_far_off_is_told_once_and_not_for_every_row_after_it(tmp_path: Path) -> None:
    rows = "".join(
        f"      - {{document: letter, section: Tabell, lines: [{line}, {line}], due: {{type: fixed, month: {month}, day: 1}}}}\n"
        for line, month in ((1, 2), (2, 12), (3, 3), (4, 4))
    )
    old = '      - {document: mandate, section: "6", lines: [20, 20]}\n'
    assert [(item.line, item.other) for item in oddities(wheel_of(tmp_path, (old, rows)))] == [(3, 2)]


# --- years ---


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Input for 2023", [2023]),
        ("Input for 2024", []),
        ("Input for 2026, the next budget but one", []),
        ("Input for 2027", [2027]),
        ("Plan 2019-2021", [2019]),  # the first year tells; one joined to it by a hyphen is its end
        ("see tildelingsbrev for 2022, due 1998", [1998]),
        ("Prop. 1 S (2019–2020)", []),
        ("ID: TB2022-18 and 12019 kroner", []),
        ("", []),
    ],
)
def test_a_year_that_does_not_fit_the_letter_is_told(tmp_path: Path, text: str, odd: list[int]) -> None:
    lines = ["", "", "", "", text, "1999, which nothing cites"]
    found = oddities(wheel_of(tmp_path), {"letter": lines})
    assert [(item.line, item.found) for item in found] == [(5, year) for year in odd]


def test_the_years_of_a_plan_over_several_years_fit(tmp_path: Path) -> None:
    letters = {"letter": ["", "", "", "", "a plan that ends in 2029 or 2030"]}
    assert [item.found for item in oddities(wheel_of(tmp_path), letters)] == [2029, 2030]
    period = ("plan: {kind: joint_plan, ", "plan: {kind: joint_plan, occurrence: 2024-2029, ")
    assert [item.found for item in oddities(wheel_of(tmp_path, period), letters)] == [2030]


def test_a_line_cited_twice_is_told_once(tmp_path: Path) -> None:
    both = ('{document: mandate, section: "6", lines: [30, 30]}', "{document: letter, section: Tabell, lines: [5, 5]}")
    assert len(oddities(wheel_of(tmp_path, both), {"letter": ["", "", "", "", "in 2023"]})) == 1


def test_a_letter_shorter_than_its_citations_is_no_oddity(tmp_path: Path) -> None:
    assert oddities(wheel_of(tmp_path), {"letter": ["in 1999"][:0]}) == []


# --- gaps ---


def gaps(folder: Path, days: list[str | None], more_often: bool = True) -> list[int | None]:
    dated = "".join(
        f"  m{place}: {{series: followup, actors: [a]{f', date: {day}' if day else ''}}}\n"
        for place, day in enumerate(days)
    )
    promise = (
        "followup: {title: {nb: Oppfølgingsmøte, en: Follow-up},",
        "followup: {title: {nb: Oppfølgingsmøte, en: Follow-up}, promised: {months: 2, "
        f"or_more_often: {str(more_often).lower()}, statement: {{document: letter, section: s, lines: [9, 9]}}}},",
    )
    return [item.found for item in oddities(wheel_of(folder, (MEETINGS, "meetings:\n" + dated), promise))]


@pytest.mark.parametrize(
    ("second", "more_often", "told"),
    [
        ("2024-04-01", True, []),  # 60 days
        ("2024-04-17", True, []),  # 76: a quarter over
        ("2024-04-18", True, [77]),
        ("2024-03-17", False, [45]),  # a quarter under is 45.7
        ("2024-03-18", False, []),
        ("2024-02-08", True, []),  # the letter leaves room for meeting more often
        ("2024-02-08", False, [7]),
    ],
)
def test_a_gap_is_far_off_from_a_quarter_of_what_is_promised(
    tmp_path: Path, second: str, more_often: bool, told: list[int]
) -> None:
    assert gaps(tmp_path, ["2024-02-01", second], more_often) == told


def test_gaps_follow_the_dates_and_not_the_ids(tmp_path: Path) -> None:
    assert gaps(tmp_path, ["2024-06-01", "2024-02-01", "2024-04-01"]) == []


def test_a_meeting_that_awaits_its_date_may_fill_the_gap(tmp_path: Path) -> None:
    assert gaps(tmp_path, ["2024-02-01", None, "2024-09-01"]) == []
    assert gaps(tmp_path, ["2024-02-01", "2024-09-01", None]) == [213]


def test_where_nothing_is_promised_no_gap_is_far(tmp_path: Path) -> None:
    days = MEETINGS.replace("series: followup, actors", "series: followup, date: 2024-01-01, actors")
    assert oddities(wheel_of(tmp_path, (MEETINGS, days))) == []


# --- words ---


@pytest.mark.parametrize(
    ("odd", "nb", "en"),
    [
        (
            SEPTEMBER,
            "linje 383 (mandag 9. september 2024) står etter linje 379",
            "line 383 (Monday 9 September 2024) stands after line 379",
        ),
        (SUMMER, "det går 81 dager mellom", "there are 81 days between"),
        (LAST_YEARS_BUDGET, "linje 358 nevner 2023", "line 358 names 2023"),
    ],
)
def test_an_oddity_is_said_in_both_languages(odd: Oddity, nb: str, en: str) -> None:
    assert nb in oddity_words(odd)
    set_lang(Lang.EN)
    try:
        assert en in oddity_words(odd)
    finally:
        set_lang(Lang.NB)
