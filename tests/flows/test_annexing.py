"""The annex: how each actor did, which stands before others only as the actor itself has seen it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from joint_cases import HDIR, MEETING, NHN, demanding, section, sent_in
from office import Office

from arshjul.flows.annexing import Shown, annex_values, show
from arshjul.flows.compiling import gather
from arshjul.models.codes import Completeness, Lang, State, Timeliness
from arshjul.models.lang import set_lang
from arshjul.models.problems import BadInput
from arshjul.reports.joint.annex import Record, so_far
from arshjul.reports.joint.pages import html
from arshjul.store import audit


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    set_lang(Lang.NB)
    made = Office(tmp_path, database_url, edit=demanding)
    made.load("2024-01-16")
    yield made
    made.close()


def put(office: Office, actor: str, key: str, at: str = "2024-08-20", **overall: Any) -> None:
    """A complete report lies in its source."""
    office.sources[actor].files[f"{key}.{at}.json"] = sent_in(key, at, {"pll": section(), "pps": section()}, **overall)


def values(office: Office, when: str, actor: str | None = None) -> dict[str, Any]:
    """The fields of the annex at a moment."""
    parts = office.at(when)
    return annex_values(parts, gather(parts, MEETING), actor)


def named(found: dict[str, Any]) -> list[str]:
    """Whom it holds."""
    return [one["name"] for one in found["actors"]]


def test_it_measures_time_and_content_apart(office: Office) -> None:
    put(office, "nhn", NHN, supplementary_funding=None)
    office.day("2024-08-21")
    [nhn], [hdir] = (values(office, "2024-08-28", slug)["actors"] for slug in ("nhn", "hdir"))
    [row] = nhn["rows"]
    assert (row["timeliness"], row["completeness"], row["versions"]) == ("i tide", "mangler noe", "1")
    assert len(row["findings"]) == 2
    assert (hdir["rows"][0]["timeliness"], hdir["rows"][0]["received"]) == ("over fristen", "Ikke mottatt")
    for one in (nhn, hdir):
        n = one["so_far"]
        assert n["owed"] == n["on_time"] + n["late"] + n["overdue"] + n["unsettled"]
    assert nhn["so_far"]["on_time"] == 1 and hdir["so_far"]["on_time"] == 0


def test_what_may_still_come_by_a_later_date_has_not_failed_to_come(office: Office) -> None:
    """NHN's planned tasks are due on 31 August or 15 September, undecided, and hdir's on the latter alone."""
    owed = [
        values(office, day, "nhn")["actors"][0]["so_far"]["owed"] for day in ("2024-08-28", "2024-09-10", "2024-09-16")
    ]
    assert owed[0] == owed[1] == owed[2] - 1


def test_for_one_actor_it_holds_nobody_else(office: Office) -> None:
    found = values(office, "2024-08-27", "hdir")
    assert named(found) == ["Helsedirektoratet"]
    assert "Gjelder bare: Helsedirektoratet" in found["about"]
    assert "Norsk helsenett" not in html("annex", found).decode()
    with pytest.raises(BadInput) as refused:
        values(office, "2024-08-27", "hdirr")
    assert "hdir" in refused.value.problems[0].remedy


def test_nobody_stands_before_others_before_having_seen_it(office: Office) -> None:
    put(office, "nhn", NHN)
    office.day("2024-08-21")
    assert named(values(office, "2024-08-27")) == []
    done = show(office.at("2024-08-27"), MEETING, "nhn", "kari@example.org")
    assert done == Shown(f"prove-2024.{MEETING}", "nhn", "Kari Prøve")
    found = values(office, "2024-08-27")
    assert named(found) == ["Norsk helsenett"]
    assert found["unseen"] == ["Helsedirektoratet står ikke her: aktøren har ikke sett sin del ennå."]
    assert "over fristen" not in html("annex", found).decode()
    assert show(office.at("2024-08-28"), MEETING, "nhn", "hod").already
    assert office.rows("SELECT subject, actor FROM event WHERE kind = 'annex.seen'") == [
        (f"prove-2024.{MEETING}", "person:kari")
    ]
    assert list(audit.flaws(office.parts.database)) == []
    assert named(values(office, "2024-08-26")) == [], "it had not been seen then"


def test_what_is_new_has_to_be_seen_again(office: Office) -> None:
    put(office, "hdir", HDIR, supplementary_funding=None)
    office.day("2024-08-21")
    show(office.at("2024-08-27"), MEETING, "hdir", "anne")
    put(office, "hdir", HDIR, "2024-08-28")
    office.day("2024-08-29")
    found = values(office, "2024-08-29")
    assert named(found) == [] and "noe er nytt siden aktøren så sin del" in "".join(found["unseen"])
    show(office.at("2024-08-30"), MEETING, "hdir", "anne")
    assert named(values(office, "2024-08-30")) == ["Helsedirektoratet"]


def test_what_was_seen_is_the_part_that_was_made_and_not_what_came_since(office: Office) -> None:
    put(office, "hdir", HDIR, supplementary_funding=None)
    office.day("2024-08-21")
    put(office, "hdir", HDIR, "2024-08-28")
    office.day("2024-08-29")
    show(office.at("2024-08-30"), MEETING, "hdir", "anne", office.at("2024-08-27").moment)
    assert named(values(office, "2024-08-30")) == []
    with pytest.raises(BadInput):
        show(office.at("2024-08-30"), MEETING, "hdir", "anne", office.at("2024-08-31").moment)


def test_language_makes_nothing_new(office: Office) -> None:
    put(office, "nhn", NHN, supplementary_funding=None)
    office.day("2024-08-21")
    show(office.at("2024-08-27"), MEETING, "nhn", "hod")
    set_lang(Lang.EN)
    found = values(office, "2024-08-27")
    assert len(named(found)) == 1 and found["actors"][0]["seen"] == "Seen by the actor on Tuesday 27 August 2024."


def test_what_was_seen_before_one_meeting_is_not_seen_before_another(office: Office) -> None:
    """Both reports of the actor are overdue alike, but they are not the same."""
    show(office.at("2024-08-28"), "followup-2024-1", "hdir", "anne")
    parts = office.at("2024-08-28")
    assert [len(annex_values(parts, gather(parts, slug), None)["actors"]) for slug in ("followup-2024-1", MEETING)] == [
        1,
        0,
    ]
    assert (
        named(values(office, "2024-08-28")) == []
        and "ikke sett sin del ennå" in values(office, "2024-08-28")["unseen"][0]
    )


def test_what_was_waived_is_not_counted_although_it_came() -> None:
    day = dt.date(2024, 8, 20)
    came = Record(None, State.COMPLETE, day, None, day, Timeliness.ON_TIME, Completeness.COMPLETE, 1)  # type: ignore[arg-type]
    waived = replace(came, state=State.WAIVED, timeliness=Timeliness.WAIVED, completeness=Completeness.NONE)
    assert so_far([came, waived]) == so_far([came]) and so_far([came])["owed"] == 1
