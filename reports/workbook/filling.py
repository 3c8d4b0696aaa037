"""What stands in the rows of a workbook: the initiatives, and the answers there are.

What lives here: a report as rows of plain values, sheet by sheet; the other way is `gathering.py`. How cells look is
`writing.py`, what of an earlier report is taken along is `carrying.py`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from arshjul.models.codes import GENERAL
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.reports.schema import (
    Change,
    Economy,
    InitiativeNeed,
    InitiativeReport,
    Move,
    Need,
    Nothing,
    Risk,
    Status,
    StatusReport,
)
from arshjul.reports.workbook.layout import Column, Wanted, asked
from arshjul.reports.workbook.words import ACTION_STATES, LIGHTS, RISK_STATES, Initiatives, not_asked, nothing, whole

Value = str | int | Decimal | dt.date | None
Row = list[Value]
_EMPTY = InitiativeReport()
_FIGURES = ("allocated", "carried_over", "spent", "forecast")


@dataclass(frozen=True, slots=True)
class Answers:
    """What is filled in: a report (or none), and the letter's figures in NOK by initiative, which go before it."""

    deliverable: Deliverable
    initiatives: Initiatives
    report: StatusReport | None = None
    allocations: Mapping[str, Decimal] | None = None

    def section(self, slug: str) -> InitiativeReport:
        """What the report says of one initiative."""
        return (self.report.section(slug) if self.report else None) or _EMPTY


def rows(wanted: Wanted, answers: Answers) -> list[Row]:
    """The rows of one sheet, in the order of its columns."""
    made: Iterable[dict[str, Value]]
    if wanted.sheet.id == "funding":
        made = _funding(answers)
    elif wanted.sheet.id == "moves":
        made = _moves(answers)
    elif wanted.sheet.id == "risks":
        made = (row for slug in wanted.initiatives for row in _risks(slug, answers))
    elif wanted.sheet.id == "actions":
        made = (row for slug in wanted.initiatives for row in _actions(slug, answers))
    elif wanted.sheet.id == "economy":
        made = (_economy(slug, answers) for slug in wanted.initiatives)
    else:
        made = (_texts(slug, answers, wanted.columns) for slug in wanted.initiatives)
    return [[row.get(column.id) for column in wanted.columns] for row in made]


def _texts(slug: str, answers: Answers, columns: Iterable[Column]) -> dict[str, Value]:
    section, codes = answers.section(slug), answers.deliverable.required[slug]
    row: dict[str, Value] = {"initiative": answers.initiatives.label(slug)}
    for column in columns:
        if not asked(column, codes):
            row[column.id] = not_asked()
        elif column.id == "light":
            row["light"] = _light(section.status)
        elif column.id == "status":
            status = section.status
            row["status"] = status.text if isinstance(status, Status) else _said(status)
        elif column.id != "initiative":
            row[column.id] = _said(getattr(section, column.id))
    return row


def _light(status: Status | Nothing | None) -> str | None:
    return say(*LIGHTS[status.light]) if isinstance(status, Status) and status.light else None


def _said(value: str | Nothing | None) -> str | None:
    return nothing(value.reason) if isinstance(value, Nothing) else value


def _risks(slug: str, answers: Answers) -> Iterable[dict[str, Value]]:
    """One row per risk; an initiative without any has one empty row, so that nobody looks for where to write."""
    label, risks = answers.initiatives.label(slug), answers.section(slug).risks
    if isinstance(risks, Nothing):
        return [{"initiative": label, "description": nothing(risks.reason)}]
    return [{"initiative": label, **_risk(risk)} for risk in risks or ()] or [{"initiative": label}]


def _risk(risk: Risk) -> dict[str, Value]:
    return {
        "description": risk.description,
        "probability": risk.probability,
        "consequence": risk.consequence,
        "mitigation": risk.mitigation,
        "owner": risk.owner,
        "state": say(*RISK_STATES[risk.state]),
        "id": risk.id,
    }


def _actions(slug: str, answers: Answers) -> Iterable[dict[str, Value]]:
    for action in answers.section(slug).actions or ():
        yield {
            "initiative": answers.initiatives.label(slug),
            "description": action.description,
            "owner": action.owner,
            "due": action.due,
            "state": say(*ACTION_STATES[action.state]),
            "id": action.id,
        }


def _economy(slug: str, answers: Answers) -> dict[str, Value]:
    economy, stated = answers.section(slug).economy, (answers.allocations or {}).get(slug)
    row: dict[str, Value] = {"initiative": answers.initiatives.label(slug)}
    if isinstance(economy, Economy):
        row |= {name: getattr(economy, name) for name in _FIGURES}
    elif isinstance(economy, Nothing):
        row["nothing"] = nothing(economy.reason)
    return row if stated is None or isinstance(economy, Nothing) else {**row, "allocated": stated}


def _funding(answers: Answers) -> Iterable[dict[str, Value]]:
    """The report as a whole first, then each need; an initiative's own need goes before the list's."""
    overall = answers.report.supplementary_funding if answers.report else None
    own = {slug: section.supplementary_funding for slug, section in _sections(answers)}
    yield {"initiative": whole(), "reason": None if isinstance(overall, tuple) else _said(overall)}
    needs: Iterable[InitiativeNeed] = overall if isinstance(overall, tuple) else ()
    for need in needs:
        if not isinstance(own.get(need.initiative), Need):
            yield _need(need.initiative, need, answers)
    for slug, said in own.items():
        if isinstance(said, Need):
            yield _need(slug, said, answers)
        elif said is not None:
            yield {"initiative": answers.initiatives.label(slug), "reason": _said(said)}


def _need(slug: str, need: Need, answers: Answers) -> dict[str, Value]:
    return {"initiative": answers.initiatives.label(slug), "amount": need.amount, "reason": need.reason}


def _moves(answers: Answers) -> Iterable[dict[str, Value]]:
    """The report as a whole first, then each move; what one initiative gives or gets has one side only."""
    overall = answers.report.reallocations if answers.report else None
    yield {"source": whole(), "reason": None if isinstance(overall, tuple) else _said(overall)}
    moves: Iterable[Move] = overall if isinstance(overall, tuple) else ()
    for move in moves:
        sides = {"source": answers.initiatives.label(move.source), "target": answers.initiatives.label(move.target)}
        yield {**sides, "amount": move.amount, "reason": move.reason}
    for slug, section in _sections(answers):
        said, label = section.reallocation, answers.initiatives.label(slug)
        if isinstance(said, Change):
            side = "source" if said.change < 0 else "target"
            yield {side: label, "amount": abs(said.change), "reason": said.reason}
        elif said is not None:
            yield {"source": label, "reason": _said(said)}


def _sections(answers: Answers) -> list[tuple[str, InitiativeReport]]:
    if answers.report is None:
        return []
    general = answers.report.general
    return [*answers.report.initiatives.items(), *([(GENERAL, general)] if general else [])]
