"""Where real messages go: the mail server and the Slack workspace, from the environment first, then the portfolio file.

What lives here: reading and checking, from a mapping that is handed in. Nothing is connected to, and a way that nothing
is said about is None. Secrets are held where no printout shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from arshjul.models.lang import say
from arshjul.models.portfolio import Portfolio
from arshjul.models.portfolio_channels import Security, SlackSpec, SmtpSpec, is_loopback
from arshjul.models.portfolio_fields import SecretRef
from arshjul.models.problems import BadInput, Problem
from arshjul.models.schema_words import describe, short

ENV_HOST, ENV_PORT, ENV_SECURITY = "ARSHJUL_SMTP_HOST", "ARSHJUL_SMTP_PORT", "ARSHJUL_SMTP_SECURITY"
ENV_USER, ENV_PASSWORD, ENV_SENDER = "ARSHJUL_SMTP_USER", "ARSHJUL_SMTP_PASSWORD", "ARSHJUL_SMTP_SENDER"
ENV_TOKEN, ENV_API = "ARSHJUL_SLACK_TOKEN", "ARSHJUL_SLACK_API_URL"
SLACK_API = "https://slack.com/api/"
_FIELDS = {"host": ENV_HOST, "port": ENV_PORT, "security": ENV_SECURITY, "sender": ENV_SENDER}


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A mail server, and the address that messages come from. Without a user nobody logs in."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """A workspace by its token. `channel` is the office's own."""

    token: str = field(repr=False)
    api_url: str = SLACK_API
    channel: str | None = None


def smtp_settings(portfolio: Portfolio, environment: Mapping[str, str]) -> SmtpSettings | None:
    """The mail server; None when neither file nor environment names one.

    BadInput for values of the environment that cannot be used, and for a secret that is referred to and not there.
    """
    spec = portfolio.channels.smtp
    given = {name: environment[env] for name, env in _FIELDS.items() if environment.get(env)}
    if spec is None and "host" not in given:
        return None
    base = spec.model_dump(include=set(_FIELDS)) if spec else {}
    merged = _merged(base, given)
    problems: list[Problem] = []
    user = _secret(spec.user if spec else None, ENV_USER, environment, problems)
    password = _secret(spec.password if spec else None, ENV_PASSWORD, environment, problems)
    if (user is None) != (password is None) and not problems:
        lone, other = (ENV_USER, ENV_PASSWORD) if user else (ENV_PASSWORD, ENV_USER)
        what = say(f"er satt uten {other}", f"is set without {other}")
        problems.append(Problem(lone, what, remedy=say(f"sett {other} også", f"set {other} too")))
    if problems:
        raise BadInput(problems)
    return SmtpSettings(
        host=merged.host,
        port=merged.port or merged.security.port,
        security=merged.security,
        sender=merged.sender or portfolio.office.email,
        user=user,
        password=password,
    )


def slack_settings(portfolio: Portfolio, environment: Mapping[str, str]) -> SlackSettings | None:
    """The workspace; None when no token is set, by whatever name. BadInput for an address that would betray it."""
    spec: SlackSpec | None = portfolio.channels.slack
    token = environment.get(ENV_TOKEN) or (environment.get(spec.token.env) if spec else None)
    if not token or not token.strip():
        return None
    if not token.strip().isascii() or not token.strip().isprintable():
        what = say("er ikke et token", "is not a token")
        raise BadInput([Problem(ENV_TOKEN, what, remedy=say("kopier det på nytt", "copy it again"))])
    url = environment.get(ENV_API) or SLACK_API
    if not _private(url):
        what = say(f"er ikke en https-adresse: {short(url)}", f"is not an https address: {short(url)}")
        remedy = say(f"la {ENV_API} stå tom", f"leave {ENV_API} empty")
        raise BadInput([Problem(ENV_API, what, remedy=remedy)])
    return SlackSettings(token.strip(), url.rstrip("/") + "/", spec.channel if spec else None)


def _merged(base: dict[str, object], given: dict[str, str]) -> SmtpSpec:
    """File and environment together, checked as the file is; another server does not inherit the file's port."""
    if {"host", "security"} & given.keys() and "port" not in given:
        base = {**base, "port": None}
    values: dict[str, object] = {**base, **given}
    port = given.get("port", "")
    if port.isdecimal() and port.isascii() and len(port) < 9:
        values["port"] = int(port)
    try:
        return SmtpSpec.model_validate(values)
    except ValidationError as error:
        raise BadInput([_problem(item, values, given) for item in error.errors()]) from None


def _problem(item: Any, values: dict[str, object], given: Mapping[str, str]) -> Problem:
    """What the file says has been checked already; where it does not fit another server, that server is named."""
    place, what, remedy = describe(item, values, SmtpSpec)
    name = str(place[-1]) if place else "host"
    return Problem(_FIELDS[name if name in given else "host"], what, remedy=remedy)


def _secret(
    reference: SecretRef | None, name: str, environment: Mapping[str, str], problems: list[Problem]
) -> str | None:
    """The value of a secret by its own name, else by the name that the file refers to."""
    own = environment.get(name)
    if own:
        return own
    if reference is None:
        return None
    value = environment.get(reference.env)
    if value:
        return value
    what = say("er ikke satt, men porteføljefilen viser til den", "is not set, but the portfolio file refers to it")
    remedy = say("sett den, eller ta henvisningen ut", "set it, or take the reference out")
    problems.append(Problem(reference.env, what, remedy=remedy))
    return None


def _private(url: str) -> bool:
    """Whether nobody on the way can read what is sent there: https, or this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and not set(url) & set("@?#\\ ") and bool(host) and port != 0
    return plain and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
