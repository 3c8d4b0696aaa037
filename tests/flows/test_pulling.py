"""Pulling several actors: side by side, within the bound, and none stopped by another; and what is kept between looks."""

import datetime as dt
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from office import Office, instant, report
from report_server import ReportServer, tagged, whole

from arshjul.flows import collecting, nearing
from arshjul.flows.board import loose_faults
from arshjul.flows.parts import Parts
from arshjul.flows.pulling import MOST_FAULTS
from arshjul.models.moment import Moment
from arshjul.reports.sources.base import PullResult
from arshjul.reports.sources.folder import FolderSource
from arshjul.reports.sources.http import HttpSource
from arshjul.reports.sources.http_settings import HttpSettings
from arshjul.reports.sources.memory import MemorySource

WHEN = "2024-01-30"
KEY = "prove-2024.report.followup-2024-1.nhn"


class Slow:
    """A source in memory that takes its time, and counts how many look at once."""

    now, most = 0, 0
    lock = threading.Lock()

    def __init__(self, seconds: float, inner: MemorySource | None = None) -> None:
        self.seconds, self.inner = seconds, inner or MemorySource()

    def __str__(self) -> str:
        return "slow"

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """Sleep, then as in memory."""
        with Slow.lock:
            Slow.now += 1
            Slow.most = max(Slow.most, Slow.now)
        time.sleep(self.seconds)
        with Slow.lock:
            Slow.now -= 1
        return self.inner.pull(now=now, known=known)


class Held:
    """A source that looks only when another actor is done."""

    def __init__(self, until: threading.Event) -> None:
        self.until = until

    def __str__(self) -> str:
        return "held"

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """Wait, then find nothing."""
        assert self.until.wait(30), "nobody else was told of meanwhile"
        return MemorySource().pull(now=now, known=known)


