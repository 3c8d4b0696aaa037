"""Pulling many actors from a loopback server that answers as slowly as real ones: against the slowest way the bound allows.

What lives here: a server of the tests' own with a delay per actor, a wheel in which each of them owes a report, and the same
delays slept through by as many threads (the floor). Measured by the wall's clock: all of it is waiting.
"""

import datetime as dt
import json
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from measuring import Line, print_lines, tell

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))
from report_server import Answers, Handler, ReportServer

from arshjul.flows.collecting import pull_all
from arshjul.flows.loading import load_wheels
from arshjul.flows.parts import Parts, build_parts
from arshjul.models.moment import OSLO, Moment
from arshjul.reports.sources.http import HttpSource
from arshjul.reports.sources.http_settings import HttpSettings
from arshjul.store.engine import sqlite_url

ACTORS, AIM, ROUNDS = 100, 1.5, 3
_BOTH = {"nb": "x", "en": "x"}
NOON = dt.datetime(2024, 2, 1, 12, tzinfo=OSLO)


def run(actors: int = ACTORS) -> list[Line]:
    """The first look, which takes a report from each, and one that finds nothing new."""
    delays = _delays(actors)
    first, again, floors = [], [], []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="arshjul-bench-") as folder, ReportServer() as server:
            parts = _parts(Path(folder), actors)
            bound = parts.portfolio.office.pulls_at_once
            parts.sources = {name: _source(server, name) for name in delays}
            for name, delay in delays.items():
                server.routes[f"/{name}"] = _slow(_report(name), delay)
            floors.append(_slept(list(delays.values()), bound))
            first.append(_pulled(parts, list(delays), taken=actors))
            again.append(_pulled(parts, list(delays), taken=0))
            parts.database.close()
        tell(f"  round {number + 1} of {ROUNDS}")
    work = f"pull {actors} actors over HTTP, {bound} at once, 50 to 400 ms each and two of 2 s"
    floor = median(floors)
    return [Line(work, floor, median(first), AIM), Line("  the same when nothing is new", floor, median(again), AIM)]


def _delays(actors: int) -> dict[str, float]:
    """Seconds by actor: most answer soon, two take long."""
    rolled = random.Random(2024)
    names = [f"a{number}" for number in range(actors)]
    slow = set(rolled.sample(names, 2))
    return {name: 2.0 if name in slow else rolled.uniform(0.05, 0.4) for name in names}


def _slept(delays: list[float], bound: int) -> float:
    """The floor: nothing but the waiting, by as many threads in the same order."""
    began = time.perf_counter()
    with ThreadPoolExecutor(bound) as several:
        list(several.map(time.sleep, delays))
    return time.perf_counter() - began


def _pulled(parts: Parts, actors: list[str], *, taken: int) -> float:
    began = time.perf_counter()
    done = pull_all(parts, actors)
    seconds = time.perf_counter() - began
    if sum(one.taken for one in done) != taken or any(one.faults for one in done):
        raise RuntimeError(f"{[one for one in done if one.faults][:3]}: not what was to be pulled")
    return seconds


def _source(server: ReportServer, name: str) -> HttpSource:
    return HttpSource(HttpSettings(server.url(f"/{name}"), private=(ip_network("127.0.0.1"),)))


def _slow(body: bytes, delay: float) -> Answers:
    def give(handler: Handler) -> None:
        time.sleep(delay)
        if handler.headers.get("If-None-Match") == '"1"':
            handler.give(304, ETag='"1"')
        else:
            handler.give(200, body, ETag='"1"')

    return give


def _report(name: str) -> bytes:
    """A report of some 20 KB."""
    key, words = f"bench-2024.report.followup-2024-1.{name}", "Utprøvingen er i gang, og to kommuner er med. " * 100
    section = {"status": {"light": "green", "text": words}, "progress": words, "quality": words, "deviation": words}
    values: dict[str, Any] = {
        "schema": 1,
        "type": "status_report",
        "deliverable": key,
        "submitted_by": "kari@example.org",
    }
    values |= {"submitted_at": "2024-01-31T10:00:00Z", "initiatives": {"pll": section}}
    return json.dumps(values).encode()


def _parts(folder: Path, actors: int) -> Parts:
    """A database in which each of these actors owes a report."""
    names = [f"a{number}" for number in range(actors)]
    portfolio = {
        "schema": 1, "portfolio": "bench", "office": {"name": _BOTH, "email": "kontor@example.org"},
        "people": {"kari": {"name": "Kari", "email": "kari@example.org"}},
        "actors": {name: {"owner": "kari", "source": {"type": "memory"}} for name in names},
    }  # fmt: skip
    for file, values in (("wheel.yaml", _wheel(names)), ("portfolio.yaml", portfolio)):
        plain = json.loads(json.dumps(values, default=str))  # without shared parts, which YAML writes as anchors
        (folder / file).write_text(yaml.safe_dump(plain), encoding="utf-8")
    parts = build_parts(
        database_url=sqlite_url(folder / "bench.db"), portfolio=folder / "portfolio.yaml", wheels=[folder / "wheel.yaml"],
        moment=Moment(NOON, NOON),
    )  # fmt: skip
    load_wheels(parts)
    return parts


def _wheel(names: list[str]) -> dict[str, Any]:
    """One report, due from everybody on 2 February."""
    demand = {
        "delivered_in": ["report"], "actors": names, "addressee": "hod", "initiatives": ["pll"],
        "due": {"type": "before_meeting", "series": "followup", "days": 14}, "required": ["status"],
        "statements": [{"document": "letter", "section": "1", "lines": [1, 1]}],
    }  # fmt: skip
    return {
        "schema": 1, "id": "bench-2024", "year": 2024, "title": _BOTH,
        "documents": {"letter": {"title": _BOTH, "issuer": "hod", "date": "2024-01-15", "maker": "letter"}},
        "actors": {name: {"name": _BOTH} for name in ("hod", *names)},
        "initiatives": {"pll": {"name": _BOTH}},
        "series": {"followup": {"title": _BOTH, "definite": _BOTH}},
        "meetings": {"followup-2024-1": {"series": "followup", "date": "2024-02-16", "actors": names}},
        "document_types": {"report": {"kind": "followup_report", "title": _BOTH}},
        "obligations": {"report": demand},
    }  # fmt: skip


if __name__ == "__main__":
    print_lines([*run()])
