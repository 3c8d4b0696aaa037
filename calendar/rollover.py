"""A wheel in, next year's wheel out: what comes back every year, what is only expected, what is left out.

What lives here: which parts are kept and how their rules change. Looking at the dates that come out is
`rollover_flags.py`, writing them down is `rollover_text.py`. Nothing is read or written here.

Only what the text says happens every year keeps its date. The rest is expected until the new letter: it hangs on
meetings that have no date yet, or awaits a date of its own, and is inferred, so that nobody is late by it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from arshjul.models import rules
from arshjul.models.codes import Basis, Recurs
from arshjul.models.wheelfile import (
    DocumentType,
    EventSpec,
    Exclusion,
    MeetingSpec,
    ObligationSpec,
    Statement,
    Text,
    WheelFile,
)

_LONGEST_ID, _LONGEST_TEXT = 80, 300


@dataclass(frozen=True, slots=True)
class Rolled:
    """Next year's wheel, the wheel it was made from, and the ids of the obligations that went each way.

    Left out is what was asked for once, and what a supplementary letter has ended.
    """

    source: WheelFile
    wheel: WheelFile
    recurring: tuple[str, ...]
    expected: tuple[str, ...]
    left_out: tuple[str, ...]


def roll(source: WheelFile, year: int) -> Rolled:
    """The wheel of `year` as far as `source` can foresee it. ValueError when `year` is not a later one."""
    if year <= source.year:
        raise ValueError(f"{year} does not come after {source.year}")
    ways: dict[Recurs, list[str]] = {way: [] for way in Recurs}
    for slug, obligation in source.obligations.items():
        ways[Recurs.ONCE if obligation.ended else obligation.recurs].append(slug)
    recurring, expected, left_out = ways[Recurs.EVERY_YEAR], ways[Recurs.EXPECTED], ways[Recurs.ONCE]
    obligations = {slug: source.obligations[slug] for slug in recurring}
    obligations |= {slug: _expected(source.obligations[slug], source.events) for slug in expected}
    wheel = source.model_copy(
        update={
            "id": _in_year(source.id, source.year, f"-{year}", _LONGEST_ID),
            "year": year,
            "title": _title(source, year),
            "meetings": _meetings(source, year),
            "events": _events(source, obligations, year),
            "document_types": _document_types(source, obligations, year),
            "obligations": obligations,
            "decisions": (),
            "requests": (),
            "history": (),
            "exclusions": (*source.exclusions, *_no_longer_cited(source, left_out, obligations)),
        }
    )
    return Rolled(source, wheel, tuple(recurring), tuple(expected), tuple(left_out))


def meeting_ids(source: WheelFile, year: int) -> dict[str, str]:
    """Each meeting's id next year: numbered anew in its series, in the order in which they stand."""
    counts: dict[str, int] = {}
    ids = {}
    for slug, spec in source.meetings.items():
        counts[spec.series] = counts.get(spec.series, 0) + 1
        ids[slug] = f"{spec.series}-{year}-{counts[spec.series]}"
    return ids


def _meetings(source: WheelFile, year: int) -> dict[str, MeetingSpec]:
    """The same meetings, neither dated nor stated: that the ministry holds them again is inferred."""
    ids = meeting_ids(source, year)
    return {
        ids[slug]: spec.model_copy(
            update={
                "date": None,
                "time": None,
                "part_of": ids[spec.part_of] if spec.part_of else None,
                "basis": Basis.INFERRED,
                "statements": tuple(_inferred(statement) for statement in spec.statements),
            }
        )
        for slug, spec in source.meetings.items()
    }


def _expected(obligation: ObligationSpec, events: Mapping[str, EventSpec]) -> ObligationSpec:
    """The same demand with no date of its own, as inferred."""
    due = _undated(obligation.due, events)
    told = []
    for statement in obligation.statements:
        own = _undated(statement.due, events) if statement.due else due
        told.append(_inferred(statement).model_copy(update={"due": None if own == due else own}))
    return obligation.model_copy(update={"due": due, "statements": tuple(told)})


