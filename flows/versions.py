"""The versions of one deliverable: which counts for what, and what changed between two of them.

What lives here: reading only. Comparing two reports is `reports/comparing.py`, all else that is known of a deliverable
`app/deliverable_shown.py`.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from arshjul.flows import named
from arshjul.models.lang import say
from arshjul.models.moment import end_of_day
from arshjul.models.problems import BadInput, Problem
from arshjul.reports.comparing import Change, changes
from arshjul.reports.reading import Report, read_report
from arshjul.store import dossier, sendings
from arshjul.store.owed import Owed, owed

IN_TIME, WHOLE = "timeliness", "completeness"


@dataclass(frozen=True, slots=True)
class Version:
    """One version; `counts_for` holds `timeliness` and `completeness` where it is the one that counts."""

    came: dossier.Came
    counts_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions and what changed from the first to the second; both None while there is only one."""

    key: str
    old: dossier.Came | None
    new: dossier.Came | None
    changes: tuple[Change, ...] = ()


def versions(connection: Connection, word: str) -> tuple[Owed, list[Version]]:
    """A deliverable and its versions, oldest first. BadInput for a key that nobody knows."""
    now = owed(connection, named.full_key(connection, word))
    assert now is not None
    came = dossier.versions(connection, now.key)
    counting = counts_in_time(connection, now, came)
    last = came[-1].no if came else None
    found = []
    for one in came:
        roles = [role for role, no in ((IN_TIME, counting), (WHOLE, last)) if no == one.no]
        found.append(Version(one, tuple(roles)))
    return now, found


def counts_in_time(connection: Connection, now: Owed, came: list[dossier.Came]) -> int | None:
    """The version by which timeliness is judged: the latest before the deadline, else the first that came after it.

    None where nothing has come, and where a formal sending is registered, for then that counts. Whether what came is in time
    is told alike by the first version (`store/board.py`): one is before the deadline exactly when the first is.
    """
    if not came or sendings.of(connection, now.id):
        return None
    if now.last_day is None:
        return came[0].no
    end = end_of_day(now.last_day)
    return max((one.no for one in came if one.received_at < end), default=came[0].no)


def compare(connection: Connection, word: str, old: int | None, new: int | None) -> Compared:
    """What changed between two versions; the last two when none are named.

    BadInput for a key or a number that nobody knows, and for a version that can no longer be read.
    """
    now, found = versions(connection, word)
    came = {one.came.no: one.came for one in found}
    if not came:
        what = say("er ikke mottatt i noen versjon", "has not been received in any version")
        raise BadInput([Problem(now.key, what)])
    unknown = [(option, no) for option, no in (("--from", old), ("--to", new)) if no is not None and no not in came]
    if unknown:
        raise BadInput([_unknown(option, no, list(came)) for option, no in unknown])
    second = max(came) if new is None else new
    first = max((no for no in came if no < second), default=None) if old is None else old
    if first is None:
        return Compared(now.key, None, None)
    reports = [_read(connection, now.key, no) for no in (first, second)]
    return Compared(now.key, came[first], came[second], tuple(changes(*reports)))


def _unknown(option: str, no: int, known: list[int]) -> Problem:
    what = say(f"det finnes ingen versjon {no}", f"there is no version {no}")
    listed = f"{known[0]}–{known[-1]}" if len(known) > 1 else str(known[0])
    return Problem(option, what, remedy=say(f"velg blant {listed}", f"choose among {listed}"))


def _read(connection: Connection, key: str, no: int) -> Report:
    held = dossier.body(connection, key, no)
    assert held is not None
    return read_report(held[1], held[0])
