"""Servers that misbehave: each is a fault by name, in both languages, within the time it may take."""

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from report_server import Answers, Authority, Handler, ReportServer, whole

from arshjul.models.problems import size_words
from arshjul.reports.sources import http_network
from arshjul.reports.sources.base import PullResult
from arshjul.reports.sources.http import HttpSource
from arshjul.reports.sources.http_faults import HttpFault, HttpProblem, as_fault
from arshjul.reports.sources.http_network import is_allowed
from arshjul.reports.sources.http_settings import HttpSettings

NOW = dt.datetime(2024, 8, 27, 10, tzinfo=dt.UTC)
LOOPBACK = (ip_network("127.0.0.0/8"),)
GOOD = (
    b'{"schema": 1, "type": "status_report", "deliverable": "w.report.m-4.nhn", "submitted_by": "kari@example.no",'
    b' "submitted_at": "2024-08-26T10:00:00Z"}'
)


@pytest.fixture
def server() -> Iterator[ReportServer]:
    with ReportServer() as made:
        yield made


def ask(server: ReportServer, answers: Answers | None = None, **more: Any) -> PullResult:
    """One look at a server that answers so."""
    if answers:
        server.routes["/reports"] = answers
    given: dict[str, Any] = {"private": LOOPBACK, "first_wait": 0.01, **more}
    return HttpSource(HttpSettings(server.url(), **given)).pull(now=NOW, known=frozenset())


def only(result: PullResult) -> str:
    """The code of the one fault; its words must fit a line in each language."""
    (fault,) = result.faults
    assert result.arrivals == ()
    for words in (fault.message_nb, fault.message_en):
        assert words.isprintable() and 20 < len(words) < 400 and "{" not in words
    assert fault.message_nb != fault.message_en
    return fault.code


def raw(head: bytes, body: bytes = b"", *, pause: float = 0.0, times: int = 1) -> Answers:
    """Bytes as they are, the body `times` over with a pause before each; then the connection ends."""

    def give(handler: Handler) -> None:
        handler.wfile.write(head)
        for _ in range(times):
            time.sleep(pause)
            handler.wfile.write(body)
            handler.wfile.flush()
        handler.close_connection = True

    return give


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (raw(HEAD + b"Content-Length: 5000\r\n\r\n", b" ", pause=0.05, times=200), "http_timeout"),
        (raw(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", pause=0.05, times=200), "http_timeout"),
        (raw(b"", b"", pause=5), "http_timeout"),
    ],
    ids=["a body that drips", "headers that drip", "silence"],
)
def test_a_server_that_drips_ends_when_the_time_is_up(server: ReportServer, answers: Answers, code: str):
    assert only(ask(server, answers, read_seconds=0.5, total_seconds=1.0)) == code  # it has not waited for the end


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (raw(HEAD + b"Content-Length: 5000\r\n\r\n", GOOD), "http_cut_off"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"5\r\n[1,2,"), "http_cut_off"),
        (raw(HEAD + b"Content-Length: 20\r\n\r\n", GOOD), "http_not_json"),
        (raw(HEAD + b"Content-Length: -5\r\n\r\n", GOOD), "http_broken"),
        (raw(HEAD + b"Content-Length: 10\r\nContent-Length: 20\r\n\r\n", GOOD), "http_broken"),
        (raw(b"\x16\x03\x01 not http at all\r\n\r\n"), "http_broken"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n"), "http_broken"),
        (raw(b""), "http_unreachable"),
    ],
    ids=["too short", "chunks that end", "too long", "negative", "two lengths", "no HTTP", "huge header", "hangs up"],
)
def test_answers_that_are_not_what_they_say(server: ReportServer, answers: Answers, code: str):
    assert only(ask(server, answers)) == code


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"<!doctype html><title>Vedlikehold</title>", "text/html; charset=utf-8", "http_not_json"),
        (b"<!doctype html><title>Vedlikehold</title>", "application/json", "http_not_json"),
        (b"", "application/json", "http_not_json"),
        (b"[" * 100_000, "application/json", "http_not_json"),
        (b"[" + GOOD + b",]", "application/json", "http_not_json"),
        (b"[" + GOOD, "application/json", "http_not_json"),
        (GOOD + b"{}", "application/json", "http_not_json"),
        (b"[1]", "application/json", "http_not_json"),
        (b'"\xe5"', "application/json", "http_not_json"),
        (b"9" * 5000, "application/json", "http_not_json"),
        (b'{"error": "maintenance"}', "application/json", "http_no_report"),
        (b' {"error": {"schema": 1}}\n', "application/problem+json", "http_no_report"),
        (b'{"schema": NaN}', "application/json", "unreadable_report"),
    ],
)
def test_an_error_page_under_200_is_no_report(server: ReportServer, body: bytes, kind: str, code: str):
    assert only(ask(server, whole(body, kind))) == code


