"""Where an actor's reports are pulled from, as a portfolio file names it.

What lives here: the shape of each kind of source, and what must hold inside it. Looking into one is `reports/sources/`;
secrets are references, whose values are read when the source is used.
"""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from arshjul.models.lang import say
from arshjul.models.portfolio_channels import ServerHost, is_loopback
from arshjul.models.portfolio_fields import FolderPath, Secret
from arshjul.models.schema_words import said, short

_WIDEST = {4: 8, 6: 16}


def _address(text: str) -> str:
    """An https address, or http to the machine itself; no user and no fragment."""
    try:
        url = urlsplit(text)
        host = url.hostname or ""
        private = url.scheme == "https" or (url.scheme == "http" and is_loopback(host))
        fine = private and bool(host) and "@" not in url.netloc and url.port != 0
    except ValueError:
        fine = False
    if fine and len(text) <= 1000 and text.isascii() and text.isprintable() and not set(text) & set(" #<>\"'\\"):
        return text
    what = say("er ikke en https-adresse", "is not an https address")
    example = "https://status.example.org/rapporter"
    raise said(f"{what}: {short(text)}", say(f"skriv for eksempel {example}", f"write for example {example}"))


def _network(text: str) -> str:
    """One address or a network of addresses, not so wide that it says nothing."""
    try:
        network = ip_network(text)
    except ValueError:
        what = say("er ikke en IP-adresse eller et nett", "is not an IP address or a network")
        remedy = say("skriv for eksempel 10.20.0.0/16", "write for example 10.20.0.0/16")
        raise said(f"{what}: {short(text)}", remedy) from None
    if network.prefixlen < _WIDEST[network.version]:
        what = say("er et for stort nett", "is too wide a network")
        raise said(f"{what}: {short(text)}", say("nevn bare det som trengs", "name only what is needed"))
    return text


SourceAddress = Annotated[str, AfterValidator(_address)]
Network = Annotated[str, AfterValidator(_network)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FolderSource(_Part):
    """A folder of report files; a relative path counts from the portfolio file's folder."""

    type: Literal["folder"]
    path: FolderPath

    def under(self, base: Path) -> Path:
        """The folder, for a portfolio whose file lies in `base`."""
        return base / self.path


class HttpSource(_Part):
    """Reports that a server gives. `hosts` are those it may lead on to besides its own; `private_addresses` are the
    addresses on closed networks that may be connected to. `tries` counts the first one.
    """

    type: Literal["http"]
    address: SourceAddress
    token: Secret | None = None
    certificate: Secret | None = None
    key: Secret | None = None
    ca_file: FolderPath | None = None
    hosts: Annotated[tuple[ServerHost, ...], Field(max_length=20)] = ()
    private_addresses: Annotated[tuple[Network, ...], Field(max_length=20)] = ()
    connect_seconds: Annotated[int, Field(ge=1, le=60, strict=True)] = 5
    read_seconds: Annotated[int, Field(ge=1, le=120, strict=True)] = 15
    total_seconds: Annotated[int, Field(ge=1, le=600, strict=True)] = 60
    tries: Annotated[int, Field(ge=1, le=6, strict=True)] = 3

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.key and not self.certificate:
            what = say("står uten certificate", "stands without certificate")
            raise said(what, say("oppgi certificate også", "give certificate too"), at=("key",))
        if self.certificate and not self.address.startswith("https://"):
            what = say("brukes bare med https", "is used with https only")
            raise said(what, say("rett adressen", "mend the address"), at=("certificate",))
        return self


class MemorySource(_Part):
    """Reports handed over inside the program."""

    type: Literal["memory"]


class NoSource(_Part):
    """An actor that sends nothing itself: nothing is pulled, and nothing is missed."""

    type: Literal["none"]


SourceSpec = Annotated[FolderSource | HttpSource | MemorySource | NoSource, Field(discriminator="type")]
