"""A real mail server on loopback (aiosmtpd) that can be told how to misbehave.

What lives here: the server, what it kept, and a certificate of its own for STARTTLS and TLS. It runs in a thread of the
test; its switches may be turned between messages.
"""

import asyncio
import datetime as dt
import ipaddress
import ssl
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Trick(StrEnum):
    """What the server does with the next message instead of taking it."""

    DROP_AFTER = "take it, and hang up without a word"
    SILENT_AFTER = "take it, and say nothing more"
    DROP_BEFORE = "hang up when the envelope is there"
    SILENT_BEFORE = "say nothing when the envelope is there"
    DROP_HALFWAY = "hang up while the message is coming, and keep nothing"


@dataclass(frozen=True, slots=True)
class Kept:
    """A message the server took."""

    sender: str
    to: tuple[str, ...]
    content: bytes
    tls: bool
    user: str | None
    options: tuple[str, ...]

    @property
    def message(self) -> EmailMessage:
        """Parsed."""
        found = message_from_bytes(self.content, policy=default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass(slots=True)
class _Handler:
    kept: list[Kept] = field(default_factory=list)
    tricks: deque[Trick] = field(default_factory=deque)
    on_sender: str = ""
    on_recipient: str = ""
    on_data: str = ""
    seven_bits: bool = False
    on_login: str = ""
    rude: bool = False
    seen: int = 0
    names: list[str] = field(default_factory=list)

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, name: str, lines: list[str]) -> list[str]:
        session.host_name = name
        self.names.append(name)
        return [line for line in lines if not (self.seven_bits and "8BITMIME" in line)]

    async def handle_MAIL(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.on_sender:
            return self.on_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if self.tricks and self.tricks[0] in (Trick.DROP_BEFORE, Trick.SILENT_BEFORE):
            await self._vanish(server, silent=self.tricks.popleft() is Trick.SILENT_BEFORE)
        if self.on_recipient:
            return self.on_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.seen += 1
        trick = self.tricks.popleft() if self.tricks else None
        if trick is Trick.DROP_HALFWAY:
            await self._vanish(server, silent=False)
        if self.on_data:
            return self.on_data
        user = session.auth_data.login.decode() if session.auth_data else None
        options = tuple(map(str, envelope.mail_options))
        tls = server.transport.get_extra_info("sslcontext") is not None
        self.kept.append(Kept(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content, tls, user, options))
        if trick:
            await self._vanish(server, silent=trick is Trick.SILENT_AFTER)
        return "250 2.0.0 taken"

    async def handle_QUIT(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.rude:
            server.transport.abort()
        return "221 Bye"

    async def _vanish(self, server: SMTP, *, silent: bool) -> None:
        if silent:
            await asyncio.sleep(3600)
        server.transport.abort()
        await asyncio.sleep(3600)  # cancelled with the connection


class MailServer:
    """Use as a context manager. `users`: who may log in; then everyone must. `tls`: from the first byte."""

    def __init__(
        self,
        *,
        starttls: ssl.SSLContext | None = None,
        tls: ssl.SSLContext | None = None,
        users: dict[str, str] | None = None,
    ) -> None:
        self.handler = _Handler()
        self._users = users
        self._controller = _Controller(
            self.handler,
            hostname="127.0.0.1",
            port=0,
            ssl_context=tls,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=users is not None and starttls is not None,
            auth_require_tls=starttls is not None,
            authenticator=self._authenticated if users is not None else None,
            server_hostname="mail.example.org",
        )

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._controller.server is not None
        return int(self._controller.server.sockets[0].getsockname()[1])

    @property
    def kept(self) -> list[Kept]:
        """What it took, in order."""
        return self.handler.kept

    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(str(kept.message["Message-ID"]) for kept in self.kept)

    def _authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        if self.handler.on_login:
            return AuthResult(success=False, handled=False, message=self.handler.on_login)
        fine = (self._users or {}).get(data.login.decode()) == data.password.decode()
        return AuthResult(success=fine, handled=False, auth_data=data)


class _Controller(Controller):
    """Starts without the connection to itself that the library makes, which knows no port 0 and no certificate."""

    def _trigger_server(self) -> None:
        self._factory_invoked.set()
        self.smtpd = object()  # until the first real connection


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate for the loopback address, made for one test run."""

    file: Path

    def server(self) -> ssl.SSLContext:
        """What a server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file)
        return context

    def client(self) -> ssl.SSLContext:
        """What a client that trusts it checks by."""
        return ssl.create_default_context(cafile=str(self.file))


def make_certificate(folder: Path, host: str = "127.0.0.1") -> Certificate:
    """A fresh certificate and its key in one file under `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{host}-{threading.get_ident()}.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return Certificate(file)
