"""The archive's index as a web page.

What lives here: one page, which fetches nothing. The same facts stand in `index.json`.
"""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def index_page(values: dict[str, Any]) -> bytes:
    """The page; everything in `values` is escaped."""
    environment = Environment(
        loader=PackageLoader("arshjul.reports.archive", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("index.html.j2").render(values).encode()
