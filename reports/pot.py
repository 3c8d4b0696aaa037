"""What is asked for from the one sum that the ministry holds back.

What lives here: whether the letter knows of such a sum for an initiative, and whether it is large enough for all that one
report asks for; all reports together are `joint/pot_words.py`. Whether a need is stated at all is `funds.py`. No sum held back
is stated: nothing is checked. To ask for more breaks no demand, so these findings are the office's.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from arshjul.models.allocation import Allocation, in_kroner
from arshjul.models.held_back import pot_of
from arshjul.reports.findings import FindingCode, Gap, Severity
from arshjul.reports.funds import Funds


def pot_gaps(funds: Funds, stated: Iterable[Allocation], on: dt.date, binding: str) -> Iterator[tuple[str, Gap]]:
    """Initiative and gap for each need that the letter knows no money for, and for the first that goes over the sum."""
    pot = pot_of(stated, binding, on)
    if pot is None:
        return
    asked, told = Decimal(), False
    for slug, amount, place in funds.needs():
        if slug not in pot.shared_by:
            yield slug, _unknown(place, pot.section)
            continue
        asked += amount
        if asked > pot.left and not told:
            told = True
            yield slug, _too_much(place, pot.left)


def _unknown(place: str, section: str) -> Gap:
    nb = f"er meldt, men det som er holdt tilbake ({section}), gjelder ikke dette tiltaket"
    en = f"stated, while what is held back ({section}) is not for this initiative"
    return Gap(FindingCode.NOT_IN_THE_POT, Severity.WRONG, place, nb, en, by_office=True)


def _too_much(place: str, left: Decimal) -> Gap:
    nb = f"er samlet mer enn de {in_kroner(left, 'nb')} som er igjen av det departementet har holdt tilbake"
    en = f"in all more than the {in_kroner(left, 'en')} that remain of what the ministry holds back"
    if not left:
        nb = "er meldt, men det er ingenting igjen av det departementet har holdt tilbake"
        en = "stated, while nothing remains of what the ministry holds back"
    return Gap(FindingCode.OVER_THE_POT, Severity.WRONG, place, nb, en, by_office=True)
