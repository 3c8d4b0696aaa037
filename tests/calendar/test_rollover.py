"""A wheel rolled over: what keeps its date, what waits, what is left out, which dates need a look, and the file."""

import datetime as dt
from pathlib import Path

import pytest
from small_wheel import SMALL

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.rollover import Rolled, roll
from arshjul.calendar.rollover_flags import FlagKind, flags
from arshjul.calendar.rollover_text import requests_text, wheel_text
from arshjul.calendar.wheel_file import read_wheel
from arshjul.models.codes import Basis
from arshjul.models.rules import Awaiting
from arshjul.models.wheelfile import DeadlineRequest, Ending, WheelFile

PLAN = "    due: {type: fixed, month: 9, day: 15}\n    required: [tasks]\n"


def wheel_of(folder: Path, *changes: tuple[str, str]) -> WheelFile:
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "wheel.yaml"
    path.write_text(text, encoding="utf-8")
    return read_wheel(path)


def read_back(folder: Path, rolled: Rolled) -> WheelFile:
    path = folder / "next.yaml"
    path.write_text(wheel_text(rolled), encoding="utf-8")
    return read_wheel(path)


def test_what_happens_every_year_keeps_its_rule_its_places_and_their_digests(tmp_path: Path) -> None:
    digest = 'lines: [20, 20], digest: "0123456789abcdef"}'
    source = wheel_of(tmp_path, (PLAN, PLAN + "    recurs: every_year\n"), ("lines: [20, 20]}", digest))
    rolled = roll(source, 2025)
    assert rolled.recurring == ("plan",)
    assert rolled.wheel.obligations["plan"] == source.obligations["plan"]
    [plan] = [item for item in compile_wheel(rolled.wheel) if item.document_type == "plan"]
    assert plan.key == "small-2025.plan.2025.both"
    assert [str(stated.due) for stated in plan.stated] == ["2025-09-15", "2025-08-31"]
    assert plan.basis is Basis.STATED


RULES_THAT_GIVE_A_DATE = [
    "{type: fixed, month: 9, day: 15}",
    "{type: end_of_month, month: 8}",
    "{type: nth_weekday, month: 3, weekday: 1, nth: -1}",
    "{type: tertial_end, days: 14}",
    '{type: recurrence, rrule: "FREQ=MONTHLY;BYMONTHDAY=1"}',
]
RULES_THAT_WAIT = [
    "{type: awaiting}",
    "{type: inside}",
    "{type: awaiting, series: followup}",
    "{type: before_meeting, series: followup, days: 14}",
    "{type: after_meeting, series: followup, workdays: 3}",
    "{type: with_meeting, series: followup}",
    "{type: after_event, event: end, days: 60}",
]


@pytest.mark.parametrize("rule", RULES_THAT_GIVE_A_DATE)
def test_what_is_only_expected_awaits_the_new_letter(tmp_path: Path, rule: str) -> None:
    rolled = roll(wheel_of(tmp_path, ("due: {type: fixed, month: 9, day: 15}", f"due: {rule}")), 2025)
    plan = rolled.wheel.obligations["plan"]
    assert plan.due == Awaiting(type="awaiting")
    assert [statement.due for statement in plan.statements] == [None, None], "a place's own date is not kept either"
    assert "plan" in rolled.expected


@pytest.mark.parametrize("rule", RULES_THAT_WAIT)
def test_what_hangs_on_something_undated_keeps_its_rule(tmp_path: Path, rule: str) -> None:
    source = wheel_of(tmp_path, ("due: {type: fixed, month: 9, day: 15}", f"due: {rule}"))
    assert roll(source, 2025).wheel.obligations["plan"].due == source.obligations["plan"].due


@pytest.mark.parametrize("rule", RULES_THAT_GIVE_A_DATE + RULES_THAT_WAIT)
def test_nothing_expected_has_a_date_or_is_stated(tmp_path: Path, rule: str) -> None:
    rolled = roll(wheel_of(tmp_path, ("due: {type: fixed, month: 9, day: 15}", f"due: {rule}")), 2025)
    found = compile_wheel(read_back(tmp_path, rolled))
    assert found
    assert {(item.due, item.basis) for item in found} == {(None, Basis.INFERRED)}


