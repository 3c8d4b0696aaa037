"""Telling people that their calendar lacks a change since yesterday or longer, once per silence.

What lives here: the note, and whether it still holds when it is sent. Whose calendar lags behind is `unfetched.py`.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Connection

from arshjul.flows.parts import Parts
from arshjul.flows.reaching import first_way
from arshjul.flows.unfetched import unfetched_in
from arshjul.notifications.keys import message_key
from arshjul.notifications.office_words import Note
from arshjul.store import office_notes, people
from arshjul.store.office_notes import NoteRow


def tell_people(parts: Parts) -> int:
    """Tell whose calendar lags behind; returns how many are told by this call.

    Calendars are fetched by the wall's clock, so a run with a clock set by hand tells nobody.
    """
    if parts.moment.at != parts.moment.recorded_at:
        return 0
    with parts.database.read() as connection:
        told = office_notes.told(connection, Note.CALENDAR_UNREAD.value)
        new = {slug: row for slug, row in _behind(connection, parts).items() if row.subject not in told}
    if not new:
        return 0
    with parts.database.write() as connection:
        return sum(
            office_notes.write(
                connection, parts.moment, row, parts.portfolio.id,
                (row.body["person"], first_way(parts, "", slug).value), message_key,
            )
            for slug, row in new.items()
        )  # fmt: skip


def still_unread(connection: Connection, parts: Parts, body: dict[str, Any]) -> bool:
    """Read just before sending: whether that person's calendar still lacks it."""
    return any(row.body == body for row in _behind(connection, parts).values())


def _behind(connection: Connection, parts: Parts) -> dict[str, NoteRow]:
    """What each of them is to be told; the same until their calendar is fetched again."""
    known = people.ids(connection)
    return {
        one.person: _note(known[one.person], one.when)
        for one in unfetched_in(connection, parts)
        if one.person in known and one.person in parts.portfolio.people
    }


def _note(person: int, since: dt.datetime) -> NoteRow:
    at = since.astimezone(dt.UTC).isoformat()
    return NoteRow(Note.CALENDAR_UNREAD.value, f"{person}/{at}", {"person": person, "since": at})
