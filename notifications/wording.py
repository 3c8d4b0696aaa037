"""A message in words: a subject and a plain text from the templates of the recipient's language.

What lives here: which template words what, the order of several notices, and the last tidying. The sentences are
in `templates/<language>/`; dates and names become words in `facts.py`.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from arshjul.models.codes import NEWS, Lang, Step
from arshjul.notifications.clean import NAME_LIMIT, SUBJECT_LIMIT, one_line
from arshjul.notifications.facts import NoticeView, Recipient, facts
from arshjul.notifications.numbers import in_words
from arshjul.notifications.phrases import day_words

_URGENCY = {
    step: rank
    for rank, step in enumerate(
        (
            Step.OVERDUE,
            Step.MANAGER,
            Step.LAST_DAY,
            Step.DAYS_BEFORE,
            Step.RETURNED,
            Step.DENIED,
            Step.NOT_MOVED,
            Step.MOVED,
            Step.DECIDED,
            Step.EXTENDED,
            Step.DATED,
            Step.WEEK_BEFORE,
            Step.UNREAD,
            Step.GAPS,
            Step.INVITATION,
            Step.TAKEN_OVER,
            Step.CANCELLED,
            Step.WAIVED,
            Step.ACCEPTED,
            Step.RECEIPT,
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
        words = template(lang, told.step)
        subject, text = words.subject(told), words.text(told, recipient, signed)
    elif all(notice.step is Step.TAKEN_OVER and not notice.change.left for notice in notices):
        subject, text = _taken_over(notices, recipient, signed, today)
    else:
        subject, text = _several(by_urgency(notices), recipient, signed, today)
    return Rendered(_capital(one_line(str(subject), SUBJECT_LIMIT)), tidy(str(text)))


def _several(ordered: Sequence[NoticeView], recipient: Recipient, signed: str, today: date) -> tuple[Any, Any]:
    """Subject and text of notices of any sort; a deliverable of which two things are told counts once.

    Where that makes fewer deliverables than points, both numbers are said.
    """
    lang = recipient.lang
    words = template(lang, "several")
    number = _how_many(ordered)
    points = in_words(len(ordered), lang) if len(ordered) != number else ""
    what = str(words.what(points, in_words(number, lang), number == 1))
    passed = _how_many([notice for notice in ordered if notice.step in _PASSED])
    lines = [_capital(tidy(_line(notice, lang, today))) for notice in ordered]
    nearest, stated_only = _nearest(ordered, today)
    upcoming = nearest is not None and nearest >= today
    late = in_words(passed, lang) if passed else ""
    asks = any(notice.step not in NEWS for notice in ordered)
    subject = words.subject(what, late, day_words(nearest, lang, today), upcoming, stated_only)
    return subject, words.text(what, bool(points), asks, lines, recipient, signed)


def _taken_over(notices: Sequence[NoticeView], recipient: Recipient, signed: str, today: date) -> tuple[Any, Any]:
    """Subject and text of what somebody takes over, in the order of days."""
    words = template(recipient.lang, Step.TAKEN_OVER)
    ordered = sorted(notices, key=lambda it: (it.last_workday or date.max, it.actor_name, it.title))
    told = [facts(notice, recipient.lang, today) for notice in ordered]
    lines = [_capital(tidy(str(words.item(one)))) for one in told]
    subject = words.subject_of_many(told[0], in_words(len(told), recipient.lang))
    return subject, words.text_of_many(told[0], lines, recipient, signed)


def _how_many(notices: Sequence[NoticeView]) -> int:
    """Deliverables, each once; notices without a key are each of their own."""
    return len({notice.key or str(place) for place, notice in enumerate(notices)})


def fact_line(view: NoticeView, lang: Lang, today: date) -> str:
    """Actor, deadline and working days left on one line, for where a message shows them apart from its text."""
    return _capital(tidy(str(template(lang, "_parts").summary(facts(view, lang, today)))))


def by_urgency(notices: Sequence[NoticeView]) -> list[NoticeView]:
    """What is overdue first, what is only announced last; within a rung by date and title."""
    return sorted(notices, key=lambda it: (_URGENCY[it.step], it.last_workday or date.max, it.actor_name, it.title))


def _nearest(notices: Sequence[NoticeView], today: date) -> tuple[date | None, bool]:
    """The first deadline still to come, else the last one passed; True: a later one of several that letters state.

    A deadline in doubt between dates is not past before the last of them; what has come, or is over, waits for no date.
    """
    done = {notice.key for notice in notices if notice.key and notice.over and not notice.change.left}
    waiting = [it for it in notices if it.due and not (it.over or it.key in done or it.change.here)]
    dates = sorted(_counting(notice, today) for notice in waiting)
    return next((one for one in dates if one[0] >= today), dates[-1] if dates else (None, False))


def _counting(notice: NoticeView, today: date) -> tuple[date, bool]:
    """The deadline of a notice that has one; of several stated dates the first to come, else the last of them."""
    assert notice.due
    if not notice.disputed or notice.due >= today:
        return notice.due, False
    stated = sorted({*notice.stated, notice.latest or notice.due})
    coming = next((day for day in stated if day >= today), None)
    return (coming, True) if coming else (stated[-1], False)


def _line(notice: NoticeView, lang: Lang, today: date) -> str:
    return str(template(lang, notice.step).line(facts(notice, lang, today)))


def template(lang: Lang, name: str) -> Any:
    """The macros of one template file."""
    return _environment().get_template(f"{lang}/{name}.txt.j2").module


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("arshjul.notifications", "templates"),
        auto_reload=False,  # a run ends with the words that it began with, whatever is installed meanwhile
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        trim_blocks=True,
        lstrip_blocks=True,
    )


def tidy(text: str) -> str:
    """Spaces that optional sentences left behind are taken out, and at most one empty line stands between lines."""
    lines = [" ".join(line.split()) for line in text.strip().splitlines()]
    kept = [line for place, line in enumerate(lines) if line or lines[place - 1]]
    return "\n".join(kept)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[1:2].islower() else text


__all__ = ["NoticeView", "Recipient", "Rendered", "by_urgency", "fact_line", "render", "template", "tidy"]
