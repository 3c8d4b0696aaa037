"""A server that an actor's reports are pulled from.

What lives here: the order of a look: pages, then the files they name, and what is kept so that the next look asks only for
what has changed. One request is `http_get.py`, what a page holds `http_pages.py`, what can go wrong `http_faults.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Any

from arshjul.reports.reading import max_bytes
from arshjul.reports.sources.base import Fault, PullResult, Unread, is_report_name, sift
from arshjul.reports.sources.http_faults import HttpFault, HttpProblem, as_fault, place_of
from arshjul.reports.sources.http_get import Answer, Getter
from arshjul.reports.sources.http_pages import Entry, Inline, Linked, entries, next_page, suffix_of
from arshjul.reports.sources.http_settings import LOOK_BYTES, MOST_FILES, MOST_PAGES, PAGE_BYTES, HttpSettings

_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_LONGEST_VALIDATOR = 500
_MOST_KEPT = MOST_PAGES + MOST_FILES
_NOT_ASKED = Unread("not asked")
Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """A report that stood in a page when that was last read; it is taken already."""

    name: str
    digest: str


@dataclass(slots=True)
class _Look:
    """One look: who asks, what had been taken, what is kept of it, and what stands in the way."""

    getter: Getter
    known: frozenset[str]
    kept: dict[str, Kept] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    bytes_left: int = LOOK_BYTES


class HttpSource:
    """Reports at the address of `settings`. `memory` is what the last look kept; hand it to the next one."""

    def __init__(self, settings: HttpSettings, memory: str = "") -> None:
        self.settings, self.memory = settings, memory

    def __str__(self) -> str:
        return place_of(self.settings.address)

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """See `base.Source`. What stops the look is a fault whose code begins with `http_`."""
        if self.settings.missing:
            problem = HttpProblem(HttpFault.SECRET, detail=", ".join(self.settings.missing))
            return sift((), now=now, known=known, faults=[as_fault(problem, str(self))])
        before = _read(self.memory)
        with closing(Getter(self.settings)) as getter:
            look = _Look(getter, known)
            result = sift(self._found(look, before), now=now, known=known, faults=look.faults)
        kept = {**before, **look.kept} if result.faults else look.kept
        kept = dict(
            list(kept.items())[-_MOST_KEPT:]
        )  # addresses that change at each look would add up beside a lasting fault
        self.memory = json.dumps(kept, sort_keys=True) if kept else ""
        return result

    def _found(self, look: _Look, before: Mapping[str, Kept]) -> Iterator[tuple[str, bytes | Fault | Unread]]:
        """Every report, by name; bytes of those that may be new. What pages before a faulty one hold is taken."""
        listed: list[Entry | _Known] = []
        left_out = False
        try:
            for one in self._pages(look, before):
                if len(listed) == MOST_FILES:
                    raise HttpProblem(HttpFault.PAGES)
                if is_report_name(one.name) or (isinstance(one, Linked) and one.bare):
                    listed.append(one)
        except HttpProblem as problem:
            look.faults.append(as_fault(problem, str(self)))
        for entry in sorted(listed, key=lambda one: one.name):
            if isinstance(entry, Linked) and look.getter.is_out_of_time:
                left_out = True
                yield entry.name, _NOT_ASKED
            elif isinstance(entry, Linked):
                found = self._file(look, entry, kept := before.get(entry.url, {}))
                yield entry.name + look.kept.get(entry.url, kept).get("suffix", ""), found
            else:
                yield entry.name, entry.raw if isinstance(entry, Inline) else Unread(entry.digest)
        if left_out:
            look.faults.append(as_fault(HttpProblem(HttpFault.TIMEOUT), str(self)))

    def _pages(self, look: _Look, before: Mapping[str, Kept]) -> Iterator[Entry | _Known]:
        """What all pages hold, in their order."""
        url: str | None = self.settings.address
        for _ in range(MOST_PAGES):
            if url is None:
                return
            if url in look.kept:
                break
            kept = before.get(url, {})
            asked = kept if {one["digest"] for one in kept.get("inline", ())} <= look.known else {}
            answer = self._get(look, url, PAGE_BYTES, asked)
            if answer.status == 304:
                look.kept[url] = kept
                yield from _from(kept)
                found = kept.get("next")
            else:
                held = entries(answer.body, answer.headers.get("content-type", ""), answer.url)
                found = next_page(answer.headers, answer.url)
                look.kept[url] = {**_validators(answer), **_as_kept(held), "next": found}
                yield from held
            url = look.getter.allowed(found, answer.url) if found else None
        if url is not None:
            raise HttpProblem(HttpFault.PAGES)

    def _file(self, look: _Look, entry: Linked, kept: Kept) -> bytes | Fault | Unread:
        """The bytes of a file, or why they are not there."""
        if entry.sha256 and entry.sha256 in look.known:
            look.kept |= {entry.url: kept} if kept else {}
            return Unread(entry.sha256)
        try:
            url = look.getter.allowed(entry.url, self.settings.address)
            most = max_bytes(entry.name + (".xlsx" if entry.bare else "")) + 1
            answer = self._get(look, url, most, kept if kept.get("digest") in look.known else {})
            if answer.status == 304:
                look.kept[url] = kept
                return Unread(str(kept["digest"]))
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind in ("text/html", "application/xhtml+xml"):
                raise HttpProblem(HttpFault.NOT_JSON, detail=kind)
            digest = hashlib.sha256(answer.body).hexdigest()
            if entry.sha256 not in ("", digest):
                raise HttpProblem(HttpFault.DIGEST)
            suffix = suffix_of(kind, answer.body) if entry.bare else ""
            if entry.bare and not suffix:
                raise HttpProblem(HttpFault.UNNAMED, detail=kind or "?")
        except HttpProblem as problem:
            return as_fault(problem, place_of(entry.url) if entry.bare else entry.name)
        look.kept[url] = {**_validators(answer), "digest": digest, **({"suffix": suffix} if suffix else {})}
        return answer.body

    def _get(self, look: _Look, url: str, most: int, kept: Kept) -> Answer:
        """One answer, within what the whole look may still hold."""
        asked = {header: kept[name] for name, header in _VALIDATORS.items() if kept.get(name)}
        answer = look.getter.get(url, min(most, look.bytes_left), asked)
        look.bytes_left -= len(answer.body)
        return answer


def _validators(answer: Answer) -> Kept:
    """What the server wants to hear when it is asked whether something has changed (RFC 9110, 8.8)."""
    found = {name: answer.headers.get(name, "") for name in _VALIDATORS}
    plain = {name: value for name, value in found.items() if value.isascii() and value.isprintable()}
    return {name: value for name, value in plain.items() if 0 < len(value) <= _LONGEST_VALIDATOR}


def _as_kept(held: list[Entry]) -> Kept:
    return {
        "inline": [
            {"name": one.name, "digest": hashlib.sha256(one.raw).hexdigest()} for one in held if isinstance(one, Inline)
        ],
        "linked": [asdict(one) for one in held if isinstance(one, Linked)],
    }


def _from(kept: Kept) -> Iterator[Linked | _Known]:
    yield from (_Known(one["name"], one["digest"]) for one in kept.get("inline", ()))
    yield from (Linked(**one) for one in kept.get("linked", ()))


def _read(memory: str) -> dict[str, Kept]:
    """What was kept; nothing when that is of another edition of the program."""
    try:
        found = json.loads(memory) if memory else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
