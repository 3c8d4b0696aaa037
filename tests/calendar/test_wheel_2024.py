"""The shipped wheel against labels written by hand from the letter and its mandates, actor by actor."""

import os
from datetime import date
from pathlib import Path

import pytest

from arshjul.calendar.compile import compile_wheel, conflicts, meetings
from arshjul.calendar.letters_check import check_letters
from arshjul.calendar.wheel_file import read_wheels, shipped_wheels
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile

LETTER = "2024-oppdragsdokument-norsk-helsenett"
MANDATES = LETTER + "-med-mandater"
TEN = [
    "status",
    "progress",
    "quality",
    "risk",
    "mitigation",
    "economy",
    "supplementary_funding",
    "deviation",
    "resource_use",
    "reallocation",
]
FIVE = ["pll", "pjd", "pps", "pmd", "pki"]
FEB1, SEP15 = "2024-02-01", "2024-09-15"


@pytest.fixture(scope="module")
def wheel() -> WheelFile:
    [found] = [wheel for wheel in read_wheels(shipped_wheels()) if wheel.year == 2024]
    return found


@pytest.fixture(scope="module")
def found(wheel: WheelFile) -> dict[str, Deliverable]:
    return {item.key.removeprefix("digital-samhandling-2024."): item for item in compile_wheel(wheel)}


# key: (due, last working day, basis, disputed, restricted)
LABELS = {
    "delivery-plan.2024.nhn": (FEB1, FEB1, "stated", False, False),
    "delivery-plan.2024.hdir": (FEB1, FEB1, "stated", False, False),
    "disposition-proposal.2024.nhn": (FEB1, FEB1, "stated", True, True),
    "followup-report.followup-2024-1.nhn": ("2024-02-02", "2024-02-02", "stated", False, False),
    "followup-report.followup-2024-1.hdir": ("2024-02-02", "2024-02-02", "stated", False, False),
    "budget-input-revised.2024.nhn": ("2024-02-15", "2024-02-15", "stated", False, True),
    "followup-report.followup-2024-2.nhn": ("2024-03-25", "2024-03-25", "stated", False, False),
    "followup-report.followup-2024-2.hdir": ("2024-03-25", "2024-03-25", "stated", False, False),
    "six-year-plan.2024-2029.nhn": ("2024-04-30", "2024-04-30", "stated", True, False),
    "pll-bergen-evaluation.2024.hdir": ("2024-04-30", "2024-04-30", "stated", False, False),
    "budget-input-proposition.2024.nhn": ("2024-05-01", "2024-04-30", "stated", False, True),
    "followup-report.followup-2024-3.nhn": ("2024-06-06", "2024-06-06", "inferred", False, False),
    "followup-report.followup-2024-3.hdir": ("2024-06-06", "2024-06-06", "inferred", False, False),
    "followup-report.followup-2024-4.nhn": ("2024-08-26", "2024-08-26", "stated", False, False),
    "followup-report.followup-2024-4.hdir": ("2024-08-26", "2024-08-26", "stated", False, False),
    "planned-tasks.2024.nhn": ("2024-08-31", "2024-08-30", "stated", True, False),
    "planned-tasks.2024.hdir": (SEP15, "2024-09-13", "stated", False, False),
    "joint-plan-draft.2024.rhf": (SEP15, "2024-09-13", "stated", False, False),
    "budget-input-regrouping.2024.nhn": ("2024-09-30", "2024-09-30", "stated", False, True),
    "joint-plan.2024.rhf": ("2024-10-15", "2024-10-15", "stated", False, False),
    "followup-report.followup-2024-5.nhn": ("2024-10-17", "2024-10-17", "inferred", False, False),
    "followup-report.followup-2024-5.hdir": ("2024-10-17", "2024-10-17", "inferred", False, False),
    "initiative-proposal.2024.nhn": ("2024-11-15", "2024-11-15", "stated", False, True),
    "followup-report.followup-2024-6.nhn": ("2024-11-25", "2024-11-25", "stated", False, False),
    "followup-report.followup-2024-6.hdir": ("2024-11-25", "2024-11-25", "stated", False, False),
    "tertial-report.tertial-2024-1.nhn": (None, None, "stated", False, True),
    "tertial-report.tertial-2024-2.nhn": (None, None, "stated", False, True),
    "annual-report.2024.nhn": (None, None, "stated", False, False),
    **{
        f"annual-statement.2024.{actor}": (None, None, "stated", False, False)
        for actor in ("helse-nord", "helse-midt", "helse-vest", "helse-sor-ost")
    },
    "pjd-rollout-plans.2024.nhn": (None, None, "stated", False, False),
    "pki-rollout-plans.2024.nhn": (None, None, "stated", False, False),
    "pki-plan-document.2024.hdir": (None, None, "stated", False, False),
    "pki-reaction-recommendation.2024.hdir": (None, None, "stated", False, False),
    "pki-api-evaluation.2024.hdir": (None, None, "stated", False, False),
    "pps-evaluation.2024.hdir": (None, None, "stated", False, False),
    "mhe-final-report.2024.hdir": (None, None, "stated", False, False),
}


