"""An empty report for an actor to fill in: exactly the sections that this deliverable demands, and no more.

What lives here: building the skeleton as plain values for JSON or YAML. Empty fields count as missing until they
are filled in; "nothing to report" is never written beforehand, for that is the actor's own statement.
"""

from collections.abc import Iterable
from typing import Any

from arshjul.models.codes import GENERAL, Content
from arshjul.models.deliverable import Deliverable
from arshjul.reports.judge import REPORT_KINDS
from arshjul.reports.schema import SCHEMA_VERSION

_TEXTS = {
    Content.PROGRESS: "progress",
    Content.QUALITY: "quality",
    Content.DEVIATION: "deviation",
    Content.RESOURCE_USE: "resource_use",
}
_RISKS = frozenset({Content.RISK, Content.MITIGATION})


def skeleton(deliverable: Deliverable) -> dict[str, Any]:
    """A status report without content, or an envelope whose `holds` lists what the document must hold.

    An envelope's list is a checklist: the sender strikes what the document does not hold, then adds file name and
    digest, without which the envelope is not accepted.
    """
    start: dict[str, Any] = {
        "schema": SCHEMA_VERSION,
        "type": "status_report" if deliverable.kind in REPORT_KINDS else "envelope",
        "deliverable": deliverable.key,
        "submitted_by": "",
        "submitted_at": "",
    }
    if deliverable.kind not in REPORT_KINDS:
        holds = {slug: [code.value for code in codes] for slug, codes in deliverable.required.items()}
        return {**start, "file_name": "", "digest": "", "holds": holds}
    sections = {slug: _section(codes) for slug, codes in deliverable.required.items()}
    general = sections.pop(GENERAL, None)
    demanded = {code for codes in deliverable.required.values() for code in codes}
    start["initiatives"] = sections
    if general is not None:
        start["general"] = general
    if Content.SUPPLEMENTARY_FUNDING in demanded:
        start["supplementary_funding"] = None
    if Content.REALLOCATION in demanded:
        start["reallocations"] = None
    return start


def _section(codes: Iterable[Content]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code in codes:
        if code is Content.STATUS:
            found["status"] = {"light": None, "text": ""}
        elif code in _TEXTS:
            found[_TEXTS[code]] = ""
        elif code in _RISKS:
            found["risks"] = [{"description": "", "probability": None, "consequence": None, "mitigation": ""}]
        elif code is Content.ECONOMY:
            found["economy"] = dict.fromkeys(("allocated", "carried_over", "spent", "forecast"))
    return found
