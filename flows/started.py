"""What a flow is told, read from the flow run that it is: paths as they were given, and the run's own start as its clock.

What lives here: one function, for every flow. It knows Prefect.
"""

import datetime as dt

from prefect.context import FlowRunContext

from arshjul.flows.spec import RunSpec


def run_spec(
    portfolio: str | None, wheels: list[str] | None, as_of: str | None, out: str | None, *, files: bool = False
) -> RunSpec:
    """The run's parameters; its moment is the flow run's own start unless `as_of` names one."""
    context = FlowRunContext.get()
    assert context is not None, "a flow runs in a flow run"
    started = dt.datetime.fromtimestamp(context.start_time.timestamp(), dt.UTC)
    at = dt.datetime.fromisoformat(as_of) if as_of else started
    if at.tzinfo is None:
        raise ValueError("as_of needs a time zone, such as 2024-08-27T12:00:00+02:00")
    return RunSpec(
        at=at.isoformat(),
        recorded_at=started.isoformat(),
        portfolio=portfolio,
        wheels=tuple(wheels or ()),
        out=out,
        files=files,
    )
