"""Serving calendars: answers per second of processor time against nginx, and how soon a change is served.

What lives here: both servers started on loopback, asked in turn by one asking process. A figure is the processor time that
the server's processes use per answer, so that neither the asking side nor other work on the machine counts.
"""

import datetime as dt
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from http_load import ask_for
from measuring import Above, Line, tell
from sample_feeds import TODAY, event, secret, write_feeds

from arshjul.models.moment import Moment
from arshjul.store import events
from arshjul.store.engine import open_database, sqlite_url
from arshjul.store.schema import FEED_EVENT

ROUNDS, SECONDS, CLIENTS, CHANGES = 5, 1.0, 8, 5
FOUND, SAME = 1 / 0.55, 1 / 0.4
"""Aims of 0.55 and 0.4 times nginx's throughput, as the time an answer takes."""
_NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; keepalive_requests 10000000; types {{ text/calendar ics; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""
_PORTFOLIO = """
schema: 1
portfolio: bench
office: {name: {nb: Kontoret, en: The office}, email: kontor@example.org}
people: {kari: {name: Kari, email: kari@example.org}}
actors: {actor-000: {owner: kari, source: {type: none}}}
"""


@dataclass(frozen=True, slots=True)
class Size:
    """An amount of memory with its bound, in megabytes."""

    work: str
    megabytes: float
    aim: float

    def cells(self) -> tuple[str, ...]:
        """The line as text; there is no floor."""
        met = "yes" if self.megabytes <= self.aim else "NO"
        return self.work, "-", f"{self.megabytes:.0f} MB", "-", f"<= {self.aim:.0f} MB", met


@dataclass(frozen=True, slots=True)
class Server:
    """A server under measurement."""

    port: int
    pids: list[int]
    path: str
    tag: str
    body: bytes


def run() -> list[Line | Above | Size]:
    """Throughput where nginx is at hand; how soon a change is served, start-up and memory always."""
    with tempfile.TemporaryDirectory(prefix="arshjul-bench-") as name:
        folder = Path(name)
        tell("writing 37,600 events and 2,000 subscriptions")
        write_feeds(folder / "a.db")
        (folder / "portfolio.yaml").write_text(_PORTFOLIO, encoding="utf-8")
        began = time.perf_counter()
        with _ours(folder) as ours:
            started = time.perf_counter() - began
            found: list[Line | Above | Size] = [*_against_nginx(folder, ours)]
            found.append(
                Above("a change in the database, until its calendar is served", 0.0, _change(folder, ours), 1.0)
            )
            found.append(Above("start: arshjul serve, 2,000 subscriptions over 400 actors", 0.0, started, 5.0))
            found.append(Size("  its memory", _resident(ours.pids), 250))
    return found


def _against_nginx(folder: Path, ours: Server) -> Iterator[Line]:
    if not shutil.which("nginx"):
        tell("nginx is not installed here: throughput has no floor and is left out")
        return
    with _nginx(folder, ours.body) as floor:
        for status, aim in ((200, FOUND), (304, SAME)):
            tell(f"asking both servers for {status}")
            taken: list[list[tuple[float, float]]] = [[], []]
            for number in range(ROUNDS):
                for side in ((0, 1), (1, 0))[number % 2]:
                    taken[side].append(_asked((floor, ours)[side], status))
            size = f"a calendar of {len(ours.body) // 1000} KB" if status == 200 else "304 to a client that has it"
            each = [median(time_ for time_, _ in side) for side in taken]
            slowest = [median(wait for _, wait in side) for side in taken]
            yield Line(f"serve {size}, processor time per answer", each[0], each[1], aim)
            yield Line(f"  99 of 100 answers within ({CLIENTS} kept connections in turn)", slowest[0], slowest[1], None)


def _asked(server: Server, status: int) -> tuple[float, float]:
    known = f"If-None-Match: {server.tag}\r\n" if status == 304 else ""
    request = f"GET {server.path} HTTP/1.1\r\nHost: localhost\r\n{known}\r\n".encode()
    return ask_for(server.port, server.pids, request, status, SECONDS, CLIENTS)


def _change(folder: Path, ours: Server) -> float:
    """Median seconds from the commit of one changed event to the answer that holds it."""
    database, taken = open_database(sqlite_url(folder / "a.db")), []
    tag, now = ours.tag, Moment(*[_noon()] * 2)
    for sequence in range(1, CHANGES + 1):
        with database.write() as connection:
            events.append(connection, now, "calendars.changed", "nb")
            row = FEED_EVENT.update().where(FEED_EVENT.c.id == 401)  # actor-001's
            connection.execute(row.values(body=event(401, sequence), sequence=sequence, changed_at=now.at))
        start = time.perf_counter()
        while (fresh := _tag(ours)) == tag:
            time.sleep(0.005)
        taken.append(time.perf_counter() - start)
        tag = fresh
        time.sleep(0.3)
    database.close()
    return median(taken)


@contextmanager
def _ours(folder: Path) -> Iterator[Server]:
    command = [sys.executable, "-m", "arshjul.app.cli", "serve", "--port", "0", "--as-of", TODAY.isoformat()]
    found = {"ARSHJUL_DATABASE_URL": sqlite_url(folder / "a.db"), "ARSHJUL_PORTFOLIO": str(folder / "portfolio.yaml")}
    process = subprocess.Popen(command, env=os.environ | found, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline().rpartition(":")[2])
    path = f"/feeds/{secret(1)}.ics"
    try:
        body, tag = _until_served(port, path)
        yield Server(port, [process.pid], path, tag, body)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@contextmanager
def _nginx(folder: Path, body: bytes) -> Iterator[Server]:
    port = _free_port()
    (folder / "www").mkdir()
    (folder / "www" / "a.ics").write_bytes(body)
    folder.chmod(0o755)
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, port=port), encoding="utf-8")
    process = subprocess.Popen(["nginx", "-c", str(settings), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        _, tag = _until_served(port, "/a.ics")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Server(port, [int(child) for child in children], "/a.ics", tag, body)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _until_served(port: int, path: str) -> tuple[bytes, str]:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return answer.read(), answer.headers["etag"]
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def _tag(server: Server) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{server.path}", method="HEAD")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.headers["etag"])


def _resident(pids: list[int]) -> float:
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _noon() -> dt.datetime:
    return dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
