"""Whether every key of a JSON object stands there once: of two, parsers keep the last and say nothing (RFC 8259 section 4).

What lives here: a quick look at a report that has been read, which nearly always proves it, and the exact one for when it
does not. Where a key stands twice is told by `json_places.py`.
"""

import json
import re
from operator import attrgetter
from typing import Any

from arshjul.reports.schema import Envelope, StatusReport
from arshjul.reports.schema_parts import Part

_AFTER_KEY = re.compile(rb':(?<=["\s]:)')
"""A colon right after a quotation mark or white space. Put so that the search runs from colon to colon, of which there are few."""
_given = attrgetter("model_fields_set")


class _Repeated(ValueError):
    """A key that stands twice."""


def keys_stand_once(raw: bytes, report: StatusReport | Envelope) -> bool:
    """Whether no object in `raw`, the JSON that `report` was read from, has a key twice.

    After every key stands a colon, behind its quotation mark or white space. A text may hold such a colon too, so the file
    has as many of them as keys, or more. It has as many keys as the report holds, or more. Where the first count is the
    same as the last, both are the number of keys, and none was lost; otherwise every object is looked at.
    """
    return len(_AFTER_KEY.findall(raw)) == keys_held(report) or _looked_through(raw)


def keys_held(report: StatusReport | Envelope) -> int:
    """How many keys of its file a report holds, never more than there are.

    A part that stood deeper would not be counted, and cost time, not rightness: all objects would be looked at.
    """
    parts: list[Part] = [report]
    if isinstance(report, StatusReport):
        mappings: list[Any] = [report.initiatives]
        values = [report.supplementary_funding, report.reallocations]
        for _, section in report.sections():
            parts.append(section)
            values += vars(section).values()
    else:
        mappings, values = [report.holds, report.pages, *report.pages.values()], [report.reallocations]
    for value in values:
        if value is None or isinstance(value, str):
            continue
        if isinstance(value, tuple):
            parts += value
        else:
            parts.append(value)
    return sum(map(len, mappings)) + sum(map(len, map(_given, parts)))


def _looked_through(raw: bytes) -> bool:
    try:
        json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except _Repeated:
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _Repeated
