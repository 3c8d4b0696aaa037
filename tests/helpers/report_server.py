"""A real HTTP server on loopback that gives reports, and can be told how to misbehave.

What lives here: the server, what it was asked, certificates for TLS, and an authority that signs them. Each connection has a
thread of its own; routes may be changed between requests.
"""

import datetime as dt
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Answers = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One connection. A route is a function that is handed this and writes what it likes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        """Look up the route and let it answer."""
        self.server.owner.asked.append(Asked(self.path, {name.lower(): value for name, value in self.headers.items()}))
        route = self.server.owner.routes.get(self.path.partition("?")[0])
        try:
            if route is None:
                self.give(404, b"no such page", "text/plain")
            else:
                route(self)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def give(self, status: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        """A whole answer; `Content_Length` and the like name headers."""
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **named}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: "ReportServer"
    context: ssl.SSLContext | None = None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake belongs to the connection's own thread, so that a slow one holds nobody up."""
        if self.context is not None:
            try:
                request = self.context.wrap_socket(request, server_side=True)
            except (ssl.SSLError, OSError):
                request.close()
                return
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


@dataclass
class ReportServer:
    """Use as a context manager. `tls`: what the server shows; then addresses begin with https."""

    tls: ssl.SSLContext | None = None
    routes: dict[str, Answers] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> "ReportServer":
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.owner, self._server.context = self, self.tls
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, path: str = "/reports") -> str:
        """The address of a path."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [one.path for one in self.asked]


class Folder:
    """Files behind an index at a path of a server, as an actor's real server gives them."""

    def __init__(self, server: ReportServer, path: str, files: dict[str, bytes]) -> None:
        self.files, self._server, self._path = dict(files), server, path
        server.routes[path] = self._index

    def _index(self, handler: Handler) -> None:
        listed = []
        for name in self.files:
            place = f"{self._path}/files/{quote(name, safe='')}"
            self._server.routes[place] = self._file
            listed.append({"name": name, "href": place})
        handler.give(200, json.dumps(listed).encode())

    def _file(self, handler: Handler) -> None:
        name = unquote(handler.path.rpartition("/")[2])
        if name in self.files:
            handler.give(200, self.files[name], "application/octet-stream")
        else:
            handler.give(404)


def tagged(body: bytes, tag: str = '"v1"', **headers: str) -> Answers:
    """An answer with an ETag, and 304 to whoever has it already."""

    def give(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == tag:
            handler.give(304, ETag=tag)
        else:
            handler.give(200, body, ETag=tag, **headers)

    return give


def whole(body: bytes, kind: str = "application/json", **headers: str) -> Answers:
    """The same answer each time."""
    return lambda handler: handler.give(200, body, kind, **headers)


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs certificates for one test run; `file` is its own certificate."""

    folder: Path
    _DAY: ClassVar[dt.timedelta] = dt.timedelta(days=1)

    @property
    def file(self) -> Path:
        """What clients and servers trust."""
        return self.folder / "ca.pem"

    @classmethod
    def make(cls, folder: Path) -> "Authority":
        """A fresh authority, whose files lie in `folder`."""
        made = cls(folder)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - 9 * cls._DAY).not_valid_after(now + 9 * cls._DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        made.file.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        (folder / "ca.key").write_bytes(_secret(key))
        return made

    def issue(self, name: str, *, host: str = "127.0.0.1", days: int = 1) -> Path:
        """A certificate and its key in one file; with `days` below nought it has expired."""
        signer = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        own = x509.load_pem_x509_certificate(self.file.read_bytes())
        key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
        try:
            place: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            place = x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(own.subject).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - 8 * self._DAY).not_valid_after(now + days * self._DAY)
        builder = builder.add_extension(x509.SubjectAlternativeName([place]), critical=False)
        signed = builder.sign(signer, hashes.SHA256())  # type: ignore[arg-type]
        file = self.folder / f"{name}.pem"
        file.write_bytes(_secret(key) + signed.public_bytes(serialization.Encoding.PEM))
        return file

    def server(self, file: Path, *, asks: bool = False) -> ssl.SSLContext:
        """What a server shows; `asks`: clients must show one of the authority's certificates too."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
