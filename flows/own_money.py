"""The sums that the office has entered itself: supplements of the year, and letters that do not come with the program.

What lives here: from the portfolio's list of files to their content. Their shape is `models/allocation_file.py`.
"""

from collections.abc import Callable, Collection
from pathlib import Path

from arshjul.calendar.appropriations import read_own
from arshjul.models.allocation_file import MoneyFile
from arshjul.models.portfolio import Portfolio
from arshjul.models.wheelfile import WheelFile


def own_money(path: Path, portfolio: Portfolio, wheels: Callable[[], Collection[WheelFile]]) -> tuple[MoneyFile, ...]:
    """The files that the portfolio file in `path` names; `wheels` are asked for only where there are any.

    BadInput with every problem of all of them.
    """
    named = portfolio.office.money
    return read_own([path.resolve().parent / name for name in named], wheels()) if named else ()
