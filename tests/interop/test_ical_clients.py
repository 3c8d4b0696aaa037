"""Readers that are not Python understand a feed as the Python ones do: ical.js (Thunderbird) and node-ical.

Needs node and npm, which fetch the two packages pinned in this folder; where they cannot, the tests say so and skip.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from arshjul.calendar.ical_event import EventView, render_events
from arshjul.calendar.ical_feed import FeedHeader, assemble
from arshjul.calendar.wheel_file import read_wheel, shipped_wheels
from arshjul.models.wheelfile import WheelFile

HERE = Path(__file__).resolve().parent
Record = dict[str, object]
AsViews = Callable[[WheelFile, str], list[EventView]]
CARELESS = {"node-ical", "ics.py"}


@pytest.fixture(scope="session")
def node() -> str:
    """The node program, with the pinned packages in place."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if not program or not npm:
        pytest.skip("node and npm are not installed")
    lock, installed = HERE / "package-lock.json", HERE / "node_modules" / ".lock-installed"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        try:
            done = subprocess.run(
                [npm, "ci", "--ignore-scripts"], cwd=HERE, capture_output=True, timeout=120, check=False
            )
        except subprocess.TimeoutExpired:
            pytest.skip("npm did not answer within two minutes")
        if done.returncode:
            pytest.skip("npm could not install ical.js and node-ical")
        installed.write_bytes(lock.read_bytes())
    return program


@pytest.fixture(scope="session")
def read_all(
    node: str, python_readers: dict[str, Callable[[bytes], list[Record]]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[bytes], dict[str, list[Record]]]:
    """What each of the five readers finds in a feed, by UID."""
    path = tmp_path_factory.mktemp("feeds") / "feed.ics"

    def read(feed: bytes) -> dict[str, list[Record]]:
        path.write_bytes(feed)
        command = [node, str(HERE / "read_feed.mjs"), str(path)]
        done = subprocess.run(command, cwd=HERE, capture_output=True, timeout=60, check=True)
        found: dict[str, list[Record]] = json.loads(done.stdout)
        found |= {name: reader(feed) for name, reader in python_readers.items()}
        return {name: sorted(records, key=lambda record: str(record["uid"])) for name, records in found.items()}

    return read


def feed_of(views: list[EventView], lang: str) -> bytes:
    return assemble(FeedHeader("Frister"), [event for view in views for _, event in render_events(view, lang)])


def as_careless(record: Record) -> Record:
    """Two readers take an `n` after an escaped backslash for a line end (against RFC 5545 3.3.11), and nothing worse."""
    return {
        name: re.sub(r"\\[nN]", "\\\\\n", value) if isinstance(value, str) else value for name, value in record.items()
    }


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_five_readers_agree_on_a_feed_of_nasty_texts(
    read_all: Callable[[bytes], dict[str, list[Record]]], nasty_wheel: WheelFile, as_views: AsViews, lang: str
) -> None:
    found = read_all(feed_of(as_views(nasty_wheel, lang), lang))
    strict = found["icalendar"]
    assert len(strict) == 12  # eleven deliverables, one of them with two stated dates
    assert any("C:\\N" in str(record["summary"]) for record in strict)
    for name, records in found.items():
        assert records == ([as_careless(record) for record in strict] if name in CARELESS else strict), name


def test_five_readers_agree_on_the_shipped_wheels(
    read_all: Callable[[bytes], dict[str, list[Record]]], as_views: AsViews
) -> None:
    for path in shipped_wheels():
        found = read_all(feed_of(as_views(read_wheel(path), "nb"), "nb"))
        for name, records in found.items():
            assert records == found["icalendar"], name


def test_a_cancelled_and_a_moved_event_are_read_alike(
    read_all: Callable[[bytes], dict[str, list[Record]]], nasty_wheel: WheelFile, as_views: AsViews
) -> None:
    views = [replace(view, cancelled=True, sequence=3) for view in as_views(nasty_wheel, "nb")]
    for name, records in read_all(feed_of(views, "nb")).items():
        assert {(record["status"], record["sequence"]) for record in records} == {("CANCELLED", 3)}, name
        assert all(str(record["summary"]).startswith("AVLYST: ") for record in records), name


def test_the_lock_file_carries_no_address() -> None:
    assert "://" not in (HERE / "package-lock.json").read_text(encoding="utf-8")
