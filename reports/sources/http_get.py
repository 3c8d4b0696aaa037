"""One request to an actor's server, carried through: redirects, tries, time, and how much is read.

What lives here: the client. It asks for plain bytes, keeps credentials to the origin of the portfolio's own address, goes
through no proxy, and raises `HttpProblem` for whatever stops it. What the bytes are is `http_pages.py`.
"""

import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore

from arshjul.models.portfolio_channels import is_loopback
from arshjul.models.problems import size_words
from arshjul.reports.sources.http_faults import HttpFault, HttpProblem, joined
from arshjul.reports.sources.http_network import Deadline, Guarded
from arshjul.reports.sources.http_settings import MOST_HOPS, HttpSettings

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGAIN = frozenset({429, 500, 502, 503, 504})
_BUSY = frozenset({429, 503})
_PORTS = {"https": 443, "http": 80}
_AGENT = "arshjul"
_HEADER_WORDS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, from where in the end; 304 for what is as it was. Names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Getter:
    """The client of one look. Close it; it is used by one thread."""

    def __init__(self, settings: HttpSettings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._sleep = settings, sleep
        self._deadline = Deadline(settings.total_seconds)
        self._pools: dict[tuple[bool, bool], httpcore.ConnectionPool] = {}

    @property
    def is_out_of_time(self) -> bool:
        """Whether the look is over, so that nothing more can be asked."""
        return self._deadline.left <= 0

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()

    def get(self, url: str, most: int, validators: Mapping[str, str]) -> Answer:
        """The answer of at most `most` bytes, after as many tries as the settings allow. HttpProblem when there is none."""
        wait = self._settings.first_wait
        for number in range(1, self._settings.tries + 1):
            try:
                return self._followed(url, most, validators)
            except HttpProblem as problem:
                pause = wait * (0.75 + random.random() / 2) if problem.wait is None else problem.wait
                if not problem.again or number == self._settings.tries or pause >= self._deadline.left:
                    raise
            self._sleep(pause)
            wait *= 2
        raise AssertionError("the last try returns or raises")

    def allowed(self, url: str, before: str) -> str:
        """The address as it may be asked. HttpProblem for hosts that are not listed, and for ways that are less private."""
        try:
            parts, here = urlsplit(url), urlsplit(before)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise HttpProblem(HttpFault.REDIRECT, detail="?") from None
        private = parts.scheme == "https" or (parts.scheme == here.scheme == "http" and is_loopback(host))
        own = (urlsplit(self._settings.address).hostname or "").rstrip(".")
        if not private or port == 0 or host not in {own, *self._settings.hosts} or not _is_plain(url):
            raise HttpProblem(HttpFault.REDIRECT, detail=f"{parts.scheme}://{host}"[:_HEADER_WORDS])
        return url

    def _followed(self, url: str, most: int, validators: Mapping[str, str]) -> Answer:
        seen = {url}
        while True:
            answer = self._once(url, most, validators)
            if answer.status not in _REDIRECTS:
                return answer
            target = joined(url, answer.headers.get("location", ""))
            if target in seen or len(seen) > MOST_HOPS:
                raise HttpProblem(HttpFault.LOOP)
            url = self.allowed(target, url)
            seen.add(url)

    def _once(self, url: str, most: int, validators: Mapping[str, str]) -> Answer:
        own = _origin(url) == _origin(self._settings.address)
        headers: dict[str | bytes, str | bytes] = {"Accept": "application/json", "Accept-Encoding": "identity"}
        headers["User-Agent"] = _AGENT
        headers.update(validators.items())
        if own and self._settings.token:
            headers["Authorization"] = f"Bearer {self._settings.token}"
        times = {"connect": self._settings.connect_seconds, "read": self._settings.read_seconds}
        times |= {"write": times["read"], "pool": times["connect"]}
        with (
            _named(),
            self._pool(url, own=own).stream("GET", url, headers=headers, extensions={"timeout": times}) as answer,
        ):
            found = {name.decode("ascii").lower(): value.decode("latin-1") for name, value in answer.headers}
            _look_at(answer.status, found, most, asked=bool(validators))
            body = b"" if answer.status != 200 else _body(answer.iter_stream(), most)
            return Answer(url, answer.status, found, body)

    def _pool(self, url: str, *, own: bool) -> httpcore.ConnectionPool:
        """The connections to the address's own origin show our certificate, those to others do not."""
        secure = url.startswith("https://")
        if (own, secure) not in self._pools:
            guarded = Guarded(self._settings.private, self._deadline)
            context = _context(self._settings, own=own) if secure else None
            self._pools[own, secure] = httpcore.ConnectionPool(
                ssl_context=context, max_connections=1, network_backend=guarded, retries=0
            )
        return self._pools[own, secure]


def _look_at(status: int, headers: Mapping[str, str], most: int, *, asked: bool) -> None:
    """HttpProblem for an answer whose body is not worth reading."""
    if status in (401, 403):
        raise HttpProblem(HttpFault.REFUSED, detail=str(status))
    if status in _AGAIN:
        fault = HttpFault.BUSY if status in _BUSY else HttpFault.STATUS
        raise HttpProblem(fault, detail=str(status), again=True, wait=_retry_after(headers))
    if status not in (200, *_REDIRECTS) and not (status == 304 and asked):
        raise HttpProblem(HttpFault.STATUS, detail=str(status))
    packed = headers.get("content-encoding", "identity").strip().lower()
    if status == 200 and packed not in ("", "identity"):
        raise HttpProblem(HttpFault.COMPRESSED, detail=packed)
    length = headers.get("content-length", "")
    if status == 200 and length.isdecimal() and int(length[:30]) > most:
        raise HttpProblem(HttpFault.TOO_LARGE, detail=size_words(most))


def _body(parts: Iterator[bytes], most: int) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > most:
            raise HttpProblem(HttpFault.TOO_LARGE, detail=size_words(most))
    return bytes(body)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait (RFC 9110, 10.2.3); a date is held against the server's own clock."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return float(told[:9])
    try:
        until, here = parsedate_to_datetime(told), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - here).total_seconds())
    except (TypeError, ValueError):
        return None


