"""What goes wrong around a calendar service, and that its readers hardly notice."""

import asyncio
import copy
import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from calendar_service import NOW, Service, eventually, open_to_the_public, replaced, subscribed
from office import Office
from sqlalchemy import create_engine, make_url

from arshjul.store.leading import Lead

Start = Callable[..., Service]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts services that end with the test, and must end well."""
    running: list[Service] = []

    def begin(office: Office, *options: str, **more: Any) -> Service:
        running.append(Service(office, *options, **more))
        return running[-1]

    yield begin
    for service in running:
        code, log = service.stop()
        assert code == 0
        assert "Traceback" not in log


def move(values: dict[str, Any]) -> None:
    """9 September becomes the 17th."""
    values["meetings"]["followup-2024-4"]["date"] = "2024-09-17"


def file_of(office: Office) -> Path:
    """The database's file."""
    return Path(office.url.removeprefix("sqlite:///"))


def test_a_database_that_is_taken_away_and_put_back(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office)
    before = service.feed(secret)
    file, aside = file_of(office), file_of(office).with_suffix(".aside")
    office.parts.database.close()
    file.rename(aside)
    eventually(lambda: service.get("/healthz").json()["store"] == "away")
    during = service.feed(secret)
    assert (during.status_code, during.content, during.headers["etag"]) == (200, before.content, before.headers["etag"])
    assert service.feed(secret, if_none_match=before.headers["etag"]).status_code == 304
    unknown = service.feed("b" * 32)
    assert (unknown.status_code, unknown.headers["retry-after"]) == (503, "120")
    assert not file.exists(), "nobody may make an empty database in its place"
    assert service.get("/readyz").status_code == 200
    aside.rename(file)
    eventually(lambda: service.get("/healthz").json()["store"] == "ok")
    assert service.feed("b" * 32).status_code == 404
    office.rewheel(move)
    office.load(NOW)
    eventually(lambda: b"20240903" in service.feed(secret).content)


def test_another_database_in_its_place_that_knows_nobody_is_not_believed(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office)
    office.parts.database.close()
    for path in list(file_of(office).parent.glob(f"{file_of(office).name}*")):
        path.rename(path.with_name(f"aside-{path.name}"))
    Office(office.folder, office.url).close()
    eventually(lambda: service.get("/healthz").json()["store"] == "away")
    assert service.feed(secret).status_code == 200


def test_a_database_that_somebody_else_writes_to_for_long(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office)
    office.rewheel(move)
    office.load(NOW)
    other = sqlite3.connect(file_of(office), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    while time.monotonic() - began < 1.5:  # a few of the service's own looks
        assert service.feed(secret).status_code == 200, "without waiting for the database, which is not free"
    other.execute("ROLLBACK")
    other.close()
    eventually(lambda: b"20240903" in service.feed(secret).content)


@pytest.mark.postgres
def test_a_server_that_lets_nobody_in_for_a_while(
    tmp_path: Path, new_postgresql: Callable[[], str], start: Start
) -> None:
    office = open_to_the_public(Office(tmp_path, new_postgresql()))
    office.load("2024-01-16")
    secret = subscribed(office)
    service = start(office)
    url = make_url(office.url)
    name = url.database
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    office.parts.database.close()
    with server.connect() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        eventually(lambda: service.get("/healthz").json()["store"] == "away")
        assert service.feed(secret).status_code == 200
        assert service.feed("b" * 32).status_code == 503
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    server.dispose()
    eventually(lambda: service.get("/healthz").json()["store"] == "ok")
    office.rewheel(move)
    office.load(NOW)
    eventually(lambda: b"20240903" in service.feed(secret).content)
    office.close()


def test_a_calendar_that_nobody_has_rendered_yet_is_unavailable_and_never_empty(
    public_office: Office, start: Start
) -> None:
    office = public_office
    secret = subscribed(office, lang="en")
    lead = Lead(office.parts.database)
    assert lead.held()
    service = start(office)
    answer = service.feed(secret)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "120")
    lead.release()
    eventually(lambda: service.feed(secret).status_code == 200)
    assert "NAME:Deadlines: Norsk helsenett" in service.feed(secret).text


def test_several_workers_follow_alike_and_only_one_of_them_writes(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office, "--workers", "2")
    workers = children(service.process.pid)
    before = changes(office)
    office.rewheel(move)
    office.load(NOW)
    streak = 0
    while streak < 30:  # a new connection each time, so that both are asked; neither goes back to what was
        found = b"20240903" in httpx.get(f"{service.address}/feeds/{secret}.ics").content
        streak = streak + 1 if found else 0
    assert changes(office) == before + 1
    os.kill(workers[0], signal.SIGKILL)
    eventually(lambda: len(set(children(service.process.pid)) - set(workers)) == 1)
    eventually(lambda: service.feed(secret).status_code == 200)


