"""Has files of strangers looked into by processes apart, and takes what they tell.

What lives here: starting the program (`apart_program.py`), handing it files, its limit in time, and keeping it for the next
file. What a reader refuses is worded by whoever asks. Each file has a process of its own, so that nothing of one reaches
another; several threads may ask at once, each with a program of its own.
"""

import atexit
import importlib.util
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

_PROGRAM = Path(__file__).with_name("apart_program.py").resolve()  # an editable install is a tree of links, made anew
_NOT_STARTED, _MOST_IDLE = 2, 4
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


class Reader(NamedTuple):
    """A script that looks into one sort of file, the packages that it imports, and the most that it may answer, in bytes."""

    script: Path
    packages: tuple[str, ...]
    output: int


_idle: dict[Reader, list["_Program"]] = {}
_lock = threading.Lock()


def look(reader: Reader, raw: bytes, seconds: float) -> dict[str, Any]:
    """What the reader tells of `raw`; `refused` says why it tells nothing: `time` or `memory`. RuntimeError when it cannot be started."""
    program = _taken(reader)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            given.write(raw)
            given.seek(0)
            code = program.read(given.fileno(), answer.fileno(), seconds)
            if code == 0:
                answer.seek(0)
                return _parsed(answer.read(reader.output))
    finally:
        _put_back(reader, program)
    return {"refused": "time" if code is None or code in _OUT_OF_TIME else "memory"}


def _parsed(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {"refused": "memory"}


class _Program:
    """One running program. It gets no setting of ours, so no secret either."""

    def __init__(self, reader: Reader) -> None:
        self.door, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-S", str(_PROGRAM), str(reader.script), *map(_folder, reader.packages)]
        settings = {name: value for name, value in os.environ.items() if name.endswith("LIBRARY_PATH")}
        self.process = subprocess.Popen(
            command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings,
            start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self.alive = True

    def read(self, given: int, answer: int, seconds: float) -> int | None:
        """How the process that read the file ended; None when its time was up, and then the program is gone too."""
        self.door.settimeout(seconds)
        try:
            socket.send_fds(self.door, [b"!"], [given, answer])
            ended = self.door.recv(struct.calcsize("i"))
        except TimeoutError:
            self.close()
            return None
        except OSError:
            ended = b""
        if ended:
            return int(struct.unpack("i", ended)[0])
        self.close(grace=1)
        if self.process.returncode == _NOT_STARTED:
            raise RuntimeError("the process that reads files cannot start")
        return 1

    def close(self, grace: float = 0) -> None:
        """End it, and whatever it is reading, when it does not end by itself within so many seconds."""
        self.alive = False
        self.door.close()
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _taken(reader: Reader) -> _Program:
    with _lock:
        waiting = _idle.setdefault(reader, [])
        while waiting:
            program = waiting.pop()
            if program.process.poll() is None:
                return program
            program.close()
    return _Program(reader)


def _put_back(reader: Reader, program: _Program) -> None:
    with _lock:
        waiting = _idle.setdefault(reader, [])
        if program.alive and len(waiting) < _MOST_IDLE:
            waiting.append(program)
            return
    if program.alive:
        program.close()


def _folder(package: str) -> str:
    """The folder that holds a package; it is found without being imported here."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed")
    return str(Path(spec.origin).parents[1])


def close_all() -> None:
    """End the programs that wait for files."""
    with _lock:
        waiting = [program for programs in _idle.values() for program in programs]
        _idle.clear()
    for program in waiting:
        program.close()


def _forget() -> None:
    """In a process forked from this one: the programs are the parent's to talk to, and the lock may have been held."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


atexit.register(close_all)
os.register_at_fork(after_in_child=_forget)
