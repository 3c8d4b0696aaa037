"""Formal deliveries registered: when a document was sent to the ministry, how, and under which case number.

What lives here: one transaction per registration. The report that the program pulls is "received by the office" whatever is
registered here; timeliness follows the formal sending (`store/sendings.py`).
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.wording import CHANNEL_WORDS, word
from arshjul.flows import named
from arshjul.flows.nameless import must_name_nobody
from arshjul.flows.parts import Parts
from arshjul.flows.recorded import Recorded
from arshjul.models.codes import State
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import SendingChannel
from arshjul.store import events, rungs, sendings, signatories, standing
from arshjul.store.owed import Owed


class Formal(NamedTuple):
    """A sending as somebody tells it: the day (or the instant), the way, and the ministry's or the actor's case number."""

    sent: dt.date | dt.datetime
    channel: SendingChannel
    reference: str
    file: sendings.Attached | None = None


def register(parts: Parts, key: str, formal: Formal, by: str | None = None) -> Recorded:
    """Register a formal sending; a deliverable that nothing has come of counts as received from now on.

    A mistake is mended by registering again: the newest holds. Registering the same again writes nothing. Sent before it was
    asked for it is warned of. BadInput for what is sent in the future.
    """
    file = formal.file.name if formal.file else ""
    must_name_nobody(parts, {"--reference": formal.reference, "--attach": file})
    day = _day(parts, formal)
    with parts.database.write() as connection:
        now, item = named.deliverable(connection, parts, key)
        early = tuple(_early(connection, parts, now, item, day))
        who = named.signed(connection, parts, by or signatories.OFFICE)
        called = named.called(connection, parts, [who])[who]
        before = next(reversed(sendings.of(connection, now.id)), None)
        if before is not None and _is_same(before, day, formal):
            return Recorded(before.no, (now.key,), called, day, early, already=True)
        after = {"sent_on": day, "channel": formal.channel, "reference": formal.reference}
        after["attachment"] = formal.file.digest if formal.file else None
        seq = events.append(
            connection, parts.moment, "delivery.registered", now.key, after=after, actor=who,
            before=before and {"sent_on": before.sent_on, "channel": before.channel, "reference": before.reference},
        )  # fmt: skip
        no = _write(connection, parts, now, day, formal, who, seq)
    return Recorded(no, (now.key,), called, day, (*_corrects(before), *early))


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


def _early(connection: Connection, parts: Parts, now: Owed, item: Deliverable, day: dt.date) -> Iterator[str]:
    """A day before anybody asked for it is most often a wrong year; it is warned of, since it would count as in time."""
    documents = parts.catalogue_of(connection).wheel_of(item).documents
    dates = [documents[slug].date for slug in item.documents if slug in documents]
    opened = min((rung.fire_on for rung in rungs.ladder(connection, now.key, now.revision)), default=None)
    if dates and day < min(dates):
        yield say(
            f"{day} er før brevet som ber om leveransen, datert {min(dates)}: se om året er riktig",
            f"{day} is before the letter that asks for it, of {min(dates)}: see whether the year is right",
        )
    elif opened is not None and day < opened:
        yield say(f"{day} er før leveransen åpner, {opened}", f"{day} is before it opens, on {opened}")


def _is_same(before: sendings.Sent, day: dt.date, formal: Formal) -> bool:
    digest = formal.file.digest if formal.file else None
    told = (before.sent_on, before.channel, before.reference, before.attachment)
    return told == (day, formal.channel.value, formal.reference, digest)


def _corrects(before: sendings.Sent | None) -> list[str]:
    if before is None:
        return []
    stands = f"{before.sent_on}, {word(CHANNEL_WORDS, before.channel, get_lang())}, {before.reference}"
    return [
        say(f"erstatter registrering {before.no}: {stands}", f"takes the place of registration {before.no}: {stands}")
    ]
