"""What waits unsent for people who have handed over or are away, and giving it to somebody else.

What lives here: rows of notices. Who is told now is for the caller; what is decided for whom is `notices.py`.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from arshjul.models.tables_messages import MessageState
from arshjul.store.schema import DELIVERABLE, MESSAGE, NOTICE, PERSON


class Waiting(NamedTuple):
    """A notice that waits unsent for a person (an id of the portfolio), and what it is about."""

    id: int
    person: str
    actor: str
    deliverable_id: int
    revision: int
    step: str

    @property
    def what(self) -> tuple[int, int, str]:
        """What it tells; nobody is told it twice."""
        return self.deliverable_id, self.revision, self.step


class Place(NamedTuple):
    """Whose a notice becomes: a person's number, and the message that carries it."""

    person: int
    message: int


def waiting(connection: Connection, people: Collection[str]) -> list[Waiting]:
    """What waits unsent for any of these people, in the order in which it was decided; not what may have gone out."""
    query = (
        select(
            NOTICE.c.id, PERSON.c.slug, DELIVERABLE.c.actor, NOTICE.c.deliverable_id, NOTICE.c.revision, NOTICE.c.step
        )
        .join(MESSAGE, MESSAGE.c.id == NOTICE.c.message_id)
        .join(PERSON, PERSON.c.id == NOTICE.c.person_id)
        .join(DELIVERABLE, DELIVERABLE.c.id == NOTICE.c.deliverable_id)
        .where(MESSAGE.c.state == MessageState.PENDING.value, MESSAGE.c.tried_at.is_(None))
        .where(NOTICE.c.dropped.is_(False), PERSON.c.slug.in_(people))
        .order_by(NOTICE.c.id)
    )
    return [Waiting(*row) for row in connection.execute(query).all()]


def drop_known(connection: Connection, given: Mapping[Waiting, int]) -> list[Waiting]:
    """Drop what the person (a number) that it would be given to has been told, or is about to be; returns the rest."""
    columns = (NOTICE.c.person_id, NOTICE.c.deliverable_id, NOTICE.c.revision, NOTICE.c.step)
    query = select(*columns).where(NOTICE.c.person_id.in_(set(given.values())))
    has = {(row[0], tuple(row[1:])) for row in connection.execute(query).all()}
    new: list[Waiting] = []
    for one, person in given.items():
        if (person, one.what) not in has:
            new.append(one)
        has.add((person, one.what))
    known = [one.id for one in given if one not in new]
    connection.execute(update(NOTICE).where(NOTICE.c.id.in_(known)).values(dropped=True))
    return new


def give(connection: Connection, given: Mapping[Waiting, Place]) -> None:
    """Make each notice its new person's."""
    for one, to in given.items():
        connection.execute(
            update(NOTICE).where(NOTICE.c.id == one.id).values(person_id=to.person, message_id=to.message)
        )
