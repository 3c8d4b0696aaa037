"""What every way of sending has in common.

What lives here: what is handed to a transport, what it answers, and how it fails. A transport decides nothing:
not whether, not when, not to whom.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Protocol

from arshjul.models.portfolio import Channel

__all__ = ["Channel", "EmailOut", "Outgoing", "Receipt", "SlackOut", "Transport", "TransportError"]


@dataclass(frozen=True, slots=True)
class EmailOut:
    """One message as e-mail. `key` is the message's own (`keys.message_key`), `to` the bare address."""

    key: str
    to: str
    day: dt.date
    payload: EmailMessage

    @property
    def channel(self) -> Channel:
        """Always e-mail."""
        return Channel.EMAIL


@dataclass(frozen=True, slots=True)
class SlackOut:
    """One message to Slack. `to` is a person's or a channel's id, `payload` what chat.postMessage takes."""

    key: str
    to: str
    day: dt.date
    payload: Mapping[str, Any]

    @property
    def channel(self) -> Channel:
        """Always Slack."""
        return Channel.SLACK


Outgoing = EmailOut | SlackOut


@dataclass(frozen=True, slots=True)
class Receipt:
    """The transport has accepted the message; `external_id` is its name for it, the same for the same key."""

    external_id: str


class TransportError(Exception):
    """Nothing was sent. `permanent`: this address will not take messages; else another try may succeed."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Transport(Protocol):
    """Sends one message at a time."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send, or raise TransportError. The same key sent again leaves one message where the way allows it."""
        ...
