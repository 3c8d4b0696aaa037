"""Every deduplication key, built from stable ids and ISO dates, never from text that people write.

What lives here: the keys of notices and messages, and the names derived from a message's key: its Message-ID
and its file name. Nothing else in the program builds one.
"""

import re
from datetime import date
from functools import lru_cache
from hashlib import sha256

from arshjul.models.codes import Step

_PART = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,198}[a-z0-9])?")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")


def notice_key(deliverable_key: str, revision: int, step: Step, person_id: int | str) -> str:
    """One rung of one deadline revision to one person. Raises ValueError for a part that is no stable id."""
    return _joined("notice", deliverable_key, revision, step, person_id)


def message_key(portfolio: str, person_id: int | str, channel: str, day: date, number: int) -> str:
    """What goes to one person on one channel and day; `number` counts from 1. Raises ValueError as above."""
    return _joined("message", portfolio, person_id, channel, day.isoformat(), number)


def message_id(key: str, domain: str) -> str:
    """The Message-ID (RFC 5322, section 3.6.4) of a message: always the same for the same key.

    A domain that is no plain ASCII host name is replaced, since the left side is unique by itself.
    """
    host = domain.lower()
    safe = host if len(host) <= 200 and _DOMAIN.fullmatch(host) else "arshjul.invalid"
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{safe}>"


def file_stem(key: str, day: date) -> str:
    """A file name without ending: the day, the readable part of the key, and a digest that keeps keys apart.

    Holds only [a-z0-9-], at most 120 characters, whatever the key holds.
    """
    slug = _UNSAFE.sub("-", key.removeprefix("message/").replace(f"/{day.isoformat()}/", "/").lower())[:90].strip("-")
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(part for part in (day.isoformat(), slug, digest) if part)


def _joined(*parts: object) -> str:
    texts = list(map(str, parts))
    if not all(map(_fits, texts)):
        wrong = next(text for text in texts if not _fits(text))
        raise ValueError(f"a key is built of ids in [a-z0-9._-]; got {wrong[:60]!r}")
    return "/".join(texts)


@lru_cache(maxsize=4096)  # most parts of a day's keys are the same
def _fits(text: str) -> bool:
    return _PART.fullmatch(text) is not None
