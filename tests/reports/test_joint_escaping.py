"""Whatever others have written is shown as it was written, in every form of file, and means nothing there.

Markdown is read back with a parser of CommonMark (markdown-it-py, which comes with rich), Word files with a parser of XML.
"""

import datetime as dt
import html as markup
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joint_cases import HOSTILE, document_xml, docx_text
from markdown_it import MarkdownIt

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.reports.joint.docx_file import docx
from arshjul.reports.joint.docx_form import joint_form
from arshjul.reports.joint.matrix import Matrix
from arshjul.reports.joint.pages import html, markdown, md
from arshjul.reports.joint.texts import clean, flat, paragraphs

SIGNS = st.text(alphabet=st.sampled_from(list("\\`*_{}[]<>()#+-.!|~&=:;\"'$ 19aZæ\n\t/@%^?,")), max_size=40)
TEXTS = SIGNS | st.text(max_size=40)
FORM = joint_form()


def shown_as_markdown(text: str) -> str:
    """What a reader sees of a paragraph."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    assert page.startswith("<p>") and page.endswith("</p>\n"), page
    inner = page[3:-5]
    assert "<" not in inner, page
    return markup.unescape(inner)


@given(TEXTS)
@settings(max_examples=400)
def test_markdown_shows_every_text_as_it_is(text: str) -> None:
    one = flat(text)
    if one:
        assert shown_as_markdown(md(one)) == one


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE, "- punkt", "+ punkt", "* punkt", "1. punkt", "12) punkt", "# overskrift", "> sitat", "```", "---", "===", "| a | b |",
        "[x]: http://a", "<!-- x -->", "&lt;", "![b](c)", "~~~", ":::", "\\", "a\\", "<http://a.no>", "{{7*7}}", "___",
    ],
)  # fmt: skip
def test_texts_that_would_mean_something_at_the_start_of_a_line(text: str) -> None:
    assert shown_as_markdown(md(flat(text))) == flat(text)


def test_a_cell_stays_one_cell() -> None:
    cell = md("x | y \\| z")
    page = MarkdownIt("commonmark").enable("table").render(f"| a | b |\n| --- | --- |\n| {cell} | c |\n")
    assert page.count("<td>") == 2 and "x | y \\| z" in markup.unescape(page)


def values(text: str) -> dict[str, Any]:
    """The fields of a joint report that says the text wherever it can."""
    row = {"name": text, "cells": [text] * 5}
    money = {"rows": [row], "total": row, "note": text}
    said = [{"actor": text, "word": text, "light": "red", "fill": "F4BCB4", "text": [text, text]}]
    risk = dict.fromkeys(("no", "actor", "text", "probability", "consequence", "level", "mitigation"), text)
    one = {"no": 1, "name": text, "absent": [text], "statuses": said, "progress": said, "deviation": said, "matrix": Matrix((), 12),
           "alt": text, "risks": [risk], "no_risks": [text], "economy": money}  # fmt: skip
    needs = dict.fromkeys(("initiative", "actor", "amount", "reason"), text)
    moves = dict.fromkeys(("actor", "source", "target", "amount", "reason", "outcome"), text)
    return {
        "lang": "nb", "title": "Tittel", "subtitle": text, "about": [text], "summary": [text], "actors": [text],
        "lights": [{"name": text, "cells": [{"word": text, "light": "red", "fill": "F4BCB4"}]}], "economy": money,
        "initiatives": [one], "needs": [needs], "needs_sum": text, "moves": [moves],
        "missing": [{"actor": text, "what": text, "lines": [text]}],
    }  # fmt: skip


@given(TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_file_is_well_formed_and_says_every_text_as_it_is(text: str) -> None:
    one = flat(text)
    body = docx(FORM, values(one), place="x", on=dt.date(2024, 8, 27))
    document_xml(body, "word/footer1.xml")
    assert docx_text(body).count(one) >= 30


@pytest.mark.parametrize(
    "text", [HOSTILE, "{{_}}{_{x}_}{_%y%_}%_}", "{%p endfor %}", "{# kommentar #}", "]]>&amp;", "{{ title }}"]
)
def test_what_looks_like_an_instruction_is_none(text: str) -> None:
    body = docx(FORM, values(text), place="x", on=dt.date(2024, 8, 27))
    assert docx_text(body).count(text) >= 30
    assert markup.unescape(html("joint", values(text)).decode()).count(text) >= 30


def test_a_page_escapes_where_it_names_things_too() -> None:
    text = '"><img src=x onerror=alert(1)>'
    page = html("joint", values(text)).decode()
    assert "<img" not in page and 'aria-label="Økonomi: &#34;&gt;&lt;img' in page


def test_markdown_of_the_whole_report_holds_no_markup_of_others() -> None:
    set_lang(Lang.NB)
    page = MarkdownIt("commonmark").enable("table").render(markdown("joint", values(flat(HOSTILE))).decode())
    for tag in ("<script", "<a ", "<img", "<code", "<em"):
        assert tag not in page


def test_characters_that_steer_are_taken_out_and_lines_kept() -> None:
    assert clean("a\x00b\x1b[31mc\u202ed\ufeff\x0be\nf\tg") == "ab[31mcde\nf\tg"
    assert paragraphs("en\n\n  to  tre\r\n\x07\n") == ["en", "to tre"]
    assert flat("en\n to") == "en to"
