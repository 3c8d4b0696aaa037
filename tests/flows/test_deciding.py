"""Contradictions decided: which date holds, for whom, and what follows from it at once."""

import datetime as dt

import pytest
from decided import (
    AUGUST_31,
    HDIR,
    HOD,
    REPORT,
    SEPTEMBER_15,
    TASKS,
    answer,
    ask,
    days,
    now,
    refused,
    register,
    settle,
    steps,
    told,
)
from office import Office
from processes import start, together
from sqlalchemy import select

from arshjul.calendar.statistics import tally
from arshjul.flows import accepting, deciding, extending
from arshjul.flows.board import board, counted
from arshjul.flows.named import nearest_key
from arshjul.flows.recorded import Words
from arshjul.models.codes import Timeliness
from arshjul.store import events
from arshjul.store.schema import DECISION


@pytest.mark.parametrize("day", [AUGUST_31, SEPTEMBER_15])
def test_a_decided_contradiction_has_the_decided_date_and_is_disputed_no_longer(office: Office, day: dt.date) -> None:
    office.load("2024-06-03")
    before = now(office, TASKS)
    assert (before.due, before.latest, before.disputed) == (AUGUST_31, SEPTEMBER_15, True)
    done = settle(office, day)
    assert (done.keys, done.until, done.by, done.warnings) == (
        ("prove-2024.tasks.2024.nhn",), day, "Departementet", (),
    )  # fmt: skip
    after = now(office, TASKS)
    assert (after.due, after.latest, after.disputed, after.revision) == (day, day, False, 2)
    assert after.last_workday == (dt.date(2024, 8, 30) if day == AUGUST_31 else dt.date(2024, 9, 13))
    assert {revision for revision, _ in steps(office, TASKS, "open")} == {2}
    assert now(office, "tasks.2024.hdir").revision == 1, "nothing else is touched"


def test_a_decided_contradiction_is_not_decided_again_and_what_stands_is_said(office: Office) -> None:
    office.load("2024-06-03")
    settle(office)
    said = refused(office, lambda: settle(office, AUGUST_31, "2024-08-21"))
    assert "er avgjort: søndag 15. september 2024 gjelder (hod, 2024-08-20, 24/123)" in said
    assert "arshjul extension" in said


def test_the_ministry_may_set_a_date_that_no_letter_states_and_it_is_pointed_out(office: Office) -> None:
    office.load("2024-06-03")
    done = settle(office, dt.date(2024, 8, 1))
    assert done.warnings == (
        "2024-08-01 er passert",
        "ingen av stedene oppgir 2024-08-01; de oppgir 2024-08-31, 2024-09-15",
    )
    assert now(office, TASKS).due == dt.date(2024, 8, 1)


def test_unknown_contradictions_and_actors_are_named_with_the_nearest(office: Office) -> None:
    office.load("2024-06-03")
    parts = office.at("2024-08-20")
    say = lambda word, actor=None: refused(  # noqa: E731
        office, lambda: deciding.decide_conflict(parts, word, AUGUST_31, HOD, actor)
    )
    assert "ukjent motstrid: prove-2024.taks.2024 (mente du «prove-2024.tasks.2024»?)" in say("prove-2024.taks.2024")
    assert "hdir er ikke bundet av tasks.2024 (gyldig: nhn)" in say("tasks.2024", "hdir")


@pytest.mark.parametrize(
    ("day", "how"),
    [
        ("2024-08-01", Timeliness.DISPUTED), ("2024-08-31", Timeliness.DISPUTED), ("2024-09-04", Timeliness.DISPUTED),
        ("2024-09-05", Timeliness.ON_TIME), ("2024-09-15", Timeliness.ON_TIME), ("2024-09-20", Timeliness.ON_TIME),
    ],
)  # fmt: skip
def test_what_was_delivered_between_the_dates_is_settled_by_whatever_is_decided_and_never_late_by_it(
    office: Office, day: str, how: Timeliness
) -> None:
    """It came while nobody could be late: a decision helps, and never harms."""
    office.send_in("nhn", "a.json", TASKS, "2024-09-05T09:00")
    office.day("2024-09-05T10:00")
    done = settle(office, dt.date.fromisoformat(day), "2024-09-25")
    after = now(office, TASKS)
    assert (after.due, after.latest, after.disputed) == (dt.date.fromisoformat(day),) * 2 + (False,)
    assert not any("beholder fristen" in warning for warning in done.warnings)
    [row] = [row for row in board(office.at("2024-09-26")) if row.key == f"prove-2024.{TASKS}"]
    assert (row.due, row.latest, row.timeliness) == (after.due, after.due, how)
    [line] = [line for line in tally(counted([row]), ()) if line.total]
    assert (line.on_time, line.disputed, line.late) == (how is Timeliness.ON_TIME, how is Timeliness.DISPUTED, 0)
    days(office, "09-26")
    assert "decided" not in told(office, TASKS)


