"""Assessments as files that people read: per judged deliverable what is in order and what is missing.

What lives here: Markdown text, written whole. Judging is the report room's.
"""

from pathlib import Path

from arshjul.app.boards import due_words
from arshjul.calendar.content_names import content_name
from arshjul.calendar.wording import COMPLETENESS_WORDS, SEVERITY_WORDS, TIMELINESS_WORDS, word
from arshjul.flows.board import BoardRow, board
from arshjul.flows.files import write_whole
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import GENERAL, Completeness, Content
from arshjul.models.lang import get_lang, say
from arshjul.reports.findings import FindingCode
from arshjul.reports.settling import settled_by


def write_assessments(parts: Parts, folder: Path) -> int:
    """One Markdown file per judged deliverable; returns how many."""
    catalogue = parts.catalogue()
    written = 0
    for row in board(parts):
        if row.completeness is not Completeness.NONE:
            name = row.key.split(".", 1)[1]
            write_whole(folder / f"{name}.md", _text(row, catalogue).encode())
            written += 1
    return written


def _text(row: BoardRow, catalogue: Catalogue) -> str:
    lang = get_lang()
    item = catalogue.deliverables[row.key]
    wheel = catalogue.wheel_of(item)
    lines = [
        f"# {_plain(row.title)} – {_plain(wheel.actors[row.actor].name[lang])}",
        "",
        f"- {say('Frist', 'Due')}: {due_words(row)}",
        f"- {say('I tide', 'In time')}: {word(TIMELINESS_WORDS, row.timeliness, lang)}"
        + (f" ({row.delivered_on.isoformat()})" if row.delivered_on else ""),
        f"- {say('Innhold', 'Content')}: {word(COMPLETENESS_WORDS, row.completeness, lang)}",
        f"- {say('Nøkkel', 'Key')}: `{row.key}`",
        "",
        f"## {say('Krav', 'Demands')}",
        "",
    ]
    for initiative, codes in item.required.items():
        name = say("Generelt", "General") if initiative == GENERAL else wheel.initiatives[initiative].name[lang]
        lines.append(f"- {_plain(name)}: {', '.join(content_name(Content(code), lang) for code in codes)}")
    lines += ["", f"## {say('Funn', 'Findings')}", ""]
    for finding in row.findings:
        where = f" ({_plain(finding['source'])})" if finding["source"] else ""
        severity = word(SEVERITY_WORDS, finding["severity"], lang)
        lines.append(f"- **{severity}**: {_plain(finding['message'])}{where}")
        if finding["code"] in set(FindingCode):  # what awaits the ministry is not the actor's to settle
            lines.append(f"  - {_plain(say(*settled_by(finding['code'])))}")
    if not row.findings:
        lines.append(say("Ingen. Alt som kreves, er med.", "None. All that is demanded is there."))
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """One line without Markdown's or HTML's own signs."""
    flat = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in flat)
