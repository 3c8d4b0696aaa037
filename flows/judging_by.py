"""What a judgement is made from and kept as: the report before the one that is judged, and findings as rows.

What lives here: looking it up, alike for the day and for a check before sending, and findings as they are stored.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from arshjul.models.deliverable import Deliverable
from arshjul.models.problems import BadInput
from arshjul.reports.continuity import predecessors
from arshjul.reports.findings import Finding
from arshjul.reports.reading import read_report
from arshjul.reports.schema import StatusReport
from arshjul.store import judgements


def report_before(connection: Connection, item: Deliverable, others: Iterable[Deliverable]) -> StatusReport | None:
    """The actor's last status report of the same sort; None when there is none that can still be read."""
    found = judgements.latest_body(connection, predecessors(item, others))
    if found is None:
        return None
    name, body = found
    try:
        report = read_report(body, name)
    except BadInput:  # newer rules of reading
        return None
    return report if isinstance(report, StatusReport) else None


def finding_values(finding: Finding) -> judgements.FindingValues:
    """A finding as it is kept."""
    place = "; ".join(f"{s.section} ({s.lines[0]}–{s.lines[1]})" for s in finding.sources)
    return judgements.FindingValues(
        finding.code, str(finding.content), finding.initiative, finding.place, str(finding.severity),
        str(finding.maker), finding.obligation, place, finding.message_nb, finding.message_en,
    )  # fmt: skip
