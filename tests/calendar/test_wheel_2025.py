"""The wheel of 2025 that ships, against labels written by hand: made from that of 2024 before any letter for 2025."""

import datetime as dt
import os
from importlib.resources import files
from pathlib import Path

import pytest

from arshjul.calendar.compile import compile_wheel, conflicts, meetings
from arshjul.calendar.letters_check import check_letters, digest_of
from arshjul.calendar.pending import asked, asked_words, request_digest_problems, request_problems
from arshjul.calendar.rollover import roll
from arshjul.calendar.rollover_flags import flags
from arshjul.calendar.rollover_text import requests_text, wheel_text
from arshjul.calendar.timeliness import timeliness
from arshjul.calendar.wheel_file import read_wheel
from arshjul.models.codes import Basis, Lang, State, Timeliness
from arshjul.models.deliverable import Deliverable
from arshjul.models.lang import set_lang
from arshjul.models.portfolio import LadderSpec
from arshjul.models.wheelfile import WheelFile
from arshjul.notifications.ladder import planned_steps

PREFIX = "digital-samhandling-2025."
NHN_PLAN = "2025-leveranseplan-norsk-helsenett"
HOME = Path(str(next(iter(files("arshjul.calendar.wheels").iterdir())))).parent
FILE = HOME / "digital-samhandling-2025.yaml"

# key: (due, last working day, latest stated)
DATED = {
    "delivery-plan.2025.hdir": ("2025-02-01", "2025-01-31", "2025-02-01"),
    "delivery-plan.2025.nhn": ("2025-02-01", "2025-01-31", "2025-02-01"),
    "planned-tasks.2025.nhn": ("2025-08-31", "2025-08-29", "2025-09-15"),
    "planned-tasks.2025.hdir": ("2025-09-15", "2025-09-15", "2025-09-15"),
    "joint-plan-draft.2025.rhf": ("2025-09-15", "2025-09-15", "2025-09-15"),
}
EXPECTED = {
    *(f"followup-report.followup-2025-{number}.{actor}" for number in range(1, 7) for actor in ("nhn", "hdir")),
    "tertial-report.tertial-2025-1.nhn",
    "tertial-report.tertial-2025-2.nhn",
    "disposition-proposal.2025.nhn",
    "budget-input-revised.2025.nhn",
    "budget-input-proposition.2025.nhn",
    "budget-input-regrouping.2025.nhn",
    "initiative-proposal.2025.nhn",
    "joint-plan.2025.rhf",
    "annual-report.2025.nhn",
    *(f"annual-statement.2025.{actor}" for actor in ("helse-nord", "helse-midt", "helse-vest", "helse-sor-ost")),
}
LEFT_OUT = {
    *(f"six-year-plan-{part}" for part in ("letter", "pll", "pjd", "pps", "pmd", "pki")),
    "pll-bergen-evaluation",
    "pjd-rollout-plans",
    "pki-rollout-plans",
    "pki-plan-document",
    "pki-reaction-recommendation",
    "pki-api-evaluation",
    "pps-evaluation",
    "mhe-final-report",
}


@pytest.fixture(scope="module")
def wheel() -> WheelFile:
    return read_wheel(FILE)


@pytest.fixture(scope="module")
def found(wheel: WheelFile) -> dict[str, Deliverable]:
    return {item.key.removeprefix(PREFIX): item for item in compile_wheel(wheel)}


@pytest.fixture
def letters() -> Path:
    named = os.environ.get("ARSHJUL_LETTERS")
    beside = Path(__file__).resolve().parents[2].parent.glob("*/letters")
    folder = Path(named) if named else next((path for path in beside if path.is_dir()), None)
    if folder is None:
        pytest.skip("the letters are not at hand")
    return folder


def test_only_what_the_letters_say_happens_every_year_has_a_date(found: dict[str, Deliverable]) -> None:
    dated = {key: (str(item.due), str(item.last_workday), str(item.latest)) for key, item in found.items() if item.due}
    assert dated == DATED
    assert {found[key].basis for key in DATED} == {Basis.STATED}


