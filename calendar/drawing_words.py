"""What the drawing of the wheel says in words: the description for screen readers, and the line behind each mark.

What lives here: the scene (what is drawn, sorted and counted once) and sentences about it, not yet escaped.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from arshjul.calendar.date_words import long_date
from arshjul.calendar.drawing_layout import Spoke
from arshjul.calendar.drawing_shapes import MARK_WORDS, Mark, clean
from arshjul.models.codes import Lang

NAME_LIMIT = 60
_MOST_NAMED = 12
_AHEAD = frozenset({Mark.PLANNED, Mark.OPEN, Mark.DISPUTED})
_SETTLED = frozenset(Mark) - _AHEAD - {Mark.OVERDUE}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be drawn: `on_ring` are due in `year`, `today` is None unless it lies in that year."""

    year: int
    lang: Lang
    today: dt.date | None
    names: Mapping[str, str]
    on_ring: tuple[Spoke, ...]
    undated: Mapping[str, int]
    elsewhere: Mapping[str, int]
    upcoming: tuple[Spoke, ...]

    def say(self, nb: str, en: str) -> str:
        """The wording in the drawing's language."""
        return en if self.lang is Lang.EN else nb

    def things(self, count: int) -> str:
        """ "1 leveranse", "2 leveranser"."""
        return f"{count} " + (
            self.say("leveranse", "deliverable") if count == 1 else self.say("leveranser", "deliverables")
        )

    def word(self, mark: Mark) -> str:
        """The state in words."""
        return self.say(*MARK_WORDS[mark])

    def title(self, spoke: Spoke) -> str:
        """The deliverable's title, or a neutral one when its reading is restricted."""
        if spoke.restricted:
            return self.say("Leveranse med begrenset innsyn", "Deliverable with restricted access")
        return clean(spoke.title) or self.say("Leveranse uten navn", "Unnamed deliverable")


def scene(
    spokes: Iterable[Spoke], year: int, actors: Sequence[tuple[str, str]], today: dt.date | None, lang: str
) -> Scene:
    """Sort what is on the ring from what is counted beside it; the order of `spokes` does not matter."""
    ordered = sorted(spokes, key=_order)
    known = {actor: clean(name, NAME_LIMIT) or clean(actor, NAME_LIMIT) for actor, name in actors}
    known |= {actor: clean(actor, NAME_LIMIT) for actor in sorted({spoke.actor for spoke in ordered} - known.keys())}
    on_ring = tuple(spoke for spoke in ordered if spoke.due and spoke.due.year == year)
    waiting = [spoke for spoke in ordered if spoke.due is None and spoke.mark not in _SETTLED]
    other_years = [spoke for spoke in ordered if spoke.due and spoke.due.year != year]
    ahead = [s for s in on_ring if s.mark in _AHEAD and s.due and (today is None or s.due >= today)]
    return Scene(
        year=year,
        lang=Lang.EN if lang == Lang.EN else Lang.NB,
        today=today if today and today.year == year else None,
        names=known,
        on_ring=on_ring,
        undated=_counted(waiting, known),
        elsewhere=_counted(other_years, known),
        upcoming=tuple(spoke for spoke in ahead if spoke.due == ahead[0].due),
    )


def _order(spoke: Spoke) -> tuple[str | bool, ...]:
    """By day, what awaits one last; then by everything else, so that no two orders of the input differ."""
    day = str(spoke.due or dt.date.max)
    return (day, spoke.actor, spoke.key, spoke.title, spoke.mark, spoke.restricted, spoke.tooltip)


def _counted(spokes: Iterable[Spoke], names: Mapping[str, str]) -> dict[str, int]:
    """How many per actor, in the order of the actors."""
    count = Counter(spoke.actor for spoke in spokes)
    return {actor: count[actor] for actor in names if count[actor]}


def marks_counted(what: Scene) -> Counter[Mark]:
    """How many on the ring stand in each state."""
    return Counter(spoke.mark for spoke in what.on_ring)


def tooltip(what: Scene, spoke: Spoke) -> list[str]:
    """The lines shown when the pointer rests on a mark: title, actor, date with weekday, state, more if given."""
    day = long_date(spoke.due, what.lang) if spoke.due else ""
    lines = [what.title(spoke), what.names[spoke.actor], day, what.word(spoke.mark)]
    return [line for line in (*lines, "" if spoke.restricted else clean(spoke.tooltip)) if line]


def description(what: Scene) -> str:
    """The whole picture in plain words: how many, for whom, in what state, what is next, what awaits a date."""
    owed = _counted(what.on_ring, what.names)
    named = [f"{what.names[actor]} {number}" for actor, number in owed.items()]
    parts = [
        what.say(
            f"Årshjul for {what.year}: {what.things(len(what.on_ring))} med frist i året",
            f"Annual wheel for {what.year}: {what.things(len(what.on_ring))} due in the year",
        )
        + (what.say(", én ring per aktør. ", ", one ring per actor. ") if owed else ". ")
    ]
    if owed:
        parts.append(what.say("Fra ytterst til innerst: ", "From the outermost in: ") + _listed(what, named) + ". ")
        states = [f"{what.word(mark)} {number}" for mark in Mark if (number := marks_counted(what)[mark])]
        parts.append(what.say("Tilstand: ", "State: ") + ", ".join(states) + ". ")
    parts.append(_next_words(what))
    if waiting := sum(what.undated.values()):
        parts.append(what.say(f"{what.things(waiting)} venter på dato. ", f"{what.things(waiting)} awaiting a date. "))
    if other := sum(what.elsewhere.values()):
        parts.append(what.say(f"{what.things(other)} i andre år. ", f"{what.things(other)} in other years. "))
    if what.today:
        day = long_date(what.today, what.lang)
        parts.append(what.say(f"Viseren står på {day}.", f"The hand stands at {day}."))
    return "".join(parts).strip()


def _next_words(what: Scene) -> str:
    if not what.upcoming or not what.upcoming[0].due:
        return what.say("Ingen flere frister i året. ", "No further deadlines in the year. ")
    day = long_date(what.upcoming[0].due, what.lang)
    named = [f"{what.title(spoke)} ({what.names[spoke.actor]})" for spoke in what.upcoming]
    return what.say(f"Neste frist er {day}: ", f"The next deadline is {day}: ") + _listed(what, named) + ". "


def _listed(what: Scene, items: Sequence[str]) -> str:
    more = len(items) - _MOST_NAMED
    tail = what.say(f" og {more} til", f" and {more} more") if more > 0 else ""
    return "; ".join(items[:_MOST_NAMED]) + tail
