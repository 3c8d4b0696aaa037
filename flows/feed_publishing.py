"""Keeping the events of calendars right while they are served.

What lives here: when to do it, and at which time the events are stamped. Doing it is `event_keeping.py`, reading the events
`feeds.py`.
"""

from collections.abc import Iterable

from arshjul.flows.event_keeping import Refreshed, bring_up_to_date
from arshjul.flows.parts import Parts
from arshjul.models.codes import Lang
from arshjul.models.moment import Moment
from arshjul.store import feed_rows
from arshjul.store.feed_rows import Newest


def refresh(parts: Parts, langs: Iterable[str], newest: Newest) -> Refreshed:
    """Bring the kept events up to date in these languages.

    They are stamped with the time of the last event, which is the change that they follow: so the same history gives the
    same bytes wherever it is served. Raises what the database raises, and BadInput when something newer came between.
    """
    return bring_up_to_date(parts.at(Moment(newest.at, parts.moment.recorded_at)), [Lang(lang) for lang in langs])


def due(parts: Parts, since: int | None) -> Newest | None:
    """The last event, when something after event `since` may have to be shown; None while there is nothing to do."""
    with parts.database.read() as connection:
        newest = feed_rows.newest(connection)
        if newest is None or newest.seq == since:
            return None
        if since is not None and since < newest.seq and not feed_rows.anything_to_show_since(connection, since):
            return None
        return newest
