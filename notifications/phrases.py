"""Dates and names as they stand inside a sentence of one language.

What lives here: the few turns that grammar asks for. Sentences are in the templates, what a notice says in `facts.py`.
"""

from datetime import date

from arshjul.calendar.date_words import long_date, short_date
from arshjul.models.codes import Lang
from arshjul.notifications.clean import NAME_LIMIT, one_line

_INSTITUTIONS = {"Agency", "Authority", "Commission", "Directorate", "Ministry", "Parliament"}


def day_words(day: date | None, lang: Lang, today: date) -> str:
    """The date with its weekday, and with the year when that is not today's; empty for no date."""
    if day is None:
        return ""
    return short_date(day, lang) if day.year == today.year else long_date(day, lang)


def small(title: str) -> str:
    """The title inside a sentence: a small first letter unless it begins with a name or an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def with_article(words: str, lang: Lang) -> str:
    """The words with the article that English wants."""
    return f"the {words}" if lang is Lang.EN and not words.startswith("the ") else words


def named(name: str, lang: Lang) -> str:
    """An organisation's name inside a sentence, with the article that English wants before an institution."""
    shown = one_line(name, NAME_LIMIT)
    if shown.startswith(("The ", "De ", "Det ", "Den ")):
        return small(shown)
    bare = lang is not Lang.EN or shown.startswith("the ") or not _INSTITUTIONS & set(shown.split())
    return shown if bare else f"the {shown}"
