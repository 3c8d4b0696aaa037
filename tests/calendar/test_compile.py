"""Who is bound by what: unions, groups, conflicts and dates that are not known yet, on a small wheel."""

import datetime as dt
from pathlib import Path

import pytest
from small_wheel import SMALL

from arshjul.calendar.compile import compile_wheel, conflicts, rows, slots
from arshjul.calendar.wheel_file import read_wheel
from arshjul.calendar.wording import rule_words
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile


def wheel_of(folder: Path, text: str = SMALL) -> WheelFile:
    path = folder / "wheel.yaml"
    path.write_text(text, encoding="utf-8")
    return read_wheel(path)


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Deliverable]:
    return {item.key.removeprefix("small-2024."): item for item in compile_wheel(wheel_of(tmp_path))}


def test_keys_carry_wheel_document_occurrence_and_actor(found: dict[str, Deliverable]) -> None:
    assert sorted(found) == [
        "plan.2024.both",
        "report.followup-2024-1.a",
        "report.followup-2024-1.b",
        "report.followup-2024-2.a",
        "report.followup-2024-2.b",
        "statement.2024.a",
        "statement.2024.b",
    ]


def test_what_is_demanded_is_the_union_for_that_actor(found: dict[str, Deliverable]) -> None:
    a, b = found["report.followup-2024-1.a"], found["report.followup-2024-1.b"]
    assert a.required == {"one": ("status", "risk", "deviation"), "two": ("status", "deviation")}
    assert b.required == {"one": ("status", "risk")}
    assert {d.maker for d in a.demands if (d.initiative, d.code) == ("one", "status")} == {"letter", "mandate"}
    assert a.obligations == ("report-one", "report-letter") and b.obligations == ("report-one",)
    assert [source.lines for source in b.sources] == [(10, 12)]


def test_a_meeting_without_a_date_gives_a_deliverable_that_awaits_one(found: dict[str, Deliverable]) -> None:
    waiting = found["report.followup-2024-2.a"]
    assert (waiting.due, waiting.last_workday, waiting.meeting) == (None, None, "followup-2024-2")


def test_the_date_arrives_when_the_meeting_is_dated(tmp_path: Path) -> None:
    moved = compile_wheel(wheel_of(tmp_path), {"followup-2024-2": dt.date(2024, 12, 9)})
    assert [i.due for i in moved if i.key.endswith("followup-2024-2.a")] == [dt.date(2024, 11, 25)]


def test_a_members_duty_is_settled_in_the_groups_document_and_in_its_own(found: dict[str, Deliverable]) -> None:
    assert found["plan.2024.both"].required == {"one": ("tasks",), "two": ("status",)}
    assert found["statement.2024.a"].required == {"two": ("status",)}
    assert found["statement.2024.a"].due is None


def test_two_stated_dates_are_a_conflict_with_the_earliest_first(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path)
    items = compile_wheel(wheel)
    [plan] = [item for item in items if item.document_type == "plan"]
    assert plan.disputed and (plan.due, plan.latest) == (dt.date(2024, 8, 31), dt.date(2024, 9, 15))
    assert plan.last_workday == dt.date(2024, 8, 30), "31 August 2024 is a Saturday"
    [conflict] = conflicts(wheel, items)
    assert conflict.keys == ("small-2024.plan.2024.both",) and conflict.in_force is None


def test_a_recorded_decision_settles_the_conflict(tmp_path: Path) -> None:
    decided = SMALL + (
        "decisions:\n  - {document_type: plan, actor: both, in_force: 2024-09-15, by: Departementet, "
        "decided: 2024-02-01, reference: 24/1}\n"
    )
    wheel = wheel_of(tmp_path, decided)
    items = compile_wheel(wheel)
    [plan] = [item for item in items if item.document_type == "plan"]
    assert not plan.disputed and plan.due == plan.latest == dt.date(2024, 9, 15)
    [conflict] = conflicts(wheel, items)
    assert conflict.in_force == dt.date(2024, 9, 15) and "24/1" in str(conflict.decision)


def test_a_contradiction_binds_only_those_for_whom_both_statements_hold(tmp_path: Path) -> None:
    text = SMALL.replace("actors: [both]", "actors: [a, b]").replace(
        "lines: [5, 5], due:", "lines: [5, 5], actors: [a], due:"
    )
    items = {item.key.removeprefix("small-2024."): item for item in compile_wheel(wheel_of(tmp_path, text))}
    assert items["plan.2024.a"].disputed and items["plan.2024.a"].due == dt.date(2024, 8, 31)
    assert not items["plan.2024.b"].disputed and items["plan.2024.b"].due == dt.date(2024, 9, 15)


def test_a_meeting_that_is_inferred_makes_its_reports_dates_inferred(tmp_path: Path) -> None:
    text = SMALL.replace("date: 2024-09-09, actors", "date: 2024-09-09, basis: inferred, actors")
    [item] = [i for i in compile_wheel(wheel_of(tmp_path, text)) if i.key.endswith("followup-2024-1.a")]
    assert item.basis is Basis.INFERRED and item.unconfirmed


def test_a_workday_policy_moves_the_date_of_record_only_where_chosen(tmp_path: Path) -> None:
    kept = SMALL.replace(
        "      - {document: letter, section: Tabell, lines: [5, 5], due: {type: end_of_month, month: 8}}\n", ""
    )
    for policy, expected in (("keep", 15), ("previous", 13), ("next", 16)):
        text = kept.replace("kind: joint_plan,", f"kind: joint_plan, workday_policy: {policy},")
        [plan] = [item for item in compile_wheel(wheel_of(tmp_path, text)) if item.document_type == "plan"]
        assert plan.due == dt.date(2024, 9, expected), policy


def test_bare_rows_and_whole_deliverables_agree(tmp_path: Path) -> None:
    wheel = wheel_of(tmp_path)
    whole = {(i.document_type, i.occurrence, i.actor, i.due, i.last_workday) for i in compile_wheel(wheel)}
    assert set(rows(slots(wheel))) == whole


def test_a_rule_reads_as_a_person_would_say_it(tmp_path: Path, found: dict[str, Deliverable]) -> None:
    wheel = wheel_of(tmp_path)
    rule = found["report.followup-2024-1.a"].rule
    assert rule_words(rule, wheel, "nb") == "14 dager før oppfølgingsmøtet"
    assert rule_words(rule, wheel, "en") == "14 days before the follow-up"
