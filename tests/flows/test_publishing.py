"""Calendars as files: byte for byte the same until something changes, and then only what changed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from office import Office

from arshjul.calendar.scopes import ScopeKind
from arshjul.flows.files import write_whole
from arshjul.flows.publishing import Published, publish_calendars
from arshjul.models.codes import Lang

MEETING = "meeting_prove-2024.followup-2024-4@arshjul"
MOVED = ["prove-2024.report.followup-2024-4.hdir@arshjul", "prove-2024.report.followup-2024-4.nhn@arshjul"]
BUDGET = "prove-2024.budget.2024.nhn@arshjul"


def move(values: dict[str, Any]) -> None:
    """9 September becomes the 17th."""
    values["meetings"]["followup-2024-4"]["date"] = "2024-09-17"


def without(*names: str) -> Callable[[dict[str, Any]], None]:
    """The wheel without some documents and what is delivered in them."""

    def edit(values: dict[str, Any]) -> None:
        gone = [slug for slug, spec in values["obligations"].items() if spec["delivered_in"][0] in names]
        for slug in gone:
            del values["obligations"][slug]
        for name in names:
            del values["document_types"][name]

    return edit


def publish(office: Office, when: str, lang: Lang = Lang.NB) -> Published:
    """The calendars as of a moment, in the office's folder."""
    return publish_calendars(office.at(when), office.folder / "calendars", lang)


def contents(office: Office) -> dict[str, bytes]:
    """Every file there."""
    return {path.name: path.read_bytes() for path in (office.folder / "calendars").iterdir()}


def events(body: bytes) -> dict[str, dict[str, str]]:
    """UID to properties, read line by line (unfolded), with the event's own bytes under "raw"."""
    found = {}
    for raw in re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body, re.DOTALL):
        lines = raw.replace(b"\r\n ", b"").decode().split("\r\n")
        values = dict(line.partition(":")[::2] for line in lines if ":" in line)
        found[values["UID"]] = values | {"raw": raw.decode()}
    return found


@pytest.fixture
def published(file_office: Office) -> Office:
    """Loaded and published on 16 January."""
    file_office.load("2024-01-16")
    publish(file_office, "2024-01-16")
    return file_office


def test_a_calendar_per_actor_and_initiative_and_one_for_the_office(file_office: Office) -> None:
    file_office.load("2024-01-16")
    done = publish(file_office, "2024-01-16")
    assert sorted(contents(file_office)) == [
        "aktor-hdir.ics", "aktor-helse-nord.ics", "aktor-helse-vest.ics", "aktor-nhn.ics", "aktor-rhf.ics",
        "kontor.ics", "tiltak-pll.ics", "tiltak-pps.ics",
    ]  # fmt: skip
    assert [(scope.kind, scope.id) for scope in done.empty] == [(ScopeKind.ACTOR, "hod")]


def test_publishing_again_changes_no_byte_and_no_file(office: Office) -> None:
    office.load("2024-01-16")
    first = publish(office, "2024-01-16")
    before = contents(office)
    stamps = {path: path.stat().st_mtime_ns for path in first.files}
    assert publish(office, "2024-03-01").changed == 0
    office.parts.database.close()
    office.parts = office.open()
    again = publish(office, "2024-03-02")
    assert (again.changed, again.files) == (0, first.files)
    assert contents(office) == before
    assert {path: path.stat().st_mtime_ns for path in first.files} == stamps


def test_opening_a_deliverable_is_no_change_of_its_event(published: Office) -> None:
    before = contents(published)
    assert published.day("2024-02-01").opened
    assert publish(published, "2024-02-01").changed == 0
    assert contents(published) == before


