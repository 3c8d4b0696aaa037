"""Does a report hold what is demanded? A deliverable and a report in, a judgement out.

What lives here: which demands are met. Only a demand of a letter or a mandate makes a report incomplete; what
only the office asks for is shown and no more. Every demand that is not met gives one finding per initiative and
content, naming every place that demands it. Pure: no clock, no database. What a section must hold is
`sections.py`, money across initiatives `funds.py`, the sentences `wording.py`.
"""

from collections.abc import Iterator, Mapping

from arshjul.models.codes import GENERAL, Completeness, Content, Kind, Maker
from arshjul.models.deliverable import Deliverable, Demand
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
    demands = _by_content(deliverable)
    gaps = (
        _status_gaps(deliverable, demands, report, names)
        if isinstance(report, StatusReport)
        else _envelope_gaps(demands, report)
    )
    found = [
        *_direction(deliverable, report),
        *_form(deliverable, report),
        *(_finding(demands[key], gap, names) for key, gap in gaps),
        *_not_asked_for(deliverable, report, names),
    ]
    complete = not any(finding.blocks for finding in found)
    return Judgement(Completeness.COMPLETE if complete else Completeness.INCOMPLETE, tuple(found))


_Demands = Mapping[tuple[str, Content], list[Demand]]


def _by_content(deliverable: Deliverable) -> _Demands:
    """The demands of each initiative and content, the letter's first, in the order people read."""
    found: dict[tuple[str, Content], list[Demand]] = {
        (initiative, code): [] for initiative, codes in deliverable.required.items() for code in codes
    }
    for demand in deliverable.demands:
        found.setdefault((demand.initiative, demand.code), []).append(demand)
    return {key: sorted(made, key=lambda demand: _RANK[demand.maker]) for key, made in found.items() if made}


def _status_gaps(
    deliverable: Deliverable, demands: _Demands, report: StatusReport, names: Names
) -> Iterator[tuple[tuple[str, Content], Gap]]:
    funds = Funds(report, {*names, *deliverable.required, *deliverable.initiatives, GENERAL})
    for key in demands:
        initiative, content = key
        at = GENERAL if initiative == GENERAL else f"initiatives.{initiative}"
        section = report.section(initiative) or _EMPTY
        if content in FUNDS:
            gaps = funds.gaps(content, initiative, at)
        elif content in CHECKS:
            gaps = CHECKS[content](section, at)
        else:
            gaps = [missing(f"{at}.{content}")]
        for gap in gaps:
            yield key, gap


def _envelope_gaps(demands: _Demands, report: Envelope) -> Iterator[tuple[tuple[str, Content], Gap]]:
    for key in demands:
        initiative, content = key
        if content not in report.holds.get(initiative, ()):
            yield key, missing(f"holds.{initiative}.{content}")


def _finding(demands: list[Demand], gap: Gap, names: Names) -> Finding:
    first = demands[0]
    sources = tuple(dict.fromkeys(demand.source for demand in demands))
    nb, en = sentence(first.code, first.initiative, gap, first.maker, sources, names)
    return Finding(
        code=gap.code,
        content=first.code,
        initiative=first.initiative,
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
    elif isinstance(report, StatusReport) and any(
        code not in CHECKS and code not in FUNDS for code in _codes(deliverable)
    ):
        nb, en = whole(
            "er sendt som statusrapport; send dokumentet med en konvolutt",
            "was sent as a status report; send the document with an envelope",
        )
    else:
        return
    yield _of_the_office(FindingCode.WRONG_FORM, Severity.WRONG, "type", GENERAL, nb, en)


def _codes(deliverable: Deliverable) -> set[Content]:
    return {code for codes in deliverable.required.values() for code in codes}


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
