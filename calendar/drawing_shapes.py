"""What the drawing of the wheel is made of: marks with shape and colour, styles, and text that stays inert.

What lives here: the ten marks, the style sheet, measuring and escaping of text, points on a circle. Where
things stand is `drawing_layout.py`; the whole picture is `drawing.py`.
"""

import math
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from html import escape

MARK_SCALE = 1.2
MARK_RADIUS = 11.5 * MARK_SCALE
"""Every mark lies, outline included, within a circle of this radius around its place (drawing units)."""
TITLE_LIMIT = 160


class Mark(StrEnum):
    """How a deliverable stands, as one sign. The order is that of the legend."""

    PLANNED = "planned"
    OPEN = "open"
    RECEIVED = "received"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    LATE = "late"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    WAIVED = "waived"
    CANCELLED = "cancelled"


MARK_WORDS: dict[Mark, tuple[str, str]] = {
    Mark.PLANNED: ("Planlagt", "Planned"),
    Mark.OPEN: ("Åpen", "Open"),
    Mark.RECEIVED: ("Mottatt", "Received"),
    Mark.COMPLETE: ("Fullstendig", "Complete"),
    Mark.INCOMPLETE: ("Ufullstendig", "Incomplete"),
    Mark.LATE: ("Levert for sent", "Delivered late"),
    Mark.OVERDUE: ("Over fristen", "Overdue"),
    Mark.DISPUTED: ("Uavklart frist", "Unsettled deadline"),
    Mark.WAIVED: ("Frafalt", "Waived"),
    Mark.CANCELLED: ("Avlyst", "Cancelled"),
}

# Each colour has a contrast of at least 3:1 (WCAG 2.2, 1.4.11) against the paper and the rings, light and dark.
COLOURS: dict[Mark, str] = {
    Mark.PLANNED: "#6f7d8c",
    Mark.OPEN: "#1f7fd1",
    Mark.RECEIVED: "#2b93a8",
    Mark.COMPLETE: "#0a9b6c",
    Mark.INCOMPLETE: "#b07c00",
    Mark.LATE: "#7f6fe0",
    Mark.OVERDUE: "#d5492a",
    Mark.DISPUTED: "#c2549b",
    Mark.WAIVED: "#7d7f86",
    Mark.CANCELLED: "#8f7b6b",
}
BACKGROUNDS = {"light": ("#ffffff", "#f3f6fa"), "dark": ("#0f1720", "#151f2b")}
"""Paper and ring of either scheme."""

_DISC = '<circle class="fill" r="10"/>'
_HOLLOW = '<circle class="rim" r="8.75"/>'
# Not delivered: hollow. Delivered: filled. The two that call for action have corners of their own.
SHAPES: dict[Mark, str] = {
    Mark.PLANNED: _HOLLOW,
    Mark.OPEN: _HOLLOW + '<circle class="fill" r="3.75"/>',
    Mark.RECEIVED: _DISC + '<path class="cut" d="M0 -5V4.5M-4 .5L0 4.5L4 .5"/>',
    Mark.COMPLETE: _DISC + '<path class="cut" d="M-4.75 .25L-1.5 3.75L4.75 -3.5"/>',
    Mark.INCOMPLETE: _HOLLOW + '<path class="fill" d="M0 -10A10 10 0 0 0 0 10Z"/>',
    Mark.LATE: '<rect class="fill" x="-8" y="-8" width="16" height="16" rx="3.5"/>'
    '<path class="cut" d="M0 -4.75V.75H4"/>',
    Mark.OVERDUE: '<path class="fill round" d="M0 -8.5L8 6H-8Z"/><path class="cut" d="M0 -3.75V1M0 4.2V4.3"/>',
    Mark.DISPUTED: '<path class="rim" d="M0 -9.75L9.75 0L0 9.75L-9.75 0Z"/>'
    '<path class="sign" d="M-2.5 -2.25A2.6 2.6 0 1 1 .6 .2Q0 .5 0 1.5M0 4.6V4.7"/>',
    Mark.WAIVED: _HOLLOW + '<path class="rim" d="M-4 0H4"/>',
    Mark.CANCELLED: '<path class="cross" d="M-6.5 -6.5L6.5 6.5M-6.5 6.5L6.5 -6.5"/>',
}

_FONT = '"Helvetica Neue",Helvetica,Arial,"Liberation Sans",sans-serif'
_SCHEME = (
    ".paper{{fill:{paper}}}.lane{{stroke:{lane}}}.band{{stroke:{band}}}.ink{{fill:{ink}}}.soft{{fill:{soft}}}"
    ".line{{stroke:{line}}}.gap,.cut{{stroke:{paper}}}.hand,.past{{stroke:{ink}}}.tag{{fill:{ink}}}"
    ".onink,.halo,.rim{{fill:{paper}}}.halo{{stroke:{paper}}}"
)
_LIGHT = {"ink": "#1b2733", "soft": "#556474", "line": "#d3dce6", "band": "#e6ecf3"}
_DARK = {"ink": "#e9eff6", "soft": "#a3b3c4", "line": "#314152", "band": "#1e2b3a"}


