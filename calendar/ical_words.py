"""What a calendar event says: its summary and its description, in plain words of one language.

What lives here: the sentences. Which events there are and how they are written down is `ical_event.py`. Never any
report's content: sections are named, nothing is quoted. Restricted deliverables get neutral words throughout.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from arshjul.calendar.content_names import content_name
from arshjul.calendar.date_words import long_date, short_date
from arshjul.calendar.ical_text import clip, one_line
from arshjul.calendar.wording import STATE_WORDS, word
from arshjul.calendar.workdays import last_workday
from arshjul.models.codes import GENERAL, Access, State
from arshjul.models.deliverable import Deliverable, Source

TITLE_LIMIT, NAME_LIMIT, SECTION_LIMIT, DESCRIPTION_LIMIT = 300, 120, 300, 8_000
_QUIET = (State.PLANNED, State.OPEN)
_RESTRICTED = ("Innspill med begrenset innsyn", "Restricted input")
_GONE = {State.CANCELLED: ("AVLYST", "CANCELLED"), State.WAIVED: ("FRAFALT", "WAIVED")}
_UNSETTLED = ("uavklart frist", "unsettled deadline")
UNCONFIRMED = ("utledet dato, ikke bekreftet", "inferred date, not confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One revision of a deliverable with the names its event shows, all in the reader's language.

    `sequence` counts revisions from 0; `changed_at` is when this one was stored (aware), or the letter's date where
    there is no database. `gaps` counts what keeps a judged report from being complete. `initiative_names` and
    `document_names` go from id to name; an id without a name is shown as it is.
    """

    deliverable: Deliverable
    actor_name: str
    addressee_name: str
    changed_at: datetime
    sequence: int = 0
    meeting_title: str | None = None
    meeting_date: date | None = None
    initiative_names: Mapping[str, str] = field(default_factory=dict)
    document_names: Mapping[str, str] = field(default_factory=dict)
    state: State = State.PLANNED
    cancelled: bool = False
    url: str | None = None
    gaps: int | None = None

    @property
    def gone(self) -> bool:
        """Nothing is owed any longer: cancelled, or waived by the ministry."""
        return self.cancelled or self.state in _GONE

    @property
    def restricted(self) -> bool:
        """Title, content, initiatives, meeting and sections are not for everybody who may look."""
        return self.deliverable.access is Access.RESTRICTED


def summary(view: EventView, lang: str) -> str:
    """Title and actor, before them what became of it, after them what is unsettled about the date."""
    said = " – ".join(part for part in (_title(view, lang), one_line(view.actor_name, NAME_LIMIT)) if part)
    if view.gone:
        return f"{_in(lang, *_GONE[State.CANCELLED if view.cancelled else view.state])}: {said}"
    if view.deliverable.disputed:
        return f"{said} ({_in(lang, *_UNSETTLED)})"
    return f"{said} ({_in(lang, *UNCONFIRMED)})" if view.deliverable.unconfirmed else said


def description(view: EventView, lang: str, day: date, dates: Iterable[date]) -> str:
    """The whole text of the event on `day`; `dates` are all stated dates when the deadline is unsettled."""
    item = view.deliverable
    lines = [*_what(view, lang), _deadline(item, day, lang)]
    if item.disputed:
        lines += _conflict(view, lang, dates)
    elif item.unconfirmed:
        lines.append(_capital(_in(lang, *UNCONFIRMED)) + ".")
    if not view.restricted:
        lines += [*_meeting(view, lang), *_content(view, lang)]
    lines += _places(view, lang)
    state = State.CANCELLED if view.cancelled else view.state
    if state not in _QUIET:
        lines.append(f"{_in(lang, 'Tilstand', 'State')}: {word(STATE_WORDS, state, lang)}.")
    if view.gaps is not None:
        none = _in(lang, "ingen", "none")
        lines.append(f"{_in(lang, 'Mangler i det som er levert', 'Gaps in what was delivered')}: {view.gaps or none}.")
    return clip("\n".join(lines), DESCRIPTION_LIMIT)


def _in(lang: str, nb: str, en: str) -> str:
    return en if lang == "en" else nb


def _title(view: EventView, lang: str) -> str:
    if view.restricted:
        return _in(lang, *_RESTRICTED)
    return one_line(view.deliverable.title[lang], TITLE_LIMIT) or _in(lang, "Uten tittel", "Untitled")


def _what(view: EventView, lang: str) -> Iterator[str]:
    yield f"{_in(lang, 'Leveranse', 'Deliverable')}: {_title(view, lang)}"
    yield f"{_in(lang, 'Fra', 'From')}: {_name(view.actor_name)}"
    yield f"{_in(lang, 'Til', 'To')}: {_name(view.addressee_name)}"


