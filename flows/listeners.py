"""Who is told of a rung or of a change: people of the portfolio and the channel on which each is reached.

What lives here: the look-up over a portfolio and a day; who is away has a stand-in. Which roles hear of what is
`notifications/audience.py`.
"""

from collections.abc import Mapping

from arshjul.flows.notice_views import step_of
from arshjul.flows.parts import Parts
from arshjul.flows.reaching import first_way
from arshjul.models.codes import Kind, Step
from arshjul.models.portfolio import Role
from arshjul.notifications.audience import audience, recipients
from arshjul.store import reminders


class Listeners:
    """Looks up who is told; what has the same answer for many rungs is looked up once per tick."""

    def __init__(self, parts: Parts, people: Mapping[str, int]) -> None:
        self.parts, self.portfolio, self.today, self.people = parts, parts.portfolio, parts.moment.today, people
        self.by_kind = {slug for slug, entry in self.portfolio.actors.items() if entry.per_kind}
        self._steps: dict[str, tuple[Step, tuple[Role, ...]]] = {}
        self._told: dict[tuple[str, str, tuple[Role, ...]], tuple[reminders.Listener, ...]] = {}

    def of(self, actor: str, kind: str, step: str) -> tuple[reminders.Listener, ...]:
        """Person ids and channels."""
        asked = self._steps.get(step)
        if asked is None:
            asked = self._steps[step] = (step_of(step), audience(step_of(step)))
        place = (actor, kind if actor in self.by_kind else "", asked[1])
        told = self._told.get(place)
        if told is None:
            told = self._told[place] = self._look_up(actor, Kind(kind) if actor in self.by_kind else None, *asked)
        return told

    def reached(self, actor: str, person: str) -> reminders.Listener:
        """A person's id, and the channel on which somebody is told of an actor's documents."""
        return self.people[person], first_way(self.parts, actor, person).value

    def _look_up(
        self, actor: str, kind: Kind | None, step: Step, roles: tuple[Role, ...]
    ) -> tuple[reminders.Listener, ...]:
        filled = self._filled(roles, actor, kind) or self._filled((Role.DEPUTY,), actor, kind)  # who may step in
        told = [self.portfolio.told_instead(who, self.today) for _, who in recipients(step, filled)]
        return tuple([self.reached(actor, who) for who in dict.fromkeys(told)])

    def _filled(self, roles: tuple[Role, ...], actor: str, kind: Kind | None) -> dict[Role, str]:
        holders = {role: self.portfolio.holder_id(actor, role, self.today, kind) for role in roles}
        return {role: person for role, person in holders.items() if person is not None}