def test_a_file_that_is_an_error_page_is_named_by_its_name(server: ReportServer):
    server.routes["/a.xlsx"] = whole(b"<html>", "text/html")
    result = ask(server, whole(b'[{"href": "/a.xlsx"}]'))
    assert [(fault.code, fault.name) for fault in result.faults] == [("http_not_json", "a.xlsx")]


def test_a_file_whose_format_nothing_tells_is_named_by_its_address(server: ReportServer):
    server.routes["/files/17"] = whole(b"%PDF-1.7", "application/pdf")
    (fault,) = ask(server, whole(b'[{"href": "/files/17?secret=1"}]')).faults
    assert (fault.code, fault.name) == ("http_unnamed", server.url("/files/17"))


def test_what_is_too_large_is_not_read_to_its_end(server: ReportServer):
    sent = []

    def endless(handler: Handler) -> None:
        handler.wfile.write(HEAD + b"\r\n")
        for _ in range(2000):
            handler.wfile.write(b" " * 100_000)
            sent.append(100_000)

    assert only(ask(server, endless, total_seconds=20)) == "http_too_large"
    assert sum(sent) < 30_000_000
    assert only(ask(server, raw(HEAD + b"Content-Length: 99999999999\r\n\r\n"))) == "http_too_large"


def test_what_comes_compressed_is_refused_unpacked(server: ReportServer):
    """A megabyte of nothing is a kilobyte of gzip."""
    import gzip

    result = ask(server, whole(gzip.compress(b" " * 1_000_000), Content_Encoding="gzip"))
    assert only(result) == "http_compressed"
    assert server.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(("status", "code"), [(401, "http_refused"), (403, "http_refused"), (404, "http_status"), (204, "http_status"), (304, "http_status"), (418, "http_status")])  # fmt: skip
def test_a_clear_no_is_not_asked_again(server: ReportServer, status: int, code: str):
    assert only(ask(server, lambda handler: handler.give(status))) == code
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_and_a_bounded_number_of_times(server: ReportServer, status: int):
    code = "http_busy" if status in (429, 503) else "http_status"
    assert only(ask(server, lambda handler: handler.give(status), tries=3)) == code
    assert len(server.asked) == 3
    answers = iter([status, 200])
    assert len(ask(server, lambda handler: handler.give(next(answers), GOOD)).arrivals) == 1


def test_the_server_says_how_long_to_wait(server: ReportServer):
    times: list[float] = []

    def busy(handler: Handler) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            handler.give(503, Retry_After="1")
        else:
            handler.give(200, GOOD)

    assert len(ask(server, busy).arrivals) == 1
    assert times[1] - times[0] >= 1.0


@pytest.mark.parametrize("told", ["3600", "Wed, 28 Aug 2024 10:00:00 GMT", "99999999999999999999"])
def test_a_wait_longer_than_the_look_may_take_ends_it_at_once(server: ReportServer, told: str):
    answers = raw(
        b"HTTP/1.1 503 No\r\nContent-Length: 0\r\nDate: Tue, 27 Aug 2024 10:00:00 GMT\r\n"
        + f"Retry-After: {told}\r\n\r\n".encode()
    )
    assert only(ask(server, answers, total_seconds=30)) == "http_busy"
    assert len(server.asked) == 1


