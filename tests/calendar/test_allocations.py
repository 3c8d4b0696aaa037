"""The money the letters give, as data: hand-made labels, printed sums recounted, and every number found where it is cited."""

import datetime as dt
import os
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arshjul.calendar.appropriations import appropriations, printed_sums, read_money, shipped_money
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels, wheel_paths
from arshjul.models.allocation import Allocation, Figure, from_ore, stated, to_ore, totals
from arshjul.models.allocation import given as given_to
from arshjul.models.allocation_file import MoneyFile, Unit, kroner
from arshjul.models.problems import BadInput

MILL = 1_000_000
JUNE = dt.date(2024, 6, 1)
DS = {"pll", "pjd", "pps", "pmd", "pki"}
# By hand from the letter (lines 31-43) and the mandates' table 2, in thousands of kroner.
NHN_2024 = {"pll": 67_200, "pjd": 66_000, "pps": 18_000, "pmd": 18_000, "pki": 2_700, "dhg": 22_000, "mhe": 12_000}
HDIR_2024 = {"pll": 35_300, "pjd": 7_000, "pps": 5_500, "pmd": 2_700, "pki": 7_500, "dhg": 4_000, "mhe": 4_600}
# By hand from the plan's table: underspend, proposed use, allocated, available, forecast; None where the cell is empty.
PLAN_2025 = {
    "pll": ("30.7", None, "55", "55", "45.9"),
    "pjd": ("23.4", None, "6.4", "6.4", "3.6"),
    "pps": ("5.8", "30", "0", "30", "26.8"),
    "pmd": ("11.4", "19", "0", "19", "15.1"),
    "pki": ("1.7", "5.3", "0", "5.3", "3.7"),
    "dhg": ("9.8", "9.8", "22", "31.8", "22.9"),
    "mhe": ("1", "1", "13", "14", None),
}
COLUMNS = (Figure.UNDERSPEND, Figure.CARRIED_OVER, Figure.ALLOCATED, Figure.AVAILABLE, Figure.FORECAST)


@pytest.fixture(params=[path.name for path in shipped_money()])
def file(request: pytest.FixtureRequest) -> MoneyFile:
    return read_money(next(path for path in shipped_money() if path.name == request.param))


@pytest.mark.parametrize(("actor", "expected"), [("nhn", NHN_2024), ("hdir", HDIR_2024)])
def test_what_2024_gives_each_initiative(actor, expected):
    assert stated(appropriations(2024), actor, JUNE) == {slug: Decimal(sum_) * 1000 for slug, sum_ in expected.items()}


def test_what_the_chapters_and_items_of_2024_give_norsk_helsenett():
    found = {(a.chapter, a.item): a.amount for a in appropriations(2024) if a.initiative == "general" and a.actor}
    assert found == {("701", "21"): 193_900_000, ("701", "70"): 71_244_000, ("541", "22"): 12_500_000}


def test_one_sum_is_held_back_for_the_five_initiatives_together():
    """Five mandates repeat it; it is one pot."""
    [pot] = [a for a in appropriations(2024) if a.figure is Figure.HELD_BACK]
    assert (pot.amount, set(pot.shared_by), pot.actor, pot.issuer) == (Decimal("37.2") * MILL, DS, "", "hod")


def test_nothing_is_given_before_the_letter():
    assert stated(appropriations(2024), "nhn", dt.date(2024, 1, 14)) == {}
    assert len(stated(appropriations(2024), "nhn", dt.date(2024, 1, 15))) == 7


def test_the_plan_of_2025_holds_what_is_printed_and_nothing_where_a_cell_is_empty():
    rows = {(a.initiative, a.figure): Decimal() for a in appropriations(2025)}
    for a in appropriations(2025):
        rows[a.initiative, a.figure] += a.amount
    for slug, printed in PLAN_2025.items():
        for figure, cell in zip(COLUMNS, printed, strict=True):
            assert rows.get((slug, figure)) == (None if cell is None else Decimal(cell) * MILL), (slug, figure)
    assert len(rows) == sum(cell is not None for cells in PLAN_2025.values() for cell in cells)


def test_the_missing_cells_are_the_ones_without_which_the_printed_sums_do_not_add_up():
    """Put anywhere else, the two rows' four numbers would break the columns' printed sums."""
    plan = read_money(shipped_money()[1])
    assert {s.figure: (s.printed, s.computed) for s in printed_sums(plan)} == {
        Figure.UNDERSPEND: (73 * MILL, 73 * MILL),
        Figure.CARRIED_OVER: (Decimal("54.3") * MILL, Decimal("54.3") * MILL),
        Figure.ALLOCATED: (Decimal("61.4") * MILL, Decimal("61.4") * MILL),
        Figure.AVAILABLE: (Decimal("115.7") * MILL, Decimal("115.7") * MILL),
        Figure.FORECAST: (Decimal("95.1") * MILL, Decimal("95.1") * MILL),
    }


def test_every_printed_sum_is_the_sum_of_its_rows(file):
    sums = list(printed_sums(file))
    assert sums
    for one in sums:
        assert one.printed == one.computed, one


