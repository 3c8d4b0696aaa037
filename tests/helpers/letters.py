"""What people of the small office are told: what waits for them, and what they have received in words."""

import asyncio
import datetime as dt

from office import Office

from arshjul.flows import changing, moving, sending
from arshjul.notifications.email import plain_words

MEETING = "followup-2024-4"


def move(office: Office, day: str, when: str, why: str = "møtekollisjon") -> None:
    """The ministry has moved the meeting of 9 September, and the office records it."""
    parts = office.at(when)
    changing.applied(parts, moving.move(MEETING, dt.date.fromisoformat(day), parts.moment.today, why))


def sent(office: Office, when: str, person: str) -> list[str]:
    """Subject and text, on one line, of every message that a person is sent now."""
    office.memory.sent.clear()
    asyncio.run(sending.dispatch(office.at(when)))
    return received(office, person)


def received(office: Office, person: str) -> list[str]:
    """The same of every message that has gone out to a person since the last look."""
    return [
        " ".join(f"{out.payload['Subject']} | {plain_words(out.payload)}".split())
        for out in office.memory.sent.values()
        if out.to == f"{person}@example.org"
    ]


def waiting(office: Office) -> list[tuple[str, str]]:
    """Person and step of every notice that waits to be said."""
    rows = office.rows(
        "SELECT slug, step FROM notice JOIN message ON message.id = message_id JOIN person ON person.id = notice.person_id "
        "WHERE message.state = 'pending' AND NOT dropped ORDER BY slug, notice.id"
    )
    return [(slug, step) for slug, step in rows]
