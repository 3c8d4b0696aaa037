"""The pieces that a Word form is made of: a page with its styles, headings, paragraphs that steer, and tables.

What lives here: python-docx, and what it has no words for (language, header rows, what a table is called). What stands in the form is
`docx_form.py`.
"""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

_TYPE, _INK, _HEAD, _LINE = "Arial", RGBColor(0x1A, 0x1A, 0x1A), "E6ECF2", "767676"
_MARGIN = "68"
"""Twentieths of a point: 1.2 mm."""
_SIZES = {"Title": 24, "Subtitle": 14, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11}


class Form:
    """A document under way, in one language (`nb-NO`, `en-GB`)."""

    def __init__(self, language: str, title: str) -> None:
        self.document = Document()
        self._page()
        self._styles(language)
        core = self.document.core_properties
        core.title, core.language, core.author, core.comments = title, language, "", ""

    def heading(self, text: str, level: int) -> None:
        """A heading; level 0 is the document's title."""
        self.document.add_heading(text, level)

    def text(self, text: str, style: str | None = None) -> None:
        """A paragraph, with what is between a pair of `**` in bold."""
        paragraph = self.document.add_paragraph(style=style)
        for no, part in enumerate(text.split("**")):
            if part:
                paragraph.add_run(part).bold = bool(no % 2)

    def steer(self, *tags: str) -> None:
        """Paragraphs that hold an instruction each and leave nothing behind."""
        for tag in tags:
            self.document.add_paragraph(f"{{%p {tag} %}}")

    def picture(self, field: str) -> None:
        """The place of a picture, kept together with what follows it."""
        paragraph = self.document.add_paragraph(f"{{{{ {field} }}}}")
        paragraph.paragraph_format.keep_with_next = True

    def table(
        self, name: str, heads: Sequence[str], loop: str, cells: Sequence[str], *,
        sums: Sequence[str] = (), numbers: Sequence[int] = (), widths: Sequence[float] = (),
    ) -> None:  # fmt: skip
        """A table with one row per turn of `loop`, and perhaps a last row. `numbers` are columns set to the right,
        `widths` centimetres."""
        held = self.document.add_table(0, len(heads), style="Table Grid")
        held.autofit = not widths
        _described(held, name)
        head = _row(held, heads, numbers, bold=True, fill=_HEAD)
        _mark(head, "w:tblHeader")
        _row(held, [f"{{%tr {loop} %}}", *[""] * (len(heads) - 1)], (), bold=False)
        _row(held, cells, numbers, bold=False)
        _row(held, ["{%tr endfor %}", *[""] * (len(heads) - 1)], (), bold=False)
        if sums:
            _row(held, sums, numbers, bold=True, fill=_HEAD)
        for row in held.rows:
            _mark(row, "w:cantSplit")
            for cell, width in zip(row.cells, widths, strict=False):
                cell.width = Cm(width)
        for column, width in zip(held.columns, widths, strict=False):
            column.width = Cm(width)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("{{ title }} – {{ subtitle }} – ").font.size = Pt(8)
        for part in _page_number():
            run = foot.add_run()
            run.font.size = Pt(8)
            run._r.append(part)

    def _styles(self, language: str) -> None:
        styles: Any = self.document.styles
        for name, size in ({"Normal": 10.5} | _SIZES).items():
            style = styles[name]
            style.font.name, style.font.size = _TYPE, Pt(size)
            style.font.color.rgb, style.font.italic = _INK, False
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{kind}"), _TYPE)
        styles["Normal"].paragraph_format.space_before = Pt(3)
        styles["Normal"].paragraph_format.space_after = Pt(3)
        for lang in styles.element.iter(qn("w:lang")):
            lang.set(qn("w:val"), language)


def _page_number() -> list[Any]:
    """The field that Word and LibreOffice fill in with the page's number."""
    parts = []
    for kind in ("begin", None, "end"):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = "PAGE"
        parts.append(part)
    return parts


def _described(table: Any, name: str) -> None:
    """What the table is called, that its first row and column are headings, and how near its lines the text may come."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for key, value in {
        "firstRow": "1",
        "lastRow": "0",
        "firstColumn": "1",
        "lastColumn": "0",
        "noHBand": "1",
        "noVBand": "1",
    }.items():
        look.set(qn(f"w:{key}"), value)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), _MARGIN)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look.addprevious(margins)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), name)
    properties.append(caption)


def _row(table: Any, texts: Sequence[str], numbers: Sequence[int], *, bold: bool, fill: str = "") -> Any:
    row = table.add_row()
    for no, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(8)
        if no in numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if fill:
            shade = OxmlElement("w:shd")
            for key, value in {"val": "clear", "color": "auto", "fill": fill}.items():
                shade.set(qn(f"w:{key}"), value)
            cell._tc.get_or_add_tcPr().append(shade)
    return row


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))
