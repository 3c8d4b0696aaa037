"""What the program tells by itself, to the office or about a person's own calendar: notes in messages, through the outbox.

What lives here: writing and reading them, and the row that stands for the office among people. What they say is worded
when they are sent.
"""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from arshjul.models.codes import Lang
from arshjul.models.moment import Moment
from arshjul.store import events, reminders
from arshjul.store.schema import OFFICE_NOTE, PERSON

OFFICE = "@office"
"""The office's own slug; nobody in a portfolio can have it."""


class NoteRow(NamedTuple):
    """A note; `body` holds plain values and names people by id."""

    kind: str
    subject: str
    body: dict[str, Any]


def write(
    connection: Connection, moment: Moment, note: NoteRow, portfolio: str, listener: reminders.Listener,
    key_of: reminders.KeyOf,
) -> bool:  # fmt: skip
    """Write a note into today's message to the listener; False when that subject has been told already."""
    there = (OFFICE_NOTE.c.kind == note.kind) & (OFFICE_NOTE.c.subject == note.subject)
    if connection.execute(select(OFFICE_NOTE.c.id).where(there)).first() is not None:
        return False
    message, _ = reminders.messages_of_today(connection, moment, portfolio, [listener], key_of)[listener]
    body = json.dumps(note.body, ensure_ascii=False, sort_keys=True)
    values = {"kind": note.kind, "subject": note.subject, "body": body, "at": moment.at, "message_id": message}
    connection.execute(insert(OFFICE_NOTE).values(**values))
    events.append(connection, moment, "message.office_told", note.kind)
    return True


def told(connection: Connection, kind: str) -> frozenset[str]:
    """The subjects of that kind that have been told."""
    return frozenset(connection.execute(select(OFFICE_NOTE.c.subject).where(OFFICE_NOTE.c.kind == kind)).scalars())


def give_to(connection: Connection, old: int, new: int) -> None:
    """Let another message say what one was to say."""
    connection.execute(update(OFFICE_NOTE).where(OFFICE_NOTE.c.message_id == old).values(message_id=new))


def of(connection: Connection, message: int) -> list[NoteRow]:
    """The notes of a message, oldest first."""
    query = select(OFFICE_NOTE.c.kind, OFFICE_NOTE.c.subject, OFFICE_NOTE.c.body)
    rows = connection.execute(query.where(OFFICE_NOTE.c.message_id == message).order_by(OFFICE_NOTE.c.id))
    return [NoteRow(row.kind, row.subject, json.loads(row.body)) for row in rows]


def person(connection: Connection, name: str, email: str) -> int:
    """The id of the row that stands for the office; somebody in the portfolio who has that very address stands for it."""
    query = select(PERSON.c.id, PERSON.c.slug, PERSON.c.name, PERSON.c.email)
    rows = {
        row.slug: row for row in connection.execute(query.where((PERSON.c.slug == OFFICE) | (PERSON.c.email == email)))
    }
    own = rows.pop(OFFICE, None)
    if rows:
        return int(next(iter(rows.values())).id)
    if own is None:
        values = {"slug": OFFICE, "name": name, "email": email, "slack_id": None, "lang": Lang.NB.value}
        return int(connection.execute(insert(PERSON).values(**values)).inserted_primary_key[0])  # type: ignore[index]
    if (own.name, own.email) != (name, email):
        connection.execute(update(PERSON).where(PERSON.c.id == own.id).values(name=name, email=email))
    return int(own.id)


def called(connection: Connection, person_id: int) -> str:
    """What a person is called now."""
    return str(connection.execute(select(PERSON.c.name).where(PERSON.c.id == person_id)).scalar() or "–")
