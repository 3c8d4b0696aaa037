"""Findings as sentences, in both languages: which part of which initiative, what it lacks, who demands it.

What lives here: composing sentences, and taking findings together that a person wants to read as one line.
No sentence quotes the report.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arshjul.calendar.content_names import content_name
from arshjul.models.codes import CONTENT_ORDER, GENERAL, Content, Maker
from arshjul.models.deliverable import Source
from arshjul.reports.findings import Finding, FindingCode, Gap, Names, Severity

_WHOLE = ("Rapporten", "The report")
_OVERALL = frozenset({"supplementary_funding", "reallocations"})


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that are one line to a person."""

    findings: tuple[Finding, ...]
    severity: Severity
    message_nb: str
    message_en: str


def sentence(
    content: Content | None, initiative: str, gap: Gap, maker: Maker, sources: Sequence[Source], names: Names
) -> tuple[str, str]:
    """One finding in both languages: "Pasientens prøvesvar: risiko mangler. Krav i Mandat PPS 6." """
    nb = f"{named(initiative, names, 'nb')}: {_part(content, 'nb')}{gap.nb}."
    en = f"{named(initiative, names, 'en')}: {_part(content, 'en')}{gap.en}."
    because_nb, because_en = _because(maker, sources, gap.severity)
    return nb + because_nb, en + because_en


def _part(content: Content | None, lang: str) -> str:
    return f"{content_name(content, lang)} " if content else ""


def whole(nb: str, en: str) -> tuple[str, str]:
    """A sentence about the report as a whole."""
    return f"{_WHOLE[0]} {nb}.", f"{_WHOLE[1]} {en}."


def named(initiative: str, names: Names, lang: str) -> str:
    """An initiative's name; what belongs to none is called general; an unknown one goes by its id."""
    if initiative == GENERAL:
        return "General" if lang == "en" else "Generelt"
    return names[initiative][lang] if initiative in names else initiative


def grouped(findings: Iterable[Finding], *, names: Names) -> tuple[Group, ...]:
    """One line per initiative for all that is simply missing there, and one per statement owed for the whole report.

    Every finding is in exactly one group, so each line can be traced to its demands.
    """
    together: dict[tuple[object, ...], list[Finding]] = {}
    for no, finding in enumerate(findings):
        key: tuple[object, ...] = (no,)
        if finding.content and re.split(r"[.\[]", finding.place)[0] in _OVERALL:
            key = (finding.code, finding.place, finding.content)
        elif finding.content and finding.code is FindingCode.MISSING:
            key = (finding.code, finding.initiative, finding.maker is Maker.OFFICE)
        together.setdefault(key, []).append(finding)
    return tuple(_group(items, names) for items in together.values())


def _group(items: list[Finding], names: Names) -> Group:
    first = items[0]
    if len(items) == 1:
        return Group((first,), first.severity, first.message_nb, first.message_en)
    contents = sorted({item.content for item in items if item.content}, key=CONTENT_ORDER.__getitem__)
    initiatives = list(dict.fromkeys(item.initiative for item in items))
    maker = min((item.maker for item in items), key=list(Maker).index)
    because = _because(maker, list(dict.fromkeys(source for item in items for source in item.sources)), first.severity)
    nb, en = (
        f"{_joined([named(slug, names, lang) for slug in initiatives], lang)}: "
        f"{_joined([content_name(code, lang) for code in contents], lang)} {first.lack[no]}.{because[no]}"
        for no, lang in enumerate(("nb", "en"))
    )
    return Group(tuple(items), first.severity, nb, en)


def _joined(words: Sequence[str], lang: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'and' if lang == 'en' else 'og'} {words[-1]}"


def _because(maker: Maker, sources: Sequence[Source], severity: Severity) -> tuple[str, str]:
    """Who asks: the sections that demand it, or the office, which asks for what is missing and about what is odd."""
    if maker is Maker.OFFICE and severity is not Severity.MISSING:
        return " Porteføljekontoret spør om dette.", " The portfolio office asks about this."
    if maker is Maker.OFFICE:
        return " Porteføljekontoret ber om det.", " The portfolio office asks for it."
    sections = list(dict.fromkeys(source.section for source in sources))
    return f" Krav i {_joined(sections, 'nb')}.", f" Demanded in {_joined(sections, 'en')}."
