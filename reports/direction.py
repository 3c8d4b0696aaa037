"""Is it the right report at all: the right deliverable, the right form, the right initiatives?

What lives here: findings that no demand of a letter is behind, from the report's own heading. Whether it holds what
is demanded is `judge.py`. A misdirected report is never complete.
"""

import re
from collections.abc import Iterator

from arshjul.models.codes import GENERAL, Kind, Maker
from arshjul.models.deliverable import Deliverable
from arshjul.reports.findings import Finding, FindingCode, Names, Severity
from arshjul.reports.funds import FUNDS
from arshjul.reports.schema import Envelope, StatusReport
from arshjul.reports.sections import CHECKS
from arshjul.reports.wording import named, whole

REPORT_KINDS = frozenset({Kind.FOLLOWUP_REPORT, Kind.TERTIAL_REPORT})
"""Deliverables that are sent as a status report; all others arrive in an envelope."""

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def heading(deliverable: Deliverable, report: StatusReport | Envelope) -> Iterator[Finding]:
    """Whether it answers this deliverable, and in its form."""
    yield from _direction(deliverable, report)
    yield from _form(deliverable, report)


def _direction(deliverable: Deliverable, report: StatusReport | Envelope) -> Iterator[Finding]:
    """A report that names another deliverable answers another demand."""
    if report.deliverable == deliverable.key:
        return
    nb, en = whole("gjelder en annen leveranse enn denne; rett nøkkelen", "concerns another deliverable; mend its key")
    code = FindingCode.WRONG_DELIVERABLE
    year = _YEAR.search(deliverable.key)
    other = _YEAR.search(report.deliverable)
    if report.deliverable.rsplit(".", 1)[0] == deliverable.key.removesuffix("." + deliverable.actor):
        nb, en = whole(
            "gjelder en annen aktørs leveranse; rett nøkkelen", "concerns another actor's deliverable; mend its key"
        )
        code = FindingCode.WRONG_ACTOR
    elif year and other and year.group() != other.group():
        nb, en = whole(
            f"gjelder {other.group()}, ikke {year.group()}; rett nøkkelen",
            f"concerns {other.group()}, not {year.group()}; mend its key",
        )
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


def not_asked_for(deliverable: Deliverable, report: StatusReport | Envelope, names: Names) -> Iterator[Finding]:
    """Initiatives the deliverable does not cover: often a slip in a key."""
    where, sent = (
        ("initiatives", report.initiatives.keys())
        if isinstance(report, StatusReport)
        else ("holds", report.holds.keys())
    )
    for slug in sorted(sent - {*deliverable.required, *deliverable.initiatives, GENERAL}):
        nb = f"{named(slug, names, 'nb')}: inngår ikke i denne leveransen."
        en = f"{named(slug, names, 'en')}: is no part of this deliverable."
        yield _of_the_office(FindingCode.NOT_ASKED_FOR, Severity.WEAK, f"{where}.{slug}", slug, nb, en)


def _of_the_office(code: FindingCode, severity: Severity, place: str, initiative: str, nb: str, en: str) -> Finding:
    return Finding(code, "", initiative, severity, place, Maker.OFFICE, "", (), ("", ""), nb, en)
