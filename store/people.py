"""People as the portfolio file names them, kept by id.

What lives here: making the person table equal to the portfolio's people, and erasing what somebody is called. A person
who is no longer named stays, because old messages refer to them.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from arshjul.models.moment import Moment
from arshjul.models.portfolio import Portfolio
from arshjul.store import events
from arshjul.store.schema import PERSON, SIGNATORY, SUBMISSION

ERASED = "erased.invalid"
"""Where the address of somebody whose name has been erased seems to be; nothing can be sent there."""


class PersonValues(NamedTuple):
    """What is kept about a person: as little as will do."""

    slug: str
    name: str
    email: str
    slack_id: str | None
    lang: str


class Known(NamedTuple):
    """Somebody who stands in the database."""

    id: int
    slug: str
    name: str
    email: str

    @property
    def erased(self) -> bool:
        """Whether what they are called has been erased."""
        return self.email.endswith(f"@{ERASED}")


def ids(connection: Connection) -> dict[str, int]:
    """The id of everyone who is known, by slug."""
    return dict(connection.execute(select(PERSON.c.slug, PERSON.c.id)).all())


def values(portfolio: Portfolio) -> list[PersonValues]:
    """What is kept of the portfolio's people."""
    return [
        PersonValues(slug, spec.name, spec.email, spec.slack_id, spec.language.value)
        for slug, spec in portfolio.people.items()
    ]


def known(connection: Connection) -> list[Known]:
    """Every person who stands in the database, in the order of slugs; the office itself is none."""
    columns = (PERSON.c[name] for name in Known._fields)
    rows = connection.execute(select(*columns).where(~PERSON.c.slug.startswith("@")).order_by(PERSON.c.slug))
    return [Known(*row) for row in rows]


def erase(connection: Connection, person: Known) -> int:
    """Take away what somebody is called, here, among those who have signed and as a sender of reports; returns how many
    rows changed. What stands in a report itself is part of the document."""
    _overwrite(connection)
    values = {"name": "–", "email": f"{person.id}@{ERASED}", "slack_id": None}
    connection.execute(update(PERSON).where(PERSON.c.id == person.id).values(**values))
    called = {person.name.casefold(), person.email.casefold()}
    rows = connection.execute(select(SIGNATORY.c.id, SIGNATORY.c.name)).all()
    same = [row.id for row in rows if row.name.casefold() in called]
    sent = SUBMISSION.c.submitted_by
    by_them = update(SUBMISSION).where(func.lower(sent).in_(called)).values(submitted_by="")
    return 1 + erase_signatories(connection, same) + int(connection.execute(by_them).rowcount)


def erase_signatories(connection: Connection, ids: Sequence[int]) -> int:
    """Take away the names behind these numbers; returns how many there were."""
    _overwrite(connection)
    here = SIGNATORY.c.id.in_(ids) & (SIGNATORY.c.name != "")
    return int(connection.execute(update(SIGNATORY).where(here).values(name="")).rowcount)


def _overwrite(connection: Connection) -> None:
    """Have SQLite write over what it frees in its file, where it would else stay to be read."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def signatories(connection: Connection) -> dict[int, str]:
    """Everyone outside the portfolio who has signed something, by number; empty for a name that has been erased."""
    return dict(connection.execute(select(SIGNATORY.c.id, SIGNATORY.c.name).order_by(SIGNATORY.c.id)).all())


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
