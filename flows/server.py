"""A short-lived Prefect server of our own, for a run without one.

What lives here: starting it quietly, waiting until it answers, and giving it time to drain at the end. Prefect's
own temporary server prints tracebacks while it shuts down although the run was fine; this one writes to a log
file and ends cleanly. Production has a server that stays (see docs/operations.md).
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from arshjul.models.lang import say

API_URL = "PREFECT_API_URL"
_UP_SECONDS, _DOWN_SECONDS = 90.0, 20.0


class ServerError(Exception):
    """The server did not come up; the message names its log."""


def quiet_environment(home: Path) -> dict[str, str]:
    """Prefect's settings for a run on a closed network, with its own state under `home` and no chatter."""
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_CLI_PROMPT": "false",
    }


@contextmanager
def own_server(home: Path, tell: Callable[[str], None]) -> Iterator[str]:
    """Run a server while the block runs; yields its API address. ServerError when it does not come up."""
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, **quiet_environment(home)}
    environment.pop(API_URL, None)
    command = [
        sys.executable,
        "-m",
        "prefect",
        "server",
        "start",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-ui",
    ]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    try:
        _wait_until_up(process, url, log, tell)
        yield url
    finally:
        _stop(process)


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """These variables while the block runs, the old ones afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(process: subprocess.Popen[bytes], url: str, log: Path, tell: Callable[[str], None]) -> None:
    started = time.monotonic()
    told = 0
    while time.monotonic() - started < _UP_SECONDS:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        waited = int(time.monotonic() - started)
        if waited >= told + 5:
            told = waited
            tell(say(f"venter på Prefect ({waited} s)", f"waiting for Prefect ({waited} s)"))
    raise ServerError(
        say(f"Prefect kom ikke i gang; se {log}", f"Prefect did not start; see {log}"),
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end and let it drain; only a server that does not listen is killed."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_DOWN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
