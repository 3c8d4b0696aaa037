"""Meetings moved, dated, added and called off: what follows for their facts, and what makes no sense."""

import datetime as dt
from collections.abc import Callable

import pytest
from small_wheel import SMALL

from arshjul.calendar import meeting_changes as meetings
from arshjul.calendar.in_force import Met, WheelFacts
from arshjul.calendar.meeting_changes import Outcome
from arshjul.calendar.meeting_files import by_files
from arshjul.models.problems import BadInput
from arshjul.models.wheelfile import WheelFile
from arshjul.models.yaml_places import parse

D = dt.date.fromisoformat
TODAY = D("2024-05-02")
MEETINGS = """meetings:
  followup-2024-1: {series: followup, date: 2024-06-20, actors: [a, b]}
  followup-2024-2: {series: followup, date: 2024-09-09, time: "10:00", actors: [a, b]}
  followup-2024-3: {series: followup, actors: [a, b], part_of: tertial-2024-1}
  tertial-2024-1: {series: tertial, date: 2024-10-31, actors: [a]}
  tertial-2024-2: {series: tertial, actors: [a]}
"""


def wheel(old: str = "", new: str = "", id_: str = "small-2024") -> WheelFile:
    """The small wheel with five meetings, one of them part of another."""
    series = "  followup: {title: {nb: Oppf"
    text = SMALL.replace(series, f"  tertial: {{title: {{nb: T, en: T}}}}\n{series}").replace(
        "id: small-2024", f"id: {id_}"
    )
    start, stop = text.index("meetings:"), text.index("document_types:")
    assert old in MEETINGS
    text = text[:start] + MEETINGS.replace(old, new, 1) + text[stop:]
    return WheelFile.model_validate(parse(text, "small").value)


def known(id_: str = "small-2024") -> list[WheelFacts]:
    loaded = wheel(id_=id_)
    return [WheelFacts(loaded, by_files(None, loaded, {}))]


def move(id_: str, day: str, *, before: list[WheelFacts] | None = None, today: dt.date = TODAY) -> Outcome:
    before = before or known()
    return meetings.moved(before, meetings.find(before, id_), D(day), today)


def met(outcome: Outcome, slug: str) -> Met:
    return outcome.facts[0].meetings[slug]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as error:
        act()
    return str(error.value)


def test_a_moved_meeting_keeps_its_time_and_everything_else_is_untouched() -> None:
    before = known()
    after = move("followup-2024-2", "2024-09-17", before=before)
    assert met(after, "followup-2024-2") == Met(D("2024-09-17"), dt.time(10), "planned", "followup", None, True)
    others = {slug for slug in before[0].meetings if met(after, slug) != before[0].meetings[slug]}
    assert others == {"followup-2024-2"}


def test_parts_move_along_and_are_called_off_along() -> None:
    moved = move("tertial-2024-1", "2024-11-04")
    assert (met(moved, "followup-2024-3").date, met(moved, "followup-2024-3").recorded) == (D("2024-11-04"), True)
    off = meetings.cancelled(known(), meetings.find(known(), "tertial-2024-1"))
    assert met(off, "tertial-2024-1").cancelled and met(off, "followup-2024-3").cancelled


def test_no_meeting_moves_its_part_before_an_earlier_one_of_the_parts_series() -> None:
    said = refused(lambda: move("tertial-2024-1", "2024-09-08"))
    assert "followup-2024-3" in said and "er før followup-2024-2, som er 2024-09-09" in said
    assert met(move("tertial-2024-1", "2024-09-09"), "followup-2024-3").date == D("2024-09-09")


def test_a_part_is_not_changed_alone() -> None:
    for act in (meetings.moved, meetings.dated):
        place = meetings.find(known(), "followup-2024-3")
        assert "endre tertial-2024-1" in refused(
            lambda act=act, place=place: act(known(), place, D("2024-11-04"), TODAY)
        )
    assert "endre tertial-2024-1" in refused(
        lambda: meetings.cancelled(known(), meetings.find(known(), "followup-2024-3"))
    )


def test_what_is_so_already_changes_nothing_even_when_the_day_has_passed() -> None:
    assert move("followup-2024-2", "2024-09-09", today=D("2024-12-01")).already
    dated = meetings.dated(known(), meetings.find(known(), "followup-2024-2"), D("2024-09-09"), TODAY)
    assert dated.already
    off = meetings.cancelled(known(), meetings.find(known(), "tertial-2024-2")).facts
    assert meetings.cancelled(off, meetings.find(off, "tertial-2024-2")).already
    assert meetings.added(known(), "followup", D("2024-09-09"), TODAY).already


def test_no_meeting_moves_into_the_past() -> None:
    assert "er passert" in refused(lambda: move("followup-2024-2", "2024-07-01", today=D("2024-07-02")))
    assert move("followup-2024-2", "2024-07-02", today=D("2024-07-02")).facts


def test_no_meeting_moves_before_an_earlier_one_of_its_series() -> None:
    assert "er før followup-2024-1, som er 2024-06-20" in refused(lambda: move("followup-2024-2", "2024-06-19"))
    assert met(move("followup-2024-2", "2024-06-20"), "followup-2024-2").date == D("2024-06-20")
    assert met(move("followup-2024-1", "2024-05-03"), "followup-2024-1").date == D("2024-05-03"), "it is the first"


