"""Asking a server over one kept connection after another, as plainly as can be.

What lives here: the asking side of `bench_serve.py`, and reading how much processor time a server has used.
"""

import os
import socket
import time
from pathlib import Path
from statistics import quantiles

_TICKS = os.sysconf("SC_CLK_TCK")


class Client:
    """One kept connection; an answer is read to its end before the next is asked for."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left = b""

    def ask(self, request: bytes) -> tuple[int, int]:
        """Status and length of the body."""
        self._socket.sendall(request)
        head, left = self._left, b""
        while b"\r\n\r\n" not in head:
            head += self._receive()
        head, _, left = head.partition(b"\r\n\r\n")
        status, length = int(head[9:12]), _length(head)
        got = len(left)
        while got < length:
            got += len(self._receive())
        self._left = b""
        return status, length

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _receive(self) -> bytes:
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:") and head[9:12] != b"304":
            return int(line[15:])
    return 0


def processor_seconds(pids: list[int]) -> float:
    """What these processes have used so far."""
    total = 0
    for pid in pids:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(parts[11]) + int(parts[12])
    return total / _TICKS


def ask_for(
    port: int, pids: list[int], request: bytes, status: int, seconds: float, clients: int
) -> tuple[float, float]:
    """Processor seconds of the server per answer, and the 99th percentile of the time an answer takes.

    The server's own time is what counts: it is the throughput of a core that does nothing else, however slow the asking.
    """
    connections = [Client(port) for _ in range(clients)]
    waits: list[float] = []
    began, before = time.perf_counter(), processor_seconds(pids)
    while time.perf_counter() - began < seconds:
        for one in connections:
            start = time.perf_counter()
            if one.ask(request)[0] != status:
                raise AssertionError(f"expected {status}")
            waits.append(time.perf_counter() - start)
    used = processor_seconds(pids) - before
    for one in connections:
        one.close()
    return used / len(waits), quantiles(waits, n=100)[98]