class Broken:
    """A source that raises."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __str__(self) -> str:
        return "broken"

    def pull(self, *, now: dt.datetime, known: frozenset[str]) -> PullResult:
        """Raise."""
        raise self.error


@pytest.fixture
def loaded(file_office: Office) -> Office:
    """The wheel loaded, on SQLite alone."""
    file_office.load("2024-01-16")
    Slow.now = Slow.most = 0
    return file_office


@pytest.fixture
def server() -> Iterator[ReportServer]:
    with ReportServer() as made:
        yield made


def at(office: Office, **sources: object) -> Parts:
    parts = office.at(WHEN)
    parts.sources = {**office.sources, **{name.replace("_", "-"): one for name, one in sources.items()}}  # type: ignore[dict-item]
    return parts


def bound(parts: Parts, number: int) -> Parts:
    office = parts.portfolio.office.model_copy(update={"pulls_at_once": number})
    parts.portfolio = parts.portfolio.model_copy(update={"office": office})
    return parts


def codes(parts: Parts) -> list[str]:
    return [fault["code"] for fault in loose_faults(parts)]


def test_slow_sources_are_waited_for_together(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", "report.followup-2024-1.nhn", "2024-01-29")
    parts = at(loaded, nhn=Slow(3, loaded.sources["nhn"]), hdir=Slow(3), rhf=Slow(3))
    done = collecting.pull_all(parts, ["nhn", "hdir", "rhf"])
    assert [(one.actor, one.taken) for one in done] == [("nhn", 1), ("hdir", 0), ("rhf", 0)]
    assert Slow.most == 3, "all three at once; how long that takes is the machine's matter"


@pytest.mark.parametrize("number", [1, 2])
def test_no_more_look_at_once_than_the_portfolio_says(loaded: Office, number: int) -> None:
    parts = bound(at(loaded, nhn=Slow(0.5), hdir=Slow(0.5), rhf=Slow(0.5)), number)
    collecting.pull_all(parts, ["nhn", "hdir", "rhf"])
    assert Slow.most == number


def test_who_is_done_is_written_before_the_slow_ones_end(loaded: Office) -> None:
    seen: list[tuple[str, int]] = []
    told = threading.Event()
    parts = at(loaded, nhn=Held(told), hdir=MemorySource())

    def tell(actor: str) -> None:
        seen.append((actor, len(loaded.rows("SELECT id FROM pull"))))
        told.set()

    collecting.pull_all(parts, ["nhn", "hdir"], tell)
    assert seen == [("hdir", 1), ("nhn", 2)]


@pytest.mark.parametrize(
    ("today", "sent", "noted"),
    [
        ("2024-01-30", "2034-01-29", ["sent_later"]),
        ("2024-01-30", "2024-01-31", []),
        ("2023-12-30", "2024-01-29", []),
    ],
)
def test_a_report_dated_in_the_future_is_asked_about_and_a_replay_waits_for_it(
    loaded: Office, today: str, sent: str, noted: list[str]
) -> None:
    """A slip in the year would otherwise keep a report out of sight for ten years; clocks differ by some hours."""
    loaded.sources["nhn"].files["r.json"] = report(KEY, sent)
    parts = at(loaded)
    parts.moment = Moment(instant(today), instant("2024-01-30T13:00"))
    collecting.pull(parts, "nhn")
    assert codes(parts) == noted
    if noted:
        (fault,) = loose_faults(parts)
        assert fault["deliverable"] == KEY and "2034-01-29 12:00" in fault["message"]
        loaded.sources["nhn"].files["r.json"] = report(KEY, "2024-01-29")
        assert collecting.pull(parts, "nhn").taken == 1
        assert codes(parts) == []


def test_a_source_full_of_faulty_files_does_not_fill_the_board(loaded: Office) -> None:
    loaded.sources["nhn"].files |= {f"r{number:04}.json": b"{%d" % number for number in range(2000)}
    assert len(collecting.pull(at(loaded), "nhn").faults) == MOST_FAULTS + 1
    assert [fault["message"] for fault in loose_faults(at(loaded)) if fault["code"] == "more_faults"] == [
        "nhn: 1950 feil til i samme kilde; rett de første først"
    ]


def test_a_source_out_of_reach_is_noted_and_stops_nobody(loaded: Office) -> None:
    loaded.send_in("hdir", "r.json", "report.followup-2024-1.hdir", "2024-01-29")
    parts = at(loaded, nhn=Broken(OSError("stengt")))
    done = collecting.pull_all(parts, ["nhn", "hdir"])
    assert [(one.taken, one.faults) for one in done] == [(0, ("source_unreachable",)), (1, ())]
    assert loaded.rows("SELECT actor, verdict FROM pull ORDER BY actor") == [("hdir", "ok"), ("nhn", "faults")]


def test_a_mistake_in_one_source_is_raised_when_the_others_are_written(loaded: Office) -> None:
    loaded.send_in("hdir", "r.json", "report.followup-2024-1.hdir", "2024-01-29")
    parts = at(loaded, nhn=Broken(ZeroDivisionError("feil i programmet")))
    with pytest.raises(ZeroDivisionError):
        collecting.pull_all(parts, ["nhn", "hdir"])
    assert loaded.rows("SELECT actor FROM pull") == [("hdir",)]


def test_actors_without_a_source_have_nothing_to_give(loaded: Office) -> None:
    assert collecting.pull_all(loaded.at(WHEN), ["helse-vest"]) == [collecting.Pulled("helse-vest", 0, 0, ())]


def http(server: ReportServer) -> HttpSource:
    """As `Parts` makes one for each look."""
    return HttpSource(HttpSettings(server.url(), private=(ip_network("127.0.0.1"),), first_wait=0.01, tries=1))


def test_what_a_look_keeps_is_there_for_the_next_one(office: Office, server: ReportServer) -> None:
    """The second asks with the tag that the first was given, and leaves a row with the same digest."""
    office.load("2024-01-16")
    server.routes["/reports"] = tagged(report(KEY, "2024-01-29"))
    taken = [collecting.pull(at(office, nhn=http(server)), "nhn").taken for _ in range(3)]
    assert taken == [1, 0, 0]
    assert [one.headers.get("if-none-match") for one in server.asked] == [None, '"v1"', '"v1"']
    assert len(set(office.rows("SELECT digest, seen, verdict FROM pull WHERE actor = 'nhn'"))) == 1
    assert len(office.rows("SELECT id FROM pull WHERE actor = 'nhn'")) == 3


def test_a_server_that_fails_keeps_the_last_report_and_the_fault_goes_when_it_is_back(
    loaded: Office, server: ReportServer
) -> None:
    server.routes["/reports"] = whole(report(KEY, "2024-01-29"))
    collecting.pull(at(loaded, nhn=http(server)), "nhn")
    for answer, code in ((lambda h: h.give(500), "http_status"), (lambda h: h.give(403), "http_refused")):
        server.routes["/reports"] = answer
        assert collecting.pull(at(loaded, nhn=http(server)), "nhn").faults == (code,)
        assert codes(loaded.at(WHEN)) == [code]  # the one before it no longer stands
    assert loaded.rows("SELECT no FROM submission") == [(1,)]
    server.routes["/reports"] = whole(report(KEY, "2024-01-29"))
    collecting.pull(at(loaded, nhn=http(server)), "nhn")
    assert codes(loaded.at(WHEN)) == []


def test_an_unreadable_report_stays_on_the_board_while_the_server_is_out_of_reach(
    loaded: Office, server: ReportServer
) -> None:
    server.routes["/reports"] = whole(b'{"schema": 1}')
    collecting.pull(at(loaded, nhn=http(server)), "nhn")
    server.routes["/reports"] = lambda handler: handler.give(503)
    collecting.pull(at(loaded, nhn=http(server)), "nhn")
    assert sorted(codes(loaded.at(WHEN))) == ["http_busy", "unreadable_report"]


def test_the_portfolio_names_a_server_with_its_secret_by_reference(
    loaded: Office, server: ReportServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = loaded.portfolio_path.read_text(encoding="utf-8")
    spec = f'{{type: http, address: "{server.url()}", token: {{env: NHN_TOKEN}}, private_addresses: [127.0.0.1]}}'
    text = text.replace("manager: peder, source: {type: memory}", f"manager: peder, source: {spec}")
    loaded.portfolio_path.write_text(text, encoding="utf-8")
    server.routes["/reports"] = whole(report(KEY, "2024-01-29"))
    parts = loaded.open()
    parts.sources = {}
    parts = parts.at(loaded.at(WHEN).moment)
    assert collecting.pull(parts, "nhn").faults == ("http_secret",)
    monkeypatch.setenv("NHN_TOKEN", "hemmelig")
    assert collecting.pull(parts, "nhn").taken == 1
    assert server.asked[0].headers["authorization"] == "Bearer hemmelig"
    assert "hemmelig" not in str(loaded.rows("SELECT * FROM pull")) + str(loaded.rows("SELECT * FROM source_memory"))
    parts.database.close()


def test_a_file_that_is_still_growing_is_left_until_it_rests(loaded: Office, tmp_path: Path) -> None:
    """Half a YAML file reads as a whole report that lacks its end; it must not become a version."""
    folder = tmp_path / "nhn"
    folder.mkdir()
    body = report(KEY, "2024-01-29")
    file, half = folder / "r.yaml", len(body) // 2
    file.write_bytes(body[:half])
    stop = threading.Event()

    def copy() -> None:
        sent = half
        while not stop.wait(0.05) and sent < len(body) - 60:
            sent += 2
            file.write_bytes(body[:sent])

    writer = threading.Thread(target=copy)
    writer.start()
    try:
        wall = dt.datetime.now(dt.UTC)
        first = collecting.pull(at(loaded, nhn=FolderSource(folder, wall)), "nhn")
    finally:
        stop.set()
        writer.join()
    assert (first.seen, first.taken, first.faults) == (1, 0, ())
    file.write_bytes(body)
    second = collecting.pull(at(loaded, nhn=FolderSource(folder, dt.datetime.now(dt.UTC))), "nhn")
    assert (second.taken, second.faults) == (1, ())


@pytest.mark.parametrize(
    ("day", "actors"),
    [
        ("2024-01-17", []),
        ("2024-01-18", ["nhn"]),  # the plan is due on 1 February
        ("2024-01-19", ["nhn", "hdir"]),  # reports on the 2nd
        ("2024-02-02", ["nhn", "hdir"]),
        ("2024-02-03", []),
        ("2024-08-16", ["nhn", "hdir"]),  # planned tasks on 31 August or 15 September, and a report on 26 August
        ("2024-09-15", ["nhn", "hdir"]),
        ("2024-09-16", []),
        ("2024-10-01", ["rhf"]),
    ],
)
def test_who_has_a_deadline_within_a_fortnight(loaded: Office, day: str, actors: list[str]) -> None:
    found = nearing.actors_near_deadline(loaded.at(day))
    assert found == [actor for actor in ("nhn", "hdir", "rhf", "helse-nord") if actor in found]
    assert found == actors


def test_what_is_accepted_or_waived_is_waited_for_no_more(loaded: Office) -> None:
    assert nearing.actors_near_deadline(loaded.at("2024-10-01")) == ["rhf"]
    with loaded.parts.database.write() as connection:
        connection.exec_driver_sql("UPDATE deliverable SET state = 'waived' WHERE actor = 'rhf'")
    assert nearing.actors_near_deadline(loaded.at("2024-10-01")) == []
