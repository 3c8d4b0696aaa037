"""What counts as a change, what an officer is warned of, and when two plans are the same."""

import datetime as dt
from dataclasses import replace

import pytest
from small_wheel import SMALL

from arshjul.calendar.change_plan import Change, ChangePlan, PlanRow, Was, differences
from arshjul.calendar.change_warnings import NewDate, WarningKind, meeting_warnings, warnings
from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.in_force import Dated
from arshjul.models.codes import Basis, State
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import parse

D = dt.date.fromisoformat
ITEMS = {
    item.key.removeprefix("small-2024."): item
    for item in compile_wheel(WheelFile.model_validate(parse(SMALL, "small").value))
}
REPORT, UNDATED, PLAN = ITEMS["report.followup-2024-1.a"], ITEMS["report.followup-2024-2.a"], ITEMS["plan.2024.both"]


def stored(item: Deliverable, state: State = State.PLANNED) -> Was:
    dated = Dated(item.due, item.last_workday, item.latest, item.basis, item.disputed)
    return Was(1, item.key, item.actor, item.kind.value, state.value, 1, "content", dated)


def change(
    item: Deliverable | None, was: Was | None, *, content: str = "content", waived: bool = False, before: bool = False
) -> Change | None:
    key = item.key if item else was.key if was else ""
    found = list(
        differences(
            {key: item} if item else {},
            {key: was} if was else {},
            {key: content},
            frozenset({key} if waived else ()),
            {key: REPORT} if before else None,
        )
    )
    return found[0].change if found else None


LATER = replace(REPORT, due=D("2024-09-03"), last_workday=D("2024-09-03"), latest=D("2024-09-03"))
DECIDED = replace(PLAN, due=PLAN.latest, last_workday=D("2024-09-13"), disputed=False)


def test_nothing_is_told_of_what_is_as_it_was() -> None:
    for state in State:
        if state is not State.CANCELLED:
            assert change(REPORT, stored(REPORT, state)) is None, state


@pytest.mark.parametrize(
    ("item", "was", "told"),
    [
        (REPORT, None, Change.NEW),
        (LATER, stored(REPORT), Change.MOVED),
        (REPORT, stored(UNDATED), Change.DATED),
        (UNDATED, stored(REPORT), Change.UNDATED),
        (None, stored(REPORT), Change.CANCELLED),
        (None, stored(REPORT, State.CANCELLED), None),
        (None, stored(REPORT, State.WAIVED), None),
        (REPORT, stored(REPORT, State.CANCELLED), Change.NEW),
        (LATER, stored(REPORT, State.WAIVED), None),
        (DECIDED, stored(PLAN), Change.MOVED),
        (replace(PLAN, latest=PLAN.due, disputed=False), stored(PLAN), Change.SETTLED),
        (PLAN, stored(replace(PLAN, latest=PLAN.due, disputed=False)), Change.UNSETTLED),
        (REPORT, stored(replace(REPORT, basis=Basis.INFERRED)), Change.SETTLED),
        (replace(REPORT, basis=Basis.INFERRED), stored(REPORT), Change.UNSETTLED),
    ],
)
def test_each_difference_has_its_name(item: Deliverable | None, was: Was | None, told: Change | None) -> None:
    assert change(item, was) is told


def test_other_content_is_a_change_without_a_new_date() -> None:
    assert change(REPORT, stored(REPORT), content="other") is Change.CONTENT
    assert change(LATER, stored(REPORT), content="other") is Change.MOVED


@pytest.mark.parametrize("state", [State.RECEIVED, State.INCOMPLETE, State.COMPLETE, State.ACCEPTED])
def test_what_is_delivered_is_told_as_kept_only_when_its_date_has_just_changed(state: State) -> None:
    assert change(LATER, stored(REPORT, state), before=True) is Change.FROZEN
    assert change(None, stored(REPORT, state), before=True) is Change.FROZEN
    assert change(LATER, stored(REPORT, state)) is None


def test_a_contradiction_settled_within_its_dates_settles_what_is_delivered_too() -> None:
    assert change(DECIDED, stored(PLAN, State.COMPLETE)) is Change.MOVED
    outside = replace(DECIDED, due=D("2024-09-16"))
    assert change(outside, stored(PLAN, State.COMPLETE), before=True) is Change.FROZEN


def test_a_waiver_concerns_what_is_still_owed() -> None:
    assert change(REPORT, stored(REPORT, State.OPEN), waived=True) is Change.WAIVED
    assert change(LATER, stored(REPORT, State.OPEN), waived=True) is Change.WAIVED
    assert change(REPORT, stored(REPORT, State.COMPLETE), waived=True) is None
    assert change(None, stored(REPORT, State.CANCELLED), waived=True) is None


