"""What every way of sending has in common.

What lives here: what is handed to a transport, what it answers, and how it fails. A transport decides nothing:
not whether, not when, not to whom. It never tries twice by itself; another try is the outbox's decision.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from arshjul.models.portfolio import Channel

__all__ = [
    "Channel", "EmailOut", "Fault", "Outgoing", "Provable", "Receipt", "SlackOut", "Transport", "TransportError",
    "UncertainSend",
]  # fmt: skip


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
    """One message to Slack, `payload` being what chat.postMessage takes besides channel and thread.

    `to` is a person's or a channel's id, or an e-mail address to be looked up in the workspace. `thread` is the
    receipt's `external_id` of the message that this one stands under; it is left aside when that lies elsewhere.
    """

    key: str
    to: str
    day: dt.date
    payload: Mapping[str, Any]
    thread: str | None = None

    @property
    def channel(self) -> Channel:
        """Always Slack."""
        return Channel.SLACK


Outgoing = EmailOut | SlackOut


@dataclass(frozen=True, slots=True)
class Receipt:
    """The transport has accepted the message; `external_id` is its name for it, the same for the same key."""

    external_id: str


class Fault(StrEnum):
    """Why a message did not go, and so what mends it."""

    PASSING = "passing"
    """Nobody's: another try may succeed."""
    ADDRESS = "address"
    """The address takes no messages: switch it off, tell the office, use the next channel."""
    SETTINGS = "settings"
    """The office's own, such as a token that was withdrawn: nothing goes this way until it is mended."""
    MESSAGE = "message"
    """This message cannot be taken as it is; others to the same address can."""


class TransportError(Exception):
    """Nothing was sent. `permanent`: no other try of this message to this address will succeed.

    `fault` says what to do about it; without it a permanent error is the address's, any other a passing one.
    `retry_after`: the seconds for which the other side wants no message at all.
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, fault: Fault | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault or (Fault.ADDRESS if permanent else Fault.PASSING)
        self.permanent = self.fault in (Fault.ADDRESS, Fault.MESSAGE)
        self.retry_after = retry_after


class UncertainSend(TransportError):
    """The message may or may not have been sent: its answer was lost.

    `repeatable`: it may be sent again, since the reader's side knows a repetition by its id. Otherwise it must not,
    unless the transport proves that nothing arrived (`Provable.find`); so it counts as permanent for everyone who
    knows no better.
    """

    def __init__(self, reason: str, *, repeatable: bool) -> None:
        super().__init__(reason)
        self.repeatable = repeatable
        self.permanent = not repeatable


class Transport(Protocol):
    """Sends one message at a time."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send, or raise TransportError. The same key sent again leaves one message where the way allows it."""
        ...


@runtime_checkable
class Provable(Protocol):
    """A transport that can be asked afterwards what became of a message."""

    async def find(
        self, key: str, to: str, *, thread: str | None = None, since: dt.datetime | None = None
    ) -> Receipt | None:
        """The receipt of the message with this key, None when it is certain that it never arrived.

        `since` (aware) is when its sending began. Raises TransportError when the other side cannot be asked, or has
        more to show than can be read: then nothing is proved.
        """
        ...
