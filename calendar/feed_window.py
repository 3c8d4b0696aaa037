"""The stretch of time that a subscribed calendar holds, with edges on month starts so that it is the same all month.

What lives here: date arithmetic over a window. Which events there are is for the callers.
"""

import datetime as dt
from typing import NamedTuple

from arshjul.models.moment import OSLO

CANCELLED_FOR = dt.timedelta(days=30)
"""How long a cancelled event stays at least; it goes at the first month start after that."""


class Window(NamedTuple):
    """From `first`, and up to but not including `end`."""

    first: dt.date
    end: dt.date

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day < self.end


def window(today: dt.date, past_days: int, future_months: int) -> Window:
    """At least so much back and ahead, whatever day of the month it is."""
    month = today.replace(day=1)
    return Window((month - dt.timedelta(days=past_days)).replace(day=1), _months_on(month, future_months + 1))


def month_began(today: dt.date) -> dt.datetime:
    """The instant at which the month of `today` began in Oslo."""
    return dt.datetime.combine(today.replace(day=1), dt.time(), OSLO).astimezone(dt.UTC)


def cancelled_since(today: dt.date) -> dt.datetime:
    """What was cancelled before this instant is shown no longer; it moves once a month."""
    return month_began(today) - CANCELLED_FOR


def _months_on(month: dt.date, months: int) -> dt.date:
    years, place = divmod(month.month - 1 + months, 12)
    return dt.date(month.year + years, place + 1, 1)
