"""What the archive tells of one deliverable in words that people have said: the messages that went out, and the decisions.

What lives here: rows as the archive's files hold them, with the names known now. Which files they go into is `archiving.py`.
"""

from typing import Any

from sqlalchemy import Connection

from arshjul.flows import as_sent, named
from arshjul.flows.parts import Parts
from arshjul.models.allocation import from_ore
from arshjul.models.lang import get_lang, say
from arshjul.store import archived, signatories
from arshjul.store.people import ERASED

Rows = list[dict[str, Any]]
_ERASED_NAME = "–"


def messages(connection: Connection, parts: Parts, deliverable: int, upto: int) -> Rows:
    """Every notice that went out, with the words of its message: those that were sent, None where they are not known."""
    rows, known = archived.messages(connection, deliverable, upto), as_sent.names(connection, parts)
    for row in rows:
        erased = row.pop("email").endswith(f"@{ERASED}")
        words = as_sent.read_back([row.pop("words")], known)
        row["name"] = None if erased else row["name"]
        row |= {"subject": words.subject if words else None, "text": words.text if words else None}
    return rows


def decisions(connection: Connection, parts: Parts, rows: Rows) -> Rows:
    """Decisions with what to call whoever made them; of money moved also between whom, how much, and whether it was withdrawn."""
    told = []
    for row in signed(connection, parts, rows):
        ore, source, target, gone = (row.pop(name) for name in ("amount", "source", "target", "withdrawn_at"))
        move = {"from": source or None, "to": target or None, "amount": str(from_ore(ore))} if ore is not None else None
        told.append(row | ({"move": move, "withdrawn_at": gone} if move else {}))
    return told


def signed(connection: Connection, parts: Parts, rows: Rows) -> Rows:
    """The rows with what to call whoever signed them, besides the id that history holds; None once that is erased."""
    called = named.called(connection, parts, {row["by"] for row in rows})
    gone = {_ERASED_NAME, say("navnet er slettet", "name erased")}
    called |= {signatories.OFFICE: parts.portfolio.office.name[get_lang()]}
    return [row | {"by_name": None if called[row["by"]] in gone else called[row["by"]]} for row in rows]
