"""Stated sums that do not go together are said, with the place of the one behind it; nothing is refused."""

from pathlib import Path

import pytest

from arshjul.calendar.appropriations import read_money
from arshjul.calendar.money_doubts import money_doubts
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang

FILE = """schema: 1
year: 2024
documents:
  tillegg-1: {issuer: hod, date: 2024-06-20}
  tillegg-2: {issuer: hod, date: 2024-09-20}
tables:
  - {document: tillegg-2, section: Tildeling, unit: million, rows: [{initiative: pps, actor: hdir, lines: [7, 8], figures: {supplement: "SECOND"}}]}
  - {document: tillegg-1, section: Tildeling, unit: million, rows: [{initiative: pll, actor: nhn, lines: [3, 4], figures: {supplement: "30"}}]}
"""


def doubts(folder: Path, second: str) -> list[str]:
    path = folder / "tillegg.yaml"
    path.write_text(FILE.replace("SECOND", second), "utf-8")
    wheel = next(read_wheel(one) for one in shipped_wheels() if "2024" in one.name)
    return list(money_doubts(wheel, [read_money(path, [wheel])]))


def test_what_ships_holds_together() -> None:
    assert [doubt for one in shipped_wheels() for doubt in money_doubts(read_wheel(one))] == []


@pytest.mark.parametrize(("second", "count"), [("7,2", 0), ("7,201", 1)])
def test_all_that_is_held_back_may_be_given_and_no_more(tmp_path: Path, second: str, count: int) -> None:
    assert len(doubts(tmp_path, second)) == count


def test_the_supplement_that_goes_over_is_named_by_its_day_not_its_place_in_the_file(tmp_path: Path) -> None:
    assert doubts(tmp_path, "8") == [
        "tillegg-2, linje 7–8: med dette tillegget er det gitt 38 000 000 kroner, men det er holdt tilbake 37 200 000 kroner"
        " (Kap. 701 post 21); kontroller beløpet, ellers regnes det som at ingenting er igjen"
    ]
    set_lang(Lang.EN)
    assert doubts(tmp_path, "8") == [
        "tillegg-2, lines 7-8: with this supplement 38,000,000 kroner have been given, while 37,200,000 kroner are held back"
        " (Kap. 701 post 21); check the sum, else nothing counts as left"
    ]


def test_one_line_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "FILE", FILE.replace("[7, 8]", "[7, 7]"))
    assert doubts(tmp_path, "8")[0].startswith("tillegg-2, linje 7: med")
    set_lang(Lang.EN)
    assert doubts(tmp_path, "8")[0].startswith("tillegg-2, line 7: with")
