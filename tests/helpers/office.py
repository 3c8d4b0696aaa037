"""A small office to run days in: a wheel with every sort of deadline, people, and sources and a transport in memory.

Everything goes through the real stages; only the letters, the people and the clock are made up.
"""

import asyncio
import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text

from arshjul.flows import collecting, loading, reminding, sending
from arshjul.flows.parts import Parts, build_parts
from arshjul.models.moment import OSLO, Moment
from arshjul.notifications.transports.base import Channel, Transport
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.reports.sources.memory import MemorySource
from arshjul.store.wheels import Changes

RECORDED = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
ACTORS = ("nhn", "hdir", "rhf", "helse-nord")

WHEEL = """
schema: 1
id: prove-2024
year: 2024
title: {nb: Prøve, en: Trial}
documents:
  letter: {title: {nb: Brev, en: Letter}, issuer: hod, date: 2024-01-15, maker: letter}
  mandate: {title: {nb: Mandat, en: Mandate}, issuer: hod, date: 2024-01-15, maker: mandate}
actors:
  hod: {name: {nb: Departementet, en: The ministry}}
  nhn: {name: {nb: Norsk helsenett, en: Norsk helsenett}}
  hdir: {name: {nb: Helsedirektoratet, en: The directorate}}
  rhf: {name: {nb: De regionale, en: The regions}, members: [helse-nord, helse-vest]}
  helse-nord: {name: {nb: Helse Nord, en: Helse Nord}}
  helse-vest: {name: {nb: Helse Vest, en: Helse Vest}}
initiatives:
  pll: {name: {nb: Legemiddellisten, en: The medication list}}
  pps: {name: {nb: Prøvesvar, en: Test results}}
series:
  followup: {title: {nb: Oppfølgingsmøte, en: Follow-up meeting}, definite: {nb: oppfølgingsmøtet, en: the meeting}}
meetings:
  followup-2024-1: {series: followup, date: 2024-02-16, actors: [nhn, hdir]}
  followup-2024-2: {series: followup, date: 2024-04-08, actors: [nhn, hdir]}
  followup-2024-3: {series: followup, date: 2024-06-20, actors: [nhn, hdir], basis: inferred}
  followup-2024-4: {series: followup, date: 2024-09-09, actors: [nhn, hdir]}
document_types:
  report: {kind: followup_report, title: {nb: Statusrapport, en: Status report}}
  plan: {kind: delivery_plan, title: {nb: Leveranseplan, en: Delivery plan}}
  tasks: {kind: planned_tasks, title: {nb: Planlagte oppgaver, en: Planned tasks}}
  joint: {kind: joint_plan, title: {nb: Felles plan, en: Joint plan}}
  budget: {kind: budget_input, title: {nb: Innspill til budsjett, en: Budget input}}
  note: {kind: assignment, title: {nb: Notat, en: Note}}
obligations:
  report-pll:
    delivered_in: [report]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [pll]
    due: {type: before_meeting, series: followup, days: 14}
    required: [status, deviation]
    statements: [{document: mandate, section: PLL 6, lines: [10, 12]}]
  report-pps:
    delivered_in: [report]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [pps]
    due: {type: before_meeting, series: followup, days: 14}
    required: [status]
    statements: [{document: letter, section: Siste, lines: [30, 31]}]
  plan:
    delivered_in: [plan]
    actors: [nhn]
    addressee: hod
    initiatives: [pll]
    due: {type: fixed, month: 2, day: 1}
    required: [deliverables]
    statements: [{document: letter, section: Tabell, lines: [20, 20]}]
  tasks:
    delivered_in: [tasks]
    actors: [nhn, hdir]
    addressee: hod
    initiatives: [pps]
    due: {type: fixed, month: 9, day: 15}
    required: [tasks]
    statements:
      - {document: letter, section: Tabell, lines: [21, 21]}
      - {document: letter, section: Kap. 2, lines: [40, 40], due: {type: end_of_month, month: 8}, actors: [nhn]}
  joint:
    delivered_in: [joint]
    actors: [helse-nord, helse-vest, rhf]
    addressee: hod
    initiatives: [pll]
    due: {type: fixed, month: 10, day: 15}
    required: [tasks]
    statements: [{document: mandate, section: PLL 7, lines: [14, 14]}]
  budget:
    delivered_in: [budget]
    actors: [nhn]
    addressee: hod
    due: {type: fixed, month: 5, day: 1}
    required: {general: [budget_text]}
    access: restricted
    statements: [{document: letter, section: Tabell, lines: [22, 22]}]
  note:
    delivered_in: [note]
    actors: [hdir]
    addressee: hod
    initiatives: [pps]
    due: {type: awaiting}
    statements: [{document: mandate, section: PPS 4, lines: [50, 50]}]
"""

PORTFOLIO = """
schema: 1
portfolio: prove
office: {name: {nb: Kontoret, en: The office}, email: kontor@example.org, quiet_hours: {from: "17:00", to: "07:00"}}
people:
  kari: {name: Kari Prøve, email: kari@example.org}
  nina: {name: Nina Prøve, email: nina@example.org}
  peder: {name: Peder Prøve, email: peder@example.org}
  anne: {name: Anne Prøve, email: anne@example.org, language: en}
  synne: {name: Synne Prøve, email: synne@example.org}
actors:
  nhn: {owner: kari, deputy: nina, manager: peder, source: {type: memory}}
  hdir: {owner: anne, source: {type: memory}}
  rhf: {owner: synne, source: {type: memory}}
  helse-nord: {owner: synne, source: {type: memory}}
"""

