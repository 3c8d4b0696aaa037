"""A server as a source: what it may answer, what is asked anew, and who hears our secrets."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from report_server import Authority, Folder, Handler, ReportServer, tagged, whole

from arshjul.models.portfolio_sources import HttpSource as Spec
from arshjul.reports.sources import http
from arshjul.reports.sources.base import PullResult
from arshjul.reports.sources.http import HttpSource
from arshjul.reports.sources.http_settings import HttpSettings, http_settings

NOW = dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
NONE: frozenset[str] = frozenset()
LOOPBACK = (ip_network("127.0.0.0/8"),)


def report(progress: str = "Det går fremover.", at: str = "2024-08-26T10:00:00Z") -> bytes:
    values: dict[str, Any] = {"schema": 1, "type": "status_report", "deliverable": "w.report.m-4.nhn"}
    values |= {"submitted_by": "kari@example.no", "submitted_at": at, "general": {"progress": progress}}
    return json.dumps(values).encode()


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@pytest.fixture
def server() -> Iterator[ReportServer]:
    with ReportServer() as made:
        yield made


def source(server: ReportServer, path: str = "/reports", **more: Any) -> HttpSource:
    return HttpSource(HttpSettings(server.url(path), private=LOOPBACK, **{"first_wait": 0.01, **more}))


def pull(asked: HttpSource, known: frozenset[str] = NONE) -> PullResult:
    return asked.pull(now=NOW, known=known)


def names(result: PullResult) -> list[str]:
    return [arrival.name for arrival in result.arrivals]


def codes(result: PullResult) -> list[str]:
    return [fault.code for fault in result.faults]


def test_a_page_may_be_one_report_and_keeps_its_bytes(server: ReportServer):
    raw = b" " + report() + b"\n"
    server.routes["/reports"] = whole(raw)
    (arrival,) = pull(source(server)).arrivals
    assert (arrival.raw, arrival.name) == (raw.strip(), "w.report.m-4.nhn.json")


def test_each_report_of_a_list_keeps_its_own_text_and_so_its_digest(server: ReportServer):
    """The second has two spaces after a colon: written anew its bytes, and what was sent, would be others."""
    odd = report("Nummer to.").replace(b": ", b":  ")
    server.routes["/reports"] = whole(b"[" + report("Nummer en.") + b" ,\n" + odd + b"]")
    result = pull(source(server))
    assert {arrival.name: arrival.raw for arrival in result.arrivals} == {
        "w.report.m-4.nhn.json": report("Nummer en."),
        "w.report.m-4.nhn-2.json": odd,
    }


def test_a_key_that_stands_twice_in_a_listed_report_is_still_found(server: ReportServer):
    server.routes["/reports"] = whole(b"[" + report().replace(b'"schema": 1', b'"schema": 1, "schema": 1') + b"]")
    (fault,) = pull(source(server)).faults
    assert fault.code == "unreadable_report" and "to ganger" in fault.message_nb


@pytest.mark.parametrize(
    ("kind", "raw", "name"),
    [
        ("application/json; charset=utf-8", report(), "17.json"),
        ("application/octet-stream", report(), "17.json"),
        ("application/yaml", report(), "17.yaml"),
    ],
)
def test_a_file_without_a_name_is_known_by_its_type_or_its_first_bytes(
    server: ReportServer, kind: str, raw: bytes, name: str
):
    """An address is often a number; a file that no one reads and no one misses would be lost."""
    server.routes["/files/17"] = tagged(raw, Content_Type=kind)
    server.routes["/reports"] = tagged(b'[{"href": "/files/17"}]')
    first = pull(asked := source(server))
    assert (names(first), codes(first)) == ([name], [])
    for _ in range(2):
        again = pull(asked, known=frozenset({first.arrivals[0].digest}))
        assert (again.digest, again.arrivals, codes(again), again.seen) == (first.digest, (), [], 1)


def test_pages_follow_each_other_by_the_link_header(server: ReportServer):
    for number, link in (
        (1, '</2?page=2>; rel="next", </1>; rel=first'),
        (2, f"<{server.url('/3')}>; rel=next"),
        (3, ""),
    ):
        path = "/reports" if number == 1 else f"/{number}"
        server.routes[path] = whole(b"[" + report(f"Side {number}.") + b"]", Link=link)
    assert len(pull(source(server)).arrivals) == 3
    assert server.paths() == ["/reports", "/2?page=2", "/3"]


@pytest.mark.parametrize("target", ["/reports", "/b"])
def test_pages_that_run_in_a_circle_are_named_and_what_they_held_is_taken(server: ReportServer, target: str):
    server.routes["/reports"] = whole(b"[" + report() + b"]", Link="</b>; rel=next")
    server.routes["/b"] = whole(b"[]", Link=f"<{target}>; rel=next")
    result = pull(source(server))
    assert codes(result) == ["http_pages"] and len(result.arrivals) == 1
    assert len(server.asked) == 2


def test_a_fault_on_a_later_page_loses_nothing_of_those_before(server: ReportServer):
    server.routes["/reports"] = whole(b"[" + report() + b"]", Link="</b>; rel=next")
    result = pull(source(server))
    assert (codes(result), len(result.arrivals)) == (["http_status"], 1)


def test_a_file_that_is_missing_stops_no_other(server: ReportServer):
    index = [{"href": "a.json"}, {"href": "b.json"}, {"name": "c.json", "href": "/gone"}]
    server.routes["/reports"] = whole(json.dumps(index).encode())
    server.routes["/a.json"] = whole(report("En."))
    server.routes["/b.json"] = whole(report("To."))
    result = pull(source(server))
    assert names(result) == ["a.json", "b.json"]
    assert [(fault.code, fault.name) for fault in result.faults] == [("http_status", "c.json")]


def test_what_has_not_changed_is_not_sent_again(server: ReportServer):
    """Index and file answer 304; the result is as if both had been read."""
    raw = report()
    server.routes["/reports"] = tagged(b'[{"href": "a.json"}]')
    server.routes["/a.json"] = tagged(raw, '"f1"')
    asked = source(server)
    first = pull(asked)
    again = pull(HttpSource(asked.settings, asked.memory), frozenset({digest(raw)}))
    assert (again.arrivals, again.faults, again.seen, again.digest) == ((), (), first.seen, first.digest)
    assert [one.headers.get("if-none-match") for one in server.asked] == [None, None, '"v1"', '"f1"']


def test_the_time_of_the_last_change_does_where_there_is_no_tag(server: ReportServer):
    when = "Mon, 26 Aug 2024 08:00:00 GMT"
    server.routes["/reports"] = whole(report(), Last_Modified=when)
    asked = source(server)
    pull(asked)
    pull(asked, frozenset({digest(report())}))
    assert server.asked[1].headers["if-modified-since"] == when


@pytest.mark.parametrize("raw", [report(at="2024-08-28T10:00:00Z"), report().replace(b'"schema": 1', b'"schema": 9')])
def test_what_was_not_taken_is_asked_for_whole_again(server: ReportServer, raw: bytes):
    """Submitted later than now, or unreadable: with a 304 the first would never come, and the second be forgotten."""
    server.routes["/reports"] = tagged(raw)
    asked = source(server)
    first = pull(asked)
    second = pull(asked)
    assert [one.headers.get("if-none-match") for one in server.asked] == [None, None]
    assert codes(first) == codes(second)
    later = asked.pull(now=dt.datetime(2024, 8, 29, tzinfo=dt.UTC), known=NONE)
    assert len(later.arrivals) + len(later.faults) == 1


def test_a_file_whose_digest_is_stated_and_taken_is_not_asked_for(server: ReportServer):
    raw = report()
    server.routes["/reports"] = whole(json.dumps([{"href": "a.json", "sha256": digest(raw)}]).encode())
    server.routes["/a.json"] = whole(raw)
    assert names(pull(source(server))) == ["a.json"]
    result = pull(source(server), frozenset({digest(raw)}))
    assert (result.seen, server.paths().count("/a.json")) == (1, 1)


def test_content_other_than_the_digest_says_is_refused(server: ReportServer):
    server.routes["/reports"] = whole(json.dumps([{"href": "a.json", "sha256": "0" * 64}]).encode())
    server.routes["/a.json"] = whole(report())
    result = pull(source(server))
    assert (codes(result), result.arrivals) == (["http_digest"], ())


def test_addresses_that_change_do_not_fill_the_memory(server: ReportServer, monkeypatch: pytest.MonkeyPatch):
    """A signed address is another each hour, and a file that stays faulty keeps what was known before."""
    monkeypatch.setattr(http, "_MOST_KEPT", 5)
    server.routes["/a.json"] = whole(report())
    asked = source(server)
    for number in range(20):
        listed = [{"href": f"/a.json?signed={number}"}, {"href": "/gone.json"}]
        server.routes["/reports"] = whole(json.dumps(listed).encode())
        assert codes(pull(asked)) == ["http_status"]
    kept = json.loads(asked.memory)
    assert len(kept) == 5 and server.url() in kept and server.url("/a.json?signed=19") in kept


def test_a_memory_that_nobody_can_read_is_no_memory(server: ReportServer):
    server.routes["/reports"] = whole(report())
    for memory in ("{", "[]", '{"x": 1}'):
        assert len(pull(HttpSource(source(server).settings, memory)).arrivals) == 1


def test_the_token_goes_to_the_addresss_own_origin_only(server: ReportServer):
    with ReportServer() as other:
        other.routes["/a.json"] = whole(report())
        server.routes["/reports"] = whole(json.dumps([{"href": other.url("/a.json")}, {"href": "/b.json"}]).encode())
        server.routes["/b.json"] = whole(report("To."))
        result = pull(source(server, token="hemmelig"))
        assert names(result) == ["a.json", "b.json"]
        assert [one.headers.get("authorization") for one in server.asked] == ["Bearer hemmelig"] * 2
        assert [one.headers.get("authorization") for one in other.asked] == [None]


def test_secrets_are_read_by_reference_and_never_shown(tmp_path: Path):
    spec = Spec.model_validate(
        {"type": "http", "address": "https://status.example.org/r?key=abc", "token": {"env": "T"}, "ca_file": "ca.pem",
         "certificate": {"env": "C"}, "hosts": ["FILER.example.org"]}
    )  # fmt: skip
    found = http_settings(spec, tmp_path, {"T": "hemmelig", "C": "klient.pem"})
    assert (found.token, found.certificate, found.ca_file) == ("hemmelig", tmp_path / "klient.pem", tmp_path / "ca.pem")
    assert found.hosts == {"filer.example.org"}
    assert "hemmelig" not in repr(found)
    assert str(HttpSource(found)) == "https://status.example.org/r"


@pytest.mark.parametrize("value", ["", " ", "to\nlinjer", "æ"])
def test_a_secret_that_is_not_set_or_cannot_be_sent_is_named_and_nothing_is_asked(server: ReportServer, value: str):
    spec = Spec.model_validate({"type": "http", "address": server.url(), "token": {"env": "NHN_TOKEN"}})
    result = pull(HttpSource(http_settings(spec, Path(), {"NHN_TOKEN": value})))
    assert codes(result) == ["http_secret"] and "NHN_TOKEN" in result.faults[0].message_en
    assert server.asked == []


@pytest.mark.parametrize("shown", [True, False])
def test_mutual_tls_lets_in_whoever_shows_a_certificate(tmp_path: Path, shown: bool):
    authority = Authority.make(tmp_path)
    context = authority.server(authority.issue("server"), asks=True)
    client = authority.issue("client")
    with ReportServer(context) as server:
        server.routes["/reports"] = whole(report())
        found = source(server, ca_file=authority.file, certificate=client if shown else None)
        result = pull(found)
    assert (len(result.arrivals), codes(result)) == ((1, []) if shown else (0, ["http_tls"]))


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_certificate_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None):
    authority = Authority.make(tmp_path)
    file = tmp_path / "klient.pem"
    if content is not None:
        file.write_bytes(content)
    with ReportServer(authority.server(authority.issue("server"))) as server:
        result = pull(source(server, ca_file=authority.file, certificate=file))
        assert codes(result) == ["http_certificate"]
        assert codes(pull(source(server, ca_file=tmp_path / "borte.pem"))) == ["http_certificate"]


def test_a_key_under_a_password_is_refused_without_anybody_being_asked(tmp_path: Path):
    from cryptography.hazmat.primitives import serialization

    authority = Authority.make(tmp_path)
    whole_file = authority.issue("client").read_bytes()
    key = serialization.load_pem_private_key(whole_file, None)
    locked = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    )
    file = tmp_path / "locked.pem"
    file.write_bytes(locked + whole_file[whole_file.index(b"-----BEGIN CERTIFICATE") :])
    with ReportServer(authority.server(authority.issue("server"))) as server:
        assert codes(pull(source(server, ca_file=authority.file, certificate=file))) == ["http_certificate"]


@pytest.mark.parametrize(("files", "code"), [(2000, []), (2001, ["http_pages"])])
def test_an_index_with_more_files_than_a_look_may_hold_is_named(server: ReportServer, files: int, code: list[str]):
    """All are taken already and say so, so that nobody asks for them."""
    index = [{"href": f"{no}.json", "sha256": digest(b"%d" % no)} for no in range(files)]
    server.routes["/reports"] = whole(json.dumps(index).encode())
    result = pull(source(server), frozenset(one["sha256"] for one in index))
    assert (codes(result), result.seen) == (code, 2000)
    assert server.paths() == ["/reports"]


def test_the_total_time_holds_for_the_whole_look(server: ReportServer):
    """Each answer is quick enough by itself."""
    import time

    folder = Folder(server, "/reports", {f"{no}.json": report(f"Nr. {no}.") for no in range(100)})
    given = folder._file

    def slow(handler: Handler) -> None:
        time.sleep(0.1)
        given(handler)

    folder._file = slow  # type: ignore[method-assign]
    result = pull(replace_settings(source(server), total_seconds=3.0))
    assert len(result.arrivals) < 100
    assert set(codes(result)) == {"http_timeout"} and len(result.faults) <= 2, (
        "what was not asked for is no fault of its own"
    )
    assert (result.faults[0].name, result.seen) == (server.url(), 100)


def replace_settings(asked: HttpSource, **more: Any) -> HttpSource:
    return HttpSource(replace(asked.settings, **more))
