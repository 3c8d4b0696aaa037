"""Calendars as they are served, with alerts and our own words in them, mean the same to every reader."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from calendar_service import open_to_the_public, subscribed
from node_packages import INTEROP, node_with_packages
from office import Office, moment

from arshjul.flows import feed_publishing, subscribing
from arshjul.flows.feeds import read_shelf
from arshjul.store.feed_rows import newest

Readers = dict[str, Callable[[bytes], list[dict[str, object]]]]


@pytest.fixture
def served(file_office: Office) -> dict[str, bytes]:
    """Four calendars: with alerts, of an address that was replaced, in English, and one with nothing in its window."""
    office = open_to_the_public(file_office)
    office.load("2024-01-16")
    asked = {
        "alerts": subscribed(office, alarms=True),
        "replaced": subscribed(office, "initiative", "pps"),
        "english": subscribed(office, "office", "", lang="en"),
        "nothing": subscribed(office, scope="helse-nord", past_days=0, future_months=1),
    }
    subscribing.rotate(office.at("2024-03-01"), 2, 30)
    with office.parts.database.read() as connection:
        last = newest(connection)
    assert last is not None
    feed_publishing.refresh(office.parts, ["nb", "en"], last)
    with office.parts.database.read() as connection:
        shelf = read_shelf(connection, office.parts.portfolio, moment("2024-03-01"))
    return {
        name: shelf.feeds[shelf.held[subscribing.secret_hash(secret)].recipe].plain for name, secret in asked.items()
    }


def test_python_readers_agree(served: dict[str, bytes], python_readers: Readers) -> None:
    for name, body in served.items():
        found = {reader: facts(read(body)) for reader, read in python_readers.items()}
        assert found["icalendar"], name
        assert len(set(map(str, found.values()))) == 1, name


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
        wanted = facts(python_readers["icalendar"](body))
        for reader, records in json.loads(done.stdout).items():
            assert facts(records) == wanted, (name, reader)


def test_lines_are_as_the_standard_has_them(served: dict[str, bytes]) -> None:
    for name, body in served.items():
        lines = body.split(b"\r\n")
        assert lines[-1] == b"" and b"\n" not in body.replace(b"\r\n", b""), name
        assert all(len(line) <= 75 for line in lines), name
        assert body.count(b"BEGIN:") == body.count(b"END:"), name
        body.decode()


def facts(records: list[dict[str, object]]) -> list[tuple[object, ...]]:
    """What must be understood alike, in the order of UIDs."""
    names = ("uid", "summary", "description", "dtstart", "dtend", "sequence", "status")
    return sorted(tuple(record[name] for name in names) for record in records)
