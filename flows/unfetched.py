"""Whose calendar has not fetched within a day of a change that concerns them: a client that no longer asks shows old dates.

What lives here: who that is, from who answers for what, who subscribes, and when deadlines changed. Telling them is
`unread.py`; a changed date is told at once anyway.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.flows.feed_making import scope_mark
from arshjul.flows.feed_scopes import Scopes
from arshjul.flows.feeds import handed_over, scopes_of
from arshjul.flows.parts import Parts
from arshjul.models.codes import CLOSED, DELIVERED, Kind, State
from arshjul.models.moment import Moment
from arshjul.models.portfolio import Portfolio, Role
from arshjul.models.tables_feeds import FeedScope
from arshjul.store import feed_changes, subscriptions
from arshjul.store.feed_changes import Changed
from arshjul.store.subscriptions import Subscription

PATIENCE = dt.timedelta(days=1)
"""Google asks once or twice a day; whoever has not asked by then may not ask at all."""


class Unfetched(NamedTuple):
    """A person (by id) whose calendar has not fetched since `when`, the first change of these keys that it lacks.

    `subscriptions`: those that should have; the person's own, or the actors' where the person has none.
    """

    person: str
    keys: tuple[str, ...]
    when: dt.datetime
    subscriptions: tuple[int, ...]


class _Look(NamedTuple):
    """One look at everything."""

    now: Moment
    portfolio: Portfolio
    scopes: Scopes
    live: Sequence[Subscription]


def unfetched(parts: Parts) -> list[Unfetched]:
    """Everyone whose calendar lags behind by more than a day, by id."""
    with parts.database.read() as connection:
        return unfetched_in(connection, parts)


def unfetched_in(connection: Connection, parts: Parts) -> list[Unfetched]:
    """The same in the caller's transaction."""
    now = parts.moment
    live = [one for one in subscriptions.listing(connection) if one.answers(now.at) and one.replaced_by is None]
    if not live:
        return []
    portfolio = handed_over(connection, parts.portfolio)
    scopes = scopes_of(connection, portfolio, now, {one.wish.lang for one in live})
    look = _Look(now, portfolio, scopes, live)
    by_person: dict[str, list[Changed]] = {}
    for change in feed_changes.changes(connection, now.at - PATIENCE):
        owner = portfolio.holder_id(change.actor, Role.OWNER, now.today, Kind(change.kind))
        if owner is not None and _concerns(change):
            by_person.setdefault(owner, []).append(change)
    found = (_behind(look, person, changes) for person, changes in sorted(by_person.items()))
    return [one for one in found if one is not None]


def _concerns(change: Changed) -> bool:
    """What is delivered or waived keeps its date; that something is called off concerns whoever would have done it."""
    return change.state == State.CANCELLED or change.state not in DELIVERED | CLOSED


def _behind(look: _Look, person: str, changes: Sequence[Changed]) -> Unfetched | None:
    """None when one of the calendars in which the person sees these has been fetched since, or when there is none."""
    own = [one for one in look.live if (one.wish.scope_kind, one.wish.scope) == (FeedScope.OWNER, person)]
    if own:
        lacking = _lacking(look, own, changes)
        return _told(person, lacking, own)
    shared = _of_actors(look.live, {change.actor for change in changes})
    lacking = [one for actor, feeds in shared.items() for one in _lacking(look, feeds, _of(changes, actor))]
    return _told(person, lacking, [one for feeds in shared.values() for one in feeds])


def _told(person: str, lacking: Sequence[Changed], feeds: Iterable[Subscription]) -> Unfetched | None:
    if not lacking:
        return None
    keys = tuple(sorted({change.key for change in lacking}))
    return Unfetched(person, keys, min(change.at for change in lacking), tuple(sorted(one.id for one in feeds)))


def _lacking(look: _Look, feeds: Iterable[Subscription], changes: Iterable[Changed]) -> list[Changed]:
    """The changes that none of these calendars has; what was there before the first of them was given out is in none."""
    feeds = list(feeds)
    if any(one.fetched_mark == scope_mark(look.scopes.rows(one.wish)) for one in feeds):
        return []
    seen = max((one.last_fetch_at for one in feeds if one.last_fetch_at is not None), default=None)
    since = min(one.created_at for one in feeds)
    return [change for change in changes if change.at > max(since, seen or since)]


def _of_actors(live: Iterable[Subscription], actors: Iterable[str]) -> Mapping[str, list[Subscription]]:
    found: dict[str, list[Subscription]] = {}
    for one in live:
        if one.wish.scope_kind is FeedScope.ACTOR and one.wish.scope in actors:
            found.setdefault(one.wish.scope, []).append(one)
    return found


def _of(changes: Iterable[Changed], actor: str) -> list[Changed]:
    return [change for change in changes if change.actor == actor]