def test_a_moved_meeting_changes_exactly_its_events(office: Office) -> None:
    office.load("2024-01-16")
    publish(office, "2024-01-16")
    before = events(contents(office)["kontor.ics"])
    office.rewheel(move)
    office.load("2024-05-02T08:00")
    assert publish(office, "2024-05-02T08:00").changed == 3
    after = events(contents(office)["kontor.ics"])
    assert [uid for uid in after if after[uid]["raw"] != before[uid]["raw"]] == [MEETING, *MOVED]
    assert after[MEETING]["DTSTART;VALUE=DATE"] == "20240917"
    for uid in MOVED:
        assert (before[uid]["SEQUENCE"], after[uid]["SEQUENCE"]) == ("0", "1")
        assert after[uid]["DTSTART;VALUE=DATE"] == "20240903"
        assert after[uid]["DTSTAMP"] == after[uid]["LAST-MODIFIED"] == "20240502T060000Z"


def test_calendars_without_the_moved_events_keep_their_bytes(published: Office) -> None:
    before = contents(published)
    published.rewheel(move)
    published.load("2024-05-02")
    publish(published, "2024-05-02")
    after = contents(published)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"kontor.ics", "aktor-nhn.ics", "aktor-hdir.ics", "tiltak-pll.ics", "tiltak-pps.ics"}


def test_what_is_delivered_keeps_its_day_when_the_meeting_moves(published: Office) -> None:
    published.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    published.day("2024-08-21")
    published.rewheel(move)
    published.load("2024-08-22")
    publish(published, "2024-08-22")
    shown = events(contents(published)["kontor.ics"])
    assert [shown[uid]["DTSTART;VALUE=DATE"] for uid in MOVED] == ["20240903", "20240826"]


def test_what_is_taken_out_is_cancelled_for_thirty_days_and_then_gone(office: Office) -> None:
    office.load("2024-01-16")
    publish(office, "2024-01-16")
    office.rewheel(without("budget"))
    office.load("2024-02-01T08:00")
    assert publish(office, "2024-02-01T08:00").changed == 1
    cancelled = events(contents(office)["kontor.ics"])[BUDGET]
    assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", "1")
    assert cancelled["SUMMARY"].startswith("AVLYST: ")
    assert cancelled["DTSTAMP"] == "20240201T070000Z"
    before = contents(office)
    assert publish(office, "2024-03-02T08:00").changed == 0
    assert contents(office) == before
    publish(office, "2024-03-02T08:01")
    assert BUDGET not in events(contents(office)["kontor.ics"])
    assert BUDGET not in events(contents(office)["aktor-nhn.ics"])


def test_what_is_cancelled_stands_so_in_its_initiatives_calendar_too(published: Office) -> None:
    published.rewheel(without("plan"))
    published.load("2024-01-17")
    publish(published, "2024-01-17")
    uid = "prove-2024.plan.2024.nhn@arshjul"
    for name in ("kontor.ics", "aktor-nhn.ics", "tiltak-pll.ics"):
        assert events(contents(published)[name])[uid]["STATUS"] == "CANCELLED", name
    assert uid not in events(contents(published)["tiltak-pps.ics"])


def test_what_comes_back_is_in_force_again_with_a_higher_sequence(office: Office) -> None:
    office.load("2024-01-16")
    publish(office, "2024-01-16")
    for day, edit in (("2024-02-01", without("budget")), ("2024-02-02", None)):
        office.rewheel(edit)
        office.load(day)
        assert publish(office, day).changed == 1
    back = events(contents(office)["kontor.ics"])[BUDGET]
    assert (back["STATUS"], back["SEQUENCE"]) == ("CONFIRMED", "2")
    assert publish(office, "2024-02-03").changed == 0


def test_what_was_delivered_before_it_left_the_wheel_is_not_called_off(published: Office) -> None:
    published.send_in("nhn", "p.json", "plan.2024.nhn", "2024-01-20")
    published.day("2024-01-21")
    publish(published, "2024-01-21")
    published.rewheel(without("plan"))
    assert published.load("2024-01-22").frozen == ["prove-2024.plan.2024.nhn"]
    assert publish(published, "2024-01-22").changed == 0
    assert events(contents(published)["aktor-nhn.ics"])["prove-2024.plan.2024.nhn@arshjul"]["STATUS"] == "CONFIRMED"


