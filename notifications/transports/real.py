"""The transports that really send, as far as they are set up.

What lives here: settings to transports. The libraries behind them are loaded only when they are needed.
"""

from collections.abc import Mapping

from arshjul.models.portfolio import Portfolio
from arshjul.notifications.transports.base import Channel, Transport
from arshjul.notifications.transports.settings import slack_settings, smtp_settings


def real_transports(portfolio: Portfolio, environment: Mapping[str, str]) -> dict[Channel, Transport]:
    """One per channel that file or environment sets up, and none for the others. BadInput as the settings give it."""
    found: dict[Channel, Transport] = {}
    smtp, slack = smtp_settings(portfolio, environment), slack_settings(portfolio, environment)
    if smtp is not None:
        from arshjul.notifications.transports.smtp import SmtpTransport

        found[Channel.EMAIL] = SmtpTransport(smtp)
    if slack is not None:
        from arshjul.notifications.transports.slack import SlackTransport

        found[Channel.SLACK] = SlackTransport(slack)
    return found
