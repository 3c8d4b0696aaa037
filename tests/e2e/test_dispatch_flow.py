"""The flow `dispatch` on a real Prefect server: senders take turns, and one that waits for long leaves it to the other."""

import shutil
from typing import Any

import pytest
from processes import told_by

from arshjul.flows.settings import shipped_portfolio

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(300)]

SCRIPT = """
import asyncio, json, os, sys
from pathlib import Path
from arshjul.flows.server import API_URL, environment, own_server, quiet_environment
portfolio, database, home = sys.argv[1:]
os.environ["ARSHJUL_DATABASE_URL"] = database
told = {}
with own_server(Path(home), lambda _: None) as api, environment({API_URL: api, **quiet_environment(Path(home))}):
    from prefect.concurrency.asyncio import concurrency
    from arshjul.flows import day
    from arshjul.flows.limit import DISPATCH_LIMIT, ensure_limit
    looked = []
    really = day.sending.dispatch
    async def watched(parts):
        looked.append(parts.moment.today.isoformat())
        return await really(parts)
    day.sending.dispatch = watched
    async def run(when):
        done = await day.dispatch(portfolio=portfolio, as_of=f"{when}T12:00:00+02:00", out=home)
        return done, len(looked)
    async def main():
        try:
            await run("2024-08-26")
        except Exception as error:
            told["without"] = f"{type(error).__name__}: {error}"
        await ensure_limit()
        patient, day.TURN_SECONDS = day.TURN_SECONDS, 3
        async with concurrency(DISPATCH_LIMIT, occupy=1, strict=True):
            told["while another sends"] = await run("2024-08-27")
        day.TURN_SECONDS = patient  # nobody else sends now, but the machine may be slow
        told["after it"] = await run("2024-08-28")
    asyncio.run(main())
print(json.dumps(told))
"""
NOTHING = {"sent": 0, "cancelled": 0, "failed": 0}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("dispatch")
    shutil.copytree(shipped_portfolio().parent, folder / "office")
    words = [str(folder / "office" / "portfolio.yaml"), f"sqlite:///{folder / 'a.db'}", str(folder / "home")]
    return told_by(SCRIPT, words, folder)


def test_without_the_limit_it_fails_and_says_what_is_missing(told: dict[str, Any]) -> None:
    assert "'arshjul-dispatch'] must be created" in told["without"]


def test_one_that_waits_for_long_leaves_it_to_the_other_and_is_no_failure(told: dict[str, Any]) -> None:
    assert told["while another sends"] == [NOTHING, 0]


def test_the_next_has_its_turn(told: dict[str, Any]) -> None:
    assert told["after it"] == [NOTHING, 1]
