"""`wheel draw`: the year as SVG, with states where a database knows them.

What lives here: gathering what the drawing needs. The drawing itself is `calendar/drawing.py`.
"""

import datetime as dt
from pathlib import Path

from arshjul.app import clock
from arshjul.app.view import WheelView, wheel_views
from arshjul.calendar.drawing import Mark, draw, spokes_of
from arshjul.flows.files import write_whole
from arshjul.flows.settings import Settings
from arshjul.models.lang import get_lang, say
from arshjul.models.problems import BadInput, Problem


def draw_year(found: Settings, year: int, out: Path, as_of: str | None) -> None:
    """Write the drawing of a year. BadInput when no wheel has that year or the file cannot be written."""
    views = wheel_views(found, year)
    if not views:
        what = say(f"ingen årshjul har året {year}", f"no wheel has the year {year}")
        raise BadInput([Problem("--year", what, remedy=say("se arshjul deadlines", "see arshjul deadlines"))])
    today = clock.now(as_of).today
    try:
        write_whole(out, svg(views[0], {}, today).encode())
    except OSError as error:
        what = say(f"kan ikke skrives: {error.strerror}", f"cannot be written: {error.strerror}")
        raise BadInput([Problem(str(out), what, remedy=say("velg en annen fil", "choose another file"))]) from None


def svg(view: WheelView, marks: dict[str, Mark], today: dt.date) -> str:
    """One wheel as SVG; `marks` by deliverable key, planned where none is known."""
    lang = get_lang()
    actors = [(slug, spec.name[lang]) for slug, spec in view.wheel.actors.items()]
    spokes = spokes_of(view.deliverables, marks, lang)
    return draw(spokes, title=view.wheel.title[lang], year=view.wheel.year, actors=actors, today=today, lang=lang)