def style() -> str:
    """The style sheet: light by default, dark where the reader prefers it; colours of the marks are the same."""
    light, dark = (
        _SCHEME.format(paper=BACKGROUNDS[name][0], lane=BACKGROUNDS[name][1], **rest)
        for name, rest in (("light", _LIGHT), ("dark", _DARK))
    )
    marks = "".join(f".{mark}{{color:{COLOURS[mark]}}}" for mark in Mark)
    return (
        f"svg{{color-scheme:light dark}}text{{font-family:{_FONT}}}.b{{font-weight:700}}.mid{{text-anchor:middle}}.end{{text-anchor:end}}"
        ".line,.gap,.hand,.past,.lane,.band,.cut,.sign,.cross{fill:none}"
        ".cut,.sign,.cross,.rim,.round{stroke-linecap:round;stroke-linejoin:round}"
        ".gap{stroke-width:2}.hand{stroke-width:2.5}.past{stroke-opacity:.07}.halo{stroke-width:4}"
        ".fill{fill:currentColor}.rim,.round,.sign,.cross{stroke:currentColor}.rim{stroke-width:2.5}"
        ".round{stroke-width:3}.cut{stroke-width:2.25}.sign{stroke-width:2}.cross{stroke-width:4}"
        f"{marks}{light}@media (prefers-color-scheme:dark){{{dark}}}"
    )


def sign(mark: Mark, x: float, y: float, classes: str, *, scale: float = MARK_SCALE, title: str = "") -> str:
    """A mark's shape in its colour at a place; `title` is SVG already, drawn on a halo that parts it from the hand."""
    place = f"translate({number(x)} {number(y)}) scale({number(scale)})"
    halo = f'{title}<circle class="halo" r="10"/>' if title else ""
    return f'<g class="{classes} {mark}" transform="{place}">{halo}{SHAPES[mark]}</g>'


def clean(text: str, limit: int = TITLE_LIMIT) -> str:
    """One line without control, format or private characters, at most `limit` characters long; not yet escaped."""
    kept = (
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text[: 20 * limit])
        if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def inert(text: str) -> str:
    """Text escaped for XML content and attributes (XML 1.0, 2.4), cleaned first."""
    return escape(clean(text, 2000), quote=True)


# Widths of Helvetica in thousandths of the size; Arial and Liberation Sans are made to the same measure.
_WIDTHS = {
    222: "ijl'|",
    278: " !,./:;[]It\\f",
    333: "()-`r",
    389: '*"{}^',
    500: "ckszJvxy",
    556: "abdeghnopqu0123456789#$?_L",
    611: "FTZ+<=>~",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    833: "mM",
    944: "W",
    1000: "@%…—",
}
_WIDTH = {char: width for width, chars in _WIDTHS.items() for char in chars}


def glyph_width(char: str) -> int:
    """The width of one character in thousandths of the font size; generous for what the table does not know."""
    known = _WIDTH.get(char) or _WIDTH.get(unicodedata.normalize("NFD", char)[0])
    return known or (1000 if unicodedata.east_asian_width(char) in "WF" else 722)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in drawing units at font size `size`."""
    return sum(map(glyph_width, text)) * size / 1000 * (1.07 if bold else 1)


def fit(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """`text` cleaned and shortened with an ellipsis to `width` drawing units; not yet escaped."""
    line = clean(text)
    if text_width(line, size, bold=bold) <= width:
        return line
    while line and text_width(line + "…", size, bold=bold) > width:
        line = line[:-1].rstrip()
    return line + "…"


def polar(centre: float, radius: float, degrees: float) -> tuple[float, float]:
    """The point at `degrees` clockwise from the top."""
    turn = math.radians(degrees)
    return centre + radius * math.sin(turn), centre - radius * math.cos(turn)


def number(value: float) -> str:
    """A coordinate with two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def label(x: float, y: float, text: str, size: float, classes: str) -> str:
    """A line of text at a place; escaped here."""
    return f'<text class="{classes}" x="{number(x)}" y="{number(y)}" font-size="{number(size)}">{inert(text)}</text>'


def turned(centre: float, radius: float, degrees: float, inside: str) -> str:
    """A group at a point of the circle, turned along it so that its text is upright, in the lower half too."""
    x, y = polar(centre, radius, degrees)
    turn = degrees + 180 if lower_half(degrees) else degrees
    return f'<g transform="translate({number(x)} {number(y)}) rotate({number(turn % 360)})">{inside}</g>'


def lower_half(degrees: float) -> bool:
    """Whether text along the circle at this angle would stand on its head."""
    return 90 < degrees % 360 < 270


def along(centre: float, radius: float, middle: float, text: str, size: float) -> Iterator[str]:
    """Letters one by one along the circle, centred on `middle` degrees.

    `radius` is that of the middle of the letters. Not a text path: several viewers draw none.
    """
    low = lower_half(middle)
    at = -curved_width(text, size) / 2
    for char in text:
        step = _step(char, size)
        offset = math.degrees((at + step / 2) / radius) * (-1 if low else 1)
        at += step
        if char != " ":
            x, y = polar(centre, radius + size * (0.36 if low else -0.36), middle + offset)
            turn = number((middle + offset + (180 if low else 0)) % 360)
            yield f'<text transform="translate({number(x)} {number(y)}) rotate({turn})">{inert(char)}</text>'


def curved_width(text: str, size: float) -> float:
    """The length of `text` when `along` draws it, in drawing units."""
    return sum(_step(char, size) for char in text)


def _step(char: str, size: float) -> float:
    return glyph_width(char) * size / 1000 * 1.07 + 0.5
