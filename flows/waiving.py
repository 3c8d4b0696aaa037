"""Demands that the ministry no longer makes of somebody, as the office records it.

What lives here: the proposal that `changing.py` plans and applies. A waived deliverable keeps its deadline, is not
reminded of and never late.
"""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from arshjul.calendar.change_plan import ChangePlan
from arshjul.calendar.in_force import WheelFacts
from arshjul.calendar.rulings import Ruling
from arshjul.flows import named
from arshjul.flows.changing import Cause, Proposed
from arshjul.flows.parts import Parts
from arshjul.models.codes import DELIVERED, State
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem
from arshjul.models.tables_history import DecisionKind, DecisionState
from arshjul.store import decisions, events


@dataclass(frozen=True, slots=True)
class Waiver:
    """A deliverable that is no longer asked for: who says so, where that stands, and why."""

    parts: Parts
    word: str
    by: str | None = None
    reference: str = ""
    why: str = ""

    def after(self, connection: Connection, before: list[WheelFacts]) -> Proposed:
        """The facts with the waiver among the rulings. BadInput for what is delivered, cancelled or unknown, and for who
        does not decide it.
        """
        found = named.deliverable(connection, self.parts, self.word)
        key = found.now.key
        if found.now.state is State.WAIVED:
            already = say(f"{key} er alt frafalt.", f"{key} is waived already.")
            return Proposed(before, already=already, subject=key)
        if found.now.state in DELIVERED:
            what = say("er levert, og det som er levert, står", "is delivered, and what is delivered stays")
            raise BadInput(
                [Problem(key, what, remedy=say("se arshjul deliverable show", "see arshjul deliverable show"))]
            )
        named.must_be_able_to_decide(connection, self.parts, self._who(found.item), found.item)
        ruling = Ruling(key, "waiver", None, 0)
        after = [
            replace(one, rulings=(*one.rulings, ruling)) if one.wheel.id == found.item.wheel else one for one in before
        ]
        return Proposed(after, subject=key)

    def write(self, connection: Connection, parts: Parts, plan: ChangePlan, proposed: Proposed) -> Cause:  # noqa: ARG002
        """The event and the decision."""
        found = named.deliverable(connection, parts, proposed.subject)
        by = named.signed(connection, parts, self._who(found.item), found.item)
        before, after = {"state": found.now.state.value}, {"state": "waived", "reference": self.reference}
        asked = decisions.pending(connection).get(found.now.key)
        if asked is not None:
            after["lapsed"] = str(asked.decision)
        kind = "deliverable.waived"
        seq = events.append(
            connection, parts.moment, kind, found.now.key, before=before, after=after, why=self.why, actor=by
        )
        made = decisions.Made(
            DecisionKind.WAIVER, found.now.key, DecisionState.GRANTED, by, None, self.reference, self.why
        )
        decisions.make(connection, parts.moment, seq, made)
        return Cause(kind, found.now.key, self.why, seq)

    def _who(self, item: Deliverable) -> str:
        """Who says so: the addressee unless somebody is named."""
        return self.by or item.addressee
