"""The few files that pages need: a style sheet and a script, served from here and from nowhere else.

What lives here: reading them once, and their answers. Their address carries a digest, so that they can be kept for a year.
"""

import hashlib
from functools import cache
from importlib.resources import files

from arshjul.web.answers import Answer

_TYPES = {"css": b"text/css; charset=utf-8", "js": b"text/javascript; charset=utf-8"}


@cache
def assets() -> dict[str, str]:
    """File name to its path, without a slash before it."""
    return {name: path.removeprefix("/") for name, (path, _) in _read().items()}


def asset(path: bytes) -> Answer | None:
    """The file at that path."""
    return _by_path().get(path)


@cache
def _by_path() -> dict[bytes, Answer]:
    return {path.encode(): answer for path, answer in _read().values()}


@cache
def _read() -> dict[str, tuple[str, Answer]]:
    found = {}
    for item in files("arshjul.web.assets").iterdir():
        stem, _, ending = item.name.rpartition(".")
        if ending in _TYPES:
            body = item.read_bytes()
            mark = hashlib.sha256(body).hexdigest()[:12]
            found[item.name] = (f"/assets/{stem}.{mark}.{ending}", _answer(body, _TYPES[ending]))
    return found


def _answer(body: bytes, kind: bytes) -> Answer:
    headers = [
        (b"content-type", kind),
        (b"cache-control", b"public, max-age=31536000, immutable"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-length", str(len(body)).encode()),
    ]
    return Answer(200, headers, body)