@pytest.mark.parametrize(("day", "how"), [("2024-09-15", Timeliness.LATE), ("2024-09-20", Timeliness.ON_TIME)])
def test_what_came_after_every_stated_date_is_late_unless_a_later_one_is_decided(
    office: Office, day: str, how: Timeliness
) -> None:
    office.send_in("nhn", "a.json", TASKS, "2024-09-18T09:00")
    office.day("2024-09-18T10:00")
    settle(office, dt.date.fromisoformat(day), "2024-09-25")
    [row] = [row for row in board(office.at("2024-09-26")) if row.key == f"prove-2024.{TASKS}"]
    assert (row.due, row.timeliness) == (dt.date.fromisoformat(day), how)


def test_a_later_date_granted_after_the_delivery_decides_no_contradiction(office: Office) -> None:
    office.load("2024-06-03")
    ask(office, TASKS, "2024-09-20")
    office.send_in("nhn", "a.json", TASKS, "2024-09-05T09:00")
    office.day("2024-09-05T10:00")
    answer(office, TASKS, "2024-09-06", granted=True)
    assert (now(office, TASKS).due, now(office, TASKS).disputed) == (AUGUST_31, True)


@pytest.mark.parametrize(
    "word",
    ["nhn", "HDIR", "office", "the office", "Kontoret", "kontor@example.org", "kari", "NINA@example.org", "anne"],
)
def test_neither_the_office_nor_the_one_who_owes_it_decides_a_deadline(office: Office, word: str) -> None:
    office.load("2024-06-03")
    ask(office)
    parts, said = office.at("2024-08-21"), Words(word, "24/1", "Fordi.")
    told = refused(office, lambda: deciding.decide_conflict(parts, "tasks.2024", AUGUST_31, said))
    assert f"{word} avgjør ikke fristen" in told and "--by hod" in told
    told = refused(office, lambda: extending.answer_extension(parts, REPORT, said, granted=True))
    assert f"{word} avgjør ikke fristen" in told


@pytest.mark.parametrize(
    ("word", "meant"), [("hodd", "hod"), ("nhm", "nhn"), ("hdo", "hod"), ("Hdi", "hdir"), ("kare", "kari")]
)
def test_what_is_nearly_an_id_is_not_taken_for_a_stranger(office: Office, word: str, meant: str) -> None:
    office.load("2024-06-03")
    said = Words(word, "24/1", "Fordi.")
    parts = office.at("2024-08-21")
    told = refused(office, lambda: deciding.decide_conflict(parts, "tasks.2024", AUGUST_31, said))
    assert f"kjenner ingen «{word}»" in told and f"mente du «{meant}»?" in told


def test_a_stranger_in_the_ministry_decides_under_the_name_that_is_given(office: Office) -> None:
    office.load("2024-06-03")
    said = Words("Hodd Hansen", "24/1", "Fordi.")
    assert deciding.decide_conflict(office.at("2024-08-21"), "tasks.2024", AUGUST_31, said).by == "Hodd Hansen"


def two_sided(values: dict) -> None:
    """Both have two dates for their tasks, but not the same two."""
    statements = values["obligations"]["tasks"]["statements"]
    other = {"document": "letter", "section": "Kap. 3", "lines": [44, 44], "actors": ["hdir"]}
    statements.append(other | {"due": {"type": "fixed", "month": 10, "day": 1}})


def test_where_actors_have_different_dates_one_must_be_chosen_and_the_other_stays_open(office: Office) -> None:
    office.rewheel(two_sided)
    office.load("2024-06-03")
    said = refused(office, lambda: settle(office))
    assert "gjelder flere aktører med ulike datoer (velg med --actor: hdir, nhn)" in said
    assert settle(office, actor="hdir").keys == ("prove-2024.tasks.2024.hdir",)
    assert (now(office, "tasks.2024.hdir").disputed, now(office, TASKS).disputed) == (False, True)
    assert settle(office).keys == ("prove-2024.tasks.2024.nhn",), "now only one is left"


def bound_alike(values: dict) -> None:
    values["obligations"]["tasks"]["statements"][1]["actors"] = ["nhn", "hdir"]


def test_a_contradiction_that_binds_several_alike_is_decided_for_all_of_them(office: Office) -> None:
    office.rewheel(bound_alike)
    office.load("2024-06-03")
    assert settle(office).keys == ("prove-2024.tasks.2024.hdir", "prove-2024.tasks.2024.nhn")
    assert not now(office, TASKS).disputed and not now(office, "tasks.2024.hdir").disputed


