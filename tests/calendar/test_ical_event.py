"""One deliverable becomes the calendar events that people can trust: right day, stable name, plain words."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.content_names import CONTENT_NAMES, content_name
from arshjul.calendar.date_words import long_date, short_date
from arshjul.calendar.ical_event import EventView, event_uid, render_events
from arshjul.calendar.wheel_file import read_wheel
from arshjul.models.codes import Content, State
from arshjul.models.deliverable import Deliverable

WHEEL = """
schema: 1
id: hjul
year: 2024
title: {nb: Hjul, en: Wheel}
documents:
  brev: {title: {nb: Brevet, en: The letter}, issuer: hod, date: 2024-01-15, maker: letter}
  mandat: {title: {nb: Mandatet, en: The mandate}, issuer: hod, date: 2024-01-15, maker: mandate}
actors:
  hod: {name: {nb: Departementet, en: The ministry}}
  nhn: {name: {nb: Norsk helsenett, en: Norsk helsenett}}
initiatives:
  pll: {name: {nb: Legemiddelliste, en: Medication list}}
  pjd: {name: {nb: Journaldokumenter, en: Record documents}}
  dhg: {name: {nb: Helsekort, en: Maternity record}}
series:
  m: {title: {nb: Oppfølgingsmøte, en: Follow-up meeting}}
meetings:
  m-1: {series: m, date: 2024-09-09, actors: [nhn]}
  m-2: {series: m, date: 2024-11-14, actors: [nhn], basis: inferred}
  m-3: {series: m, date: 2024-04-13, actors: [nhn]}
document_types:
  report: {kind: followup_report, title: {nb: Statusrapport, en: Status report}}
  plan: {kind: delivery_plan, title: {nb: Leveranseplan, en: Delivery plan}}
  tasks: {kind: planned_tasks, title: {nb: Planlagte oppgaver, en: Planned tasks}}
  budget: {kind: budget_input, title: {nb: Innspill om hemmelige kameraer, en: Input on secret cameras}}
  later: {kind: other, title: {nb: Uten dato, en: Without a date}}
  leap: {kind: other, title: {nb: Skuddårsdagen, en: Leap day}}
  monday: {kind: other, title: {nb: Etter stillingen av klokken, en: After the clocks}}
  sunday: {kind: other, title: {nb: Mens klokken stilles, en: While the clocks change}}
  eve: {kind: other, title: {nb: Nyttår, en: New year}}
