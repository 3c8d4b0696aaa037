"""A rendered message as e-mail (RFC 5322), with the standard library only.

What lives here: headers and body. Sending is the transports' work; the words come from `wording.py`.
"""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from arshjul.notifications.clean import NAME_LIMIT, SUBJECT_LIMIT, one_line
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_id
from arshjul.notifications.wording import Rendered

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")
_LONGEST_LINE = 900


class _Policy(EmailPolicy):
    """Folds subject and names so that every reader sees the words that were written.

    The library's own folding encodes word by word and, in several Python releases, moves, doubles or adds the
    spaces between them. Here a subject or a name is encoded as one run (RFC 2047) when it is not ASCII.
    """

    def fold(self, name: str, value: Any) -> str:
        """The header as it stands in the message, folded."""
        if name.lower() == "subject":
            return f"{name}: {self._run(name, str(value))}{self.linesep}"
        addresses: tuple[Address, ...] = getattr(value, "addresses", ())
        if len(addresses) == 1 and not addresses[0].display_name.isascii():
            shown = self._run(name, addresses[0].display_name)
            return f"{name}: {shown}{self.linesep} <{addresses[0].addr_spec}>{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same in bytes; nothing but ASCII is left."""
        return self.fold(name, value).encode("ascii")

    def _run(self, name: str, words: str) -> str:
        charset = "us-ascii" if words.isascii() else "utf-8"
        return str(Header(words, charset, header_name=name).encode(linesep=self.linesep))


_POLICY = _Policy(linesep="\r\n")


class BadAddressError(ValueError):
    """An e-mail address that no header may hold; nothing can be sent there until it is corrected."""


def build_email(
    rendered: Rendered, sender: str, recipient: Recipient, key: str, now: datetime, *, sender_name: str = ""
) -> EmailMessage:
    """The message as it goes out, ready for `as_bytes()`. `sender` is a bare address.

    Message-ID is derived from `key`, so that a repetition is recognised (RFC 5322, section 3.6.4). It is marked
    as sent by a program (RFC 3834, section 5). `now` (aware) becomes the date. Raises BadAddressError for an
    address that is no plain ASCII address, ValueError for a naive `now`.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = _words(rendered.subject, SUBJECT_LIMIT)
    message["From"] = _mailbox(sender_name, sender)
    message["To"] = _mailbox(recipient.name, recipient.email)
    message["Date"] = now
    message["Message-ID"] = message_id(key, sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(rendered.text, cte=_encoding(rendered.text))
    message["Content-Language"] = str(recipient.lang)
    return message


def _mailbox(name: str, address: str) -> Address:
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise BadAddressError(f"not an e-mail address: {one_line(address, NAME_LIMIT)}")
    return Address(display_name=_words(name, NAME_LIMIT), addr_spec=address)


def _words(text: str, limit: int) -> str:
    """One line in which nothing reads as an encoded word, since the library would decode that."""
    return one_line(text.replace("=?", "= ?"), limit)


def _encoding(text: str) -> str:
    """Readable as it stands (RFC 6152) unless a line is too long for that (RFC 5322, section 2.1.1)."""
    longest = max((len(line.encode()) for line in text.splitlines()), default=0)
    return "8bit" if longest <= _LONGEST_LINE else "quoted-printable"
