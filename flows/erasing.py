"""Taking away what somebody is called: in the person table and among those who have signed. History keeps only ids.

What lives here: what may be erased, and doing it in one transaction.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows.parts import Parts
from arshjul.models.handovers import held_from, person_named
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.store import events, notices, people, subscriptions

_SIGNATORY = re.compile(r"signatory:([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is erased: a person by slug, or a signatory by number. `already`: nothing is left to erase."""

    subject: str
    already: bool
    rows: int = 0


def erased(parts: Parts, word: str, *, apply: bool) -> Erasure:
    """Erase somebody (a slug, an e-mail address, or `signatory:NUMBER`), or say what would be erased.

    BadInput for somebody unknown, who holds a role, or whom the portfolio file still names.
    """
    opened = parts.database.write() if apply else parts.database.read()
    with opened as connection:
        number = _SIGNATORY.fullmatch(word)
        if number:
            return _signatory(connection, parts, int(number[1]), apply=apply)
        person = _found(people.known(connection), parts, word)
        _may_be_erased(parts, person.slug)
        if person.erased or not apply:
            return Erasure(person.slug, person.erased)
        events.append(connection, parts.moment, "person.erased", person.slug)
        notices.drop_waiting(connection, person.id)
        subscriptions.forget_person(connection, parts.moment, person.slug)
        return Erasure(person.slug, already=False, rows=people.erase(connection, person))


def _signatory(connection: Connection, parts: Parts, number: int, *, apply: bool) -> Erasure:
    names = people.signatories(connection)
    subject = f"signatory:{number}"
    if number not in names:
        known = [f"signatory:{one}" for one in names]
        raise BadInput([Problem(subject, say("er ukjent", "is unknown"), remedy=nearest(subject, known))])
    if not names[number] or not apply:
        return Erasure(subject, not names[number])
    events.append(connection, parts.moment, "person.erased", subject)
    return Erasure(subject, already=False, rows=people.erase_signatories(connection, [number]))


def _found(known: Sequence[people.Known], parts: Parts, word: str) -> people.Known:
    asked = word.strip().casefold()
    for person in known:
        if asked in (person.slug.casefold(), person.email.casefold()):
            return person
    if (named := person_named(parts.portfolio, word)) is not None:
        _may_be_erased(parts, named.id)  # named in the file, and not told anything yet
    what = say("er ukjent", "is unknown")
    raise BadInput([Problem(word, what, remedy=nearest(word, [person.slug for person in known]))])


def _may_be_erased(parts: Parts, slug: str) -> None:
    roles = held_from(parts.portfolio, slug, parts.moment.today)
    if roles:
        one = roles[0]
        what = say(f"er {ROLE_WORDS[one.role][0]} for {one.actor}", f"is {ROLE_WORDS[one.role][1]} of {one.actor}")
        remedy = say(
            f"overlat rollene først: arshjul person replace {slug} …",
            f"hand the roles over first: arshjul person replace {slug} …",
        )
        raise BadInput([Problem(slug, what, remedy=remedy)])
    if slug in parts.portfolio.people:
        what = say("står i porteføljefilen", "stands in the portfolio file")
        remedy = say("ta personen ut av filen først", "take the person out of the file first")
        raise BadInput([Problem(slug, what, remedy=remedy)])


ROLE_WORDS = {
    "owner": ("ansvarlig", "owner"),
    "deputy": ("stedfortreder", "deputy"),
    "manager": ("leder", "manager"),
}