def test_a_connection_that_breaks_is_tried_again(server: ReportServer):
    answers: Iterator[Answers] = iter([raw(b""), raw(HEAD + b"Content-Length: 999\r\n\r\n", GOOD), whole(GOOD)])

    def one_after_the_other(handler: Handler) -> None:
        next(answers)(handler)

    assert len(ask(server, one_after_the_other).arrivals) == 1
    assert len(server.asked) == 3


def test_a_port_that_nobody_listens_on_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = HttpSettings(f"http://127.0.0.1:{taken.getsockname()[1]}/r", private=LOOPBACK, first_wait=0.01)
        assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) == "http_unreachable"


def test_a_name_that_does_not_exist_is_named():
    settings = HttpSettings("https://finnes-ikke.invalid/r", first_wait=0.01)
    assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) == "http_unknown_host"


def test_redirects_within_the_host_are_followed_and_circles_are_not(server: ReportServer):
    server.routes["/b"] = whole(GOOD)
    assert len(ask(server, lambda handler: handler.give(302, Location="/b")).arrivals) == 1
    assert only(ask(server, lambda handler: handler.give(302, Location="/reports"))) == "http_loop"
    server.routes["/b"] = lambda handler: handler.give(301, Location="/reports")
    assert only(ask(server, lambda handler: handler.give(302, Location="/b"))) == "http_loop"


def test_redirects_without_end_or_without_a_target_end(server: ReportServer):
    for no in range(20):
        server.routes[f"/r{no}"] = lambda handler, no=no: handler.give(302, Location=f"/r{no + 1}")  # type: ignore[misc]
    assert only(ask(server, lambda handler: handler.give(302, Location="/r0"))) == "http_loop"
    assert len(server.asked) <= 7
    assert only(ask(server, lambda handler: handler.give(302))) == "http_loop"


@pytest.mark.parametrize(
    "target",
    ["http://localhost:{port}/b", "http://[::1]:{port}/b", "https://evil.example.org/", "ftp://127.0.0.1/b", "file:///etc/passwd",
     "http://kari:x@127.0.0.1:{port}/b", "http://127.0.0.1:{port}/æ", "http://[::1", "http://127.0.0.1:0/b", "//169.254.169.254/x"],
)  # fmt: skip
def test_redirects_elsewhere_are_refused_before_anybody_is_asked(server: ReportServer, target: str):
    server.routes["/b"] = whole(GOOD)
    answers = raw(
        f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {target.format(port=server.port)}\r\n\r\n".encode()
    )
    assert only(ask(server, answers)) == "http_redirect"
    assert server.paths() == ["/reports"]


def test_pages_and_files_are_held_to_the_same_hosts(server: ReportServer):
    assert only(ask(server, whole(b"[]", Link="<https://evil.example.org/2>; rel=next"))) == "http_redirect"
    assert only(ask(server, whole(b'[{"href": "https://evil.example.org/a.json"}]'))) == "http_redirect"
    assert server.paths() == ["/reports"] * 2


def test_a_host_that_is_listed_may_be_led_to(server: ReportServer):
    server.routes["/b"] = whole(GOOD)
    answers = raw(
        f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://localhost:{server.port}/b\r\n\r\n".encode()
    )
    found = ask(server, answers, hosts=frozenset({"localhost"}), private=(*LOOPBACK, ip_network("::1")))
    assert len(found.arrivals) == 1


def test_loopback_is_refused_unless_listed_wherever_it_is_written(server: ReportServer):
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        settings = HttpSettings(f"http://{host}:{server.port}/reports", first_wait=0.01)
        assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) in (
            "http_private_address",
            "http_unknown_host",
        )
    assert server.asked == []


