"""The joint report of a meeting: what has come, put together.

What lives here: gathering from the database, as far as it was known at the run's moment. What the parts mean is
`reports/joint/`; the annex is `annexing.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from arshjul.calendar.appropriations import money_of
from arshjul.calendar.meeting_changes import find
from arshjul.flows.board import BoardRow, board
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Access, Completeness, State
from arshjul.models.deliverable import Deliverable, Meeting
from arshjul.models.held_back import Pot, pot_of
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import DecisionState
from arshjul.models.wheelfile import WheelFile
from arshjul.reports.findings import Severity, blocks
from arshjul.reports.joint.annex import Record
from arshjul.reports.joint.funds_asked import Moved, Outcome
from arshjul.reports.joint.names import Names
from arshjul.reports.joint.picture import Handed, Lack, Picture, picture
from arshjul.reports.joint.words import words
from arshjul.reports.reading import read_report
from arshjul.reports.schema import StatusReport
from arshjul.store import approvals, facts
from arshjul.store import joint as stored

JOINT_DOCUMENT = "joint-report"
"""The document type by which a wheel may state the joint report as a deliverable of the office's own."""
_OUTCOMES: dict[str, Outcome] = {
    DecisionState.ASKED: "awaiting", DecisionState.GRANTED: "granted", DecisionState.DENIED: "denied",
}  # fmt: skip
_SAME = ("code", "severity", "maker", "initiative", "content", "place")
"""By what a finding is known again, whatever the language."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known before a meeting: the picture, the records of everyone's deliverables this year, and names."""

    picture: Picture
    records: tuple[Record, ...]
    wheel: WheelFile
    names: Names


def gather(parts: Parts, word: str) -> Gathered:
    """All that is known before that meeting. BadInput with the nearest when there is none of that id."""
    known_at = parts.moment.at
    rows = {row.key: row for row in board(parts, known_at)}
    with parts.database.read() as connection:
        place = find(facts.facts(connection, known_at), word)
        catalogue = parts.catalogue_of(connection, known_at)
        wheel = next(one for one in catalogue.wheels if one.id == place.wheel)
        meeting = catalogue.meetings[f"{place.wheel}.{place.id}"]
        owed = [
            rows[key] for key, item in catalogue.deliverables.items() if _is_for(item, meeting, wheel) and key in rows
        ]
        handed = _handed(connection, parts, catalogue, [row for row in owed if not _is_joint(row, catalogue)])
        recorded = list(_recorded(connection, parts, catalogue, wheel, {one.item.key for one in handed}))
    high = parts.portfolio.office.habits.high_risk
    own = next((row.key for row in owed if _is_joint(row, catalogue)), "")
    pot = _pot(parts, wheel, handed)
    found = picture(meeting, handed, list(wheel.initiatives), high, owed=own, recorded=recorded, pot=pot)
    versions = {one.item.key: one.versions for one in handed}
    here = [row for row in rows.values() if catalogue.deliverables[row.key].wheel == wheel.id]
    records = tuple(_record(row, catalogue.deliverables[row.key], versions) for row in here)
    return Gathered(found, records, wheel, _names(wheel))


def joint_values(parts: Parts, found: Gathered) -> dict[str, Any]:
    """The fields of the joint report, in the reader's language."""
    return words(found.picture, found.names, **about(parts, found))


def about(parts: Parts, found: Gathered) -> dict[str, Any]:
    """What stands under the title of the report and of its annex, as `heading` takes it."""
    lang = get_lang()
    return {
        "on": parts.moment.today,
        "wheel": found.wheel.title[lang],
        "office": parts.portfolio.office.name[lang],
    }


def _names(wheel: WheelFile) -> Names:
    return Names(
        {slug: spec.name for slug, spec in wheel.actors.items()},
        {slug: spec.name for slug, spec in wheel.initiatives.items()},
    )


def _is_for(item: Deliverable, meeting: Meeting, wheel: WheelFile) -> bool:
    return item.wheel == wheel.id and item.meeting == meeting.id


def _is_joint(row: BoardRow, catalogue: Catalogue) -> bool:
    return catalogue.deliverables[row.key].document_type == JOINT_DOCUMENT


def _pot(parts: Parts, wheel: WheelFile, handed: Iterable[Handed]) -> Pot | None:
    """What those whom the reports are for hold back; the first of them that states a sum."""
    sums = money_of(wheel, parts.money)
    found = (pot_of(sums, issuer, parts.moment.today) for issuer in dict.fromkeys(one.item.addressee for one in handed))
    return next((pot for pot in found if pot is not None), None)


def _handed(connection: Connection, parts: Parts, catalogue: Catalogue, rows: Iterable[BoardRow]) -> list[Handed]:
    """What has come of each, in the order in which the wheel names the actors."""
    owed = {row.key: row for row in rows}
    bodies = stored.newest_bodies(connection, list(owed), parts.moment.at)
    sent = stored.sent_on(connection, list(owed), parts.moment.at)
    found = []
    for key, row in owed.items():
        body, item = bodies.get(key), catalogue.deliverables[key]
        report = _read(body) if body and item.access is Access.OPEN else None
        no = body.no if body else 0
        found.append(Handed(item, row.state, row.due, report, no, sent.get(key), _lacks(row)))
    order = list(catalogue.wheel_of(found[0].item).actors) if found else []
    return sorted(found, key=lambda one: (order.index(one.item.actor), one.item.key))


def _read(body: stored.Newest) -> StatusReport | None:
    """The report; None for an envelope, and for one that newer rules of reading refuse."""
    try:
        report = read_report(body.body, body.name)
    except BadInput:
        return None
    return report if isinstance(report, StatusReport) else None


def _lacks(row: BoardRow) -> tuple[Lack, ...]:
    """What makes it incomplete; a report that a person has sent back is, whatever was found in it."""
    found = tuple(
        Lack(gap["initiative"], gap["content"], gap["message"])
        for gap in row.findings
        if blocks(gap["code"], gap["severity"], gap["maker"])
    )
    if row.sent_back:
        found = (Lack("", "", say("Sendt tilbake for retting.", "Sent back to be mended.")), *found)
    return found if row.wants else ()


def _recorded(
    connection: Connection, parts: Parts, catalogue: Catalogue, wheel: WheelFile, here: Iterable[str]
) -> Iterable[Moved]:
    """Moves asked for in the reports to this meeting, and what still awaits an answer from other documents of the year."""
    keys = set(here)
    for one in approvals.listed(connection, known_at=parts.moment.at):
        item = catalogue.deliverables.get(one.key)
        if item is None or item.wheel != wheel.id or item.access is not Access.OPEN or one.state not in _OUTCOMES:
            continue
        if one.key in keys or one.state == DecisionState.ASKED:
            yield Moved(one.actor, one.source, one.target, one.amount, one.reason, _OUTCOMES[one.state])


def _record(row: BoardRow, item: Deliverable, versions: Mapping[str, int]) -> Record:
    findings = tuple((gap["severity"] == Severity.WEAK, str(gap["message"])) for gap in row.findings)
    codes = tuple(":".join(str(gap.get(name, "")) for name in _SAME) for gap in row.findings)
    latest = row.latest if row.latest != row.due else None
    completeness = row.completeness if row.state is not State.WAIVED else Completeness.NONE
    return Record(
        item,
        row.state,
        row.due,
        latest,
        row.delivered_on,
        row.timeliness,
        completeness,
        versions.get(row.key, 0),
        findings,
        codes,
    )
