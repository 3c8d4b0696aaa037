"""Accepted is said of one version: what comes after it is told to the office, and stands the same tests."""

import json

from decided import HDIR, HOD, REPORT, count, deliver, now, refused
from office import Office, instant, report

from arshjul.flows import accepting, collecting
from arshjul.flows.board import BoardRow, board
from arshjul.flows.recorded import Words
from arshjul.models.codes import Completeness, State

NEWER = "ny versjon (2) er kommet etter at leveransen ble godtatt (Departementet, 2024-08-13, 24/123): "


def accepted(office: Office, *, lacks: str = "") -> None:
    """A complete report is accepted, and another version comes the day after."""
    deliver(office)
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    deliver(office, lacks=lacks, when="2024-08-14T10:00", name="b.json")


def row(office: Office, when: str, known_at: str | None = None, key: str = REPORT) -> BoardRow:
    rows = board(office.at(when), instant(known_at) if known_at else None)
    [found] = [one for one in rows if one.key == f"prove-2024.{key}"]
    return found


def test_the_board_says_that_a_newer_version_has_come_since_it_was_accepted(office: Office) -> None:
    accepted(office, lacks="pll.deviation")
    assert row(office, "2024-08-13T12:00", "2024-08-13T12:00").faults == []
    found = row(office, "2024-08-15")
    assert (found.state, found.completeness, found.falls_short) == (State.ACCEPTED, Completeness.INCOMPLETE, True)
    assert found.faults == [NEWER + "godta den, eller send den tilbake"]
    assert row(office, "2024-08-16", "2024-08-15").faults == found.faults
    assert row(office, "2024-08-15", key=HDIR).faults == []


def test_the_same_bytes_again_are_no_newer_version(office: Office) -> None:
    deliver(office)
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    office.day("2024-08-14T10:00")
    assert row(office, "2024-08-15").faults == []


def test_a_newer_version_that_lacks_something_is_not_accepted_and_can_be_returned(office: Office) -> None:
    accepted(office, lacks="pll.deviation")
    said = refused(office, lambda: accepting.accept(office.at("2024-08-15"), REPORT, HOD))
    assert "er ufullstendig" in said and "avvik" in said.casefold()
    assert not accepting.give_back(office.at("2024-08-15"), REPORT, HOD).already
    found = row(office, "2024-08-15")
    assert (found.state, found.faults) == (State.INCOMPLETE, [])


def test_a_newer_version_in_order_is_accepted_in_its_turn_and_then_that_stands(office: Office) -> None:
    accepted(office)
    done = accepting.accept(office.at("2024-08-15"), REPORT, Words("hod", "24/130"))
    assert (done.already, now(office, REPORT).state, row(office, "2024-08-15").faults) == (False, State.ACCEPTED, [])
    before = count(office)
    again = accepting.accept(office.at("2024-08-16"), REPORT, HOD)
    assert (again.already, again.by, count(office)) == (True, "Departementet, 2024-08-15, 24/130", before)


def test_a_newer_version_that_nobody_has_judged_yet_waits(office: Office) -> None:
    deliver(office)
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    office.send_in("nhn", "b.json", REPORT, "2024-08-14T09:00")
    collecting.pull(office.at("2024-08-14"), "nhn")
    accept = lambda: accepting.accept(office.at("2024-08-14"), REPORT, HOD)  # noqa: E731
    assert "er mottatt, men ikke vurdert ennå" in refused(office, accept)


def test_a_newer_version_that_moves_money_is_not_accepted_before_the_ministry_was_asked(office: Office) -> None:
    """What is accepted asks for nothing by itself: it goes back, and the move is asked when it comes anew."""
    deliver(office)
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    values = json.loads(report(f"prove-2024.{REPORT}", "2024-08-14T09:00"))
    values["reallocations"] = [{"from": "pll", "to": "pps", "amount": "2000000", "reason": "Flere kommuner."}]
    office.sources["nhn"].files["b.json"] = json.dumps(values).encode()
    office.day("2024-08-14T10:00")
    accept = lambda: accepting.accept(office.at("2024-08-15"), REPORT, HOD)  # noqa: E731
    assert "departementet ikke er spurt om" in refused(office, accept)
