"""Dispatchers killed at random, again and again, while Slack and the mail server misbehave: nothing lost, nothing doubled.

On e-mail a message may come twice, and then under the same Message-ID. `ARSHJUL_KILLS` sets how many kills there are.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from office import Office, moment
from posts import SENDER, decide, send, time_passes, use_servers
from processes import HELPERS
from slack_server import POST, Fault, SlackServer
from smtp_server import MailServer, Trick
from sqlalchemy import insert, select

from arshjul.notifications.keys import message_id, message_key
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, PERSON

pytestmark = pytest.mark.timeout(900)

KILLS = {"sqlite": 200, "postgresql": 40}
DAY = "2024-01-16"
ABOUT = "prove-2024.report.followup-2024-1.nhn"
SEED = int(os.environ.get("ARSHJUL_SEED", random.SystemRandom().randrange(10**6)))

NURSERY = """
import sys
sys.path.insert(0, {helpers!r})
import asyncio, datetime as dt, os, signal
from dataclasses import replace
from pathlib import Path
from office import moment
from slack_server import TOKEN
from arshjul.flows.parts import build_parts
from arshjul.flows.sending import Pace, dispatch
from arshjul.models.portfolio_channels import Security
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.memory import MemoryTransport
from arshjul.notifications.transports.settings import SlackSettings, SmtpSettings
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.transports.smtp import SmtpTransport
from arshjul.store.engine import open_database
from arshjul.store.trial import on_trial

folder, url, slack_url, mail_port, sender = Path(sys.argv[1]), *sys.argv[2:]
PACE = Pace(lease=dt.timedelta(seconds=4), ask_after=dt.timedelta(seconds=1), patience=dt.timedelta(seconds=2))
mail = SmtpSettings("127.0.0.1", int(mail_port), Security.NONE, sender)
first = build_parts(database_url=url, portfolio=folder / "portfolio.yaml", wheels=[], moment=moment({day!r}),
                    transports=dict.fromkeys(Channel, MemoryTransport()))
first.catalogue()
with on_trial(first.database) as trial:  # so that nothing is left to be made ready
    asyncio.run(dispatch(replace(first, database=trial)))
first.database.close()

def child(when):
    out = {{Channel.EMAIL: SmtpTransport(mail, answer_seconds=0.5),
            Channel.SLACK: SlackTransport(SlackSettings(TOKEN, slack_url), answer_seconds=0.5)}}
    parts = replace(first, database=open_database(url), moment=moment(when), transports=out, sender=sender,
                    worker=str(os.getpid()))
    os.write(1, b"go\\n")
    asyncio.run(dispatch(parts, PACE))

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        try:
            child(line.strip())
        finally:
            os._exit(0)
    os.write(1, b"%d\\n" % pid)
"""


class Nursery:
    """A process that has imported everything and has children that dispatch, so that many can be had in a short time."""

    def __init__(self, office: Office, slack: SlackServer, mail: MailServer) -> None:
        script = NURSERY.format(helpers=str(HELPERS), day=DAY)
        words = [str(office.folder), office.url, slack.url, str(mail.port), SENDER]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, *words], stdin=pipe, stdout=pipe, text=True, cwd=office.folder
        )
        assert self._line() == "ready"

    def children(self, count: int, when: str) -> list[int]:
        """Children that are about to send their first message, by process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{when}\n" * count)
        self.process.stdin.flush()
        told = [self._line() for _ in range(2 * count)]
        assert told.count("go") == count, told
        return [int(line) for line in told if line != "go"]

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the nursery has died"
        return line.strip()

    def close(self) -> None:
        """End it; its children have been killed."""
        self.process.communicate(timeout=30)


@contextmanager
def nursery(office: Office, slack: SlackServer, mail: MailServer) -> Iterator[Nursery]:
    made = Nursery(office, slack, mail)
    try:
        yield made
    finally:
        made.close()


def waiting_messages(office: Office, count: int) -> list[str]:
    """One waiting message each for many people, half of them on Slack; the ids of those."""
    slack_ids = []
    with office.parts.database.write() as connection:
        one = connection.execute(select(DELIVERABLE.c.id).where(DELIVERABLE.c.key == ABOUT)).scalar()
        for number in range(count):
            slack_id = f"U0P{number:05d}" if number % 2 else None
            person = {"slug": f"p{number}", "name": "N", "email": f"p{number}@example.org", "slack_id": slack_id}
            [id_] = connection.execute(insert(PERSON).values(lang="nb", **person)).inserted_primary_key or ()
            channel, day = "slack" if slack_id else "email", moment(DAY).today
            values = {"person_id": id_, "channel": channel, "day": day, "number": 1, "state": "pending", "attempts": 0}
            key = message_key("prove", id_, channel, day, 1)
            made = connection.execute(insert(MESSAGE).values(dedup_key=key, decided_at=moment(DAY).at, **values))
            notice = {"deliverable_id": one, "revision": 1, "step": "invitation", "person_id": id_, "dropped": False}
            connection.execute(insert(NOTICE).values(message_id=made.inserted_primary_key[0], **notice))
            slack_ids += [slack_id] if slack_id else []
    return slack_ids


