"""A small office whose calendars are served by a real process, and clients that ask it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from office import PORTFOLIO, Office, moment

from arshjul.flows import subscribing
from arshjul.models.tables_feeds import FeedScope
from arshjul.store.subscriptions import Wish

PUBLIC = "https://kalender.example.org/styring"
NOW = "2024-03-01"


def open_to_the_public(office: Office) -> Office:
    """The office with a public address."""
    text = PORTFOLIO.replace("email: kontor@example.org,", f"email: kontor@example.org, public_address: {PUBLIC},", 1)
    office.portfolio_path.write_text(text, encoding="utf-8")
    office.close()
    office.parts = office.open()
    return office


def subscribed(office: Office, kind: str = "actor", scope: str = "nhn", when: str = NOW, **wish: Any) -> str:
    """The secret of a new subscription."""
    asked = Wish(FeedScope(kind), scope, wish.pop("lang", "nb"))._replace(**wish)
    return subscribing.create(office.at(when), asked).secret


class Service:
    """`arshjul serve` as a process of its own, on a port of its own."""

    def __init__(self, office: Office, *options: str, as_of: str | None = NOW) -> None:
        dated = ("--as-of", as_of) if as_of else ()
        command = [sys.executable, "-m", "arshjul.app.cli", "serve", "--port", "0", *dated, *options]
        found = {"ARSHJUL_DATABASE_URL": office.url, "ARSHJUL_PORTFOLIO": str(office.portfolio_path)}
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ARSHJUL_")}
        self.log = office.folder / f"serve-{time.monotonic_ns()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, env=clean | found, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True
            )
        assert self.process.stdout is not None
        told = self.process.stdout.readline()
        found_port = re.search(r":(\d+)\s*$", told)
        assert found_port, (told, self.log.read_text())
        self.port = int(found_port[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.address, timeout=30, headers={"accept-encoding": "identity"})
        eventually(lambda: self.get("/readyz").status_code == 200)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """One answer; header names with an underscore for a hyphen."""
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        """The same with any method. A connection refused while it starts counts as not there yet."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return self.client.request(method, path, headers=named)
        except httpx.ConnectError:
            return httpx.Response(599)

    def feed(self, secret: str, **headers: str) -> httpx.Response:
        """A calendar."""
        return self.get(f"/feeds/{secret}.ics", **headers)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """End it; its exit code and all that it logged."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode, self.log.read_text()


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it holds. Fails when it does not come to hold in a time that no busy machine should need."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, "it did not come to hold"
        time.sleep(0.02)


def replaced(path: Path, text: str) -> None:
    """Another file in its place, as an editor does."""
    fresh = path.with_suffix(".fresh")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


__all__ = ["NOW", "PUBLIC", "Service", "eventually", "moment", "open_to_the_public", "replaced", "subscribed"]
