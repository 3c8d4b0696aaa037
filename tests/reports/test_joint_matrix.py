"""The risk matrix: where each risk stands, and the words that stand for the picture."""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from arshjul.reports.joint.matrix import FILLS, Matrix, in_other_words, in_rows, level, matrix, numbers
from arshjul.reports.joint.matrix_png import png
from arshjul.reports.joint.matrix_svg import svg
from arshjul.reports.schema import InitiativeReport


def risks(*rows: dict[str, Any]) -> InitiativeReport:
    return InitiativeReport.model_validate({"risks": [{"description": "Noe", **row} for row in rows]})


def at(probability: int, consequence: int, **more: Any) -> dict[str, Any]:
    return {"probability": probability, "consequence": consequence, **more}


def made(*rows: dict[str, Any], high: int = 12) -> Matrix:
    return matrix([("nhn", risks(*rows))], high)


def test_the_gravest_is_number_one_and_the_order_of_the_report_holds_between_equals() -> None:
    found = made(
        at(1, 1, description="liten"),
        at(5, 5, description="stor"),
        at(2, 3, description="a"),
        at(3, 2, description="b"),
    )
    assert [(one.no, one.risk.description) for one in found.risks] == [(1, "stor"), (2, "a"), (3, "b"), (4, "liten")]
    assert (found.at(5, 5), found.at(2, 3), found.at(3, 2), found.at(4, 4)) == ([1], [2], [3], [])


def test_closed_risks_are_left_out_and_unrated_ones_listed_without_a_place() -> None:
    found = made(at(5, 5, state="closed"), {"probability": 3}, at(1, 2))
    assert [(one.no, one.level) for one in found.risks] == [(1, "low"), (0, None)]
    assert found.rated and not made({"probability": 3}).rated


def test_risks_of_several_actors_stand_in_one_picture() -> None:
    found = matrix([("nhn", risks(at(2, 2))), ("hdir", risks(at(4, 4), at(2, 2)))], 12)
    assert [(one.no, one.actor) for one in found.risks] == [(1, "hdir"), (2, "nhn"), (3, "hdir")]
    assert found.at(2, 2) == [2, 3]


@pytest.mark.parametrize(
    ("product", "expected"),
    [((2, 2), "low"), ((1, 5), "low"), ((2, 3), "medium"), ((2, 5), "medium"), ((3, 4), "high")],
)
def test_levels_on_both_sides_of_each_line(product: tuple[int, int], expected: str) -> None:
    assert level(*product, 12) == expected


def test_the_offices_own_line_counts() -> None:
    assert (level(3, 4, 15), level(3, 5, 15), level(1, 1, 1)) == ("medium", "high", "high")


def test_the_words_name_every_risk_with_its_place() -> None:
    found = made(at(3, 4, description="Leverandøren\nstopper"), at(1, 2, description="x" * 200))
    told = in_other_words(found, "Prøvesvar", {"nhn": "Norsk helsenett"})
    assert told.startswith("Risikomatrise for Prøvesvar. nr. 1, Leverandøren stopper (Norsk helsenett): ")
    assert "sannsynlighet 3, konsekvens 4, høy" in told and "nr. 2" in told and "x" * 80 not in told


def test_a_crowded_square_stays_readable() -> None:
    assert in_rows([1, 2, 3, 4, 5]) == ["1, 2", "3, 4", "5"]
    assert in_rows([1, 2, 3, 4, 5, 6]) == ["1, 2", "3, 4", "5, 6"]
    assert in_rows([1, 2, 3, 4, 5, 6, 7, 8]) == ["1, 2", "3, 4", "+4"]
    assert in_rows([]) == []
    assert numbers([1, 2, 3, 4, 5, 6, 7]) == "1, 2, 3, 4, 5, 6, 7"


@pytest.mark.parametrize("count", [1, 2, 6, 7, 130])
def test_no_number_leaves_its_square(count: int) -> None:
    """The dots around the fullest square are those of an empty picture, also where numbers have three digits."""
    before = made(*[at(5, 5)] * 100) if count == 130 else made()
    full = made(*[at(3, 2)] * count) if count < 130 else made(*[at(5, 5)] * 100, *[at(3, 2)] * 6)
    with Image.open(BytesIO(png(full))) as drawn, Image.open(BytesIO(png(before))) as empty:
        box = ImageChops.difference(drawn.convert("RGB"), empty.convert("RGB")).getbbox()
    left, top = 130 + 150, 20 + 2 * 150
    assert box and left <= box[0] and top <= box[1] and box[2] <= left + 146 and box[3] <= top + 146, box


def test_the_words_of_a_crowded_picture_stay_short() -> None:
    told = in_other_words(made(*[at(3, 2)] * 12), "Prøvesvar", {})
    assert "nr. 10" in told and "nr. 11" not in told and told.endswith("og 2 til, som står i listen.")


def test_the_drawing_is_well_formed_named_and_escaped() -> None:
    found = made(at(3, 4), at(3, 4))
    drawing = ElementTree.fromstring(svg(found, 'Hva <b>&"', "bilde-1"))
    space = "{http://www.w3.org/2000/svg}"
    title = next(drawing.iter(f"{space}title"))
    assert (drawing.get("role"), drawing.get("aria-labelledby")) == ("img", "bilde-1")
    assert (title.get("id"), title.text) == ("bilde-1", 'Hva <b>&"')
    texts = [one.text for one in drawing.iter(f"{space}text")]
    assert "1, 2" in texts and "Sannsynlighet" in texts and "Konsekvens" in texts
    squares = [one.get("fill") for one in drawing.iter(f"{space}rect")][1:]
    assert [squares.count(FILLS[name]) for name in ("low", "medium", "high")] == [10, 7, 8]


def test_the_picture_for_documents_shows_the_same_and_is_always_the_same() -> None:
    body = png(made(at(3, 4)))
    assert body == png(made(at(3, 4))) != png(made(at(4, 3)))
    with Image.open(BytesIO(body)) as image:
        assert image.format == "PNG" and image.width >= 900
        shown = {image.convert("RGB").getpixel((150 + 150 * no, 30)) for no in range(5)}
    assert {tuple(int(FILLS[name][no : no + 2], 16) for no in (1, 3, 5)) for name in ("low", "medium", "high")} == shown
