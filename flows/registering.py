"""Formal deliveries registered: when a document was sent to the ministry, how, and under which case number.

What lives here: one transaction per registration. The report that the program pulls is "received by the office" whatever is
registered here; timeliness follows the formal sending (`store/sendings.py`).
"""

import datetime as dt
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows import named
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Recorded
from arshjul.models.codes import State
from arshjul.models.lang import say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import SendingChannel
from arshjul.store import events, sendings, signatories, standing
from arshjul.store.owed import Owed


class Formal(NamedTuple):
    """A sending as somebody tells it: the day (or the instant), the way, and the ministry's or the actor's case number."""

    sent: dt.date | dt.datetime
    channel: SendingChannel
    reference: str
    file: sendings.Attached | None = None


def register(parts: Parts, key: str, formal: Formal, by: str | None = None) -> Recorded:
    """Register a formal sending; a deliverable that nothing has come of counts as received from now on.

    A mistake is mended by registering again: the newest holds. Registering the same again writes nothing. BadInput for what
    is sent in the future.
    """
    day = _day(parts, formal)
    with parts.database.write() as connection:
        now, _ = named.deliverable(connection, parts, key)
        who = named.signed(connection, parts, by or signatories.OFFICE)
        called = named.called(connection, parts, [who])[who]
        before = next(reversed(sendings.of(connection, now.id)), None)
        if before is not None and _is_same(before, day, formal):
            return Recorded(before.no, (now.key,), called, day, already=True)
        after = {"sent_on": day, "channel": formal.channel, "reference": formal.reference}
        after["attachment"] = formal.file.digest if formal.file else None
        seq = events.append(
            connection, parts.moment, "delivery.registered", now.key, after=after, actor=who,
            before=before and {"sent_on": before.sent_on, "channel": before.channel, "reference": before.reference},
        )  # fmt: skip
        no = _write(connection, parts, now, day, formal, who, seq)
    return Recorded(no, (now.key,), called, day, tuple(_corrects(before)))


def _write(connection: Connection, parts: Parts, now: Owed, day: dt.date, formal: Formal, by: str, seq: int) -> int:
    digest = sendings.keep(connection, formal.file) if formal.file else None
    no = sendings.register(
        connection, parts.moment, seq, now.id,
        sent_on=day, channel=formal.channel, reference=formal.reference, by=by, attachment=digest,
    )  # fmt: skip
    if now.state in (State.PLANNED, State.OPEN) or (now.state is State.INCOMPLETE and not now.versions):
        standing.put(connection, [now.id], State.RECEIVED, seq)
    return no


def _day(parts: Parts, formal: Formal) -> dt.date:
    """The civil day in Oslo of a sending. BadInput when that is still to come."""
    sent = formal.sent
    if isinstance(sent, dt.datetime):
        later, day = sent > parts.moment.at, sent.astimezone(OSLO).date()
    else:
        later, day = sent > parts.moment.today, sent
    if later:
        what = say(f"{day} er ikke kommet ennå", f"{day} has not come yet")
        remedy = say("registrer når den er sendt", "register it when it is sent")
        raise BadInput([Problem("--sent", what, remedy=remedy)])
    return day


def _is_same(before: sendings.Sent, day: dt.date, formal: Formal) -> bool:
    digest = formal.file.digest if formal.file else None
    told = (before.sent_on, before.channel, before.reference, before.attachment)
    return told == (day, formal.channel.value, formal.reference, digest)


def _corrects(before: sendings.Sent | None) -> list[str]:
    if before is None:
        return []
    return [
        say(
            f"erstatter registrering {before.no}: {before.sent_on}, {before.channel}, {before.reference}",
            f"takes the place of registration {before.no}: {before.sent_on}, {before.channel}, {before.reference}",
        )
    ]