def test_available_is_what_is_proposed_of_the_old_and_given_anew():
    """Row by row, where the plan prints them; an empty cell counts as nothing."""
    by = {figure: {a.initiative: Decimal() for a in appropriations(2025)} for figure in COLUMNS}
    for a in appropriations(2025):
        by[a.figure][a.initiative] += a.amount
    for slug, available in by[Figure.AVAILABLE].items():
        assert available == by[Figure.CARRIED_OVER][slug] + by[Figure.ALLOCATED][slug], slug


def test_the_money_of_a_year_without_a_file_is_unknown():
    assert appropriations(2019) == ()


def test_money_files_are_no_wheels():
    folder = shipped_wheels()[0].parent
    assert all("money" not in str(path.relative_to(folder)) for path in wheel_paths([folder]))


def test_every_initiative_and_actor_stands_in_the_wheel_of_its_year(file):
    wheel = next(wheel for wheel in map(read_wheel, shipped_wheels()) if wheel.year == file.year)
    for one in appropriations(file.year):
        assert one.initiative == "general" or one.initiative in wheel.initiatives
        assert not one.actor or one.actor in wheel.actors
        assert set(one.shared_by) <= set(wheel.initiatives)


def test_two_documents_that_say_the_same_are_one_sum_and_two_that_differ_are_two_readings():
    letter, mandate = (a for a in appropriations(2024) if a.initiative == "pps" and a.actor == "nhn")
    assert letter.source.document != mandate.source.document
    assert totals([letter, mandate]) == (18 * MILL,)
    other = Allocation(2024, Figure.ALLOCATED, "pps", "nhn", Decimal(17 * MILL), mandate.source, "hod", mandate.on)
    assert totals([letter, other]) == (17 * MILL, 18 * MILL)
    assert "pps" not in stated([letter, other], "nhn", JUNE)


def test_what_comes_later_is_added_from_its_day():
    letter = next(a for a in appropriations(2024) if a.initiative == "pps" and a.actor == "nhn")
    more = Allocation(2024, Figure.SUPPLEMENT, "pps", "nhn", Decimal("2.5") * MILL, letter.source, "hod", JUNE)
    less = Allocation(2024, Figure.REALLOCATED, "pps", "nhn", Decimal("-0.5") * MILL, letter.source, "hod", JUNE)
    before, after = (stated([letter, more, less], "nhn", day) for day in (JUNE - dt.timedelta(1), JUNE))
    assert (before["pps"], after["pps"]) == (18 * MILL, 20 * MILL)
    assert given_to([more], "hdir", JUNE) == {}


@pytest.mark.parametrize(
    ("printed", "unit", "expected"),
    [("67,2", Unit.MILLION, "67200000"), ("193 900", Unit.THOUSAND, "193900000"), ("5, 5", Unit.MILLION, "5500000"),
     ("30,09", Unit.MILLION, "30090000"), ("0", Unit.MILLION, "0"), ("-1,5", Unit.KRONE, "-1.5")],
)  # fmt: skip
def test_a_printed_number_becomes_kroner_exactly(printed, unit, expected):
    assert kroner(printed, unit) == Decimal(expected)


@given(st.integers(-(10**17), 10**17))
def test_kroner_and_ore_go_both_ways(ore):
    assert to_ore(from_ore(ore)) == ore


def test_a_part_of_an_ore_is_refused():
    with pytest.raises(ValueError, match="whole number"):
        to_ore(Decimal("0.005"))


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = shipped_money()[0].read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "money.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"67,2"', '"67.2"', "tables.1.rows.0.figures.allocated"),
        ('"67,2"', "67.2", "tables.1.rows.0.figures.allocated"),
        ("lines: [33, 33]", "lines: [34, 33]", "tables.1.rows.0.lines"),
        ("document: 2024-oppdragsdokument-norsk-helsenett\n", "document: 2024-oppdrag\n", "tables.0.document"),
        ("{allocated: \"66\"}", "{tildelt: \"66\"}", "tables.1.rows.1.figures.tildelt"),
        ("initiative: pjd, lines", "initiative: pll, lines", "tables.1.rows.1.figures.allocated"),
        ("unit: thousand", "unit: tusen", "tables.0.unit"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path, old, new, place):
    with pytest.raises(BadInput) as error:
        read_money(_changed(tmp_path, old, new))
    assert [problem.place for problem in error.value.problems] == [place]
    assert error.value.problems[0].line


def _letters() -> Path | None:
    """The letters: named by ARSHJUL_LETTERS, or a `letters` folder in a folder beside the checkout."""
    named = os.environ.get("ARSHJUL_LETTERS")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[3]
    return next((folder for folder in sorted(beside.glob("*/letters")) if folder.is_dir()), None)


def test_every_number_stands_on_the_lines_that_are_cited(file):
    folder = _letters()
    if folder is None:
        pytest.skip("not checked: the letters are not at hand (set ARSHJUL_LETTERS)")
    for table in file.tables:
        lines = (folder / f"{table.document}.txt").read_text(encoding="utf-8").split("\n")
        for place in (*table.rows, *table.totals):
            text = "\n".join(lines[place.lines[0] - 1 : place.lines[1]])
            for figure, printed in place.figures.items():
                found = re.search(rf"(?<![0-9,]){re.escape(printed)}(?![0-9]|,[0-9])", text)
                assert found, (table.section, figure, printed, place.lines)