def _name(text: str) -> str:
    return one_line(text, NAME_LIMIT) or "–"


def _deadline(item: Deliverable, day: date, lang: str) -> str:
    planned = item.last_workday if day == item.due else last_workday(day)
    said = f"{_in(lang, 'Frist', 'Deadline')}: {long_date(day, lang)}"
    if planned is None or planned == day:
        return f"{said}."
    words = short_date(planned, lang) if planned.year == day.year else long_date(planned, lang)
    return f"{said}; {_in(lang, 'siste arbeidsdag er', 'the last working day is')} {words}."


def _conflict(view: EventView, lang: str, dates: Iterable[date]) -> Iterator[str]:
    """Every stated date, with the places that state it."""
    nb = "ulike datoer er oppgitt, og det er ikke avgjort hvilken som gjelder"
    en = "different dates are stated, and it is not decided which one holds"
    yield f"{_capital(_in(lang, *_UNSETTLED))}: {_in(lang, nb, en)}."
    for day in dates:
        sources = [stated.source for stated in view.deliverable.stated if stated.due == day]
        yield f"- {long_date(day, lang)}" + (f": {_cited(view, sources, lang)}" if sources else "")


def _meeting(view: EventView, lang: str) -> Iterator[str]:
    if view.meeting_title:
        held = f", {long_date(view.meeting_date, lang)}" if view.meeting_date else ""
        yield f"{_in(lang, 'Til møtet', 'For the meeting')}: {one_line(view.meeting_title, TITLE_LIMIT)}{held}."


def _content(view: EventView, lang: str) -> Iterator[str]:
    """What the document must hold: initiatives of which the same is demanded stand on one line."""
    demanded = {initiative: codes for initiative, codes in view.deliverable.required.items() if codes}
    alike: dict[tuple[str, ...], list[str]] = {}
    for initiative, codes in demanded.items():
        alike.setdefault(tuple(content_name(code, lang) for code in codes), []).append(initiative)
    if alike:
        yield _in(lang, "Skal inneholde:", "What it must hold:")
    for names, initiatives in alike.items():
        said = listed(names, lang)
        yield f"- {said}" if initiatives == [GENERAL] else f"- {_initiatives(view, initiatives, lang)}: {said}"
    others = [slug for slug in view.deliverable.initiatives if slug not in demanded]
    if others:
        yield f"{_in(lang, 'Gjelder', 'Concerns')}: {_initiatives(view, others, lang)}"


def _initiatives(view: EventView, slugs: Iterable[str], lang: str) -> str:
    general = _in(lang, "generelt", "in general")
    names = (general if slug == GENERAL else view.initiative_names.get(slug, slug) for slug in slugs)
    return listed([_name(name) for name in names], lang)


def _places(view: EventView, lang: str) -> Iterator[str]:
    """Where the demand stands, one line per document; what is listed with an unsettled date is not repeated."""
    item = view.deliverable
    listed = {stated.source for stated in item.stated} if item.disputed else set()
    by_document: dict[str, list[Source]] = {}
    for source in item.sources:
        if source not in listed:
            by_document.setdefault(source.document, []).append(source)
    if by_document:
        yield _in(lang, "Kravet står i:", "Where the demand stands:")
    for sources in by_document.values():
        yield f"- {_cited(view, sources, lang)}"


def _cited(view: EventView, sources: Iterable[Source], lang: str) -> str:
    return cited(view.document_names, sources, lang, sections=not view.restricted)


def cited(names: Mapping[str, str], sources: Iterable[Source], lang: str, *, sections: bool = True) -> str:
    """Documents, each with sections and lines; without the sections' names where they tell what is restricted."""
    parts: dict[str, list[str]] = {}
    for source in sources:
        section = one_line(source.section, SECTION_LIMIT) if sections else ""
        name = _name(names.get(source.document, source.document))
        parts.setdefault(name, []).append(", ".join(filter(None, (section, _lines(source, lang)))))
    return "; ".join(f"{name}: {'; '.join(dict.fromkeys(places))}" for name, places in parts.items())


def _lines(source: Source, lang: str) -> str:
    first, last = source.lines
    if first == last:
        return f"{_in(lang, 'linje', 'line')} {first}"
    return f"{_in(lang, 'linjene', 'lines')} {first}–{last}"


def listed(names: Iterable[str], lang: str) -> str:
    """One, or several with "and" before the last."""
    *first, last = names
    return f"{', '.join(first)} {_in(lang, 'og', 'and')} {last}" if first else last


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
