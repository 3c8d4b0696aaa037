"""Working days in Norway: Monday to Friday that are no public holiday.

What lives here: one array by ordinal day, filled once from the `holidays` package, so that "the last
working day on or before" and "n working days before" are look-ups. Christmas Eve and New Year's Eve are
ordinary working days by law; no letter says otherwise.
"""

from array import array
from datetime import date, timedelta
from functools import cache

_FIRST_YEAR, _LAST_YEAR = 1990, 2110
_BASE = date(_FIRST_YEAR, 1, 1).toordinal()
_END = date(_LAST_YEAR, 12, 31).toordinal()
OUT_OF_RANGE = f"years {_FIRST_YEAR} to {_LAST_YEAR} are known"


@cache
def _holidays(year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays("NO", years=year))


class _Table:
    """Filled year by year on demand: `number[i]` counts the working days up to and including day i.

    `first` and `last` are the ordinals between which nothing need be checked again.
    """

    def __init__(self) -> None:
        self.low = self.high = 0
        self.first, self.last = 1, 0
        self.number = array("i")
        self.days = array("i")

    def cover(self, first: int, last: int) -> None:
        """Make sure the years `first` to `last` are in."""
        if self.low <= first and last <= self.high and self.low:
            return
        first = max(_FIRST_YEAR, min(first, self.low or first))
        last = min(_LAST_YEAR, max(last, self.high or last))
        closed = {day.toordinal() for year in range(first, last + 1) for day in _holidays(year)}
        start, stop = date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal()
        days = array("i")
        number = array("i")
        for ordinal in range(start, stop + 1):
            if (ordinal - 1) % 7 < 5 and ordinal not in closed:
                days.append(ordinal)
            number.append(len(days))
        self.low, self.high, self.number, self.days = first, last, number, days
        self.start = start
        self.first, self.last = max(start, _BASE + 366), min(stop, _END - 366)


_TABLE = _Table()


def _covered(day: date, reach: int = 0) -> int:
    """The ordinal of `day`, with the table covering `reach` days around it. ValueError out of range."""
    ordinal = day.toordinal()
    if _TABLE.first + reach + 15 <= ordinal <= _TABLE.last - reach - 15:
        return ordinal
    if not _FIRST_YEAR < day.year < _LAST_YEAR:
        raise ValueError(f"{day}: {OUT_OF_RANGE}")
    span = timedelta(days=reach + 15)
    _TABLE.cover((day - span).year, (day + span).year)
    return ordinal


def is_workday(day: date) -> bool:
    """Monday to Friday and no public holiday in Norway."""
    ordinal = _covered(day)
    place = ordinal - _TABLE.start
    before = _TABLE.number[place - 1] if place else 0
    return _TABLE.number[place] > before


def last_workday(day: date) -> date:
    """The last working day on or before `day`."""
    place = _covered(day) - _TABLE.start
    return date.fromordinal(_TABLE.days[_TABLE.number[place] - 1])


def next_workday(day: date) -> date:
    """The first working day on or after `day`."""
    return day if is_workday(day) else add_workdays(day, 1)


def add_workdays(day: date, count: int) -> date:
    """`count` working days after (before, when negative) `day`, counted from the nearest one on or before it."""
    place = _covered(day, abs(count) * 2 + 15) - _TABLE.start
    return date.fromordinal(_TABLE.days[_TABLE.number[place] - 1 + count])


def workdays_between(first: date, last: date) -> int:
    """How many working days lie after `first`, up to and including `last`; negative when `last` comes earlier."""
    _TABLE.cover(*sorted((first.year, last.year)))
    _covered(first), _covered(last)
    start = _TABLE.start
    return _TABLE.number[last.toordinal() - start] - _TABLE.number[first.toordinal() - start]
