"""A rendered message as e-mail (RFC 5322), with the standard library only.

What lives here: headers, body and attachment. Sending is the transports' work; the words come from `wording.py`, the
web page from `html.py`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256
from typing import Any

from arshjul.models.codes import Lang
from arshjul.models.lang import say
from arshjul.notifications.clean import NAME_LIMIT, SUBJECT_LIMIT, one_line
from arshjul.notifications.facts import Recipient
from arshjul.notifications.keys import message_id
from arshjul.notifications.wording import Rendered

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,200}@[A-Za-z0-9.-]{1,200}>")
_CALENDAR_FILE = {Lang.NB: "frist.ics", Lang.EN: "deadline.ics"}
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a message may carry besides its words.

    `html`: the same words as a web page. `reply_to`: where answers go when not to the sender. `thread`: the Message-ID
    of the first message about the same deliverable. `calendar`: one deadline as an iCalendar file.
    """

    html: str = ""
    reply_to: str = ""
    thread: str | None = None
    calendar: bytes = b""


def build_email(
    rendered: Rendered,
    sender: str,
    recipient: Recipient,
    key: str,
    now: datetime,
    *,
    sender_name: str = "",
    extras: Extras = Extras(),
) -> EmailMessage:
    """The message as it goes out, ready for `as_bytes()`. `sender` is a bare address.

    Message-ID is derived from `key`, so that a repetition is recognised (RFC 5322, section 3.6.4). It is marked
    as sent by a program (RFC 3834, section 5). `now` (aware) becomes the date. Raises BadAddressError for an
    address that is no plain ASCII address, ValueError for a naive `now`. The same arguments give the same bytes.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = _words(rendered.subject, SUBJECT_LIMIT)
    message["From"] = _mailbox(sender_name, sender)
    message["To"] = _mailbox(recipient.name, recipient.email)
    if extras.reply_to and extras.reply_to != sender:
        message["Reply-To"] = _mailbox(sender_name, extras.reply_to)
    message["Date"] = now
    message["Message-ID"] = message_id(key, sender.rpartition("@")[2])
    _place_in_thread(message, extras.thread)
    message["Auto-Submitted"] = "auto-generated"
    _fill(message, rendered.text, extras, _CALENDAR_FILE[recipient.lang])
    _fix_boundaries(message, key)
    message["Content-Language"] = str(recipient.lang)
    return message


def plain_words(message: EmailMessage) -> str:
    """The plain text of a message that `build_email` has made, whatever else it carries."""
    body = message.get_body(("plain",))
    return "" if body is None else str(body.get_content())


def _place_in_thread(message: EmailMessage, first: str | None) -> None:
    """Under the first message about the same thing (RFC 5322, section 3.6.4); that one itself begins the thread."""
    if first and first != message["Message-ID"] and _MESSAGE_ID.fullmatch(first):
        message["In-Reply-To"] = first
        message["References"] = first


def _fill(message: EmailMessage, text: str, extras: Extras, file: str) -> None:
    """The text, the web page as its alternative, richest last (RFC 2046, section 5.1.4), and the attachment."""
    message.set_content(text, cte=_encoding(text))
    if extras.html:
        message.add_alternative(extras.html, subtype="html", cte=_encoding(extras.html))
    if extras.calendar:  # PUBLISH: something to add to one's calendar, not an invitation to answer (RFC 5546, 3.2.1)
        message.add_attachment(
            extras.calendar,
            maintype="text",
            subtype="calendar",
            filename=file,
            params={"method": "PUBLISH", "charset": "utf-8"},
        )


def _fix_boundaries(message: EmailMessage, key: str) -> None:
    """Boundaries that are the same each time, and that nobody who words a title can foresee."""
    told = sha256(key.encode("utf-8", "surrogatepass"))
    for part in message.walk():
        told.update(str(part.get_payload()).encode("utf-8", "surrogatepass") if not part.is_multipart() else b"/")
    digest = told.hexdigest()[:32]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{digest}")


def is_address(text: str) -> bool:
    """Whether this is one plain ASCII address, which both a header and a mail server can be told as it stands."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def _mailbox(name: str, address: str) -> Address:
    if not is_address(address):
        raise BadAddressError(say("en e-postadresse kan ikke brukes", "an e-mail address cannot be used"))
    return Address(display_name=_words(name, NAME_LIMIT), addr_spec=address)


def _words(text: str, limit: int) -> str:
    """One line in which nothing reads as an encoded word, since the library would decode that."""
    return one_line(text.replace("=?", "= ?"), limit)


def _encoding(text: str) -> str:
    """Readable as it stands (RFC 6152) unless a line is too long for that (RFC 5322, section 2.1.1)."""
    longest = max((len(line.encode()) for line in text.splitlines()), default=0)
    return "8bit" if longest <= _LONGEST_LINE else "quoted-printable"
