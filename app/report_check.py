"""`report check`: the same verdict as after sending, before it.

What lives here: finding the deliverable and showing the findings. 1 when the report is incomplete.
"""

from pathlib import Path

from rich.console import Console

from arshjul.app.listing import Format, show
from arshjul.app.view import wheel_views
from arshjul.calendar.wording import COMPLETENESS_WORDS, word
from arshjul.flows.settings import Settings
from arshjul.models.codes import Completeness
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.models.yaml_places import read_bytes
from arshjul.reports.judge import judge
from arshjul.reports.reading import read_report

FINDING_KEYS = ("code", "content", "initiative", "severity", "place", "maker", "obligation", "sources", "message")


def check_report(found: Settings, file: Path, key: str, fmt: Format) -> int:
    """Judge the file; prints findings. BadInput when the file or the key is no good."""
    views = wheel_views(found, None)
    known = {item.key: (item, view.wheel) for view in views for item in view.deliverables}
    if key not in known:
        what = say(f"ukjent leveranse: {key}", f"unknown deliverable: {key}")
        raise BadInput([Problem("--deliverable", what, remedy=nearest(key, sorted(known)))])
    item, wheel = known[key]
    names = {slug: spec.name for slug, spec in wheel.initiatives.items()}
    verdict = judge(item, read_report(read_bytes(file), str(file)), names=names)
    rows = [
        {
            "code": finding.code,
            "content": str(finding.content),
            "initiative": finding.initiative,
            "severity": str(finding.severity),
            "place": finding.place,
            "maker": str(finding.maker),
            "obligation": finding.obligation,
            "sources": [
                {"document": place.document, "section": place.section, "lines": list(place.lines)}
                for place in finding.sources
            ],
            "message": finding.message_en if get_lang() == "en" else finding.message_nb,
        }
        for finding in verdict.findings
    ]
    columns = {"severity": say("Alvor", "Severity"), "message": say("Hva", "What"), "place": say("Sted", "Place")}
    if fmt is not Format.TABLE or rows:
        show(rows, FINDING_KEYS, fmt, columns, say("Funn", "Findings"))
    if fmt is Format.TABLE:
        Console(highlight=False).print(word(COMPLETENESS_WORDS, verdict.completeness, get_lang()), markup=False)
    return 0 if verdict.completeness is Completeness.COMPLETE else 1
