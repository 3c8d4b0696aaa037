"""What each way of reaching people needs: the mail server and the Slack workspace, as a portfolio file names them.

What lives here: the shapes and what must hold inside them. Which channel is tried first is `portfolio.py`; secrets and
what the environment says instead are read by `notifications/transports/settings.py`.
"""

import re
from enum import StrEnum
from ipaddress import ip_address
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from arshjul.models.lang import say
from arshjul.models.portfolio_fields import EmailAddress, Secret
from arshjul.models.schema_words import said, short

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"

    @property
    def port(self) -> int:
        """The port where none is given: RFC 5321 (4.5.4.2), RFC 6409 (3.1) and RFC 8314 (3.3)."""
        return {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}[self]


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine by its own name or number, so that nothing leaves it."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _server_host(text: str) -> str:
    """`text` when it is a host name or an IP number and nothing more; else an error for a reader of the file."""
    try:
        ip_address(text)
    except ValueError:
        if not _HOST.fullmatch(text) or text.rpartition(".")[2].isdecimal():
            what = say("er ikke navnet på en tjener", "is not the name of a server")
            example = "smtp.example.org"
            remedy = say(f"skriv bare navnet, for eksempel {example}", f"write only the name, such as {example}")
            raise said(f"{what}: {short(text)}", remedy) from None
    return text


ServerHost = Annotated[str, AfterValidator(_server_host)]
Port = Annotated[int, Field(ge=1, le=65535, strict=True)]
ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SmtpSpec(_Part):
    """The mail server that takes the office's messages. `sender` is what they come from, the office's when left out."""

    host: ServerHost
    port: Port | None = None
    security: Security = Security.STARTTLS
    user: Secret | None = None
    password: Secret | None = None
    sender: EmailAddress | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.security is Security.NONE and not is_loopback(self.host):
            what = say("«none» går bare til maskinen selv", "«none» goes to the machine itself only")
            raise said(what, say("velg starttls eller tls", "choose starttls or tls"), at=("security",))
        if (self.user is None) != (self.password is None):
            lone, other = ("user", "password") if self.user else ("password", "user")
            what = say(f"står uten {other}", f"stands without {other}")
            raise said(what, say(f"oppgi {other} også", f"give {other} too"), at=(lone,))
        return self


class SlackSpec(_Part):
    """The office's Slack workspace. `channel` is the office's own channel, by its id."""

    token: Secret
    channel: ChannelId | None = None
