"""Whatever stands in a portfolio file, the answer is a portfolio or a list of problems, never another error."""

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from arshjul.models.portfolio import Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput

EXAMPLE = Path(str(files("arshjul.app.example").joinpath("portfolio.yaml"))).read_text(encoding="utf-8")
YAML_BITS = "[]{}:,-?&*!|>'\"%@` \n\t#~<=.0123456789_+abnoxyTZ"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Portfolio | BadInput]:
    file = tmp_path_factory.mktemp("fuzz") / "portfolio.yaml"

    def ask(content: bytes) -> Portfolio | BadInput:
        file.write_bytes(content)
        try:
            return read_portfolio(file, ["nhn", "hdir"])
        except BadInput as error:
            assert error.problems
            assert all(str(problem).isprintable() and len(str(problem)) < 2500 for problem in error.problems)
            return error

    return ask


@given(text=st.text() | st.text(alphabet=YAML_BITS))
@example(text="[" * 100_000)  # overran the C library's stack before nesting was counted
@example(text="- " * 100_000)
@example(text="? " * 100_000)
@example(text="a: !!timestamp foo")  # four tags whose value the YAML library cannot make, each with an error of its own
@example(text='a: !!int ""')
@example(text="a: !!bool perhaps")
@example(text="a: 1" + ":1" * 400 + ".5")
@example(text="? [a]\n: b")  # a key that is a list
@example(text="a: \x00")
@example(text="a: 2024-02-30")
@example(text="schema: 1\nportfolio: " + "9" * 5000)  # more digits than Python turns into an integer
@example(text="people: {a\x1b[2J: 1}")
@example(text='"a\\e[2J\\n": 1')  # a key that would clear the reader's screen
@example(text="people: {1: {name: x}, 2024-01-01: y, no: z, null: w, .inf: v}")
@example(text="actors: {a: {owner: [{person: b, from: 0001-01-01}, {person: b, to: 9999-12-31}]}}")
@example(text='people: {"\\e[2J": x}\nactors: {a: {owner: b}}')  # the same, among the ids that are suggested
@settings(max_examples=300, deadline=None)
def test_any_text_gives_problems_and_nothing_else(answer: Callable[[bytes], Portfolio | BadInput], text: str) -> None:
    assert isinstance(answer(text.encode("utf-8", "surrogatepass")), BadInput)


@given(content=st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_problems_and_nothing_else(
    answer: Callable[[bytes], Portfolio | BadInput], content: bytes
) -> None:
    assert isinstance(answer(content), BadInput)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [found for key, child in inner for found in _paths(child, (*path, key))]


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_the_example_with_some_values_replaced_is_read_or_refused(
    answer: Callable[[bytes], Portfolio | BadInput], data: st.DataObject
) -> None:
    """Reaches behind the first look at the shape, where checks between the parts meet values of any kind."""
    whole = yaml.safe_load(EXAMPLE)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(_paths(whole)))
        part = whole
        for key in way:
            part = part[key]
        part[last] = data.draw(VALUES)
    answer(yaml.safe_dump(whole, allow_unicode=True).encode("utf-8", "surrogatepass"))


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_example_with_a_line_lost_or_repeated_is_read_or_refused(
    answer: Callable[[bytes], Portfolio | BadInput], data: st.DataObject
) -> None:
    lines = EXAMPLE.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at : at + 1] = data.draw(st.sampled_from([[], [lines[at]] * 2, [lines[at].strip(" ")], [lines[at][:-3]]]))
    answer("".join(lines).encode())
