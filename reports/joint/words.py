"""The joint report in words: the picture as headings, texts and numbers in the reader's language, ready for any file.

What lives here: plain values for the templates, nothing escaped. `docx_form.py` and the templates name these fields, and so
may a template that the office has made of ours: a field that is taken away or renamed breaks it (docs/joint-report.md).
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from arshjul.calendar.date_words import long_date
from arshjul.models.codes import Content
from arshjul.models.lang import get_lang, say
from arshjul.reports.joint.ledger import Ledger, Line
from arshjul.reports.joint.matrix import in_other_words, level_word
from arshjul.reports.joint.names import Names
from arshjul.reports.joint.overview_words import FILLS, light_of, light_word, lights_of, missing, speaking, summary
from arshjul.reports.joint.picture import InitiativePicture, Part, Picture
from arshjul.reports.joint.texts import difference, flat, money, paragraphs, told
from arshjul.reports.schema import Nothing, Status

Values = dict[str, Any]
_OUTCOMES = {
    "awaiting": ("venter på departementets godkjenning", "awaiting the ministry's approval"),
    "granted": ("godkjent av departementet", "approved by the ministry"),
    "denied": ("avslått av departementet", "denied by the ministry"),
    "unclear": ("tallene stemmer ikke, og må rettes først", "the sums do not agree, and must be mended first"),
    "words": ("meldt uten beløp", "told without an amount"),
}


def words(found: Picture, names: Names, *, on: dt.date, wheel: str, office: str) -> Values:
    """All fields of the joint report. `on`: the day on which it is known so; `wheel` and `office`: their names."""
    return {
        "lang": get_lang().value,
        **heading(found, on=on, wheel=wheel, office=office),
        "summary": summary(found, names),
        "actors": [names.actor(slug) for slug in speaking(found)],
        "lights": [lights_of(one, speaking(found), names) for one in found.initiatives],
        "economy": table(found.economy, names.initiative),
        "initiatives": [_initiative(one, names, no) for no, one in enumerate(found.initiatives, 1)],
        "needs": [
            {"initiative": names.initiative(one.initiative), "actor": names.actor(one.actor),
             "amount": money(one.amount), "reason": flat(one.reason)}
            for one in found.needs
        ],
        "needs_sum": money(sum((one.amount for one in found.needs if one.amount is not None), start=Decimal())),
        "moves": [
            {"actor": names.actor(one.actor), "source": _side(one.source, names), "target": _side(one.target, names),
             "amount": money(one.amount), "reason": flat(one.reason), "outcome": say(*_OUTCOMES[one.outcome])}
            for one in found.moves
        ],
        "missing": [missing(one, names) for one in found.lacking],
    }  # fmt: skip


def heading(found: Picture, *, on: dt.date, wheel: str, office: str) -> Values:
    """Title and what stands under it."""
    lang, meeting = get_lang(), found.meeting
    name = flat(meeting.title[lang])
    day = long_date(meeting.date, lang) if meeting.date else say("uten dato ennå", "without a date yet")
    called_off = meeting.state == "cancelled"
    about = [
        say(f"Møte: {name}, {day}", f"Meeting: {name}, {day}")
        + (say(" (avlyst)", " (cancelled)") if called_off else ""),
        say(f"Årshjul: {flat(wheel)}", f"Wheel: {flat(wheel)}"),
        say(f"Laget av: {flat(office)}", f"Made by: {flat(office)}"),
        say(
            f"Viser det som var mottatt {long_date(on, lang)}", f"Shows what had been received on {long_date(on, lang)}"
        ),
    ]
    if found.owed:
        about.append(say(f"Leveranse: {found.owed}", f"Deliverable: {found.owed}"))
    return {"title": say("Samlet statusrapport", "Joint status report"), "subtitle": f"{name}, {day}", "about": about}


def table(found: Ledger, called: Callable[[str], str]) -> Values:
    """A table of money; a sum in which a figure is lacking has an asterisk, and `note` says what that means."""
    note = say("* Summen er ikke hel: noen tall mangler.", "* The sum is not whole: some figures are lacking.")
    return {
        "rows": [_cells(line, called(line.name)) for line in found.lines],
        "total": _cells(found.total, say("Sum", "Sum")),
        "note": note if found.marked else "",
    }


def _cells(line: Line, name: str) -> Values:
    written = [*(money(amount) for amount in line.columns[:-1]), difference(line.columns[-1])]
    return {
        "name": name,
        "cells": [f"{text}*" if lack else text for text, lack in zip(written, line.partial, strict=True)],
    }


def _initiative(one: InitiativePicture, names: Names, no: int) -> Values:
    name = names.initiative(one.slug)
    return {
        "no": no,
        "name": name,
        "absent": [names.actor(slug) for slug in one.absent],
        "statuses": [_status(part, names) for part in one.parts],
        "progress": _prose(one.parts, names, Content.PROGRESS, "progress"),
        "deviation": _prose(one.parts, names, Content.DEVIATION, "deviation"),
        "matrix": one.risks,
        "alt": in_other_words(one.risks, name, names.actors),
        "risks": [
            {
                "no": str(risk.no) if risk.no else "–",
                "actor": names.actor(risk.actor),
                "text": flat(risk.risk.description),
                "probability": str(risk.risk.probability or "–"),
                "consequence": str(risk.risk.consequence or "–"),
                "level": level_word(risk.level),
                "mitigation": flat(risk.risk.mitigation) or "–",
            }
            for risk in one.risks.risks
        ],
        "no_risks": _no_risks(one.parts, names),
        "economy": table(one.economy, names.actor),
    }


def _status(part: Part, names: Names) -> Values:
    status, light = part.section.status if part.section else None, light_of(part)
    if isinstance(status, Status):
        text = paragraphs(status.text)
    else:
        text = told(status if isinstance(status, Nothing) else None, demanded=Content.STATUS in part.demanded)
    return {
        "actor": names.actor(part.actor),
        "word": light_word(light),
        "light": light,
        "fill": FILLS[light],
        "text": text,
    }


def _prose(parts: Iterable[Part], names: Names, code: Content, field: str) -> list[Values]:
    """What each actor says in one section; who neither says anything nor has to is left out."""
    found = []
    for part in parts:
        said = told(getattr(part.section, field) if part.section else None, demanded=code in part.demanded)
        found += [{"actor": names.actor(part.actor), "text": said}] if said else []
    return found


def _no_risks(parts: Iterable[Part], names: Names) -> list[str]:
    """Who reports no open risk, and why; who has not answered is told too."""
    found = []
    for part in parts:
        risks = part.section.risks if part.section else None
        if risks is None or isinstance(risks, Nothing):
            said = told(risks, demanded=Content.RISK in part.demanded)
            found += [f"{names.actor(part.actor)}: {text}" for text in said]
    return found


def _side(slug: str, names: Names) -> str:
    return names.initiative(slug) if slug else "–"
