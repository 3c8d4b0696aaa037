"""Each calendar holds what concerns its reader: own and group's documents, an initiative's, or everything."""

from pathlib import Path

import pytest

from arshjul.calendar.compile import compile_wheel
from arshjul.calendar.scopes import (
    OFFICE,
    Scope,
    ScopeKind,
    calendar_name,
    file_name,
    group_members,
    scopes,
    stands_in,
)
from arshjul.calendar.wheel_file import read_wheel
from arshjul.models.deliverable import Deliverable
from arshjul.models.wheelfile import WheelFile

WHEEL = """
schema: 1
id: hjul
year: 2024
title: {nb: Hjul, en: Wheel}
documents:
  brev: {title: {nb: Brev, en: Letter}, issuer: hod, date: 2024-01-15, maker: letter}
actors:
  hod: {name: {nb: Departementet, en: Ministry}}
  nhn: {name: {nb: Norsk helsenett, en: Norsk helsenett}}
  rhf: {name: {nb: Helseforetakene, en: Authorities}, members: [helse-vest, helse-nord]}
  helse-vest: {name: {nb: Helse Vest, en: Helse Vest}}
  helse-nord: {name: {nb: Helse Nord, en: Helse Nord}}
initiatives:
  pll: {name: {nb: Legemiddelliste, en: Medication list}}
  mhe: {name: {nb: MyHealth, en: MyHealth}}
document_types:
  joint: {kind: joint_plan, title: {nb: Felles plan, en: Joint plan}}
  own: {kind: annual_statement, title: {nb: Melding, en: Statement}}
  report: {kind: other, title: {nb: Rapport, en: Report}}
obligations:
  joint: {delivered_in: [joint], actors: [rhf], addressee: hod, initiatives: [pll], due: {type: fixed, month: 10, day: 15}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  own: {delivered_in: [own], actors: [helse-vest, helse-nord], addressee: hod, due: {type: fixed, month: 3, day: 1}, statements: [{document: brev, section: x, lines: [1, 1]}]}
  report: {delivered_in: [report], actors: [nhn], addressee: hod, initiatives: [pll], due: {type: fixed, month: 5, day: 2}, statements: [{document: brev, section: x, lines: [1, 1]}]}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> WheelFile:
    path = tmp_path_factory.mktemp("wheel") / "wheel.yaml"
    Path(path).write_text(WHEEL, encoding="utf-8")
    return read_wheel(path)


@pytest.fixture(scope="module")
def found(wheel: WheelFile) -> list[Deliverable]:
    return compile_wheel(wheel)


def held(scope: Scope, wheel: WheelFile, found: list[Deliverable]) -> set[str]:
    groups = group_members(wheel.actors)
    return {f"{item.document_type}.{item.actor}" for item in found if holds(scope, item, groups)}


def holds(scope: Scope, item: Deliverable, groups: dict[str, frozenset[str]]) -> bool:
    return stands_in(scope, (item.actor,), item.initiatives, groups)


def test_every_actor_initiative_and_the_office_has_a_calendar(wheel: WheelFile) -> None:
    assert [file_name(scope) for scope in scopes(wheel.actors, wheel.initiatives)] == [
        "kontor.ics",
        "aktor-hod.ics",
        "aktor-nhn.ics",
        "aktor-rhf.ics",
        "aktor-helse-vest.ics",
        "aktor-helse-nord.ics",
        "tiltak-pll.ics",
        "tiltak-mhe.ics",
    ]


def test_an_actor_and_an_initiative_of_one_id_are_two_calendars() -> None:
    both = scopes(["pll", "pll"], ["pll"])
    assert len(set(both)) == len({file_name(scope) for scope in both}) == 3


def test_file_names_in_english() -> None:
    assert [file_name(scope, "en") for scope in scopes(["nhn"], ["pll"])] == [
        "office.ics",
        "actor-nhn.ics",
        "initiative-pll.ics",
    ]


def test_a_group_s_document_stands_in_every_member_s_calendar(wheel: WheelFile, found: list[Deliverable]) -> None:
    assert held(Scope(ScopeKind.ACTOR, "helse-vest"), wheel, found) == {"joint.rhf", "own.helse-vest"}
    assert held(Scope(ScopeKind.ACTOR, "helse-nord"), wheel, found) == {"joint.rhf", "own.helse-nord"}


def test_a_group_s_calendar_holds_only_what_it_owes_together(wheel: WheelFile, found: list[Deliverable]) -> None:
    assert held(Scope(ScopeKind.ACTOR, "rhf"), wheel, found) == {"joint.rhf"}


def test_an_actor_outside_the_group_sees_nothing_of_it(wheel: WheelFile, found: list[Deliverable]) -> None:
    assert held(Scope(ScopeKind.ACTOR, "nhn"), wheel, found) == {"report.nhn"}
    assert held(Scope(ScopeKind.ACTOR, "hod"), wheel, found) == set()


def test_an_initiative_s_calendar_holds_what_concerns_it(wheel: WheelFile, found: list[Deliverable]) -> None:
    assert held(Scope(ScopeKind.INITIATIVE, "pll"), wheel, found) == {"joint.rhf", "report.nhn"}
    assert held(Scope(ScopeKind.INITIATIVE, "mhe"), wheel, found) == set()


def test_the_office_sees_everything_once(wheel: WheelFile, found: list[Deliverable]) -> None:
    groups = group_members(wheel.actors)
    assert [item for item in found if holds(OFFICE, item, groups)] == found


def test_what_a_calendar_is_called() -> None:
    assert calendar_name(Scope(ScopeKind.ACTOR, "nhn"), "Norsk helsenett", "nb") == "Frister: Norsk helsenett"
    assert calendar_name(OFFICE, "", "nb") == "Frister: alle aktører"
    assert calendar_name(OFFICE, "", "en") == "Deadlines: all actors"


def test_what_concerns_several_actors_stands_with_each_of_them_and_with_their_members(wheel: WheelFile) -> None:
    groups = group_members(wheel.actors)
    actors = [scope for scope in scopes(wheel.actors, ()) if scope.kind is ScopeKind.ACTOR]
    held = [scope.id for scope in actors if stands_in(scope, ("nhn", "rhf"), (), groups)]
    assert held == ["nhn", "rhf", "helse-vest", "helse-nord"]
