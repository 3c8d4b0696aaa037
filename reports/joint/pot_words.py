"""What all reports together ask for, held against the one sum that is held back, as questions for the office.

What lives here: words for the joint report. No actor's report is wrong by it: each may be within the sum by itself.
"""

from decimal import Decimal

from arshjul.models.lang import say
from arshjul.reports.joint.picture import Picture
from arshjul.reports.joint.texts import flat, money


def over_the_pot(found: Picture) -> list[str]:
    """A sentence for each way in which the sums do not go up; none where nothing is held back."""
    pot = found.pot
    if pot is None:
        return []
    section, said = flat(pot.section), []
    if pot.over is not None:
        said.append(
            say(
                f"Til avklaring: Det er gitt tillegg på i alt {money(pot.given)} kroner, men holdt tilbake {money(pot.held)}"
                f" kroner ({section}). Stemmer beløpene?",
                f"To be settled: supplements of {money(pot.given)} kroner in all have been given, while {money(pot.held)}"
                f" kroner are held back ({section}). Are the sums right?",
            )
        )
    asked = sum((one.amount for one in found.needs if one.amount and one.initiative in pot.shared_by), Decimal())
    if asked > pot.left:
        left = money(pot.left)
        nb, en = (
            (f"bare {left} kroner er", f"only {left} kroner remain")
            if pot.left
            else ("ingenting er", "nothing remains")
        )
        said.append(
            say(
                f"Til avklaring: Det er meldt behov for i alt {money(asked)} kroner, men {nb} igjen av det departementet har"
                f" holdt tilbake ({section}). Hvilke behov skal gå foran?",
                f"To be settled: needs of {money(asked)} kroner in all have been reported, while {en} of what the ministry"
                f" holds back ({section}). Which needs go first?",
            )
        )
    return said
