"""Where real messages go: the environment goes before the portfolio file, and secrets come from nowhere else."""

from typing import Any

import pytest

from arshjul.models.portfolio import Portfolio
from arshjul.models.portfolio_channels import Security
from arshjul.models.problems import BadInput, Problem
from arshjul.notifications.transports.base import Channel
from arshjul.notifications.transports.real import real_transports
from arshjul.notifications.transports.settings import SLACK_API, slack_settings, smtp_settings
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.transports.smtp import SmtpTransport

OFFICE = "kontor@example.org"
FILE = {
    "host": "smtp.example.org",
    "port": 2525,
    "security": "starttls",
    "user": {"env": "MAIL_USER"},
    "password": {"env": "MAIL_WORD"},
    "sender": "portefolje@example.org",
}
SECRETS = {"MAIL_USER": "kontor", "MAIL_WORD": "hemmelig"}


def portfolio(**channels: Any) -> Portfolio:
    return Portfolio.model_validate(
        {
            "schema": 1,
            "portfolio": "prove",
            "office": {"name": {"nb": "Kontoret", "en": "The office"}, "email": OFFICE},
            "channels": channels,
            "people": {"kari": {"name": "Kari", "email": "kari@example.org"}},
            "actors": {"nhn": {"owner": "kari", "source": {"type": "none"}}},
        }
    )