def test_the_connection_goes_to_the_address_that_was_looked_at(server: ReportServer, monkeypatch: pytest.MonkeyPatch):
    """DNS rebinding: a name that is public when it is looked up and this machine when it is connected to."""
    looked_up: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, *more: Any, **named: Any) -> Any:
        looked_up.append(str(host))
        place = "127.0.0.1" if host != "status.example.org" or len(looked_up) > 1 else "192.0.2.1"
        return real(place, *more, **named)

    monkeypatch.setattr(http_network.socket, "getaddrinfo", rebinding)
    settings = HttpSettings(f"http://status.example.org:{server.port}/reports", tries=1)
    assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) == "http_private_address"
    assert server.asked == [] and looked_up == ["status.example.org"]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("8.8.8.8", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
     ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("255.255.255.255", False),
     ("2001:4860:4860::8888", True), ("::1", False), ("fe80::1", False), ("fc00::1", False), ("::ffff:10.0.0.1", False),
     ("2002:7f00:1::", False), ("64:ff9b::7f00:1", False), ("::", False), ("10.20.3.4", True), ("fd12::5", True)],
)  # fmt: skip
def test_which_addresses_may_be_connected_to(address: str, allowed: bool):
    assert is_allowed(ip_address(address), (ip_network("10.20.0.0/16"), ip_network("fd12::/32"))) is allowed


def _tls(make: Callable[[Authority], Path]) -> Callable[[Path], PullResult]:
    def run(folder: Path) -> PullResult:
        authority = Authority.make(folder)
        with ReportServer(authority.server(make(authority))) as server:
            return ask(server, whole(GOOD), ca_file=authority.file)

    return run


def test_certificates_that_have_expired_or_belong_to_another_are_told_apart(tmp_path: Path):
    assert only(_tls(lambda authority: authority.issue("old", days=-1))(tmp_path)) == "http_expired"
    assert only(_tls(lambda authority: authority.issue("other", host="other.example.org"))(tmp_path)) == "http_tls"
    assert len(_tls(lambda authority: authority.issue("good"))(tmp_path).arrivals) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path):
    authority = Authority.make(tmp_path)
    with ReportServer(authority.server(authority.issue("server"))) as server:
        assert only(ask(server, whole(GOOD))) == "http_tls"
        assert server.asked == []


def test_a_server_that_speaks_no_tls_or_never_answers_the_greeting(tmp_path: Path):
    with ReportServer() as server:
        settings = HttpSettings(f"https://127.0.0.1:{server.port}/r", private=LOOPBACK, first_wait=0.01)
        assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) == "http_tls"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held: list[socket.socket] = []
        threading.Thread(target=lambda: held.append(silent.accept()[0]), daemon=True).start()
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/r"
        settings = HttpSettings(address, private=LOOPBACK, connect_seconds=0.3, total_seconds=1, tries=1)
        assert only(HttpSource(settings).pull(now=NOW, known=frozenset())) == "http_timeout"
        for one in held:
            one.close()


@pytest.mark.parametrize(
    ("detail", "nb"),
    [
        ("self-signed certificate", "(tjenerens sertifikat er signert av tjeneren selv)"),
        ("unable to get local issuer certificate", "(det mangler et sertifikat mellom tjenerens og et vi kjenner)"),
        ("Hostname mismatch, certificate is not valid for 'x.no'.", "(tjenerens sertifikat gjelder et annet navn)"),
        ("something {new}", "(«something {new}»)"),
    ],
)
def test_why_a_connection_cannot_be_secured_is_said_in_both_languages(detail: str, nb: str):
    fault = as_fault(HttpProblem(HttpFault.TLS, detail=detail), "https://x.no")
    assert nb in fault.message_nb and detail in fault.message_en


def test_a_limit_of_size_is_said_in_the_largest_whole_unit():
    assert [size_words(size) for size in (10_000_000, 1_500_000, 500_000)] == ["10 MB", "1500 kB", "500 kB"]
