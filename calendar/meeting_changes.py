"""What becomes of meetings when the ministry moves, dates, adds or calls one off.

What lives here: facts in, facts out, and what makes no sense said in words. Storing is `store/`; which deadlines follow is
worked out when the facts are compiled; what a loaded file says of meetings is `meeting_files.py`.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from arshjul.calendar.in_force import Met, WheelFacts, with_meetings
from arshjul.calendar.meeting_files import PLANNED, with_parts
from arshjul.models.codes import State
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, nearest

_NUMBER = re.compile(r"-(\d+)$")


class Place(NamedTuple):
    """A meeting and the wheel it is in."""

    wheel: str
    id: str


class Outcome(NamedTuple):
    """The facts after a change of one meeting; `already` says so when nothing changes."""

    facts: list[WheelFacts]
    place: Place
    already: str = ""


def find(known: Sequence[WheelFacts], word: str) -> Place:
    """The meeting of that id, before which its wheel's may stand. BadInput with the nearest when there is none."""
    places = [Place(one.wheel.id, slug) for one in known for slug in with_meetings(one).meetings]
    found = [place for place in places if word in (place.id, f"{place.wheel}.{place.id}")]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{place.wheel}.{place.id}" for place in found)
        what = say(f"«{word}» finnes i flere årshjul", f"«{word}» is in several wheels")
        raise _bad(say("MØTE", "MEETING"), what, say(f"skriv en av {names}", f"write one of {names}"))
    what = say(f"ukjent møte: {word}", f"unknown meeting: {word}")
    none = say("ingen årshjul er lastet", "no wheel is loaded")
    raise _bad(say("MØTE", "MEETING"), what, nearest(word, [place.id for place in places]) or none)


def moved(
    known: Sequence[WheelFacts], place: Place, day: dt.date, today: dt.date, time: dt.time | None = None
) -> Outcome:
    """The meeting on another day, and its parts with it. BadInput when it cannot be moved there."""
    one, met = _changeable(known, place)
    if met.date is None:
        what = say("har ingen dato ennå", "has no date yet")
        raise _bad(place.id, what, say("bruk arshjul meeting date", "use arshjul meeting date"))
    return _on_day(known, one, place, day, today, time)


def dated(
    known: Sequence[WheelFacts], place: Place, day: dt.date, today: dt.date, time: dt.time | None = None
) -> Outcome:
    """The meeting, which has awaited its date, on a day. BadInput when it has one already."""
    one, met = _changeable(known, place)
    if met.date not in (None, day):
        what = say(f"har alt datoen {met.date}", f"has a date already: {met.date}")
        raise _bad(place.id, what, say("bruk arshjul meeting move", "use arshjul meeting move"))
    return _on_day(known, one, place, day, today, time)


def cancelled(known: Sequence[WheelFacts], place: Place) -> Outcome:
    """The meeting called off, and its parts with it."""
    one, met = _part_of(known, place)
    if met.cancelled:
        return Outcome(list(known), place, say(f"{place.id} er alt avlyst.", f"{place.id} is called off already."))
    return _with(known, one, place, met._replace(state=State.CANCELLED.value, recorded=True))


def added(
    known: Sequence[WheelFacts],
    series: str,
    day: dt.date,
    today: dt.date,
    time: dt.time | None = None,
    wheel: str | None = None,
) -> Outcome:
    """One more meeting of a series, under the next number. BadInput for a series that no wheel has."""
    one = _wheel_of(known, series, day, wheel)
    for slug, spec in with_meetings(one).meetings.items():
        if spec.series == series and spec.date == day and not one.meetings[slug].cancelled:
            said = say(f"{slug} er alt den dagen.", f"{slug} is on that day already.")
            return Outcome(list(known), Place(one.wheel.id, slug), said)
    _not_past(say("DATO", "DATE"), day, today)
    place = Place(one.wheel.id, _next_id(one, series))
    return _with(known, one, place, Met(day, time, PLANNED, series, None, True))


def _on_day(
    known: Sequence[WheelFacts], one: WheelFacts, place: Place, day: dt.date, today: dt.date, time: dt.time | None
) -> Outcome:
    met = one.meetings[place.id]
    if met.date == day and time in (None, met.time):
        return Outcome(list(known), place, say(f"{place.id} er alt {day}.", f"{place.id} is on {day} already."))
    _not_past(place.id, day, today)
    parts = [slug for slug, spec in with_meetings(one).meetings.items() if spec.part_of == place.id]
    for id_ in (place.id, *parts):
        _after_those_before(one, id_, day)
    return _with(known, one, place, met._replace(date=day, time=time or met.time, recorded=True))


