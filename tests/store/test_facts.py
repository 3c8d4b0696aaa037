"""What is known of the wheels, now and at any earlier instant."""

from pathlib import Path
from typing import Any

import pytest
from office import Office, moment
from small_supplement import supplement

from arshjul.calendar.in_force import compiled
from arshjul.flows import moving
from arshjul.flows.changing import applied
from arshjul.flows.loading import load_wheels
from arshjul.flows.parts import Parts
from arshjul.models.moment import end_of_day
from arshjul.models.problems import BadInput
from arshjul.store.facts import facts
from arshjul.store.wheels import loaded_digests, loaded_wheels, meeting_dates

KEY = "prove-2024.report.followup-2024-4.nhn"
NEW_DATE = """replace:
  meetings:
    followup-2024-4:
      date: 2024-09-23
      statements: [{document: supplement, section: Endring, lines: [3, 4]}]
"""


def due(office: Office, known_at: str | None = None, key: str = KEY) -> str | None:
    with office.parts.database.read() as connection:
        known = facts(connection, None if known_at is None else moment(known_at).at)
        items = {item.key: item for one in known for item in compiled(one).deliverables}
    return str(items[key].due) if key in items else None


def add(office: Office, body: str, when: str, **more: Any) -> Parts:
    """Load a supplement, without the wheel beside it."""
    path = office.folder / f"{more.get('id_', 'tillegg')}.yaml"
    path.write_text(supplement(body, amends="prove-2024", **more), encoding="utf-8")
    parts = office.at(when)
    parts.wheels = (path,)
    load_wheels(parts)
    return parts


def test_nothing_is_known_of_an_empty_database(office: Office) -> None:
    with office.parts.database.read() as connection:
        assert facts(connection) == []
        assert facts(connection, moment("2024-01-16").at) == []


def test_a_move_is_known_from_the_instant_it_was_recorded(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-05-02T09:00")
    applied(parts, moving.move("followup-2024-4", moment("2024-09-17").today, parts.moment.today, "Kollisjon"))
    assert due(office) == "2024-09-03"
    assert due(office, "2024-05-02T09:00") == "2024-09-03"
    assert due(office, "2024-05-02T08:59") == "2024-08-26"
    assert due(office, "2024-01-15") is None


def test_a_supplement_is_added_to_the_wheel_that_is_loaded(office: Office) -> None:
    office.load("2024-01-16")
    add(office, NEW_DATE, "2024-05-02")
    assert (due(office), due(office, "2024-05-01")) == ("2024-09-09", "2024-08-26")
    with office.parts.database.read() as connection:
        assert [wheel.id for wheel in loaded_wheels(connection)] == ["prove-2024"]
        assert set(loaded_digests(connection)) == {"prove-2024", "tillegg"}
        assert str(meeting_dates(connection, "prove-2024")["followup-2024-4"]) == "2024-09-23"
        [known] = facts(connection)
        [item] = [item for item in compiled(known).deliverables if item.key == KEY]
    assert item.documents == ("letter", "mandate", "supplement")
    versions = office.rows("SELECT slug, amends FROM wheel_version ORDER BY id")
    assert versions == [("prove-2024", None), ("tillegg", "prove-2024")]


def test_the_wheel_loaded_again_keeps_its_supplements(office: Office) -> None:
    office.load("2024-01-16")
    add(office, NEW_DATE, "2024-05-02")
    assert not office.load("2024-05-03")
    office.rewheel(lambda values: values["obligations"]["budget"]["due"].update(day=2))
    office.load("2024-05-04")
    assert due(office) == "2024-09-09"


def test_a_withdrawn_date_and_one_left_alone_stay_apart_in_the_database(office: Office) -> None:
    office.load("2024-01-16")
    add(office, NEW_DATE.replace("2024-09-23", "null"), "2024-05-02")
    assert due(office) == "None"
    body = "replace:\n  meetings:\n    followup-2024-4: {actors: [nhn], statements: [" + (
        "{document: later, section: Endring, lines: [3, 4]}]}\n"
    )
    add(office, body, "2024-05-03", id_="tillegg-2", day="2024-05-03", name="later")
    assert due(office) == "None"


def test_a_supplement_to_a_wheel_that_nobody_has_loaded_is_refused(office: Office) -> None:
    office.load("2024-01-16")
    with pytest.raises(BadInput, match="mente du «prove-2024»"):
        path = office.folder / "tillegg.yaml"
        path.write_text(supplement(NEW_DATE, amends="prove-2042"), encoding="utf-8")
        parts = office.at("2024-05-02")
        parts.wheels = (path,)
        load_wheels(parts)
    assert office.rows("SELECT count(*) FROM wheel") == [(1,)]


def test_a_wheel_that_its_supplements_no_longer_fit_is_refused(office: Office, tmp_path: Path) -> None:
    office.load("2024-01-16")
    add(office, NEW_DATE, "2024-05-02")
    before = office.rows("SELECT * FROM wheel ORDER BY id")
    office.rewheel(lambda values: values["meetings"].pop("followup-2024-4"))
    with pytest.raises(BadInput, match="followup-2024-4"):
        office.load("2024-05-03")
    assert office.rows("SELECT * FROM wheel ORDER BY id") == before


def test_what_was_delivered_then_is_known_then(office: Office) -> None:
    office.load("2024-01-16")
    office.send_in("nhn", "r.json", "report.followup-2024-4.nhn", "2024-08-20")
    office.day("2024-08-21")
    parts = office.at("2024-08-22")
    applied(parts, moving.move("followup-2024-4", moment("2024-09-17").today, parts.moment.today))
    assert due(office) == "2024-08-26"
    with office.parts.database.read() as connection:
        settled = [facts(connection, end_of_day(moment(day).today))[0].settled for day in ("2024-08-20", "2024-08-21")]
    assert [KEY in one for one in settled] == [False, True]


def test_two_wheels_have_their_own_meetings(office: Office) -> None:
    office.load("2024-01-16")
    text = office.wheel_path.read_text(encoding="utf-8").replace("id: prove-2024", "id: annet-2024")
    (office.folder / "annet.yaml").write_text(text, encoding="utf-8")
    parts = office.at("2024-01-17")
    parts.wheels = (office.folder / "annet.yaml",)
    load_wheels(parts)
    applied(parts, moving.move("annet-2024.followup-2024-4", moment("2024-09-17").today, parts.moment.today))
    assert due(office) == "2024-08-26"
    assert due(office, key=KEY.replace("prove", "annet")) == "2024-09-03"


def test_what_is_compiled_is_compiled_once_until_a_fact_changes(office: Office) -> None:
    office.load("2024-01-16")
    parts = office.at("2024-05-02")
    first = parts.catalogue()
    assert parts.catalogue() is first
    assert parts.at(moment("2024-05-03")).catalogue() is first
    applied(parts, moving.move("followup-2024-4", moment("2024-09-17").today, parts.moment.today))
    assert str(parts.catalogue().deliverables[KEY].due) == "2024-09-03"
    assert str(parts.catalogue(moment("2024-05-01").at).deliverables[KEY].due) == "2024-08-26"
