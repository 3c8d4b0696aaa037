"""People as the portfolio file names them, kept by id.

What lives here: making the person table equal to the portfolio's people. A person who is no longer named
stays, because old messages refer to them.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.schema import PERSON


class PersonValues(NamedTuple):
    """What is kept about a person: as little as will do."""

    slug: str
    name: str
    email: str
    slack_id: str | None
    lang: str


def sync(connection: Connection, moment: Moment, people: Iterable[PersonValues]) -> dict[str, int]:
    """Insert and update by slug; returns the id of every slug known. The log names nobody but by slug.

    Somebody who comes back under a new slug with the old address is the same person, and is not told things again.
    """
    wanted = {person.slug: person for person in people}
    query = select(PERSON.c.id, PERSON.c.slug, PERSON.c.name, PERSON.c.email, PERSON.c.slack_id, PERSON.c.lang)
    stored = list(connection.execute(query))
    known = {row.slug for row in stored}
    by_address = {person.email.lower(): person for person in wanted.values() if person.slug not in known}
    changed: list[tuple[int, PersonValues]] = []
    for row in stored:
        person = wanted.get(row.slug) or by_address.pop(row.email.lower(), None)
        if person is not None and tuple(row[1:]) != tuple(person):
            changed.append((row.id, person))
    ids = {row.slug: row.id for row in stored} | {person.slug: id_ for id_, person in changed}
    new = [person for slug, person in wanted.items() if slug not in ids]
    _make_room(connection, stored, [id_ for id_, _ in changed], [*(person for _, person in changed), *new])
    if changed:
        rows = [{"b_id": id_, **person._asdict()} for id_, person in changed]
        connection.execute(update(PERSON).where(PERSON.c.id == bindparam("b_id")), rows)
    if new:
        connection.execute(insert(PERSON), [person._asdict() for person in new])
    if new or changed:
        after = {"new": [person.slug for person in new], "changed": [person.slug for _, person in changed]}
        events.append(connection, moment, "people.changed", "people", after=after)
    return dict(connection.execute(select(PERSON.c.slug, PERSON.c.id)).all())


def _make_room(connection: Connection, stored: list[Any], changing: list[int], coming: list[PersonValues]) -> None:
    """Addresses are unique: whoever changes, or gives up an address to somebody else, lets go of it first."""
    taken = {person.email for person in coming}
    leaving = [row.id for row in stored if row.id in changing or row.email in taken]
    if leaving:
        here = update(PERSON).where(PERSON.c.id == bindparam("b_id"))
        connection.execute(here, [{"b_id": id_, "email": f"{id_}@left.invalid"} for id_ in leaving])
