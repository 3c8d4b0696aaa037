"""The mail server and the Slack workspace as a portfolio file names them."""

from typing import Any

import pytest
from pydantic import ValidationError

from arshjul.models.portfolio_channels import Security, SlackSpec, SmtpSpec, is_loopback

REFERENCE = {"env": "ARSHJUL_SMTP_PASSWORD"}


def problem(**fields: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        SmtpSpec.model_validate({"host": "smtp.example.org", **fields})
    return str(caught.value.errors()[0]["msg"])


def test_a_server_needs_no_more_than_its_name() -> None:
    spec = SmtpSpec.model_validate({"host": "smtp.example.org"})
    assert (spec.security, spec.port, spec.user, spec.sender) == (Security.STARTTLS, None, None, None)


@pytest.mark.parametrize(
    "host", ["smtp.example.org", "smtp", "localhost", "127.0.0.1", "10.1.2.3", "::1", "xn--bl-hia.no"]
)
def test_names_and_numbers_of_servers(host: str) -> None:
    assert SmtpSpec.model_validate({"host": host}).host == host


@pytest.mark.parametrize(
    "host",
    ["", " smtp.example.org", "smtp.example.org\n", "smtp.example.org:25", "smtp://x", "a b", "-a.no", "a..b", "blå.no",
     "1.2.3", "300.1.1.1", "a" * 64 + ".no", "x." * 130 + "no"],
)  # fmt: skip
def test_what_is_no_server_is_refused(host: str) -> None:
    assert "ikke navnet på en tjener" in problem(host=host)


@pytest.mark.parametrize("port", [0, 65536, "25", 25.5, True])
def test_what_is_no_port_is_refused(port: object) -> None:
    assert problem(port=port)


@pytest.mark.parametrize("port", [1, 65535])
def test_the_ends_of_the_range_of_ports(port: int) -> None:
    assert SmtpSpec.model_validate({"host": "smtp.example.org", "port": port}).port == port


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost", "LOCALHOST"])
def test_mail_goes_unprotected_to_the_machine_itself(host: str) -> None:
    assert is_loopback(host)
    assert SmtpSpec.model_validate({"host": host, "security": "none"}).security is Security.NONE


@pytest.mark.parametrize(
    "host", ["smtp.example.org", "128.0.0.1", "126.255.255.255", "::2", "localhost.example.org", "0.0.0.0"]
)
def test_and_nowhere_else(host: str) -> None:
    assert not is_loopback(host)
    assert "bare til maskinen selv" in problem(host=host, security="none")


def test_user_and_password_come_together() -> None:
    assert "uten password" in problem(user=REFERENCE)
    assert "uten user" in problem(password=REFERENCE)
    assert SmtpSpec.model_validate({"host": "h", "user": REFERENCE, "password": REFERENCE}).password is not None


@pytest.mark.parametrize("secret", ["xyzzy", {"value": "xyzzy"}, ["xyzzy"], {"env": "xyzzy"}])
def test_a_secret_in_the_file_is_refused_and_not_repeated(secret: object) -> None:
    for fields in ({"user": REFERENCE, "password": secret}, {"user": secret, "password": REFERENCE}):
        assert "xyzzy" not in problem(**fields)


def test_the_usual_ports() -> None:
    assert {security.value: security.port for security in Security} == {"none": 25, "starttls": 587, "tls": 465}


@pytest.mark.parametrize("channel", ["C0OFFICE", "G012AB3CD", None])
def test_the_offices_channel_goes_by_its_id(channel: str | None) -> None:
    assert SlackSpec.model_validate({"token": REFERENCE, "channel": channel}).channel == channel


@pytest.mark.parametrize("channel", ["#kontoret", "kontoret", "U0EXAMPLE", "D0EXAMPLE", "C0", "c0office", "<!channel>"])
def test_what_is_no_channel_is_refused(channel: str) -> None:
    with pytest.raises(ValidationError):
        SlackSpec.model_validate({"token": REFERENCE, "channel": channel})
