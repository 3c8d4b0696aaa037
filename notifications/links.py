"""Links that a message carries: to the place where the report is handed in, and to the calendar.

What lives here: a link as a value, and where links stand in a plain text. Which links a message has is decided by
those who know the addresses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.notifications.wording import Rendered

_ADDRESS = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.:-]*(/[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)?")


@dataclass(frozen=True, slots=True)
class Link:
    """What to click on, in the reader's language, and where it leads. ValueError for what is no https address."""

    words: str
    url: str

    def __post_init__(self) -> None:
        if len(self.url) > 2000 or not _ADDRESS.fullmatch(self.url):
            raise ValueError("a link in a message is a plain https address")


def with_links(rendered: Rendered, links: Sequence[Link]) -> Rendered:
    """The message with its links written out, as a paragraph before the signature that ends every text."""
    if not links:
        return rendered
    paragraphs = rendered.text.split("\n\n")
    written = "\n".join(f"{link.words}: {link.url}" for link in links)
    place = max(len(paragraphs) - 1, 1)
    return rendered._replace(text="\n\n".join([*paragraphs[:place], written, *paragraphs[place:]]))
