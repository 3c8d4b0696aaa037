"""What every source of reports promises: one suite, inherited by each source."""

import datetime as dt
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from report_server import Folder, ReportServer

from arshjul.models.codes import Lang
from arshjul.models.lang import get_lang
from arshjul.reports.sources.base import PullResult, Source
from arshjul.reports.sources.folder import FolderSource
from arshjul.reports.sources.http import HttpSource
from arshjul.reports.sources.http_settings import HttpSettings
from arshjul.reports.sources.memory import MemorySource

NOW = dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
NONE: frozenset[str] = frozenset()


def report(at: str = "2024-08-26T10:00:00+02:00", **more: Any) -> bytes:
    """A small status report submitted at a moment."""
    values = {
        "schema": 1,
        "type": "status_report",
        "deliverable": "w.report.m-4.nhn",
        "submitted_by": "kari@example.no",
    }
    return json.dumps({**values, "submitted_at": at, **more}).encode()


def names(result: PullResult) -> list[str]:
    """The arrivals' names in their order."""
    return [arrival.name for arrival in result.arrivals]


class SourceContract:
    """Subclasses say how a source with these files is made, and how a file is put there later."""

    def make(self, files: dict[str, bytes]) -> Source:
        raise NotImplementedError

    def put(self, source: Any, name: str, raw: bytes) -> None:
        raise NotImplementedError

    def remove(self, source: Any, name: str) -> None:
        raise NotImplementedError

    def pull(self, files: dict[str, bytes], now: dt.datetime = NOW, known: frozenset[str] = NONE) -> PullResult:
        return self.make(files).pull(now=now, known=known)

    def test_a_report_arrives_with_its_bytes_and_their_digest(self):
        raw = report()
        result = self.pull({"a.json": raw})
        (arrival,) = result.arrivals
        assert (arrival.name, arrival.raw, arrival.digest) == ("a.json", raw, hashlib.sha256(raw).hexdigest())
        assert arrival.deliverable == arrival.report.deliverable == "w.report.m-4.nhn"
        assert arrival.submitted_at == dt.datetime(2024, 8, 26, 8, tzinfo=dt.UTC)
        assert (result.faults, result.seen) == ((), 1)

    def test_nothing_there_is_no_fault_of_the_pull(self):
        result = self.pull({})
        assert (result.arrivals, result.faults, result.seen) == ((), (), 0)

    def test_arrivals_come_by_submission_then_name_whatever_the_order_of_files(self):
        early, late = report("2024-08-20T10:00:00Z"), report("2024-08-21T10:00:00Z")
        files = {"a.json": late, "c.json": early, "b.json": report("2024-08-20T12:00:00+02:00")}
        assert (
            names(self.pull(files)) == names(self.pull(dict(reversed(files.items())))) == ["b.json", "c.json", "a.json"]
        )

    def test_what_is_submitted_later_than_now_has_not_arrived_and_is_no_fault(self):
        files = {"a.json": report("2024-08-27T12:00:00+02:00"), "b.json": report("2024-08-27T12:00:01+02:00")}
        result = self.pull(files)
        assert (names(result), result.faults, result.seen) == (["a.json"], (), 2)
        assert [(one.name, one.submitted_at.second) for one in result.later] == [("b.json", 1)]

    def test_an_unreadable_file_is_a_fault_in_both_languages_and_stops_nothing_else(self):
        result = self.pull({"a.json": b'{"schema": 1,\n "type": }', "b.json": report()})
        (fault,) = result.faults
        assert names(result) == ["b.json"]
        assert (fault.code, fault.name) == ("unreadable_report", "a.json")
        assert fault.message_nb.startswith("a.json:2: er ikke gyldig JSON")
        assert fault.message_en.startswith("a.json:2: is not valid JSON")
        assert fault.message_nb.endswith("(rett komma, anførselstegn eller parentes)")
        assert get_lang() is Lang.NB

    @pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"[" * 100_000, b"x" * 3_000_000, b'{"schema": 2}', b"null"])
    @pytest.mark.parametrize("name", ["a.json", "a.yaml"])
    def test_no_file_makes_a_pull_raise(self, name: str, raw: bytes):
        result = self.pull({name: raw, "b.json": report()})
        assert names(result) == ["b.json"]
        assert [fault.name for fault in result.faults] == [name]
        assert len(result.faults[0].message_nb) <= 2000

    def test_an_unreadable_file_that_says_it_comes_later_is_not_there_yet(self):
        """A replay of past days meets a broken file in its time."""
        broken = b'{"schema": 1, "submitted_at": "2024-09-01T10:00:00+02:00", '
        first = self.pull({"a.json": broken})
        assert (first.faults, [one.name for one in first.later]) == ((), ["a.json"])
        assert len(self.pull({"a.json": broken}, now=dt.datetime(2024, 9, 2, tzinfo=dt.UTC)).faults) == 1

    def test_the_same_bytes_twice_are_one_arrival(self):
        assert names(self.pull({"b.json": report(), "a.json": report()})) == ["a.json"]

    def test_the_same_unreadable_bytes_under_several_names_are_a_fault_of_each(self):
        result = self.pull({"a.json": b"{", "b.json": b"{", "c.json": report()})
        assert sorted(fault.name for fault in result.faults) == ["a.json", "b.json"]
        assert all(fault.message_nb.startswith(fault.name) for fault in result.faults)
        assert names(result) == ["c.json"]

    def test_bytes_that_only_one_name_makes_readable_arrive(self):
        """YAML in a file that says it is JSON is a fault, and arrives from the file beside it that says what it is."""
        written = b"# rapport\n" + report()
        result = self.pull({"a.json": written, "b.yaml": written})
        assert (names(result), [fault.name for fault in result.faults]) == (["b.yaml"], ["a.json"])

    def test_what_is_known_is_neither_read_nor_given_again(self):
        """Bytes that cannot be read show that nobody tried."""
        broken, good = b"{", report()
        known = frozenset(hashlib.sha256(raw).hexdigest() for raw in (broken, good))
        result = self.pull({"a.json": broken, "b.json": good}, known=known)
        assert (result.arrivals, result.faults, result.seen) == ((), (), 2)

    def test_a_new_version_under_the_same_name_arrives(self):
        source = self.make({"a.json": report()})
        first = source.pull(now=NOW, known=NONE)
        self.put(source, "a.json", report(general={"progress": "Mer er på plass."}))
        second = source.pull(now=NOW, known=frozenset({first.arrivals[0].digest}))
        assert names(second) == ["a.json"]
        assert second.digest != first.digest

    def test_the_digest_of_a_pull_changes_with_what_is_there_and_with_nothing_else(self):
        source = self.make({"a.json": report(), "b.json": b"{"})
        first = source.pull(now=NOW, known=NONE)
        again = source.pull(now=NOW + dt.timedelta(days=9), known=frozenset({first.arrivals[0].digest}))
        assert first.digest == again.digest
        self.remove(source, "b.json")
        assert source.pull(now=NOW, known=NONE).digest != first.digest

    def test_hidden_half_written_and_other_files_are_left_alone(self):
        other = [".a.json", "a.json.tmp", "a.json.part", "a.JSON.TMP", "~$a.json", "a.json~", "a.pdf", "json", "a.txt"]
        result = self.pull(dict.fromkeys(other, report()))
        assert (result.arrivals, result.faults, result.seen) == ((), (), 0)
        assert names(self.pull({"A.JSON": report(), "b.yml": b"{}"})) == ["A.JSON"]

    def test_a_fault_shows_a_strange_name_without_its_strangeness(self):
        result = self.pull({"a\n\x1b[31m.json": b"{"})
        (fault,) = result.faults
        assert (fault.name + fault.message_nb + fault.message_en).isprintable()

    def test_the_clock_needs_a_time_zone(self):
        with pytest.raises(ValueError, match="time zone"):
            self.pull({"a.json": report()}, now=dt.datetime(2024, 8, 27))  # noqa: DTZ001

    def test_a_source_has_a_name_for_people(self):
        assert str(self.make({})).isprintable()


