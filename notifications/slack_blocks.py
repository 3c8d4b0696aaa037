"""A rendered message as a payload for Slack's chat.postMessage, built with slack-sdk's Block Kit models.

What lives here: blocks, escaping and Slack's limits. Every text is `plain_text`, so that nothing in it is read as
markup, and escaped besides, so that no mention or link can be smuggled in. Our own links are elements of a rich text,
which has no markup either. Posting is a transport's work.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block, ContextBlock, HeaderBlock, PlainTextObject, RichTextBlock, SectionBlock
from slack_sdk.models.blocks.block_elements import RichTextElementParts, RichTextSectionElement
from slack_sdk.models.metadata import Metadata

from arshjul.notifications.facts import NoticeView, Recipient
from arshjul.notifications.links import Link, with_links
from arshjul.notifications.wording import Rendered, by_urgency, fact_line

EVENT_TYPE = "arshjul_message"
_HEADER, _TEXT, _BLOCKS, _CONTEXT, _FALLBACK = 150, 3000, 50, 10, 3900
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def build_slack(
    rendered: Rendered,
    notices: Sequence[NoticeView],
    recipient: Recipient,
    *,
    key: str,
    today: date,
    links: Sequence[Link] = (),
) -> dict[str, Any]:
    """Keyword arguments for chat.postMessage to the recipient's Slack id (a person's or a channel's).

    Header, text, a line of facts per deliverable for the ten most urgent, and `links`; `text` is the fallback that
    notifications and screen readers use. The metadata carries `key`, by which a sent message is found again.
    Raises ValueError for somebody without a Slack id.
    """
    if not recipient.slack_id:
        raise ValueError("nobody can be written to on Slack without a Slack id")
    lines = [fact_line(notice, recipient.lang, today) for notice in by_urgency(notices)[:_CONTEXT]]
    blocks: list[Block] = [HeaderBlock(text=_plain(_fit(rendered.subject, _HEADER)))]
    room = _BLOCKS - 3
    blocks += [SectionBlock(text=_plain(part)) for part in list(_chunks(rendered.text, _TEXT))[:room]]
    if lines:
        blocks.append(ContextBlock(elements=[_plain(_fit(line, _TEXT)) for line in lines]))
    if links:
        blocks.append(_linked(links))
    return {
        "channel": recipient.slack_id,
        "text": _fit(f"{rendered.subject}\n\n{with_links(rendered, links).text}", _FALLBACK),
        "blocks": [block.to_dict() for block in blocks],
        "metadata": Metadata(EVENT_TYPE, {"key": key}).to_dict(),
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escape(text: str) -> str:
    """Slack's three control characters as entities, so that `<!channel>` stays text."""
    return "".join(_ESCAPES.get(char, char) for char in text)


def _plain(text: str) -> PlainTextObject:
    """A text object; Slack refuses an empty one."""
    return PlainTextObject(text=text if text.strip() else "–", emoji=False)


def _linked(links: Sequence[Link]) -> RichTextBlock:
    """One link per line. A rich text is shown as it stands: escaping would be shown too."""
    parts: list[Any] = []
    for link in links:
        parts += [RichTextElementParts.Text(text="\n")] if parts else []
        parts.append(RichTextElementParts.Link(url=link.url, text=link.words))
    return RichTextBlock(elements=[RichTextSectionElement(elements=parts)])


def _fit(text: str, limit: int) -> str:
    """`text` escaped and cut to `limit` characters, never inside an entity, the cut marked by an ellipsis."""
    escaped = escape(text)
    if len(escaped) <= limit:
        return escaped
    return next(_pieces(text, limit - 1)).rstrip() + "…"


def _chunks(text: str, limit: int) -> Iterator[str]:
    """`text` escaped, in parts of at most `limit` characters, parted between lines where that is possible."""
    held = ""
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{held}\n{piece}" if held else piece
            if len(joined) <= limit:
                held = joined
            else:
                yield held
                held = piece
    if held.strip():
        yield held


def _pieces(line: str, limit: int) -> Iterator[str]:
    """One line escaped, in parts that never end inside an entity; at least one, which may be empty."""
    part: list[str] = []
    size = 0
    for char in line:
        shown = _ESCAPES.get(char, char)
        if size + len(shown) > limit:
            yield "".join(part)
            part, size = [], 0
        part.append(shown)
        size += len(shown)
    yield "".join(part)
