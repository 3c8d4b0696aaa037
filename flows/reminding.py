"""The reminding stages of the day: decide which rungs fire, then send what waits.

What lives here: plain functions over `Parts`. A decision writes its notices and messages in one transaction;
a message is claimed, looked at again, sent, and only then marked. No Prefect.
"""

from collections.abc import Collection
from dataclasses import dataclass

from arshjul.flows.loading import sync_people
from arshjul.flows.notice_views import recipient_of, step_of, still_wanted, views_for
from arshjul.flows.parts import Parts
from arshjul.models.codes import Kind
from arshjul.models.portfolio import Person, Role
from arshjul.notifications.audience import recipients
from arshjul.notifications.decide import DueStep, decide
from arshjul.notifications.email import build_email
from arshjul.notifications.keys import message_key
from arshjul.notifications.manners import may_send
from arshjul.notifications.slack_blocks import build_slack
from arshjul.notifications.transports.base import Channel, EmailOut, Outgoing, SlackOut, TransportError
from arshjul.notifications.wording import NoticeView, render
from arshjul.store import outbox, reminders


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
        rungs = {r.step_id: r for r in reminders.due_rungs(connection, parts.moment.today, [k.value for k in kinds])}
        decision = decide(
            (
                DueStep(r.step_id, r.deliverable_id, r.revision, step_of(r.step), r.fire_on, r.state, r.confirmed)  # type: ignore[arg-type]
                for r in rungs.values()
            ),
            parts.moment.today,
        )
        audience = _Audience(parts, people)
        notices, fired = [], []
        for step in decision.fire:
            rung = rungs[step.step_id]
            told = audience.of(rung.actor, Kind(rung.kind), rung.step)
            if not told:
                continue  # nobody to tell: the rung stays open, and the board says that an owner is missing
            fired.append(step.step_id)
            notices += [
                reminders.NoticeValues(step.step_id, rung.deliverable_id, rung.revision, rung.step, person, channel)
                for person, channel in told
            ]
        new = reminders.write_decision(
            connection, parts.moment, parts.portfolio.id, notices, fired, decision.spent, message_key
        )
    return Decided(len(notices), new, len(decision.spent))


class _Audience:
    """Looks up who is told, each combination once per tick."""

    def __init__(self, parts: Parts, people: dict[str, int]) -> None:
        self.parts, self.people = parts, people
        self._known: dict[tuple[str, Kind, str], list[tuple[int, str]]] = {}

    def of(self, actor: str, kind: Kind, step: str) -> list[tuple[int, str]]:
        """Person ids and channels."""
        place = (actor, kind, step.partition(".")[0])
        if place not in self._known:
            told = recipients(step_of(step), holders(self.parts, actor, kind))
            self._known[place] = [(self.people[person.id], self._channel(actor, person)) for _, person in told]
        return self._known[place]

    def _channel(self, actor: str, person: Person) -> str:
        """The first of the actor's channels on which the person can be reached; everyone has e-mail."""
        for channel in self.parts.portfolio.channels_for(actor):
            if channel != Channel.SLACK or person.slack_id:
                return str(channel)
        return Channel.EMAIL.value


def holders(parts: Parts, actor: str, kind: Kind) -> dict[Role, Person]:
    """Who holds each role for one kind of an actor's deliverables today."""
    found = {role: parts.portfolio.holder(actor, role.value, parts.moment.today, kind) for role in Role}
    return {role: person for role, person in found.items() if person is not None}


async def dispatch(parts: Parts) -> Sent:
    """Send every waiting message: claim, look again, send, mark. Safe beside other dispatchers."""
    office = parts.portfolio.office
    result = Sent()
    if not may_send(parts.moment.at, (office.quiet_hours.start, office.quiet_hours.end)):
        return result
    with parts.database.read() as connection:
        ids = outbox.waiting(connection, parts.moment)
    for id_ in ids:
        with parts.database.write() as connection:
            claimed = outbox.claim(connection, parts.moment, id_, parts.worker)
        if claimed is not None:
            await _send(parts, claimed, result)
    return result


async def _send(parts: Parts, claimed: outbox.Claimed, result: Sent) -> None:
    with parts.database.write() as connection:
        rows = outbox.notices_of(connection, claimed.id)
        wanted = [row for row in rows if still_wanted(row)]
        outbox.drop(connection, [row.id for row in rows if row not in wanted])
        if not wanted:
            outbox.mark_cancelled(connection, claimed.id)
    if not wanted:
        result.cancelled += 1
        return
    try:
        outgoing = _outgoing(parts, claimed, views_for(parts, claimed, wanted))
        receipt = await parts.transports[Channel(claimed.channel)].send(outgoing)
    except (TransportError, ValueError) as error:  # ValueError: an address or text that no message can hold
        permanent = getattr(error, "permanent", True)
        with parts.database.write() as connection:
            outbox.mark_failed(connection, claimed.id, str(error), permanent=permanent)
        result.failed += 1
        return
    with parts.database.write() as connection:
        outbox.mark_sent(connection, parts.moment, claimed.id, receipt.external_id)
    result.sent += 1


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
