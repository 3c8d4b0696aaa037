"""What a message said when it went out, kept in the log without anybody's name, and read back with the names known now.

What lives here: taking names out and putting them back. The log cannot be erased, so a name stands there as who it belongs to,
as history names people elsewhere (`person:SLUG`, `signatory:NUMBER`); whoever has been erased is a dash when it is read.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows.notice_views import recipient_of
from arshjul.flows.outgoing import Worded
from arshjul.flows.parts import Parts
from arshjul.models.in_the_log import without_addresses
from arshjul.models.portfolio import Channel
from arshjul.notifications.clean import NAME_LIMIT, one_line
from arshjul.notifications.links import with_links
from arshjul.notifications.wording import by_urgency, fact_line
from arshjul.store import outbox, people

_NOBODY = "–"
_FIRST, _WHO = "first", "who"
Piece = str | dict[str, list[str]]
"""Words as they stood, or whose name stood there: `who` the whole name, `first` what a greeting says."""
Kept = dict[str, list[Piece]]
"""The subject and the text of a message in pieces."""


class Said(NamedTuple):
    """What a message said: its subject, and its text with links written out."""

    subject: str
    text: str


def kept(parts: Parts, claimed: outbox.Claimed, told: Worded) -> Kept:
    """What the log keeps of a message that goes out: subject and text in pieces, without a name or an address."""
    words = _said(parts, claimed, told)
    with parts.database.read() as connection:
        known = names(connection, parts)
    called: dict[str, list[str]] = {}
    for who, name in known.items():
        if shown := _shown(name):
            called.setdefault(shown, []).append(who)
    first = recipient_of(claimed).first_name
    greeting, newline, rest = words.text.partition("\n")
    opening = _pieces(greeting, {first: [f"person:{claimed.person_slug}"]} if first else {}, _FIRST)
    return {"subject": _pieces(words.subject, called), "text": [*opening, *_pieces(newline + rest, called)]}


def names(connection: Connection, parts: Parts) -> dict[str, str]:
    """What everybody is called who may stand in a message; empty for who has been erased."""
    found = {f"person:{slug}": person.name for slug, person in parts.portfolio.people.items()}
    found |= {f"person:{one.slug}": "" if one.erased else one.name for one in people.known(connection)}
    return found | {f"signatory:{number}": name for number, name in people.signatories(connection).items()}


def filled(held: Mapping[str, Sequence[Piece]], called: Mapping[str, str]) -> Said:
    """What was said, with the names that `called` has; a dash where somebody's has been erased."""
    return Said(*("".join(_filled(piece, called) for piece in held[part]) for part in Said._fields))


def read_back(events: Sequence[str], called: Mapping[str, str]) -> Said | None:
    """The same from what the log's events of a sending say; None where none of them tells it."""
    held = next((found for text in reversed(events) if text and isinstance(found := json.loads(text), dict)), None)
    return None if held is None else filled(held, called)


def _said(parts: Parts, claimed: outbox.Claimed, told: Worded) -> Said:
    """The words by channel: on Slack each deliverable's line of facts stands after the text."""
    if claimed.channel != Channel.SLACK:
        return Said(*with_links(told.rendered, told.links))
    lines = [fact_line(view, told.recipient.lang, parts.moment.today) for view in by_urgency(told.views)]
    links = [f"{link.words}: {link.url}" for link in told.links]
    return Said(told.rendered.subject, "\n\n".join([told.rendered.text, *lines, *links]))


def _filled(piece: Piece, called: Mapping[str, str]) -> str:
    if isinstance(piece, str):
        return piece
    [(how, who)] = piece.items()
    found = [_shown(called.get(one, "")) for one in who]
    if not all(found):
        return _NOBODY
    return found[0].partition(" ")[0] if how == _FIRST else found[0]


@lru_cache(maxsize=4096)
def _shown(name: str) -> str:
    """A name as messages show it."""
    return one_line(name, NAME_LIMIT)


def _pieces(text: str, called: Mapping[str, list[str]], how: str = _WHO) -> list[Piece]:
    """The text cut at the names that stand there whole; of two that begin alike the longer."""
    here = sorted((name for name in called if name in text), key=len, reverse=True)
    if not here:
        return [without_addresses(text)] if text else []
    cut = re.split(rf"(?<!\w)({'|'.join(map(re.escape, here))})(?!\w)", text)
    return [{how: called[part]} if no % 2 else without_addresses(part) for no, part in enumerate(cut) if part]
