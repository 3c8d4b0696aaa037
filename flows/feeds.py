"""Calendars ready to be served, read from the database at once whenever something has changed there.

What lives here: `Shelf` and making it anew; calendars that are still right keep their bytes, and subscriptions with the
same wishes share one. One calendar is `feed_making.py`, HTTP is `web/`, rendering events `feed_publishing.py`.
"""

import datetime as dt
import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from arshjul.calendar.feed_extras import Notice, starts_on
from arshjul.flows.feed_making import Feed, Maker, Recipe, Size
from arshjul.flows.feed_scopes import OwnerOf, Scopes
from arshjul.models.codes import Kind
from arshjul.models.handovers import HandedPortfolio
from arshjul.models.moment import OSLO, Moment
from arshjul.models.portfolio import Portfolio, Role
from arshjul.store import feed_rows, handovers, subscriptions
from arshjul.store.feed_rows import Newest, Shown
from arshjul.store.subscriptions import Subscription

_LEVEL = 6


class Held(NamedTuple):
    """What stands behind one address."""

    subscription: Subscription
    recipe: Recipe


@dataclass(slots=True)
class Shelf:
    """Everything that can be served; `held` by the hash of the secret. Not changed once it is made, but for `packed`.

    `faulty`: calendars that could not be made anew, with the error's name. `unshown`: events that could not, which stand on
    the board. `turns_at`: when the next address stops working.
    """

    held: dict[str, Held] = field(default_factory=dict)
    feeds: dict[Recipe, Feed] = field(default_factory=dict)
    rows: dict[int, Shown] = field(default_factory=dict)
    langs: frozenset[str] = frozenset()
    newest: Newest | None = None
    sizes: dict[int, Size] = field(default_factory=dict)
    faulty: dict[Recipe, str] = field(default_factory=dict)
    unshown: list[str] = field(default_factory=list)
    turns_at: dt.datetime | None = None


class Emptied(Exception):
    """The database knows no subscription where there were some; rows are never deleted, so something is wrong with it."""


def read_shelf(connection: Connection, portfolio: Portfolio, now: Moment, before: Shelf | None = None) -> Shelf:
    """The shelf as the database has it. What cannot be made stays as it was `before`, and is named. Emptied: see there."""
    before = before or Shelf()
    found = subscriptions.listing(connection)
    if before.held and not found:
        raise Emptied
    shelf = Shelf(unshown=feed_rows.unshown(connection))
    shelf.held = {one.secret_hash: Held(one, _recipe(one)) for one in found}
    answering = [held for held in shelf.held.values() if held.subscription.answers(now.at)]
    shelf.turns_at = min((end for held in answering if (end := held.subscription.grace_until)), default=None)
    recipes = dict.fromkeys(held.recipe for held in answering)
    shelf.langs = frozenset(recipe.wish.lang for recipe in recipes)
    _take_rows(connection, shelf, before)
    maker = _maker(connection, handed_over(connection, portfolio), now, shelf)
    for recipe in recipes:
        feed = before.feeds.get(recipe)
        try:
            feed = maker.feed(recipe, feed)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # trouble with one is not the others'
            shelf.faulty[recipe] = type(error).__name__
        if feed is not None:
            shelf.feeds[recipe] = feed
    return shelf


def pack(shelf: Shelf) -> None:
    """Make the compressed bytes that are missing."""
    for feed in shelf.feeds.values():
        if feed.packed is None:
            feed.packed = gzip.compress(feed.plain, _LEVEL, mtime=0)


def scopes_of(connection: Connection, portfolio: Portfolio, now: Moment, langs: Iterable[str]) -> Scopes:
    """Which events stand where, as of today."""
    portfolio = handed_over(connection, portfolio)
    return _scopes(feed_rows.shown(connection, set(langs)), feed_rows.names(connection), portfolio, now)


def handed_over(connection: Connection, portfolio: Portfolio) -> Portfolio:
    """The portfolio with the handovers recorded by now: it may have been read long ago."""
    return HandedPortfolio.of(portfolio, handovers.handed(connection))


def _take_rows(connection: Connection, shelf: Shelf, before: Shelf) -> None:
    """What the events show, from `before` but for those that have changed since: stamps never go back in one history."""
    shelf.newest = feed_rows.newest(connection)
    since = None
    if before.newest and before.rows and shelf.langs <= before.langs and feed_rows.happened(connection, before.newest):
        shelf.rows = {number: row for number, row in before.rows.items() if row.lang in shelf.langs}
        since = max(row.changed_at for row in before.rows.values())
    shelf.rows |= {row.id: row for row in feed_rows.shown(connection, shelf.langs, since)}
    shelf.sizes = _sizes(connection, shelf.rows.values(), before.sizes)


def _maker(connection: Connection, portfolio: Portfolio, now: Moment, shelf: Shelf) -> Maker:
    names = feed_rows.names(connection)
    scopes = _scopes(shelf.rows.values(), names, portfolio, now)
    return Maker(scopes, shelf.sizes, lambda ids: feed_rows.bodies(connection, ids), now, names)


def _scopes(rows: Iterable[Shown], names: feed_rows.Names, portfolio: Portfolio, now: Moment) -> Scopes:
    people = {slug: person.name for slug, person in portfolio.people.items()}
    return Scopes(rows, names, people, _owners(portfolio, now.today))


def _owners(portfolio: Portfolio, today: dt.date) -> OwnerOf:
    """Who answers for an actor's deliverables of a kind today."""
    return lambda actor, kind: portfolio.holder_id(actor, Role.OWNER, today, Kind(kind) if kind else None)


def _recipe(one: Subscription) -> Recipe:
    wish = one.wish._replace(label="", gzip=True)  # the bytes show neither
    if one.grace_until is None or one.rotated_at is None:
        return Recipe(wish, None)
    return Recipe(wish, Notice(one.id, one.rotated_at, one.grace_until.astimezone(OSLO).date()))


def _sizes(connection: Connection, rows: Iterable[Shown], before: dict[int, Size]) -> dict[int, Size]:
    """Day and size of each event; only the bytes of those that are new or changed are read.

    One that cannot be read gets a day that no window holds: the others are served without it.
    """
    found, fresh = {}, {}
    for row in rows:
        known = before.get(row.id)
        if known is not None and known.edition == row.edition:
            found[row.id] = known
        else:
            fresh[row.id] = row.edition
    for number, body in feed_rows.bodies(connection, fresh):
        try:
            found[number] = Size(fresh[number], starts_on(body), len(body))
        except ValueError:
            found[number] = Size(fresh[number], dt.date.min, 0)
    return found
