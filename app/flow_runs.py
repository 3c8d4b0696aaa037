"""Runs the day as a Prefect flow from the command line: on the server that is named, else on one of our own.

What lives here: preparing Prefect's surroundings before it is imported, and reading back what the run did.
"""

import asyncio
import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from arshjul.app.progress import Progress
from arshjul.app.wiring import DayDone
from arshjul.flows.limit import ensure_limit
from arshjul.flows.server import API_URL, ServerError, environment, own_server, quiet_environment
from arshjul.flows.settings import ENV_DATABASE, Settings
from arshjul.models.lang import say
from arshjul.models.moment import Moment
from arshjul.models.problems import BadInput, Problem


def run_flow(found: Settings, moment: Moment, out: Path, progress: Progress, *, files: bool = False) -> DayDone:
    """Run `day` as a flow and wait for it; `files` leaves messages as files. BadInput when Prefect does not start."""
    home = out / ".prefect"
    surroundings = {ENV_DATABASE: found.database_url}
    with ExitStack() as stack:
        if not os.environ.get(API_URL):
            progress.stage(say("starter Prefect", "starting Prefect"))
            try:
                surroundings[API_URL] = stack.enter_context(own_server(home, progress.detail))
            except ServerError as error:
                raise BadInput([Problem("prefect", str(error))]) from None
            surroundings |= quiet_environment(home)
        stack.enter_context(environment(surroundings))
        progress.stage(say("kjører flyten «day»", "running the flow «day»"))
        return _read(asyncio.run(_day(found, moment, out, files=files)))


async def _day(found: Settings, moment: Moment, out: Path, *, files: bool) -> dict[str, Any]:
    from arshjul.flows.day import day

    await ensure_limit()
    result: dict[str, Any] = await day(
        portfolio=str(found.portfolio),
        wheels=None if found.wheels_are_shipped else [str(path) for path in found.wheels],
        as_of=moment.at.isoformat(),
        out=str(out),
        files=files,
    )
    return result


def _read(result: dict[str, Any]) -> DayDone:
    cycles = result["cycles"].values()
    return DayDone(
        opened=sum(cycle["opened"] for cycle in cycles),
        taken=sum(pull["taken"] for pull in result["pulls"]),
        faults=sum(len(pull["faults"]) for pull in result["pulls"]),
        judged=sum(cycle["judged"] for cycle in cycles),
        notices=sum(cycle["notices"] for cycle in cycles),
        quiet=any(cycle["quiet"] for cycle in cycles),
        sent=result["sent"]["sent"],
        failed=result["sent"]["failed"],
        calendars=result["calendars"],
    )
