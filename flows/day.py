"""The day as a Prefect flow: load, collect, one sub-flow per cycle, dispatch, publish.

What lives here: flows, tasks and artifacts, thin over the plain stages. One task per stage or per actor (`collect.py`),
never per deliverable. Retries stand only where the world outside may answer differently next time. Sending takes a
slot of a global concurrency limit, which must exist (docs/operations.md): the outbox needs none to be right, but the other
sides are spared several dispatchers at once. Who dies with the slot loses it after some minutes.
"""

from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import acreate_link_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.concurrency.asyncio import AcquireConcurrencySlotTimeoutError, concurrency

from arshjul.flows import collecting, loading, publishing, receipts, reminding, sending, watch
from arshjul.flows.board import board as board_rows
from arshjul.flows.board import loose_faults
from arshjul.flows.collect import pulled_all, tell_complete
from arshjul.flows.limit import DISPATCH_LIMIT
from arshjul.flows.parts import CYCLES
from arshjul.flows.spec import RunSpec, opened
from arshjul.flows.started import run_spec

TURN_SECONDS = 60.0
"""How long a run waits for its turn to send, while another sends."""


@task(name="load wheels", cache_policy=NO_CACHE)
async def load(spec: RunSpec) -> dict[str, int]:
    """Load every wheel file."""
    with opened(spec) as parts:
        return {change.wheel: len(change.new) + len(change.moved) for change in loading.load_wheels(parts)}


@task(name="judge", cache_policy=NO_CACHE)
async def judge(spec: RunSpec, cycle: str) -> dict[str, str]:
    """Judge what came for one cycle, and write receipts."""
    with opened(spec) as parts:
        done = collecting.judge(parts, CYCLES[cycle])
        receipts.acknowledge(parts)
        return done


@task(name="open", cache_policy=NO_CACHE)
async def open_due(spec: RunSpec, cycle: str) -> list[str]:
    """Open what is due in one cycle."""
    with opened(spec) as parts:
        return loading.open_what_is_due(parts, CYCLES[cycle])


@task(name="decide", cache_policy=NO_CACHE)
async def decide(spec: RunSpec, cycle: str) -> dict[str, Any]:
    """Decide on one cycle's reminders."""
    with opened(spec) as parts:
        done = reminding.decide_reminders(parts, CYCLES[cycle])
        return {"notices": done.notices, "messages": done.messages, "quiet": done.quiet}


@task(name="dispatch", cache_policy=NO_CACHE)
async def send(spec: RunSpec) -> dict[str, int]:
    """Send what waits. The outbox retries by itself; a second run of this task doubles nothing.

    While another sends for long, this one lets it: the other takes what comes to wait meanwhile, and the next run the rest.
    """
    done = sending.Sent()
    try:
        async with concurrency(DISPATCH_LIMIT, occupy=1, strict=True, timeout_seconds=TURN_SECONDS):
            with opened(spec, sends=True) as parts:
                done = await sending.dispatch(parts)
    except AcquireConcurrencySlotTimeoutError:
        get_run_logger().info("another run is sending; this one leaves it to that")
    return {"sent": done.sent, "cancelled": done.cancelled, "failed": done.failed}


@task(name="publish calendars", cache_policy=NO_CACHE)
async def publish(spec: RunSpec) -> list[str]:
    """Write the calendars."""
    with opened(spec) as parts:
        return [str(path) for path in publishing.publish_calendars(parts, spec.folder / "calendars").files]


@flow(name="cycle", flow_run_name="{name}", log_prints=False)
async def cycle(
    name: str,
    portfolio: str | None = None,
    wheels: list[str] | None = None,
    as_of: str | None = None,
    out: str | None = None,
    collect: bool = True,
    files: bool = False,
) -> dict[str, Any]:
    """One cycle of the wheel: open, (pull,) judge, decide. `day` has pulled already and passes collect=False."""
    if name not in CYCLES:
        raise ValueError(f"unknown cycle {name!r}; known: {', '.join(CYCLES)}")
    spec = run_spec(portfolio, wheels, as_of, out, files=files)
    if collect:
        await load(spec)
        with opened(spec) as parts:
            actors = collecting.actors_with_sources(parts, CYCLES[name])
        await pulled_all(spec, actors)
    opened_keys = await open_due(spec, name)
    judged = await judge(spec, name)
    complete = tell_complete(spec)
    decided = await decide(spec, name)
    if collect:
        await send(spec)
    return {"opened": len(opened_keys), "judged": len(judged), "complete": complete, **decided}


@flow(name="day", log_prints=False)
async def day(
    portfolio: str | None = None,
    wheels: list[str] | None = None,
    as_of: str | None = None,
    out: str | None = None,
    files: bool = False,
) -> dict[str, Any]:
    """The office's day. Paths default to the environment's; `as_of` is an ISO instant and then the only clock.

    `files`: messages are left as files, whatever is set up.
    """
    spec = run_spec(portfolio, wheels, as_of, out, files=files)
    loaded = await load(spec)
    with opened(spec) as parts:
        actors = collecting.actors_with_sources(parts)
    pulls = await pulled_all(spec, actors)
    cycles = {}
    for name in CYCLES:
        cycles[name] = await cycle(name, portfolio, wheels, spec.at, out, collect=False, files=files)
    with opened(spec) as parts:
        collecting.notice_silence(parts)
    sent = await send(spec)
    calendars = await publish(spec)
    await _artifacts(spec, calendars)
    with opened(spec) as parts:
        watch.day_ended_well(parts)
    return {"loaded": loaded, "pulls": pulls, "cycles": cycles, "sent": sent, "calendars": len(calendars)}


@flow(name="dispatch", log_prints=False)
async def dispatch(portfolio: str | None = None, as_of: str | None = None, out: str | None = None) -> dict[str, int]:
    """Send what waits, and nothing else."""
    return await send(run_spec(portfolio, None, as_of, out))


async def _artifacts(spec: RunSpec, files: list[str]) -> None:
    """The board, the faults and the calendars, for whoever looks at the run in Prefect's pages."""
    with opened(spec) as parts:
        rows = [row.as_row() for row in board_rows(parts)]
        faults = loose_faults(parts)
        address = parts.portfolio.office.public_address
    shown = ("key", "actor", "owner", "due", "days_left", "state", "timeliness", "completeness")
    table = [{name: str(row[name] if row[name] is not None else "") for name in shown} for row in rows]
    await acreate_table_artifact(key="board", table=table, description="Tavle / board")
    await acreate_table_artifact(key="faults", table=faults, description="Feil / faults")
    for path in files:
        name = path.rsplit("/", 1)[-1]
        link = f"{str(address).rstrip('/')}/{name}" if address else f"file://{path}"
        await acreate_link_artifact(key=f"calendar-{name.removesuffix('.ics')}", link=link, link_text=name)
