"""The gaps that every check gives: not there, there and not whole, there and saying nothing.

What lives here: how such a gap is put together, for texts and for "nothing to report". Which part of a report is
looked at is `sections.py`, `risks.py` and `funds.py`. A place is put together only where there is a gap, as most
parts have none.
"""

from collections.abc import Sequence

from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.schema import Nothing
from arshjul.reports.thin import says_nothing

Gaps = Sequence[Gap]


def missing(place: str) -> Gap:
    """Not there at all."""
    return Gap(FindingCode.MISSING, Severity.MISSING, place, "mangler", "missing")


def stated(value: str | Nothing | None, at: str, field: str) -> Gaps:
    """A text, or the statement that there is nothing to report; it stands in `field` of `at`."""
    if isinstance(value, str):
        if not value or value.isspace():
            return [missing(f"{at}.{field}" if at else field)]
        return thin(value, f"{at}.{field}" if at else field) if says_nothing(value) else ()
    place = f"{at}.{field}" if at else field
    return [missing(place)] if value is None else nothing(value, place)


def nothing(value: Nothing, place: str) -> Gaps:
    """ "Nothing to report" needs a reason."""
    reason = value.reason
    if reason and not reason.isspace():
        return thin(reason, f"{place}.reason") if says_nothing(reason) else ()
    nb, en = "er meldt som ingenting å melde, uten begrunnelse", "reported as nothing, without a reason"
    return [Gap(FindingCode.NO_REASON, Severity.MISSING, f"{place}.reason", nb, en)]


def thin(text: str, place: str) -> Gaps:
    """A text that is there and says nothing."""
    if not says_nothing(text):
        return ()
    nb, en = "sier for lite til å kunne leses alene", "too thin to be read alone"
    return [Gap(FindingCode.SAYS_NOTHING, Severity.WEAK, place, nb, en)]


def partly(place: str, nb: str, en: str, *, by_office: bool = False) -> Gap:
    """There, and not whole."""
    return Gap(FindingCode.PARTLY_MISSING, Severity.MISSING, place, nb, en, by_office)