def warned(due: str, today: str, *, old: str | None = None, meeting: str | None = None) -> list[WarningKind]:
    about = NewDate(D(due), D(due), D(old) if old else None, D(meeting) if meeting else None)
    return [one.kind for one in warnings(about, D(today))]


def test_a_date_that_has_passed_is_warned_of_from_the_day_after() -> None:
    assert WarningKind.PAST not in warned("2024-09-03", "2024-09-03")
    assert warned("2024-09-03", "2024-09-04") == [WarningKind.PAST]


def test_ten_working_days_are_notice_enough_and_nine_are_not() -> None:
    """From Monday 2 September to Monday 16 there are ten working days."""
    assert warned("2024-09-16", "2024-09-02") == []
    assert warned("2024-09-16", "2024-09-03") == [WarningKind.SHORT_NOTICE]


def test_a_date_that_moves_on_takes_nobodys_time_away() -> None:
    assert warned("2024-09-16", "2024-09-10", old="2024-09-12") == []
    assert warned("2024-09-16", "2024-09-10", old="2024-09-18") == [WarningKind.SHORT_NOTICE]
    assert warned("2024-09-16", "2024-09-10", old="2024-09-09") == [WarningKind.SHORT_NOTICE], "the old one has passed"


def test_ten_working_days_before_the_meeting_are_enough() -> None:
    assert warned("2024-08-26", "2024-05-02", meeting="2024-09-09") == []
    assert warned("2024-08-27", "2024-05-02", meeting="2024-09-09") == [WarningKind.NEAR_MEETING]
    assert warned("2024-09-10", "2024-05-02", meeting="2024-09-09") == [], "due after the meeting"


@pytest.mark.parametrize(
    ("day", "told"),
    [("2024-03-22", False), ("2024-03-25", True), ("2024-03-28", True), ("2024-04-01", True), ("2024-04-02", False)],
)
def test_holy_week_is_palm_sunday_to_easter_monday(day: str, told: bool) -> None:
    """In 2024 from 24 March to 1 April."""
    assert (WarningKind.HOLY_WEEK in warned(day, "2024-01-16")) is told


def test_july_is_warned_of_and_its_neighbours_are_not() -> None:
    days = ("2024-06-28", "2024-07-01", "2024-07-31", "2024-08-01")
    assert [WarningKind.JULY in warned(day, "2024-01-16") for day in days] == [False, True, True, False]


def test_what_else_the_owner_owes_that_day_is_named() -> None:
    about = NewDate(D("2024-09-16"), D("2024-09-16"), None, None, ("w.a.1.x", "w.b.1.x"))
    assert [one.other for one in warnings(about, D("2024-01-16"))] == ["w.a.1.x", "w.b.1.x"]


ROW = PlanRow("k", "a", "other", Change.MOVED, D("2024-08-26"), D("2024-09-03"), None, None, ("kari",), ("Kari",))


def test_a_plan_is_another_when_anything_in_it_or_before_it_is() -> None:
    plan = ChangePlan((ROW,), base=3)
    others = [
        ChangePlan((), base=3),
        ChangePlan((ROW,), base=4),
        ChangePlan((replace(ROW, new_due=D("2024-09-04")),), base=3),
        ChangePlan((replace(ROW, people=("nina",)),), base=3),
    ]
    assert len({plan.digest, *(other.digest for other in others)}) == 5
    assert ChangePlan((replace(ROW, names=("Kari Ny",)),), base=3).digest == plan.digest, "a new name is no new plan"


def test_a_plan_of_nothing_but_what_is_kept_changes_nothing() -> None:
    assert not ChangePlan((replace(ROW, change=Change.FROZEN),))
    assert ChangePlan((ROW,))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2024-09-09", "2024-09-17", []),
        ("2024-09-09", "2024-09-14", [WarningKind.DAY_OFF]),
        ("2024-09-09", "2024-12-25", [WarningKind.DAY_OFF]),
        ("2024-09-09", "2025-01-02", [WarningKind.OTHER_YEAR]),
        ("2024-09-09", "2024-12-31", []),
        ("2024-05-01", "2024-09-17", [WarningKind.HELD]),
        ("2024-05-02", "2024-09-17", []),
        ("2024-05-01", None, [WarningKind.HELD]),
        (None, "2024-09-17", []),
    ],
)
def test_a_meeting_is_warned_of_on_a_day_off_in_another_year_and_when_it_has_been(
    old: str | None, new: str | None, told: list[WarningKind]
) -> None:
    found = meeting_warnings(D(old) if old else None, D(new) if new else None, 2024, D("2024-05-02"))
    assert [one.kind for one in found] == told
