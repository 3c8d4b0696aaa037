"""Whom a rung of the ladder concerns.

What lives here: which roles hear of what, and who steps in when one is vacant. Who holds a role on a day is
looked up elsewhere.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from arshjul.models.codes import Step
from arshjul.models.portfolio import Role

__all__ = ["Role", "audience", "recipients"]

Holder = TypeVar("Holder", bound=Hashable)

_OTHERS = {Step.OVERDUE: (Role.OWNER, Role.DEPUTY), Step.MANAGER: (Role.MANAGER,)}


def audience(step: Step) -> tuple[Role, ...]:
    """The roles that hear of a rung: the owner, when overdue the deputy too, and the manager of the last one."""
    return _OTHERS.get(step, (Role.OWNER,))


def recipients(step: Step, holders: Mapping[Role, Holder]) -> list[tuple[Role, Holder]]:
    """Who hears of a rung, and in which role, each once. A deputy steps in for a vacant owner.

    Nobody steps in for a manager. The list may be empty: then nobody hears, and the caller must show that.
    """
    told: dict[Holder, Role] = {}
    for role in audience(step):
        filled = Role.DEPUTY if role is Role.OWNER and Role.OWNER not in holders else role
        if filled in holders:
            told.setdefault(holders[filled], filled)
    return [(role, holder) for holder, role in told.items()]
