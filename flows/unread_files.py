"""Telling whoever delivered a file that it cannot be read, once per file and fault until it is mended.

What lives here: which files are told of, and whether that still holds when it is sent. A file that names no deliverable is told
to whoever owes the actor's next one, where the board shows it too. What misleads nobody is not told: a file that a good
version has come after.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from arshjul.flows.board import next_of
from arshjul.flows.parts import Parts
from arshjul.models.codes import Lang, Step
from arshjul.notifications.news import Change
from arshjul.store import outbox, unreadable
from arshjul.store.board import standings
from arshjul.store.unreadable import Unreadable

MOST = 3
"""So many files are told of about one deliverable at a time; the rest come when these have been mended or told."""


def new(connection: Connection, parts: Parts, lately: dt.timedelta) -> list[tuple[str, str]]:
    """Files that have lain there for no longer than `lately`, and nobody has been told of: deliverable and mark of each.

    What was to be told of one when it was gone for a while is taken back, so that it can be told now.
    """
    found = [one for one in unreadable.unreadable(connection) if one.since >= parts.moment.at - lately]
    told = unreadable.told(connection, [one.mark for one in found])
    untold = [one for one in found if one.mark not in told]
    if not untold:
        return []
    rows = standings(connection)
    owed = {row.key for row in rows}
    placed = [(one, one.key if one.key in owed else next_of(one.actor, rows)) for one in untold]
    came = unreadable.last_received(connection, [key for _, key in placed if key])
    tellings: dict[str, list[tuple[str, str]]] = {}
    for one, key in placed:
        if key and _matters(one, key, came):
            tellings.setdefault(key, []).append((key, one.mark))
    due = [one for several in tellings.values() for one in several[:MOST]]
    unreadable.take_back(connection, [mark for _, mark in due])
    return due


def still_unreadable(connection: Connection, rows: Iterable[outbox.NoticeRow]) -> list[outbox.NoticeRow]:
    """The notices without those of files that can be read now, are gone, or were followed by a good version."""
    held = list(rows)
    about = [row for row in held if _mark(row.step)]
    if not about:
        return held
    here = {one.mark: one for one in unreadable.unreadable(connection)}
    came = unreadable.last_received(connection, [row.key for row in about])
    return [
        row for row in held if not (mark := _mark(row.step)) or (mark in here and _matters(here[mark], row.key, came))
    ]


def change(connection: Connection, step: str, lang: Lang) -> Change:
    """The file and what is wrong with it, as far as it still lies there; its name is said once."""
    mark = _mark(step)
    for one in unreadable.unreadable(connection):
        if one.mark == mark:
            return Change(file=one.name, reason=_without_name(one, lang), loose=one.key is None)
    return Change()


def _without_name(one: Unreadable, lang: Lang) -> str:
    """What is wrong, in sentences that begin with the line where the board has the file's name in front of each."""
    words, line = (one.message_en, "line") if lang is Lang.EN else (one.message_nb, "linje")
    before = re.compile(rf"(^|; ){re.escape(one.name)}:(?:(\d+):)? ")
    return before.sub(lambda found: found[1] + (f"{line} {found[2]}: " if found[2] else ""), words)


def _matters(one: Unreadable, key: str, came: Mapping[str, dt.datetime]) -> bool:
    last = came.get(key)
    return last is None or last < one.since


def _mark(step: str) -> str:
    kind, _, mark = step.partition(".")
    return mark if kind == Step.UNREAD else ""
