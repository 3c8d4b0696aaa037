"""Random seasons: what an office lives through from January to November, in any order, through the real verbs' functions.

An act that makes no sense at its time is refused, as it would be at the desk, and the season goes on.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import strategies as st
from office import Office

from arshjul.flows import accepting, deciding, extending, moving, registering
from arshjul.flows.changing import applied
from arshjul.flows.recorded import Words
from arshjul.flows.waiving import Waiver
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import SendingChannel

FIRST = dt.date(2024, 1, 16)
SAID = Words("hod", "24/1", "Etter møte med aktøren")
OWED = [
    "plan.2024.nhn", "budget.2024.nhn", "tasks.2024.nhn", "tasks.2024.hdir", "joint.2024.rhf", "note.2024.hdir",
    *(f"report.followup-2024-{number}.{actor}" for number in (1, 2, 3, 4) for actor in ("nhn", "hdir")),
]  # fmt: skip
MEETINGS = [f"followup-2024-{number}" for number in (1, 2, 3, 4)]


@dataclass(frozen=True)
class Act:
    """One thing somebody does: `days` is how far away a date is, or how long ago; `yes` how a question is answered."""

    what: str
    key: str
    meeting: str
    days: int
    yes: bool


@dataclass(frozen=True)
class Day:
    """A day on which the office is at work: days after the last one, whether the program runs, and what is done."""

    gap: int
    runs: bool
    acts: tuple[Act, ...]


VERBS = ["deliver", "deliver", "deliver", "register", "ask", "answer", "waive", "accept", "return", "decide", "move",
         "move", "cancel"]  # fmt: skip
acts = st.builds(
    Act, what=st.sampled_from(VERBS), key=st.sampled_from(OWED), meeting=st.sampled_from(MEETINGS),
    days=st.integers(0, 60), yes=st.booleans(),
)  # fmt: skip
days = st.builds(Day, gap=st.integers(1, 30), runs=st.booleans(), acts=st.lists(acts, max_size=3).map(tuple))
seasons = st.lists(days, min_size=4, max_size=14)


def play(office: Office, season: list[Day]) -> Iterator[str]:
    """Live through the season; yields the evening of each day, when everything of that day is done."""
    office.load(f"{FIRST}T07:00")
    today = FIRST
    for number, day in enumerate(season):
        today += dt.timedelta(days=day.gap)
        for place, act in enumerate(day.acts):
            _do(office, act, f"{today}T09:{place:02d}", f"{number}-{place}.json")
        if day.runs:
            office.day(f"{today}T12:00")
        yield f"{today}T18:00"


def everything() -> list[Day]:
    """A season in which every sort of thing happens."""

    def act(what: str, key: str = "plan.2024.nhn", days: int = 5, *, yes: bool = True, meeting: str = "") -> Act:
        return Act(what, key, meeting or "followup-2024-4", days, yes)

    report = "report.followup-2024-2.nhn"
    return [
        Day(3, True, (act("ask", days=30),)),
        Day(
            5,
            True,
            (act("decide", yes=False), act("answer", days=40), act("deliver", "report.followup-2024-1.nhn", yes=False)),
        ),
        Day(9, True, (act("deliver"), act("move", days=30, meeting="followup-2024-2"))),
        Day(20, True, (act("accept"), act("waive", "budget.2024.nhn"), act("register", report, days=2))),
        Day(20, True, (act("return", "report.followup-2024-1.nhn"), act("cancel", meeting="followup-2024-3"))),
        Day(90, True, (act("move", days=70), act("register", "tasks.2024.hdir", days=1))),
        Day(
            60, True, (act("deliver", "report.followup-2024-4.hdir"), act("ask", "report.followup-2024-4.nhn", days=60))
        ),
        Day(40, True, ()),
    ]


def _do(office: Office, act: Act, when: str, name: str) -> None:
    verb: Callable[[], object] = {
        "deliver": lambda: _deliver(office, act, when, name),
        "register": lambda: _register(office, act, when),
        "ask": lambda: extending.ask_extension(office.at(when), _whole(act.key), _ahead(when, act.days), "Sykdom"),
        "answer": lambda: _answer(office, act, when),
        "waive": lambda: applied(office.at(when), Waiver(office.at(when), _whole(act.key), why="Utgår")),
        "accept": lambda: accepting.accept(office.at(when), _whole(act.key), SAID),
        "return": lambda: accepting.give_back(office.at(when), _whole(act.key), SAID),
        "decide": lambda: _decide(office, act, when),
        "move": lambda: applied(
            office.at(when), moving.move(act.meeting, _ahead(when, act.days), office.at(when).moment.today, "Kollisjon")
        ),
        "cancel": lambda: applied(office.at(when), moving.cancel(act.meeting, "Avlyst")),
    }[act.what]
    with suppress(BadInput):
        verb()


def _deliver(office: Office, act: Act, when: str, name: str) -> None:
    """It lies in the actor's source; the next run of the day finds it. A report may have a gap."""
    lacks = "pps.status" if act.key.startswith("report") and not act.yes else ""
    office.send_in(act.key.rsplit(".", 1)[1], name, act.key, when, lacks=lacks)


def _register(office: Office, act: Act, when: str) -> None:
    day = _ahead(when, -act.days)
    registering.register(
        office.at(when), _whole(act.key), registering.Formal(day, SendingChannel.EFORMIDLING, f"24/{act.days}")
    )


def _answer(office: Office, act: Act, when: str) -> None:
    until = _ahead(when, act.days) if act.yes else None
    extending.answer_extension(office.at(when), _whole(act.key), SAID, granted=act.yes, until=until)


def _decide(office: Office, act: Act, when: str) -> None:
    day = dt.date(2024, 8, 31) if act.yes else dt.date(2024, 9, 15)
    deciding.decide_conflict(office.at(when), _whole("tasks.2024"), day, SAID)


def _whole(key: str) -> str:
    return f"prove-2024.{key}"


def _ahead(when: str, days: int) -> dt.date:
    return dt.date.fromisoformat(when[:10]) + dt.timedelta(days=days)