def test_a_scope_that_became_empty_keeps_its_cancelled_events_and_then_loses_its_file(published: Office) -> None:
    published.rewheel(without("joint"))
    published.load("2024-02-01")
    publish(published, "2024-02-01")
    for name in ("aktor-rhf.ics", "aktor-helse-nord.ics"):
        assert [one["STATUS"] for one in events(contents(published)[name]).values()] == ["CANCELLED"]
    done = publish(published, "2024-03-05")
    assert not {"aktor-rhf.ics", "aktor-helse-nord.ics"} & set(contents(published))
    assert {"rhf", "helse-nord", "helse-vest"} <= {scope.id for scope in done.empty}


def test_an_actor_that_leaves_the_wheel_altogether_leaves_no_stale_calendar(published: Office) -> None:
    def gone(values: dict[str, Any]) -> None:
        without("joint")(values)
        for actor in ("rhf", "helse-nord", "helse-vest"):
            del values["actors"][actor]

    published.rewheel(gone)
    published.load("2024-02-01")
    publish(published, "2024-02-01")
    assert [one["STATUS"] for one in events(contents(published)["aktor-rhf.ics"]).values()] == ["CANCELLED"]
    publish(published, "2024-03-05")
    assert "aktor-rhf.ics" not in contents(published)


def test_a_settled_conflict_keeps_the_day_in_force_and_cancels_the_other(published: Office) -> None:
    uid = "prove-2024.tasks.2024.nhn"
    both = events(contents(published)["aktor-nhn.ics"])
    assert both[f"{uid}@arshjul"]["DTSTART;VALUE=DATE"] == "20240831"
    assert both[f"{uid}_2024-09-15@arshjul"]["STATUS"] == "TENTATIVE"
    decision = {"document_type": "tasks", "actor": "nhn", "in_force": "2024-09-15", "by": "hod"}
    published.rewheel(lambda values: values.update(decisions=[decision | {"decided": "2024-02-01", "reference": "1"}]))
    published.load("2024-02-02")
    assert publish(published, "2024-02-02").changed == 2
    after = events(contents(published)["aktor-nhn.ics"])
    kept = after[f"{uid}@arshjul"]
    assert (kept["DTSTART;VALUE=DATE"], kept["STATUS"], kept["SEQUENCE"]) == ("20240915", "CONFIRMED", "1")
    assert after[f"{uid}_2024-09-15@arshjul"]["STATUS"] == "CANCELLED"
    assert publish(published, "2024-02-03").changed == 0


def test_a_date_that_arrives_makes_an_event_where_there_was_none(published: Office) -> None:
    assert "prove-2024.note.2024.hdir@arshjul" not in events(contents(published)["kontor.ics"])
    published.rewheel(lambda values: values["obligations"]["note"].update(due={"type": "fixed", "month": 5, "day": 2}))
    published.load("2024-02-01")
    assert publish(published, "2024-02-01").changed == 1
    assert "prove-2024.note.2024.hdir@arshjul" in events(contents(published)["kontor.ics"])


def test_both_languages_live_side_by_side(published: Office) -> None:
    before = contents(published)
    publish(published, "2024-01-17", Lang.EN)
    after = contents(published)
    assert {name: after[name] for name in before} == before
    assert {"office.ics", "actor-nhn.ics", "initiative-pll.ics"} <= set(after)
    assert publish(published, "2024-01-18").changed == 0


def test_every_calendar_holds_whole_events_between_one_frame(published: Office) -> None:
    for name, body in contents(published).items():
        assert body.startswith(b"BEGIN:VCALENDAR\r\n"), name
        assert body.endswith(b"END:VCALENDAR\r\n"), name
        assert body.count(b"BEGIN:VEVENT\r\n") == body.count(b"END:VEVENT\r\n") == len(events(body)) > 0
        assert b"\n" not in body.replace(b"\r\n", b"")


def test_a_file_is_replaced_whole_or_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    write_whole(path, b"en")
    first = path.stat()
    write_whole(path, b"en")
    assert path.stat().st_mtime_ns == first.st_mtime_ns
    with pytest.raises(TypeError):
        write_whole(path, "ikke bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"en"
    write_whole(path, b"to")
    assert (path.read_bytes(), [entry.name for entry in tmp_path.iterdir()]) == (b"to", ["a.ics"])