def test_a_meeting_added_between_others_is_held_to_those_before_it_only() -> None:
    after = meetings.added(known(), "followup", D("2024-08-01"), TODAY)
    assert after.place.id == "followup-2024-4"
    moved = move("followup-2024-4", "2024-07-15", before=after.facts)
    assert met(moved, "followup-2024-4").date == D("2024-07-15"), "9 September is no earlier one, whatever its number"
    assert "er før followup-2024-1" in refused(lambda: move("followup-2024-4", "2024-06-03", before=after.facts))


def test_undated_meetings_are_dated_and_dated_ones_moved() -> None:
    assert "meeting date" in refused(lambda: move("tertial-2024-2", "2024-12-01"))
    place = meetings.find(known(), "followup-2024-2")
    assert "meeting move" in refused(lambda: meetings.dated(known(), place, D("2024-09-17"), TODAY))
    given = meetings.dated(known(), meetings.find(known(), "tertial-2024-2"), D("2024-12-01"), TODAY)
    assert met(given, "tertial-2024-2") == Met(D("2024-12-01"), None, "planned", "tertial", None, True)


def test_what_is_called_off_is_not_moved() -> None:
    off = meetings.cancelled(known(), meetings.find(known(), "followup-2024-2")).facts
    assert "er avlyst" in refused(lambda: move("followup-2024-2", "2024-09-17", before=off))


def test_numbers_are_never_used_again() -> None:
    off = meetings.cancelled(known(), meetings.find(known(), "tertial-2024-2")).facts
    assert meetings.added(off, "tertial", D("2024-12-01"), TODAY).place.id == "tertial-2024-3"


def test_unknown_names_are_told_with_the_nearest() -> None:
    assert "mente du «followup-2024-2»?" in refused(lambda: meetings.find(known(), "folowup-2024-2"))
    assert "mente du «followup»?" in refused(lambda: meetings.added(known(), "folowup", D("2024-12-01"), TODAY))
    assert "mente du «small-2024»?" in refused(
        lambda: meetings.added(known(), "followup", D("2024-12-01"), TODAY, wheel="smal-2024")
    )
    assert "ingen årshjul er lastet" in refused(lambda: meetings.find([], "followup-2024-2"))
    assert "ingen årshjul er lastet" in refused(lambda: meetings.added([], "followup", D("2024-12-01"), TODAY))


def test_an_id_that_two_wheels_have_is_told_apart_by_the_wheel() -> None:
    both = known() + known("other-2024")
    assert "skriv en av small-2024.followup-2024-2, other-2024.followup-2024-2" in refused(
        lambda: meetings.find(both, "followup-2024-2")
    )
    assert meetings.find(both, "other-2024.followup-2024-2") == ("other-2024", "followup-2024-2")
    assert "velg med --wheel" in refused(lambda: meetings.added(both, "followup", D("2024-12-01"), TODAY))
    assert "ingen årshjul for 2025" in refused(lambda: meetings.added(known(), "followup", D("2025-02-01"), TODAY))
    assert meetings.added(known(), "followup", D("2025-02-01"), TODAY, wheel="small-2024").place.wheel == "small-2024"


def loaded_again(office: dict[str, Met], new: WheelFile) -> dict[str, Met]:
    return by_files(wheel(), new, office)


def test_a_file_that_says_what_it_always_said_leaves_what_the_office_has_recorded() -> None:
    for outcome in (
        move("followup-2024-2", "2024-09-17"),
        move("tertial-2024-1", "2024-11-04"),
        meetings.cancelled(known(), meetings.find(known(), "tertial-2024-1")),
        meetings.added(known(), "followup", D("2024-12-16"), TODAY),
        meetings.dated(known(), meetings.find(known(), "tertial-2024-2"), D("2024-12-01"), TODAY),
    ):
        after = outcome.facts[0].meetings
        assert loaded_again(dict(after), wheel()) == after


def test_a_file_that_says_a_new_date_is_the_newest_word() -> None:
    held = dict(move("followup-2024-2", "2024-09-17").facts[0].meetings)
    after = loaded_again(held, wheel("2024-09-09", "2024-09-23"))["followup-2024-2"]
    assert (after.date, after.recorded, after.time) == (D("2024-09-23"), False, dt.time(10))
    off = dict(meetings.cancelled(known(), meetings.find(known(), "tertial-2024-1")).facts[0].meetings)
    back = loaded_again(off, wheel("2024-10-31", "2024-11-07"))
    assert [(back[slug].date, back[slug].cancelled) for slug in ("tertial-2024-1", "followup-2024-3")] == [
        (D("2024-11-07"), False),
        (D("2024-11-07"), False),
    ]


def test_a_new_time_alone_leaves_the_day_as_the_office_has_it() -> None:
    held = dict(move("followup-2024-2", "2024-09-17").facts[0].meetings)
    after = loaded_again(held, wheel("10:00", "13:00"))["followup-2024-2"]
    assert (after.date, after.time, after.recorded) == (D("2024-09-17"), dt.time(13), True)


def test_a_meeting_that_leaves_the_file_is_called_off() -> None:
    line = '  followup-2024-2: {series: followup, date: 2024-09-09, time: "10:00", actors: [a, b]}\n'
    held = dict(known()[0].meetings)
    assert loaded_again(held, wheel(line, ""))["followup-2024-2"].cancelled
