"""What is odd in stated sums, told beside what a verb on wheel files has found or done.

What lives here: output only. What is odd is `calendar/money_doubts.py`.
"""

from collections.abc import Iterable

from arshjul.app.terminal import line
from arshjul.calendar.money_doubts import money_doubts
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.lang import say
from arshjul.models.wheelfile import WheelFile


def tell_money_doubts(wheel: WheelFile, own: Iterable[MoneyFile]) -> None:
    """A line for each."""
    for doubt in money_doubts(wheel, own):
        line(say("  advarsel: ", "  warning: ") + doubt)