def _inferred(statement: Statement) -> Statement:
    return statement.model_copy(update={"basis": Basis.INFERRED})


def _undated(rule: rules.DueRule, events: Mapping[str, EventSpec]) -> rules.DueRule:
    """A rule that hangs on a meeting waits for the meeting; one that would give a date awaits the letter."""
    match rule:
        case rules.BeforeMeeting() | rules.AfterMeeting() | rules.WithMeeting() | rules.Inside() | rules.Awaiting():
            return rule
        case rules.BeforeEvent() | rules.AfterEvent() if events[rule.event].date is None:
            return rule
        case _:
            return rules.Awaiting(type="awaiting")


def _events(source: WheelFile, obligations: Mapping[str, ObligationSpec], year: int) -> dict[str, EventSpec]:
    """Events that something still hangs on; a day that has passed by then is forgotten."""
    used = {getattr(rule, "event", None) for ob in obligations.values() for rule in all_rules(ob)}
    return {
        slug: spec if spec.date is None or spec.date.year >= year else spec.model_copy(update={"date": None})
        for slug, spec in source.events.items()
        if slug in used
    }


def all_rules(obligation: ObligationSpec) -> list[rules.DueRule]:
    """The obligation's rule and those of its statements, each once."""
    own = [statement.due for statement in obligation.statements if statement.due]
    return list(dict.fromkeys([obligation.due, *own]))


def _document_types(source: WheelFile, obligations: Mapping[str, ObligationSpec], year: int) -> dict[str, DocumentType]:
    """Those that something is still delivered in; a period in years (`2024-2029`) moves along."""
    used = {slug for obligation in obligations.values() for slug in obligation.delivered_in}
    return {
        slug: spec.model_copy(update={"occurrence": _moved_period(spec.occurrence, year - source.year)})
        for slug, spec in source.document_types.items()
        if slug in used
    }


def _moved_period(period: str | None, by: int) -> str | None:
    return period and re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", lambda found: str(int(found[0]) + by), period)


def _title(source: WheelFile, year: int) -> Text:
    nb, en = (_in_year(words, source.year, f" {year}", _LONGEST_TEXT) for words in (source.title.nb, source.title.en))
    return Text(nb=nb, en=en)


def _in_year(words: str, old: int, ending: str, longest: int) -> str:
    """The words with the old year exchanged for the one in `ending`, or with `ending` after them if they name none."""
    moved, count = re.subn(rf"(?<!\d){old}(?!\d)", ending[1:], words)
    return moved if count else words[: longest - len(ending)] + ending


def _no_longer_cited(
    source: WheelFile, left_out: list[str], obligations: Mapping[str, ObligationSpec]
) -> Iterator[Exclusion]:
    """The lines behind what is left out, so that a check against the letters finds a reason for each."""
    seen = {(s.document, s.lines) for obligation in obligations.values() for s in obligation.statements}
    for reason, places in _reasons(source, left_out):
        for statement in places:
            if (statement.document, statement.lines) not in seen:
                seen.add((statement.document, statement.lines))
                yield Exclusion(document=statement.document, lines=statement.lines, reason=reason[:_LONGEST_TEXT])


def _reasons(source: WheelFile, left_out: list[str]) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """What was asked for once or ended, then what supplements changed: why, and the places."""
    for slug in left_out:
        obligation = source.obligations[slug]
        title, ended = obligation.title.en if obligation.title else slug, obligation.ended
        why = f"Ended from {ended.from_}" if ended else f"Asked for once, in {source.year}"
        yield f"{why}: {title}", (*obligation.statements, *(ended.statements if ended else ()))
    for change in source.history:
        yield f"Changed {source.year}: {change.id} ({change.how})", (*change.statements, *change.superseded)
