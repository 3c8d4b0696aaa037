"""What risk and mitigation ask of one section: every open risk is described, rated, mitigated and owned.

What lives here: the checks of a list of risks. That it is described and mitigated is demanded; the scale from 1 to 5 and
an owner for a high risk are the office's habits. A closed risk needs its description and no more.
"""

from collections.abc import Iterable, Sequence

from arshjul.models.habits import Habits
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.gaps import Gaps, missing, nothing, partly
from arshjul.reports.schema import InitiativeReport, Nothing, Risk
from arshjul.reports.thin import says_nothing, tells

_Numbered = list[tuple[int, Risk]]


def filled_in(section: InitiativeReport) -> _Numbered:
    """The risks with their place; rows that were never filled in do not count."""
    risks = section.risks
    if risks is None or isinstance(risks, Nothing):
        return []
    return [(no, risk) for no, risk in enumerate(risks) if not _blank(risk)]


def _blank(risk: Risk) -> bool:
    if risk.probability is not None or risk.consequence is not None:
        return False
    return not (risk.description.strip() or risk.mitigation.strip())


def risk(section: InitiativeReport, at: str, habits: Habits) -> Gaps:
    """Each risk is described; the office asks for a rating, and for an owner where it is high."""
    if isinstance(section.risks, Nothing):
        return nothing(section.risks, f"{at}.risks")
    if section.risks and _in_order(section.risks, habits.high_risk):
        return ()
    risks = filled_in(section)
    if not risks:
        return [missing(f"{at}.risks")]
    unnamed = [no for no, risk in risks if not risk.description or risk.description.isspace()]
    if unnamed:
        which = _numbers(unnamed)
        place = f"{at}.risks[{unnamed[0]}].description"
        return [partly(place, f"mangler beskrivelse av nr. {which}", f"without a description of no. {which}")]
    found = _hollow([no for no, risk in risks if says_nothing(risk.description)], at, "description")
    opened = [(no, risk) for no, risk in risks if risk.state == "open"]
    if habits.risk_scale:
        found += _unrated(opened, at)
    if habits.risk_owner:
        found += _unowned(opened, at, habits.high_risk)
    return found


def _in_order(risks: Iterable[Risk], high: int) -> bool:
    """A quick look, as most risks are in order: described, rated, and low or owned."""
    for risk in risks:
        probability, consequence = risk.probability, risk.consequence
        if probability is None or consequence is None or not tells(risk.description):
            return False
        if probability * consequence >= high and not risk.owner.strip():
            return False
    return True


def _unrated(risks: _Numbered, at: str) -> list[Gap]:
    unrated = [no for no, risk in risks if risk.probability is None or risk.consequence is None]
    if not unrated:
        return []
    which, place = _numbers(unrated), f"{at}.risks[{unrated[0]}]"
    nb, en = (
        f"mangler sannsynlighet eller konsekvens for nr. {which}",
        f"without probability or consequence of no. {which}",
    )
    return [Gap(FindingCode.UNRATED_RISK, Severity.WEAK, place, nb, en, by_office=True)]


def _unowned(risks: _Numbered, at: str, high: int) -> list[Gap]:
    unowned = [
        no for no, risk in risks if (risk.probability or 0) * (risk.consequence or 0) >= high and not risk.owner.strip()
    ]
    if not unowned:
        return []
    which, place = _numbers(unowned), f"{at}.risks[{unowned[0]}].owner"
    one = len(unowned) == 1
    nb = f"nr. {which} er {'høy' if one else 'høye'}, men har ingen ansvarlig"
    en = f"no. {which} {'is high, but has' if one else 'are high, but have'} no owner"
    return [Gap(FindingCode.UNOWNED_RISK, Severity.WEAK, place, nb, en, by_office=True)]


def mitigation(section: InitiativeReport, at: str, _: Habits) -> Gaps:
    """Every open risk has its mitigation. Where it is said that there are no risks, there is nothing to mitigate."""
    if isinstance(section.risks, Nothing):
        return ()
    if section.risks and all(map(tells, [risk.mitigation for risk in section.risks])):
        return ()
    risks = filled_in(section)
    if not risks:
        return [missing(f"{at}.risks[].mitigation")]
    opened = [(no, risk.mitigation) for no, risk in risks if risk.state == "open"]
    without = [no for no, text in opened if not text or text.isspace()]
    if without:
        which, place = _numbers(without), f"{at}.risks[{without[0]}].mitigation"
        return [partly(place, f"mangler for risiko nr. {which}", f"missing for risk no. {which}")]
    return _hollow([no for no, text in opened if says_nothing(text)], at, "mitigation")


def _hollow(places: Sequence[int], at: str, field: str) -> list[Gap]:
    if not places:
        return []
    which, place = _numbers(places), f"{at}.risks[{places[0]}].{field}"
    nb, en = f"sier for lite for nr. {which}", f"too thin for no. {which}"
    return [Gap(FindingCode.SAYS_NOTHING, Severity.WEAK, place, nb, en)]


def _numbers(places: Sequence[int]) -> str:
    """Numbers as people count them, three at most."""
    shown = ", ".join(str(no + 1) for no in places[:3])
    return shown + (" …" if len(places) > 3 else "")
