"""The risk matrix as SVG, for web pages.

What lives here: drawing. Everything that comes from a report is escaped; the alternative text is the picture's name.
"""

from xml.sax.saxutils import escape

from arshjul.reports.joint.matrix import FILLS, SCALE, Matrix, axes, in_rows, level

_CELL, _LEFT, _TOP = 64, 56, 12
_WIDTH, _HEIGHT = _LEFT + 5 * _CELL + 12, _TOP + 5 * _CELL + 52
_ROW, _NARROW = 15, 6
_INK, _FAINT = "#1a1a1a", "#4a4a4a"


def svg(found: Matrix, alt: str, name: str) -> str:
    """The picture; `name` is an id that no other picture of the page has."""
    probability, consequence = axes()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'role="img" aria-labelledby="{name}" font-family="Arial, Helvetica, sans-serif">',
        f'<title id="{name}">{escape(alt)}</title>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *(_cell(found, row, column) for row in reversed(SCALE) for column in SCALE),
        *(_text(_LEFT - 14, _y(row) + _CELL // 2 + 5, str(row), 14, _INK) for row in SCALE),
        *(_text(_x(column) + _CELL // 2, _y(1) + _CELL + 20, str(column), 14, _INK) for column in SCALE),
        _text(_LEFT + 5 * _CELL // 2, _HEIGHT - 10, consequence, 14, _INK),
        f'<g transform="rotate(-90 18 {_TOP + 5 * _CELL // 2})">'
        + _text(18, _TOP + 5 * _CELL // 2 + 5, probability, 14, _INK)
        + "</g>",
        "</svg>",
    ]
    return "".join(parts)


def _x(consequence: int) -> int:
    return _LEFT + (consequence - 1) * _CELL


def _y(probability: int) -> int:
    return _TOP + (5 - probability) * _CELL


def _cell(found: Matrix, row: int, column: int) -> str:
    """One square: its colour, its product small in the corner, and the numbers of its risks."""
    x, y = _x(column), _y(row)
    fill = FILLS[level(row, column, found.high)]
    drawn = f'<rect x="{x}" y="{y}" width="{_CELL}" height="{_CELL}" fill="{fill}" stroke="#ffffff" stroke-width="2"/>'
    drawn += _text(x + _CELL - 6, y + 14, str(row * column), 10, _FAINT, "end")
    held = in_rows(found.at(row, column))
    top = y + _CELL // 2 + 9 - (len(held) - 1) * _ROW // 2
    for no, text in enumerate(held):
        size = 13 if len(text) <= _NARROW else 11
        drawn += _text(x + _CELL // 2, top + no * _ROW, text, size, _INK, weight="bold")
    return drawn


def _text(x: int, y: int, text: str, size: int, fill: str, anchor: str = "middle", weight: str = "normal") -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
