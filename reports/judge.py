"""Does a report hold what is demanded? A deliverable and a report in, a judgement out.

What lives here: which demands are met. Only a demand of a letter or a mandate makes a report incomplete; what
only the office asks for is shown and no more. Every demand that is not met gives one finding per initiative and
content, naming every place that demands it. Pure: no clock, no database. What a section must hold is
`sections.py`, money `funds.py`, `economy.py` and `pot.py`, the light `lights.py`, the report before `continuity.py`;
whether it is the right report at all is `direction.py`, the sentences are `wording.py`.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from arshjul.models.allocation import Allocation
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.codes import GENERAL, Access, Completeness, Content, Maker
from arshjul.models.deliverable import Deliverable, Demand
from arshjul.models.habits import Habits
from arshjul.models.moment import OSLO
from arshjul.models.reallocation import Granted
from arshjul.reports.continuity import continuity_gaps
from arshjul.reports.direction import REPORT_KINDS, heading, not_asked_for
from arshjul.reports.economy import Books
from arshjul.reports.findings import Finding, FindingCode, Gap, Judgement, Names, Severity
from arshjul.reports.funds import FUNDS, Funds, unbalanced
from arshjul.reports.gaps import missing
from arshjul.reports.granted import NOTHING_APPROVED, Approved
from arshjul.reports.lights import light_gaps
from arshjul.reports.pot import pot_gaps
from arshjul.reports.reallocation import leaks, move_gaps, moves_of
from arshjul.reports.schema import Economy, Envelope, InitiativeReport, StatusReport
from arshjul.reports.sections import CHECKS
from arshjul.reports.wording import sentence

__all__ = ["REPORT_KINDS", "RULES_VERSION", "Finding", "FindingCode", "Judgement", "Severity", "judge", "rules_version"]

RULES_VERSION = "4"
"""Raised whenever the same report may be judged otherwise than before."""

_RANK = {Maker.LETTER: 0, Maker.MANDATE: 1, Maker.OFFICE: 2}
_EMPTY = InitiativeReport()
_USUAL = Habits()
_Found = tuple[str, Content | None, Gap]
_Gaps = Iterable[_Found]


def rules_version(habits: Habits = _USUAL, money: Collection[MoneyFile] = ()) -> str:
    """What a judgement by these habits and the office's own sums is kept under, so that a change judges reports anew."""
    if habits == _USUAL and not money:
        return RULES_VERSION
    settings = "".join(one.model_dump_json() for one in (habits, *money))
    return f"{RULES_VERSION}-{hashlib.sha256(settings.encode()).hexdigest()[:8]}"


def judge(
    deliverable: Deliverable,
    report: StatusReport | Envelope,
    *,
    names: Names,
    previous: StatusReport | None = None,
    allocations: Collection[Allocation] = (),
    habits: Habits = _USUAL,
    granted: Collection[Granted] = (),
) -> Judgement:
    """The judgement of `report` as an answer to `deliverable`; `names` has the wheel's initiatives.

    `previous` is the same actor's last report, `allocations` what is stated for the deliverable's year, `granted` what
    the actor's documents have moved with the ministry's approval.
    """
    if isinstance(report, StatusReport):
        approved = NOTHING_APPROVED
        if granted:
            told = moves_of(report, {*names, *deliverable.required, *deliverable.initiatives})
            approved = Approved(granted, deliverable.key, told)
        gaps = _Reading(deliverable, report, names, allocations, habits, approved).gaps(previous)
    else:
        gaps = _envelope_gaps(deliverable, report, names)
    return judged(deliverable, names, gaps, heading(deliverable, report), not_asked_for(deliverable, report, names))


def judged(
    deliverable: Deliverable, names: Names, gaps: _Gaps, before: Iterable[Finding] = (), after: Iterable[Finding] = ()
) -> Judgement:
    """The judgement that these gaps make, with who demands what is missing, between findings that no demand is behind."""
    found = (
        *before,
        *(_finding(deliverable, initiative, content, gap, names) for initiative, content, gap in gaps),
        *after,
    )
    complete = not any(finding.blocks for finding in found)
    return Judgement(Completeness.COMPLETE if complete else Completeness.INCOMPLETE, found)


