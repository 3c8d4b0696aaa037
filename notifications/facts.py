"""What a message says about one deliverable: the view that callers fill in, and the same facts in words.

What lives here: dates, numbers and names turned into words of one language, cleaned and capped. Sentences are
in the templates. Titles and names come in the recipient's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from arshjul.calendar.workdays import add_workdays, workdays_between
from arshjul.models.codes import Lang, Step
from arshjul.notifications.audience import Role
from arshjul.notifications.clean import NAME_LIMIT, TITLE_LIMIT, one_line
from arshjul.notifications.news import NOTHING, Change, ChangeWords, change_words
from arshjul.notifications.numbers import in_words, listed
from arshjul.notifications.phrases import day_words, named, small, with_article

MOST_GAPS_SHOWN = 12
REPLY_WORKDAYS = 3
"""How many working days a new version is asked for in."""
_NEUTRAL = {Lang.NB: "Leveranse med begrenset innsyn", Lang.EN: "Deliverable with restricted access"}
_OVER = frozenset({Step.CANCELLED, Step.WAIVED, Step.ACCEPTED, Step.RECEIPT})
_WAYS = {
    Lang.NB: {"eformidling": "med eFormidling", "epost": "med e-post", "brev": "i brev"},
    Lang.EN: {"eformidling": "by eFormidling", "epost": "by e-mail", "brev": "by letter"},
}
_AND_MORE = {Lang.NB: "og {} til", Lang.EN: "and {} more"}


class Came(NamedTuple):
    """A delivery that a receipt is for: the day it came, and its formal sending, where one is registered.

    `way`: how it was formally sent (`eformidling`, `epost`, `brev`); empty for what was pulled or handed in. `again`: a later
    version of what had come before.
    """

    day: date
    way: str = ""
    reference: str = ""
    again: bool = False


class Recipient(NamedTuple):
    """A person to whom a message goes. `slack_id` is None for people who are not in the workspace."""

    name: str
    email: str
    slack_id: str | None
    lang: Lang

    @property
    def first_name(self) -> str:
        """What the greeting says; empty when the name holds nothing to show."""
        return one_line(self.name, NAME_LIMIT).partition(" ")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """One rung of one deliverable, or news of it, to one person, with all that its wording may need.

    `key`: the deliverable's. `due` is the date of record (in a conflict the earliest), `latest` the last stated one,
    `stated` all of them. `late`: the delivery that a gaps notice is about came after the deadline. `role`: in which the
    person hears it. `gaps`: pairs of (initiative name, or nothing for the whole document; content name, with what settles it);
    `to_mend`: some of them are there, and have to be put right. `change`: what the news is.
    """

    key: str = ""
    step: Step
    title: str
    actor_name: str
    addressee_name: str
    due: date | None
    last_workday: date | None
    latest: date | None = None
    disputed: bool = False
    unconfirmed: bool = False
    meeting_title: str | None = None
    meeting_date: date | None = None
    initiative_count: int = 0
    stated: tuple[date, ...] = ()
    gaps: tuple[tuple[str, str], ...] = ()
    to_mend: bool = False
    owner_name: str | None = None
    deputy_name: str | None = None
    role: Role = Role.OWNER
    restricted: bool = False
    late: bool = False
    change: Change = NOTHING
    came: Came | None = None

    @property
    def over(self) -> bool:
        """Whether nothing is left to do by any date."""
        return self.step in _OVER or self.change.left


@dataclass(frozen=True, slots=True)
class Facts:
    """A notice in words; an empty string stands for what is not known or not shown.

    `on_time`: the deliverable counts as delivered in time. `again`: this is a later version; `after`: it came when the deadline
    was past, though the first came in time.
    """

    step: Step
    title: str
    bare: str
    inline: str
    actor: str
    addressee: str
    due: str
    workday: str
    latest: str
    dates: str
    date_count: int
    date_words: str
    disputed: bool
    unconfirmed: bool
    past: bool
    record_later: bool
    left: int
    left_words: str
    meeting: str
    meeting_title: str
    initiatives: str
    gaps: tuple[str, ...]
    gap_count: int
    gap_words: str
    to_mend: bool
    reply_by: str
    owner: str
    deputy: str
    asked: str
    stands_in: bool
    manages: bool
    on_time: bool
    again: bool
    after: bool
    restricted: bool
    over: bool
    news: ChangeWords
    came: str
    way: str
    reference: str


def facts(view: NoticeView, lang: Lang, today: date) -> Facts:
    """The view in words of `lang`, as seen on `today`. What is restricted keeps its title, meeting and gaps."""
    due, workday = view.due, view.last_workday
    dates = _stated_dates(view)
    left = workdays_between(today, workday) if workday else 0
    owner, deputy = (one_line(name or "", NAME_LIMIT) for name in (view.owner_name, view.deputy_name))
    on_time = due is not None and not (view.late or view.disputed or view.unconfirmed)
    again = view.came is not None and view.came.again
    title = _NEUTRAL[lang] if view.restricted else one_line(view.title, TITLE_LIMIT)
    meets = bool(view.meeting_date) and not view.restricted
    return Facts(
        step=view.step,
        title=title,
        bare=small(title),
        inline=with_article(small(title), lang),
        actor=named(view.actor_name, lang),
        addressee=named(view.addressee_name, lang),
        due=day_words(due, lang, today),
        workday=day_words(workday, lang, today),
        latest=day_words(dates[-1] if dates else None, lang, today),
        dates=listed([day_words(day, lang, today) for day in dates], lang),
        date_count=len(dates),
        date_words=in_words(len(dates), lang),
        disputed=view.disputed,
        unconfirmed=view.unconfirmed,
        past=due is not None and today > due,
        record_later=due != workday,
        left=left,
        left_words=in_words(left, lang),
        meeting=day_words(view.meeting_date, lang, today) if meets else "",
        meeting_title=one_line(view.meeting_title or "", TITLE_LIMIT) if meets else "",
        initiatives=in_words(view.initiative_count, lang) if view.initiative_count > 1 and not view.restricted else "",
        reply_by=day_words(add_workdays(today, REPLY_WORKDAYS), lang, today),
        gaps=() if view.restricted else _gap_lines(view.gaps, lang),
        gap_count=len(view.gaps),
        gap_words=in_words(len(view.gaps), lang, neuter=True),
        to_mend=view.to_mend,
        owner=owner,
        deputy=deputy,
        asked=listed([name for name in dict.fromkeys((owner, deputy)) if name], lang),
        stands_in=view.role is Role.DEPUTY,
        manages=view.role is Role.MANAGER,
        on_time=on_time,
        again=again,
        after=on_time and again and view.came is not None and due is not None and view.came.day > due,
        restricted=view.restricted,
        over=view.over,
        news=change_words(view.change, due, lang, today, restricted=view.restricted),
        came=day_words(view.came.day, lang, today) if view.came else "",
        way=_WAYS[lang].get(view.came.way, "") if view.came else "",
        reference=one_line(view.came.reference, NAME_LIMIT) if view.came else "",
    )


def _stated_dates(view: NoticeView) -> list[date]:
    known = view.stated or (view.due, view.latest)
    return sorted({day for day in known if day})


def _gap_lines(gaps: Iterable[tuple[str, str]], lang: Lang) -> tuple[str, ...]:
    """One line per initiative with all that is missing there, in the order given."""
    missing: dict[str, list[str]] = {}
    for initiative, content in gaps:
        missing.setdefault(one_line(initiative, NAME_LIMIT), []).append(one_line(content, TITLE_LIMIT))
    lines = [f"{name}: {listed(what, lang)}" if name else listed(what, lang) for name, what in missing.items()]
    hidden = len(lines) - MOST_GAPS_SHOWN
    return tuple(lines[:MOST_GAPS_SHOWN]) + ((_AND_MORE[lang].format(hidden),) if hidden > 0 else ())
