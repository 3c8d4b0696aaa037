"""Dispatch to a loopback Slack: what a message costs above the bare posting, whether memory stays flat, and the pace.

What lives here: a server of the tests' own that takes one post a second per conversation, as Slack does, and one dispatching
process beside it, whose memory is read from the system. Everybody has a conversation of their own, so that the limit per
conversation holds nobody up; a second, shorter run has the limit of a whole workspace as well, and its floor is that pace.
`python benchmarks/bench_dispatch.py --messages 10000` runs the whole of it (some minutes); the default is a part.
"""

import argparse
import asyncio
import datetime as dt
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_serve import Size
from measuring import Line, print_lines, tell
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert, select

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "helpers"))
from slack_server import TOKEN, SlackServer

from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows.loading import load_wheels
from arshjul.flows.parts import build_parts
from arshjul.flows.settings import shipped_portfolio
from arshjul.models.moment import OSLO, Moment
from arshjul.notifications.keys import message_key
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.store.engine import sqlite_url
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, PERSON

MESSAGES, AIM, GROWTH_AIM = 1000, 20.0, 10.0
PACED, PACE, PACE_AIM = 100, 5, 1.5  # Slack lets an application post several hundred messages a minute to one workspace
NOON = dt.datetime(2024, 1, 17, 9, tzinfo=OSLO)
_DISPATCH = """
import asyncio, sys
from pathlib import Path
from arshjul.flows.parts import build_parts
from arshjul.flows.sending import Pace, dispatch
from arshjul.flows.settings import shipped_portfolio
from arshjul.models.moment import Moment
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.settings import SlackSettings
from arshjul.notifications.transports.slack import SlackTransport
import datetime as dt
url, slack, token, at = sys.argv[1:]
moment = Moment(dt.datetime.fromisoformat(at), dt.datetime.fromisoformat(at))
out = SlackTransport(SlackSettings(token, slack))
parts = build_parts(database_url=url, portfolio=shipped_portfolio(), wheels=[], moment=moment, transports={Channel.SLACK: out})
done = asyncio.run(dispatch(parts))
print(done.sent, flush=True)
"""


def run(messages: int = MESSAGES) -> list[Line | Size]:
    """Time against bare posting, memory at the end against that after a quarter of the messages, and time against the pace."""
    bare, seconds, early, late = _timed(messages, None)
    _, paced, _, _ = _timed(PACED, PACE)
    work = f"dispatch of {messages:,} messages to a Slack of one a second per person"
    memory = f"  growth of its memory from a quarter of them on, to {late:.0f} MB"
    limited = f"dispatch of {PACED:,} to a Slack that takes {PACE} a second in all"
    return [
        Line(work, bare, seconds, AIM),
        Size(memory, max(late - early, 0.0), GROWTH_AIM),
        Line(limited, PACED / PACE, paced, PACE_AIM),
    ]


def _timed(messages: int, pace: int | None) -> tuple[float, float, float, float]:
    """Seconds of bare posting (none where there is a pace) and of the dispatch, and its megabytes early and late."""
    with tempfile.TemporaryDirectory(prefix="arshjul-bench-") as folder:
        url = sqlite_url(Path(folder) / "dispatch.db")
        people = _waiting(url, messages)
        bare = 0.0
        if pace is None:
            with SlackServer(people=people, channel_pace=1) as server:
                bare = asyncio.run(_bare(server, list(people.values())))
        with SlackServer(people=people, channel_pace=1, pace=pace) as server:
            return bare, *_dispatched(server, url, messages)


async def _bare(server: SlackServer, people: list[str]) -> float:
    """The least that must be asked of Slack for as many messages: a conversation and a post each, one after the other."""
    client = AsyncWebClient(token=TOKEN, base_url=server.url, retry_handlers=[])
    client.proxy = None
    began = time.monotonic()
    for person in people:
        opened = await client.conversations_open(users=person)
        channel = opened["channel"]["id"]
        await client.chat_postMessage(channel=channel, text="x", metadata={"event_type": "x", "event_payload": {}})
    return time.monotonic() - began


def _dispatched(server: SlackServer, url: str, messages: int) -> tuple[float, float, float]:
    """Seconds from first to last post, and the dispatcher's megabytes early and late."""
    words = [url, server.url, TOKEN, NOON.isoformat()]
    process = subprocess.Popen([sys.executable, "-c", _DISPATCH, *words], stdout=subprocess.PIPE, text=True)
    began, early, late = 0.0, 0.0, 0.0
    while process.poll() is None:
        time.sleep(0.2)
        posted = len(server.posted)
        began = began or (time.monotonic() if posted else 0.0)
        late = _megabytes(process.pid) or late
        if not early and posted >= messages / 4:
            early = late
    out, _ = process.communicate()
    if int(out or 0) != messages or max(server.keys().values()) != 1:
        raise RuntimeError(f"{out.strip()} of {messages} sent")
    tell(f"  {server.calls['chat.postMessage'] - messages:,} posts were told to wait")
    return time.monotonic() - began, early, late


def _waiting(url: str, messages: int) -> dict[str, str]:
    """A database in which each of many people has a message waiting; their addresses and Slack ids."""
    moment = Moment(NOON, NOON)
    year = [path for path in shipped_wheels() if "2024" in path.name]
    memory = MemoryTransport()
    parts = build_parts(
        database_url=url, portfolio=shipped_portfolio(), wheels=year, moment=moment, transports={Channel.SLACK: memory}
    )
    load_wheels(parts)
    people = {f"p{number}@example.org": f"U0{number:07d}" for number in range(messages)}
    with parts.database.write() as connection:
        about = connection.execute(select(DELIVERABLE.c.id).where(DELIVERABLE.c.state == "planned").limit(1)).scalar()
        for email, slack_id in people.items():
            person = {
                "slug": email.partition("@")[0],
                "name": "Navn",
                "email": email,
                "slack_id": slack_id,
                "lang": "nb",
            }
            [id_] = connection.execute(insert(PERSON).values(**person)).inserted_primary_key or ()
            key = message_key("bench", id_, "slack", moment.today, 1)
            values = {"person_id": id_, "channel": "slack", "day": moment.today, "state": "pending", "attempts": 0}
            made = connection.execute(
                insert(MESSAGE).values(dedup_key=key, number=1, decided_at=NOON, **values)
            ).inserted_primary_key
            notice = {"deliverable_id": about, "revision": 1, "step": "invitation", "person_id": id_, "dropped": False}
            connection.execute(insert(NOTICE).values(message_id=made[0] if made else None, **notice))
    parts.database.close()
    return people


def _megabytes(pid: int) -> float:
    """What a process holds in memory now; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Dispatch to a loopback Slack at its pace.")
    asked.add_argument("--messages", type=int, default=MESSAGES)
    chosen = asked.parse_args()
    print_lines([*run(chosen.messages)])
