"""An office whose messages really go out, to servers on loopback that can be told to misbehave."""

import asyncio
import datetime as dt
import re
from collections.abc import Callable

from office import Office, moment
from slack_server import TOKEN, SlackServer
from smtp_server import MailServer
from sqlalchemy import update

from arshjul.flows import loading, reminding, sending
from arshjul.models.portfolio_channels import Security
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.settings import SlackSettings, SmtpSettings
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.transports.smtp import SmtpTransport
from arshjul.store.engine import wall_clock
from arshjul.store.schema import CHANNEL_PAUSE, MESSAGE

SENDER = "arshjul@office.example"
QUICK = sending.Pace(ask_after=dt.timedelta(0), patience=dt.timedelta(seconds=2))
PATIENT, BRIEF = 30.0, 3.0  # seconds for an answer: a busy machine may be slow; and where the server says nothing
PEOPLE = {
    "kari@example.org": "U0KARI",
    "anne@example.org": "U0ANNE",
    "nina@example.org": "U0NINA",
    "peder@example.org": "U0PEDER",
}


def use_servers(office: Office, mail: MailServer | None, slack: SlackServer | None, seconds: float = PATIENT) -> None:
    """Let the office send to these, as a fresh process would: transports that remember nothing."""
    office.parts.transports = {}
    if mail is not None:
        settings = SmtpSettings("127.0.0.1", mail.port, Security.NONE, SENDER)
        office.parts.transports[Channel.EMAIL] = SmtpTransport(settings, answer_seconds=seconds)
        office.parts.sender = SENDER
    if slack is not None:
        office.parts.transports[Channel.SLACK] = SlackTransport(SlackSettings(TOKEN, slack.url), answer_seconds=seconds)


def with_slack(office: Office, **more: str) -> None:
    """Everyone is reached on Slack first and by e-mail next, but for what `more` says of the portfolio's text."""
    edit(office, lambda text: text.replace("people:", "channels: {order: [slack, email]}\npeople:", 1))
    for name, slack_id in PEOPLE.items():
        edit(office, lambda text, name=name, id_=slack_id: text.replace(name, f"{name}, slack_id: {id_}"))


def edit(office: Office, change: Callable[[str], str]) -> None:
    """Change the portfolio file, and read it again."""
    text = office.portfolio_path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    office.portfolio_path.write_text(changed, encoding="utf-8")
    transports, sender = office.parts.transports, office.parts.sender
    office.parts.database.close()
    office.parts = office.open()
    office.parts.transports, office.parts.sender = transports, sender


def decide(office: Office, when: str) -> reminding.Decided:
    """Load, open and decide, without sending."""
    parts = office.at(when)
    loading.load_wheels(parts)
    loading.open_what_is_due(parts)
    return reminding.decide_reminders(parts)


def send(office: Office, when: str, pace: sending.Pace = QUICK) -> sending.Sent:
    """Only send."""
    return asyncio.run(sending.dispatch(office.parts.at(moment(when)), pace))


def time_passes(office: Office) -> None:
    """As if all leases, waits and pauses had run out."""
    with office.parts.database.write() as connection:
        past = wall_clock(connection) - dt.timedelta(seconds=1)
        connection.execute(update(MESSAGE).where(MESSAGE.c.lease_until.is_not(None)).values(lease_until=past))
        connection.execute(update(MESSAGE).values(not_before=None))
        connection.execute(update(CHANNEL_PAUSE).values(until=past))


def outbox_of(office: Office, person: str) -> list[tuple[str, str]]:
    """Channel and state of every message to somebody, in order."""
    found = office.rows(
        f"SELECT channel, state FROM message JOIN person ON person.id = person_id WHERE slug = '{person}' ORDER BY message.id"
    )
    return [(channel, state) for channel, state in found]


def one_line(text: str) -> str:
    """Without line breaks."""
    return re.sub(r"\s+", " ", text)
