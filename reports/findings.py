"""What a judgement consists of: findings, how much each weighs, and whether they make a report incomplete.

What lives here: values only. How they come about is `judge.py`, how they are said is `wording.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from arshjul.models.codes import Completeness, Content, Maker
from arshjul.models.deliverable import Source
from arshjul.reports.settling import settled_by


class Severity(StrEnum):
    """Missing: not there. Wrong: there, and cannot be right. Weak: worth a question, never more."""

    MISSING = "missing"
    WRONG = "wrong"
    WEAK = "weak"


class FindingCode(StrEnum):
    """What kind of gap it is. A code once given keeps its meaning: it stands in stored judgements."""

    MISSING = "missing"
    PARTLY_MISSING = "partly_missing"
    NO_REASON = "no_reason"
    SAYS_NOTHING = "says_nothing"
    UNRATED_RISK = "unrated_risk"
    UNOWNED_RISK = "unowned_risk"
    LIGHT_UNEXPLAINED = "light_unexplained"
    NOT_AS_ALLOCATED = "not_as_allocated"
    WRONG_UNIT = "wrong_unit"
    CARRY_OVER_MOVED = "carry_over_moved"
    CARRY_OVER_UNBALANCED = "carry_over_unbalanced"
    FORECAST_UNEXPLAINED = "forecast_unexplained"
    NOT_IN_THE_POT = "not_in_the_pot"
    OVER_THE_POT = "over_the_pot"
    UNBALANCED = "unbalanced"
    BELOW_SPENT = "below_spent"
    CONTRADICTION = "contradiction"
    ACTION_UNANSWERED = "action_unanswered"
    RED_UNANSWERED = "red_unanswered"
    DISAPPEARED = "disappeared"
    SPENT_FELL = "spent_fell"
    WRONG_DELIVERABLE = "wrong_deliverable"
    WRONG_ACTOR = "wrong_actor"
    WRONG_FORM = "wrong_form"
    NOT_ASKED_FOR = "not_asked_for"


MISDIRECTED = frozenset({FindingCode.WRONG_DELIVERABLE, FindingCode.WRONG_ACTOR})


class Named(Protocol):
    """A name in both languages: `wheelfile.Text`, or a mapping with the keys `nb` and `en`."""

    def __getitem__(self, lang: str, /) -> str: ...


Names = Mapping[str, Named]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a part of a report lacks: what the sentence says after the part's name, in both languages.

    `by_office` when no demand of a letter or a mandate is behind it, even where the part itself is demanded.
    """

    code: FindingCode
    severity: Severity
    place: str
    nb: str
    en: str
    by_office: bool = False


def blocks(code: str, severity: str, maker: str) -> bool:
    """Whether a finding makes a report incomplete; what only the office asks for never does."""
    return code in MISDIRECTED or (severity != Severity.WEAK and maker != Maker.OFFICE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap in one report, and who demands what is missing.

    `place` is a path in the report (`initiatives.pps.risks[0].mitigation`); code, initiative and place together
    are unique in a judgement. `content` is empty, and `sources` are, where no demand is behind it; then `maker`
    is the office. `lack` is what the sentence says after the part's name. Messages name sections, never what a report says
    but for the first words of what the last report left open.
    """

    code: FindingCode
    content: Content | Literal[""]
    initiative: str
    severity: Severity
    place: str
    maker: Maker
    obligation: str
    sources: tuple[Source, ...]
    lack: tuple[str, str]
    message_nb: str
    message_en: str

    @property
    def source(self) -> Source | None:
        """The first place that demands it: a letter's or a mandate's before the office's."""
        return self.sources[0] if self.sources else None

    @property
    def settled_by(self) -> tuple[str, str]:
        """What would settle it, in both languages."""
        return settled_by(self.code)

    @property
    def blocks(self) -> bool:
        """Whether it makes the report incomplete."""
        return blocks(self.code, self.severity, self.maker)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a report holds what is demanded, and every finding in the order people read."""

    completeness: Completeness
    findings: tuple[Finding, ...]