class _Reading:
    """One status report, held against its deliverable."""

    def __init__(
        self,
        item: Deliverable,
        report: StatusReport,
        names: Names,
        stated: Collection[Allocation],
        habits: Habits,
        approved: Approved,
    ) -> None:
        self.item, self.report, self.habits = item, report, habits
        self.funds = Funds(report, chain(names, item.required, item.initiatives, (GENERAL,)))
        self.stated = stated
        self.on = report.submitted_at.astimezone(OSLO).date()
        self.books = Books(stated, item.actor, self.on, item.addressee, habits, approved)

    def gaps(self, previous: StatusReport | None) -> Iterator[_Found]:
        """Every gap, in the order in which people read."""
        for initiative, contents in self.item.required.items():
            yield from self._initiative(initiative, contents)
        if self.funds.moves_any:
            demanded = [slug for slug, contents in self.item.required.items() if Content.REALLOCATION in contents]
            for slug, gap in move_gaps(self.report, self.funds, self.books, demanded):
                yield slug, Content.REALLOCATION, gap
        if self.stated:
            yield from ((GENERAL, content, gap) for content, gap in self.books.overall(self.report.initiatives))
            for slug, gap in pot_gaps(self.funds, self.stated, self.on, self.item.addressee):
                yield slug, Content.SUPPLEMENTARY_FUNDING, gap
        if previous is not None and self.habits.continuity:
            yield from continuity_gaps(self.report, previous, quotes=self.item.access is Access.OPEN)

    def _initiative(self, initiative: str, contents: Collection[Content]) -> Iterator[_Found]:
        section = self.report.section(initiative) or _EMPTY
        at = initiative if initiative == GENERAL else f"initiatives.{initiative}"
        for content in contents:
            if check := CHECKS.get(content):
                gaps = check(section, at, self.habits)
            elif content in FUNDS:
                gaps = self.funds.gaps(content, section, initiative, at)
            else:
                gaps = [missing(f"{at}.{content}")]
            for gap in gaps:
                yield initiative, content, gap
        if self.habits.explained_lights:
            for content, gap in light_gaps(section, at, contents):
                yield initiative, content, gap
        if isinstance(section.economy, Economy) and Content.ECONOMY in contents:
            for content, gap in self.books.gaps(initiative, section, at, self.funds):
                yield initiative, content, gap


def _envelope_gaps(deliverable: Deliverable, report: Envelope, names: Names) -> Iterator[_Found]:
    for initiative, contents in deliverable.required.items():
        for content in contents:
            if content not in report.holds.get(initiative, ()):
                yield initiative, content, missing(f"holds.{initiative}.{content}")
    if report.reallocations and leaks(report, {*names, *deliverable.required, *deliverable.initiatives}):
        yield GENERAL, Content.REALLOCATION, unbalanced("reallocations")


def _finding(deliverable: Deliverable, initiative: str, content: Content | None, gap: Gap, names: Names) -> Finding:
    """One gap with everyone who demands what is missing: the letter first, the office last."""
    demands = [] if gap.by_office else demands_of(deliverable, initiative, content)
    maker, obligation = (demands[0].maker, demands[0].obligation) if demands else (Maker.OFFICE, "")
    sources = tuple(dict.fromkeys(made.source for made in demands))
    nb, en = sentence(content, initiative, gap, maker, sources, names)
    return Finding(
        code=gap.code,
        content=content or "",
        initiative=initiative,
        severity=gap.severity,
        place=gap.place,
        maker=maker,
        obligation=obligation,
        sources=sources,
        lack=(gap.nb, gap.en),
        message_nb=nb,
        message_en=en,
    )


def demands_of(deliverable: Deliverable, initiative: str, content: Content | None) -> list[Demand]:
    """Who demands it, letter first; what concerns the whole report is demanded wherever its content is."""
    same = [made for made in deliverable.demands if made.code is content]
    there = [made for made in same if made.initiative == initiative]
    return sorted(there or (same if initiative == GENERAL else []), key=lambda made: _RANK[made.maker])
