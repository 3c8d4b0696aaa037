"""Words that go into the log name nobody: people stand there by their id, behind which the name can be erased.

What lives here: refusing a reason or a reference that holds an address, or the name of somebody in the portfolio.
"""

from collections.abc import Iterator, Mapping

from arshjul.flows.parts import Parts
from arshjul.models.in_the_log import addresses_in, names_in
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem


def must_name_nobody(parts: Parts, said: Mapping[str, str]) -> None:
    """`said` is text by the option it was given with. BadInput, with the id to write instead, for names and addresses."""
    problems = [problem for place, text in said.items() for problem in _problems(parts, place, text)]
    if problems:
        raise BadInput(problems)


def _problems(parts: Parts, place: str, text: str) -> Iterator[Problem]:
    people = parts.portfolio.people
    by_address = {spec.email.casefold(): slug for slug, spec in people.items()}
    by_name = {spec.name: slug for slug, spec in people.items() if " " in spec.name.strip()}
    for address in addresses_in(text):
        what = say(
            f"«{address}» er en e-postadresse, og historikken kan ikke slettes",
            f"«{address}» is an e-mail address, and the log cannot be erased",
        )
        yield Problem(place, what, remedy=_instead(by_address.get(address.casefold())))
    for name in names_in(text, by_name):
        what = say(
            f"«{name}» er navnet på en person, og historikken kan ikke slettes",
            f"«{name}» is a person's name, and the log cannot be erased",
        )
        yield Problem(place, what, remedy=_instead(by_name[name]))


def _instead(slug: str | None) -> str:
    if slug is None:
        return say("skriv det uten adressen", "leave the address out")
    return say(f"skriv id-en i stedet: {slug}", f"write the id instead: {slug}")
