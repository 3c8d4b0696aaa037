"""Five readers of calendars that share no code with each other or with the program, and a wheel of nasty texts.

Each reader takes a feed's bytes and gives one record per event: uid, summary, description, dtstart, dtend, sequence, status.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import icalendar
import ics
import pytest
import vobject

from arshjul.calendar.compile import compile_wheel, meetings
from arshjul.calendar.ical_event import EventView
from arshjul.calendar.wheel_file import read_wheel
from arshjul.models import wheelfile
from arshjul.models.deliverable import Source
from arshjul.models.wheelfile import Text, WheelFile

Record = dict[str, object]
Reader = Callable[[bytes], list[Record]]

# Escapes in double quotes put what a letter should never hold into titles and names: line breaks followed by
# properties, control characters, separators that some readers take for line ends, half of an escape.
NASTY_WHEEL = r"""
schema: 1
id: nasty
year: 2024
title: {nb: Ondsinnede tekster, en: Nasty texts}
documents:
  brev:
    title: {nb: "Brev; med, \"alt\" & <b>mer</b>", en: "Letter; with, \"all\" & <b>more</b>"}
    issuer: hod
    date: 2024-01-15
    maker: letter
actors:
  hod: {name: {nb: "Departementet\r\nORGANIZER:mailto:a@example.org", en: "The ministry\r\nORGANIZER:mailto:a@example.org"}}
  nhn: {name: {nb: "Norsk \U0001F9D1‍\U0001F680 helsenett; æøå, ÆØÅ", en: "Norsk \U0001F9D1‍\U0001F680 helsenett; æøå"}}
initiatives:
  pll: {name: {nb: "Liste\\", en: "List\\"}}
series:
  m: {title: {nb: "Møte\nEND:VEVENT", en: "Meeting\nEND:VEVENT"}}
meetings:
  m-1: {series: m, date: 2024-11-10, actors: [nhn]}
document_types:
  injection:
    kind: other
    title: {nb: "Krok\r\nATTACH:https://example.org/x\r\nBEGIN:VALARM", en: "Hook\r\nATTACH:https://example.org/x"}
  controls: {kind: other, title: {nb: "a\0b\a\x1b[31mc\x7f\x85d\u2028e\u2029f \uFEFF\u202Eg", en: "a\0b\x1b[31mc\u2028d"}}
  emoji: {kind: other, title: {nb: "\U0001F600\U0001F468‍\U0001F469‍\U0001F467 … „sitat“ ½ ẞ ﷽", en: "\U0001F600 …"}}
  separators: {kind: other, title: {nb: "a;b,c:d=e \"f\" 'g' ^n ^^ %2C &amp; \\; \\, \\", en: "a;b,c:d=e \"f\" \\; \\, \\"}}
  path: {kind: other, title: {nb: "Mappen C:\\Nytt og C:\\nytt", en: "Folder C:\\New and C:\\new"}}
  long: {kind: other, title: {nb: "Lang", en: "Long"}}
  leap: {kind: other, title: {nb: "Skuddårsdag", en: "Leap day"}}
  autumn: {kind: other, title: {nb: "Natten da klokken stilles", en: "The night the clocks change"}}
  report: {kind: followup_report, title: {nb: "Rapport", en: "Report"}}
  torn: {kind: other, title: {nb: "Omstridt; to datoer", en: "Disputed; two dates"}}
  secret: {kind: budget_input, title: {nb: "Hemmelig tittel", en: "Secret title"}}
obligations:
  injection: {delivered_in: [injection], actors: [nhn], addressee: hod, due: {type: fixed, month: 3, day: 31}, statements: [{document: brev, section: "4\r\nBEGIN:VEVENT", lines: [1, 2]}]}
  controls: {delivered_in: [controls], actors: [nhn], addressee: hod, due: {type: fixed, month: 5, day: 1}, statements: [{document: brev, section: "\x01", lines: [1, 1]}]}
  emoji: {delivered_in: [emoji], actors: [nhn], addressee: hod, due: {type: fixed, month: 12, day: 31}, statements: [{document: brev, section: "§", lines: [1, 1]}]}
  separators: {delivered_in: [separators], actors: [nhn], addressee: hod, due: {type: fixed, month: 1, day: 1}, statements: [{document: brev, section: "a;b,c\\;d", lines: [1, 1]}]}
  path: {delivered_in: [path], actors: [nhn], addressee: hod, due: {type: fixed, month: 6, day: 30}, statements: [{document: brev, section: "1", lines: [1, 1]}]}
  long:
    delivered_in: [long]
    actors: [nhn]
    addressee: hod
    due: {type: fixed, month: 4, day: 2}
    statements: [LONG_STATEMENTS]
  leap: {delivered_in: [leap], actors: [nhn], addressee: hod, initiatives: [pll], required: [status, risk], due: {type: fixed, month: 2, day: 29}, statements: [{document: brev, section: "1", lines: [1, 1]}]}
  autumn: {delivered_in: [autumn], actors: [nhn], addressee: hod, due: {type: fixed, month: 10, day: 27}, statements: [{document: brev, section: "1", lines: [1, 1]}]}
  report: {delivered_in: [report], actors: [nhn], addressee: hod, due: {type: before_meeting, series: m, days: 14}, statements: [{document: brev, section: "1", lines: [1, 1]}]}
  torn:
    delivered_in: [torn]
    actors: [nhn]
    addressee: hod
    due: {type: fixed, month: 8, day: 31}
    statements:
      - {document: brev, section: "1", lines: [1, 1]}
      - {document: brev, section: "2", lines: [9, 9], due: {type: fixed, month: 9, day: 15}}
  secret: {delivered_in: [secret], actors: [nhn], addressee: hod, initiatives: [pll], required: [budget_text], access: restricted, due: {type: fixed, month: 9, day: 30}, statements: [{document: brev, section: "Hemmelig", lines: [1, 1]}]}
