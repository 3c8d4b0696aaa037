"""The risks of one initiative, numbered and placed by probability and consequence.

What lives here: numbers, places and levels, and the words that stand for the picture. Drawing is `matrix_svg.py` and
`matrix_png.py`; both draw the same `Matrix`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from arshjul.models.lang import say
from arshjul.reports.joint.texts import flat
from arshjul.reports.risks import filled_in
from arshjul.reports.schema import InitiativeReport, Risk

SCALE = range(1, 6)
_MOST_SHOWN, _MOST_TOLD = 6, 10
Level = Literal["low", "medium", "high"]
FILLS: Mapping[Level, str] = {"low": "#cfe8cf", "medium": "#fbe7a3", "high": "#f4bcb4"}
"""Pale, so that black figures stand out; nothing is told by colour alone."""


class Placed(NamedTuple):
    """An open risk with its number in the picture and in the list; `no` is 0 for one that has not been rated."""

    no: int
    actor: str
    risk: Risk
    level: Level | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The risks in the order in which they are listed. `high` is where the office calls a risk high."""

    risks: tuple[Placed, ...]
    high: int

    def at(self, probability: int, consequence: int) -> list[int]:
        """The numbers of the risks in one square."""
        return [
            one.no
            for one in self.risks
            if one.no and (one.risk.probability, one.risk.consequence) == (probability, consequence)
        ]

    @property
    def rated(self) -> bool:
        """Whether there is anything to draw."""
        return any(one.no for one in self.risks)


def level(probability: int, consequence: int, high: int) -> Level:
    """High from `high` on, medium from half of it."""
    product = probability * consequence
    if product >= high:
        return "high"
    return "medium" if product * 2 >= high else "low"


def matrix(sections: Iterable[tuple[str, InitiativeReport]], high: int) -> Matrix:
    """The open risks of these actors' sections: the gravest first, unrated ones last, else as they were reported."""
    found = [(actor, risk) for actor, section in sections for _, risk in filled_in(section) if risk.state == "open"]
    found.sort(key=lambda one: -_weight(one[1]))
    return Matrix(tuple(_placed(no, *one, high) for no, one in enumerate(found, 1)), high)


def _weight(risk: Risk) -> int:
    return (risk.probability or 0) * (risk.consequence or 0)


def _placed(no: int, actor: str, risk: Risk, high: int) -> Placed:
    if not risk.probability or not risk.consequence:
        return Placed(0, actor, risk, None)
    return Placed(no, actor, risk, level(risk.probability, risk.consequence, high))


def level_word(one: Level | None) -> str:
    """The level in words."""
    words: dict[Level | None, str] = {
        "high": say("høy", "high"), "medium": say("middels", "medium"), "low": say("lav", "low"),
        None: say("ikke vurdert", "not rated"),
    }  # fmt: skip
    return words[one]


def axes() -> tuple[str, str]:
    """What the two axes are called. The picture's type has no Norwegian letters, and these words need none."""
    return say("Sannsynlighet", "Probability"), say("Konsekvens", "Consequence")


def in_other_words(found: Matrix, initiative: str, actors: Mapping[str, str]) -> str:
    """What stands in the picture's place for those who do not see it: the gravest risks with their squares.

    All of them stand in the list beside the picture.
    """
    rated = [one for one in found.risks if one.no]
    start = say(f"Risikomatrise for {initiative}", f"Risk matrix of {initiative}")
    if not rated:
        return f"{start}: {say('ingen risikoer er plassert', 'no risk is placed')}."
    listed = [
        say(
            f"nr. {one.no}, {_short(one.risk.description)} ({actors.get(one.actor, one.actor)}): "
            f"sannsynlighet {one.risk.probability}, konsekvens {one.risk.consequence}, {level_word(one.level)}",
            f"no. {one.no}, {_short(one.risk.description)} ({actors.get(one.actor, one.actor)}): "
            f"probability {one.risk.probability}, consequence {one.risk.consequence}, {level_word(one.level)}",
        )
        for one in rated[:_MOST_TOLD]
    ]
    if more := len(rated) - len(listed):
        listed.append(say(f"og {more} til, som står i listen", f"and {more} more, which stand in the list"))
    return f"{start}. {'; '.join(listed)}."


def _short(text: str) -> str:
    words = flat(text)
    return words if len(words) <= 80 else f"{words[:79].rstrip()}…"


def numbers(found: list[int]) -> str:
    """The numbers in one square of a table, which makes room for all of them."""
    return ", ".join(map(str, found))


def in_rows(found: list[int]) -> list[str]:
    """The numbers in one square of a picture, two side by side: three rows at most, the last of which tells how many more."""
    shown = found if len(found) <= _MOST_SHOWN else found[: _MOST_SHOWN - 2]
    rows = [numbers(shown[at : at + 2]) for at in range(0, len(shown), 2)]
    return rows if shown is found else [*rows, f"+{len(found) - len(shown)}"]
