"""What looks odd in stated sums though each of them stands in a document: more is given than was held back.

What lives here: finding it and saying it in words. It warns and decides nothing: a letter may give more than another held
back, and which of them is meant is not for the program to guess.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from arshjul.calendar.appropriations import money_of
from arshjul.models.allocation import Figure, in_kroner
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.held_back import Pot, pot_of
from arshjul.models.lang import get_lang, say
from arshjul.models.wheelfile import WheelFile


def money_doubts(wheel: WheelFile, own: Iterable[MoneyFile] = ()) -> Iterator[str]:
    """A sentence for each sum held back of which more is given than there is, with the place of the supplement behind it."""
    sums = money_of(wheel, own)
    for issuer in dict.fromkeys(one.issuer for one in sums if one.figure is Figure.HELD_BACK):
        pot = pot_of(sums, issuer, dt.date.max)
        if pot is not None and pot.over is not None:
            yield _words(pot)


def _words(pot: Pot) -> str:
    assert pot.over is not None
    lang, source = get_lang(), pot.over.source
    given, held = in_kroner(pot.given, lang), in_kroner(pot.held, lang)
    first, last = source.lines
    nb, en = (
        (f"linje {first}", f"line {first}") if first == last else (f"linje {first}–{last}", f"lines {first}-{last}")
    )
    return say(
        f"{source.document}, {nb}: med dette tillegget er det gitt {given}, men det er holdt tilbake {held}"
        f" ({pot.section}); kontroller beløpet, ellers regnes det som at ingenting er igjen",
        f"{source.document}, {en}: with this supplement {given} have been given, while {held} are held back"
        f" ({pot.section}); check the sum, else nothing counts as left",
    )
