"""Dates in words: "mandag 26. august 2024", "Monday 26 August 2024".

What lives here: the two ways in which people's texts write a date. The names of days and months come from
pendulum's locales. Rules in words are `wording.py`.
"""

from datetime import date
from functools import lru_cache


def long_date(day: date, lang: str) -> str:
    """Weekday, day, month and year; English when `lang` is "en", else bokmål."""
    return _words(day, "dddd D MMMM YYYY" if lang == "en" else "dddd D. MMMM YYYY", lang)


def short_date(day: date, lang: str) -> str:
    """Weekday, day and month, for where the year is plain from what stands around it."""
    return _words(day, "dddd D MMMM" if lang == "en" else "dddd D. MMMM", lang)


@lru_cache(maxsize=4096)
def _words(day: date, pattern: str, lang: str) -> str:
    import pendulum  # here, so that commands which show no date in words start without it

    return pendulum.date(day.year, day.month, day.day).format(pattern, locale="en" if lang == "en" else "nb")
