"""Which sums a wheel's reports are held against: its own letters', the plan of 2025, and what the office enters itself."""

from decimal import Decimal
from pathlib import Path

import pytest

from arshjul.calendar.appropriations import appropriations, money_of, read_own
from arshjul.calendar.wheel_file import read_wheels, shipped_wheels
from arshjul.models.allocation import Figure, stated
from arshjul.models.problems import BadInput
from arshjul.models.wheelfile import WheelFile

SUPPLEMENT = """schema: 1
year: 2024
documents:
  tillegg-1-2024: {issuer: hod, date: 2024-06-20}
tables:
  - document: tillegg-1-2024
    section: Tildeling
    unit: million
    rows:
      - {initiative: pll, actor: hdir, lines: [12, 12], figures: {supplement: "5,5"}}
"""


@pytest.fixture(scope="module")
def wheels() -> dict[int, WheelFile]:
    return {wheel.year: wheel for wheel in read_wheels(shipped_wheels())}


def own(folder: Path, text: str = SUPPLEMENT) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_wheels_are_held_against_all_that_ships_for_their_year(wheels):
    """The plan of 2025 demands nothing and is no document of the wheel; its table counts all the same."""
    for year, wheel in wheels.items():
        assert money_of(wheel) == appropriations(year) != ()
    assert any(one.figure is Figure.UNDERSPEND for one in money_of(wheels[2025]))


def test_a_wheel_of_somebody_else_is_held_against_nothing(wheels):
    stranger = wheels[2025].model_copy(update={"id": "noe-annet-2025", "documents": {}})
    assert money_of(stranger) == ()


def test_a_supplement_that_the_office_enters_is_added_from_its_day(wheels, tmp_path):
    files = read_own([own(tmp_path)], wheels.values())
    [one] = files[0].documents.values()
    given = money_of(wheels[2024], files)
    assert stated(given, "hdir", one.date)["pll"] == Decimal("40800000")
    assert stated(given, "hdir", one.date.replace(day=19))["pll"] == Decimal("35300000")
    assert money_of(wheels[2025], files) == money_of(wheels[2025]), "another year's"


def test_a_file_that_names_wheels_holds_for_those_alone(wheels, tmp_path):
    files = read_own([own(tmp_path, SUPPLEMENT.replace("year: 2024", "year: 2024\nwheels: [en-annen]"))], ())
    assert money_of(wheels[2024], files) == money_of(wheels[2024])
    assert len(money_of(wheels[2024].model_copy(update={"id": "en-annen"}), files)) == len(money_of(wheels[2024])) + 1


def test_every_fault_of_every_file_is_told_with_its_line(wheels, tmp_path):
    wrong = own(tmp_path, SUPPLEMENT.replace("pll", "plll").replace("hdir", "hdri"))
    old = own(tmp_path, "schema: 2")
    with pytest.raises(BadInput) as caught:
        read_own([wrong, tmp_path / "borte.yaml", old], wheels.values())
    told = str(caught.value)
    assert f"{wrong}:10: tables.0.rows.0.actor: ukjent aktør: hdri (mente du «hdir»?)" in told
    assert "initiative: ukjent tiltak: plll (mente du «pll»?)" in told
    assert "borte.yaml: kan ikke leses" in told and f"{old}:1: schema" in told
