"""The annex to the joint report: how each actor did on time and completeness, which the actor itself sees first.

What lives here: what stands in the annex, and recording that an actor has seen its part. In the annex of everybody an actor stands
only as it has been seen: what the actor has not seen, nobody else reads. Gathering is `compiling.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arshjul.calendar.date_words import long_date
from arshjul.flows import named
from arshjul.flows.compiling import Gathered, about, gather
from arshjul.flows.parts import Parts
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem, nearest
from arshjul.reports.joint.annex import annex, fingerprint
from arshjul.reports.joint.words import heading
from arshjul.store import annexes


@dataclass(frozen=True, slots=True)
class Shown:
    """That an actor has seen its part: `meeting` with its wheel's id, `by` what to call who said so, `already` so before."""

    meeting: str
    actor: str
    by: str
    already: bool = False


def annex_values(parts: Parts, found: Gathered, actor: str | None) -> dict[str, Any]:
    """The fields of the annex: for one actor what it is to see, else everyone who has seen theirs as it now is.

    BadInput with the nearest for an actor that owes nothing open here.
    """
    names, lang = found.names, get_lang()
    top = heading(found.picture, **about(parts, found))
    top["title"] = say("Vedlegg: tid og fullstendighet", "Annex: time and completeness")
    seen, notes = dict[str, annexes.Seen](), list[str]()
    if actor is not None:
        _must_owe(found, actor)
        top["about"].append(say(f"Gjelder bare: {names.actor(actor)}", f"Concerns only: {names.actor(actor)}"))
        chosen: Sequence[str] = [actor]
    else:
        seen = _seen(parts, found)
        lacking = _unseen(found, seen)
        chosen, notes = [slug for slug in found.picture.actors if slug not in lacking], _notes(found, lacking)
    ask = say("Meld fra til kontoret hvis noe her er feil.", "Tell the office if anything here is wrong.")
    told = say("Tid og innhold måles hver for seg.", "Time and content are measured apart.")
    top["about"].append(f"{told} {ask}")
    shown = annex(found.records, found.picture.meeting.id, chosen, names)
    for one, slug in zip(shown, chosen, strict=True):
        day = long_date(seen[slug].at.astimezone(OSLO).date(), lang) if slug in seen else ""
        one["seen"] = say(f"Sett av aktøren {day}.", f"Seen by the actor on {day}.") if day else ""
    return {"lang": lang.value, **top, "actors": shown, "unseen": notes}


def unseen(parts: Parts, found: Gathered) -> dict[str, bool]:
    """The actors whose part is not in the annex of everybody; whether they have seen it before, as it was then."""
    return _unseen(found, _seen(parts, found))


def _unseen(found: Gathered, seen: Mapping[str, annexes.Seen]) -> dict[str, bool]:
    lacking = (slug for slug in found.picture.actors if slug not in seen or seen[slug].digest != _digest(found, slug))
    return {slug: slug in seen for slug in lacking}


def show(parts: Parts, meeting: str, actor: str, by: str, made: Moment | None = None) -> Shown:
    """Record that an actor has seen its part as it was at `made` (else now).

    BadInput for who owes nothing open here, and for a part of a day to come.
    """
    if made is not None and made.at > parts.moment.at:
        what = say("er senere enn nå", "is later than now")
        raise BadInput(
            [Problem("--made", what, remedy=say("skriv dagen delen ble laget for", "write the day it was made for"))]
        )
    found = gather(parts if made is None else parts.at(made), meeting)
    _must_owe(found, actor, say("AKTØR", "ACTOR"))
    subject, digest = f"{found.wheel.id}.{found.picture.meeting.id}", _digest(found, actor)
    with parts.database.write() as connection:
        before = annexes.seen(connection, subject, parts.moment.at).get(actor)
        if before is not None and before.digest == digest:
            return Shown(subject, actor, named.called(connection, parts, [before.by])[before.by], already=True)
        signed = named.signed(connection, parts, by)
        annexes.put(connection, parts.moment, subject, actor, digest, signed)
        return Shown(subject, actor, named.called(connection, parts, [signed])[signed])


def _digest(found: Gathered, actor: str) -> str:
    return fingerprint(found.records, found.picture.meeting.id, actor)


def _seen(parts: Parts, found: Gathered) -> dict[str, annexes.Seen]:
    with parts.database.read() as connection:
        return annexes.seen(connection, f"{found.wheel.id}.{found.picture.meeting.id}", parts.moment.at)


def _must_owe(found: Gathered, actor: str, place: str = "--annex-for") -> None:
    known = found.picture.actors
    if actor not in known:
        what = say(f"{actor} har ingen åpen leveranse til møtet", f"{actor} has no open deliverable to the meeting")
        raise BadInput([Problem(place, what, remedy=nearest(actor, known))])


def _notes(found: Gathered, lacking: Mapping[str, bool]) -> list[str]:
    """Who is not in the annex, and why."""
    if not found.picture.actors:
        return [
            say(
                "Ingen aktør har en åpen leveranse til dette møtet.",
                "No actor has an open deliverable to this meeting.",
            )
        ]
    notes = []
    for slug, before in lacking.items():
        name = found.names.actor(slug)
        if before:
            why = say("noe er nytt siden aktøren så sin del", "something is new since the actor saw its part")
        else:
            why = say("aktøren har ikke sett sin del ennå", "the actor has not seen its part yet")
        notes.append(say(f"{name} står ikke her: {why}.", f"{name} does not stand here: {why}."))
    return notes
