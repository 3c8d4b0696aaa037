"""Who held which role by the portfolio file of a day, by ids: as it is kept, and put back into a portfolio.

What lives here: the two directions. What people are called stands elsewhere, where it can be erased; storing is
`store/roles.py`, and what was handed over beside the file `handovers.py`.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from arshjul.models.codes import Kind
from arshjul.models.portfolio import ActorEntry, KindOverride, PersonSpec, Portfolio, Role, RolePeriod

_Period = tuple[str, str | None, str | None]
_PER_KIND = "per_kind"


def roles_of(portfolio: Portfolio) -> str:
    """The file's roles as JSON: by actor and role the person's id and the first and last day; the same for the same."""
    told = {
        actor: {
            **{role.value: _told(entry.periods(role)) for role in Role},
            _PER_KIND: {kind.value: _told(special.owner) for kind, special in entry.per_kind.items()},
        }
        for actor, entry in portfolio.actors.items()
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def with_roles(portfolio: Portfolio, body: str, called: Mapping[str, str]) -> Portfolio:
    """The portfolio with the roles that `roles_of` once told; `called`: names of those whom the file knows no more."""
    told: dict[str, Any] = json.loads(body)
    actors = {actor: _entry(portfolio.actors.get(actor), roles) for actor, roles in told.items()}
    people = {slug: PersonSpec.model_construct(None, name=name, email="") for slug, name in called.items()}
    return portfolio.model_copy(update={"actors": actors, "people": {**people, **portfolio.people}})


def _told(periods: Iterable[RolePeriod]) -> list[_Period]:
    return [
        (one.person, one.start.isoformat() if one.start else None, one.end.isoformat() if one.end else None)
        for one in periods
    ]


def _entry(now: ActorEntry | None, roles: Mapping[str, Any]) -> ActorEntry:
    values: dict[str, Any] = {"source": now.source, "channels": now.channels} if now else {}
    values |= {role.value: _read(roles[role.value]) for role in Role}
    kinds = roles[_PER_KIND].items()
    values[_PER_KIND] = {Kind(kind): KindOverride.model_construct(None, owner=_read(held)) for kind, held in kinds}
    return ActorEntry.model_construct(None, **values)


def _read(periods: Iterable[_Period]) -> tuple[RolePeriod, ...]:
    return tuple(
        RolePeriod.model_construct(None, person=person, start=_day(start), end=_day(end))
        for person, start, end in periods
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
