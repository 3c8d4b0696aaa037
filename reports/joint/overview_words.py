"""The overview of the joint report in words: what it amounts to, every light, and what is lacking from whom.

What lives here: plain values for the templates, as in `words.py`.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from arshjul.calendar.content_names import content_name
from arshjul.calendar.date_words import long_date
from arshjul.models.codes import State
from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.names import Names
from arshjul.reports.joint.picture import Handed, InitiativePicture, Part, Picture, by_initiative
from arshjul.reports.joint.pot_words import over_the_pot
from arshjul.reports.joint.texts import flat, in_words
from arshjul.reports.schema import Status

Values = dict[str, Any]
FILLS = {"green": "CFE8CF", "yellow": "FBE7A3", "red": "F4BCB4", "": "E8E8E8"}


def speaking(found: Picture) -> list[str]:
    """The actors of the overview: those who owe or have sent a report by initiative."""
    return [
        slug for slug in found.actors
        if any(slug in one.absent or any(part.actor == slug for part in one.parts) for one in found.initiatives)
    ]  # fmt: skip


def summary(found: Picture, names: Names) -> list[str]:
    """What it amounts to, a sentence each: what has come, from whom not, red lights, what awaits the ministry or the office."""
    owed = [one for one in found.handed if one.state is not State.WAIVED]
    here = [one for one in owed if one.in_hand]
    gone, short = _whose(owed, here, names), _whose((one for one in here if one.lacks), (), names)
    red = in_words([names.initiative(one.slug) for one in found.initiatives if _has_red(one)])
    waiting = sum(one.outcome == "awaiting" for one in found.moves)
    said = [_how_many(len(owed), len(here))]
    if gone:
        said.append(say(f"Det mangler rapport fra {gone}.", f"There is no report from {gone}."))
    if short:
        said.append(say(f"Rapporten fra {short} er ikke fullstendig.", f"The report from {short} is not complete."))
    if red:
        said.append(say(f"Rødt lys: {red}.", f"Red light: {red}."))
    if waiting:
        said.append(_awaiting(waiting))
    said += over_the_pot(found)
    return said + ([_held_back(found.restricted)] if found.restricted else [])


def _whose(some: Iterable[Handed], but: Collection[Handed], names: Names) -> str:
    """The actors behind these in one sentence, each once."""
    return in_words(list(dict.fromkeys(names.actor(one.item.actor) for one in some if one not in but)))


def _how_many(owed: int, here: int) -> str:
    if not owed:
        return say("Ingen skal rapportere åpent til dette møtet.", "Nobody reports openly to this meeting.")
    if not here:
        return say("Ingen rapporter er mottatt ennå.", "No report has been received yet.")
    return say(
        f"{here} av {owed} rapporter er med i denne oversikten.", f"{here} of {owed} reports are in this overview."
    )


def _awaiting(count: int) -> str:
    if count == 1:
        return say(
            "1 omfordeling venter på departementets godkjenning.", "1 reallocation awaits the ministry's approval."
        )
    return say(
        f"{count} omfordelinger venter på departementets godkjenning.",
        f"{count} reallocations await the ministry's approval.",
    )


def _held_back(count: int) -> str:
    if count == 1:
        return say(
            "Én leveranse til møtet er unntatt offentlighet og står ikke her.",
            "One deliverable to the meeting is exempt from disclosure and not shown here.",
        )
    return say(
        f"{count} leveranser til møtet er unntatt offentlighet og står ikke her.",
        f"{count} deliverables to the meeting are exempt from disclosure and not shown here.",
    )


def _has_red(one: InitiativePicture) -> bool:
    return any(light_of(part) == "red" for part in one.parts)


def light_of(part: Part) -> str:
    """The light that an actor gives an initiative; empty where it gives none."""
    status = part.section.status if part.section else None
    return (status.light or "") if isinstance(status, Status) else ""


def light_word(light: str) -> str:
    """The light in words; no light is told too."""
    known = {"green": say("Grønn", "Green"), "yellow": say("Gul", "Yellow"), "red": say("Rød", "Red")}
    return known.get(light, say("Ikke oppgitt", "Not stated"))


def lights_of(one: InitiativePicture, actors: Sequence[str], names: Names) -> Values:
    """A row of the overview: a cell per actor, with its light in words and colour."""
    said = {part.actor: light_word(light_of(part)) for part in one.parts}
    lights = {part.actor: light_of(part) for part in one.parts}
    nothing = say("Ikke mottatt", "Not received")
    cells = [
        {"word": said.get(slug, nothing if slug in one.absent else "–"), "light": lights.get(slug, ""),
         "fill": FILLS[lights[slug]] if slug in lights else "FFFFFF"}
        for slug in actors
    ]  # fmt: skip
    return {"name": names.initiative(one.slug), "cells": cells}


def missing(one: Handed, names: Names) -> Values:
    """What is lacking from one actor, as lines: that nothing has come, or the parts by initiative."""
    lang = get_lang()
    if not one.in_hand:
        return {"actor": names.actor(one.item.actor), "what": flat(one.item.title[lang]), "lines": [_absent(one)]}
    lines = []
    for slug, codes in by_initiative(one.lacks).items():
        parts = [content_name(code, lang) for code in codes if code]
        if parts:
            lines.append(f"{names.initiative(slug)}: {in_words(parts)}")
        if "" in codes:
            lines += [flat(lack.message) for lack in one.lacks if not lack.content and lack.initiative == slug]
    return {"actor": names.actor(one.item.actor), "what": flat(one.item.title[lang]), "lines": lines}


def _absent(one: Handed) -> str:
    """Why there is nothing in hand: it never came, it went to the ministry alone, or nobody can read it."""
    if one.versions:
        return say(
            "Mottatt, men i en form som ikke kan settes sammen her.",
            "Received, in a form that cannot be put together here.",
        )
    if one.sent_on:
        day = long_date(one.sent_on, get_lang())
        return say(
            f"Sendt departementet {day}. Innholdet er ikke kommet til kontoret.",
            f"Sent to the ministry on {day}. Its content has not reached the office.",
        )
    if one.due is None:
        return say("Ikke mottatt. Venter på dato.", "Not received. Awaiting a date.")
    day = long_date(one.due, get_lang())
    return say(f"Ikke mottatt. Frist {day}.", f"Not received. Due {day}.")
