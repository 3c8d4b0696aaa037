"""A light that is not green says that something is off: then the report says what, and what is done about it.

What lives here: the check of deviation and mitigation beside a yellow or red light. That either is there at all where it
is demanded is `sections.py`; here it is held against the light. "Nothing to report" beside a red light cannot be right;
beside a yellow one it is worth a question. What nobody demands is the office's wish.
"""

from collections.abc import Collection, Iterator

from arshjul.models.codes import Content
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.risks import filled_in
from arshjul.reports.schema import InitiativeReport, Nothing, Status

_LIGHTS = {"yellow": ("gult", "yellow"), "red": ("rødt", "red")}


def light_gaps(section: InitiativeReport, at: str, demanded: Collection[Content]) -> Iterator[tuple[Content, Gap]]:
    """Deviation and mitigation that a light calls for; `demanded` is what letter, mandate and office demand here."""
    status = section.status
    if not isinstance(status, Status) or status.light in (None, "green"):
        return
    light = str(status.light)
    deviation = section.deviation
    if isinstance(deviation, Nothing):
        yield Content.DEVIATION, _denied(light, f"{at}.deviation")
    elif Content.DEVIATION not in demanded and not (deviation and deviation.strip()):
        yield Content.DEVIATION, _absent(light, f"{at}.deviation")
    if isinstance(section.risks, Nothing):
        yield Content.MITIGATION, _denied(light, f"{at}.risks")
    elif Content.MITIGATION not in demanded and not any(risk.mitigation.strip() for _, risk in filled_in(section)):
        yield Content.MITIGATION, _absent(light, f"{at}.risks[].mitigation")


def _denied(light: str, place: str) -> Gap:
    nb, en = _LIGHTS[light]
    severity = Severity.WRONG if light == "red" else Severity.WEAK
    return Gap(
        FindingCode.LIGHT_UNEXPLAINED, severity, place,
        f"er meldt som ingenting å melde, men trafikklyset er {nb}",
        f"reported as nothing to report, while the light is {en}",
    )  # fmt: skip


def _absent(light: str, place: str) -> Gap:
    nb, en = _LIGHTS[light]
    return Gap(
        FindingCode.LIGHT_UNEXPLAINED, Severity.MISSING, place,
        f"mangler, og trafikklyset er {nb}", f"missing, and the light is {en}", by_office=True,
    )  # fmt: skip
