"""What each demanded content asks of one section of a status report.

What lives here: one small check per content code; a check sees one initiative's section and gives the gaps.
Risks are `risks.py`; statements that may be made for the whole report (supplementary funding, reallocation) `funds.py`.
"""

from collections.abc import Callable
from operator import attrgetter

from arshjul.models.codes import Content
from arshjul.models.habits import Habits
from arshjul.reports.gaps import Gaps, missing, nothing, partly, stated, thin
from arshjul.reports.risks import mitigation, risk
from arshjul.reports.schema import InitiativeReport, Nothing
from arshjul.reports.thin import tells

Check = Callable[[InitiativeReport, str, Habits], Gaps]
_FIGURES = {
    "allocated": ("tildelt", "allocated"),
    "carried_over": ("overført", "carried over"),
    "spent": ("forbruk", "spent"),
    "forecast": ("prognose", "forecast"),
}


def _prose(field: str) -> Check:
    value = attrgetter(field)
    return lambda section, at, _: stated(value(section), at, field)


def _status(section: InitiativeReport, at: str, _: Habits) -> Gaps:
    status = section.status
    if isinstance(status, Nothing):
        return nothing(status, f"{at}.status")
    if status is not None and status.light is not None and tells(status.text):
        return ()
    blank = status is None or not status.text.strip()
    if status is None or (status.light is None and blank):
        return [missing(f"{at}.status")]
    if status.light is None:
        return [partly(f"{at}.status.light", "mangler trafikklys", "without its light")]
    if blank:
        return [partly(f"{at}.status.text", "mangler tekst", "without its text")]
    return [thin(f"{at}.status.text")]


def _economy(section: InitiativeReport, at: str, habits: Habits) -> Gaps:
    """Finances are demanded; that they are told in four columns is the office's habit."""
    economy = section.economy
    if economy is None:
        return [missing(f"{at}.economy")]
    if isinstance(economy, Nothing):
        return nothing(economy, f"{at}.economy")
    lacking = [name for name in _FIGURES if getattr(economy, name) is None]
    if not lacking:
        return ()
    if len(lacking) == len(_FIGURES):
        return [missing(f"{at}.economy")]
    if not habits.economy_columns:
        return ()
    nb, en = (", ".join(_FIGURES[name][lang] for name in lacking) for lang in (0, 1))
    return [partly(f"{at}.economy.{lacking[0]}", f"mangler tall for {nb}", f"without figures for {en}", by_office=True)]


CHECKS: dict[Content, Check] = {
    Content.STATUS: _status,
    Content.PROGRESS: _prose("progress"),
    Content.QUALITY: _prose("quality"),
    Content.RISK: risk,
    Content.MITIGATION: mitigation,
    Content.ECONOMY: _economy,
    Content.DEVIATION: _prose("deviation"),
    Content.RESOURCE_USE: _prose("resource_use"),
}