def test_everything_else_is_expected_and_undated(found: dict[str, Deliverable]) -> None:
    assert {key for key, item in found.items() if item.due is None} == EXPECTED
    assert {found[key].basis for key in EXPECTED} == {Basis.INFERRED}


def test_nothing_expected_is_invited_to_or_late_however_long_the_letter_takes(found: dict[str, Deliverable]) -> None:
    for key in EXPECTED:
        item = found[key]
        assert item.unconfirmed
        dates = {"due": item.due, "last_workday": item.last_workday, "latest": item.latest}
        assert not planned_steps(LadderSpec(), **dates, disputed=item.disputed, unconfirmed=item.unconfirmed)
        judged = timeliness(
            state=State.PLANNED, due=item.due, latest=item.latest, disputed=item.disputed,
            unconfirmed=item.unconfirmed, delivered_at=None, now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        )  # fmt: skip
        assert judged is Timeliness.UNDATED


def test_a_meeting_that_the_ministry_dates_dates_its_reports_and_nobody_is_late_by_them(wheel: WheelFile) -> None:
    """That the reports are asked for again is inferred until the letter says so: reminded of, never overdue."""
    moved = {item.key: item for item in compile_wheel(wheel, {"followup-2025-1": dt.date(2025, 2, 19)})}
    report = moved[PREFIX + "followup-report.followup-2025-1.nhn"]
    assert (report.due, report.unconfirmed) == (dt.date(2025, 2, 5), True)
    assert sum(item.due is not None for item in moved.values()) == len(DATED) + 2
    judged = timeliness(
        state=State.OPEN, due=report.due, latest=report.latest, disputed=report.disputed,
        unconfirmed=report.unconfirmed, delivered_at=None, now=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    assert judged is Timeliness.DISPUTED


def test_a_tertial_meeting_still_takes_its_joint_meeting_along(wheel: WheelFile) -> None:
    shown = {item.id: (item.date, item.part_of) for item in meetings(wheel)}
    assert shown == {
        **{f"followup-2025-{number}": (None, None) for number in (1, 2, 4, 6)},
        "followup-2025-3": (None, "tertial-2025-1"),
        "followup-2025-5": (None, "tertial-2025-2"),
        "tertial-2025-1": (None, None),
        "tertial-2025-2": (None, None),
        "rhf-status-2025-1": (None, None),
        "rhf-status-2025-2": (None, None),
    }
    moved = {item.key: item.due for item in compile_wheel(wheel, {"tertial-2025-1": dt.date(2025, 6, 19)})}
    assert moved[PREFIX + "followup-report.followup-2025-3.hdir"] == dt.date(2025, 6, 5)


def test_what_was_asked_for_once_is_left_out_and_listed_in_the_file(wheel: WheelFile) -> None:
    assert not LEFT_OUT & set(wheel.obligations)
    comments = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("# - ")]
    assert {line.removeprefix("# - ").partition(":")[0] for line in comments} == LEFT_OUT


def test_the_same_two_dates_contradict_each_other_again(wheel: WheelFile, found: dict[str, Deliverable]) -> None:
    [conflict] = conflicts(wheel, found.values())
    assert conflict.id == PREFIX + "planned-tasks.2025" and conflict.in_force is None
    assert conflict.keys == (PREFIX + "planned-tasks.2025.nhn",)


def test_the_dates_that_need_a_look(wheel: WheelFile) -> None:
    """1 February is a Saturday and 31 August a Sunday; nothing collides."""
    shown = [
        (flag.kind.value, [key.removeprefix(PREFIX) for key in flag.keys], str(flag.due), str(flag.last_workday))
        for flag in flags(wheel)
    ]
    assert shown == [
        ("non_working_day", ["delivery-plan.2025.hdir"], "2025-02-01", "2025-01-31"),
        ("non_working_day", ["delivery-plan.2025.nhn"], "2025-02-01", "2025-01-31"),
        ("non_working_day", ["planned-tasks.2025.nhn"], "2025-08-31", "2025-08-29"),
        ("conflict", ["planned-tasks.2025.nhn"], "2025-08-31", "2025-08-29"),
        ("conflict", ["planned-tasks.2025.nhn"], "2025-09-15", "2025-09-15"),
    ]  # fmt: skip