def test_every_deliverable_stands_with_its_date_and_none_is_invented(found: dict[str, Deliverable]) -> None:
    shown = {
        key: (
            str(item.due) if item.due else None,
            str(item.last_workday) if item.last_workday else None,
            item.basis.value,
            item.disputed,
            item.access == "restricted",
        )
        for key, item in found.items()
    }
    assert shown == LABELS


def test_ks_owes_no_document(found: dict[str, Deliverable]) -> None:
    assert not [key for key in found if key.endswith(".ks")]


@pytest.mark.parametrize("number", range(1, 7))
def test_what_a_follow_up_report_must_hold_differs_between_initiatives_and_actors(
    found: dict[str, Deliverable], number: int
) -> None:
    """The letter's list binds Norsk helsenett for what item 21 pays; the two last mandates ask for less."""
    nhn = found[f"followup-report.followup-2024-{number}.nhn"].required
    hdir = found[f"followup-report.followup-2024-{number}.hdir"].required
    assert list(nhn) == list(hdir) == [*FIVE, "dhg", "mhe"]
    for initiative in FIVE:
        assert [*nhn[initiative]] == [*hdir[initiative]] == TEN
    without_supplement = [code for code in TEN if code not in ("supplementary_funding", "reallocation")]
    assert [*nhn["mhe"]] == [*hdir["mhe"]] == without_supplement
    assert [*hdir["dhg"]] == [code for code in without_supplement if code != "deviation"]
    assert [*nhn["dhg"]] == TEN


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("followup-report.followup-2024-4.hdir", {(MANDATES, line) for line in (829, 566, 1050, 937, 690, 328, 447)}),
        (
            "followup-report.followup-2024-4.nhn",
            {(LETTER, 401)} | {(MANDATES, line) for line in (829, 566, 1050, 937, 690, 328, 447)},
        ),
        ("delivery-plan.2024.hdir", {(MANDATES, line) for line in (825, 562, 1044, 933, 686, 322, 443)}),
        (
            "delivery-plan.2024.nhn",
            {(LETTER, 47), (LETTER, 77), (LETTER, 352)}
            | {(MANDATES, line) for line in (827, 564, 1048, 935, 688, 326, 445)},
        ),
        (
            "planned-tasks.2024.nhn",
            {(LETTER, 81), (LETTER, 375), (LETTER, 379)}
            | {(MANDATES, line) for line in (827, 564, 1048, 935, 688, 326, 445)},
        ),
        ("planned-tasks.2024.hdir", {(MANDATES, line) for line in (825, 562, 1044, 933, 686, 322, 443)}),
        (
            "six-year-plan.2024-2029.nhn",
            {(LETTER, 85), (LETTER, 366)} | {(MANDATES, line) for line in (827, 564, 1048, 935, 688)},
        ),
        ("disposition-proposal.2024.nhn", {(LETTER, 356), (LETTER, 362)}),
        ("budget-input-revised.2024.nhn", {(LETTER, 358)}),
        ("budget-input-proposition.2024.nhn", {(LETTER, 370)}),
        ("budget-input-regrouping.2024.nhn", {(LETTER, 385)}),
        ("initiative-proposal.2024.nhn", {(LETTER, 391)}),
        ("tertial-report.tertial-2024-1.nhn", {(LETTER, 413), (LETTER, 419)}),
        ("annual-report.2024.nhn", {(LETTER, 415), (LETTER, 421)}),
        ("joint-plan-draft.2024.rhf", {(MANDATES, line) for line in (831, 568, 1052, 939, 692, 694)}),
        (
            "joint-plan.2024.rhf",
            {(MANDATES, line) for line in (831, 803, 568, 1052, 939, 692, 694, 330, 537, 662, 1019)},
        ),
        ("annual-statement.2024.helse-midt", {(MANDATES, line) for line in (831, 568, 1052, 939, 692, 330)}),
        ("pll-bergen-evaluation.2024.hdir", {(MANDATES, 781)}),
        ("pjd-rollout-plans.2024.nhn", {(LETTER, 119), (MANDATES, 526)}),
        ("pki-rollout-plans.2024.nhn", {(LETTER, 156), (MANDATES, 649)}),
        ("mhe-final-report.2024.hdir", {(MANDATES, 363)}),
    ],
)
def test_the_right_lines_stand_behind_each(
    found: dict[str, Deliverable], key: str, lines: set[tuple[str, int]]
) -> None:
    assert {(source.document, source.lines[0]) for source in found[key].sources} == lines


