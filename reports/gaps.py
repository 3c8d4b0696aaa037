"""The gaps that every check gives: not there, there and not whole, there and saying nothing.

What lives here: how such a gap is put together, for texts and for "nothing to report". Which part of a report is
looked at is `sections.py`, `risks.py` and `funds.py`. A place is put together only where there is a gap, as most
parts have none.
"""

from collections.abc import Sequence

from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.schema import Nothing
from arshjul.reports.thin import tells

Gaps = Sequence[Gap]


def missing(place: str) -> Gap:
    """Not there at all."""
    return Gap(FindingCode.MISSING, Severity.MISSING, place, "mangler", "missing")


def stated(value: str | Nothing | None, at: str, field: str) -> Gaps:
    """A text, or the statement that there is nothing to report; it stands in `field` of `at`."""
    if isinstance(value, str) and tells(value):
        return ()
    place = f"{at}.{field}" if at else field
    if value is None or (isinstance(value, str) and not value.strip()):
        return [missing(place)]
    return [thin(place)] if isinstance(value, str) else nothing(value, place)


def nothing(value: Nothing, place: str) -> Gaps:
    """ "Nothing to report" needs a reason."""
    if tells(value.reason):
        return ()
    if value.reason.strip():
        return [thin(f"{place}.reason")]
    nb, en = "er meldt som ingenting å melde, uten begrunnelse", "reported as nothing, without a reason"
    return [Gap(FindingCode.NO_REASON, Severity.MISSING, f"{place}.reason", nb, en)]


def thin(place: str) -> Gap:
    """A text that is there and says nothing."""
    nb, en = "sier for lite til å kunne leses alene", "too thin to be read alone"
    return Gap(FindingCode.SAYS_NOTHING, Severity.WEAK, place, nb, en)


def partly(place: str, nb: str, en: str, *, by_office: bool = False) -> Gap:
    """There, and not whole."""
    return Gap(FindingCode.PARTLY_MISSING, Severity.MISSING, place, nb, en, by_office)
