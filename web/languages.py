"""Which language a reader wants: bokmål, or English when the browser prefers it.

What lives here: Accept-Language (RFC 9110 12.5.4) to one of ours.
"""

from collections.abc import Mapping
from functools import lru_cache

from arshjul.models.codes import Lang

_KNOWN = {"nb": Lang.NB, "no": Lang.NB, "nn": Lang.NB, "da": Lang.NB, "sv": Lang.NB, "en": Lang.EN}


def spoken(headers: Mapping[bytes, bytes]) -> Lang:
    """The reader's language."""
    return _best(headers.get(b"accept-language", b""))


@lru_cache(maxsize=256)
def _best(accepted: bytes) -> Lang:
    best, found = 0.0, Lang.NB
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, rest = part.partition(";")
        lang = _KNOWN.get(name.strip().split("-")[0])
        weight = _weight(rest)
        if lang is not None and weight > best:
            best, found = weight, lang
    return found


def _weight(rest: str) -> float:
    name, _, value = rest.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
