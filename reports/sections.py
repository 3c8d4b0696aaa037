"""What each demanded content asks of one section of a status report.

What lives here: one small check per content code; a check sees one initiative's section and gives the gaps.
Statements that may be made for the whole report (supplementary funding, reallocation) are `funds.py`.
"""

from collections.abc import Callable, Sequence

from arshjul.models.codes import Content
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.schema import InitiativeReport, Nothing, Risk, Status
from arshjul.reports.thin import says_nothing

Check = Callable[[InitiativeReport, str], list[Gap]]
_FIGURES = {
    "allocated": ("tildelt", "allocated"),
    "carried_over": ("overført", "carried over"),
    "spent": ("forbruk", "spent"),
    "forecast": ("prognose", "forecast"),
}


def missing(place: str) -> Gap:
    """Not there at all."""
    return Gap(FindingCode.MISSING, Severity.MISSING, place, "mangler", "missing")


def stated(value: str | Nothing | None, place: str) -> list[Gap]:
    """A text, or the statement that there is nothing to report."""
    if isinstance(value, Nothing):
        return nothing(value, place)
    if value is None or not value.strip():
        return [missing(place)]
    return thin(value, place)


def nothing(value: Nothing, place: str) -> list[Gap]:
    """ "Nothing to report" needs a reason."""
    place += ".reason"
    if value.reason.strip():
        return thin(value.reason, place)
    nb, en = "er meldt som ingenting å melde, uten begrunnelse", "reported as nothing, without a reason"
    return [Gap(FindingCode.NO_REASON, Severity.MISSING, place, nb, en)]


def thin(text: str, place: str) -> list[Gap]:
    """A text that is there and says nothing."""
    if not says_nothing(text):
        return []
    nb, en = "sier for lite til å kunne leses alene", "too thin to be read alone"
    return [Gap(FindingCode.SAYS_NOTHING, Severity.WEAK, place, nb, en)]


def _prose(field: str) -> Check:
    return lambda section, at: stated(getattr(section, field), f"{at}.{field}")


def _status(section: InitiativeReport, at: str) -> list[Gap]:
    status, place = section.status, f"{at}.status"
    if isinstance(status, Nothing):
        return nothing(status, place)
    text = status.text.strip() if isinstance(status, Status) else ""
    if status is None or (status.light is None and not text):
        return [missing(place)]
    if status.light is None:
        return [_partly(f"{place}.light", "mangler trafikklys", "without its light")]
    if not text:
        return [_partly(f"{place}.text", "mangler tekst", "without its text")]
    return thin(text, f"{place}.text")


def _partly(place: str, nb: str, en: str) -> Gap:
    return Gap(FindingCode.PARTLY_MISSING, Severity.MISSING, place, nb, en)


def _risks(section: InitiativeReport) -> list[tuple[int, Risk]]:
    """The risks with their place; rows that were never filled in do not count."""
    if section.risks is None or isinstance(section.risks, Nothing):
        return []
    return [(no, risk) for no, risk in enumerate(section.risks) if risk.model_fields_set and not _blank(risk)]


def _blank(risk: Risk) -> bool:
    scored = risk.probability is not None or risk.consequence is not None
    return not (scored or risk.description.strip() or risk.mitigation.strip())


def _risk(section: InitiativeReport, at: str) -> list[Gap]:
    place = f"{at}.risks"
    if isinstance(section.risks, Nothing):
        return nothing(section.risks, place)
    risks = _risks(section)
    if not risks:
        return [missing(place)]
    unnamed = [no for no, risk in risks if not risk.description.strip()]
    if unnamed:
        which = _numbers(unnamed)
        place = f"{place}[{unnamed[0]}].description"
        return [_partly(place, f"mangler beskrivelse av nr. {which}", f"without a description of no. {which}")]
    found = []
    hollow = [no for no, risk in risks if says_nothing(risk.description)]
    if hollow:
        found += _hollow(hollow, f"{place}[{hollow[0]}].description")
    unrated = [no for no, risk in risks if risk.probability is None or risk.consequence is None]
    if unrated:
        which, at = _numbers(unrated), f"{place}[{unrated[0]}]"
        nb = f"mangler sannsynlighet eller konsekvens for nr. {which}"
        found.append(
            Gap(FindingCode.UNRATED_RISK, Severity.WEAK, at, nb, f"without probability or consequence of no. {which}")
        )
    return found


def _mitigation(section: InitiativeReport, at: str) -> list[Gap]:
    """Every risk has its mitigation. Where it is said that there are no risks, there is nothing to mitigate."""
    place = f"{at}.risks"
    if isinstance(section.risks, Nothing):
        return []
    risks = _risks(section)
    if not risks:
        return [missing(f"{place}[].mitigation")]
    without = [no for no, risk in risks if not risk.mitigation.strip()]
    if without:
        which, place = _numbers(without), f"{place}[{without[0]}].mitigation"
        return [_partly(place, f"mangler for risiko nr. {which}", f"missing for risk no. {which}")]
    hollow = [no for no, risk in risks if says_nothing(risk.mitigation)]
    return _hollow(hollow, f"{place}[{hollow[0]}].mitigation") if hollow else []


def _hollow(places: Sequence[int], place: str) -> list[Gap]:
    which = _numbers(places)
    nb, en = f"sier for lite for nr. {which}", f"too thin for no. {which}"
    return [Gap(FindingCode.SAYS_NOTHING, Severity.WEAK, place, nb, en)]


def _numbers(places: Sequence[int]) -> str:
    """Numbers as people count them, three at most."""
    shown = ", ".join(str(no + 1) for no in places[:3])
    return shown + (" …" if len(places) > 3 else "")


def _economy(section: InitiativeReport, at: str) -> list[Gap]:
    place, economy = f"{at}.economy", section.economy
    if isinstance(economy, Nothing):
        return nothing(economy, place)
    lacking = [name for name in _FIGURES if economy is None or getattr(economy, name) is None]
    if len(lacking) == len(_FIGURES):
        return [missing(place)]
    if not lacking:
        return []
    nb, en = (", ".join(_FIGURES[name][lang] for name in lacking) for lang in (0, 1))
    return [_partly(f"{place}.{lacking[0]}", f"mangler tall for {nb}", f"without figures for {en}")]


CHECKS: dict[Content, Check] = {
    Content.STATUS: _status,
    Content.PROGRESS: _prose("progress"),
    Content.QUALITY: _prose("quality"),
    Content.RISK: _risk,
    Content.MITIGATION: _mitigation,
    Content.ECONOMY: _economy,
    Content.DEVIATION: _prose("deviation"),
    Content.RESOURCE_USE: _prose("resource_use"),
}
