"""The checklist of a document of prose: what is demanded of it, and the judgement by what a person has found there.

What lives here: one line per initiative and content, the words by which its place is looked for, and the verdict. Who ticked
what is the caller's. Pure.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from arshjul.calendar.content_names import content_name
from arshjul.models.codes import GENERAL, Content, Maker
from arshjul.models.deliverable import Deliverable, Demand
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.reports.findings import FindingCode, Gap, Judgement, Names, Severity
from arshjul.reports.judge import demands_of, judged
from arshjul.reports.schema import Envelope, StatusReport
from arshjul.reports.wording import named

_STEMS: dict[str, tuple[str, ...]] = {
    Content.STATUS: ("status",),
    Content.PROGRESS: ("fremdrift", "framdrift", "progress"),
    Content.QUALITY: ("kvalitet", "quality"),
    Content.RISK: ("risiko", "usikkerhet", "risk"),
    Content.MITIGATION: ("risikoreduserende", "tiltak mot", "mitigat"),
    Content.ECONOMY: ("økonomi", "regnskap", "forbruk", "prognose", "financ"),
    Content.SUPPLEMENTARY_FUNDING: ("tillegg", "tilleggsbevilgning", "behov for midler", "supplement"),
    Content.DEVIATION: ("avvik", "deviation"),
    Content.RESOURCE_USE: ("ressursbruk", "måloppnåelse", "resource"),
    Content.REALLOCATION: ("omdisponer", "omfordel", "omprioriter", "realloc"),
    Content.DELIVERABLES: ("leveranse", "leverer", "milepæl", "deliverable", "milestone"),
    Content.USE_OF_FUNDS: ("disponer", "bruk av midle", "midlene", "budsjett", "kroner", "use of funds"),
    Content.TASKS: ("oppgave", "aktivitet", "planlagt", "task"),
    Content.FUND_SPLIT: ("fordel", "midle", "kroner", "split of funds"),
    Content.BUDGET_TEXT: ("budsjett", "prop.", "kap.", "kapittel", "budget"),
    Content.PROPOSAL: ("forslag", "foreslår", "satsing", "propos"),
    Content.EVALUATION: ("evaluer", "erfaring", "vurdering", "evaluat"),
}


class Line(NamedTuple):
    """One demand: `code` is what a person ticks. `demands` are all who make it, the letter first."""

    code: str
    initiative: str
    content: Content
    demands: tuple[Demand, ...]

    @property
    def maker(self) -> Maker:
        """Who demands it: the letter before a mandate, the office last."""
        return self.demands[0].maker if self.demands else Maker.OFFICE

    @property
    def binds(self) -> bool:
        """Whether the document is incomplete without it."""
        return self.maker is not Maker.OFFICE

    def words(self, names: Names, lang: str) -> str:
        """The demand as people say it: "Pasientens prøvesvar: planlagte oppgaver"."""
        return f"{named(self.initiative, names, lang)}: {content_name(self.content, lang)}"


def lines(item: Deliverable) -> tuple[Line, ...]:
    """Every demand on the document, in the order in which people read."""
    return tuple(
        Line(f"{initiative}.{content}", initiative, content, tuple(demands_of(item, initiative, content)))
        for initiative, contents in item.required.items()
        for content in contents
    )


def waits(item: Deliverable, report: StatusReport | Envelope) -> bool:
    """Whether nobody has said what the document holds, so that only a checklist can judge it."""
    return isinstance(report, Envelope) and not any(report.holds.values()) and bool(lines(item))


def line_of(item: Deliverable, code: str) -> Line:
    """The demand of that code; the initiative may be left out where only one has it. BadInput with the nearest."""
    known = lines(item)
    meant = [line for line in known if code in (line.code, line.content.value)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        what = say(f"{code} kreves av flere tiltak", f"{code} is demanded of several initiatives")
        remedy = say("si hvilket: ", "say which: ") + ", ".join(line.code for line in meant)
    else:
        what = say(f"ukjent krav: {code}", f"unknown demand: {code}")
        codes = [line.code for line in known]
        remedy = nearest(code, codes) if codes else say("dokumentet har ingen krav", "nothing is demanded of it")
    raise BadInput([Problem("--tick", what, remedy=remedy)])


def stems(line: Line, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The beginnings of words by which the place is looked for: those of the content, and those of the initiative."""
    if line.initiative == GENERAL:
        return _STEMS[line.content], ()
    near = (line.initiative, named(line.initiative, names, "nb"), named(line.initiative, names, "en"))
    return _STEMS[line.content], near


def judge_ticks(item: Deliverable, ticked: Collection[str], names: Names) -> Judgement:
    """Complete when everything that a letter or a mandate demands is ticked; `ticked` are codes."""
    return judged(item, names, _gaps(item, ticked))


def _gaps(item: Deliverable, ticked: Collection[str]) -> Iterator[tuple[str, Content, Gap]]:
    for line in lines(item):
        if line.code not in ticked:
            nb, en = "er ikke funnet i dokumentet", "not found in the document"
            gap = Gap(FindingCode.MISSING, Severity.MISSING, f"checklist.{line.code}", nb, en)
            yield line.initiative, line.content, gap
