"""Which kept events stand in which subscribed calendar, and what the calendar is called.

What lives here: look-ups over one reading of the kept events. Windows and bytes are `feed_making.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import chain

from arshjul.calendar.scopes import OFFICE, Scope, ScopeKind, calendar_name
from arshjul.models.tables_feeds import FeedScope
from arshjul.store.feed_rows import Names, Shown
from arshjul.store.subscriptions import Wish

OwnerOf = Callable[[str, str | None], str | None]
"""The id of the person who answers for an actor's deliverables of a kind (None: of any) today."""


class Scopes:
    """The kept events by language, and by actor and initiative within it."""

    def __init__(self, rows: Iterable[Shown], names: Names, people: Mapping[str, str], owner_of: OwnerOf) -> None:
        self._names, self._people, self._owner_of = names, people, owner_of
        self._all: dict[str, list[Shown]] = {}
        for row in sorted(rows, key=lambda row: row.uid):  # a database sorts by its own locale
            self._all.setdefault(row.lang, []).append(row)
        self._owners: dict[tuple[str, str], frozenset[str]] = {}

    def rows(self, wish: Wish) -> list[Shown]:
        """Every kept event of the scope, also those outside the window and those cancelled long ago, by UID."""
        match wish.scope_kind:
            case FeedScope.OFFICE:
                return self._all.get(wish.lang, [])
            case FeedScope.INITIATIVE:
                return self._by_initiative.get((wish.lang, wish.scope), [])
            case FeedScope.ACTOR:
                joint = sorted(group for group, members in self._names.groups.items() if wish.scope in members)
                listed = [self._by_actor.get((wish.lang, actor), []) for actor in (wish.scope, *joint)]
                return listed[0] if not any(listed[1:]) else _together(listed)
            case FeedScope.OWNER:
                return [row for row in self._all.get(wish.lang, []) if wish.scope in self._owners_of(row)]

    def holds_any(self, lang: str) -> bool:
        """Whether any event is kept in that language: if not, nobody has rendered them yet."""
        return lang in self._all

    def calendar_name(self, wish: Wish) -> str:
        """What a client shows in its list of calendars."""
        match wish.scope_kind:
            case FeedScope.OFFICE:
                return calendar_name(OFFICE, "", wish.lang)
            case FeedScope.OWNER:
                name, kind = self._people.get(wish.scope, wish.scope), ScopeKind.ACTOR
            case FeedScope.ACTOR:
                name, kind = _named(self._names.actors, wish), ScopeKind.ACTOR
            case FeedScope.INITIATIVE:
                name, kind = _named(self._names.initiatives, wish), ScopeKind.INITIATIVE
        return calendar_name(Scope(kind, wish.scope), name, wish.lang)

    def _owners_of(self, row: Shown) -> frozenset[str]:
        """Who answers for it; for a meeting those who answer, where somebody meets, for what is handed in for it.

        Where nothing is, those who answer for anything.
        """
        place = (row.actors, row.kinds)
        if place not in self._owners:
            kinds: list[str | None] = [*row.kinds.split()] or [None]
            found = (self._owner_of(actor, kind) for actor in row.actors.split() for kind in kinds)
            self._owners[place] = frozenset(owner for owner in found if owner is not None)
        return self._owners[place]

    @cached_property
    def _by_actor(self) -> dict[tuple[str, str], list[Shown]]:
        found: dict[tuple[str, str], list[Shown]] = {}
        for lang, rows in self._all.items():
            for row in rows:
                for actor in row.actors.split():
                    found.setdefault((lang, actor), []).append(row)
        return found

    @cached_property
    def _by_initiative(self) -> dict[tuple[str, str], list[Shown]]:
        found: dict[tuple[str, str], list[Shown]] = {}
        for lang, rows in self._all.items():
            for row in rows:
                for initiative in row.initiatives.split():
                    found.setdefault((lang, initiative), []).append(row)
        return found


def _together(lists: Iterable[Iterable[Shown]]) -> list[Shown]:
    """Each event once, by UID."""
    return sorted({row.id: row for row in chain(*lists)}.values(), key=lambda row: row.uid)


def _named(names: Mapping[str, Mapping[str, str]], wish: Wish) -> str:
    return names.get(wish.scope, {}).get(wish.lang, wish.scope)
