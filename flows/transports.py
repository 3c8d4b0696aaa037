"""Where a run's messages go: really out, or into files.

What lives here: the choice. What a channel needs to be set up is said by the portfolio and the environment
(`notifications/transports/settings.py`).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from arshjul.models.portfolio import Channel, Portfolio
from arshjul.models.problems import BadInput
from arshjul.notifications.transports.base import Transport
from arshjul.notifications.transports.files import FilesTransport
from arshjul.notifications.transports.real import real_transports
from arshjul.notifications.transports.settings import ENV_HOST, ENV_TOKEN, smtp_settings


class Outlets(NamedTuple):
    """The transport of each channel that can be used, and the address that e-mail comes from (none: the office's)."""

    transports: Mapping[Channel, Transport]
    sender: str = ""


def outlets(portfolio: Portfolio, environment: Mapping[str, str], files: Path, *, strict: bool) -> Outlets:
    """The channels that are set up; where none is, every channel goes into files, so that nothing is lost unseen.

    `strict`: BadInput for settings that cannot be used, such as a password that is missing. A verb that sends nothing
    needs no password; for it the channels that somebody meant to set up are there, and lead into files.
    """
    into_files = FilesTransport(files)
    try:
        found = real_transports(portfolio, environment)
        smtp = smtp_settings(portfolio, environment)
    except BadInput:
        if strict:
            raise
        return Outlets(dict.fromkeys(_meant(portfolio, environment), into_files))
    return Outlets(found or dict.fromkeys(Channel, into_files), smtp.sender if smtp else "")


def _meant(portfolio: Portfolio, environment: Mapping[str, str]) -> list[Channel]:
    """The channels that file or environment says something about; a token that cannot be used means Slack all the same."""
    spec, slack = portfolio.channels.smtp, portfolio.channels.slack
    mail = spec is not None or bool(environment.get(ENV_HOST))
    token = bool(environment.get(ENV_TOKEN) or (slack and environment.get(slack.token.env)))
    return [channel for channel, meant in ((Channel.EMAIL, mail), (Channel.SLACK, token)) if meant]
