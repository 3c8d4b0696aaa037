"""A small wheel with every kind of demand, the shipped wheel, and complete reports for any deliverable."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from money_cases import ALFA, figures
from money_cases import NOTHING as NONE_TO_TELL

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.allocation import Allocation
from arshjul.models.codes import Content, Lang
from arshjul.models.deliverable import Deliverable
from arshjul.models.habits import Habits
from arshjul.models.lang import set_lang
from arshjul.models.reallocation import Granted
from arshjul.reports.findings import Judgement
from arshjul.reports.judge import judge
from arshjul.reports.reading import read_report
from arshjul.reports.schema import Envelope, StatusReport
from arshjul.reports.skeleton import skeleton

SMALL_WHEEL = """
schema: 1
id: small
year: 2024
title: {nb: Lite hjul, en: Small wheel}
documents:
  letter: {title: {nb: Brev, en: Letter}, issuer: hod, date: 2024-01-15, maker: letter}
  mandate: {title: {nb: Mandat, en: Mandate}, issuer: hod, date: 2024-01-15, maker: mandate}
actors:
  hod: {name: {nb: Departementet, en: The ministry}}
  nhn: {name: {nb: Norsk helsenett, en: Norsk helsenett}}
  hdir: {name: {nb: Helsedirektoratet, en: The directorate}}
initiatives:
  alfa: {name: {nb: Tiltak alfa, en: Initiative alpha}}
  beta: {name: {nb: Tiltak beta, en: Initiative beta}}
  gamma: {name: {nb: Tiltak gamma, en: Initiative gamma}}
document_types:
  report: {kind: followup_report, title: {nb: Statusrapport, en: Status report}}
  tasks: {kind: planned_tasks, title: {nb: Planlagte oppgaver, en: Planned tasks}}
obligations:
  by-office:
    delivered_in: [report]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [alfa, beta]
    due: {type: fixed, month: 6, day: 1}
    required: {alfa: [quality, economy], beta: [quality]}
    maker: office
    statements: [{document: mandate, section: Kontorets vane, lines: [9, 9]}]
  by-mandate:
    delivered_in: [report]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [alfa, beta]
    due: {type: fixed, month: 6, day: 1}
    required:
      alfa: [status, progress, risk, mitigation, economy, supplementary_funding, deviation, resource_use, reallocation]
      beta: [status, risk, supplementary_funding, reallocation]
    statements: [{document: mandate, section: Mandat 6, lines: [1, 2]}]
  by-letter:
    delivered_in: [report]
    actors: [nhn]
    addressee: hod
    initiatives: [alfa]
    due: {type: fixed, month: 6, day: 1}
    required: {alfa: [economy], general: [status, deviation]}
    statements: [{document: letter, section: Brevets slutt, lines: [3, 4]}]
  plan:
    delivered_in: [tasks]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [alfa, beta]
    due: {type: fixed, month: 9, day: 15}
    required: {alfa: [tasks, fund_split], beta: [tasks], general: [tasks]}
    statements: [{document: mandate, section: Mandat 7, lines: [5, 5]}]
"""

NAMES = {
    "alfa": {"nb": "Tiltak alfa", "en": "Initiative alpha"},
    "beta": {"nb": "Tiltak beta", "en": "Initiative beta"},
    "gamma": {"nb": "Tiltak gamma", "en": "Initiative gamma"},
}
NOTHING = {"nothing_to_report": True, "reason": "Ingen endring siden rapporten i april."}
_PROSE = {
    Content.PROGRESS: "progress",
    Content.QUALITY: "quality",
    Content.DEVIATION: "deviation",
    Content.RESOURCE_USE: "resource_use",
}


def complete(deliverable: Deliverable) -> dict[str, Any]:
    """A complete report as plain values: every demanded part filled in, money and moves said overall."""
    filled = copy.deepcopy(skeleton(deliverable))
    filled |= {"submitted_by": "kari@example.no", "submitted_at": "2024-05-30T12:00:00+02:00"}
    if filled["type"] == "envelope":
        return filled | {"file_name": "Oppgaver 2025.pdf", "digest": "0123456789abcdef" * 4}
    for slug, codes in deliverable.required.items():
        section = filled["general"] if slug == "general" else filled["initiatives"][slug]
        for code in codes:
            if code in _PROSE:
                section[_PROSE[code]] = "Arbeidet følger planen, og utprøvingen er i gang i to kommuner."
        if "status" in section:
            section["status"] = {"light": "green", "text": "Utprøvingen er i gang."}
        if "risks" in section:
            risk = {"probability": 2, "consequence": 4, "mitigation": "Leverandøren setter inn flere folk."}
            section["risks"] = [{"description": "Grensesnittet blir forsinket.", **risk} for _ in range(2)]
        if "economy" in section:
            figures = {"allocated": "67200000.00", "carried_over": 1200000}
            section["economy"] = {**figures, "spent": "30000000.50", "forecast": "66000000"}
    for overall in {"supplementary_funding", "reallocations"} & set(filled):
        filled[overall] = dict(NOTHING)
    return filled


def as_report(values: dict[str, Any]) -> StatusReport | Envelope:
    """Plain values through the real reader."""
    return read_report(json.dumps(values).encode(), "report.json")


@pytest.fixture(autouse=True)
def norwegian() -> None:
    """Every test starts in the default language."""
    set_lang(Lang.NB)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Deliverable]:
    """The small wheel's deliverables by document type and actor: "report.nhn"."""
    path: Path = tmp_path_factory.mktemp("wheel") / "small.yaml"
    path.write_text(SMALL_WHEEL, encoding="utf-8")
    return {f"{item.document_type}.{item.actor}": item for item in compile_wheel(read_wheel(path))}


@pytest.fixture(scope="session")
def shipped() -> dict[str, Deliverable]:
    """The shipped wheel's deliverables by key."""
    return {item.key: item for path in shipped_wheels() for item in compile_wheel(read_wheel(path))}


@pytest.fixture(scope="session")
def complete_report() -> Callable[[Deliverable], dict[str, Any]]:
    """See `complete`."""
    return complete


@pytest.fixture(scope="session")
def read() -> Callable[[dict[str, Any]], StatusReport | Envelope]:
    """See `as_report`."""
    return as_report


@pytest.fixture(scope="session")
def names() -> dict[str, dict[str, str]]:
    """The small wheel's initiatives in both languages."""
    return NAMES


@pytest.fixture
def case_of_money(small: dict[str, Deliverable]) -> Callable[..., Judgement]:
    """Judge a complete report of the small wheel in which alfa has these figures and nothing to report as deviation."""

    def run(
        economy: dict[str, Any] | None = None,
        stated: tuple[Allocation, ...] = (ALFA,),
        change: Callable[[dict[str, Any]], None] = lambda values: None,
        habits: Habits = Habits(),
        granted: tuple[Granted, ...] = (),
    ) -> Judgement:
        values = copy.deepcopy(complete(small["report.nhn"]))
        values["initiatives"]["alfa"] |= {"economy": economy or figures(), "deviation": NONE_TO_TELL}
        change(values)
        report = as_report(values)
        return judge(small["report.nhn"], report, names=NAMES, allocations=stated, habits=habits, granted=granted)

    return run
