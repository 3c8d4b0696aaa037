"""What a mail server's refusal means for us (RFC 5321, section 4.2; RFC 3463 for the codes that say more).

What lives here: errors of the SMTP client turned into TransportError, with whose fault it is. Addresses in a server's
words are left out: what went wrong is kept for long, who it was for must stay erasable.
"""

import re
import ssl

import aiosmtplib as smtp

from arshjul.models.lang import say
from arshjul.notifications.clean import one_line, without_addresses
from arshjul.notifications.transports.base import Fault, TransportError

_SHOWN = 200
_ENHANCED = re.compile(r"\b([245])\.([0-9]{1,3})\.[0-9]{1,3}\b")
_LOGIN_WANTED = frozenset({530, 534, 535, 538})
_OUT_OF_TURN = 503
_STORAGE = 552
_SUBJECT_ADDRESS, _SUBJECT_MAILBOX, _SUBJECT_POLICY = "1", "2", "7"


def fault_of(error: smtp.SMTPException | OSError) -> TransportError:
    """Why nothing was sent, from an error that came before the message itself was handed over."""
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        what = say("e-posttjeneren gir ingen sikker forbindelse", "the mail server gives no secure connection")
        return _settings(what, error if isinstance(error, ssl.SSLError) else error.__cause__)
    if isinstance(error, smtp.SMTPResponseException):
        return _by_code(error)
    if isinstance(error, TimeoutError):
        return TransportError(say("e-posttjeneren svarer ikke", "the mail server does not answer"))
    if isinstance(error, OSError):  # ConnectionError, and what the system says of names and networks
        return TransportError(say("e-posttjeneren kan ikke nås", "the mail server cannot be reached"))
    # what is left is what the server lacks: STARTTLS, or a way to log in
    return _settings(say("e-posttjeneren mangler noe som kreves", "the mail server lacks what is needed"), error)


def refused_content(error: smtp.SMTPDataError) -> TransportError:
    """Why the message was refused after it had been read whole."""
    what = say("e-posttjeneren tok ikke meldingen", "the mail server did not take the message")
    subject = _subject(error.message)
    if error.code < 500:
        return _told(what, error, Fault.PASSING)
    if subject in (_SUBJECT_ADDRESS, _SUBJECT_MAILBOX):
        return _told(what, error, Fault.ADDRESS)
    return _told(what, error, Fault.SETTINGS if subject == _SUBJECT_POLICY else Fault.MESSAGE)


def _by_code(error: smtp.SMTPResponseException) -> TransportError:
    if isinstance(error, smtp.SMTPDataError):
        return refused_content(error)
    if not 500 <= error.code < 600:
        return _told(say("e-posttjeneren tar ikke imot nå", "the mail server takes nothing now"), error, Fault.PASSING)
    if isinstance(error, smtp.SMTPRecipientRefused):
        what = say("e-posttjeneren tar ikke imot for adressen", "the mail server takes nothing for the address")
        return _told(what, error, _recipients_fault(error))
    if isinstance(error, smtp.SMTPSenderRefused) and error.code == _STORAGE:
        what = say("meldingen er for stor for e-posttjeneren", "the message is too large for the mail server")
        return _told(what, error, Fault.MESSAGE)
    what = say("e-posttjeneren slipper ikke kontoret til", "the mail server does not let the office in")
    return _told(what, error, Fault.SETTINGS)


def _recipients_fault(error: smtp.SMTPRecipientRefused) -> Fault:
    """The address's, unless the server would not pass anything on for us."""
    if error.code in _LOGIN_WANTED or error.code == _OUT_OF_TURN or _subject(error.message) == _SUBJECT_POLICY:
        return Fault.SETTINGS
    return Fault.ADDRESS


def _subject(message: str) -> str:
    """What the refusal is about, by the middle number of RFC 3463's codes; empty when the server gives none."""
    found = _ENHANCED.search(message[:_SHOWN])
    return found.group(2) if found else ""


def _settings(what: str, error: BaseException | None) -> TransportError:
    detail = str(getattr(error, "message", "") or getattr(error, "reason", "") or "")
    return TransportError(_with_detail(what, detail), fault=Fault.SETTINGS)


def _told(what: str, error: smtp.SMTPResponseException, fault: Fault) -> TransportError:
    return TransportError(_with_detail(what, f"{error.code} {error.message}"), fault=fault)


def _with_detail(what: str, detail: str) -> str:
    shown = one_line(without_addresses(detail), _SHOWN)
    return f"{what}: {shown}" if shown else what
