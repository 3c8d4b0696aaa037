"""`arshjul demo`: the year so far replayed, the day run as a Prefect flow, and what it leaves shown.

What lives here: the story of the demo. It uses the same stages as every other day; only its clock is its own.
"""

import datetime as dt
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from sqlalchemy import func, select

from arshjul.app import clock
from arshjul.app.assessments import write_assessments
from arshjul.app.boards import print_board
from arshjul.app.compiling import joint_file
from arshjul.app.days import day_words
from arshjul.app.drawing import svg
from arshjul.app.flow_runs import run_flow
from arshjul.app.gallery import write_gallery
from arshjul.app.progress import Progress
from arshjul.app.view import wheel_views
from arshjul.app.wiring import run_day
from arshjul.calendar.date_words import long_date
from arshjul.calendar.drawing import mark_of
from arshjul.calendar.wheel_file import shipped_wheels
from arshjul.flows.board import BoardRow, board
from arshjul.flows.files import write_whole
from arshjul.flows.loading import load_wheels
from arshjul.flows.parts import Parts, open_parts
from arshjul.flows.settings import Settings, shipped_portfolio
from arshjul.models.lang import get_lang, say
from arshjul.models.moment import OSLO, Moment
from arshjul.models.problems import BadInput, Problem, reason
from arshjul.notifications.transports.files import FilesTransport
from arshjul.store.schema import PULL, STEP

AS_OF = "2024-08-27"
_START = dt.date(2024, 1, 16)
_YEAR = 2024
_MEETING = "followup-2024-4"
JOINT = "joint-report.docx"


def run_demo(out: Path) -> None:
    """Run the demo into `out`. A second run keeps the database and sends nothing twice."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = say(f"kan ikke brukes som mappe: {reason(error)}", f"cannot be used as a folder: {reason(error)}")
        raise BadInput([Problem(str(out), what, remedy=say("velg en annen mappe", "choose another folder"))]) from None
    wheels = tuple(path for path in shipped_wheels() if str(_YEAR) in path.name)
    found = Settings(shipped_portfolio(), wheels, f"sqlite:///{(out / 'arshjul.db').absolute()}", False)
    moment = clock.now(AS_OF)
    again = (out / "arshjul.db").is_file()
    with Progress() as progress:
        with open_parts(found, moment, out, FilesTransport(out / "messages")) as parts:
            _replay(parts, progress)
        done = run_flow(found, moment, out.absolute(), progress, files=True)
        progress.stage(say("skriver vurderinger og tegning", "writing assessments and drawing"))
        with open_parts(found, moment, out, FilesTransport(out / "messages")) as parts:
            rows = board(parts)
            assessed = write_assessments(parts, out / "assessments")
            joint_file(parts, _MEETING, out / JOINT)
        examples = write_gallery(out / "messages" / "gallery")
        _draw(found, rows, moment, out / "wheel.svg")
    print_board(rows, moment.today)
    console = Console(highlight=False, soft_wrap=True)
    console.print(day_words(done), markup=False)
    if again and not done.sent:
        told = say(
            "Databasen fra forrige kjøring er beholdt, og ingenting er sendt to ganger.",
            "The database of the last run was kept, and nothing was sent twice.",
        )
        console.print(told, markup=False)
    _tell_places(console, out, assessed, examples, moment)


def _replay(parts: Parts, progress: Progress) -> None:
    """Run every day on which something happened since the last run, so that samples arrive when they were sent."""
    first = parts.at(Moment(dt.datetime.combine(_START, dt.time(8), OSLO), parts.moment.recorded_at))
    load_wheels(first)
    moments = _event_moments(parts)
    if not moments:
        return
    progress.stage(
        say(f"spiller av året så langt: {len(moments)} hendelser", f"replaying the year so far: {len(moments)} events")
    )
    for at in moments:
        progress.detail(long_date(at.astimezone(OSLO).date(), get_lang()))
        run_day(parts.at(Moment(at, parts.moment.recorded_at)), None, lambda _: None)


def _event_moments(parts: Parts) -> list[dt.datetime]:
    """When samples were sent, and 08:00 on every day with a rung of the ladder; after the last run, before now."""
    found: set[dt.datetime] = set()
    for actor in parts.portfolio.actors:
        source = parts.source(actor)
        if source is not None:
            arrivals = source.pull(now=parts.moment.at, known=frozenset()).arrivals
            found |= {arrival.submitted_at.astimezone(dt.UTC) for arrival in arrivals}
    with parts.database.read() as connection:
        days = connection.execute(select(STEP.c.fire_on).distinct()).scalars()
        found |= {dt.datetime.combine(day, dt.time(8), OSLO).astimezone(dt.UTC) for day in days}
        last = connection.execute(select(func.max(PULL.c.at))).scalar()
    after = last or dt.datetime.combine(_START, dt.time(), OSLO).astimezone(dt.UTC)
    return sorted(at for at in found if after < at and at.astimezone(OSLO).date() < parts.moment.today)


def _draw(found: Settings, rows: Sequence[BoardRow], moment: Moment, path: Path) -> None:
    marks = {row.key: mark_of(row.state, row.timeliness, row.completeness) for row in rows}
    [view] = wheel_views(found, _YEAR)
    write_whole(path, svg(view, marks, moment.today).encode())


def _tell_places(console: Console, out: Path, assessed: int, examples: int, moment: Moment) -> None:
    messages = len([path for path in (out / "messages").glob("*") if path.is_file() and not path.name.startswith(".")])
    calendars = len(list((out / "calendars").glob("*.ics")))
    day = long_date(moment.today, get_lang())
    heading = say(f"Dette ligger i {out}/ (alt er regnet per {day}):", f"This lies in {out}/ (all reckoned on {day}):")
    console.print(f"\n{heading}", markup=False)
    for name, nb, en in (
        ("wheel.svg", "tegning av årshjulet; åpne den i en nettleser", "a drawing of the wheel; open it in a browser"),
        ("calendars/", f"{calendars} kalendere (.ics)", f"{calendars} calendars (.ics)"),
        (
            "messages/",
            f"{messages} meldinger som ville gått ut (.eml, Slack-JSON)",
            f"{messages} messages (.eml, Slack JSON)",
        ),
        (
            "  gallery/",
            f"eksempler på alle meldinger, {examples} i alt; åpne index.html",
            f"samples of every message, {examples} in all; open index.html",
        ),
        (
            "assessments/",
            f"{assessed} vurderinger av det som er mottatt",
            f"{assessed} assessments of what was received",
        ),
        (JOINT, "den samlede rapporten til neste møte (Word)", "the joint report for the next meeting (Word)"),
        ("arshjul.db", "databasen (SQLite)", "the database (SQLite)"),
    ):
        console.print(f"  {name:<18} {say(nb, en)}", markup=False)
    program = "arshjul" if shutil.which("arshjul") else os.path.relpath(Path(sys.executable).with_name("arshjul"))
    more = say("Se mer:", "See more:")
    console.print(f"\n{more} {program} board --database {out}/arshjul.db --as-of {AS_OF}", markup=False)
