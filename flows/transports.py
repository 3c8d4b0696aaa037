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
from arshjul.notifications.transports.settings import smtp_settings


class Outlets(NamedTuple):
    """The transport of each channel that can be used, and the address that e-mail comes from (none: the office's)."""

    transports: Mapping[Channel, Transport]
    sender: str = ""


def outlets(portfolio: Portfolio, environment: Mapping[str, str], files: Path, *, strict: bool) -> Outlets:
    """The channels that are set up; where none is, every channel goes into files, so that nothing is lost unseen.

    `strict`: BadInput for settings that cannot be used, such as a password that is missing. A verb that sends nothing
    needs no password; for it such settings are as none.
    """
    try:
        found = real_transports(portfolio, environment)
        smtp = smtp_settings(portfolio, environment)
    except BadInput:
        if strict:
            raise
        found, smtp = {}, None
    return Outlets(found or dict.fromkeys(Channel, FilesTransport(files)), smtp.sender if smtp else "")
