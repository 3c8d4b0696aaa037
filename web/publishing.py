"""Brings the kept events of calendars up to date while they are served, in one process only.

What lives here: who does it, and when there is something to do. How is `flows/feed_publishing.py`.
"""

import logging
from collections.abc import Callable

from arshjul.flows.feed_publishing import due, refresh
from arshjul.models.moment import Moment
from arshjul.store import subscriptions
from arshjul.store.leading import Lead
from arshjul.web.store_door import Door

log = logging.getLogger("arshjul.web")


class Publisher:
    """Has the lead, or waits for it."""

    def __init__(self, door: Door, clock: Callable[[], Moment]) -> None:
        self._door, self._clock = door, clock
        self._lead: Lead | None = None
        self._done: tuple[int, frozenset[str]] | None = None

    def bring_up_to_date(self) -> None:
        """Render what has changed since the last time, if nobody else has the lead. Raises what the store raises."""
        parts = self._door.parts()
        if self._lead is None or not self._lead.is_over(parts.database):
            self.close()
            self._lead, self._done = Lead(parts.database), None
        if not self._lead.held():
            return
        with parts.database.read() as connection:
            langs = subscriptions.langs(connection)
        since = self._done[0] if self._done and self._done[1] == langs else None
        newest = due(parts, since)
        if newest is None:
            return
        done = refresh(parts.at(self._clock()), langs, newest)
        self._done = (newest.seq, langs)
        for key, what in done.faulty.items():
            log.error("the event of %s cannot be rendered: %s", key, what)

    def close(self) -> None:
        """Give up the lead."""
        if self._lead is not None:
            self._lead.release()
