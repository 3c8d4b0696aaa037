"""`serve`: the calendar service put together and run until it is told to stop.

What lives here: the socket, the worker processes, and how one of them finds its parts again. Answers are `web/`.
"""

import json
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from sqlalchemy import Engine
from uvicorn.supervisors import Multiprocess

from arshjul.app import clock
from arshjul.app.terminal import line
from arshjul.flows.parts import Parts, build_parts
from arshjul.flows.settings import Settings, database_exists, database_file
from arshjul.models.lang import say
from arshjul.models.problems import BadInput, Problem, reason
from arshjul.web.app import FeedApp
from arshjul.web.keeping import Keeper
from arshjul.web.protocol import HEAD_LIMIT, http_reader
from arshjul.web.store_door import Door, never_make

_ENV = "ARSHJUL_SERVE"
"""How a worker process is told what its parent was told."""
_GRACE_SECONDS = 10
_SWITCH_SECONDS = 0.0005
"""Answers wait at most so long for what is read beside them, instead of ten times that."""
_BACKLOG = 2048


def serve(found: Settings, host: str, port: int, workers: int, as_of: str | None) -> None:
    """Serve until SIGTERM or SIGINT. BadInput when the address is taken or the database or portfolio is no good."""
    if not database_exists(found):
        what = say("finnes ikke", "does not exist")
        remedy = say("kjør arshjul day eller arshjul wheel load først", "run arshjul day or arshjul wheel load first")
        raise BadInput([Problem(str(database_file(found) or "ARSHJUL_DATABASE_URL"), what, remedy=remedy)])
    _open(found, as_of).database.close()  # says what is wrong before anything is served
    _allow_many_connections()
    listening = _listen(host, port)
    os.environ[_ENV] = json.dumps(
        {"portfolio": str(found.portfolio), "database": found.database_url, "as_of": as_of}, ensure_ascii=False
    )
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}"
    line(say(f"Betjener kalendere på {address}", f"Serving calendars at {address}"))
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _end)
    config = uvicorn.Config(
        "arshjul.app.serving:application",
        factory=True,
        workers=workers,
        access_log=False,  # a path is a secret
        log_config=None,
        log_level="warning",
        server_header=False,
        http=http_reader(),
        h11_max_incomplete_event_size=HEAD_LIMIT,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        backlog=_BACKLOG,
        ws="none",
        proxy_headers=False,
    )
    try:
        if workers > 1:
            Multiprocess(config, [listening]).run()
        else:
            uvicorn.Server(config).run([listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()


def application() -> FeedApp:
    """The service of one process, from what its parent was told."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    sys.setswitchinterval(_SWITCH_SECONDS)
    never_make(Engine)
    told = json.loads(os.environ[_ENV])
    as_of: str | None = told["as_of"]
    found = Settings(
        named_portfolio=Path(told["portfolio"]), wheels=(), database_url=told["database"], database_is_default=False
    )
    door = Door(lambda: _open(found, as_of), database_file(found), found.portfolio)
    return FeedApp(Keeper(door, lambda: clock.now(as_of)))


def _open(found: Settings, as_of: str | None) -> Parts:
    return build_parts(
        database_url=found.database_url,
        portfolio=found.portfolio,
        wheels=(),
        moment=clock.now(as_of),
        transports={},
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        told = reason(error) if isinstance(error, OSError) else say("ingen slik port", "no such port")
        what = say(f"kan ikke brukes: {told}", f"cannot be used: {told}")
        remedy = say("velg en annen adresse eller port", "choose another host or port")
        raise BadInput([Problem(f"{host}:{port}", what, remedy=remedy)]) from None
    listening.set_inheritable(True)
    return listening


def _allow_many_connections() -> None:
    """As many as the system grants: a thousand clients that ask at once take a thousand open files."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _end(_number: int, _frame: object) -> None:
    """What is left to do when the server has ended in good order."""
    sys.exit(0)
