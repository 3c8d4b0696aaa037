"""The year wheel as a picture: a ring of twelve months, a ring per actor, a mark per deliverable, today's hand.

What lives here: from deliverables to marks, and the complete SVG (1.1, section 5; accessible names as in SVG 2,
section 5.7). Places are reckoned in `drawing_layout.py`, shapes and styles in `drawing_shapes.py`, sentences in
`drawing_words.py`, the column beside the wheel in `drawing_panel.py`. No scripts, links, fonts or pictures from elsewhere.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from arshjul.calendar import drawing_shapes as svg
from arshjul.calendar.date_words import long_date, short_date
from arshjul.calendar.drawing_layout import MONTH_BAND, NAME_ROOM, Layout, Ring, Spoke, angle_of, lay_out, month_edges
from arshjul.calendar.drawing_panel import WIDTH, Panel
from arshjul.calendar.drawing_shapes import Mark, inert, number, polar
from arshjul.calendar.drawing_words import Scene, description, scene, tooltip
from arshjul.models.codes import CLOSED, DELIVERED, Access, Completeness, Lang, State, Timeliness
from arshjul.models.deliverable import Deliverable

__all__ = ["Mark", "Spoke", "draw", "mark_of", "spokes_of"]

_NAME_SIZE = 16.0
_MONTH_SIZE = 16.5
_ROOMY = 1080.0
"""A wheel wider than this (many actors, many marks on one day) has the column beside it grow with it."""


def mark_of(state: State, timeliness: Timeliness, completeness: Completeness) -> Mark:
    """The one sign for a deliverable's three judgements; what still calls for someone's work goes first.

    Something missing is told before a late arrival, a late arrival before fullness. What the ministry has accepted
    counts as complete unless something is known to be missing.
    """
    if state in CLOSED or timeliness is Timeliness.WAIVED:
        return Mark.CANCELLED if state is State.CANCELLED else Mark.WAIVED
    if state in DELIVERED:
        if State.INCOMPLETE is state or completeness is Completeness.INCOMPLETE:
            return Mark.INCOMPLETE
        if timeliness is Timeliness.LATE:
            return Mark.LATE
        full = state is not State.RECEIVED or completeness is Completeness.COMPLETE
        return Mark.COMPLETE if full else Mark.RECEIVED
    if timeliness is Timeliness.OVERDUE:
        return Mark.OVERDUE
    if timeliness is Timeliness.DISPUTED:
        return Mark.DISPUTED
    return Mark.OPEN if state is State.OPEN else Mark.PLANNED


def spokes_of(deliverables: Iterable[Deliverable], marks: Mapping[str, Mark], lang: str) -> list[Spoke]:
    """What to draw of compiled deliverables; without a mark of its own (by key) one is disputed or planned."""
    return [
        Spoke(
            key=one.key,
            actor=one.actor,
            title=one.title[lang],
            due=one.due,
            mark=marks.get(one.key, Mark.DISPUTED if one.disputed else Mark.PLANNED),
            restricted=one.access is Access.RESTRICTED,
            tooltip=_more(one, Lang.EN if lang == Lang.EN else Lang.NB),
        )
        for one in deliverables
    ]


def _more(one: Deliverable, lang: Lang) -> str:
    """What to say of the date besides itself: other dates stated, or the day to plan by."""
    english = lang is Lang.EN
    if one.disputed:
        days = ", ".join(short_date(day, lang) for day in sorted({stated.due for stated in one.stated}))
        return f"Dates stated: {days}" if english else f"Oppgitte datoer: {days}"
    if one.last_workday and one.last_workday != one.due:
        day = long_date(one.last_workday, lang)
        return f"Last working day: {day}" if english else f"Siste arbeidsdag: {day}"
    return ""


def draw(
    spokes: Sequence[Spoke],
    *,
    title: str,
    year: int,
    actors: Sequence[tuple[str, str]],
    today: dt.date | None,
    lang: str,
) -> str:
    """The wheel of `year` as one standalone SVG text, the same for the same input in any order of `spokes`.

    `actors` (id, name) gives the order of the rings from the outermost; those that owe nothing in the year get
    none. What awaits a date or is due in another year is counted beside the wheel. The hand is drawn when `today`
    lies in the year. `lang` is "nb" or "en". Any text may be hostile: it comes out escaped, cleaned and capped.
    """
    what = scene(spokes, year, actors, today, lang)
    owing = {spoke.actor for spoke in what.on_ring}
    layout = lay_out(what.on_ring, [(actor, name) for actor, name in what.names.items() if actor in owing])
    heading = svg.clean(title) or what.say(f"Årshjul {year}", f"Annual wheel {year}")
    panel = Panel(what, heading)
    side = max(1.0, 2 * layout.centre / _ROOMY)
    width, height = 2 * layout.centre + side * (WIDTH + 48), max(2 * layout.centre, side * (panel.y + 40))
    names = f"wheel-{year}-title wheel-{year}-desc"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(width)} {number(height)}" role="img"'
        f' aria-labelledby="{names}" lang="{what.lang}">',
        f'<title id="wheel-{year}-title">{inert(heading)}</title>',
        f'<desc id="wheel-{year}-desc">{inert(description(what))}</desc>',
        f"<style>{svg.style()}</style>",
        f'<rect class="paper" width="{number(width)}" height="{number(height)}" rx="18"/>',
        *_months(what, layout),
        *(part for ring in layout.rings for part in _ring(what, layout, ring)),
        *_hand(what, layout),
        *_hub(what, layout),
        *_marks(what, layout),
        f'<g transform="translate({number(2 * layout.centre)}) scale({number(side)})">',
        *panel.parts,
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _circle(layout: Layout, radius: float, rest: str) -> str:
    centre = number(layout.centre)
    return f'<circle cx="{centre}" cy="{centre}" r="{number(radius)}" {rest}/>'


def _band(layout: Layout, inner: float, outer: float, name: str) -> str:
    return _circle(layout, (inner + outer) / 2, f'class="{name}" stroke-width="{number(outer - inner)}"')


def _spokes(layout: Layout, degrees: Iterable[float], inner: float, outer: float, name: str) -> str:
    """Lines from radius `inner` to `outer`, as one path."""
    ends = ((polar(layout.centre, inner, at), polar(layout.centre, outer, at)) for at in degrees)
    steps = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for (a, b), (c, d) in ends)
    return f'<path class="{name}" d="{steps}"/>'


def _months(what: Scene, layout: Layout) -> Iterator[str]:
    """The ring of months, the part of the year that has passed a shade darker."""
    edges, rim = month_edges(what.year), layout.edge + MONTH_BAND
    yield _band(layout, layout.edge, rim, "band")
    if what.today:
        yield _past(layout, angle_of(what.today))
    yield _spokes(layout, edges[:12], layout.edge, rim, "gap")
    for month, (start, end) in enumerate(pairwise(edges), 1):
        name = _month_name(what, month)
        text = svg.label(0, _MONTH_SIZE * 0.35, name, _MONTH_SIZE, "ink mid")
        middle = _clear_of_hand(what, layout, start, end, svg.text_width(name, _MONTH_SIZE))
        yield svg.turned(layout.centre, layout.edge + MONTH_BAND / 2, middle, text)


def _clear_of_hand(what: Scene, layout: Layout, start: float, end: float, width: float) -> float:
    """Where in a month its name stands: in the middle, or in the larger part if the hand would strike it through."""
    middle = (start + end) / 2
    half = math.degrees((width / 2 + 6) / (layout.edge + MONTH_BAND / 2))
    if not what.today or abs(angle_of(what.today) - middle) > half:
        return middle
    hand = angle_of(what.today)
    return (start + hand) / 2 if hand > middle else (hand + end) / 2


def _month_name(what: Scene, month: int) -> str:
    """The last word of a short date: "torsdag 1. august"."""
    return short_date(dt.date(what.year, month, 1), what.lang).rsplit(" ", 1)[-1]


def _past(layout: Layout, degrees: float) -> str:
    """The arc of the month ring from the year's first instant to `degrees`."""
    radius, far = layout.edge + MONTH_BAND / 2, int(degrees > 180)
    (a, b), (c, d) = (polar(layout.centre, radius, at) for at in (0, degrees))
    arc = f"M{number(a)} {number(b)}A{number(radius)} {number(radius)} 0 {far} 1 {number(c)} {number(d)}"
    return f'<path class="past" stroke-width="{number(MONTH_BAND)}" d="{arc}"/>'


