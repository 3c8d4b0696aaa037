"""Links that a message carries: to the place where the report is handed in, and to the calendar.

What lives here: a link as a value, which links a message has, and where they stand in a plain text. The addresses come from
those who know them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from arshjul.models.codes import COUNTDOWN, NEW_DATE, Lang, Step
from arshjul.notifications.wording import Rendered

_ASKS_FOR = COUNTDOWN | NEW_DATE | {Step.OVERDUE, Step.GAPS, Step.RETURNED, Step.DENIED, Step.UNREAD}
"""What asks its reader for a delivery, or for a new version of it."""
_HAND_IN = {Lang.NB: "Lever her", Lang.EN: "Hand in here"}
_SEE = {Lang.NB: "Se kalenderen", Lang.EN: "See the calendar"}
_ADDRESS = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.:-]*(/[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]*)?")


@dataclass(frozen=True, slots=True)
class Link:
    """What to click on, in the reader's language, and where it leads. ValueError for what is no https address."""

    words: str
    url: str

    def __post_init__(self) -> None:
        if len(self.url) > 2000 or not _ADDRESS.fullmatch(self.url):
            raise ValueError("a link in a message is a plain https address")


def links_for(steps: Iterable[Step], lang: Lang, *, report: str | None, calendar: str | None) -> list[Link]:
    """Where to hand in, when something is asked for, and where the calendars are, as far as there are such addresses."""
    found = []
    if report and any(step in _ASKS_FOR for step in steps):
        found.append(Link(_HAND_IN[lang], report))
    if calendar:
        found.append(Link(_SEE[lang], calendar))
    return found


def with_links(rendered: Rendered, links: Sequence[Link]) -> Rendered:
    """The message with its links written out, as a paragraph before the signature that ends every text."""
    if not links:
        return rendered
    paragraphs = rendered.text.split("\n\n")
    written = "\n".join(f"{link.words}: {link.url}" for link in links)
    place = max(len(paragraphs) - 1, 1)
    return rendered._replace(text="\n\n".join([*paragraphs[:place], written, *paragraphs[place:]]))