Edit = Callable[[dict[str, Any]], None]


def wheel(edit: Edit | None = None) -> dict[str, Any]:
    """The wheel as plain values, changed by `edit`."""
    values: dict[str, Any] = copy.deepcopy(yaml.safe_load(WHEEL))
    if edit:
        edit(values)
    return values


def instant(text: str) -> dt.datetime:
    """`2024-08-27` (noon) or `2024-08-27T08:00`, in Oslo."""
    found = dt.datetime.fromisoformat(text)
    return found.replace(hour=found.hour if "T" in text else 12, tzinfo=OSLO)


def moment(text: str) -> Moment:
    """The same as a run's moment."""
    return Moment(instant(text), RECORDED)


def report(key: str, at: str, **without: Any) -> bytes:
    """A complete report or envelope for a deliverable of the wheel; `lacks="pll.deviation"` leaves a part out."""
    name = key.split(".")[1]
    start = {
        "schema": 1,
        "deliverable": key,
        "submitted_by": "noen@example.org",
        "submitted_at": instant(at).isoformat(),
    }
    if name != "report":
        holds = {"plan": {"pll": ["deliverables"]}, "tasks": {"pps": ["tasks"]}, "joint": {"pll": ["tasks"]},
                 "budget": {"general": ["budget_text"]}, "note": {}}[name]  # fmt: skip
        return json.dumps(
            start | {"type": "envelope", "file_name": "a.pdf", "digest": "0" * 64, "holds": holds}
        ).encode()
    told = {"nothing_to_report": True, "reason": "Ingen avvik fra planen i perioden."}
    status = {"light": "green", "text": "Utprøvingen er i gang i to kommuner."}
    initiatives = {"pll": {"status": status, "deviation": told}, "pps": {"status": status}}
    for lack in str(without.get("lacks", "")).split():
        initiative, _, part = lack.partition(".")
        del initiatives[initiative][part]
    return json.dumps(start | {"type": "status_report", "initiatives": initiatives}).encode()


@dataclass
class Day:
    """What one day did."""

    changes: list[Changes] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    taken: int = 0
    faults: list[str] = field(default_factory=list)
    judged: dict[str, str] = field(default_factory=dict)
    decided: reminding.Decided = field(default_factory=reminding.Decided)
    sent: sending.Sent = field(default_factory=sending.Sent)


class Office:
    """The parts of an office whose clock the test sets."""

    def __init__(self, folder: Path, url: str, transport: Transport | None = None, edit: Edit | None = None) -> None:
        self.folder, self.url = folder, url
        self.wheel_path, self.portfolio_path = folder / "wheel.yaml", folder / "portfolio.yaml"
        self.rewheel(edit)
        self.portfolio_path.write_text(PORTFOLIO, encoding="utf-8")
        self.sources = {actor: MemorySource(name=actor) for actor in ACTORS}
        self.memory = MemoryTransport()
        self.transport = transport or self.memory
        self.parts = self.open()

    def open(self) -> Parts:
        """Opens the database anew."""
        parts = build_parts(
            database_url=self.url,
            portfolio=self.portfolio_path,
            wheels=[self.wheel_path],
            moment=moment("2024-01-16"),
            transports={Channel.EMAIL: self.transport, Channel.SLACK: self.transport},
        )
        parts.sources = self.sources
        return parts

    def rewheel(self, edit: Edit | None = None) -> None:
        """Write the wheel file again, changed."""
        self.wheel_path.write_text(yaml.safe_dump(wheel(edit), allow_unicode=True), encoding="utf-8")

    def at(self, when: str) -> Parts:
        """The parts at a moment in Oslo."""
        return self.parts.at(moment(when))

    def load(self, when: str) -> Changes:
        """Load the wheel at a moment."""
        return loading.load_wheels(self.at(when))[0]

    def send_in(self, actor: str, name: str, key: str, at: str, **more: Any) -> None:
        """Put a report into an actor's source."""
        self.sources[actor].files[name] = report(f"prove-2024.{key}", at, **more)

    def day(self, when: str) -> Day:
        """All stages of a day but the calendars."""
        parts, done = self.at(when), Day()
        done.changes = loading.load_wheels(parts)
        done.opened = loading.open_what_is_due(parts)
        for actor in collecting.actors_with_sources(parts):
            pulled = collecting.pull(parts, actor)
            done.taken += pulled.taken
            done.faults += pulled.faults
        done.judged = collecting.judge(parts)
        collecting.notice_silence(parts)
        done.decided = reminding.decide_reminders(parts)
        done.sent = asyncio.run(sending.dispatch(parts))
        return done

    def rows(self, statement: str) -> list[Any]:
        """What a SELECT finds."""
        with self.parts.database.read() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def close(self) -> None:
        """Close the database."""
        self.parts.database.close()
