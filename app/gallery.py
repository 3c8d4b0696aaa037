"""A gallery of every message in both languages: a page and a text per message, and an index.

What lives here: files. The messages are `notifications/samples.py`, the index page a template beside theirs.
"""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from arshjul.app.ladder_shown import STEP_WORDS
from arshjul.flows.files import write_whole
from arshjul.models.codes import Lang
from arshjul.notifications.html import render_html
from arshjul.notifications.links import with_links
from arshjul.notifications.samples import Sample, samples

INDEX = "index.html"
_SUBJECT = {Lang.NB: "Emne", Lang.EN: "Subject"}


def write_gallery(folder: Path) -> int:
    """Write the gallery into a folder; returns how many messages it shows. The same bytes each time. OSError."""
    rows: dict[str, dict[str, Any]] = {}
    for lang in Lang:
        for sample in samples(lang):
            row = rows.setdefault(sample.name, {"name": sample.name, "called": [], "messages": []})
            row["called"].append({"lang": lang.value, "words": _called(sample, lang)})
            row["messages"].append(_written(folder, sample, lang))
    write_whole(folder / INDEX, _index(list(rows.values())).encode())
    return sum(len(row["messages"]) for row in rows.values())


def _called(sample: Sample, lang: Lang) -> str:
    """What people call the message: its step, and what is particular about it."""
    step = STEP_WORDS.get(sample.name.partition("-")[0])
    words = [step[list(Lang).index(lang)]] if step else []
    words += [sample.about] if sample.about else []
    called = ": ".join(words)
    return called[:1].upper() + called[1:]


def _written(folder: Path, sample: Sample, lang: Lang) -> dict[str, str]:
    stem = f"{sample.name}.{lang.value}"
    shown = with_links(sample.rendered, sample.links)
    write_whole(folder / f"{stem}.txt", f"{_SUBJECT[lang]}: {shown.subject}\n\n{shown.text}\n".encode())
    write_whole(folder / f"{stem}.html", render_html(sample.rendered, lang, sample.links).encode())
    return {"lang": lang.value, "subject": sample.rendered.subject, "html": f"{stem}.html", "text": f"{stem}.txt"}


def _index(rows: list[dict[str, Any]]) -> str:
    environment = Environment(
        loader=PackageLoader("arshjul.notifications", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("gallery.html.j2").render(rows=rows)
