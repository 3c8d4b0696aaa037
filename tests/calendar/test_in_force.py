"""Facts about a wheel become deliverables: meetings as they stand, rulings, contradictions between wheels."""

import datetime as dt
from dataclasses import replace
from typing import Any

from small_wheel import SMALL

from arshjul.calendar.in_force import Compiled, Dated, Met, WheelFacts, compiled, compiled_all
from arshjul.calendar.meeting_files import by_files
from arshjul.calendar.rulings import Ruling
from arshjul.models.codes import Basis
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import parse

D = dt.date.fromisoformat
REPORT, SECOND, PLAN = "report.followup-2024-1.a", "report.followup-2024-2.a", "plan.2024.both"


def wheel(*changes: tuple[str, str]) -> WheelFile:
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return WheelFile.model_validate(parse(text, "small").value)


def known(**more: Any) -> WheelFacts:
    loaded = wheel()
    return WheelFacts(loaded, **{"meetings": by_files(None, loaded, {}), **more})


def with_met(slug: str, met: Met, **more: Any) -> WheelFacts:
    facts = known(**more)
    return replace(facts, meetings={**facts.meetings, slug: met})


def owed(found: Compiled) -> dict[str, Deliverable]:
    return {item.key.partition(".")[2]: item for item in found.deliverables}


def test_without_a_database_the_file_says_it_all() -> None:
    assert compiled(WheelFacts(wheel())).deliverables == compiled(known()).deliverables


def test_a_meeting_that_the_office_has_moved_moves_what_hangs_on_it() -> None:
    found = compiled(with_met("followup-2024-1", Met(D("2024-09-17"), None, "planned", "followup", None, True)))
    assert owed(found)[REPORT].due == D("2024-09-03")
    assert {item.id: item.date for item in found.meetings}["followup-2024-1"] == D("2024-09-17")


def test_nothing_is_owed_to_a_meeting_that_is_called_off_but_what_came_before_that_stays() -> None:
    off = Met(D("2024-09-09"), None, "cancelled", "followup", None, True)
    dated = Dated(D("2024-08-26"), D("2024-08-26"), D("2024-08-26"), Basis.STATED, False)
    found = compiled(with_met("followup-2024-1", off, settled={f"small-2024.{REPORT}": dated}))
    assert REPORT in owed(found)
    assert "report.followup-2024-1.b" not in owed(found)
    assert {item.id: item.state for item in found.meetings}["followup-2024-1"] == "cancelled"


def test_when_all_meetings_are_called_off_no_document_without_a_meeting_appears() -> None:
    off = {
        slug: Met(None, None, "cancelled", "followup", None, True) for slug in ("followup-2024-1", "followup-2024-2")
    }
    assert not [key for key in owed(compiled(known(meetings=off))) if key.startswith("report.")]


def test_a_meeting_that_the_office_has_added_is_for_those_who_come_to_the_others() -> None:
    added = Met(D("2024-12-16"), dt.time(9, 30), "planned", "followup", None, True)
    found = compiled(with_met("followup-2024-3", added))
    assert owed(found)["report.followup-2024-3.b"].due == D("2024-12-02")
    met = next(item for item in found.meetings if item.id == "followup-2024-3")
    assert (met.actors, met.time, met.basis) == (("a", "b"), dt.time(9, 30), Basis.OFFICE)


def test_a_date_that_the_ministry_has_given_is_inferred_no_longer() -> None:
    inferred = wheel(("followup-2024-1: {series", "followup-2024-1: {basis: inferred, series"))
    facts = WheelFacts(inferred, by_files(None, inferred, {}))
    assert owed(compiled(facts))[REPORT].unconfirmed
    recorded = {**facts.meetings, "followup-2024-1": facts.meetings["followup-2024-1"]._replace(recorded=True)}
    assert owed(compiled(replace(facts, meetings=recorded)))[REPORT].basis is Basis.STATED


def ruled(kind: Any, key: str, day: str | None, number: int = 1, **more: Any) -> Compiled:
    ruling = Ruling(f"small-2024.{key}", kind, day and D(day), number, "hod, 2024-03-01, 24/1")
    return compiled(known(rulings=(ruling,), **more))


def test_a_decided_contradiction_has_the_date_put_in_force() -> None:
    for key in (PLAN, "plan.2024"):  # the deliverable's own key, or the contradiction's
        found = ruled("conflict", key, "2024-09-15")
        item = owed(found)[PLAN]
        assert (item.due, item.last_workday, item.latest) == (D("2024-09-15"), D("2024-09-13"), D("2024-09-15"))
        assert (item.disputed, item.basis) == (False, Basis.STATED)
        assert [(one.in_force, one.decision) for one in found.conflicts] == [(D("2024-09-15"), "hod, 2024-03-01, 24/1")]


def test_without_a_ruling_the_contradiction_is_open() -> None:
    found = compiled(known())
    assert [(one.id, one.in_force, one.decision) for one in found.conflicts] == [("small-2024.plan.2024", None, None)]
    assert owed(found)[PLAN].disputed


