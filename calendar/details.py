"""What a deliverable holds besides its date: who demands what of it, and every place that says so.

What lives here: one occurrence for one actor in full. Which occurrences there are, who is bound and by when is
`compile.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from arshjul.calendar.resolve import Occurrence, apply_policy
from arshjul.models.codes import CONTENT_ORDER, GENERAL, Access, Basis, Content
from arshjul.models.deliverable import Deliverable, Demand, Source, StatedDate
from arshjul.models.rules import Awaiting, DueRule, Inside
from arshjul.models.wheelfile import ObligationSpec, Statement, WheelFile


class Told(NamedTuple):
    """A statement of an obligation, with its rule and the occurrences that gives; `at` is None where it is undated."""

    name: str
    obligation: ObligationSpec
    statement: Statement
    rule: DueRule
    at: Mapping[str, Occurrence] | None

    def binds(self, occurrence: str) -> bool:
        """Whether it concerns this occurrence: its own rule gives it, or it has no date of its own."""
        return self.at is None or occurrence in self.at

    def due(self, occurrence: str) -> date | None:
        """The date of record it gives this occurrence, before any policy on non-working days."""
        found = self.at.get(occurrence) if self.at else None
        return found.due if found else None


def source_of(statement: Statement) -> Source:
    """The place of a statement."""
    return Source(statement.document, statement.section, statement.lines)
