"""A meeting that two actors report to, with money, risks, needs and moves, and a restricted report beside them.

What lives here: the office's wheel with more demands, reports as plain values, and reading figures back out of the files that are
made. Nothing here knows how the joint report adds up.
"""

import copy
import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from office import instant

MEETING = "followup-2024-4"
NHN, HDIR = (f"prove-2024.report.{MEETING}.{actor}" for actor in ("nhn", "hdir"))
SECRET = f"prove-2024.secret.{MEETING}.nhn"
HOSTILE = (
    "{{7*7}} {% raw %} {_{ 1 }_} {_% x %_} ${7*7} <script>alert(1)</script> & &lt;b&gt; ]]> </w:t></w:r> "
    "# x | y *z* _w_ [a](javascript:b) `c` ~d~ \"q\" 'r' \\ =CMD()"
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def demanding(values: dict[str, Any]) -> None:
    """Both reports hold every part that the joint report shows, and there is a restricted one to the same meeting."""
    demands = [
        "status",
        "progress",
        "risk",
        "mitigation",
        "economy",
        "supplementary_funding",
        "deviation",
        "reallocation",
    ]
    for name in ("report-pll", "report-pps"):
        values["obligations"][name]["required"] = [*demands]
    values["document_types"]["secret"] = {
        "kind": "tertial_report", "title": {"nb": "Sikkerhetsrapport", "en": "Security report"}
    }  # fmt: skip
    values["obligations"]["secret"] = copy.deepcopy(values["obligations"]["report-pll"]) | {
        "delivered_in": ["secret"], "actors": ["nhn"], "access": "restricted", "required": ["status"],
        "statements": [{"document": "letter", "section": "Sikkerhet", "lines": [60, 60]}],
    }  # fmt: skip


def figures(allocated: str, carried_over: str, spent: str, forecast: str) -> dict[str, str]:
    """The four figures of an initiative."""
    return {"allocated": allocated, "carried_over": carried_over, "spent": spent, "forecast": forecast}


def section(light: str = "green", **more: Any) -> dict[str, Any]:
    """What one initiative reports: complete, with other parts where they are given."""
    told = {"nothing_to_report": True, "reason": "Ingen avvik fra planen i perioden."}
    risk = {
        "description": "Leverandøren blir forsinket",
        "probability": 2,
        "consequence": 3,
        "mitigation": "Flere folk",
    }
    return {
        "status": {"light": light, "text": "Utprøvingen er i gang i to kommuner."},
        "progress": "To kommuner er i gang.",
        "risks": [risk],
        "economy": figures("1000.50", "0", "400", "1000.50"),
        "deviation": told,
    } | more


def sent_in(key: str, at: str, initiatives: dict[str, Any], **overall: Any) -> bytes:
    """A report as its actor would send it."""
    none = {"nothing_to_report": True, "reason": "Alle holder seg innenfor tildelingen."}
    start = {
        "schema": 1, "type": "status_report", "deliverable": key, "submitted_by": "noen@example.org",
        "submitted_at": instant(at).isoformat(), "initiatives": initiatives, "supplementary_funding": none,
        "reallocations": none,
    }  # fmt: skip
    return json.dumps(start | overall).encode()


def kroner(shown: str) -> Decimal:
    """An amount as the documents write it: blanks between thousands, a comma, a real minus, perhaps an asterisk."""
    plain = re.sub(r"[\s+*]", "", shown.replace("\N{MINUS SIGN}", "-")).replace(",", ".")
    return Decimal(plain)


class _Tables(HTMLParser):
    """Every table of a page as rows of cells, by its caption."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.name, self.into = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.into = tag if tag in ("caption", "td", "th") else self.into
        if tag == "caption":
            self.name = ""
        elif tag == "tr":
            self.found.setdefault(self.name, []).append([])
        elif tag in ("td", "th"):
            self.found[self.name][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self.into = ""

    def handle_data(self, data: str) -> None:
        if self.into == "caption":
            self.name += data
        elif self.into:
            self.found[self.name][-1][-1] += data


def html_tables(page: bytes) -> dict[str, list[list[str]]]:
    """The tables of a web page by caption."""
    parser = _Tables()
    parser.feed(page.decode())
    return parser.found


def document_xml(file: bytes, part: str = "word/document.xml") -> ElementTree.Element:
    """A part of a Word file; it must be well-formed."""
    with ZipFile(BytesIO(file)) as package:
        return ElementTree.fromstring(package.read(part))


def docx_tables(file: bytes) -> dict[str, list[list[str]]]:
    """The tables of a Word file by what they are called."""
    found = {}
    for table in document_xml(file).iter(f"{_WORD}tbl"):
        caption = next(table.iter(f"{_WORD}tblCaption")).get(f"{_WORD}val", "")
        found[caption] = [
            ["".join(cell.itertext()) for cell in row.iter(f"{_WORD}tc")] for row in table.iter(f"{_WORD}tr")
        ]
    return found


def docx_text(file: bytes) -> str:
    """The text of a Word file, a line per paragraph."""
    return "\n".join("".join(part.itertext()) for part in document_xml(file).iter(f"{_WORD}p"))
