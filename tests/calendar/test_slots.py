"""Actors bound alike share a slot; what a document holds hangs on its occurrence and on the actor."""

import datetime as dt
from typing import Any

from arshjul.calendar.compile import compile_wheel, rows, slots
from arshjul.models.wheelfile import WheelFile

NAME = {"nb": "Prøve", "en": "Sample"}
PLACE = {"document": "letter", "section": "1", "lines": [1, 1]}
FIXED = {"type": "fixed", "month": 3, "day": 1}
BEFORE = {"type": "before_meeting", "series": "followup", "days": 14}


def obligation(
    due: dict[str, Any], *statements: dict[str, Any], actors: tuple[str, ...] = ("a", "b")
) -> dict[str, Any]:
    stated = [{**PLACE, **statement} for statement in statements or ({},)]
    return {"delivered_in": ["paper"], "actors": actors, "addressee": "x", "due": due, "statements": stated}


def wheel(actors: dict[str, Any] | None = None, **obligations: dict[str, Any]) -> WheelFile:
    return WheelFile.model_validate(
        {
            "schema": 1,
            "id": "small",
            "year": 2024,
            "title": NAME,
            "documents": {"letter": {"title": NAME, "issuer": "x", "date": "2024-01-15", "maker": "letter"}},
            "actors": {slug: {"name": NAME} for slug in ("x", "a", "b", "c")} | (actors or {}),
            "initiatives": {},
            "series": {"followup": {"title": NAME}},
            "meetings": {"followup-2024-1": {"series": "followup", "date": "2024-10-20", "actors": ["a", "b"]}},
            "document_types": {"paper": {"kind": "other", "title": NAME}},
            "obligations": {name.replace("_", "-"): spec for name, spec in obligations.items()},
        }
    )


def shared(made: WheelFile) -> list[tuple[str, tuple[str, ...]]]:
    return [(slot.occurrence, slot.actors) for slot in slots(made)]


def test_actors_bound_alike_share_a_slot_and_get_a_deliverable_each():
    made = wheel(one=obligation(FIXED))
    assert shared(made) == [("2024", ("a", "b"))]
    assert [item.key for item in compile_wheel(made)] == ["small.paper.2024.a", "small.paper.2024.b"]


def test_actors_of_whom_different_obligations_hold_are_kept_apart():
    made = wheel(one=obligation(FIXED), two=obligation(FIXED, actors=("b", "c")))
    assert shared(made) == [("2024", ("a",)), ("2024", ("b",)), ("2024", ("c",))]
    assert {item.actor: item.obligations for item in compile_wheel(made)} == {
        "a": ("one",),
        "b": ("one", "two"),
        "c": ("two",),
    }


def test_lists_of_actors_that_do_not_meet_need_not_be_taken_apart():
    made = wheel(one=obligation(FIXED), two=obligation(FIXED, actors=("c",)))
    assert shared(made) == [("2024", ("a", "b")), ("2024", ("c",))]


def test_actors_of_whom_the_same_statements_speak_share_a_slot():
    made = wheel(
        one=obligation(FIXED, {"actors": ["a", "b"]}, {"actors": ["c"], "lines": [2, 2]}, actors=("a", "b", "c"))
    )
    assert shared(made) == [("2024", ("a", "b")), ("2024", ("c",))]
    lines = {item.actor: [source.lines for source in item.sources] for item in compile_wheel(made)}
    assert lines == {"a": [(1, 1)], "b": [(1, 1)], "c": [(2, 2)]}


def test_an_actor_listed_twice_owes_once():
    assert shared(wheel(one=obligation(FIXED, actors=("a", "a", "b")))) == [("2024", ("a", "b"))]


def test_of_several_groups_the_first_settles_a_members_demand():
    groups = {"g": {"name": NAME, "members": ["a"]}, "h": {"name": NAME, "members": ["a", "b"]}}
    made = wheel(groups, one=obligation(FIXED, actors=("a", "b", "g", "h")))
    assert shared(made) == [("2024", ("g", "h"))]


def test_a_report_after_each_tertial_is_three_deliverables_with_a_date_each():
    """No tertial is named in the rule, so each occurrence carries its own."""
    made = compile_wheel(wheel(one=obligation({"type": "tertial_end", "days": 30}, actors=("a",))))
    assert [(item.occurrence, item.due) for item in made] == [
        ("2024-t1", dt.date(2024, 5, 30)),
        ("2024-t2", dt.date(2024, 9, 30)),
        ("2024-t3", dt.date(2025, 1, 30)),
    ]


def test_a_demand_with_a_date_of_its_own_is_no_part_of_the_reports_before_meetings():
    made = compile_wheel(wheel(yearly=obligation(FIXED), each=obligation(BEFORE)))
    held = {item.occurrence: (item.due, item.obligations, item.disputed) for item in made if item.actor == "a"}
    assert held == {
        "2024": (dt.date(2024, 3, 1), ("yearly",), False),
        "followup-2024-1": (dt.date(2024, 10, 6), ("each",), False),
    }


def test_a_demand_without_a_date_of_its_own_is_part_of_every_occurrence():
    made = compile_wheel(wheel(each=obligation(BEFORE), within=obligation({"type": "inside"})))
    assert {item.occurrence: item.obligations for item in made if item.actor == "a"} == {
        "followup-2024-1": ("each", "within")
    }


def test_of_two_rules_for_the_same_occurrence_the_earliest_date_counts_and_both_are_shown():
    made = wheel(one=obligation(BEFORE), two=obligation({**BEFORE, "days": 7}))
    [row] = [row for row in rows(slots(made)) if row[2] == "a"]
    [item] = [item for item in compile_wheel(made) if item.actor == "a"]
    assert row[3] == item.due == dt.date(2024, 10, 6) and item.latest == dt.date(2024, 10, 13)
    assert item.disputed
