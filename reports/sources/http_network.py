"""Connections to an actor's server: only to addresses that are public or listed, and never longer than the look may take.

What lives here: the network under the HTTP client. A name is resolved once and the connection goes to the number that was
looked at, so that a name that means another address a moment later (DNS rebinding) leads nowhere.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

from arshjul.reports.sources.http_faults import HttpFault, HttpProblem
from arshjul.reports.sources.http_settings import Network

_NAT64 = ip_network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class Deadline:
    """The instant at which a look is over, by the machine's own steady clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never below nought."""
        return max(0.0, self._end - time.monotonic())

    def within(self, seconds: float | None) -> float:
        """The shorter of a time-out and what is left. HttpProblem when nothing is."""
        left = self.left
        if left <= 0:
            raise HttpProblem(HttpFault.TIMEOUT, again=False)
        return left if seconds is None else min(seconds, left)


def is_allowed(address: Address, private: Iterable[Network]) -> bool:
    """Whether that address may be connected to: a public one, or one that is listed."""
    if any(address.version == network.version and address in network for network in private):
        return True
    return all(one.is_global and not one.is_multicast for one in (address, *_inside(address)))


def _inside(address: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address stands for, by the known ways of writing one in the other."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address] = [one for one in (address.ipv4_mapped, address.sixtofour) if one is not None]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return found


class Guarded(httpcore.NetworkBackend):
    """Connects as the look allows."""

    def __init__(self, private: Sequence[Network], deadline: Deadline) -> None:
        self._private, self._deadline, self._inner = private, deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers. HttpProblem when none of them is allowed."""
        found = _resolved(host, port, self._deadline.within(timeout))
        allowed = [address for address in found if is_allowed(address, self._private)]
        if not allowed:
            raise HttpProblem(HttpFault.PRIVATE, detail=", ".join(map(str, found[:3])))
        error: Exception = OSError()
        for address in allowed:
            try:
                within = self._deadline.within(timeout)
                stream = self._inner.connect_tcp(str(address), port, within, local_address, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as one:
                error = one
        raise error


class _Timed(httpcore.NetworkStream):
    """A stream none of whose steps outlasts the look: a server that drips resets its own clock, not this one."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _resolved(host: str, port: int, seconds: float) -> list[Address]:
    """The addresses of a host. The system's look-up knows no time-out, so it is left behind when it takes too long."""
    found: list[Address] = []
    failed: list[OSError] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in rows))
        except (OSError, UnicodeError) as error:
            failed.append(OSError(str(error)))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise HttpProblem(HttpFault.TIMEOUT, again=True)
    if failed or not found:
        raise HttpProblem(HttpFault.UNKNOWN_HOST, again=True)
    return found
