"""A message in words: a subject and a plain text from the templates of the recipient's language.

What lives here: which template words what, the order of several notices, and the last tidying. The sentences are
in `templates/<language>/`; dates and names become words in `facts.py`.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from arshjul.models.codes import Lang, Step
from arshjul.notifications.clean import NAME_LIMIT, SUBJECT_LIMIT, one_line
from arshjul.notifications.facts import NoticeView, Recipient, day_words, facts
from arshjul.notifications.numbers import in_words

_URGENCY = {
    step: rank
    for rank, step in enumerate(
        (
            Step.OVERDUE,
            Step.MANAGER,
            Step.LAST_DAY,
            Step.DAYS_BEFORE,
            Step.WEEK_BEFORE,
            Step.GAPS,
            Step.INVITATION,
        )
    )
}
_PASSED = (Step.OVERDUE, Step.MANAGER)


class Rendered(NamedTuple):
    """A subject without line breaks, and a text whose paragraphs are parted by empty lines."""

    subject: str
    text: str


def render(recipient: Recipient, notices: Sequence[NoticeView], office: str, today: date) -> Rendered:
    """One message in the recipient's language, holding one notice or several by urgency; signed by `office`.

    Raises ValueError when there is nothing to say.
    """
    if not notices:
        raise ValueError("a message needs at least one notice")
    lang = recipient.lang
    signed = one_line(office, NAME_LIMIT)
    if len(notices) == 1:
        told = facts(notices[0], lang, today)
        words = _template(lang, told.step)
        subject, text = words.subject(told), words.text(told, recipient, signed)
    else:
        ordered = by_urgency(notices)
        words = _template(lang, "several")
        count = in_words(len(ordered), lang)
        passed = sum(notice.step in _PASSED for notice in ordered)
        lines = [_capital(_tidy(_line(notice, lang, today))) for notice in ordered]
        nearest = _nearest(ordered, today)
        upcoming = nearest is not None and nearest >= today
        late = in_words(passed, lang) if passed else ""
        subject = words.subject(count, late, day_words(nearest, lang, today), upcoming)
        text = words.text(count, lines, recipient, signed)
    return Rendered(_capital(one_line(str(subject), SUBJECT_LIMIT)), _tidy(str(text)))


def fact_line(view: NoticeView, lang: Lang, today: date) -> str:
    """Actor, deadline and working days left on one line, for where a message shows them apart from its text."""
    return _capital(_tidy(str(_template(lang, "_parts").summary(facts(view, lang, today)))))


def by_urgency(notices: Sequence[NoticeView]) -> list[NoticeView]:
    """What is overdue first, what is only announced last; within a rung by date and title."""
    return sorted(notices, key=lambda it: (_URGENCY[it.step], it.last_workday or date.max, it.actor_name, it.title))


def _nearest(notices: Sequence[NoticeView], today: date) -> date | None:
    """The first deadline still to come, else the last one passed."""
    dates = sorted(notice.due for notice in notices if notice.due)
    return next((day for day in dates if day >= today), dates[-1] if dates else None)


def _line(notice: NoticeView, lang: Lang, today: date) -> str:
    return str(_template(lang, notice.step).line(facts(notice, lang, today)))


def _template(lang: Lang, name: str) -> Any:
    """The macros of one template file."""
    return _environment().get_template(f"{lang}/{name}.txt.j2").module


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("arshjul.notifications", "templates"),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _tidy(text: str) -> str:
    """Spaces that optional sentences left behind are taken out, and at most one empty line stands between lines."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    kept = [line for place, line in enumerate(lines) if line or lines[place - 1]]
    return "\n".join(kept)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[1:2].islower() else text


__all__ = ["NoticeView", "Recipient", "Rendered", "by_urgency", "fact_line", "render"]