class TestMemorySource(SourceContract):
    def make(self, files: dict[str, bytes]) -> MemorySource:
        return MemorySource(files)

    def put(self, source: MemorySource, name: str, raw: bytes) -> None:
        source.files[name] = raw

    def remove(self, source: MemorySource, name: str) -> None:
        del source.files[name]


class TestHttpSource(SourceContract):
    """A server on loopback that lists files; what else it may do is `tests/reports/test_http_*.py`."""

    @pytest.fixture(autouse=True)
    def _server(self) -> Iterator[None]:
        with ReportServer() as server:
            self.server, self.folders = server, {}
            yield

    def make(self, files: dict[str, bytes]) -> HttpSource:
        path = f"/nhn{len(self.folders)}"
        self.folders[path] = Folder(self.server, path, files)
        return HttpSource(HttpSettings(self.server.url(path), private=(ip_network("127.0.0.1"),)))

    def put(self, source: HttpSource, name: str, raw: bytes) -> None:
        self._files(source)[name] = raw

    def remove(self, source: HttpSource, name: str) -> None:
        del self._files(source)[name]

    def _files(self, source: HttpSource) -> dict[str, bytes]:
        files: dict[str, bytes] = self.folders[source.settings.address.removeprefix(self.server.url(""))].files
        return files


