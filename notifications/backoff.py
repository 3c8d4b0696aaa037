"""How long a message waits after a try that failed.

What lives here: one pure function. What counts as a try, and when it is given up, is the outbox's.
"""

from datetime import timedelta
from hashlib import sha256

FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=8)
_SPREAD = 0.25


def backoff(attempt: int, key: str) -> timedelta:
    """The wait after the try with that number (from 1): doubled each time, up to a third of a day.

    A part of it, a quarter up or down, depends on key and number, so that messages that failed together are not tried
    together again. The same arguments give the same wait. ValueError for a number below 1.
    """
    if attempt < 1:
        raise ValueError("tries count from 1")
    plain = min(FIRST * (1 << min(attempt - 1, 20)), LONGEST)
    share = int.from_bytes(sha256(f"{key}#{attempt}".encode()).digest()[:4]) / 2**32
    return plain * (1 + _SPREAD * (2 * share - 1))