""".replace(
    "LONG_STATEMENTS",
    ", ".join(f'{{document: brev, section: "{"Æ" * 280} {n}", lines: [{n}, {n}]}}' for n in range(1, 21)),
)


def views_of(wheel: WheelFile, lang: str) -> Iterator[EventView]:
    """Every deliverable of the wheel, as a calendar without a database shows it."""
    held = {meeting.id: meeting for meeting in meetings(wheel)}
    for item in compile_wheel(wheel):
        meeting = held.get(item.meeting or "")
        yield EventView(
            deliverable=item,
            actor_name=wheel.actors[item.actor].name[lang],
            addressee_name=wheel.actors[item.addressee].name[lang],
            changed_at=dt.datetime(2024, 1, 15, tzinfo=dt.UTC),
            meeting_title=meeting.title[lang] if meeting else None,
            meeting_date=meeting.date if meeting else None,
            initiative_names={slug: spec.name[lang] for slug, spec in wheel.initiatives.items()},
            document_names={slug: spec.title[lang] for slug, spec in wheel.documents.items()},
        )


@pytest.fixture(scope="session")
def as_views() -> Callable[[WheelFile, str], list[EventView]]:
    """Turns a wheel into views in one language."""
    return lambda wheel, lang: list(views_of(wheel, lang))


@pytest.fixture(scope="session")
def nasty_wheel(tmp_path_factory: pytest.TempPathFactory) -> WheelFile:
    """A wheel that holds together and whose every text is out to break a calendar.

    Wheel files with such texts are refused; calendars must withstand them all the same, so the check is lifted here.
    """
    path = tmp_path_factory.mktemp("wheel") / "nasty.yaml"
    Path(path).write_text(NASTY_WHEEL, encoding="utf-8")
    with patch.object(wheelfile, "_UNFIT", re.compile(r"(?!)")):
        return read_wheel(path)


@pytest.fixture(scope="session")
def filled(nasty_wheel: WheelFile) -> Callable[[str], EventView]:
    """Puts one text into every text field of the disputed deliverable, past the limits of the wheel's schema."""
    torn = next(view for view in views_of(nasty_wheel, "nb") if view.deliverable.document_type == "torn")

    def view(text: str) -> EventView:
        item = replace(
            torn.deliverable,
            title=Text.model_construct(nb=text, en=text),
            initiatives=(text,),
            sources=(Source(text, text, (1, 2)),),
            stated=tuple(replace(one, source=Source(text, text, (3, 3))) for one in torn.deliverable.stated),
        )
        return replace(
            torn,
            deliverable=item,
            actor_name=text,
            addressee_name=text,
            meeting_title=text,
            meeting_date=dt.date(2024, 9, 9),
            initiative_names={text: text},
            document_names={text: text},
            url="https://example.org/" + text,
        )

    return view


def with_icalendar(feed: bytes) -> list[Record]:
    return [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
            "dtstart": event.decoded("DTSTART").isoformat(),
            "dtend": event.decoded("DTEND").isoformat(),
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
        }
        for event in icalendar.Calendar.from_ical(feed).walk("VEVENT")
    ]


def with_vobject(feed: bytes) -> list[Record]:
    return [
        {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "description": event.description.value,
            "dtstart": event.dtstart.value.isoformat(),
            "dtend": event.dtend.value.isoformat(),
            "sequence": int(event.sequence.value),
            "status": event.status.value,
        }
        for event in vobject.readOne(feed.decode()).vevent_list
    ]


def with_ics(feed: bytes) -> list[Record]:
    """ics.py's parser wraps the standard output anew for every line where colorama is installed, until it overflows."""
    with patch("tatsu.color.init"):
        found = ics.Calendar(feed.decode()).events
    return [
        {
            "uid": event.uid,
            "summary": event.name,
            "description": event.description,
            "dtstart": (event.begin.date() if event.all_day else event.begin).isoformat(),
            "dtend": (event.end.date() if event.all_day else event.end).isoformat(),
            "sequence": next(int(line.value) for line in event.extra if line.name == "SEQUENCE"),
            "status": event.status,
        }
        for event in found
    ]


@pytest.fixture(scope="session")
def python_readers() -> dict[str, Reader]:
    """The readers written in Python."""
    return {"icalendar": with_icalendar, "vobject": with_vobject, "ics.py": with_ics}
