"""Collecting as a Prefect flow of its own: every hour in the fortnight before a deadline, and nothing at other times.

What lives here: the flow `collect`, and the task that pulls one actor, which `day` and its cycles use too. One task per actor,
as many side by side as the portfolio says; each waits, is tried again and fails by itself.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from prefect import flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from arshjul.flows import collecting, nearing, receipts
from arshjul.flows.spec import RunSpec, opened
from arshjul.flows.started import run_spec
from arshjul.store.told_complete import Became

COMPLETE_EVENT = "arshjul.deliverable.complete"
_RETRY_SECONDS: list[float] = [5, 30, 120]


@flow(name="collect", log_prints=False)
async def collect(
    portfolio: str | None = None, as_of: str | None = None, out: str | None = None, always: bool = False
) -> dict[str, Any]:
    """Pull and judge for those who have a deadline within a fortnight; with `always` for everyone. Pulls nothing for nobody.

    What has become complete, also by what somebody handed in or ticked, is told as an event, `arshjul.deliverable.complete`.
    """
    spec = run_spec(portfolio, None, as_of, out)
    with opened(spec) as parts:
        actors = collecting.actors_with_sources(parts) if always else nearing.actors_near_deadline(parts)
    if not actors:
        return {"pulls": [], "judged": 0, "complete": tell_complete(spec)}
    pulls = await pulled_all(spec, actors)
    judged = await judge_all(spec)
    complete = tell_complete(spec)
    table = [{**pull, "faults": ", ".join(pull["faults"])} for pull in pulls]
    await acreate_table_artifact(key="pulls", table=table, description="Henting / pulls")
    return {"pulls": pulls, "judged": len(judged), "complete": complete}


def tell_complete(spec: RunSpec) -> list[str]:
    """Emit an event for each deliverable that has become complete since the last run told of any; returns their keys.

    The event's id follows from what made it complete, so that one told again after a crash is the same event to the server.
    """
    with opened(spec) as parts:
        return nearing.tell_complete(parts, _emit)


def _emit(one: Became) -> None:
    resource = {"prefect.resource.id": f"arshjul.deliverable.{one.key}", "prefect.resource.name": one.key}
    emit_event(COMPLETE_EVENT, resource, id=uuid5(NAMESPACE_URL, f"{COMPLETE_EVENT}:{one.key}:{one.hash}"))


@task(
    name="pull",
    task_run_name="pull {actor}",
    retries=3,
    retry_delay_seconds=_RETRY_SECONDS,
    retry_jitter_factor=0.5,
    cache_policy=NO_CACHE,
)
async def pull(spec: RunSpec, actor: str) -> dict[str, Any]:
    """Look into one actor's source. A faulty file is no failure; a source out of reach is tried again."""
    return await asyncio.to_thread(_pull, spec, actor)


def _pull(spec: RunSpec, actor: str) -> dict[str, Any]:
    """In a thread of its own, for a source may take its time."""
    with opened(spec) as parts:
        found = collecting.pull(parts, actor)
    return {"actor": actor, "seen": found.seen, "taken": found.taken, "faults": list(found.faults)}


@task(name="judge all", cache_policy=NO_CACHE)
async def judge_all(spec: RunSpec) -> dict[str, str]:
    """Judge what came, and write receipts."""
    with opened(spec) as parts:
        done = collecting.judge(parts)
        receipts.acknowledge(parts)
        return done


async def pulled_all(spec: RunSpec, actors: Sequence[str]) -> list[dict[str, Any]]:
    """Pull these actors side by side, in the order given; one that stays out of reach is named and stops nobody else."""
    with opened(spec) as parts:
        bound = asyncio.Semaphore(parts.portfolio.office.pulls_at_once)

    async def one(actor: str) -> dict[str, Any]:
        async with bound:
            return await _pulled(spec, actor)

    return list(await asyncio.gather(*(one(actor) for actor in actors)))


async def _pulled(spec: RunSpec, actor: str) -> dict[str, Any]:
    state = await pull(spec, actor, return_state=True)  # type: ignore[misc]  # Prefect types the call without await
    if state.is_completed():
        found: dict[str, Any] = await state.aresult()
        return found
    with opened(spec) as parts:
        done = collecting.note_unreachable(parts, actor, str(state.message or state.name))
    return {"actor": actor, "seen": 0, "taken": 0, "faults": list(done.faults)}
