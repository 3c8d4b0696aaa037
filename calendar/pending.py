"""Requests for a later date that a wheel file records: which deliverables they are about, and in words.

What lives here: showing that somebody has asked. A request moves no date, holds nothing back and settles nothing; the
ministry decides, and its decision is recorded elsewhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from arshjul.calendar.date_words import long_date
from arshjul.calendar.letters_check import digest_of
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import Problem, nearest
from arshjul.models.wheelfile import DeadlineRequest, WheelFile


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the deliverables it is for, and those of others that may change if it is granted."""

    request: DeadlineRequest
    asked_for: tuple[Deliverable, ...]
    may_affect: tuple[Deliverable, ...]


def asked(wheel: WheelFile, found: Sequence[Deliverable]) -> list[Asked]:
    """Every request of the wheel with its deliverables; their dates stay what they are."""
    return [
        Asked(
            request,
            tuple(_of(found, request.document_type, (request.actor,))),
            tuple(_of(found, request.document_type, request.may_affect)),
        )
        for request in wheel.requests
    ]


def _of(found: Iterable[Deliverable], document_type: str, actors: Iterable[str]) -> Iterator[Deliverable]:
    wanted = set(actors)
    return (item for item in found if item.document_type == document_type and item.actor in wanted)


def asked_words(wheel: WheelFile, about: Asked) -> str:
    """Who has asked for what, which date holds meanwhile, and whose document may change, in the reader's language."""
    lang, request = get_lang(), about.request
    who, what = wheel.actors[request.actor].name[lang], wheel.document_types[request.document_type].title[lang]
    which = f" ({', '.join(request.initiatives)})" if request.initiatives else ""
    until = long_date(request.until, lang)
    due = about.asked_for[0].due if about.asked_for else None
    now = long_date(due, lang) if due else say("uten dato", "without a date")
    told = say(
        f"{who} har bedt om frist {until} for {what.lower()}{which}. Ikke avgjort: fristen er fortsatt {now}.",
        f"{who} has asked for {until} for its {what.lower()}{which}. Not decided: the deadline is still {now}.",
    )
    others = ", ".join(wheel.actors[slug].name[lang] for slug in request.may_affect)
    if not others:
        return told
    return told + say(f" Kan få følger for: {others}.", f" May affect: {others}.")


def request_problems(wheel: WheelFile, file: str, found: Sequence[Deliverable]) -> Iterator[Problem]:
    """Ids that do not exist, requests about nothing, and dates asked for that are not later."""
    for place, about in enumerate(asked(wheel, found)):
        request, path = about.request, f"requests.{place}"
        unknown = [
            *_unknown(f"{path}.document_type", [request.document_type], wheel.document_types, file),
            *_unknown(f"{path}.actor", [request.actor], wheel.actors, file),
            *_unknown(f"{path}.initiatives", request.initiatives, wheel.initiatives, file),
            *_unknown(f"{path}.may_affect", request.may_affect, wheel.actors, file),
        ]
        yield from unknown
        if not unknown and not about.asked_for:
            actor, document = request.actor, request.document_type
            what = say(f"{actor} skylder ingen {document}", f"{actor} owes no {document}")
            yield Problem(
                file, what, path, remedy=say("rett aktøren eller dokumentet", "mend the actor or the document")
            )
        elif any(item.due and item.due >= request.until for item in about.asked_for):
            what = say(f"{request.until} er ikke senere enn fristen", f"{request.until} is not later than the deadline")
            yield Problem(
                file, what, f"{path}.until", remedy=say("skriv datoen det er bedt om", "write the date asked for")
            )


def _unknown(place: str, used: Iterable[str], known: Iterable[str], file: str) -> Iterator[Problem]:
    names = list(known)
    for name in used:
        if name not in names:
            what = say(f"viser til «{name}», som ikke finnes", f"refers to «{name}», which does not exist")
            yield Problem(file, what, place, remedy=nearest(name, names))


def request_digest_problems(wheel: WheelFile, file: str, place: int, lines: list[str]) -> Iterator[Problem]:
    """Whether the place of request number `place` is as it was; `lines` are its document's."""
    source = wheel.requests[place].source
    first, last = source.lines
    now = digest_of(lines, first, last)
    if last > len(lines) or source.digest != now:
        what = say(
            f"linje {first}–{last} i {source.document} er ikke som da årshjulet ble skrevet",
            f"lines {first}-{last} of {source.document} are not as they were when the wheel was written",
        )
        remedy = say("les stedet på nytt, og skriv digest: ", "read the place again, then write digest: ") + now
        yield Problem(file, what, f"requests.{place}.source", remedy=remedy)
