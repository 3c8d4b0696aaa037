"""The reminding stages of the day: decide which rungs fire, then send what waits.

What lives here: plain functions over `Parts`. A decision writes its notices and messages in one transaction;
a message is claimed, looked at again, sent, and only then marked. No Prefect.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.listeners import Listeners
from arshjul.flows.loading import sync_people
from arshjul.flows.notice_views import recipient_of, still_wanted, views_for
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Kind
from arshjul.models.schema_words import printable
from arshjul.notifications.decide import decide
from arshjul.notifications.email import build_email
from arshjul.notifications.keys import message_key
from arshjul.notifications.manners import may_send
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports.base import Channel, EmailOut, Outgoing, SlackOut, TransportError
from arshjul.notifications.wording import NoticeView, render
from arshjul.store import backlog, outbox, reminders


@dataclass(frozen=True, slots=True)
class Decided:
    """What a tick decided. `quiet`: nothing is decided at night, on weekends or on holidays."""

    notices: int = 0
    messages: int = 0
    spent: int = 0
    quiet: bool = False


@dataclass(slots=True)
class Sent:
    """What a dispatch did."""

    sent: int = 0
    cancelled: int = 0
    failed: int = 0


def decide_reminders(parts: Parts, kinds: Collection[Kind] = ()) -> Decided:
    """One tick: select the rungs that are due, decide on them, write what follows; one transaction."""
    office = parts.portfolio.office
    if not may_send(parts.moment.at, (office.quiet_hours.start, office.quiet_hours.end)):
        return Decided(quiet=True)
    people = sync_people(parts)
    with parts.database.write() as connection:
        decided = decide_on(connection, parts, people, kinds)
    with parts.database.write() as connection:
        backlog.gather(connection, parts.moment, parts.portfolio.id, message_key)
    return decided


def decide_on(connection: Connection, parts: Parts, people: Mapping[str, int], kinds: Collection[Kind] = ()) -> Decided:
    """The tick itself, in the caller's transaction; `people` are the ids of everyone in the portfolio."""
    due = reminders.due_rungs(connection, parts.moment.today, [kind.value for kind in kinds])
    decision = decide(due, parts.moment.today)
    listeners = Listeners(parts, people)
    told: dict[tuple[reminders.Listener, ...], list[int]] = {}
    for rung in decision.fire:
        who = listeners.of(rung.actor, rung.kind, rung.step)
        if who:  # else nobody: the rung stays open, and the board says that an owner is missing
            told.setdefault(who, []).append(rung.step_id)
    notices, new = reminders.write_decision(
        connection, parts.moment, parts.portfolio.id, told, decision.spent, message_key
    )
    return Decided(notices, new, len(decision.spent))


async def dispatch(parts: Parts) -> Sent:
    """Send every waiting message: claim, look again, send, mark. Safe beside other dispatchers."""
    office = parts.portfolio.office
    result = Sent()
    if not may_send(parts.moment.at, (office.quiet_hours.start, office.quiet_hours.end)):
        return result
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        ids = outbox.waiting(connection, parts.moment.today)
    for id_ in ids:
        with parts.database.write() as connection:
            claimed = outbox.claim(connection, id_, parts.worker)
        if claimed is not None:
            await _send(parts, catalogue, claimed, result)
    return result


async def _send(parts: Parts, catalogue: Catalogue, claimed: outbox.Claimed, result: Sent) -> None:
    with parts.database.write() as connection:
        rows = outbox.notices_of(connection, claimed.id)
        wanted = still_wanted(row for row in rows if row.key in catalogue.deliverables)
        outbox.drop(connection, [row.id for row in rows if row not in wanted])
        if not wanted:
            outbox.mark_cancelled(connection, parts.moment, claimed)
    if not wanted:
        result.cancelled += 1
        return
    try:
        outgoing = _outgoing(parts, claimed, views_for(parts, catalogue, claimed, wanted))
        receipt = await parts.transports[Channel(claimed.channel)].send(outgoing)
    except Exception as error:  # whatever is wrong with one message, the others go out
        permanent = getattr(error, "permanent", isinstance(error, ValueError))  # no message can hold such a text
        _failed(parts, claimed, error, permanent=permanent)
        result.failed += 1
        return
    with parts.database.write() as connection:
        outbox.mark_sent(connection, parts.moment, claimed, receipt.external_id)
    result.sent += 1


def _failed(parts: Parts, claimed: outbox.Claimed, error: Exception, *, permanent: bool) -> None:
    reason = str(error) if isinstance(error, TransportError) else f"{type(error).__name__}: {error}"
    with parts.database.write() as connection:
        reason = printable(reason, 500)
        outbox.mark_failed(connection, parts.moment, claimed, parts.worker, reason, permanent=permanent)


def _outgoing(parts: Parts, claimed: outbox.Claimed, views: list[NoticeView]) -> Outgoing:
    recipient = recipient_of(claimed)
    office = parts.portfolio.office
    rendered = render(recipient, views, office.name[recipient.lang], parts.moment.today)
    if claimed.channel == Channel.SLACK:
        payload = build_slack(rendered, views, recipient, key=claimed.key, today=parts.moment.today)
        return SlackOut(claimed.key, claimed.slack_id or "", claimed.day, payload)
    name = office.name[recipient.lang]
    message = build_email(rendered, office.email, recipient, claimed.key, parts.moment.at, sender_name=name)
    return EmailOut(claimed.key, claimed.email, claimed.day, message)
