"""`wheel draw`: the year as SVG, with states where a database knows them.

What lives here: gathering what the drawing needs. The drawing itself is `calendar/drawing.py`.
"""

import datetime as dt
from pathlib import Path

from arshjul.app import clock
from arshjul.app.view import WheelView, wheel_views
from arshjul.calendar.drawing import Mark, draw, mark_of, spokes_of
from arshjul.flows.files import write_whole
from arshjul.flows.settings import Settings, out_folder
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import Moment
from arshjul.models.problems import BadInput, Problem, reason


def draw_year(found: Settings, year: int, out: Path, as_of: str | None) -> None:
    """Write the drawing of a year. BadInput when no wheel has that year or the file cannot be written."""
    views = wheel_views(found, year)
    if not views:
        what = say(f"ingen årshjul har året {year}", f"no wheel has the year {year}")
        raise BadInput([Problem("--year", what, remedy=say("se arshjul deadlines", "see arshjul deadlines"))])
    if len(views) > 1:
        ids = ", ".join(view.wheel.id for view in views)
        what = say(f"flere årshjul har året {year}: {ids}", f"several wheels have the year {year}: {ids}")
        raise BadInput([Problem("--year", what, remedy=say("pek ut ett med --wheels", "name one with --wheels"))])
    moment = clock.now(as_of)
    marks = _marks(found, moment) if views[0].states else {}
    try:
        write_whole(out, svg(views[0], marks, moment.today).encode())
    except OSError as error:
        what = say(f"kan ikke skrives: {reason(error)}", f"cannot be written: {reason(error)}")
        raise BadInput([Problem(str(out), what, remedy=say("velg en annen fil", "choose another file"))]) from None


def _marks(found: Settings, moment: Moment) -> dict[str, Mark]:
    from arshjul.flows.board import board
    from arshjul.flows.parts import open_parts

    with open_parts(found, moment, out_folder(None)) as parts:
        return {row.key: mark_of(row.state, row.timeliness, row.completeness) for row in board(parts)}


def svg(view: WheelView, marks: dict[str, Mark], today: dt.date) -> str:
    """One wheel as SVG; `marks` by deliverable key, planned where none is known."""
    lang = get_lang()
    actors = [(slug, spec.name[lang]) for slug, spec in view.wheel.actors.items()]
    spokes = spokes_of(view.deliverables, marks, lang)
    return draw(spokes, title=view.wheel.title[lang], year=view.wheel.year, actors=actors, today=today, lang=lang)