@pytest.mark.parametrize(("event", "kept"), [("2024-12-31", None), ("2025-01-01", dt.date(2025, 1, 1))])
def test_an_event_keeps_a_day_that_has_not_passed(tmp_path: Path, event: str, kept: dt.date | None) -> None:
    """What recurs may hang on it; what is only expected awaits its date whatever the event says."""
    rule = "    due: {type: after_event, event: end, days: 60}\n    required: [tasks]\n"
    dated = ("end: {title: {nb: Slutt, en: End}}", f"end: {{title: {{nb: Slutt, en: End}}, date: {event}}}")
    recurring = roll(wheel_of(tmp_path, (PLAN, rule + "    recurs: every_year\n"), dated), 2025).wheel
    assert recurring.events["end"].date == kept
    expected = roll(wheel_of(tmp_path, (PLAN, rule), dated), 2025).wheel
    assert expected.obligations["plan"].due == Awaiting(type="awaiting")
    assert "end" not in expected.events, "nothing hangs on it any more"


def test_what_was_asked_for_once_is_left_out_with_its_document_and_a_reason(tmp_path: Path) -> None:
    statement = "    due: {type: inside}\n    required: [status]\n"
    rolled = roll(
        wheel_of(tmp_path, (statement, statement + "    recurs: once\n"), (PLAN, PLAN + "    recurs: once\n")), 2025
    )
    assert rolled.left_out == ("plan", "status")
    assert set(rolled.wheel.obligations) == {"report-one", "report-letter"}
    assert set(rolled.wheel.document_types) == {"report"}
    reasons = {(item.document, item.lines): item.reason for item in rolled.wheel.exclusions}
    assert reasons[("mandate", (20, 20))] == "Asked for once, in 2024: plan"
    assert "# - plan" in wheel_text(rolled) and "# - status" in wheel_text(rolled)
    assert read_back(tmp_path, rolled) == rolled.wheel


def test_what_a_supplement_has_ended_is_left_out(tmp_path: Path) -> None:
    source = wheel_of(tmp_path, (PLAN, PLAN + "    recurs: every_year\n"))
    plan = source.obligations["plan"]
    place = {"document": "letter", "section": "Slutt", "lines": [7, 8]}
    ending = Ending.model_validate({"from": "2024-06-01", "statements": [place]})
    ended = source.model_copy(
        update={"obligations": {**source.obligations, "plan": plan.model_copy(update={"ended": ending})}}
    )
    rolled = roll(ended, 2025)
    assert rolled.left_out == ("plan",) and "plan" not in rolled.wheel.obligations
    reasons = {(item.document, item.lines): item.reason for item in rolled.wheel.exclusions}
    assert reasons[("letter", (7, 8))] == "Ended from 2024-06-01: plan" and ("mandate", (20, 20)) in reasons
    assert "2024-06-01" in wheel_text(rolled)
    assert read_back(tmp_path, rolled) == rolled.wheel


def test_meetings_are_carried_over_undated_under_new_ids(tmp_path: Path) -> None:
    meetings = (
        "meetings:\n  autumn: {series: followup, date: 2024-09-09, time: '09:00', actors: [a, b], part_of: board}\n"
        "  board: {series: boards, date: 2024-09-09, actors: [a]}\n  followup-2024-9: {series: followup, actors: [b]}\n"
    )
    source = wheel_of(
        tmp_path,
        ("meetings:\n  followup-2024-1: {series: followup, date: 2024-09-09, actors: [a, b]}\n"
         "  followup-2024-2: {series: followup, actors: [a, b]}\n", meetings),
        ("series:\n", "series:\n  boards: {title: {nb: Styre, en: Board}}\n"),
    )  # fmt: skip
    found = roll(source, 2026).wheel.meetings
    assert list(found) == ["followup-2026-1", "boards-2026-1", "followup-2026-2"]
    assert found["followup-2026-1"].part_of == "boards-2026-1"
    assert [spec.actors for spec in found.values()] == [("a", "b"), ("a",), ("b",)]
    assert {(spec.date, spec.time, spec.basis) for spec in found.values()} == {(None, None, Basis.INFERRED)}


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_year_that_does_not_come_after_is_refused(tmp_path: Path, year: int) -> None:
    with pytest.raises(ValueError, match="does not come after"):
        roll(wheel_of(tmp_path), year)


