"""Does a report hold what is demanded? A deliverable and a report in, a judgement out.

What lives here: which demands are met. Only a demand of a letter or a mandate makes a report incomplete; what
only the office asks for is shown and no more. Every demand that is not met gives one finding per initiative and
content, naming every place that demands it. Pure: no clock, no database. What a section must hold is
`sections.py`, money across initiatives `funds.py`, the sentences `wording.py`.
"""

from collections.abc import Iterator

from arshjul.models.codes import GENERAL, Completeness, Content, Kind, Maker
from arshjul.models.deliverable import Deliverable
from arshjul.reports.findings import Finding, FindingCode, Gap, Judgement, Names, Severity
from arshjul.reports.funds import FUNDS, Funds
from arshjul.reports.schema import Envelope, InitiativeReport, StatusReport
from arshjul.reports.sections import CHECKS, missing
from arshjul.reports.wording import named, sentence, whole

__all__ = ["REPORT_KINDS", "RULES_VERSION", "Finding", "FindingCode", "Judgement", "Severity", "judge"]

RULES_VERSION = "1"
"""Raised whenever the same report may be judged otherwise than before."""

REPORT_KINDS = frozenset({Kind.FOLLOWUP_REPORT, Kind.TERTIAL_REPORT})
"""Deliverables that are sent as a status report; all others arrive in an envelope."""

_RANK = {Maker.LETTER: 0, Maker.MANDATE: 1, Maker.OFFICE: 2}
_EMPTY = InitiativeReport()


def judge(deliverable: Deliverable, report: StatusReport | Envelope, *, names: Names) -> Judgement:
    """The judgement of `report` as an answer to `deliverable`; `names` has the wheel's initiatives."""
    gaps = (
        _status_gaps(deliverable, report, names)
        if isinstance(report, StatusReport)
        else _envelope_gaps(deliverable, report)
    )
    found = [
        *_direction(deliverable, report),
        *_form(deliverable, report),
        *(_finding(deliverable, initiative, content, gap, names) for initiative, content, gap in gaps),
        *_not_asked_for(deliverable, report, names),
    ]
    complete = not any(finding.blocks for finding in found)
    return Judgement(Completeness.COMPLETE if complete else Completeness.INCOMPLETE, tuple(found))


_Gaps = Iterator[tuple[str, Content, Gap]]


def _status_gaps(deliverable: Deliverable, report: StatusReport, names: Names) -> _Gaps:
    funds = Funds(report, {*names, *deliverable.required, *deliverable.initiatives, GENERAL})
    for initiative, contents in deliverable.required.items():
        at = GENERAL if initiative == GENERAL else f"initiatives.{initiative}"
        section = report.section(initiative) or _EMPTY
        for content in contents:
            if content in FUNDS:
                gaps = funds.gaps(content, initiative, at)
            elif content in CHECKS:
                gaps = CHECKS[content](section, at)
            else:
                gaps = [missing(f"{at}.{content}")]
            for gap in gaps:
                yield initiative, content, gap


def _envelope_gaps(deliverable: Deliverable, report: Envelope) -> _Gaps:
    for initiative, contents in deliverable.required.items():
        for content in contents:
            if content not in report.holds.get(initiative, ()):
                yield initiative, content, missing(f"holds.{initiative}.{content}")


def _finding(deliverable: Deliverable, initiative: str, content: Content, gap: Gap, names: Names) -> Finding:
    """One gap with everyone who demands what is missing: the letter first, the office last."""
    demands = sorted(
        (made for made in deliverable.demands if made.initiative == initiative and made.code is content),
        key=lambda made: _RANK[made.maker],
    )
    first = demands[0]
    sources = tuple(dict.fromkeys(made.source for made in demands))
    nb, en = sentence(content, initiative, gap, first.maker, sources, names)
    return Finding(
        code=gap.code,
        content=content,
        initiative=initiative,
        severity=gap.severity,
        place=gap.place,
        maker=first.maker,
        obligation=first.obligation,
        sources=sources,
        lack=(gap.nb, gap.en),
        message_nb=nb,
        message_en=en,
    )


def _direction(deliverable: Deliverable, report: StatusReport | Envelope) -> Iterator[Finding]:
    """A report that names another deliverable answers another demand."""
    if report.deliverable == deliverable.key:
        return
    nb, en = whole("gjelder en annen leveranse enn denne; rett nøkkelen", "concerns another deliverable; mend its key")
    code = FindingCode.WRONG_DELIVERABLE
    if report.deliverable.rsplit(".", 1)[0] == deliverable.key.removesuffix("." + deliverable.actor):
        nb, en = whole(
            "gjelder en annen aktørs leveranse; rett nøkkelen", "concerns another actor's deliverable; mend its key"
        )
        code = FindingCode.WRONG_ACTOR
    yield _of_the_office(code, Severity.WRONG, "deliverable", GENERAL, nb, en)


def _form(deliverable: Deliverable, report: StatusReport | Envelope) -> Iterator[Finding]:
    """No letter demands our form, so the wrong one never makes a report incomplete."""
    if isinstance(report, Envelope) and deliverable.kind in REPORT_KINDS:
        nb, en = whole(
            "er sendt som konvolutt; en statusrapport kan leses og vurderes",
            "was sent as an envelope; a status report can be read and judged",
        )
    elif isinstance(report, StatusReport) and deliverable.kind not in REPORT_KINDS and not _fits(deliverable):
        nb, en = whole(
            "er sendt som statusrapport; send dokumentet med en konvolutt",
            "was sent as a status report; send the document with an envelope",
        )
    else:
        return
    yield _of_the_office(FindingCode.WRONG_FORM, Severity.WRONG, "type", GENERAL, nb, en)


def _fits(deliverable: Deliverable) -> bool:
    """Whether a status report has a section for everything demanded."""
    return all(code in CHECKS or code in FUNDS for codes in deliverable.required.values() for code in codes)


def _not_asked_for(deliverable: Deliverable, report: StatusReport | Envelope, names: Names) -> Iterator[Finding]:
    """Initiatives the deliverable does not cover: often a slip in a key."""
    where, sent = (
        ("initiatives", set(report.initiatives)) if isinstance(report, StatusReport) else ("holds", set(report.holds))
    )
    for slug in sorted(sent - {*deliverable.required, *deliverable.initiatives, GENERAL}):
        nb = f"{named(slug, names, 'nb')}: inngår ikke i denne leveransen."
        en = f"{named(slug, names, 'en')}: is no part of this deliverable."
        yield _of_the_office(FindingCode.NOT_ASKED_FOR, Severity.WEAK, f"{where}.{slug}", slug, nb, en)


def _of_the_office(code: FindingCode, severity: Severity, place: str, initiative: str, nb: str, en: str) -> Finding:
    return Finding(code, "", initiative, severity, place, Maker.OFFICE, "", (), ("", ""), nb, en)