def misbehave(slack: SlackServer, mail: MailServer, dice: random.Random) -> None:
    """A tenth of the posts goes wrong in some way, and sometimes Slack does not answer a question."""
    posts = [fault for fault in Fault if fault is not Fault.RATE_LIMITED]

    def decide_fault(method: str) -> Fault | str | None:
        if method == POST and dice.random() < 0.1:
            return dice.choice(posts)
        if method == POST and dice.random() < 0.01:
            return Fault.RATE_LIMITED
        return Fault.BROKEN if method != POST and dice.random() < 0.02 else None

    slack.decide = decide_fault
    mail.handler.tricks.extend(dice.choice([Trick.DROP_AFTER, Trick.DROP_HALFWAY]) for _ in range(3))


def killed(young: list[int], dice: random.Random) -> int:
    """Kill each after a while; how many were still alive."""
    count = 0
    for pid in young:
        time.sleep(dice.random() * 0.25)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            count += 1
    return count


def test_nothing_is_lost_and_nothing_doubled_however_often_dispatchers_are_killed(office: Office) -> None:
    kind = "sqlite" if office.url.startswith("sqlite") else "postgresql"
    wanted = int(os.environ.get("ARSHJUL_KILLS", KILLS[kind]))
    dice = random.Random(SEED)
    decide(office, f"{DAY}T07:30")
    send(office, f"{DAY}T07:31")  # what the office itself has to say, out of the way
    messages = waiting_messages(office, max(40, wanted))
    with (
        SlackServer(people={f"{slack_id}@x.example": slack_id for slack_id in messages}) as slack,
        MailServer() as mail,
    ):
        misbehave(slack, mail, dice)
        kills, rounds = 0, 0
        with nursery(office, slack, mail) as house:
            while kills < wanted and rounds < 2 * wanted:
                when = moment(f"{DAY}T08:00").local.replace(hour=8 + rounds // 60 % 9, minute=rounds % 60)
                kills += killed(house.children(dice.choice([1, 1, 2]), when.strftime("%Y-%m-%dT%H:%M")), dice)
                rounds += 1
                if dice.random() < 0.3:
                    mail.handler.tricks.append(dice.choice([Trick.DROP_AFTER, Trick.DROP_HALFWAY, Trick.DROP_BEFORE]))
        slack.decide = lambda method: None
        mail.handler.tricks.clear()
        for _ in range(4):
            use_servers(office, mail, slack)
            time_passes(office)
            send(office, f"{DAY}T16:58")
        assert kills >= wanted * 0.25, f"seed {SEED}"  # a slow machine gets fewer in before a child is done
        check_slack(office, slack)
        check_mail(office, mail)


def check_slack(office: Office, slack: SlackServer) -> None:
    """Every message stands there once, and is known by the name that Slack gave it."""
    stored = office.rows("SELECT dedup_key, state, external_id FROM message WHERE channel = 'slack'")
    posted = {message.key: f"{message.channel}/{message.ts}" for message in slack.posted}
    assert Counter(state for _, state, _ in stored) == {"sent": len(stored)}, f"seed {SEED}"
    assert slack.keys() == Counter({key: 1 for key, _, _ in stored}), f"seed {SEED}"
    assert {key: external_id for key, _, external_id in stored} == posted, f"seed {SEED}"


def check_mail(office: Office, mail: MailServer) -> None:
    """Everybody has theirs, under one name however often it came."""
    stored = office.rows(
        "SELECT dedup_key, state, person.email FROM message JOIN person ON person.id = person_id WHERE channel = 'email' "
        "AND slug LIKE 'p%' AND person.email LIKE 'p_%@example.org' AND slug <> 'peder'"
    )
    ours = [row for row in stored if re.fullmatch(r"p\d+@example.org", row[2])]
    assert {state for _, state, _ in ours} == {"sent"}, f"seed {SEED}"
    expected = {(email, message_id(key, SENDER.partition("@")[2])) for key, _, email in ours}
    assert {(kept.to[0], str(kept.message["Message-ID"])) for kept in mail.kept} == expected, f"seed {SEED}"
