"""Keeping the events of calendars right while they are served, also where one of them cannot be rendered.

What lives here: when to call the day's own stage, `publishing.refresh_events`, and going round what makes it fail. Reading
the events is `feeds.py`.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from arshjul.flows.parts import Catalogue, Parts
from arshjul.flows.publishing import refresh_events
from arshjul.models.codes import Lang
from arshjul.models.moment import Moment
from arshjul.models.problems import BadInput
from arshjul.store import feed_rows
from arshjul.store.feed_rows import Newest


@dataclass(slots=True)
class Refreshed:
    """How many events changed, and the deliverables whose events cannot be rendered, each with the error's name."""

    changed: int = 0
    faulty: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Some(Parts):
    """Parts that know of some deliverables only; what the others show is left as it is."""

    only: frozenset[str] = frozenset()

    def catalogue_of(self, connection: Connection, known_at: dt.datetime | None = None) -> Catalogue:
        """The whole catalogue with these deliverables only."""
        whole = Parts.catalogue_of(self, connection, known_at)
        return replace(whole, deliverables={key: whole.deliverables[key] for key in self.only})


def refresh(parts: Parts, langs: Iterable[str], newest: Newest) -> Refreshed:
    """Bring the kept events up to date in these languages.

    They are stamped with the time of the last event, which is the change that they follow: so the same history gives the
    same bytes wherever it is served. Raises what the database raises, and BadInput when something newer came between.
    """
    done = Refreshed()
    parts = parts.at(Moment(newest.at, parts.moment.recorded_at))
    for lang in sorted(langs):
        _refresh(parts, Lang(lang), done)
    return done


def _refresh(parts: Parts, lang: Lang, done: Refreshed) -> None:
    try:
        done.changed += refresh_events(parts, lang)
    except (BadInput, DBAPIError, OSError):
        raise
    except Exception:  # whatever it is, it must not keep the other events from their calendars
        _halve(parts, lang, sorted(parts.catalogue().deliverables), done)


def _halve(parts: Parts, lang: Lang, keys: list[str], done: Refreshed) -> None:
    """Try the two halves by themselves, and so on, until what fails stands alone."""
    if not keys:
        return
    try:
        done.changed += refresh_events(_with(parts, keys), lang)
    except (BadInput, DBAPIError, OSError):
        raise
    except Exception as error:
        if len(keys) == 1:
            done.faulty[keys[0]] = type(error).__name__
            return
        middle = len(keys) // 2
        _halve(parts, lang, keys[:middle], done)
        _halve(parts, lang, keys[middle:], done)


def _with(parts: Parts, keys: list[str]) -> _Some:
    values = {item.name: getattr(parts, item.name) for item in fields(Parts) if item.init}
    return _Some(**values, only=frozenset(keys))


def due(parts: Parts, since: int | None) -> Newest | None:
    """The last event, when something after event `since` may have to be shown; None while there is nothing to do."""
    with parts.database.read() as connection:
        newest = feed_rows.newest(connection)
        if newest is None or newest.seq == since:
            return None
        if since is not None and since < newest.seq and not feed_rows.anything_to_show_since(connection, since):
            return None
        return newest