def _ring(what: Scene, layout: Layout, ring: Ring) -> Iterator[str]:
    """An actor's lane, and its name in the free room outside it, where no mark ever stands."""
    yield _band(layout, ring.inner, ring.outer, "lane")
    yield _spokes(layout, month_edges(what.year)[:12], ring.inner, ring.outer, "line")
    radius = ring.outer + NAME_ROOM / 2
    name = ring.name
    while svg.curved_width(name, _NAME_SIZE) > radius * math.pi * 0.9:
        name = name[:-2].rstrip() + "…"
    half = math.degrees(svg.curved_width(name, _NAME_SIZE) / 2 / radius) + 3
    hand = angle_of(what.today) if what.today else 180
    middle = 180 if min(hand, 360 - hand) < half else 0
    letters = "".join(svg.along(layout.centre, radius, middle, name, _NAME_SIZE))
    yield f'<g class="name soft b mid" font-size="{number(_NAME_SIZE)}">{letters}</g>'


def _hand(what: Scene, layout: Layout) -> Iterator[str]:
    """Today's hand, from the centre over the months, with its date outside them."""
    if not what.today:
        return
    at, rim = angle_of(what.today), layout.edge + MONTH_BAND
    yield _spokes(layout, [at], 0, rim + 4, "hand")
    text = what.say("I dag, ", "Today, ") + short_date(what.today, what.lang)
    half = svg.text_width(text, 14, bold=True) / 2 + 10
    box = f'<rect class="tag" x="{number(-half)}" y="-12" width="{number(2 * half)}" height="24" rx="12"/>'
    yield svg.turned(layout.centre, rim + 16, at, box + svg.label(0, 5, text, 14, "onink b mid"))


def _hub(what: Scene, layout: Layout) -> Iterator[str]:
    size = min(layout.hub * 0.38, 44)
    yield _circle(layout, size * 1.4, 'class="paper"')
    yield svg.label(layout.centre, layout.centre + size * 0.36, str(what.year), size, "ink b mid")


def _marks(what: Scene, layout: Layout) -> Iterator[str]:
    for ring in layout.rings:
        for at in ring.marks:
            title = "\n".join(map(inert, tooltip(what, at.spoke)))
            yield svg.sign(at.spoke.mark, at.x, at.y, "mark", title=f"<title>{title}</title>")
