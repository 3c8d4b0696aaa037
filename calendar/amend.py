"""Adds amendments to the wheel they name: the wheel in force is the sum of a letter and its supplements.

What lives here: which amendments belong to which wheel, in which order they apply, and the sum. One amendment added to
one wheel is `amend_one.py`; reading files is `wheel_file.py`; what is no longer owed is `ended.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from arshjul.calendar.amend_alone import Amendment
from arshjul.calendar.amend_one import add_one
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.wheelfile import WheelFile


def amended(base: WheelFile, amendments: Iterable[Amendment]) -> WheelFile:
    """The wheel in force: `base` with its amendments, applied in the order of their documents' dates, then of ids.

    BadInput when one of them names another wheel, or does not fit what stands when its turn comes.
    """
    given = in_order(amendments)
    strangers = [*_strangers({base.id: base}, given)]
    if strangers:
        raise BadInput(strangers)
    wheel = base
    for amendment in given:
        wheel, problems = add_one(wheel, amendment)
        if problems:
            raise BadInput(problems)
    return wheel


def in_force(bases: Iterable[WheelFile], amendments: Iterable[Amendment]) -> list[WheelFile]:
    """Each base with the amendments that name it. BadInput with the problems of all of them."""
    wheels = {base.id: base for base in bases}
    given = in_order(amendments)
    problems = [*_strangers(wheels, given)]
    found = []
    for wheel in wheels.values():
        try:
            found.append(amended(wheel, [item for item in given if item.file.amends == wheel.id]))
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return found


def in_order(amendments: Iterable[Amendment]) -> list[Amendment]:
    """By the date of their documents, then by id, whatever order they were read in."""
    return sorted(amendments, key=lambda item: (item.file.date, item.file.id))


def chained(amendments: Iterable[Amendment]) -> Iterator[Problem]:
    """Amendments of another amendment: wherever the wheel stands, they should name the wheel itself."""
    given = list(amendments)
    others = {item.file.id: item.file for item in given}
    for item in given:
        other = others.get(item.file.amends)
        if other and other is not item.file:
            what = say(f"«{other.id}» er selv et tillegg", f"«{other.id}» is itself an amendment")
            remedy = say(f"endre årshjulet «{other.amends}»", f"amend the wheel «{other.amends}»")
            yield item.problem(("amends",), what, remedy)


def _strangers(wheels: Mapping[str, WheelFile], amendments: Sequence[Amendment]) -> Iterator[Problem]:
    """Amendments whose wheel is not at hand, and such as amend another amendment."""
    yield from chained(amendments)
    others = {item.file.id for item in amendments}
    for item in amendments:
        name = item.file.amends
        if name not in wheels and name not in others:
            what = say(
                f"viser til årshjulet «{name}», som ikke er lest", f"refers to wheel «{name}», which was not read"
            )
            remedy = nearest(name, list(wheels)) or say(
                "les årshjulet sammen med det", "read the wheel together with it"
            )
            yield item.problem(("amends",), what, remedy)
