"""How HTTP is read from the wire: uvicorn's own readers, with a bound on what a request's head may take.

What lives here: choosing the reader. Its pure Python one has a bound on what has no end yet; the faster one, used where it
is installed, gets one in `bounded.py`. A head that is whole and too long is refused in `app.py`.
"""

from importlib.util import find_spec

HEAD_LIMIT = 16 * 1024
"""Bytes of a request's first line and headers together."""


def http_reader() -> str:
    """What uvicorn is to read HTTP with, by a name that its worker processes can import."""
    return "arshjul.web.bounded:Bounded" if find_spec("httptools") else "h11"