def children(pid: int) -> list[int]:
    """The worker processes; Python's own resource tracker is none."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def changes(office: Office) -> int:
    return int(office.rows("SELECT count(*) FROM event WHERE kind = 'calendars.changed'")[0][0])


def test_a_thousand_clients_at_once(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office)
    whole = service.feed(secret).content
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    async def ask() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(f"GET /feeds/{secret}.ics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        said = await reader.read(-1)
        writer.close()
        return said

    async def all_at_once() -> list[bytes]:
        return await asyncio.gather(*(ask() for _ in range(1000)))

    answers = asyncio.run(asyncio.wait_for(all_at_once(), 30))
    assert all(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(whole) for answer in answers)


def test_readers_that_never_read_keep_nobody_else_waiting(tmp_path: Path, new_sqlite: Any, start: Start) -> None:
    def many(values: dict[str, Any]) -> None:
        for number in range(600):
            name, due = f"note-{number}", {"type": "fixed", "month": 5, "day": 2}
            values["document_types"][name] = copy.deepcopy(values["document_types"]["note"])
            values["obligations"][name] = copy.deepcopy(values["obligations"]["note"]) | {
                "delivered_in": [name],
                "due": due,
            }

    office = Office(tmp_path, new_sqlite())
    open_to_the_public(office)
    office.rewheel(many)
    office.load("2024-01-16")
    secret = subscribed(office, "office", "office")
    service = start(office)
    assert len(service.feed(secret).content) > 300_000
    idle = []
    for _ in range(60):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(("127.0.0.1", service.port))
        one.sendall(f"GET /feeds/{secret}.ics HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 3)
        idle.append(one)
    for _ in range(20):
        assert service.feed(secret).status_code == 200
    for one in idle:
        one.close()
    office.close()


def test_headers_that_go_on_and_on_are_refused(public_office: Office, start: Start) -> None:
    office = public_office
    secret = subscribed(office)
    service = start(office)
    for ending in ("\r\n\r\n", ""):  # whole, and without an end in sight
        with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
            for part in (
                f"GET /feeds/{secret}.ics HTTP/1.1\r\nHost: x\r\nX-Long: ",
                "x" * 40_000,
                "x" * 40_000,
                ending,
            ):
                try:
                    connection.sendall(part.encode())
                except (BrokenPipeError, ConnectionResetError):
                    break
            try:
                said = connection.recv(4096)
            except ConnectionResetError:
                said = b""
        assert said == b"" or said.startswith(b"HTTP/1.1 4")
    assert service.feed(secret).status_code == 200


def test_a_portfolio_that_is_broken_for_a_while_and_then_names_another_owner(
    public_office: Office, start: Start
) -> None:
    office = public_office
    kari = subscribed(office, "owner", "kari@example.org")
    service = start(office)
    assert service.feed(kari).content.count(b"BEGIN:VEVENT") == 12
    good = office.portfolio_path.read_text(encoding="utf-8")
    replaced(office.portfolio_path, "dette er: [ikke yaml")
    time.sleep(0.6)
    assert service.feed(kari).content.count(b"BEGIN:VEVENT") == 12
    replaced(office.portfolio_path, good.replace("hdir: {owner: anne,", "hdir: {owner: kari,"))
    eventually(lambda: service.feed(kari).content.count(b"BEGIN:VEVENT") > 12)


def test_no_secret_stands_in_log_or_database(public_office: Office) -> None:
    office = public_office
    secret = subscribed(office)
    service = Service(office)
    for path in (f"/feeds/{secret}.ics", f"/feeds/{secret}", f"/feeds/{secret}.ics/x", f"/x?{secret}"):
        service.get(path)
        service.ask("POST", path)
    with socket.create_connection(("127.0.0.1", service.port), timeout=30) as connection:
        connection.sendall(f"GET /feeds/{secret}.ics BAD\r\n{secret}\r\n\r\n".encode())
        connection.recv(1000)
    told = service.get("/healthz").text
    code, log = service.stop()
    assert code == 0
    office.parts.database.close()
    stored = b"".join(path.read_bytes() for path in file_of(office).parent.glob(f"{file_of(office).name}*"))
    assert secret not in log and secret not in told and secret.encode() not in stored


def test_it_ends_at_once_also_while_a_client_holds_its_line_and_writes_down_who_fetched(public_office: Office) -> None:
    office = public_office
    secret = subscribed(office)
    service = Service(office)
    assert service.feed(secret, user_agent="Google-Calendar-Importer").status_code == 200
    with socket.create_connection(("127.0.0.1", service.port)) as held:
        held.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        held.recv(4096)
        code, log = service.stop()  # in the time that it is given there, though the line is held
    assert (code, log) == (0, "")
    assert office.rows("SELECT client, fetched_mark IS NOT NULL FROM subscription") == [("google", 1)]
