"""Lists of hostile text: formulas stay text in a spreadsheet, and nothing steers a terminal."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Command
from hypothesis import given
from hypothesis import strategies as st

from arshjul.app.listing import Format, as_csv, as_json, show
from arshjul.app.terminal import clean

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x9b31mred",
    "a\r\nb\x07",
    "\u202eabc",
    "[bold]x[/bold]",
    ":smile:",
    "\x1b]0;title\x07",
    "\ud800",
]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_a_formula_is_text_in_csv(formula: str) -> None:
    [_, row] = list(csv.reader(io.StringIO(as_csv([{"a": formula, "b": [formula, "x"]}], ["a", "b"]))))
    assert row[0].startswith("'") and row[1].startswith("'")


@pytest.mark.parametrize("text", ["hei;=1+1", "hei; -1", 'a;"=1+1', "linje\n=1+1", "a;b;+1", ["x", "=1+1"]])
def test_no_formula_begins_where_a_norwegian_spreadsheet_divides(text: object) -> None:
    """It divides at semicolons; the quotes of the comma's form do not stand first in a cell then, and hold nothing together."""
    for line in as_csv([{"a": "x", "b": text}], ["a", "b"]).splitlines():
        for cell in line.split(";"):
            assert cell.lstrip(' "')[:1] not in ("=", "+", "-", "@")


def test_numbers_in_csv_stay_numbers() -> None:
    assert as_csv([{"a": -208, "b": None}], ["a", "b"]) == "a,b\r\n-208,\r\n"


def test_a_formula_in_a_wheels_title_stays_text(arshjul: Command, wheel: Callable[..., Path]) -> None:
    path = wheel("nb: Rapport", 'nb: \'=HYPERLINK("http://example.org","x")\'')
    table = list(csv.DictReader(io.StringIO(arshjul("deadlines", "--wheels", path, "--format", "csv").out)))
    assert table[0]["title"] == '\'=HYPERLINK("http://example.org","x")'


@pytest.mark.parametrize("text", HOSTILE)
def test_no_form_of_a_list_steers_a_terminal(capsys: pytest.CaptureFixture[str], text: str) -> None:
    for form in Format:
        show([{"a": text, "b": [text]}], ["a", "b"], form, {"a": "A", "b": "B"}, text)
        assert not STEERING.search(capsys.readouterr().out.replace("\r\n", "\n"))


@given(st.text())
def test_json_keeps_every_text_whatever_is_escaped(text: str) -> None:
    written = as_json([{"a": text}], ["a"])
    assert json.loads(written) == [{"a": text}]
    assert not STEERING.search(written)


@given(st.text())
def test_cleaned_text_keeps_its_length_and_harms_nobody(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert not STEERING.search(clean(text))
    assert clean(text) == text or not text.isprintable()


def test_markup_is_shown_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    show([{"a": "[red]x[/red] :smile:"}], ["a"], Format.TABLE, {"a": "A"}, "[b]T[/b]")
    shown = capsys.readouterr().out
    assert "[red]x[/red] :smile:" in shown and "[b]T[/b]" in shown