def test_a_decision_is_about_contradictions_alone() -> None:
    assert owed(ruled("conflict", REPORT, "2024-09-01"))[REPORT].due == D("2024-08-26")
    settled = wheel((", due: {type: end_of_month, month: 8}", ""))
    facts = WheelFacts(settled, rulings=(Ruling(f"small-2024.{PLAN}", "conflict", D("2024-08-31"), 1),))
    assert owed(compiled(facts))[PLAN].due == D("2024-09-15"), "a later letter contradicts itself no longer"


def test_an_extension_moves_its_deadline_alone_and_gives_way_to_a_later_one() -> None:
    found = owed(ruled("extension", REPORT, "2024-09-02"))
    assert (found[REPORT].due, found["report.followup-2024-1.b"].due) == (D("2024-09-02"), D("2024-08-26"))
    assert owed(ruled("extension", REPORT, "2024-08-26"))[REPORT] == owed(compiled(known()))[REPORT]
    further = Met(D("2024-09-23"), None, "planned", "followup", None, True)
    given = Ruling(f"small-2024.{REPORT}", "extension", D("2024-09-02"), 1)
    assert owed(compiled(with_met("followup-2024-1", further, rulings=(given,))))[REPORT].due == D("2024-09-09")


def test_an_extension_within_a_contradiction_leaves_it_open_and_one_beyond_it_settles_it() -> None:
    within, beyond = (owed(ruled("extension", PLAN, day))[PLAN] for day in ("2024-09-10", "2024-09-20"))
    assert (within.due, within.latest, within.disputed) == (D("2024-09-10"), D("2024-09-15"), True)
    assert (beyond.due, beyond.latest, beyond.disputed) == (D("2024-09-20"), D("2024-09-20"), False)


def test_the_newest_extension_holds_and_what_awaits_its_date_goes_on_awaiting_it() -> None:
    rulings = [
        Ruling(f"small-2024.{REPORT}", "extension", D(day), no) for no, day in ((2, "2024-09-03"), (1, "2024-09-20"))
    ]
    assert owed(compiled(known(rulings=rulings)))[REPORT].due == D("2024-09-03")
    assert owed(ruled("extension", SECOND, "2024-12-01"))[SECOND].due is None


def test_a_waiver_moves_no_date() -> None:
    assert owed(ruled("waiver", REPORT, None)) == owed(compiled(known()))


def test_what_is_delivered_is_shown_as_it_was_and_owed_as_it_would_be() -> None:
    dated = Dated(D("2024-08-26"), D("2024-08-26"), D("2024-08-26"), Basis.STATED, False)
    moved = Met(D("2024-09-17"), None, "planned", "followup", None, True)
    found = compiled(with_met("followup-2024-1", moved, settled={f"small-2024.{REPORT}": dated}))
    assert owed(found)[REPORT].due == D("2024-08-26")
    assert {item.key: item.due for item in found.owed}[f"small-2024.{REPORT}"] == D("2024-09-03")


OTHER = wheel(
    ("id: small-2024", "id: other-2024"),
    ("due: {type: fixed, month: 9, day: 15}", "due: {type: fixed, month: 10, day: 1}"),
    (", due: {type: end_of_month, month: 8}", ""),
    ("date: 2024-09-09", "date: 2024-09-10"),
)
SURE = wheel((", due: {type: end_of_month, month: 8}", ""))


def test_wheels_of_one_year_that_state_different_dates_for_one_demand_contradict_each_other() -> None:
    mine, theirs = compiled_all([WheelFacts(SURE), WheelFacts(OTHER)])
    for found in (mine, theirs):
        item = owed(found)[PLAN]
        assert (item.due, item.latest, item.disputed) == (D("2024-09-15"), D("2024-10-01"), True)
        assert [one.id for one in found.conflicts] == [f"{found.wheel.id}.plan.2024"]
    assert not owed(mine)[REPORT].disputed, "each meeting is its own wheel's"


def test_wheels_that_agree_or_are_of_other_years_do_not() -> None:
    again = wheel(("id: small-2024", "id: again-2024"), (", due: {type: end_of_month, month: 8}", ""))
    assert not any(found.conflicts for found in compiled_all([WheelFacts(SURE), WheelFacts(again)]))
    later = OTHER.model_copy(update={"year": 2025})
    assert not any(found.conflicts for found in compiled_all([WheelFacts(SURE), WheelFacts(later)]))


def test_a_contradiction_between_wheels_is_decided_on_each_side() -> None:
    ruling = Ruling(f"small-2024.{PLAN}", "conflict", D("2024-10-01"), 1)
    mine, theirs = compiled_all([WheelFacts(SURE, rulings=(ruling,)), WheelFacts(OTHER)])
    assert (owed(mine)[PLAN].due, owed(mine)[PLAN].disputed) == (D("2024-10-01"), False)
    assert owed(theirs)[PLAN].disputed