def test_owners_are_told_of_every_decision_once_and_of_nothing_that_is_delivered(office: Office) -> None:
    days(office, "07-29")
    settle(office, when="2024-08-13")
    ask(office, when="2024-08-13")
    answer(office, when="2024-08-13T13:00", granted=True)
    ask(office, HDIR, when="2024-08-13T13:00")
    answer(office, HDIR, when="2024-08-13T13:00", granted=False)
    days(office, "08-14")
    assert told(office, TASKS) == ["decided"]
    assert told(office, REPORT) == ["invitation", "extended"]
    assert told(office, HDIR) == ["invitation", "denied"]
    office.send_in("nhn", "a.json", REPORT, "2024-08-16T07:00")
    days(office, "08-16")
    accepting.give_back(office.at("2024-08-16"), REPORT, HOD)
    days(office, "08-19")
    office.send_in("nhn", "b.json", REPORT, "2024-08-20T07:00")
    days(office, "08-20")
    accepting.accept(office.at("2024-08-20"), REPORT, HOD)
    days(office, "08-21", "09-03")
    assert told(office, REPORT) == ["invitation", "extended", "returned", "accepted"]


def test_keys_may_leave_out_the_wheel_and_the_nearest_is_named(office: Office) -> None:
    office.load("2024-08-01")
    said = refused(office, lambda: register(office, "prove-2024.report.followup-2024-4.nnh"))
    assert "mente du «prove-2024.report.followup-2024-4.nhn»?" in said
    assert nearest_key("zzz", ["prove-2024.plan.2024.nhn"]) == "se arshjul deadlines"


RACE = """
import datetime as dt
from pathlib import Path
from office import moment
from arshjul.flows import deciding, extending
from arshjul.flows.parts import build_parts
from arshjul.flows.recorded import Words
from arshjul.models.problems import BadInput
url, portfolio, what, word = sys.argv[1:]
parts = build_parts(database_url=url, portfolio=Path(portfolio), wheels=[], moment=moment("2024-08-20"), transports={})
said = Words("hod", word, "Fordi.")
try:
    if what == "conflict":
        day = dt.date(2024, 8, 31) if word == "a" else dt.date(2024, 9, 15)
        deciding.decide_conflict(parts, "tasks.2024", day, said)
    else:
        extending.answer_extension(parts, "report.followup-2024-4.nhn", said, granted=word == "a")
    print("won")
except BadInput as error:
    print(error)
parts.database.close()
"""


@pytest.mark.parametrize("what", ["conflict", "extension"])
def test_of_two_officers_deciding_at_once_one_wins_and_the_other_is_told_what_stands(office: Office, what: str) -> None:
    office.load("2024-06-03")
    ask(office, until="2024-09-02", when="2024-08-19")
    arguments = [[office.url, str(office.portfolio_path), what, word] for word in ("a", "b")]
    first, second = answers = together(RACE, arguments)
    assert sorted(one == "won\n" for one in answers) == [False, True]
    winner, loser = ("a", second) if first == "won\n" else ("b", first)
    stands = {
        "conflicta": "31. august",
        "conflictb": "15. september",
        "extensiona": "innvilget",
        "extensionb": "avslått",
    }
    assert stands[what + winner] in loser
    with office.parts.database.read() as connection:
        granted = connection.execute(select(DECISION.c.reference).where(DECISION.c.state != "asked")).scalars().all()
        assert granted == [winner]
        assert events.broken(connection) is None


KILLED = """
import os, signal
from pathlib import Path
from office import moment
from arshjul.flows import deciding, recorded
from arshjul.flows.parts import build_parts
from arshjul.store import decisions
import datetime as dt
url, portfolio, where = sys.argv[1:]
parts = build_parts(database_url=url, portfolio=Path(portfolio), wheels=[], moment=moment("2024-08-20"), transports={})
def dying(real):
    def die(*arguments, **named):
        done = real(*arguments, **named)
        print("inside", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return die
if where == "decision":
    decisions.make = dying(decisions.make)
elif where == "dates":
    recorded.follow = dying(recorded.follow)
else:
    recorded.tell = dying(recorded.tell)
deciding.decide_conflict(parts, "tasks.2024", dt.date(2024, 9, 15), recorded.Words("hod", "24/1", "Fordi."))
"""


@pytest.mark.parametrize("where", ["decision", "dates", "notices"])
def test_a_decision_killed_half_way_has_not_been_made(office: Office, where: str) -> None:
    office.load("2024-06-03")
    before, ladder = now(office, TASKS), steps(office, TASKS, "open")
    process = start(KILLED, office.url, str(office.portfolio_path), where)
    out, _ = process.communicate(timeout=60)
    assert (out, process.returncode) == ("inside\n", -9)
    assert (now(office, TASKS), steps(office, TASKS, "open")) == (before, ladder)
    with office.parts.database.read() as connection:
        assert connection.execute(select(DECISION)).all() == []
        assert events.broken(connection) is None
    settle(office)
    assert now(office, TASKS).due == SEPTEMBER_15