@contextmanager
def _named() -> Iterator[None]:
    """What the client raises, by our names."""
    try:
        yield
    except httpcore.TimeoutException:
        raise HttpProblem(HttpFault.TIMEOUT, again=True) from None
    except httpcore.RemoteProtocolError as error:
        if "complete message body" in str(error) or "incomplete chunked" in str(error):
            raise HttpProblem(HttpFault.CUT_OFF, again=True) from None
        if "without sending a response" in str(error):
            raise HttpProblem(HttpFault.UNREACHABLE, again=True) from None
        raise HttpProblem(HttpFault.BROKEN) from None
    except (httpcore.NetworkError, ssl.SSLError) as error:
        raise _by_cause(error) from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError):
        raise HttpProblem(HttpFault.BROKEN) from None


def _by_cause(error: Exception) -> HttpProblem:
    """A connection that failed: by its certificate, by TLS otherwise, or by itself."""
    cause: Any = error if isinstance(error, ssl.SSLError) else error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        dated = cause.verify_code in (9, 10)  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
        return HttpProblem(HttpFault.EXPIRED if dated else HttpFault.TLS, detail=cause.verify_message or "")
    if isinstance(cause, ssl.SSLError):
        return HttpProblem(HttpFault.TLS, detail=(cause.reason or "").replace("_", " ").lower())
    return HttpProblem(HttpFault.UNREACHABLE, again=True)


def _context(settings: HttpSettings, *, own: bool) -> ssl.SSLContext:
    """How the other side is checked, and what we show it."""
    try:
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except (OSError, ValueError):
        raise HttpProblem(HttpFault.CERTIFICATE, detail="ca_file") from None
    if own and settings.certificate:
        try:
            context.load_cert_chain(settings.certificate, settings.key, password=_no_password)
        except (OSError, ValueError):
            raise HttpProblem(HttpFault.CERTIFICATE, detail="certificate") from None
    return context


def _no_password() -> str:
    """A key under a password is refused; without this OpenSSL asks for it in the terminal."""
    return ""


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)


def _is_plain(url: str) -> bool:
    return (
        len(url) <= 2000 and url.isascii() and url.isprintable() and " " not in url and "@" not in urlsplit(url).netloc
    )
