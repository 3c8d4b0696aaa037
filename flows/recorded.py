"""What every recorded decision has in common: its words, what it gives back, and carrying it through.

What lives here: values, the warnings that do not stop anybody, and the last steps of the transaction: dates that follow, and
who is told of them at once.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.change_plan import ChangePlan
from arshjul.flows.changing import Cause, follow
from arshjul.flows.parts import Parts
from arshjul.flows.telling import News, tell
from arshjul.models.codes import CLOSED, DELIVERED, Step
from arshjul.models.lang import say
from arshjul.store.owed import Owed

SETTLED = DELIVERED | CLOSED


class Words(NamedTuple):
    """Who decided, in which document, and why; each cleaned already (`free_text`)."""

    by: str
    reference: str = ""
    reason: str = ""

    def in_the_log(self) -> dict[str, str]:
        """What will stand in the log for ever, by the option it was given with."""
        return {"--reference": self.reference, "--reason": self.reason}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: `keys` are the deliverables it is about, `until` the date given, `by` what to call who said so.

    `number` is that of its (first) row. `already`: it was so before, and nothing has been written. `warnings` are for
    whoever records, `plan` is what has moved.
    """

    number: int
    keys: tuple[str, ...]
    by: str
    until: dt.date | None = None
    warnings: tuple[str, ...] = ()
    plan: ChangePlan | None = None
    already: bool = False


def carry_through(
    connection: Connection, parts: Parts, cause: Cause, step: Step, decided: Mapping[str, int]
) -> ChangePlan:
    """Bring dates, rungs and states to what now holds, and tell those concerned; `decided` is decision by key."""
    plan = follow(connection, parts, cause)
    tell(connection, parts, [News(key, step, str(number)) for key, number in decided.items()])
    return plan


def past(parts: Parts, day: dt.date) -> Iterator[str]:
    """A day that has been is no mistake, for the ministry may have decided long before the office records it."""
    if day < parts.moment.today:
        yield say(f"{day} er passert", f"{day} has passed")


def kept(found: Iterable[Owed]) -> Iterator[str]:
    """What is delivered keeps the deadline that it was delivered under."""
    for now in found:
        if now.state in DELIVERED:
            yield say(f"{now.key} er levert og beholder fristen", f"{now.key} is delivered and keeps its deadline")
