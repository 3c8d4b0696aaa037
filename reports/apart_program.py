"""The process in which files of strangers are looked into, one process per file. Run as a script, never imported by others.

What lives here: waiting for files, and for each of them a process of its own with little memory and time, which ends with it.
Nothing is read here: the reader is a script beside this one (the first argument), with `prepare()`, `look(raw)`, `Refused`
and its limits `MEMORY`, `SECONDS` and `OUTPUT`. The other arguments are folders that hold what the reader imports; it does
so once, so that a file costs a fork and no start. Only the standard library is used.

Over the socket that stands in for standard input come two open files at a time, what is given and where the answer goes
(as JSON); back goes how the process ended.
"""

import importlib.util
import json
import os
import resource
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

NOT_STARTED = 2
"""The exit code where nothing was read; Python's own where it cannot open this file."""


def limit(reader: Any) -> None:
    """Before a byte is read. A system that lacks a limit is left with the time that the parent gives."""
    limits = {"AS": reader.MEMORY, "CPU": reader.SECONDS, "FSIZE": reader.OUTPUT, "CORE": 0}
    for what, most in limits.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))


def told(reader: Any, raw: bytes) -> dict[str, Any]:
    """What the reader makes of a file, or why it does not."""
    try:
        found: dict[str, Any] = reader.look(raw)
    except reader.Refused as refused:
        return {"refused": refused.code, "at": refused.at}
    except MemoryError:
        return {"refused": "memory"}
    except BaseException:  # a panic of a library in another language is no Exception
        return {"refused": "damaged"}
    return found


def read(reader: Any, given: int, answer: int) -> None:
    """One file, in its own process; ends it."""
    limit(reader)
    with open(given, "rb") as file, open(answer, "w", encoding="utf-8") as out:
        json.dump(told(reader, file.read()), out)
    os._exit(0)


def serve(door: socket.socket, reader: Any) -> None:
    """File after file, until nobody is there to ask."""
    while True:
        message, files, _, _ = socket.recv_fds(door, 1, 2)
        if not message or len(files) != 2:
            return
        process = os.fork()
        if process == 0:
            try:
                door.close()
                read(reader, *files)
            finally:
                os._exit(1)
        for file in files:
            os.close(file)
        door.sendall(struct.pack("i", os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])))


def main() -> None:
    """Load the reader and what it needs, then wait for files."""
    sys.path += sys.argv[2:]
    try:
        spec = importlib.util.spec_from_file_location("reader", sys.argv[1])
        assert spec is not None
        assert spec.loader is not None
        reader = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reader)
        reader.prepare()
    except (ImportError, OSError):
        sys.exit(NOT_STARTED)
    door = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # no reader is to speak through it
    serve(door, reader)


if __name__ == "__main__":
    main()
