"""The collecting stages of the day: pull what the actors have sent, notice silence, judge what came.

What lives here: silence and judging, plain functions over `Parts`; one transaction per report judged. Pulling is
`pulling.py`. No Prefect.
"""

from collections.abc import Collection

from arshjul.calendar.appropriations import money_of
from arshjul.calendar.workdays import next_workday
from arshjul.flows import approving, ticking
from arshjul.flows.judging_by import finding_values, report_before
from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.pulling import Pulled, actors_with_sources, fault_values, note_unreachable, pull, pull_all
from arshjul.models.codes import CLOSED, DELIVERED, Kind
from arshjul.models.deliverable import Deliverable
from arshjul.models.problems import BadInput
from arshjul.models.wheelfile import Text
from arshjul.reports import judge as judging
from arshjul.reports.checklist import waits
from arshjul.reports.reading import Report, read_report
from arshjul.reports.silence import Expected, gone_silent
from arshjul.store import approvals, judgements, pulls
from arshjul.store.board import Standing, standings

__all__ = [
    "Pulled",
    "actors_with_sources",
    "initiative_names",
    "judge",
    "note_unreachable",
    "notice_silence",
    "pull",
    "pull_all",
    "verdict_of",
]


def notice_silence(parts: Parts) -> int:
    """Name every actor that always delivered a document and now has nothing after its deadline; how many."""
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        rows = standings(connection)
    silent = 0
    for actor in actors_with_sources(parts):
        expected = [
            _expected(row, catalogue.deliverables[row.key])
            for row in rows
            if row.actor == actor and row.key in catalogue.deliverables and row.state not in CLOSED
        ]
        found = gone_silent(expected, parts.moment.today)
        with parts.database.write() as connection:
            values = [fault_values(fault, catalogue.deliverables) for fault in found]
            pulls.sync_noticed(connection, parts.moment, actor, pulls.GONE_SILENT, values)
        silent += len(found)
    return silent


def _expected(row: Standing, item: Deliverable) -> Expected:
    """As far as silence goes: nobody is silent before the last stated date, nor by a date nobody has confirmed."""
    delivered = row.state in DELIVERED
    due = None if item.unconfirmed and not delivered else row.latest or row.due
    return Expected(row.key, item.title.nb, item.title.en, row.document_type, due, delivered)


def judge(parts: Parts, kinds: Collection[Kind] = (), keys: Collection[str] = ()) -> dict[str, str]:
    """Judge every newest version (of these kinds, or of these keys) that these rules have not seen; completeness by key."""
    catalogue = parts.catalogue()
    version = judging.rules_version(parts.portfolio.office.habits, parts.money)
    with parts.database.read() as connection:
        waiting = judgements.unjudged(connection, version, [kind.value for kind in kinds], keys)
    done = {}
    for item in waiting:
        deliverable = catalogue.deliverables.get(item.key)
        if deliverable is None:
            continue
        try:
            report = read_report(item.body, item.name)
        except BadInput:  # it was readable when it was taken; newer rules of reading must not lose it
            continue
        verdict = None if waits(deliverable, report) else verdict_of(parts, deliverable, report)
        with parts.database.write() as connection:
            verdict = ticking.verdict(connection, parts, deliverable, item.submission_id, report) or verdict
            if verdict is None:  # nobody has looked into the document yet
                continue
            findings = [finding_values(finding) for finding in verdict.findings]
            day = next_workday(parts.moment.today)
            judgements.record(connection, parts.moment, item, version, verdict.completeness, findings, day)
            approving.ask_for(connection, parts, item, deliverable, report, verdict)
        done[item.key] = verdict.completeness.value
    return done


def verdict_of(parts: Parts, item: Deliverable, report: Report) -> judging.Judgement:
    """What the rules say of a report for that deliverable, as things stand."""
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        previous = report_before(connection, item, catalogue.deliverables.values())
        granted = approvals.granted(connection, item.key)
    return judging.judge(
        item,
        report,
        names=initiative_names(catalogue, item),
        previous=previous,
        allocations=money_of(catalogue.wheel_of(item), parts.money),
        habits=parts.portfolio.office.habits,
        granted=granted,
    )


def initiative_names(catalogue: Catalogue, item: Deliverable) -> dict[str, Text]:
    """Initiative id to its name in each language."""
    return {slug: spec.name for slug, spec in catalogue.wheel_of(item).initiatives.items()}
