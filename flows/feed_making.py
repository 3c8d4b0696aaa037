"""One subscribed calendar: its window, what fits into it, its marks, and its bytes from those kept of each event.

What lives here: making one, or finding that the one from before is still right. Everything is derived from revisions: the
same database gives the same bytes and the same marks on any machine, all month.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from arshjul.calendar.feed_extras import Notice, nothing_event, notice_event, with_alarm
from arshjul.calendar.feed_window import cancelled_since, month_began, window
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.flows.feed_scopes import Scopes
from arshjul.models.moment import OSLO, Moment
from arshjul.models.tables_feeds import FeedScope
from arshjul.store.feed_rows import Names, Shown
from arshjul.store.subscriptions import Wish

MOST_EVENTS, MOST_BYTES = 1_000, 1_000_000
"""What Google takes; a calendar that would be larger holds what is nearest in time."""
_FORM = 1
"""Raise this when calendars are put together otherwise, so that clients fetch them anew."""


class Recipe(NamedTuple):
    """What two subscriptions must have in common to be served the same bytes."""

    wish: Wish
    notice: Notice | None


class Size(NamedTuple):
    """What must be known of an event's bytes to choose it: which edition they are, its day, how many they are."""

    edition: str
    day: dt.date
    size: int


@dataclass(slots=True)
class Feed:
    """One calendar. `tag` names this edition, `mark` that of its scope whatever the window; both come from revisions.

    `packed` is the same with gzip, made a moment after `plain`.
    """

    name: str
    tag: str
    mark: str
    modified: dt.datetime
    plain: bytes
    packed: bytes | None = None


Bodies = Callable[[Iterable[int]], Iterable[tuple[int, bytes]]]


class Maker:
    """Makes calendars from one reading of the kept events."""

    def __init__(self, scopes: Scopes, sizes: Mapping[int, Size], bodies: Bodies, now: Moment, names: Names) -> None:
        self._scopes, self._sizes, self._bodies = scopes, sizes, bodies
        self._today, self._names = now.today, names

    def feed(self, recipe: Recipe, before: Feed | None) -> Feed | None:
        """The calendar, the one from `before` if nothing changed; None while no event is rendered in its language."""
        if not self._scopes.holds_any(recipe.wish.lang):
            return None
        scope = self._scopes.rows(recipe.wish)
        rows = self._fitting(scope, recipe.wish)
        name = self._scopes.calendar_name(recipe.wish)
        tag = self._tag(recipe, name, rows)
        if before is not None and before.tag == tag:
            return before
        plain = assemble(FeedHeader(name), self._events(recipe, rows))
        modified = self._modified(recipe, scope)
        if before is not None and modified <= before.modified:  # HTTP counts in seconds, and must not miss a change
            modified = before.modified + dt.timedelta(seconds=1)
        return Feed(name, tag, scope_mark(scope), modified, plain)

    def _fitting(self, scope: Iterable[Shown], wish: Wish) -> list[Shown]:
        """Those in the window, without what was cancelled long ago; of too many, those nearest to this month."""
        span, gone = window(self._today, wish.past_days, wish.future_months), cancelled_since(self._today)
        sizes = self._sizes
        rows = [row for row in scope if span.holds(sizes[row.id].day) and not (row.cancelled and row.changed_at < gone)]
        if len(rows) <= MOST_EVENTS and sum(sizes[row.id].size for row in rows) <= MOST_BYTES:
            return rows
        return self._nearest(rows)

    def _nearest(self, rows: list[Shown]) -> list[Shown]:
        """What lies ahead goes before what is past."""
        month, kept, left = self._today.replace(day=1), [], MOST_BYTES

        def away(row: Shown) -> tuple[bool, int]:
            days = (self._sizes[row.id].day - month).days
            return days < 0, abs(days)

        for row in sorted(rows, key=away)[:MOST_EVENTS]:
            left -= self._sizes[row.id].size
            if left < 0:
                break
            kept.append(row)
        return sorted(kept, key=lambda row: row.uid)

    def _events(self, recipe: Recipe, rows: list[Shown]) -> list[bytes]:
        bodies = dict(self._bodies([row.id for row in rows]))
        events = [bodies[row.id] for row in rows]
        if recipe.wish.alarms:
            events = [with_alarm(body) for body in events]
        lang = recipe.wish.lang
        if not events:
            scope, month = f"{recipe.wish.scope_kind}_{recipe.wish.scope}", self._today.replace(day=1)
            events = [nothing_event(scope, month, month_began(self._today), lang)]
        if recipe.notice:
            events.append(notice_event(recipe.notice, lang))
        return events

    def _tag(self, recipe: Recipe, name: str, rows: Iterable[Shown]) -> str:
        wish = recipe.wish
        told = (_FORM, wish, recipe.notice, name, window(self._today, wish.past_days, wish.future_months))
        return _digest((json.dumps(told, default=str), *(row.edition for row in rows)))[:32]

    def _modified(self, recipe: Recipe, scope: Iterable[Shown]) -> dt.datetime:
        """Never before anything that the calendar depends on: its events, its window, which events are its own."""
        since = [month_began(self._today), *(row.changed_at for row in scope)]
        if self._names.loaded_at:
            since.append(self._names.loaded_at)
        if recipe.notice:
            since.append(recipe.notice.at)
        if recipe.wish.scope_kind is FeedScope.OWNER:  # somebody else may answer from today
            since += [
                dt.datetime.combine(self._today, dt.time(), OSLO),
                self._names.handed_at or month_began(self._today),
            ]
        return max(since).astimezone(dt.UTC).replace(microsecond=0)


def scope_mark(scope: Iterable[Shown]) -> str:
    """Changes exactly when an event of the scope does, comes or goes, whatever the window."""
    return _digest(row.edition for row in scope)[:16]


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