class TestFolderSource(SourceContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.root, self.made = tmp_path, 0

    def make(self, files: dict[str, bytes]) -> FolderSource:
        self.made += 1
        source = FolderSource(self.root / f"nhn{self.made}")
        source.path.mkdir()
        for name, raw in files.items():
            self.put(source, name, raw)
        return source

    def put(self, source: FolderSource, name: str, raw: bytes) -> None:
        (source.path / name).write_bytes(raw)

    def remove(self, source: FolderSource, name: str) -> None:
        (source.path / name).unlink()

    @pytest.mark.parametrize("there", [None, b"a file"])
    def test_a_missing_folder_is_a_fault_and_no_exception(self, there: bytes | None):
        path = self.root / "gone"
        if there is not None:
            path.write_bytes(there)
        result = FolderSource(path).pull(now=NOW, known=NONE)
        (fault,) = result.faults
        assert (fault.code, result.seen, result.arrivals) == ("source_missing", 0, ())
        assert str(path) in fault.message_nb

    def test_links_are_not_followed_wherever_they_lead(self):
        source = self.make({"b.json": report()})
        outside = self.root / "secret.json"
        outside.write_bytes(report(general={"progress": "Hemmelig."}))
        (source.path / "a.json").symlink_to(outside)
        (source.path / "c.json").symlink_to(source.path / "b.json")
        (source.path / "d.json").symlink_to("/dev/zero")
        (source.path / "e.json").symlink_to("nowhere")
        result = source.pull(now=NOW, known=NONE)
        assert names(result) == ["b.json"]
        assert {(fault.code, fault.name) for fault in result.faults} == {
            ("link_refused", name) for name in ("a.json", "c.json", "d.json", "e.json")
        }

    def test_a_pipe_does_not_make_the_pull_wait(self):
        source = self.make({"b.json": report()})
        os.mkfifo(source.path / "a.json")
        result = source.pull(now=NOW, known=NONE)
        assert (names(result), [fault.code for fault in result.faults]) == (["b.json"], ["link_refused"])

    @pytest.mark.parametrize(("hangs", "taken"), [("listdir", []), ("open", ["a.json"])])
    def test_a_disk_that_stops_answering_ends_the_look(
        self, monkeypatch: pytest.MonkeyPatch, hangs: str, taken: list[str]
    ):
        """A mounted disk that is gone holds whoever asks it; it must not hold the other actors."""
        gone, real = threading.Event(), getattr(os, hangs)
        source = FolderSource(
            self.make(
                {
                    "a.json": report(),
                    "b.json": report(supplementary_funding={"nothing_to_report": True, "reason": "Nei."}),
                }
            ).path,
            seconds=3,
        )

        def ask(path: Any, *more: Any) -> Any:
            if hangs == "listdir" or str(path).endswith("b.json"):
                gone.wait(30)
            return real(path, *more)

        monkeypatch.setattr(os, hangs, ask)
        result = source.pull(now=NOW, known=NONE)
        gone.set()  # had the look waited for the disk, it would have found everything
        assert (names(result), [fault.code for fault in result.faults]) == (taken, ["source_unreadable"])
        assert "disken svarer ikke" in result.faults[0].message_nb

    def test_subfolders_are_not_entered(self):
        source = self.make({})
        (source.path / "old.json").mkdir()
        (source.path / "old.json" / "a.json").write_bytes(report())
        result = source.pull(now=NOW, known=NONE)
        assert (result.arrivals, result.faults, result.seen) == ((), (), 0)

    def test_a_name_that_is_no_utf8_is_shown_escaped(self):
        source = self.make({})
        with open(os.fsencode(source.path) + b"/\xff.json", "wb") as file:  # noqa: PTH123
            file.write(b"{")
        (fault,) = source.pull(now=NOW, known=NONE).faults
        assert (fault.name + fault.message_nb).encode()
