"""Where everything stands in the drawing of the wheel: angles of days, a ring per actor, marks that keep clear.

What lives here: places as plain numbers (drawing units, degrees clockwise from the top). Nothing here knows SVG.
"""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arshjul.calendar.drawing_shapes import MARK_RADIUS, Mark, polar

STEP = 2 * MARK_RADIUS + 2
"""The least distance between the places of two marks: they touch nothing, with 2 units of air."""
NAME_ROOM = 30.0
MONTH_BAND = 34.0
TAG_ROOM = 38.0
"""Room outside the months for the date on today's hand."""
_HUB, _RADIUS = 84.0, 410.0
_LANE = (60.0, 130.0)


@dataclass(frozen=True, slots=True)
class Spoke:
    """One deliverable as the drawing shows it; `due` None: awaiting a date, so counted beside the wheel.

    `tooltip` is said after the title, actor, date and state; of a restricted one neither it nor `title` is shown.
    """

    key: str
    actor: str
    title: str
    due: dt.date | None
    mark: Mark
    restricted: bool = False
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A spoke with the place of its mark."""

    spoke: Spoke
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Ring:
    """An actor's ring: the lane its marks stand in, from `inner` to `outer`, and them."""

    actor: str
    name: str
    inner: float
    outer: float
    marks: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The wheel: rings from the outermost to the innermost; `edge` is where the months begin."""

    centre: float
    hub: float
    edge: float
    rings: tuple[Ring, ...]


def angle_of(day: dt.date) -> float:
    """The angle of the middle of a day: the year's first instant is at the top, every day has its true share."""
    return (day.timetuple().tm_yday - 0.5) / days_in(day.year) * 360


def days_in(year: int) -> int:
    """365 or 366."""
    return dt.date(year, 12, 31).timetuple().tm_yday


def month_edges(year: int) -> list[float]:
    """Thirteen angles: where each month begins, and where the last one ends."""
    starts = [dt.date(year, month, 1).timetuple().tm_yday - 1 for month in range(1, 13)]
    return [start / days_in(year) * 360 for start in (*starts, days_in(year))]


def lay_out(spokes: Iterable[Spoke], names: Sequence[tuple[str, str]]) -> Layout:
    """Places for the spokes of one year, given in the order of their days.

    One ring for each of `names` (actor, name), the first outermost; every actor of a spoke must be among them.
    """
    shares: dict[str, list[Spoke]] = {actor: [] for actor, _ in names}
    for spoke in spokes:
        shares[spoke.actor].append(spoke)
    count = max(1, len(names))
    lane = min(max((_RADIUS - _HUB) / count - NAME_ROOM, _LANE[0]), _LANE[1])
    hub = inner = max(_HUB, _RADIUS - count * (lane + NAME_ROOM))
    bands: list[tuple[str, str, float, float, list[tuple[Spoke, float]]]] = []
    for actor, name in reversed(names):
        slots = _stagger(shares[actor], inner + STEP / 2)
        depth = max([lane, *(of * STEP + 8 for _, _, of in slots)])
        middle = inner + depth / 2
        radii = [(spoke, middle + ((of - 1) / 2 - slot) * STEP) for spoke, slot, of in slots]
        bands.append((actor, name, inner, inner + depth, radii))
        inner += depth + NAME_ROOM
    centre = 20 + TAG_ROOM + MONTH_BAND + inner
    rings = tuple(
        Ring(actor, name, low, high, tuple(Placed(spoke, *_place(spoke, centre, radius)) for spoke, radius in radii))
        for actor, name, low, high, radii in reversed(bands)
    )
    return Layout(centre, hub, inner, rings)


def _place(spoke: Spoke, centre: float, radius: float) -> tuple[float, float]:
    return polar(centre, radius, _angle(spoke))


def _angle(spoke: Spoke) -> float:
    assert spoke.due is not None, spoke.key
    return angle_of(spoke.due)


def _stagger(spokes: Sequence[Spoke], radius: float) -> list[tuple[Spoke, int, int]]:
    """Each spoke with its slot (0 is outermost) and how many slots its cluster takes.

    `radius` is the smallest at which a mark may stand: what keeps clear there keeps clear further out too.
    """
    need = math.degrees(2 * math.asin(STEP / 2 / radius))
    placed: list[tuple[Spoke, int, int]] = []
    for cluster in _clusters(spokes, need):
        slots: list[tuple[float, int]] = []
        for spoke in cluster:
            at = _angle(spoke)
            taken = {slot for other, slot in slots if _apart(at, other) < need}
            slots.append((at, next(slot for slot in range(len(cluster)) if slot not in taken)))
        of = 1 + max(slot for _, slot in slots)
        placed += [(spoke, slot, of) for spoke, (_, slot) in zip(cluster, slots, strict=True)]
    return placed


def _clusters(spokes: Sequence[Spoke], need: float) -> list[list[Spoke]]:
    """Runs of spokes each closer than `need` degrees to the next, across New Year too: the year is a circle."""
    clusters: list[list[Spoke]] = []
    for spoke in spokes:
        if clusters and _apart(_angle(spoke), _angle(clusters[-1][-1])) < need:
            clusters[-1].append(spoke)
        else:
            clusters.append([spoke])
    if len(clusters) > 1 and _apart(_angle(clusters[0][0]), _angle(clusters[-1][-1])) < need:
        clusters[0] = clusters.pop() + clusters[0]
    return clusters


def _apart(one: float, other: float) -> float:
    gap = abs(one - other) % 360
    return min(gap, 360 - gap)