@pytest.mark.parametrize(
    ("id_", "title", "became"),
    [
        ("small-2024", "Lite 2024", ("small-2026", "Lite 2026")),
        ("small", "Lite", ("small-2026", "Lite 2026")),
        ("small-12024", "Lite 120245", ("small-12024-2026", "Lite 120245 2026")),
    ],
)
def test_the_year_in_id_and_title_is_exchanged_or_added(
    tmp_path: Path, id_: str, title: str, became: tuple[str, str]
) -> None:
    named = (("id: small-2024", f"id: {id_}"), ("title: {nb: Lite, en: Small}", f"title: {{nb: {title}, en: Small}}"))
    found = roll(wheel_of(tmp_path, *named), 2026).wheel
    assert (found.id, found.title.nb, found.year) == (*became, 2026)


def test_a_plan_over_several_years_moves_its_years(tmp_path: Path) -> None:
    period = ("plan: {kind: joint_plan, ", "plan: {kind: joint_plan, occurrence: 2024-2029, ")
    assert roll(wheel_of(tmp_path, period), 2026).wheel.document_types["plan"].occurrence == "2026-2031"


def test_last_years_decisions_and_requests_do_not_hold_next_year(tmp_path: Path) -> None:
    decided = (
        "obligations:\n",
        "decisions:\n  - {document_type: plan, actor: both, in_force: 2024-09-15, by: HOD, decided: 2024-05-01, reference: 24/1}\n"
        "requests:\n  - {document_type: plan, actor: both, until: 2024-10-01, source: {document: x, title: {nb: X, en: X}, section: s, lines: [1, 1]}}\n"
        "obligations:\n",
    )
    rolled = roll(wheel_of(tmp_path, decided), 2025)
    assert rolled.wheel.decisions == () and rolled.wheel.requests == ()
    assert "Decisions on contradictions of 2024" in wheel_text(rolled)


# --- the file ---


@pytest.mark.parametrize(
    "title",
    [
        '"no"', '"2024"', '"2024-01-01"', '"~"', '"null"', '"1e3"', '"12:30"', '"a: b"', '"a # b"', '"- a"', '"{a}"',
        '"it''s"', '"say \\"so\\" \\\\"', '" a "', '"a, b"', '"*a"', '"&a"', '"!a"', '"%a"', '"@a"', '"`a"', '"🎡"',
        '"a\\uFEFFb"', '"a\\u00ADb"', '"\\U000E0041"', '"æøå ÆØÅ"', '"__"', '"1_000"', '"0x1F"', '"="', '"<<"', '"..."', '"---"',
    ],
)  # fmt: skip
def test_any_title_is_read_back_as_it_was(tmp_path: Path, title: str) -> None:
    """In a value and in a comment: what was asked for once is listed in comments."""
    named = (
        "  plan:\n    delivered_in: [plan]\n",
        f"  plan:\n    title: {{nb: {title}, en: {title}}}\n    delivered_in: [plan]\n",
    )
    kept = roll(wheel_of(tmp_path, named), 2025)
    assert read_back(tmp_path, kept) == kept.wheel
    left = roll(wheel_of(tmp_path, named, (PLAN, PLAN + "    recurs: once\n")), 2025)
    assert read_back(tmp_path, left) == left.wheel


def test_the_file_says_what_held_last_year_and_is_the_same_every_time(tmp_path: Path) -> None:
    source = wheel_of(tmp_path)
    text = wheel_text(roll(source, 2025))
    assert (
        "  # 2024: 15. september / 15 September\n  # 2024: innen utgangen av august / by the end of August\n  plan:"
        in text
    )
    assert text == wheel_text(roll(source, 2025))
    assert all(len(line) < 700 for line in text.splitlines())


def test_a_wheel_in_which_nothing_is_left_is_a_file_still(tmp_path: Path) -> None:
    source = wheel_of(tmp_path)
    once = {slug: spec.model_copy(update={"recurs": "once"}) for slug, spec in source.obligations.items()}
    rolled = roll(source.model_copy(update={"obligations": once}), 2025)
    assert read_back(tmp_path, rolled) == rolled.wheel
    assert compile_wheel(rolled.wheel) == []


def test_requests_can_be_written_after_the_wheel(tmp_path: Path) -> None:
    rolled = roll(wheel_of(tmp_path, (PLAN, PLAN + "    recurs: every_year\n")), 2025)
    asked = DeadlineRequest.model_validate(
        {"document_type": "plan", "actor": "both", "until": "2025-10-01",
         "source": {"document": "x", "title": {"nb": "X", "en": "X"}, "section": "9: a", "lines": [1, 2]}}
    )  # fmt: skip
    path = tmp_path / "asked.yaml"
    path.write_text(wheel_text(rolled) + "\n" + requests_text([asked]), encoding="utf-8")
    assert read_wheel(path).requests == (asked,)