def problems(of: Portfolio, environment: dict[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as caught:
        real_transports(of, environment)
    return caught.value.problems


def test_nothing_said_means_no_real_transport() -> None:
    assert real_transports(portfolio(), {}) == {}
    assert real_transports(portfolio(slack={"token": {"env": "ARSHJUL_SLACK_TOKEN"}}), {}) == {}
    assert real_transports(portfolio(), {"ARSHJUL_SMTP_HOST": "", "ARSHJUL_SLACK_TOKEN": ""}) == {}
    assert real_transports(portfolio(), {"ARSHJUL_SMTP_PORT": "25"}) == {}  # a port alone is no server


def test_the_file_alone_will_do() -> None:
    found = smtp_settings(portfolio(smtp=FILE), SECRETS)
    assert found is not None
    assert (found.host, found.port, found.security) == ("smtp.example.org", 2525, Security.STARTTLS)
    assert (found.user, found.password, found.sender) == ("kontor", "hemmelig", "portefolje@example.org")


def test_the_environment_alone_will_do() -> None:
    found = smtp_settings(portfolio(), {"ARSHJUL_SMTP_HOST": "mail.example.org"})
    assert found is not None
    assert (found.host, found.port, found.security) == ("mail.example.org", 587, Security.STARTTLS)
    assert (found.user, found.password, found.sender) == (None, None, OFFICE)


def test_every_value_of_the_environment_goes_before_the_files() -> None:
    environment = {
        "ARSHJUL_SMTP_HOST": "127.0.0.1",
        "ARSHJUL_SMTP_PORT": "1025",
        "ARSHJUL_SMTP_SECURITY": "none",
        "ARSHJUL_SMTP_USER": "annen",
        "ARSHJUL_SMTP_PASSWORD": "annet",
        "ARSHJUL_SMTP_SENDER": "annen@example.org",
    }
    found = smtp_settings(portfolio(smtp=FILE), environment | SECRETS)
    assert found is not None
    assert (found.host, found.port, found.security) == ("127.0.0.1", 1025, Security.NONE)
    assert (found.user, found.password, found.sender) == ("annen", "annet", "annen@example.org")


def test_another_server_or_another_protection_does_not_inherit_the_files_port() -> None:
    for name, value, port in (
        ("HOST", "mail.example.org", 587),
        ("SECURITY", "tls", 465),
        ("SENDER", "x@example.org", 2525),
    ):
        found = smtp_settings(portfolio(smtp=FILE), {f"ARSHJUL_SMTP_{name}": value} | SECRETS)
        assert found is not None and found.port == port


@pytest.mark.parametrize(
    ("environment", "place", "what"),
    [
        ({"ARSHJUL_SMTP_HOST": "smtp://x"}, "ARSHJUL_SMTP_HOST", "ikke navnet på en tjener"),
        ({"ARSHJUL_SMTP_PORT": "ssl"}, "ARSHJUL_SMTP_PORT", "helt tall"),
        ({"ARSHJUL_SMTP_PORT": "0"}, "ARSHJUL_SMTP_PORT", "minst 1"),
        ({"ARSHJUL_SMTP_PORT": "9" * 5000}, "ARSHJUL_SMTP_PORT", "helt tall"),
        ({"ARSHJUL_SMTP_SECURITY": "ssl"}, "ARSHJUL_SMTP_SECURITY", "ukjent verdi"),
        ({"ARSHJUL_SMTP_SECURITY": "none"}, "ARSHJUL_SMTP_SECURITY", "maskinen selv"),
        ({"ARSHJUL_SMTP_SENDER": "kontoret"}, "ARSHJUL_SMTP_SENDER", "ikke en e-postadresse"),
        ({"MAIL_WORD": ""}, "MAIL_WORD", "er ikke satt"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_by_its_variable(
    environment: dict[str, str], place: str, what: str
) -> None:
    [found] = problems(portfolio(smtp=FILE), SECRETS | environment)
    assert found.file == place and what in found.message
    assert "hemmelig" not in str(found) and len(str(found)) < 200


def test_the_files_permission_to_go_unprotected_is_for_the_files_own_server() -> None:
    local = portfolio(smtp={"host": "localhost", "security": "none"})
    [found] = problems(local, {"ARSHJUL_SMTP_HOST": "smtp.example.org"})
    assert found.file == "ARSHJUL_SMTP_HOST" and "maskinen selv" in found.message


def test_everything_wrong_is_said_at_once() -> None:
    wrong = {"ARSHJUL_SMTP_HOST": "a b", "ARSHJUL_SMTP_PORT": "x", "ARSHJUL_SMTP_SENDER": "y"}
    assert {problem.file for problem in problems(portfolio(), wrong)} == set(wrong)


def test_a_user_without_a_password_is_asked_about() -> None:
    [found] = problems(portfolio(), {"ARSHJUL_SMTP_HOST": "h", "ARSHJUL_SMTP_USER": "kontor"})
    assert found.file == "ARSHJUL_SMTP_USER" and "ARSHJUL_SMTP_PASSWORD" in found.remedy


def test_slack_needs_no_more_than_a_token() -> None:
    found = slack_settings(portfolio(), {"ARSHJUL_SLACK_TOKEN": " xoxb-1\n"})
    assert found is not None
    assert (found.token, found.api_url, found.channel) == ("xoxb-1", SLACK_API, None)


def test_slacks_token_may_have_another_name_in_the_file_and_ours_goes_before_it() -> None:
    of = portfolio(slack={"token": {"env": "OTHER"}, "channel": "C0OFFICE"})
    for environment, token in (({"OTHER": "a"}, "a"), ({"OTHER": "a", "ARSHJUL_SLACK_TOKEN": "b"}, "b")):
        found = slack_settings(of, environment)
        assert found is not None and (found.token, found.channel) == (token, "C0OFFICE")


@pytest.mark.parametrize(
    "url", ["https://slack.example.org/api", "http://127.0.0.1:8080/api/", "http://localhost/api/", "http://[::1]:9/"]
)
def test_where_slack_may_be(url: str) -> None:
    found = slack_settings(portfolio(), {"ARSHJUL_SLACK_TOKEN": "x", "ARSHJUL_SLACK_API_URL": url})
    assert found is not None and found.api_url == url.rstrip("/") + "/"


@pytest.mark.parametrize(
    "url",
    ["http://slack.com/api/", "ftp://127.0.0.1/", "slack.com", "https://", "https://a@b.no/", "https://b.no/?x", "http://128.0.0.1/",
     "http://localhost@evil.example/", "http://localhost.evil.example/", "https://b.no:0/", "https://b.no:99999/", "https://b\n.no/"],
)  # fmt: skip
def test_the_token_is_sent_nowhere_that_others_may_read(url: str) -> None:
    [found] = problems(portfolio(), {"ARSHJUL_SLACK_TOKEN": "hemmelig", "ARSHJUL_SLACK_API_URL": url})
    assert found.file == "ARSHJUL_SLACK_API_URL"
    assert "hemmelig" not in str(found)


@pytest.mark.parametrize("token", ["a\nb", "tøken", "a\x00"])
def test_what_is_no_token_is_refused_and_not_repeated(token: str) -> None:
    [found] = problems(portfolio(), {"ARSHJUL_SLACK_TOKEN": token})
    assert token not in str(found)


def test_each_way_that_is_set_up_gets_its_transport() -> None:
    found = real_transports(portfolio(smtp=FILE), SECRETS | {"ARSHJUL_SLACK_TOKEN": "x"})
    assert isinstance(found[Channel.EMAIL], SmtpTransport) and isinstance(found[Channel.SLACK], SlackTransport)
    assert set(real_transports(portfolio(smtp=FILE), SECRETS)) == {Channel.EMAIL}
    assert set(real_transports(portfolio(), {"ARSHJUL_SLACK_TOKEN": "x"})) == {Channel.SLACK}
