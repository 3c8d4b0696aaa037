"""The risk matrix as PNG, for documents of word processors.

What lives here: drawing with Pillow and the type that comes with it, so that no font needs to be installed. That type knows
neither Norwegian letters nor dashes; what stands in the picture needs none.
"""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from arshjul.reports.joint.matrix import FILLS, SCALE, Matrix, axes, in_rows, level

_CELL, _LEFT, _TOP = 150, 130, 20
_WIDTH, _HEIGHT = _LEFT + 5 * _CELL + 20, _TOP + 5 * _CELL + 120
_ROW, _NARROW = 38, 6
_INK, _FAINT = "#1a1a1a", "#4a4a4a"


def png(found: Matrix) -> bytes:
    """The picture, the same bytes for the same risks; 900 by 890 dots."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "#ffffff")
    draw = ImageDraw.Draw(image)
    for row in SCALE:
        for column in SCALE:
            _cell(draw, found, row, column)
    probability, consequence = axes()
    for no in SCALE:
        middle = _CELL // 2
        draw.text((_LEFT - 34, _y(no) + middle), str(no), _INK, _type(32), anchor="mm")
        draw.text((_x(no) + middle, _y(1) + _CELL + 34), str(no), _INK, _type(32), anchor="mm")
    draw.text((_LEFT + 5 * _CELL // 2, _HEIGHT - 30), consequence, _INK, _type(34), anchor="mm")
    _sideways(image, probability)
    held = BytesIO()
    image.save(held, "PNG", optimize=True, dpi=(300, 300))
    return held.getvalue()


def _x(consequence: int) -> int:
    return _LEFT + (consequence - 1) * _CELL


def _y(probability: int) -> int:
    return _TOP + (5 - probability) * _CELL


def _cell(draw: ImageDraw.ImageDraw, found: Matrix, row: int, column: int) -> None:
    """One square: its colour, its product small in the corner, and the numbers of its risks."""
    x, y = _x(column), _y(row)
    draw.rectangle((x, y, x + _CELL - 4, y + _CELL - 4), fill=FILLS[level(row, column, found.high)])
    draw.text((x + _CELL - 14, y + 22), str(row * column), _FAINT, _type(24), anchor="rm")
    held = in_rows(found.at(row, column))
    top = y + _CELL // 2 + 12 - (len(held) - 1) * _ROW // 2
    for no, text in enumerate(held):
        size = 34 if len(text) <= _NARROW else 28
        draw.text((x + _CELL // 2 - 2, top + no * _ROW), text, _INK, _type(size), anchor="mm", stroke_width=1)


def _sideways(image: Image.Image, text: str) -> None:
    """The name of the upright axis, read from below."""
    strip = Image.new("RGB", (5 * _CELL, 60), "#ffffff")
    ImageDraw.Draw(strip).text((5 * _CELL // 2, 30), text, _INK, _type(34), anchor="mm")
    image.paste(strip.rotate(90, expand=True), (4, _TOP))


def _type(size: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)  # a size is only for those
    return found
