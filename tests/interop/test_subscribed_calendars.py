"""Calendars as they are served, with alerts and our own words in them, mean the same to every reader: what the database holds."""

import datetime as dt
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from calendar_service import open_to_the_public, subscribed
from node_packages import INTEROP, node_with_packages
from office import Office, moment

from arshjul.flows import feed_publishing, moving, subscribing
from arshjul.flows.changing import applied
from arshjul.flows.feeds import read_shelf
from arshjul.models.moment import OSLO
from arshjul.store.feed_rows import newest

Readers = dict[str, Callable[[bytes], list[dict[str, object]]]]
HOSTILE = r'C:\Nytt, \N; «æøå» 😀👩‍👧 \;\, "BEGIN:VEVENT" END:VCALENDAR: a=b' + " lang" * 25
CARELESS = {"node-ical", "ics.py"}
DEADLINES = """SELECT d.key, r.due FROM deliverable d
    JOIN due_revision r ON r.deliverable_id = d.id AND r.no = d.revision WHERE r.due IS NOT NULL"""
MEETINGS = """SELECT m.slug, r.date, r.time FROM meeting m
    JOIN meeting_revision r ON r.meeting_id = m.id AND r.no = m.revision"""
WIDE = {"past_days": 1800, "future_months": 60}


def hostile(values: dict[str, Any]) -> None:
    """Every text that a letter or a person can fill, meetings in the weeks when clocks change, and a leap day."""
    for part in ("documents", "actors", "initiatives", "series", "document_types"):
        for spec in values[part].values():
            spec.update(title={"nb": HOSTILE, "en": HOSTILE}) if "title" in spec else spec.update(
                name={"nb": HOSTILE, "en": HOSTILE}
            )
    for obligation in values["obligations"].values():
        for statement in obligation["statements"]:
            statement["section"] = HOSTILE
    dates = {"1": ("2024-02-29", "23:30"), "2": ("2024-03-31", "03:00"), "3": ("2024-06-20", None)}
    for number, (day, time) in dates.items():
        values["meetings"][f"followup-2024-{number}"].update(date=day, time=time)
    values["obligations"]["plan"]["due"] = {"type": "fixed", "month": 2, "day": 29}
    values["obligations"]["budget"]["due"] = {"type": "fixed", "month": 10, "day": 27}


@pytest.fixture
def office(file_office: Office) -> Office:
    """Hostile words, one meeting called off and one moved to a time."""
    office = open_to_the_public(file_office)
    office.rewheel(hostile)
    office.load("2024-01-16")
    refreshed(office)
    today = dt.date(2024, 2, 1)
    for number, change in enumerate(
        (
            moving.cancel("followup-2024-3", "Ingen saker"),
            moving.move("followup-2024-4", dt.date(2024, 10, 27), today, "Kollisjon", dt.time(9)),
        )
    ):
        applied(office.at(f"2024-02-01T1{number}:00"), change)
    return office


def refreshed(office: Office) -> None:
    with office.parts.database.read() as connection:
        last = newest(connection)
    assert last is not None
    feed_publishing.refresh(office.parts, ["nb", "en"], last)


@pytest.fixture
def served(office: Office) -> dict[str, bytes]:
    """Five calendars: with alerts, of an address that was replaced, in English, whole, and one with nothing in its window."""
    asked = {
        "alerts": subscribed(office, alarms=True),
        "replaced": subscribed(office, "initiative", "pps"),
        "english": subscribed(office, "office", "", lang="en"),
        "whole": subscribed(office, "office", "", **WIDE),
        "nothing": subscribed(office, scope="helse-nord", past_days=0, future_months=1),
    }
    subscribing.rotate(office.at("2024-03-01"), 2, 30)
    refreshed(office)
    with office.parts.database.read() as connection:
        shelf = read_shelf(connection, office.parts.portfolio, moment("2024-03-01"))
    return {
        name: shelf.feeds[shelf.held[subscribing.secret_hash(secret)].recipe].plain for name, secret in asked.items()
    }


def test_python_readers_agree(served: dict[str, bytes], python_readers: Readers) -> None:
    for name, body in served.items():
        found = {reader: read(body) for reader, read in python_readers.items()}
        assert found["icalendar"], name
        for reader, records in found.items():
            assert facts(records) == facts(found["icalendar"], reader), (name, reader)


def test_readers_that_are_not_python_agree_with_them(
    served: dict[str, bytes], python_readers: Readers, tmp_path: Path
) -> None:
    node = node_with_packages()
    for name, body in served.items():
        path = tmp_path / f"{name}.ics"
        path.write_bytes(body)
        done = subprocess.run(
            [node, str(INTEROP / "read_feed.mjs"), str(path)], cwd=INTEROP, capture_output=True, timeout=60, check=True
        )
        wanted = python_readers["icalendar"](body)
        for reader, records in json.loads(done.stdout).items():
            assert facts(records) == facts(wanted, reader), (name, reader)


def test_the_readers_find_what_the_database_holds(
    office: Office, served: dict[str, bytes], python_readers: Readers
) -> None:
    wanted = {f"{key}@arshjul": f"{due}" for key, due in office.rows(DEADLINES)}
    held = {slug: (f"{day}", time and f"{time}") for slug, day, time in office.rows(MEETINGS)}
    for name, read in python_readers.items():
        found = {str(record["uid"]): record for record in read(served["whole"])}
        owed = {uid: record for uid, record in found.items() if not uid.startswith("meeting_")}
        assert {uid: owed[uid]["dtstart"] for uid in wanted} == wanted, name
        assert {uid.partition("_")[0] for uid in owed.keys() - wanted.keys()} == {"prove-2024.tasks.2024.nhn"}, (
            "in conflict"
        )
        met = {uid.partition("2024.")[2].partition("@")[0]: found[uid] for uid in found.keys() - owed.keys()}
        assert {slug: in_norway(str(record["dtstart"])) for slug, record in met.items()} == held, name
        assert met["followup-2024-3"]["status"] == "CANCELLED"
        assert {record["sequence"] for record in met.values()} == {0, 1}
        for record in met.values():
            title = str(record["summary"]).removeprefix("AVLYST: ").removesuffix(" (utledet dato, ikke bekreftet)")
            assert title == as_read_by(name, HOSTILE), name


def in_norway(start: str) -> tuple[str, str | None]:
    """Day and time of day, as the database has them."""
    if len(start) == 10:
        return start, None
    local = dt.datetime.fromisoformat(start).astimezone(OSLO)
    return f"{local.date()}", f"{local.time()}.000000"


def test_lines_are_as_the_standard_has_them(served: dict[str, bytes]) -> None:
    for name, body in served.items():
        lines = body.split(b"\r\n")
        assert lines[-1] == b"" and b"\n" not in body.replace(b"\r\n", b""), name
        assert all(len(line) <= 75 for line in lines), name
        assert body.count(b"\r\nBEGIN:") == body.count(b"\r\nEND:") - 1, name
        body.decode()


def facts(records: list[dict[str, object]], reader: str = "") -> list[tuple[object, ...]]:
    """What must be understood alike, in the order of UIDs; as that reader understands it."""
    names = ("uid", "summary", "description", "dtstart", "dtend", "sequence", "status")
    return sorted(tuple(as_read_by(reader, record[name]) for name in names) for record in records)


def as_read_by(reader: str, value: object) -> object:
    """Two readers take an `n` after an escaped backslash for a line end, against RFC 5545 3.3.11."""
    return re.sub(r"\\[nN]", "\\\\\n", value) if isinstance(value, str) and reader in CARELESS else value
