"""The contract of every source that reports are pulled from, and what all of them do with what they find.

What lives here: `Source` (what a source offers), the values it gives, and `sift`, which reads named bytes into
arrivals and faults. Where the bytes come from is one module per source.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic_core import PydanticCustomError

from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.models.schema_words import printable
from arshjul.reports.reading import WORKBOOKS, BadReport, Report, read_report
from arshjul.reports.scalars import moment

SUFFIXES = (".json", ".yaml", ".yml", *WORKBOOKS)
_UNFINISHED = (".tmp", ".part")
_SHOWN = 5
_TIME = re.compile(rb"""submitted_at["']?[ \t]*:[ \t]*["']?([0-9T:.+Z-]{16,35})""")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One readable report not taken before; `digest` is the SHA-256 of `raw` in hex, `name` tells its format."""

    deliverable: str
    submitted_at: dt.datetime
    digest: str
    name: str
    raw: bytes
    report: Report


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that kept a report from being taken, by name, with its remedy; the rest goes on."""

    code: str
    name: str
    message_nb: str
    message_en: str
    deliverable_key: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A report that is there and is not read at this look: it is taken already, or still being written.

    `mark` stands for its bytes in the digest of the look.
    """

    mark: str


@dataclass(frozen=True, slots=True)
class Later:
    """A file that says of itself that it comes at a moment which has not come yet."""

    name: str
    submitted_at: dt.datetime
    deliverable: str = ""


@dataclass(frozen=True, slots=True)
class PullResult:
    """One look into a source. `digest` changes when anything there does; `seen` counts its report files, all of them.

    What says that it comes `later` has not arrived, and is no fault of the source: whoever knows the day may wonder at it.
    """

    arrivals: tuple[Arrival, ...]
    faults: tuple[Fault, ...]
    digest: str
    seen: int
    later: tuple[Later, ...] = ()


class Source(Protocol):
    """Where an actor's reports are pulled from. `str()` of it is a name for people, without secrets."""

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """What is there at `now`. Never raises for what it finds there.

        `known` are the digests taken before: those are not read again. A report whose `submitted_at` is later than
        `now` has not arrived yet and is no fault. The same bytes twice are one arrival, but a fault each. Arrivals come by
        `submitted_at`, then name. ValueError when `now` has no time zone.
        """
        ...


@runtime_checkable
class Remembering(Protocol):
    """A source that keeps something from one look for the next; whoever uses it hands that back."""

    memory: str


def is_report_name(name: str) -> bool:
    """Whether a file of this name may be a report: not hidden, not half-written, and of a format we read."""
    lower = name.lower()
    return not lower.startswith((".", "~")) and not lower.endswith(_UNFINISHED) and lower.endswith(SUFFIXES)


def sift(
    found: Iterable[tuple[str, bytes | Fault | Unread]],
    *,
    now: dt.datetime,
    known: frozenset[str],
    faults: Iterable[Fault] = (),
) -> PullResult:
    """Turn named bytes (or what stands in their place) into a result; `faults` concern the source itself.

    `found` comes in the order of names and is read one by one; walking through it may add to `faults`.
    """
    if now.utcoffset() is None:
        raise ValueError("`now` needs a time zone")
    arrivals: list[Arrival] = []
    noted: list[Fault] = []
    later: list[Later] = []
    whole = hashlib.sha256()
    taken, seen = set(known), 0
    for name, raw in found:
        seen += 1
        digest = _mark(raw)
        whole.update(f"{name!r} {digest}\n".encode(errors="backslashreplace"))
        result: Arrival | Fault | Unread | Later | None = None if isinstance(raw, bytes) else raw
        if isinstance(raw, bytes) and digest not in taken:
            result = _read(name, raw, digest, now)
            if not isinstance(result, Fault):  # under another name it may be another form, and is a fault of its own
                taken.add(digest)
        if isinstance(result, Fault):
            noted.append(result)
        elif isinstance(result, Arrival):
            arrivals.append(result)
        elif isinstance(result, Later):
            later.append(result)
    arrivals.sort(key=lambda arrival: (arrival.submitted_at, arrival.name))
    return PullResult(tuple(arrivals), (*faults, *noted), whole.hexdigest(), seen, tuple(later))


def _mark(raw: bytes | Fault | Unread) -> str:
    """What stands for a report in the digest of a look."""
    if isinstance(raw, bytes):
        return hashlib.sha256(raw).hexdigest()
    return raw.mark if isinstance(raw, Unread) else raw.code


def _read(name: str, raw: bytes, digest: str, now: dt.datetime) -> Arrival | Fault | Later:
    """What a file is: read, not readable, or not there yet."""
    try:
        report = read_report(raw, name)
    except BadInput as error:
        stated = _stated(raw)
        return Later(name, stated) if stated and stated > now else _unreadable(name, raw, error)
    if report.submitted_at > now:
        return Later(name, report.submitted_at, report.deliverable)
    return Arrival(report.deliverable, report.submitted_at, digest, name, raw, report)


def _stated(raw: bytes) -> dt.datetime | None:
    """When an unreadable file says that it is sent, so that a replay of days meets it in its time."""
    match = _TIME.search(raw)
    try:
        return moment(match.group(1).decode()) if match else None
    except PydanticCustomError:
        return None


def _unreadable(name: str, raw: bytes, error: BadInput) -> Fault:
    nb, en = (copy_context().run(_problems, name, raw, lang) for lang in (Lang.NB, Lang.EN))
    key = error.deliverable if isinstance(error, BadReport) else ""
    return Fault("unreadable_report", shown(name), nb, en, key or None)


def _problems(name: str, raw: bytes, lang: Lang) -> str:
    """What is wrong, in one language; run in a context of its own, so that the reader's language stays as it is."""
    set_lang(lang)
    try:
        read_report(raw, name)
    except BadInput as error:
        lines = [str(problem) for problem in error.problems[:_SHOWN]]
        more = len(error.problems) - _SHOWN
        tail = [f"+ {more}"] if more > 0 else []
        return printable("; ".join([*lines, *tail]), 2000)
    return shown(name)


def shown(name: str) -> str:
    """A file name as messages may show it: one line, no control characters, no great length."""
    return printable(name, 200)


def kept_name(name: str) -> str:
    """A file name as it is kept: shown as above, and however long it is, its end still tells the format."""
    suffix = next((end for end in SUFFIXES if name.lower().endswith(end)), "")
    stem = name[: len(name) - len(suffix)]
    return printable(stem, 200 - len(suffix)) + suffix.lower() if len(name) > 200 else shown(name)