def test_the_meetings_of_the_year(wheel: WheelFile) -> None:
    shown = {item.id: (str(item.date) if item.date else None, item.part_of) for item in meetings(wheel)}
    assert shown == {
        "followup-2024-1": ("2024-02-16", None),
        "followup-2024-2": ("2024-04-08", None),
        "followup-2024-3": ("2024-06-20", "tertial-2024-1"),
        "followup-2024-4": ("2024-09-09", None),
        "followup-2024-5": ("2024-10-31", "tertial-2024-2"),
        "followup-2024-6": ("2024-12-09", None),
        "tertial-2024-1": ("2024-06-20", None),
        "tertial-2024-2": ("2024-10-31", None),
        "rhf-status-2024-1": (None, None),
        "rhf-status-2024-2": (None, None),
    }


def test_the_contradictions_bind_only_norsk_helsenett(wheel: WheelFile, found: dict[str, Deliverable]) -> None:
    shown = {
        item.id.split(".")[1]: (
            {k.rsplit(".", 1)[1] for k in item.keys},
            sorted({str(s.due) for s in item.statements}),
            item.in_force,
        )
        for item in conflicts(wheel, found.values())
    }
    assert shown == {
        "disposition-proposal": ({"nhn"}, [FEB1, "2024-03-01"], None),
        "six-year-plan": ({"nhn"}, ["2024-04-30", "2024-05-01"], None),
        "planned-tasks": ({"nhn"}, ["2024-08-31", SEP15], None),
    }


def test_a_moved_tertial_meeting_takes_the_joint_meeting_and_its_reports_along(wheel: WheelFile) -> None:
    moved = {item.key: item for item in compile_wheel(wheel, {"tertial-2024-1": date(2024, 6, 27)})}
    assert moved["digital-samhandling-2024.followup-report.followup-2024-3.nhn"].due == date(2024, 6, 13)
    changed = [key for key, item in moved.items() if item.due != {i.key: i for i in compile_wheel(wheel)}[key].due]
    assert len(changed) == 2


def test_a_members_own_duty_is_settled_in_the_groups_document(found: dict[str, Deliverable]) -> None:
    plan = found["joint-plan.2024.rhf"]
    assert "joint-plan-pll-nord" in plan.obligations
    assert {"rhf-status-dhg", "joint-plan-rollout", "joint-plan-next-year"} <= set(plan.obligations)
    assert plan.meeting is None and plan.basis is Basis.STATED


def letters_folder() -> Path | None:
    """The letters: named by ARSHJUL_LETTERS, or a `letters` folder in a folder beside the checkout."""
    named = os.environ.get("ARSHJUL_LETTERS")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[2].parent.glob("*/letters")
    return next((path for path in beside if path.is_dir()), None)


def test_the_letters_agree_with_the_wheel_where_they_are_at_hand(wheel: WheelFile) -> None:
    """Every cited range is as it was, and every line that sounds like a demand is cited or excluded."""
    report = check_letters(wheel, "wheel", letters_folder())
    assert not report.problems
    assert set(report.checked) | set(report.not_checked) == {LETTER, MANDATES}


def test_a_changed_letter_and_an_uncited_demand_are_noticed(wheel: WheelFile, tmp_path: Path) -> None:
    lines = [f"line {number}" for number in range(1, 440)]
    lines[433] = "Norsk helsenett SF skal innen 1. mars levere en plan."
    (tmp_path / f"{LETTER}.txt").write_text("\n".join(lines), encoding="utf-8")
    report = check_letters(wheel, "wheel", tmp_path)
    assert report.checked == (LETTER,) and report.not_checked == (MANDATES,)
    assert any("434" in problem.message for problem in report.problems)
    assert any("47–51" in problem.message for problem in report.problems)