# --- dates that need a look ---


def flagged(folder: Path, *changes: tuple[str, str]) -> set[tuple[str, str, str, str, str]]:
    return {
        (flag.kind.value, "+".join(key.removeprefix("small-2024.") for key in flag.keys), flag.actor, str(flag.due), str(flag.last_workday))
        for flag in flags(wheel_of(folder, *changes))
    }  # fmt: skip


ALONE = ("      - {document: letter, section: Tabell, lines: [5, 5], due: {type: end_of_month, month: 8}}\n", "")


@pytest.mark.parametrize(
    ("month", "day", "last"),
    [
        (9, 13, None),  # a Friday
        (9, 14, "2024-09-13"),  # Saturday
        (9, 15, "2024-09-13"),  # Sunday
        (9, 16, None),  # Monday
        (5, 17, "2024-05-16"),  # the Constitution Day, a Friday
        (3, 28, "2024-03-27"),  # Maundy Thursday
        (12, 24, None),  # an ordinary working day by law
    ],
)
def test_a_day_off_is_flagged_with_the_last_working_day_before(
    tmp_path: Path, month: int, day: int, last: str | None
) -> None:
    found = flagged(
        tmp_path, ("{type: fixed, month: 9, day: 15}", f"{{type: fixed, month: {month}, day: {day}}}"), ALONE
    )
    flag = ("non_working_day", "plan.2024.both", "both", f"2024-{month:02}-{day:02}", last)
    assert found == ({flag} if last else set())


def test_every_date_of_an_undecided_conflict_is_flagged_and_of_a_decided_one_the_one_in_force(tmp_path: Path) -> None:
    """31 August is a Saturday, 15 September a Sunday."""
    undecided = flagged(tmp_path)
    assert undecided == {
        (kind, "plan.2024.both", "both", day, last)
        for kind in ("non_working_day", "conflict")
        for day, last in (("2024-08-31", "2024-08-30"), ("2024-09-15", "2024-09-13"))
    }
    decision = (
        "obligations:\n",
        "decisions:\n  - {document_type: plan, actor: both, in_force: 2024-09-15, by: HOD, decided: 2024-05-01, reference: 24/1}\nobligations:\n",
    )
    assert flagged(tmp_path, decision) == {("non_working_day", "plan.2024.both", "both", "2024-09-15", "2024-09-13")}


@pytest.mark.parametrize(
    ("plan_day", "status_day", "collides"),
    [
        (12, 12, "2024-09-12"),
        (12, 13, None),
        (13, 14, "2024-09-13"),  # Friday and Saturday: both must be ready on the Friday
        (14, 15, "2024-09-13"),
        (15, 16, None),
    ],
)
def test_two_for_the_same_actor_on_one_working_day_collide(
    tmp_path: Path, plan_day: int, status_day: int, collides: str | None
) -> None:
    """What the group owes counts for each member; the two members' own documents do not collide with each other."""
    found = flagged(
        tmp_path,
        ALONE,
        ("{type: fixed, month: 9, day: 15}", f"{{type: fixed, month: 9, day: {plan_day}}}"),
        ("delivered_in: [plan, statement]", "delivered_in: [statement]"),
        ("due: {type: inside}", f"due: {{type: fixed, month: 9, day: {status_day}}}"),
    )
    shown = {(keys, actor, day) for kind, keys, actor, day, _ in found if kind == FlagKind.COLLISION}
    members = {(frozenset({"plan.2024.both", f"statement.2024.{actor}"}), actor, collides) for actor in ("a", "b")}
    assert {(frozenset(keys.split("+")), actor, day) for keys, actor, day in shown} == (members if collides else set())


def test_two_that_a_group_owes_on_one_day_are_told_once_and_not_for_each_member(tmp_path: Path) -> None:
    found = flagged(
        tmp_path,
        ALONE,
        ("{type: fixed, month: 9, day: 15}", "{type: fixed, month: 9, day: 12}"),
        ("delivered_in: [plan, statement]\n    actors: [a, b]", "delivered_in: [statement]\n    actors: [both]"),
        ("due: {type: inside}", "due: {type: fixed, month: 9, day: 12}"),
    )
    assert {(keys, actor) for _, keys, actor, _, _ in found} == {("plan.2024.both+statement.2024.both", "both")}
