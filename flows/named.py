"""What people name on a command line, found among what is loaded: deliverables by their key, and who decides.

What lives here: the look-up in the transaction that then writes, and what is said of a name that is unknown.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows.parts import Parts
from arshjul.models.codes import State
from arshjul.models.deliverable import Deliverable
from arshjul.models.handovers import held_from, person_named
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.store import signatories
from arshjul.store.owed import Owed, keys, owed

_SHORT = 4
"""Letters of a short word, in which one wrong letter is much."""


class Named(NamedTuple):
    """A deliverable as it stands in the database, and as the wheels and rulings have it."""

    now: Owed
    item: Deliverable


def deliverable(connection: Connection, parts: Parts, word: str) -> Named:
    """The deliverable of that key; the wheel's id in front may be left out where only one wheel has it.

    BadInput when there is none, with the nearest key, and when it is cancelled.
    """
    now = owed(connection, full_key(connection, word))
    assert now is not None
    item = parts.catalogue_of(connection).deliverables.get(now.key)
    if item is None or now.state is State.CANCELLED:
        what = say("er avlyst og skyldes ikke lenger", "is cancelled and no longer owed")
        raise BadInput([Problem(now.key, what, remedy=say("se arshjul deadlines", "see arshjul deadlines"))])
    return Named(now, item)


def full_key(connection: Connection, word: str) -> str:
    """The key with the wheel's id in front. BadInput with the nearest when no deliverable has it."""
    known = keys(connection)
    meant = [key for key in known if key == word or key.partition(".")[2] == word]
    if len(meant) == 1:
        return meant[0]
    if not known:
        raise none_loaded(word)
    what = say(f"ukjent leveranse: {word}", f"unknown deliverable: {word}")
    raise BadInput([Problem(say("NØKKEL", "KEY"), what, remedy=nearest_key(word, meant or known))])


def none_loaded(word: str) -> BadInput:
    """Nothing can be named where no wheel is loaded."""
    what = say("ingen årshjul er lastet", "no wheel is loaded")
    return BadInput([Problem(word, what, remedy=say("kjør arshjul wheel load", "run arshjul wheel load"))])


def nearest_key(word: str, known: Sequence[str], listed: str = "arshjul deadlines") -> str:
    """Advice naming the closest id, with and without the wheel's own; `listed` is the verb that shows them all."""
    short = {full.partition(".")[2]: full for full in known}
    close = get_close_matches(word, [*known, *short], n=1, cutoff=0.4)
    if not close:
        return say(f"se {listed}", f"see {listed}")
    return nearest(short.get(close[0], close[0]), known)


def signed(connection: Connection, parts: Parts, by: str, item: Deliverable | None = None) -> str:
    """What history holds of whoever decides; with `item` about its deadline.

    The ministry decides and the office records: neither the office, nor another actor, nor its people set a date. BadInput
    for them, and for what is nearly somebody's id.
    """
    if item is not None:
        _must_decide(parts, by, item, _actors(connection, parts))
    return _signed(connection, parts, by, _actors(connection, parts))


def must_be_able_to_decide(connection: Connection, parts: Parts, by: str, item: Deliverable) -> None:
    """BadInput for whoever `signed` would refuse; nothing is written."""
    actors = _actors(connection, parts)
    _must_decide(parts, by, item, actors)
    _must_be_known(parts, by, actors)


def mover_signed(connection: Connection, parts: Parts, by: str, item: Deliverable) -> str:
    """What history holds of whoever approves that money is moved, as `signed` does for a deadline."""
    actors = _actors(connection, parts)
    _must_decide(parts, by, item, actors, ("omdisponeringer", "reallocations"))
    return _signed(connection, parts, by, actors)


def _must_decide(
    parts: Parts, by: str, item: Deliverable, actors: set[str], about: tuple[str, str] = ("fristen", "the deadline")
) -> None:
    if _is_office(parts, by) or not _of(parts, by, actors) <= {item.addressee}:
        what = say(f"{by} avgjør ikke {about[0]}", f"{by} does not decide {about[1]}")
        remedy = say(
            f"før det mottakeren har bestemt, for eksempel --by {item.addressee}",
            f"record what the addressee has decided, for example --by {item.addressee}",
        )
        raise BadInput([Problem("--by", what, remedy=remedy)])


def judge_signed(connection: Connection, parts: Parts, by: str, item: Deliverable) -> str:
    """What history holds of whoever accepts a document or sends it back. BadInput for the one who owes it."""
    actors = _actors(connection, parts)
    if item.actor in _of(parts, by, actors):
        what = say(f"{by} svarer selv for leveransen", f"{by} answers for the deliverable")
        remedy = say(
            f"før det mottakeren har sagt, for eksempel --by {item.addressee}",
            f"record what the addressee has said, for example --by {item.addressee}",
        )
        raise BadInput([Problem("--by", what, remedy=remedy)])
    return _signed(connection, parts, by, actors)


def _signed(connection: Connection, parts: Parts, by: str, actors: set[str]) -> str:
    _must_be_known(parts, by, actors)
    people = {slug: spec.email for slug, spec in parts.portfolio.people.items()}
    return signatories.sign(connection, by, actors, people)


def _must_be_known(parts: Parts, by: str, actors: set[str]) -> None:
    """BadInput for what is nearly an id; anything else is a name."""
    ids = {*actors, *parts.portfolio.people, signatories.OFFICE}
    is_one = by.casefold() in {one.casefold() for one in ids}
    if by.isidentifier() and not is_one:  # one word, as ids are, and not names
        alike = 0.6 if len(by) <= _SHORT else 0.75
        close = get_close_matches(by.casefold(), ids, n=1, cutoff=alike)
        if close:
            what = say(f"kjenner ingen «{by}»", f"knows no «{by}»")
            remedy = say(
                f"mente du «{close[0]}»? Skriv ellers hele navnet",
                f"did you mean «{close[0]}»? Else write the full name",
            )
            raise BadInput([Problem("--by", what, remedy=remedy)])


def _actors(connection: Connection, parts: Parts) -> set[str]:
    return {slug for wheel in parts.catalogue_of(connection).wheels for slug in wheel.actors}


def _is_office(parts: Parts, by: str) -> bool:
    office = parts.portfolio.office
    names = {*signatories.OFFICE_WORDS, office.name.nb, office.name.en, office.email}
    return by.strip().casefold() in {name.casefold() for name in names}


def _of(parts: Parts, by: str, actors: set[str]) -> set[str]:
    """The actors that somebody is, or holds a role at; none for a stranger."""
    if by.casefold() in actors:
        return {by.casefold()}
    person = person_named(parts.portfolio, by)
    return holds_at(parts, person.id) if person else set()


def holds_at(parts: Parts, person: str) -> set[str]:
    """The actors at which a person holds a role, today or later."""
    return {held.actor for held in held_from(parts.portfolio, person, parts.moment.today)}


def called(connection: Connection, parts: Parts, signed: Iterable[str]) -> dict[str, str]:
    """What to call whoever is signed so: people by name, actors by theirs in the reader's language."""
    lang, wheels = get_lang(), parts.catalogue_of(connection).wheels
    known = {slug: spec.name[lang] for wheel in wheels for slug, spec in wheel.actors.items()}
    known |= {slug: spec.name for slug, spec in parts.portfolio.people.items()}  # before they are first told anything
    return {one: known.get(name, name) for one, name in signatories.names(connection, signed).items()}
