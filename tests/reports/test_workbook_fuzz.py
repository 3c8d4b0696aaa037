"""Whatever the bytes or cells, the reader gives a report or says what is wrong, and soon; it never raises anything else."""

import io
import time
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from workbooks import HDIR, edited, put, sent, template

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.reports.reading import read_report
from arshjul.reports.workbook.grid import Cell, Grid
from arshjul.reports.workbook.layout import ABOUT_NAMES, HIDDEN, SHEETS
from arshjul.reports.workbook.looking import look
from arshjul.reports.workbook.reading import read_grids

_QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
_SLOWEST = 15.0


@pytest.fixture(scope="module")
def good() -> bytes:
    """A workbook that can be read."""
    set_lang(Lang.NB)
    return edited(template(HDIR), sent(), put(Økonomi_B2=67_200_000, Tiltak_D2="I rute."))


def is_read_or_refused(raw: bytes) -> None:
    began = time.monotonic()
    try:
        read_report(raw, "a.xlsx")
    except BadInput as error:
        assert error.problems
        assert all(str(problem).isprintable() for problem in error.problems)
    assert time.monotonic() - began < _SLOWEST


@settings(max_examples=60, deadline=None, suppress_health_check=_QUIET)
@given(data=st.data())
def test_bytes_changed_anywhere_in_the_package(good: bytes, data: st.DataObject):
    raw = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    is_read_or_refused(bytes(raw))


@settings(max_examples=60, deadline=None, suppress_health_check=_QUIET)
@given(data=st.data())
def test_bytes_changed_in_the_xml_of_a_part(good: bytes, data: st.DataObject):
    """Where the package is whole, the change reaches the parsers."""
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        parts = {name: bytearray(package.read(name)) for name in package.namelist()}
    names = [
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        *(n for n in parts if "worksheets/sheet" in n),
    ]
    part = parts[data.draw(st.sampled_from(names))]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(part) - 1))
        part[at : at + data.draw(st.integers(0, 6))] = data.draw(
            st.one_of(
                st.binary(max_size=4), st.sampled_from([b"999999999", b"<f>", b"</c>", b'"', b"&#0;", b"-1", b"A1:B2"])
            )
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            package.writestr(name, bytes(body))
    is_read_or_refused(file.getvalue())


@settings(max_examples=40, deadline=None, suppress_health_check=_QUIET)
@given(raw=st.binary(max_size=400))
@example(raw=b"PK\x05\x06" + bytes(18))
@example(raw=b"PK\x03\x04PK\x05\x06" + bytes(18))
def test_any_bytes(raw: bytes):
    is_read_or_refused(raw)


_WORDS = st.sampled_from(
    ["PLL", "pjd", "Sum", "Hele rapporten", "Ingenting å melde: x", "(kreves ikke)", "Grønn", "1 234,5", "67,2", "-", "",
     "26.08.2024", "general", "Åpen", "\u2212", "1e400", "kari@example.no", "\ud7ff", "\x07", "²", "٣", "NaN", "inf", "kr"]
)  # fmt: skip
_CELLS = st.one_of(
    st.builds(Cell, st.just("text"), st.one_of(_WORDS, st.text(max_size=12))),
    st.builds(Cell, st.just("number"), st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(Cell, st.just("truth"), st.booleans()),
    st.builds(Cell, st.just("moment"), st.datetimes().map(lambda at: at.isoformat())),
    st.builds(Cell, st.just("date"), st.dates().map(lambda day: day.isoformat())),
    st.builds(Cell, st.just("time"), st.times().map(str)),
)
_TITLES = st.sampled_from([name for sheet in SHEETS for column in sheet.columns for name in column.names] + [""])
_NAMES = st.sampled_from([name for sheet in SHEETS for name in sheet.names] + [*ABOUT_NAMES, HIDDEN, "x", ""])
_AT = st.tuples(st.integers(0, 8), st.integers(0, 8))
_HEADERS = st.lists(_TITLES, max_size=8).map(
    lambda titles: {(0, n): Cell("text", title) for n, title in enumerate(titles) if title}
)


def _grid(
    name: str, headers: dict[Any, Any], cells: dict[Any, Any], merged: list[Any], broken: dict[Any, Any], far: str
) -> Grid:
    corners = tuple((min(pair), max(pair)) for pair in merged)
    return Grid(name, {**cells, **headers}, corners, broken, far)


_GRIDS = st.builds(
    _grid, _NAMES, _HEADERS, st.dictionaries(_AT, _CELLS, max_size=30), st.lists(st.tuples(_AT, _AT), max_size=3),
    st.dictionaries(_AT, st.sampled_from(["", "#N/A"]), max_size=2), st.sampled_from(["", "", "", "XFD1"]),
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=_QUIET)
@given(grids=st.lists(_GRIDS, min_size=1, max_size=8))
def test_any_cells_anywhere(grids: list[Grid]):
    try:
        read_grids(grids, "a.xlsx")
    except BadInput as error:
        assert error.problems


@settings(max_examples=200, deadline=None, suppress_health_check=_QUIET)
@given(data=st.data())
def test_any_cells_in_a_real_workbook(good: bytes, data: st.DataObject):
    """Strange answers in the places where answers are read."""
    grids = look_once(good)
    changed = []
    for grid in grids:
        strange = data.draw(st.dictionaries(st.tuples(st.integers(0, 12), st.integers(0, 8)), _CELLS, max_size=6))
        changed.append(Grid(grid.name, {**grid.cells, **strange}, grid.merged, grid.broken))
    located, problems = read_grids(changed, "a.xlsx")
    assert isinstance(located.value, dict)
    assert all(problem.message and problem.remedy for problem in problems if problem.place)


_LOOKED: dict[bytes, list[Grid]] = {}


def look_once(raw: bytes) -> list[Grid]:
    """The grids of a workbook, looked into once for all examples."""
    if raw not in _LOOKED:
        _LOOKED[raw] = look(raw, "a.xlsx")
    return _LOOKED[raw]


def test_many_headers_and_rows_are_read_in_a_moment():
    """Recognising sheets, columns and initiatives takes no longer than there are cells, whatever stands in them."""
    cells = {
        (row, column): Cell("text", "Forbruk per 1. august " + "x" * (row + column))
        for row in range(1000)
        for column in range(60)
    }
    cells |= {(row, 0): Cell("text", "Tiltak") for row in range(30)}
    grids = [Grid(name, cells) for sheet in SHEETS for name in sheet.names]
    about = {(row, column): Cell("text", "Sendt av oss " * 20) for row in range(2000) for column in range(30)}
    began = time.monotonic()
    read_grids(
        [Grid(ABOUT_NAMES[0], {**about, (0, 0): Cell("text", "nøkkel"), (0, 1): Cell("text", "a.b.c.d")}), *grids],
        "a.xlsx",
    )
    assert time.monotonic() - began < _SLOWEST
