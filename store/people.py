"""People as the portfolio file names them, kept by id.

What lives here: making the person table equal to the portfolio's people. A person who is no longer named
stays, because old messages refer to them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from arshjul.store.schema import PERSON


class PersonValues(NamedTuple):
    """What is kept about a person: as little as will do."""

    slug: str
    name: str
    email: str
    slack_id: str | None
    lang: str


def sync(connection: Connection, people: Iterable[PersonValues]) -> dict[str, int]:
    """Insert and update by slug; returns the id of every slug known."""
    known: Mapping[str, Any] = {
        row.slug: row
        for row in connection.execute(
            select(PERSON.c.slug, PERSON.c.name, PERSON.c.email, PERSON.c.slack_id, PERSON.c.lang)
        )
    }
    wanted = list(people)
    new = [person._asdict() for person in wanted if person.slug not in known]
    changed = [p for p in wanted if p.slug in known and tuple(known[p.slug]) != tuple(p)]
    if new:
        connection.execute(insert(PERSON), new)
    if changed:
        here = update(PERSON).where(PERSON.c.slug == bindparam("b_slug"))
        connection.execute(here, [{"b_slug": person.slug, **person._asdict()} for person in changed])
    return dict(connection.execute(select(PERSON.c.slug, PERSON.c.id)).tuples().all())