def test_the_file_is_what_the_wheel_of_2024_gives_with_the_request_after_it(wheel: WheelFile) -> None:
    made = wheel_text(roll(read_wheel(HOME / "digital-samhandling-2024.yaml"), 2025))
    assert FILE.read_text(encoding="utf-8") == made + "\n" + requests_text(wheel.requests)


# --- the later date that has been asked for ---


def test_the_directorate_has_asked_for_a_later_date_and_no_date_moves(
    wheel: WheelFile, found: dict[str, Deliverable]
) -> None:
    [about] = asked(wheel, list(found.values()))
    request = about.request
    assert (request.actor, request.document_type, request.initiatives) == ("hdir", "delivery-plan", ("mhe",))
    assert (str(request.until), request.state) == ("2025-03-01", "pending")
    assert [item.key for item in about.asked_for] == [PREFIX + "delivery-plan.2025.hdir"]
    assert [item.key for item in about.may_affect] == [PREFIX + "delivery-plan.2025.nhn"]
    assert {str(item.due) for item in (*about.asked_for, *about.may_affect)} == {"2025-02-01"}
    without = wheel.model_copy(update={"requests": ()})
    assert compile_wheel(without) == compile_wheel(wheel)
    assert not [*request_problems(wheel, "wheel", list(found.values()))]


def test_the_request_is_told_with_the_date_that_holds_meanwhile(
    wheel: WheelFile, found: dict[str, Deliverable]
) -> None:
    [about] = asked(wheel, list(found.values()))
    assert asked_words(wheel, about) == (
        "Helsedirektoratet har bedt om frist lørdag 1. mars 2025 for leveranseplan (mhe). Ikke avgjort: fristen er "
        "fortsatt lørdag 1. februar 2025. Kan få følger for: Norsk helsenett."
    )
    set_lang(Lang.EN)
    try:
        assert "Not decided: the deadline is still Saturday 1 February 2025" in asked_words(wheel, about)
    finally:
        set_lang(Lang.NB)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"until": dt.date(2025, 2, 1)}, "ikke senere"),
        ({"until": dt.date(2025, 2, 2)}, ""),
        ({"actor": "ks"}, "ks skylder ingen delivery-plan"),
    ],
)
def test_a_request_about_nothing_or_for_no_later_date_is_a_mistake(
    wheel: WheelFile, change: dict[str, object], says: str
) -> None:
    changed = wheel.model_copy(update={"requests": (wheel.requests[0].model_copy(update=change),)})
    told = [problem.message for problem in request_problems(changed, "wheel", compile_wheel(changed))]
    assert len(told) == bool(says)
    assert all(says in message for message in told)


def test_the_letters_agree_with_the_wheel_where_they_are_at_hand(wheel: WheelFile, letters: Path) -> None:
    report = check_letters(wheel, "wheel", letters)
    assert report.problems == () and report.not_checked == ()


def test_the_place_of_the_request_is_as_it_was_and_a_change_is_noticed(wheel: WheelFile, letters: Path) -> None:
    lines = (letters / f"{NHN_PLAN}.txt").read_text(encoding="utf-8").split("\n")
    source = wheel.requests[0].source
    assert (source.document, source.lines) == (NHN_PLAN, (545, 549))
    assert "1.3" in lines[544] and source.digest == digest_of(lines, 545, 549)
    assert not [*request_digest_problems(wheel, "wheel", 0, lines)]
    assert [*request_digest_problems(wheel, "wheel", 0, [*lines[:546], "endret", *lines[547:]])]
    assert [*request_digest_problems(wheel, "wheel", 0, lines[:546])]
