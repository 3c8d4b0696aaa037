"""Reading and judging a report of 23 KB, one that is new and one that has been taken before.

What lives here: `read_report` and `judge`, and the look at the digest by which a source skips what it knows, against
`json.loads` of the same bytes. Reading and judging are told apart too, as is what the year's money and the report before
add to judging.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from measuring import Line, compare, repeated, tell

from arshjul.calendar.appropriations import appropriations
from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.allocation import stated
from arshjul.models.codes import Completeness, Kind
from arshjul.models.deliverable import Deliverable
from arshjul.reports.judge import judge
from arshjul.reports.reading import read_report
from arshjul.reports.skeleton import skeleton
from arshjul.reports.sources.base import sift

SIZE, ROUNDS, TIMES = 23_000, 31, 30
NEW_AIM, KNOWN_AIM = 2.5, 0.35
NAME, NOW = "report.json", dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)


def run() -> list[Line]:
    """A new report, and the same one when its digest is known."""
    wheel = read_wheel(shipped_wheels()[0])
    item = max(
        (item for item in compile_wheel(wheel) if item.kind is Kind.FOLLOWUP_REPORT), key=lambda item: len(item.demands)
    )
    raw = _report(item)
    names = {slug: spec.name for slug, spec in wheel.initiatives.items()}
    tell(f"judging a report of {len(raw):,} bytes, {len(item.demands)} demands")
    known = frozenset({hashlib.sha256(raw).hexdigest()})
    if judge(item, read_report(raw, NAME), names=names).completeness is not Completeness.COMPLETE:
        raise AssertionError("the sample must be a complete report")
    if (
        len(sift([(NAME, raw)], now=NOW, known=frozenset()).arrivals) != 1
        or sift([(NAME, raw)], now=NOW, known=known).arrivals
    ):
        raise AssertionError("the sample must be new once, and known after that")
    floor = lambda: repeated(lambda: json.loads(raw), TIMES)  # noqa: E731
    new = compare(floor, lambda: repeated(lambda: judge(item, read_report(raw, NAME), names=names), TIMES), ROUNDS)
    report = read_report(raw, NAME)
    year = appropriations(2024)
    read = compare(floor, lambda: repeated(lambda: read_report(raw, NAME), TIMES), ROUNDS)
    alone = compare(floor, lambda: repeated(lambda: judge(item, report, names=names), TIMES), ROUNDS)
    whole = lambda: judge(item, report, names=names, previous=report, allocations=year)  # noqa: E731
    full = compare(floor, lambda: repeated(whole, TIMES), ROUNDS)
    seen = compare(floor, lambda: repeated(lambda: sift([(NAME, raw)], now=NOW, known=known), TIMES), ROUNDS)
    return [
        Line("read and judge a new report of 23 KB", new[0] / TIMES, new[1] / TIMES, NEW_AIM),
        Line("  of this: reading", read[0] / TIMES, read[1] / TIMES, None),
        Line("  of this: judging", alone[0] / TIMES, alone[1] / TIMES, None),
        Line("  judging with the year's money and the report before", full[0] / TIMES, full[1] / TIMES, None),
        Line("  the same report when its digest is known", seen[0] / TIMES, seen[1] / TIMES, KNOWN_AIM),
    ]


def _report(item: Deliverable) -> bytes:
    """A complete report: every section filled in, with as much text as makes 23,000 bytes."""
    words = 0
    while len(raw := json.dumps(_filled(skeleton(item), words, item.actor), ensure_ascii=False).encode()) < SIZE:
        words += 1
    return raw


def _filled(report: dict[str, Any], words: int, actor: str) -> dict[str, Any]:
    given = stated(appropriations(2024), actor, NOW.date())
    text = "Arbeidet følger planen, og gjenstående punkter er avklart med alle parter." + " Årsaken er kjent." * words
    report |= {"submitted_by": "kari@example.no", "submitted_at": "2024-08-26T10:00:00+02:00"}
    report |= {"supplementary_funding": text, "reallocations": text}
    for slug, section in report["initiatives"].items():
        for name in section:
            if name == "status":
                section[name] = {"light": "green", "text": text}
            elif name == "risks":
                risk = {"description": text, "probability": 2, "consequence": 3, "mitigation": text}
                section[name] = [risk] * 4
            elif name == "economy":
                allocated = str(given[slug])
                section[name] = {
                    "allocated": allocated,
                    "carried_over": "0",
                    "spent": "1400000.50",
                    "forecast": allocated,
                }
            else:
                section[name] = text
    return report
