"""Who decided something: an actor or a person by id, and anybody else by a number behind which the name can be erased.

What lives here: turning what somebody wrote into what history holds, and back. History itself names nobody.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, insert, select

from arshjul.models.lang import say
from arshjul.store.schema import PERSON, SIGNATORY

OFFICE = "office"
"""The portfolio office itself, where nobody is named."""
OFFICE_WORDS = (OFFICE, "kontoret", "the office")
"""What it is called, in either language."""
_PERSON, _SIGNATORY = "person:", "signatory:"


def sign(connection: Connection, by: str, actors: Collection[str], people: Mapping[str, str]) -> str:
    """What history holds of `by`: an actor's id, `person:SLUG` (`people` gives e-mail by slug), else `signatory:ID`.

    The same name has the same number. Nothing is checked here but whom it names.
    """
    word = by.casefold()
    if word == OFFICE or word in actors:
        return word
    for slug, email in people.items():
        if word in (slug.casefold(), email.casefold()):
            return f"{_PERSON}{slug}"
    known = connection.execute(select(SIGNATORY.c.id).where(SIGNATORY.c.name == by)).scalar()
    if known is None:
        known = connection.execute(insert(SIGNATORY).values(name=by)).inserted_primary_key[0]  # type: ignore[index]
    return f"{_SIGNATORY}{known}"


def names(connection: Connection, signed: Iterable[str]) -> dict[str, str]:
    """What to call each of them; actors keep their id, and who has been erased is called so."""
    wanted = set(signed)
    people = {word.removeprefix(_PERSON) for word in wanted if word.startswith(_PERSON)}
    others = {int(word.removeprefix(_SIGNATORY)) for word in wanted if word.startswith(_SIGNATORY)}
    found = {word: word for word in wanted if not word.startswith((_PERSON, _SIGNATORY))}
    if OFFICE in found:
        found[OFFICE] = say(OFFICE_WORDS[1], OFFICE_WORDS[2])
    known = select(PERSON.c.slug, PERSON.c.name).where(PERSON.c.slug.in_(people))
    found |= {f"{_PERSON}{row.slug}": row.name for row in connection.execute(known)}
    known = select(SIGNATORY.c.id, SIGNATORY.c.name).where(SIGNATORY.c.id.in_(others))
    found |= {f"{_SIGNATORY}{row.id}": row.name for row in connection.execute(known)}
    gone = say("navnet er slettet", "name erased")
    return {word: found.get(word, word.removeprefix(_PERSON)) or gone for word in wanted}