def _after_those_before(one: WheelFacts, id_: str, day: dt.date) -> None:
    """BadInput when the day is before an earlier meeting of the series."""
    for slug, other in sorted(one.meetings.items()):
        if _comes_first(slug, other, id_, one.meetings[id_]) and other.date and day < other.date:
            what = say(f"{day} er før {slug}, som er {other.date}", f"{day} is before {slug}, which is on {other.date}")
            raise _bad(id_, what, say("velg en senere dag", "choose a later day"))


def _comes_first(slug: str, other: Met, id_: str, met: Met) -> bool:
    """Whether the other is an earlier one of the same series, by number, and by date as things have stood till now."""
    if other.series != met.series or other.cancelled or _number(slug) >= _number(id_):
        return False
    return met.date is None or other.date is None or other.date <= met.date


def _changeable(known: Sequence[WheelFacts], place: Place) -> tuple[WheelFacts, Met]:
    one, met = _part_of(known, place)
    if met.cancelled:
        what = say("er avlyst", "is called off")
        remedy = say("legg til et nytt møte med arshjul meeting add", "add a new meeting with arshjul meeting add")
        raise _bad(place.id, what, remedy)
    return one, met


def _part_of(known: Sequence[WheelFacts], place: Place) -> tuple[WheelFacts, Met]:
    """The meeting's facts. BadInput when it is a part of another, which they follow."""
    one = next(one for one in known if one.wheel.id == place.wheel)
    whole = with_meetings(one).meetings[place.id].part_of
    if whole:
        what = say(f"er en del av {whole} og følger det", f"is a part of {whole} and follows it")
        raise _bad(place.id, what, say(f"endre {whole}", f"change {whole}"))
    return one, one.meetings[place.id]


def _with(known: Sequence[WheelFacts], one: WheelFacts, place: Place, met: Met) -> Outcome:
    parts = {slug: spec.part_of for slug, spec in one.wheel.meetings.items()}
    changed = replace(one, meetings=with_parts({**one.meetings, place.id: met}, parts))
    return Outcome([changed if other is one else other for other in known], place)


def _wheel_of(known: Sequence[WheelFacts], series: str, day: dt.date, wheel: str | None) -> WheelFacts:
    if wheel is not None and wheel not in [one.wheel.id for one in known]:
        what = say(f"ukjent årshjul: {wheel}", f"unknown wheel: {wheel}")
        raise _bad("--wheel", what, nearest(wheel, [one.wheel.id for one in known]))
    named = [one for one in known if wheel in (None, one.wheel.id)]
    having = [one for one in named if series in one.wheel.series]
    if not having:
        names = sorted({slug for one in named for slug in one.wheel.series})
        none = say("ingen årshjul er lastet", "no wheel is loaded")
        what = say(f"ukjent møterekke: {series}", f"unknown series: {series}")
        raise _bad(say("REKKE", "SERIES"), what, nearest(series, names) or none)
    if wheel is not None:
        return having[0]
    of_year = [one for one in having if one.wheel.year == day.year]
    if len(of_year) == 1:
        return of_year[0]
    names = sorted(one.wheel.id for one in of_year or having)
    if of_year:
        what = say(f"flere årshjul for {day.year} har {series}", f"several wheels of {day.year} have {series}")
    else:
        what = say(f"ingen årshjul for {day.year} er lastet", f"no wheel of {day.year} is loaded")
    raise _bad(str(day), what, say("velg med --wheel: ", "choose with --wheel: ") + ", ".join(names))


def _next_id(one: WheelFacts, series: str) -> str:
    """`followup-2024-7` after `followup-2024-6`; a number is never used again."""
    ids = {slug: met.series for slug, met in one.meetings.items()}
    ids |= {slug: spec.series for slug, spec in one.wheel.meetings.items()}
    stems = [_NUMBER.sub("", slug) for slug, of in ids.items() if of == series]
    stem = stems[0] if stems else f"{series}-{one.wheel.year}"
    number = max((_number(slug) for slug in ids if _NUMBER.sub("", slug) == stem), default=0) + 1
    return f"{stem}-{number}"


def _number(slug: str) -> int:
    found = _NUMBER.search(slug)
    return int(found[1]) if found else 0


def _not_past(place: str, day: dt.date, today: dt.date) -> None:
    if day < today:
        what = say(f"{day} er passert; i dag er {today}", f"{day} has passed; today is {today}")
        raise _bad(place, what, say("velg en dag som kommer", "choose a day to come"))


def _bad(place: str, what: str, remedy: str) -> BadInput:
    return BadInput([Problem(place, what, remedy=remedy)])
