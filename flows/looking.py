"""One message as it would read if it went out now, without sending it.

What lives here: looking only. What it says is put together in `outgoing.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from arshjul.flows.outgoing import Contents, notes_of, wanted_now, worded
from arshjul.flows.parts import Parts
from arshjul.flows.reaching import place
from arshjul.notifications.links import with_links
from arshjul.store import outbox


@dataclass(frozen=True, slots=True)
class Looked:
    """Where a message goes, what it is about, and its words; empty where nothing is left to say."""

    to: str
    notices: Sequence[outbox.NoticeRow]
    subject: str = ""
    text: str = ""


def looked_at(parts: Parts, message: int) -> Looked:
    """The message with that number. What has been sent already is shown with all it held, in the words of today."""
    with parts.database.read() as connection:
        claimed = outbox.claimed(connection, message)
        rows = outbox.notices_of(connection, message)
        held = Contents(wanted_now(connection, rows) or rows, notes_of(connection, parts, message))
    to = place(parts.portfolio, claimed.channel, claimed.person_slug, claimed.email, claimed.slack_id)
    if not held:
        return Looked(to, rows)
    told = worded(parts, parts.catalogue(), claimed, held)
    shown = with_links(told.rendered, told.links)
    return Looked(to, rows, shown.subject, shown.text)
