"""Where a run's messages go when the settings are whole, broken or not there."""

from pathlib import Path

import pytest
from office import PORTFOLIO

from arshjul.flows.transports import outlets
from arshjul.models.portfolio import Channel, Portfolio
from arshjul.models.portfolio_file import read_portfolio
from arshjul.models.problems import BadInput
from arshjul.notifications.transports.files import FilesTransport
from arshjul.notifications.transports.slack import SlackTransport
from arshjul.notifications.transports.smtp import SmtpTransport

MAIL = {"ARSHJUL_SMTP_HOST": "smtp.example.org", "ARSHJUL_SMTP_SENDER": "arshjul@example.org"}
NO_PASSWORD = MAIL | {"ARSHJUL_SMTP_USER": "kontoret"}
SLACK = {"ARSHJUL_SLACK_TOKEN": "xoxb-1"}


@pytest.fixture
def portfolio(tmp_path: Path) -> Portfolio:
    path = tmp_path / "portfolio.yaml"
    path.write_text(PORTFOLIO, encoding="utf-8")
    return read_portfolio(path)


def test_where_nothing_is_set_up_everything_becomes_files(portfolio: Portfolio, tmp_path: Path) -> None:
    found = outlets(portfolio, {}, tmp_path, strict=True)
    assert found.sender == ""
    assert {channel: type(way) for channel, way in found.transports.items()} == dict.fromkeys(Channel, FilesTransport)


def test_what_is_set_up_really_sends_and_the_rest_is_not_there(portfolio: Portfolio, tmp_path: Path) -> None:
    found = outlets(portfolio, MAIL, tmp_path, strict=True)
    assert {channel: type(way) for channel, way in found.transports.items()} == {Channel.EMAIL: SmtpTransport}
    assert found.sender == "arshjul@example.org"
    both = outlets(portfolio, MAIL | SLACK, tmp_path, strict=True).transports
    assert type(both[Channel.SLACK]) is SlackTransport


def test_a_run_that_sends_is_refused_without_the_password(portfolio: Portfolio, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="ARSHJUL_SMTP_PASSWORD"):
        outlets(portfolio, NO_PASSWORD, tmp_path, strict=True)


@pytest.mark.parametrize(
    ("more", "channels"), [({}, [Channel.EMAIL]), (SLACK, [Channel.EMAIL, Channel.SLACK])], ids=["mail", "both"]
)
def test_whoever_only_looks_sees_the_same_channels_without_the_password(
    portfolio: Portfolio, tmp_path: Path, more: dict[str, str], channels: list[Channel]
) -> None:
    """A preview must not show Slack messages to people who will get e-mail."""
    found = outlets(portfolio, NO_PASSWORD | more, tmp_path, strict=False).transports
    assert list(found) == channels
    assert {type(way) for way in found.values()} == {FilesTransport}
