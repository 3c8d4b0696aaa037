"""Which family of client fetches a calendar, from what it says of itself.

What lives here: one look-up. Only the family is kept, never the words: they can single a person out.
"""

from functools import lru_cache

_FAMILIES = (
    (b"google", "google"),
    (b"thunderbird", "thunderbird"),
    (b"outlook", "outlook"),
    (b"microsoft", "outlook"),
    (b"exchange", "outlook"),
    (b"dataaccessd", "apple"),
    (b"calendaragent", "apple"),
    (b"remindd", "apple"),
    (b"cfnetwork", "apple"),
    (b"ios/", "apple"),
    (b"macos/", "apple"),
    (b"mac os x/", "apple"),
    (b"evolution", "evolution"),
    (b"gnome", "evolution"),
    (b"icsx5", "icsx5"),
    (b"davx5", "icsx5"),
    (b"nextcloud", "nextcloud"),
    (b"radicale", "other"),
    (b"mozilla/", "browser"),
)


@lru_cache(maxsize=256)
def family(agent: bytes) -> str:
    """`google`, `apple`, `outlook`, `thunderbird`, `evolution`, `icsx5`, `nextcloud`, `browser`, or `other`."""
    said = agent[:400].lower()
    return next((name for words, name in _FAMILIES if words in said), "other")
