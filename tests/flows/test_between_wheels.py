"""Two loaded wheels that contradict each other: both sides say so, and a decision settles the one or both."""

import datetime as dt
from pathlib import Path

import pytest
from decided import HOD, now, refused, told
from office import Office, instant, wheel
from yaml import safe_dump

from arshjul.flows import deciding
from arshjul.flows.board import board
from arshjul.flows.loading import load_wheels
from arshjul.models.codes import Timeliness
from arshjul.models.deliverable import Conflict
from arshjul.store import audit, decisions

PLAN, OTHER = "prove-2024.plan.2024.nhn", "annet-2024.plan.2024.nhn"
FEBRUARY_1, FEBRUARY_15 = dt.date(2024, 2, 1), dt.date(2024, 2, 15)


def another(folder: Path) -> Path:
    """A second wheel of the year, by which the plan is due on 15 February and not on the first; the rest is left out."""
    values = wheel()
    values["id"] = "annet-2024"
    values["obligations"] = {"plan": values["obligations"]["plan"]}
    values["obligations"]["plan"]["due"]["day"] = 15
    values["document_types"] = {"plan": values["document_types"]["plan"]}
    path = folder / "annet.yaml"
    path.write_text(safe_dump(values, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def two(office: Office) -> Office:
    """Both are loaded; from now on nothing else is."""
    office.load("2024-01-16T08:00")
    office.parts.wheels = (another(office.folder),)
    load_wheels(office.at("2024-01-16T09:00"))
    return office


def conflicts(office: Office, when: str = "2024-01-17") -> dict[str, Conflict]:
    """Those about the plan, by id."""
    catalogue = office.at(when).catalogue()
    found = [conflict for one in catalogue.compiled.values() for conflict in one.conflicts]
    return {one.id: one for one in found if ".plan." in one.id}


def standing(office: Office, key: str, when: str) -> tuple[dt.date | None, dt.date | None, Timeliness]:
    [row] = [row for row in board(office.at(when)) if row.key == key]
    return row.due, row.latest, row.timeliness


def test_each_side_lists_what_the_other_states_and_nobody_is_late_before_the_latest(two: Office) -> None:
    listed = conflicts(two)
    assert set(listed) == {"prove-2024.plan.2024", "annet-2024.plan.2024"}
    for one in listed.values():
        assert {stated.due for stated in one.statements} == {FEBRUARY_1, FEBRUARY_15}
        assert one.in_force is None
    for key in (PLAN, OTHER):
        assert standing(two, key, "2024-01-17") == (FEBRUARY_1, FEBRUARY_15, Timeliness.DISPUTED)
        assert standing(two, key, "2024-02-15T23:59")[2] is Timeliness.DISPUTED
        assert standing(two, key, "2024-02-16T00:00")[2] is Timeliness.OVERDUE


def test_a_decision_under_the_full_id_settles_that_side_alone(two: Office) -> None:
    done = deciding.decide_conflict(two.at("2024-01-18"), "prove-2024.plan.2024", FEBRUARY_15, HOD)
    assert (done.keys, done.warnings) == ((PLAN,), ())
    assert standing(two, PLAN, "2024-01-18") == (FEBRUARY_15, FEBRUARY_15, Timeliness.NOT_DUE)
    assert standing(two, OTHER, "2024-01-18") == (FEBRUARY_1, FEBRUARY_15, Timeliness.DISPUTED)
    listed = conflicts(two, "2024-01-18")
    assert listed["prove-2024.plan.2024"].in_force == FEBRUARY_15
    assert listed["annet-2024.plan.2024"].in_force is None
    again = lambda: deciding.decide_conflict(two.at("2024-01-19"), "prove-2024.plan.2024", FEBRUARY_1, HOD)  # noqa: E731
    assert "er avgjort: torsdag 15. februar 2024 gjelder" in refused(two, again)


def test_a_decision_without_the_wheels_id_settles_both_sides_at_once(two: Office) -> None:
    done = deciding.decide_conflict(two.at("2024-01-18"), "plan.2024", FEBRUARY_1, HOD)
    assert sorted(done.keys) == [OTHER, PLAN]
    assert {one.in_force for one in conflicts(two, "2024-01-18").values()} == {FEBRUARY_1}
    two.day("2024-01-19T08:00")
    assert told(two, "plan.2024.nhn") == ["decided"]
    assert {standing(two, key, "2024-02-02")[2] for key in done.keys} == {Timeliness.OVERDUE}
    assert list(audit.flaws(two.parts.database)) == []
    with two.parts.database.read() as connection:
        subjects = {row.subject for key in done.keys for row in decisions.about(connection, key)}
    assert subjects == {OTHER, PLAN}


def test_what_was_known_before_the_second_wheel_and_before_the_decision_is_still_known(two: Office) -> None:
    deciding.decide_conflict(two.at("2024-01-18"), "plan.2024", FEBRUARY_15, HOD)
    then = {"2024-01-16T08:30": FEBRUARY_1, "2024-01-16T09:30": FEBRUARY_15, "2024-01-18T12:00": FEBRUARY_15}
    for known_at, latest in then.items():
        rows = {row.key: row for row in board(two.at("2024-01-19"), instant(known_at))}
        assert rows[PLAN].latest == latest
        assert (OTHER in rows) == (known_at != "2024-01-16T08:30")
        assert rows[PLAN].due == (FEBRUARY_15 if "18T" in known_at else FEBRUARY_1)
    assert now(two, "plan.2024.nhn").disputed is False
