"""The flow `collect` on a real Prefect server: a task per actor, an artifact, an event, and nothing when nobody has a deadline."""

import shutil
from typing import Any

import pytest
from processes import told_by

from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows.settings import shipped_portfolio

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(300)]

SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
import httpx
from arshjul.flows.collecting import actors_with_sources
from arshjul.flows.loading import load_wheels
from arshjul.flows.parts import CYCLES
from arshjul.flows.server import API_URL, environment, own_server, quiet_environment
from arshjul.flows.spec import RunSpec, opened
from arshjul.flows.submitting import submit
portfolio, database, wheel, home = sys.argv[1:]
os.environ["ARSHJUL_DATABASE_URL"] = database
with opened(RunSpec(at="2024-01-16T09:00:00+01:00", recorded_at="2024-01-16T09:00:00+01:00", portfolio=portfolio, wheels=(wheel,))) as parts:
    load_wheels(parts)
    others = actors_with_sources(parts, CYCLES["other"])
told = {"others": others}
with opened(RunSpec(at="2024-05-20T10:00:00+02:00", recorded_at="2024-05-20T10:00:00+02:00", portfolio=portfolio, wheels=(wheel,))) as parts:
    file = Path(portfolio).parent / "reports" / "hdir" / "statusrapport-followup-2024-1.json"
    by = next(iter(parts.portfolio.people.values())).email
    told["handed_in"] = submit(parts, json.loads(file.read_text())["deliverable"], file.name, file.read_bytes(), by).item.key
with own_server(Path(home), lambda _: None) as api, environment({API_URL: api, **quiet_environment(Path(home))}):
    from arshjul.flows.collect import collect
    from arshjul.flows.day import cycle
    from arshjul.flows.limit import ensure_limit
    async def runs():
        for when in ("2024-05-20", "2024-08-26", "2024-08-26"):
            yield await collect(portfolio=portfolio, as_of=f"{when}T12:00:00+02:00", out=home)
    async def main():
        told["runs"] = [done async for done in runs()]
        await ensure_limit()
        told["cycle"] = await cycle(name="other", portfolio=portfolio, wheels=[wheel], as_of="2024-08-26T13:00:00+02:00", out=home)
        async with httpx.AsyncClient(base_url=api, timeout=30) as web:
            for _ in range(40):
                found = (await web.post("/events/filter", json={"filter": {"event": {"prefix": ["arshjul."]}}})).json()
                if len(found["events"]) >= sum(len(run["complete"]) for run in (*told["runs"], told["cycle"])):
                    break
                await asyncio.sleep(0.5)
            told["events"] = [(one["event"], one["resource"]["prefect.resource.id"]) for one in found["events"]]
            artifacts = (await web.post("/artifacts/filter", json={})).json()
            told["artifacts"] = [(one["key"], json.loads(one["data"])) for one in artifacts]
            tasks = (await web.post("/task_runs/filter", json={})).json()
            told["tasks"] = sorted(one["name"] for one in tasks)
    asyncio.run(main())
print(json.dumps(told))
"""
KEY = "digital-samhandling-2024.followup-report.followup-2024-3.hdir"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("collect")
    shutil.copytree(shipped_portfolio().parent, folder / "office")
    shutil.rmtree(folder / "office" / "reports" / "helse-nord")  # a source out of reach, which is a fault of its own
    wheel = next(path for path in shipped_wheels() if "2024" in path.name)
    words = [
        str(folder / "office" / "portfolio.yaml"),
        f"sqlite:///{folder / 'a.db'}",
        str(wheel),
        str(folder / "home"),
    ]
    return told_by(SCRIPT, words, folder)


def test_a_run_far_from_any_deadline_pulls_nobody_but_tells_what_was_handed_in(told: dict[str, Any]) -> None:
    assert told["runs"][0] == {"pulls": [], "judged": 0, "complete": [told["handed_in"]]}
    assert ["arshjul.deliverable.complete", f"arshjul.deliverable.{told['handed_in']}"] in told["events"]


def test_each_actor_with_a_deadline_is_a_task_and_a_line_of_the_artifact(told: dict[str, Any]) -> None:
    first = told["runs"][1]
    actors = [pull["actor"] for pull in first["pulls"]]
    assert {"nhn", "hdir"} <= set(actors) and "helse-nord" not in actors
    assert all(pull["taken"] for pull in first["pulls"] if pull["actor"] in ("nhn", "hdir"))
    assert [name for name in told["tasks"] if name.startswith("pull ")] == sorted(
        f"pull {actor}" for actor in actors * 2 + told["others"]
    )
    tables = [table for key, table in told["artifacts"] if key == "pulls"]
    assert [{row["actor"] for row in table} for table in tables] == [set(actors)] * 2


def test_what_becomes_complete_is_an_event_once(told: dict[str, Any]) -> None:
    assert KEY in told["runs"][1]["complete"]
    assert ["arshjul.deliverable.complete", f"arshjul.deliverable.{KEY}"] in told["events"]
    assert len(told["events"]) == sum(len(run["complete"]) for run in (*told["runs"], told["cycle"]))
    assert told["runs"][2]["complete"] == []


def test_what_a_cycle_makes_complete_is_an_event_too(told: dict[str, Any]) -> None:
    """Whoever listens hears of it, whichever flow was the first to see it."""
    key = "digital-samhandling-2024.annual-statement.2024.helse-midt"
    assert key in told["cycle"]["complete"] and key not in told["runs"][1]["complete"]
    assert ["arshjul.deliverable.complete", f"arshjul.deliverable.{key}"] in told["events"]
