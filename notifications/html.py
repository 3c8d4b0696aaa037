"""A rendered message as a web page, for the readers of mail that show one.

What lives here: the same words as in the plain text, marked up so that a screen reader finds its way: the language,
one heading, paragraphs, lists, and links that say where they lead. Nothing is fetched from anywhere, and nothing tells
that the message was opened. The layout is `templates/message.html.j2`.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from arshjul.models.codes import Lang
from arshjul.notifications.links import Link
from arshjul.notifications.wording import Rendered

_NUMBERED = re.compile(r"[1-9][0-9]{0,2}\. ")


class _Part(NamedTuple):
    """Lines that belong together: a paragraph, or the items of a list, whose first number is `start`."""

    lines: tuple[str, ...]
    start: int = 0


def render_html(rendered: Rendered, lang: Lang, links: Sequence[Link] = ()) -> str:
    """The message as one HTML document; everything in it is escaped. The signature stands after the links."""
    parts = [part for paragraph in rendered.text.split("\n\n") for part in _parts(paragraph)]
    body, signature = (parts[:-1], parts[-1:]) if len(parts) > 1 else (parts, [])
    return _template().render(subject=rendered.subject, lang=lang.value, body=body, signature=signature, links=links)


def _parts(paragraph: str) -> list[_Part]:
    found = []
    lines = [line for line in paragraph.split("\n") if line.strip()]
    for numbered, group in groupby(lines, key=lambda line: bool(_NUMBERED.match(line))):
        held = tuple(group)
        if numbered:
            start = int(held[0].partition(".")[0])
            held = tuple(_NUMBERED.sub("", line, count=1) for line in held)
        found.append(_Part(held, start if numbered else 0))
    return found


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("arshjul.notifications", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("message.html.j2")
