"""The annex: how each actor did on time and completeness, which the actor sees before anybody else does.

What lives here: the values, and their words for the templates. Time and completeness are measured apart, as everywhere. What is
restricted is counted, never named.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from arshjul.calendar.date_words import long_date
from arshjul.calendar.wording import COMPLETENESS_WORDS, TIMELINESS_WORDS, word
from arshjul.models.codes import Access, Completeness, State, Timeliness
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.names import Names
from arshjul.reports.joint.texts import flat

_PASSED = frozenset({Timeliness.ON_TIME, Timeliness.LATE, Timeliness.OVERDUE})


@dataclass(frozen=True, slots=True)
class Record:
    """How one deliverable went. `latest` differs from `due` where it is not decided which date holds."""

    item: Deliverable
    state: State
    due: dt.date | None
    latest: dt.date | None
    received: dt.date | None
    timeliness: Timeliness
    completeness: Completeness
    versions: int
    findings: tuple[tuple[bool, str], ...] = ()
    """Of each finding whether it is but a question, and its sentence."""
    codes: tuple[str, ...] = ()
    """The same findings without words."""


def annex(records: Sequence[Record], meeting: str, actors: Iterable[str], names: Names) -> list[dict[str, Any]]:
    """The records of these actors: those of the meeting one by one, all that have been due so far as numbers."""
    found = []
    for actor in actors:
        own = [one for one in records if one.item.actor == actor]
        here = [one for one in own if one.item.meeting == meeting and one.item.access is Access.OPEN]
        found.append({"name": names.actor(actor), "rows": [_row(one) for one in here], "so_far": so_far(own)})
    return found


def fingerprint(records: Sequence[Record], meeting: str, actor: str) -> str:
    """The digest of what the annex tells of an actor, whatever the language: another one when anything of it is new."""
    own = [one for one in records if one.item.actor == actor]
    here = [one for one in own if one.item.meeting == meeting and one.item.access is Access.OPEN]
    told = [
        [one.item.key, one.state, one.due, one.latest, one.received, one.timeliness, one.completeness, one.versions, one.codes]
        for one in here
    ]  # fmt: skip
    return hashlib.sha256(json.dumps([told, so_far(own)], default=str).encode()).hexdigest()


def so_far(records: Iterable[Record]) -> dict[str, int]:
    """How many should have come (or have come), and how. The four answers about time add up to `owed`.

    What has not come while it is undecided which date holds is not asked for yet: nobody is late before the last of them.
    """
    asked = [one for one in records if one.state is not State.WAIVED and (one.timeliness in _PASSED or one.received)]
    on_time, late, overdue = (
        sum(one.timeliness is time for one in asked)
        for time in (Timeliness.ON_TIME, Timeliness.LATE, Timeliness.OVERDUE)
    )
    return {
        "owed": len(asked),
        "on_time": on_time,
        "late": late,
        "overdue": overdue,
        "unsettled": len(asked) - on_time - late - overdue,
        "complete": sum(one.completeness is Completeness.COMPLETE for one in asked),
        "incomplete": sum(one.completeness is Completeness.INCOMPLETE for one in asked),
    }


def _row(one: Record) -> dict[str, Any]:
    lang, ask = get_lang(), say("Spørsmål: ", "A question: ")
    findings = [f"{ask if weak else ''}{flat(text)}" for weak, text in one.findings]
    return {
        "title": flat(one.item.title[lang]),
        "due": _due(one, lang),
        "received": long_date(one.received, lang) if one.received else say("Ikke mottatt", "Not received"),
        "timeliness": word(TIMELINESS_WORDS, one.timeliness, lang),
        "completeness": word(COMPLETENESS_WORDS, one.completeness, lang),
        "versions": str(one.versions),
        "findings": findings or [_none(one)],
    }


def _none(one: Record) -> str:
    if one.completeness is Completeness.COMPLETE:
        return say("Ingen funn. Alt som kreves, er med.", "No findings. All that is demanded is there.")
    if one.completeness is Completeness.INCOMPLETE or one.state is State.INCOMPLETE:
        return say("Sendt tilbake av et menneske.", "Sent back by a person.")
    if one.received is None:
        return say("Ingenting er mottatt.", "Nothing has been received.")
    return say("Ikke vurdert.", "Not assessed.")


def _due(one: Record, lang: str) -> str:
    if one.due is None:
        return say("venter på dato", "awaiting a date")
    if one.latest and one.latest != one.due:
        dates = [long_date(day, lang) for day in (one.due, one.latest)]
        return say(f"{dates[0]} eller {dates[1]}, ikke avgjort", f"{dates[0]} or {dates[1]}, undecided")
    return long_date(one.due, lang)
