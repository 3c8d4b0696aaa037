"""Sources looked into beforehand, for a day on trial: the trial holds the database's lock, and nobody must wait for a server then.

What lives here: the looks, and a source that gives what a look has given. The trial is `store/trial.py`.
"""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

from arshjul.flows.parts import Parts
from arshjul.flows.pulling import Ready, ready
from arshjul.reports.sources.base import PullResult, Source


@dataclass(frozen=True, slots=True)
class Looked:
    """A source that has been looked into; it gives the same again, or fails as it did."""

    name: str
    result: PullResult | OSError

    def __str__(self) -> str:
        return self.name

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:  # noqa: ARG002
        """What the look gave."""
        if isinstance(self.result, OSError):
            raise self.result
        return self.result


def looked_ahead(parts: Parts, actors: Sequence[str]) -> dict[str, Source]:
    """Look into the sources of these actors, as many at a time as the portfolio says; nothing is written."""
    waiting = [found for actor in actors if (found := ready(parts, actor))]

    def look(one: Ready) -> Looked:
        try:
            return Looked(str(one.source), one.source.pull(now=parts.moment.at, known=one.known))
        except OSError as error:
            return Looked(str(one.source), error)

    with ThreadPoolExecutor(parts.portfolio.office.pulls_at_once, thread_name_prefix="look") as several:
        looks = [several.submit(copy_context().run, look, one) for one in waiting]
        return {one.actor: done.result() for one, done in zip(waiting, looks, strict=True)}
