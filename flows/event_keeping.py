"""Keeping the events of calendars right, also where one of them cannot be rendered: then the others are, and the board says so.

What lives here: going round what fails, and the fault it leaves until it renders again. What events should show is
`event_wanted.py`; when to do it is for the callers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from arshjul.calendar.ical_cancel import cancelled_event
from arshjul.flows import event_wanted
from arshjul.flows.parts import Catalogue, Parts
from arshjul.models.codes import Lang
from arshjul.models.problems import BadInput
from arshjul.store import calendars, pulls


@dataclass(slots=True)
class Refreshed:
    """How many events changed, and the deliverables and meetings whose events cannot be rendered, each with the error's name."""

    changed: int = 0
    faulty: dict[str, str] = field(default_factory=dict)


class _Failed(NamedTuple):
    """An event that could not be rendered, in one language."""

    key: str
    lang: Lang
    error: str


def bring_up_to_date(parts: Parts, langs: Iterable[Lang]) -> Refreshed:
    """Render the events whose content has changed, in these languages; what cannot be rendered stays as it was.

    Raises what the database raises, and BadInput when something newer came between.
    """
    langs = sorted(langs)
    done, failed = Refreshed(), list[_Failed]()
    for lang in langs:
        _refresh(parts, lang, done, failed)
    done.faulty = {one.key: one.error for one in failed}
    _tell_board(parts, langs, failed)
    return done


def _refresh(parts: Parts, lang: Lang, done: Refreshed, failed: list[_Failed]) -> None:
    try:
        done.changed += _render(parts, lang, None)
    except (BadInput, DBAPIError, OSError):
        raise
    except Exception:  # whatever it is, it must not keep the other events from their calendars
        _halve(parts, lang, event_wanted.keys(parts.catalogue()), done, failed)


def _halve(parts: Parts, lang: Lang, keys: Sequence[str], done: Refreshed, failed: list[_Failed]) -> None:
    """Try the two halves by themselves, and so on, until what fails stands alone."""
    if not keys:
        return
    try:
        done.changed += _render(parts, lang, frozenset(keys))
    except (BadInput, DBAPIError, OSError):
        raise
    except Exception as error:
        if len(keys) == 1:
            failed.append(_Failed(keys[0], lang, type(error).__name__))
            return
        middle = len(keys) // 2
        _halve(parts, lang, keys[:middle], done, failed)
        _halve(parts, lang, keys[middle:], done, failed)


def _render(parts: Parts, lang: Lang, only: frozenset[str] | None) -> int:
    catalogue = parts.catalogue()
    with parts.database.read() as connection:
        wanted = event_wanted.wanted(connection, catalogue, lang, only)
    with parts.database.write() as connection:
        return calendars.sync(
            connection, parts.moment, lang.value, wanted, lambda body, no, at: cancelled_event(body, lang.value, no, at)
        )


def _tell_board(parts: Parts, langs: Collection[Lang], failed: Sequence[_Failed]) -> None:
    """Faults opened and closed; what stands of a language that was not looked at is left."""
    with parts.database.read() as connection:
        standing = [row for row in pulls.open_faults(connection) if row.code == pulls.NOT_SHOWN]
    if not failed and not any(_lang_of(row.name) in langs for row in standing):
        return
    catalogue, found = parts.catalogue(), dict[str, list[pulls.FaultValues]]()
    for row in standing:
        here = found.setdefault(row.actor, [])
        if _lang_of(row.name) not in langs:
            here.append(pulls.FaultValues(row.code, row.name, row.message_nb, row.message_en, row.deliverable_key))
    for one in failed:
        found.setdefault(_actor_of(catalogue, one.key), []).append(_fault(catalogue, one))
    with parts.database.write() as connection:
        _write(connection, parts, found)


def _write(connection: Connection, parts: Parts, found: Mapping[str, Sequence[pulls.FaultValues]]) -> None:
    for actor, faults in sorted(found.items()):
        pulls.sync_noticed(connection, parts.moment, actor, pulls.NOT_SHOWN, faults)


def _fault(catalogue: Catalogue, one: _Failed) -> pulls.FaultValues:
    owed = one.key in catalogue.deliverables
    nb, en = ("Fristen", "The deadline") if owed else ("Møtet", "The meeting")
    return pulls.FaultValues(
        pulls.NOT_SHOWN,
        f"{one.key} {one.lang.value}",
        f"{nb} {one.key} kan ikke skrives i kalenderne ({one.error}). De viser den forrige utgaven, om det er noen.",
        f"{en} {one.key} cannot be written into calendars ({one.error}). They show the one before, if there is any.",
        one.key if owed else None,
    )


def _actor_of(catalogue: Catalogue, key: str) -> str:
    item = catalogue.deliverables.get(key)
    return item.actor if item else next(iter(catalogue.meetings[key].actors), "")


def _lang_of(name: str) -> str:
    return name.rpartition(" ")[2]
