"""The joint report and its annex as one web page or one Markdown file.

What lives here: the templates' environment, and escaping for each form. A web page holds everything itself and fetches
nothing; in Markdown the matrix is a table.
"""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from arshjul.reports.joint.labels import labels
from arshjul.reports.joint.matrix import SCALE, Matrix, numbers
from arshjul.reports.joint.matrix_svg import svg

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")
_OPENING = re.compile(r"^([-+=:]|\d+(?=[.)]))")


def html(name: str, values: dict[str, Any]) -> bytes:
    """The page made by the template of that name (`joint`, `annex`); everything in `values` is escaped."""
    for one in values.get("initiatives", ()):
        one["svg"] = Markup(svg(one["matrix"], one["alt"], f"matrise-{one['no']}"))
    text = _environment(escapes=True).get_template(f"{name}.html.j2").render(values, t=labels())
    return f"{text.strip()}\n".encode()


def markdown(name: str, values: dict[str, Any]) -> bytes:
    """The Markdown file (CommonMark with tables); what others have written is escaped by the filter `md`."""
    for one in values.get("initiatives", ()):
        one["squares"] = list(_squares(one["matrix"]))
    text = _environment(escapes=False).get_template(f"{name}.md.j2").render(values, t=labels())
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def md(text: str | int) -> str:
    """Text on one line that means nothing but itself in Markdown: no markup, no HTML, no list, no table."""
    flat = str(text).strip()
    return _OPENING.sub(_guarded, _SIGNS.sub(r"\\\1", flat))


def _guarded(found: re.Match[str]) -> str:
    """What would begin a list or a heading: a sign is escaped, and after a number the sign that follows it."""
    word = found.group(1)
    return f"{word}\\" if word[0].isdigit() else f"\\{word}"


def _squares(found: Matrix) -> list[list[str]]:
    return [[str(row), *(numbers(found.at(row, column)) for column in SCALE)] for row in reversed(SCALE)]


@cache
def _environment(*, escapes: bool) -> Environment:
    made = Environment(
        loader=PackageLoader("arshjul.reports.joint", "templates"),
        undefined=StrictUndefined,
        autoescape=escapes,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["md"] = md
    return made