obligations:
  report:
    delivered_in: [report]
    actors: [nhn]
    addressee: hod
    initiatives: [pll, pjd, dhg]
    required: {pll: [status, risk, deviation], pjd: [status, risk, deviation], dhg: [status]}
    due: {type: before_meeting, series: m, days: 14}
    statements: [{document: brev, section: Oppfølging, lines: [401, 411]}, {document: mandat, section: Mandat 6, lines: [829, 829]}]
  plan: {delivered_in: [plan], actors: [nhn], addressee: hod, initiatives: [pll], required: {general: [deliverables]}, due: {type: fixed, month: 2, day: 1}, statements: [{document: brev, section: Plan, lines: [3, 3]}]}
  tasks:
    delivered_in: [tasks]
    actors: [nhn]
    addressee: hod
    due: {type: fixed, month: 9, day: 15}
    statements:
      - {document: brev, section: Tabell, lines: [379, 381]}
      - {document: mandat, section: Mandat 6, lines: [827, 827]}
      - {document: brev, section: Innledning, lines: [81, 85], due: {type: end_of_month, month: 8}}
  budget: {delivered_in: [budget], actors: [nhn], addressee: hod, initiatives: [pll], required: [budget_text], access: restricted, due: {type: before_meeting, series: m, days: 3}, statements: [{document: brev, section: Kameraer, lines: [5, 5]}]}
  later: {delivered_in: [later], actors: [nhn], addressee: hod, due: {type: awaiting}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  leap: {delivered_in: [leap], actors: [nhn], addressee: hod, due: {type: fixed, month: 2, day: 29}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  sunday: {delivered_in: [sunday], actors: [nhn], addressee: hod, due: {type: fixed, month: 10, day: 27}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  monday: {delivered_in: [monday], actors: [nhn], addressee: hod, due: {type: fixed, month: 3, day: 31}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  eve: {delivered_in: [eve], actors: [nhn], addressee: hod, due: {type: fixed, month: 1, day: 1}, statements: [{document: brev, section: x, lines: [1, 1]}]}
"""
LETTER_DATE = dt.datetime(2024, 1, 15, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def deliverables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Deliverable]:
    path = tmp_path_factory.mktemp("wheel") / "wheel.yaml"
    Path(path).write_text(WHEEL, encoding="utf-8")
    return {item.key.removeprefix("hjul.").removesuffix(".nhn"): item for item in compile_wheel(read_wheel(path))}


def view(item: Deliverable, **more: object) -> EventView:
    first = EventView(
        deliverable=item,
        actor_name="Norsk helsenett",
        addressee_name="Departementet",
        changed_at=LETTER_DATE,
        initiative_names={"pll": "Legemiddelliste", "pjd": "Journaldokumenter", "dhg": "Helsekort"},
        document_names={"brev": "Brevet", "mandat": "Mandatet"},
    )
    return replace(first, **more)


def events(shown: EventView, lang: str = "nb") -> list[icalendar.Component]:
    return [icalendar.Event.from_ical(data) for _, data in render_events(shown, lang)]


def the_event(shown: EventView, lang: str = "nb") -> icalendar.Component:
    (event,) = events(shown, lang)
    return event


def test_a_report_before_a_meeting_stands_whole_in_its_event(deliverables: dict[str, Deliverable]) -> None:
    shown = view(deliverables["report.m-1"], meeting_title="Oppfølgingsmøte", meeting_date=dt.date(2024, 9, 9))
    event = the_event(shown)
    assert event["SUMMARY"] == "Statusrapport – Norsk helsenett"
    assert str(event["DESCRIPTION"]).splitlines() == [
        "Leveranse: Statusrapport",
        "Fra: Norsk helsenett",
        "Til: Departementet",
        "Frist: mandag 26. august 2024.",
        "Til møtet: Oppfølgingsmøte, mandag 9. september 2024.",
        "Skal inneholde:",
        "- Legemiddelliste og Journaldokumenter: status, risiko og avvik",
        "- Helsekort: status",
        "Kravet står i:",
        "- Brevet: Oppfølging, linjene 401–411",
        "- Mandatet: Mandat 6, linje 829",
    ]


def test_the_same_event_in_english(deliverables: dict[str, Deliverable]) -> None:
    shown = view(deliverables["report.m-1"], meeting_title="Follow-up meeting", meeting_date=dt.date(2024, 9, 9))
    text = str(the_event(shown, "en")["DESCRIPTION"])
    assert "Deadline: Monday 26 August 2024." in text
    assert "For the meeting: Follow-up meeting, Monday 9 September 2024." in text
    assert "status, risk and deviations" in text
    assert "Oppfølging, lines 401–411" in text


def test_the_event_has_what_clients_need_and_nothing_else(deliverables: dict[str, Deliverable]) -> None:
    ((uid, data),) = render_events(view(deliverables["plan.2024"]), "nb")
    assert uid == "hjul.plan.2024.nhn@arshjul"
    assert data.startswith(b"BEGIN:VEVENT\r\nUID:hjul.plan.2024.nhn@arshjul\r\n")
    assert data.endswith(b"END:VEVENT\r\n")
    lines = data.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in lines if not line.startswith(("SUMMARY", "DESCRIPTION"))] == [
        "BEGIN:VEVENT",
        "UID:hjul.plan.2024.nhn@arshjul",
        "DTSTAMP:20240115T000000Z",
        "LAST-MODIFIED:20240115T000000Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20240201",
        "DTEND;VALUE=DATE:20240202",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "CATEGORIES:leveranseplan",
        "END:VEVENT",
        "",
    ]


def test_a_revision_carries_its_number_and_the_time_it_was_stored(deliverables: dict[str, Deliverable]) -> None:
    changed = dt.datetime(2024, 8, 27, 14, 5, 6, 789, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    event = the_event(
        view(deliverables["plan.2024"], sequence=4, changed_at=changed, url="https://example.org/æ\r\nX:1")
    )
    assert event["SEQUENCE"] == 4
    assert event["DTSTAMP"].to_ical() == event["LAST-MODIFIED"].to_ical() == b"20240827T120506Z"
    assert str(event["URL"]) == "https://example.org/%C3%A6%0D%0AX:1"


@pytest.mark.parametrize(
    "wrong",
    [{"changed_at": LETTER_DATE.replace(tzinfo=None)}, {"sequence": -1}, {"url": "javascript:alert(1)"}],
)
def test_what_no_client_could_use_is_refused(deliverables: dict[str, Deliverable], wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"time zone|counts from 0|https"):
        render_events(view(deliverables["plan.2024"], **wrong), "nb")


def test_a_deliverable_awaiting_its_date_has_no_event(deliverables: dict[str, Deliverable]) -> None:
    assert render_events(view(deliverables["later.2024"]), "nb") == []


@pytest.mark.parametrize(
    ("key", "start", "end"),
    [
        ("leap.2024", "20240229", "20240301"),  # a day that three years of four do not have
        ("sunday.2024", "20241027", "20241028"),  # lasts 25 hours in Oslo
        ("monday.2024", "20240331", "20240401"),  # lasts 23 hours in Oslo, and the next day is another month
        ("report.m-2", "20241031", "20241101"),  # the last day of a month, four days after the clocks changed
        ("report.m-3", "20240330", "20240331"),  # the eve of the change, a Saturday in Easter
    ],
)
def test_an_all_day_event_ends_the_next_day(
    deliverables: dict[str, Deliverable], key: str, start: str, end: str
) -> None:
    event = the_event(view(deliverables[key]))
    assert event["DTSTART"].to_ical().decode() == start
    assert event["DTEND"].to_ical().decode() == end


@pytest.mark.parametrize(
    ("day", "end"),
    [(dt.date(2024, 10, 29), b"20241030"), (dt.date(2024, 10, 30), b"20241031"), (dt.date(2024, 12, 31), b"20250101")],
)
def test_a_moved_date_is_followed(deliverables: dict[str, Deliverable], day: dt.date, end: bytes) -> None:
    item = replace(deliverables["plan.2024"], due=day, last_workday=day)
    assert the_event(view(item))["DTEND"].to_ical() == end


def test_the_last_working_day_is_named_when_it_is_another_day(deliverables: dict[str, Deliverable]) -> None:
    sunday, new_year = view(deliverables["sunday.2024"]), view(deliverables["eve.2024"])
    assert (
        "Frist: søndag 27. oktober 2024; siste arbeidsdag er fredag 25. oktober.\n" in the_event(sunday)["DESCRIPTION"]
    )
    assert "the last working day is Friday 25 October.\n" in the_event(sunday, "en")["DESCRIPTION"]
    assert (
        "siste arbeidsdag er fredag 29. desember 2023.\n" in the_event(new_year)["DESCRIPTION"]
    )  # another year is named


def test_an_unsettled_deadline_stands_on_every_stated_day(deliverables: dict[str, Deliverable]) -> None:
    shown = view(deliverables["tasks.2024"])
    assert [uid for uid, _ in render_events(shown, "nb")] == [
        "hjul.tasks.2024.nhn@arshjul",
        "hjul.tasks.2024.nhn_2024-09-15@arshjul",
    ]
    first, second = events(shown)
    assert [event["DTSTART"].to_ical() for event in (first, second)] == [b"20240831", b"20240915"]
    for event in (first, second):
        assert event["STATUS"] == "TENTATIVE"
        assert event["SUMMARY"] == "Planlagte oppgaver – Norsk helsenett (uavklart frist)"
        assert "Uavklart frist: " in event["DESCRIPTION"]
        assert "- lørdag 31. august 2024: Brevet: Innledning, linjene 81–85\n" in event["DESCRIPTION"]
        assert (
            "- søndag 15. september 2024: Brevet: Tabell, linjene 379–381; Mandatet: Mandat 6, linje 827"
            in event["DESCRIPTION"]
        )
    assert "siste arbeidsdag er fredag 30. august" in first["DESCRIPTION"]
    assert "siste arbeidsdag er fredag 13. september" in second["DESCRIPTION"]
    assert all("(unsettled deadline)" in event["SUMMARY"] for event in events(shown, "en"))


def test_once_decided_only_the_plain_event_is_left(deliverables: dict[str, Deliverable]) -> None:
    decided = replace(deliverables["tasks.2024"], disputed=False, due=dt.date(2024, 9, 15))
    ((uid, _),) = render_events(view(decided), "nb")
    assert uid == event_uid("hjul.tasks.2024.nhn")
    assert "uavklart" not in str(the_event(view(decided))["SUMMARY"])


def test_an_inferred_date_is_marked_until_it_is_confirmed(deliverables: dict[str, Deliverable]) -> None:
    event = the_event(view(deliverables["report.m-2"]))
    assert event["STATUS"] == "TENTATIVE"
    assert event["SUMMARY"] == "Statusrapport – Norsk helsenett (utledet dato, ikke bekreftet)"
    assert "Utledet dato, ikke bekreftet." in event["DESCRIPTION"]


def test_a_restricted_deliverable_gives_nothing_away(deliverables: dict[str, Deliverable]) -> None:
    shown = view(deliverables["budget.m-1"], meeting_title="Møte om kameraer", meeting_date=dt.date(2024, 9, 9))
    assert the_event(shown)["SUMMARY"] == "Innspill med begrenset innsyn – Norsk helsenett"
    assert the_event(shown, "en")["SUMMARY"] == "Restricted input – Norsk helsenett"
    event = the_event(shown)
    assert event["CLASS"] == "PRIVATE"
    assert "CATEGORIES" not in event
    text = str(event["DESCRIPTION"])
    for secret in ("amera", "Legemiddelliste", "budsjett", "pll", "9. september"):
        assert secret not in text
    assert "Brevet: linje 5" in text
    assert "Frist: fredag 6. september 2024." in text


@pytest.mark.parametrize(
    ("gone", "summary"),
    [
        ({"cancelled": True}, "AVLYST: Leveranseplan – Norsk helsenett"),
        ({"state": State.CANCELLED}, "AVLYST: Leveranseplan – Norsk helsenett"),
        ({"state": State.WAIVED}, "FRAFALT: Leveranseplan – Norsk helsenett"),
    ],
)
def test_what_is_no_longer_owed_is_cancelled(
    deliverables: dict[str, Deliverable], gone: dict[str, object], summary: str
) -> None:
    event = the_event(view(deliverables["plan.2024"], sequence=1, **gone))
    assert event["STATUS"] == "CANCELLED"
    assert event["SUMMARY"] == summary
    assert "Tilstand: " in event["DESCRIPTION"]


def test_what_was_delivered_says_so_and_stays(deliverables: dict[str, Deliverable]) -> None:
    event = the_event(view(deliverables["plan.2024"], state=State.RECEIVED))
    assert event["STATUS"] == "CONFIRMED"
    assert str(event["DESCRIPTION"]).endswith("\nTilstand: mottatt.")


def test_a_demand_for_the_whole_document_names_no_initiative_with_it(deliverables: dict[str, Deliverable]) -> None:
    text = str(the_event(view(deliverables["plan.2024"]))["DESCRIPTION"])
    assert "- leveranser\nGjelder: Legemiddelliste\n" in text


def test_equal_views_give_equal_bytes(deliverables: dict[str, Deliverable]) -> None:
    for item in deliverables.values():
        assert render_events(view(item), "nb") == render_events(view(item), "nb")


def test_a_literal_backslash_n_is_no_line_break(deliverables: dict[str, Deliverable]) -> None:
    """The package's own escaping makes one of it; the bytes are what RFC 5545 3.3.11 asks for."""
    item = deliverables["plan.2024"]
    ((_, data),) = render_events(view(item, actor_name="C:\\Nytt"), "nb")
    assert b"SUMMARY:Leveranseplan \xe2\x80\x93 C:\\\\Nytt\r\n" in data


def test_every_content_code_has_a_name_in_both_languages() -> None:
    assert set(CONTENT_NAMES) == set(Content)
    assert all(nb and en for nb, en in CONTENT_NAMES.values())
    assert content_name(Content.MITIGATION, "nb") == "risikoreduserende tiltak"
    assert content_name(Content.MITIGATION, "en") == "risk mitigation"
    assert content_name("brand-new", "nb") == "brand-new"


def test_days_and_months_are_named_in_norwegian_and_english() -> None:
    week = [short_date(dt.date(2024, 1, day), "nb").split()[0] for day in range(1, 8)]
    assert week == ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
    months = [long_date(dt.date(2024, month, 1), "nb").split()[2] for month in range(1, 13)]
    assert months == (
        [
            "januar",
            "februar",
            "mars",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "desember",
        ]
    )
    assert long_date(dt.date(2024, 8, 26), "nb") == "mandag 26. august 2024"
    assert long_date(dt.date(2024, 8, 26), "en") == "Monday 26 August 2024"
    assert short_date(dt.date(2024, 2, 29), "en") == "Thursday 29 February"
