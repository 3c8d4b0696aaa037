"""E-mail through a mail server (RFC 5321), one connection per message.

What lives here: the conversation with the server, and at which point of it an error leaves the outcome open. What the
server's refusals mean is `smtp_faults.py`; the message itself is `../email.py`.
"""

import asyncio
import ssl
from contextlib import suppress
from email.message import EmailMessage
from functools import cached_property

import aiosmtplib

from arshjul.models.lang import say
from arshjul.models.portfolio_channels import Security
from arshjul.notifications.email import is_address
from arshjul.notifications.transports.base import (
    EmailOut,
    Fault,
    Outgoing,
    Receipt,
    TransportError,
    UncertainSend,
)
from arshjul.notifications.transports.recent import Recent
from arshjul.notifications.transports.settings import SmtpSettings
from arshjul.notifications.transports.smtp_faults import fault_of, refused_content

ANSWER_SECONDS = 20.0
"""How long the server may take for each answer. With the factors below the whole stays well within a claim's lease."""
_TALK, _LAST_WORD = 4, 3
_GOODBYE_SECONDS = 2.0


class SmtpTransport:
    """Sends e-mail. `tls` is what certificates are checked by, the system's own when None (SSL_CERT_FILE changes it).

    With STARTTLS or TLS nothing is said before the server has proved who it is; there is no way around that.
    """

    def __init__(
        self, settings: SmtpSettings, *, tls: ssl.SSLContext | None = None, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._settings = settings
        self._given_tls = tls
        self._seconds = answer_seconds
        self._recent = Recent()

    @property
    def server(self) -> str:
        """The mail server that is used, whether the file or the environment names it."""
        return self._settings.host

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Hand the message to the server; the receipt is its Message-ID, which a repetition has too.

        Raises TransportError. When the answer to the message itself was lost: UncertainSend, which may be repeated.
        """
        if not isinstance(outgoing, EmailOut):
            raise TransportError(say("tar bare e-post", "takes e-mail only"), fault=Fault.SETTINGS)
        if known := self._recent.get(outgoing.key):
            return known
        if not is_address(outgoing.to):  # the library would make another one of it
            raise TransportError(say("det er ingen e-postadresse", "it is no e-mail address"), fault=Fault.ADDRESS)
        client = self._client()
        try:
            await self._deliver(client, outgoing)
        finally:
            client.close()
        return self._recent.keep(outgoing.key, Receipt(str(outgoing.payload["Message-ID"])))

    async def _deliver(self, client: aiosmtplib.SMTP, outgoing: EmailOut) -> None:
        """Everything up to the server's last word. The message is written out first: a faulty one connects nowhere."""
        as_it_is, in_seven_bits = outgoing.payload.as_bytes(), _seven_bits(outgoing.payload)
        try:
            async with asyncio.timeout(_TALK * self._seconds):
                await client.connect()
                await client.ehlo()
                wide = client.supports_extension("8bitmime")
                content = as_it_is if wide else in_seven_bits
                await client.mail(self._settings.sender, options=_options(client, content, wide=wide))
                await client.rcpt(outgoing.to)
        except (aiosmtplib.SMTPException, OSError) as error:
            raise fault_of(error) from error
        await self._hand_over(client, content)

    async def _hand_over(self, client: aiosmtplib.SMTP, content: bytes) -> None:
        """The message itself. From here on only a clear answer tells what became of it."""
        try:
            await client.data(content, timeout=_LAST_WORD * self._seconds)
        except aiosmtplib.SMTPDataError as error:
            raise (refused_content(error) if error.code >= 400 else _uncertain()) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _uncertain() from error
        with suppress(aiosmtplib.SMTPException, OSError):  # it has the message: how it says goodbye changes nothing
            await client.quit(timeout=_GOODBYE_SECONDS)

    def _client(self) -> aiosmtplib.SMTP:
        """A client that does what the settings say and nothing by itself: no other protection, no second try.

        It introduces itself by the sender's domain; looking up the machine's own name may take long and tells more.
        """
        told = self._settings
        return aiosmtplib.SMTP(
            hostname=told.host,
            port=told.port,
            username=told.user,
            password=told.password,
            local_hostname=told.sender.rpartition("@")[2],
            timeout=self._seconds,
            use_tls=told.security is Security.TLS,
            start_tls=told.security is Security.STARTTLS,
            tls_context=None if told.security is Security.NONE else self._tls,
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or ssl.create_default_context()


def _options(client: aiosmtplib.SMTP, content: bytes, *, wide: bool) -> list[str]:
    """What the server is told of the message beforehand (RFC 6152; RFC 1870), as far as it wants to know."""
    size = [f"SIZE={len(content)}"] if client.supports_extension("size") else []
    return [*(["BODY=8BITMIME"] if wide else []), *size]


def _seven_bits(message: EmailMessage) -> bytes:
    """The same message for a server that takes ASCII only (RFC 6152, section 3)."""
    return message.as_bytes(policy=message.policy.clone(cte_type="7bit"))


def _uncertain() -> UncertainSend:
    reason = say(
        "e-posttjeneren svarte ikke på om den tok meldingen",
        "the mail server did not answer whether it took the message",
    )
    return UncertainSend(reason, repeatable=True)
