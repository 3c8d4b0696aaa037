"""How an actor's server is asked: the portfolio's words with the secrets they refer to, and how long and how much.

What lives here: reading the references from a mapping that is handed in. A secret that is not there is told by name when
the source is looked into, so that it stops nobody else. Secrets are held where no printout shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from arshjul.models.portfolio_fields import SecretRef
from arshjul.models.portfolio_sources import HttpSource as HttpSpec

Network = IPv4Network | IPv6Network
PAGE_BYTES = 10_000_000
LOOK_BYTES = 50_000_000
MOST_PAGES, MOST_FILES, MOST_HOPS = 100, 2000, 5


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """One server. Seconds: for the connection, for each piece of an answer, and for the whole look, waits included.

    `certificate` and `key` are files, the key may stand in the certificate's. `missing` names what was referred to and is
    not set, or cannot be used. `first_wait` is the pause before the second try; it doubles.
    """

    address: str
    token: str | None = field(default=None, repr=False)
    certificate: Path | None = None
    key: Path | None = None
    ca_file: Path | None = None
    hosts: frozenset[str] = frozenset()
    private: tuple[Network, ...] = ()
    connect_seconds: float = 5
    read_seconds: float = 15
    total_seconds: float = 60
    tries: int = 3
    first_wait: float = 1.0
    missing: tuple[str, ...] = ()


def http_settings(spec: HttpSpec, folder: Path, environment: Mapping[str, str]) -> HttpSettings:
    """The settings of a portfolio whose file lies in `folder`."""
    missing: list[str] = []
    token = _value(spec.token, environment, missing)
    files = [_value(reference, environment, missing) for reference in (spec.certificate, spec.key)]
    certificate, key = (folder / path if path else None for path in files)
    return HttpSettings(
        address=spec.address,
        token=token,
        certificate=certificate,
        key=key,
        ca_file=folder / spec.ca_file if spec.ca_file else None,
        hosts=frozenset(host.lower().rstrip(".") for host in spec.hosts),
        private=tuple(ip_network(one) for one in spec.private_addresses),
        connect_seconds=spec.connect_seconds,
        read_seconds=spec.read_seconds,
        total_seconds=spec.total_seconds,
        tries=spec.tries,
        missing=tuple(missing),
    )


def _value(reference: SecretRef | None, environment: Mapping[str, str], missing: list[str]) -> str | None:
    """What the reference stands for, in one line of plain characters; else its name is added to `missing`."""
    if reference is None:
        return None
    value = environment.get(reference.env, "").strip()
    if value and value.isascii() and value.isprintable():
        return value
    missing.append(reference.env)
    return None
