"""When an address takes no messages: switch it off, tell the office once, and give what was to be said to the next channel.

What lives here: the steps, each in the caller's transaction. Which channels there are is `reaching.py`.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from arshjul.flows.parts import Parts
from arshjul.flows.reaching import office_way, ways
from arshjul.models.lang import say
from arshjul.models.portfolio import Channel
from arshjul.notifications.keys import message_key
from arshjul.notifications.office_words import Note
from arshjul.store import addresses, office_notes, outbox, reminders

_WORDS = {Channel.EMAIL: ("e-post", "e-mail"), Channel.SLACK: ("Slack", "Slack")}


def is_off(connection: Connection, claimed: outbox.Claimed) -> bool:
    """Whether that person's address on the message's channel is switched off already."""
    return (claimed.person_id, claimed.channel) in addresses.switched_off(connection)


def refused(connection: Connection, parts: Parts, claimed: outbox.Claimed, why: str) -> bool:
    """The transport has said that the address takes nothing. True when all that was to be said goes by another channel now.

    The office's own address is not switched off, since nobody could be told of it.
    """
    if claimed.person_slug == office_notes.OFFICE:
        return moved(connection, parts, claimed, why)
    address = addresses.address_of(claimed.channel, claimed.email, claimed.slack_id)
    new = addresses.switch_off(connection, parts.moment, claimed.person_id, claimed.channel, address, why)
    instead = _instead(connection, parts, claimed)
    done = moved(connection, parts, claimed, why)
    if new:
        body = {
            "person": claimed.person_id, "channel": claimed.channel, "since": parts.moment.at.isoformat(),
            "instead": next(iter(instead.values()), "") if done else "", "reason": why,
        }  # fmt: skip
        subject = f"{claimed.person_id}/{claimed.channel}/{parts.moment.at.isoformat()}"
        tell_office(connection, parts, office_notes.NoteRow(Note.ADDRESS_OFF.value, subject, body))
    return done


def moved(connection: Connection, parts: Parts, claimed: outbox.Claimed, why: str) -> bool:
    """Give each notice to the next channel of whom it is about; what has none stays, and the message is a dead letter."""
    instead, notes = _instead(connection, parts, claimed), _instead_of_notes(connection, parts, claimed)
    used = sorted({*instead.values(), *notes})
    for channel in used:
        some = [notice for notice, way in instead.items() if way == channel]
        listener = (claimed.person_id, channel)
        today = reminders.messages_of_today(connection, parts.moment, parts.portfolio.id, [listener], message_key)
        outbox.give_to(connection, some, today[listener][0])
        if channel in notes:
            office_notes.give_to(connection, claimed.id, today[listener][0])
    left = outbox.notices_of(connection, claimed.id) or office_notes.of(connection, claimed.id)
    if left or not used:
        outbox.mark_failed(connection, parts.moment, claimed, parts.worker, why, permanent=True)
        return False
    where = ", ".join(say(*_WORDS[Channel(way)]) for way in used)
    outbox.mark_cancelled(connection, parts.moment, claimed, say(f"går på {where}: {why}", f"goes by {where}: {why}"))
    return True


def tell_office(connection: Connection, parts: Parts, note: office_notes.NoteRow) -> bool:
    """Write what the office itself is to be told; False when it has been told already."""
    office = parts.portfolio.office
    person = office_notes.person(connection, office.name.nb, office.email)
    listener = (person, office_way(parts).value)
    return office_notes.write(connection, parts.moment, note, parts.portfolio.id, listener, message_key)


def _instead_of_notes(connection: Connection, parts: Parts, claimed: outbox.Claimed) -> list[str]:
    """The next channel of the notes to a person; the office itself has none."""
    if not office_notes.of(connection, claimed.id):
        return []
    return [way.value for way in ways(parts, "", claimed.person_slug, _off(connection, claimed))][:1]


def _off(connection: Connection, claimed: outbox.Claimed) -> Collection[str]:
    """The channels that person is not reached on: the message's own, and those that are switched off."""
    off = (channel for person, channel in addresses.switched_off(connection) if person == claimed.person_id)
    return {claimed.channel, *off}


def _instead(connection: Connection, parts: Parts, claimed: outbox.Claimed) -> dict[int, str]:
    """The next channel of each notice, where there is one."""
    off = _off(connection, claimed)
    found: dict[int, Channel | None] = {
        row.id: next(ways(parts, row.actor, claimed.person_slug, off), None)
        for row in outbox.notices_of(connection, claimed.id)
    }
    return {notice: way.value for notice, way in found.items() if way is not None}
