"""What a column's note says: who demands it, and where that stands; or what it is for, where nobody does.

What lives here: demands of one column in words, with document, section and lines. No sentence of a letter is quoted.
"""

from collections.abc import Mapping

from arshjul.models.codes import GENERAL, Maker
from arshjul.models.deliverable import Deliverable, Demand, Source
from arshjul.models.lang import say
from arshjul.models.wheelfile import Text
from arshjul.reports.workbook.layout import Column

_SCALE = (
    "Porteføljekontorets skala: 1 er lavest og 5 er høyest. Brev og mandater krever den ikke.",
    "The portfolio office's scale: 1 is lowest and 5 is highest. Letters and mandates do not demand it.",
)
# By column: what it is for, where risk or economy is demanded but not that column of it.
_ADVICE = {
    "probability": _SCALE,
    "consequence": _SCALE,
    "owner": (
        "Den som har ansvaret for risikoen, helst en rolle. Porteføljekontoret kan be om det for høye risikoer; "
        "brev og mandater krever det ikke.",
        "Who answers for the risk, a role rather than a name. The portfolio office may ask for it where risks are high; "
        "letters and mandates do not.",
    ),
    "state": (
        "Valgfritt. Står det ingenting, er risikoen åpen. Det som er åpent, blir fulgt opp i neste rapport.",
        "Optional. A risk is open when nothing stands here. What is open is followed up in the next report.",
    ),
    "id": (
        "Valgfritt. Behold nummeret fra rapport til rapport, så risikoen kjennes igjen når teksten endres.",
        "Optional. Keep the number from report to report, so that the risk is known when its text changes.",
    ),
    "nothing": (
        "Skriv grunnen her bare når tiltaket ikke har tall å melde. Ellers står cellen tom.",
        "Write the reason here only where the initiative has no figures to report. Otherwise leave the cell empty.",
    ),
}
_RANK = {Maker.LETTER: 0, Maker.MANDATE: 1, Maker.OFFICE: 2}


def note(column: Column, deliverable: Deliverable, documents: Mapping[str, Text]) -> str:
    """The demands behind a column, the letter's first, or what the column is for; empty where it answers none."""
    if column.contents and column.id in _ADVICE:
        return say(*_ADVICE[column.id])
    places: dict[Source, list[Demand]] = {}
    for made in sorted(deliverable.demands, key=lambda made: _RANK[made.maker]):
        if made.code in column.contents:
            places.setdefault(made.source, []).append(made)
    lines: list[str] = []
    before = None
    for source, demands in places.items():
        head = _head(source, demands[0], documents)
        if head != before:
            lines.append(head)
        lines.append("· " + _place(source, demands, deliverable))
        before = head
    return "\n".join(lines)


def _head(source: Source, made: Demand, documents: Mapping[str, Text]) -> str:
    if made.maker is Maker.OFFICE:
        return say("Porteføljekontoret ber om det:", "The portfolio office asks for it:")
    title = documents.get(source.document)
    shown = say(title.nb, title.en) if title else source.document
    return say(f"Kreves i {shown}:", f"Demanded in {shown}:")


def _place(source: Source, demands: list[Demand], deliverable: Deliverable) -> str:
    first, last = source.lines
    lines = say("linje", "line" if first == last else "lines") + f" {first}" + (f"–{last}" if first != last else "")
    ids = list(dict.fromkeys(made.initiative for made in demands))
    if set(ids) == set(deliverable.required):
        return f"{source.section}, {lines}"
    named = [say("generelt", "general") if slug == GENERAL else slug.upper() for slug in ids]
    return f"{source.section}, {lines} ({', '.join(named)})"
