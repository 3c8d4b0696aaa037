"""A report handed in at the desk: kept once, signed by a person, judged at once; and which version counts for what."""

import datetime as dt
import json
from typing import Any

import pytest
from office import Office, instant, report

from arshjul.flows import accepting, collecting, registering
from arshjul.flows.board import board
from arshjul.flows.changing import applied
from arshjul.flows.recorded import Words
from arshjul.flows.submitting import HandedIn, submit
from arshjul.flows.versions import compare, versions
from arshjul.flows.waiving import Waiver
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import SendingChannel

SHORT = "report.followup-2024-1.nhn"
KEY = f"prove-2024.{SHORT}"
KARI = "kari@example.org"


@pytest.fixture
def loaded(office: Office) -> Office:
    """The wheel loaded."""
    office.load("2024-01-16")
    return office


@pytest.fixture
def on_file(file_office: Office) -> Office:
    """The wheel loaded, on SQLite alone."""
    file_office.load("2024-01-16")
    return file_office


def hand_in(office: Office, when: str, raw: bytes | None = None, **more: Any) -> HandedIn:
    given = {"key": SHORT, "place": "/tmp/mine/r.json", "by": KARI, **more}
    return submit(office.at(when), given["key"], given["place"], raw or report(KEY, "2024-01-29"), given["by"])


def told(office: Office, when: str, **more: Any) -> list[str]:
    with pytest.raises(BadInput) as refused:
        hand_in(office, when, **more)
    assert office.rows("SELECT id FROM submission") == []
    return [str(problem) for problem in refused.value.problems]


def test_what_is_handed_in_is_kept_signed_and_judged(loaded: Office) -> None:
    done = hand_in(loaded, "2024-01-30", by="KARI@example.org")
    assert (done.number, done.by, done.item.key) == (1, "Kari Prøve", KEY)
    assert done.verdict is not None and done.verdict.completeness == "complete"
    [row] = loaded.rows("SELECT no, name, submitted_by FROM submission")
    assert row == (1, "r.json", KARI)
    assert loaded.rows(f"SELECT state FROM deliverable WHERE key = '{KEY}'") == [("complete",)]
    [event] = loaded.rows("SELECT actor, kind, subject, after FROM event WHERE kind = 'report.submitted'")
    assert event[:3] == ("person:kari", "report.submitted", KEY)
    assert "kari@example.org" not in event[3] and "Kari" not in event[3]


def test_the_same_file_again_changes_nothing_at_all(loaded: Office) -> None:
    hand_in(loaded, "2024-01-30")
    events = loaded.rows("SELECT count(*) FROM event")
    again = hand_in(loaded, "2024-01-31", by="nina@example.org", place="kopi.json")
    assert (again.number, again.verdict) == (1, None)
    assert loaded.rows("SELECT count(*) FROM event") == events
    assert loaded.rows("SELECT no, name FROM submission") == [(1, "r.json")]


def test_what_was_handed_in_is_not_pulled_again(loaded: Office) -> None:
    hand_in(loaded, "2024-01-30")
    loaded.sources["nhn"].files["r.json"] = report(KEY, "2024-01-29")
    assert collecting.pull(loaded.at("2024-01-31"), "nhn").taken == 0


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(on_file: Office) -> None:
    raw = report("prove-2024.report.followup-2024-2.nhn", "2024-01-29")
    problems = told(on_file, "2024-01-30", raw=raw, by="karl@example.org")
    assert len(problems) == 2
    assert "karl@example.org" in problems[0] and "kari@example.org" in problems[0]
    assert "followup-2024-2" in problems[1] and KEY in problems[1]


def test_an_unknown_key_names_the_nearest(on_file: Office) -> None:
    [problem] = told(on_file, "2024-01-30", key="report.followup-2024-1.nhm")
    assert "mente du" in problem


def test_a_person_is_named_by_an_address_and_not_by_an_id(on_file: Office) -> None:
    assert "kari" in told(on_file, "2024-01-30", by="kari")[0]


@pytest.mark.parametrize(("when", "taken"), [("2024-01-29T11:59", False), ("2024-01-29T12:00", True)])
def test_a_report_cannot_say_that_it_comes_later(on_file: Office, when: str, taken: bool) -> None:
    if taken:
        assert hand_in(on_file, when).number == 1
    else:
        assert "2024-01-29 12:00" in told(on_file, when)[0]


def test_what_cannot_be_read_is_told_as_when_it_is_checked(on_file: Office) -> None:
    [problem] = told(on_file, "2024-01-30", raw=b'{"schema": 1,\n "type": }')
    assert problem.startswith("/tmp/mine/r.json:2: er ikke gyldig JSON")
    assert "verken arbeidsbok, JSON eller YAML" in told(on_file, "2024-01-30", place="r.pdf")[0]


def test_what_is_waived_takes_nothing(on_file: Office) -> None:
    parts = on_file.at("2024-01-20")
    applied(parts, Waiver(parts, KEY, "hod", "24/1", "Ikke aktuelt"))
    assert "er frafalt" in told(on_file, "2024-01-30")[0]


def test_what_is_accepted_takes_nothing_until_it_is_sent_back(on_file: Office) -> None:
    hand_in(on_file, "2024-01-30")
    accepting.accept(on_file.at("2024-01-31"), KEY, Words("hod"))
    newer = report(KEY, "2024-01-31")
    with pytest.raises(BadInput, match="deliverable return"):
        hand_in(on_file, "2024-02-01", newer)
    assert hand_in(on_file, "2024-02-01").number == 1  # the one that was accepted is still no news
    accepting.give_back(on_file.at("2024-02-01"), KEY, Words("hod", "", "Tallene er feil"))
    assert hand_in(on_file, "2024-02-02", newer).number == 2


def test_a_long_name_keeps_its_end_so_that_the_report_can_be_read_again(on_file: Office) -> None:
    hand_in(on_file, "2024-01-30", place=f"/tmp/{'å' * 240}.json")
    [(name,)] = on_file.rows("SELECT name FROM submission")
    assert len(name) <= 200 and name.endswith("å.json")


def _times(
    office: Office, *, first: str, second: str, sent: dt.date | None = None
) -> tuple[Any, list[tuple[str, ...]]]:
    """An incomplete version and a complete one; the row of the board, and what each version counts for."""
    hand_in(office, first, report(KEY, "2024-01-20", lacks="pll.deviation"))
    hand_in(office, second, report(KEY, "2024-01-21"))
    if sent:
        formal = registering.Formal(sent, SendingChannel.BREV, "24/7")
        registering.register(office.at("2024-02-20"), KEY, formal)
    with office.parts.database.read() as connection:
        _, found = versions(connection, SHORT)
    [row] = [row for row in board(office.at("2024-02-20")) if row.key == KEY]
    return row, [one.counts_for for one in found]


@pytest.mark.parametrize(
    ("first", "second", "timeliness", "counts"),
    [
        ("2024-01-30", "2024-02-01", "on_time", [(), ("timeliness", "completeness")]),
        ("2024-01-30", "2024-02-02T23:59", "on_time", [(), ("timeliness", "completeness")]),
        ("2024-01-30", "2024-02-03T00:00", "on_time", [("timeliness",), ("completeness",)]),
        ("2024-02-03T00:00", "2024-02-05", "late", [("timeliness",), ("completeness",)]),
    ],
)
def test_the_latest_before_the_deadline_counts_for_time_and_the_latest_for_what_it_holds(
    on_file: Office, first: str, second: str, timeliness: str, counts: list[tuple[str, ...]]
) -> None:
    """The deadline is 2 February."""
    row, found = _times(on_file, first=first, second=second)
    assert (row.timeliness, row.completeness, found) == (timeliness, "complete", counts)


def test_a_formal_sending_takes_the_place_of_every_version_for_time(on_file: Office) -> None:
    row, found = _times(on_file, first="2024-02-05", second="2024-02-06", sent=dt.date(2024, 2, 2))
    assert (row.timeliness, found) == ("on_time", [(), ("completeness",)])


def test_a_later_version_that_lacks_something_makes_it_incomplete_and_not_late(on_file: Office) -> None:
    hand_in(on_file, "2024-01-30")
    hand_in(on_file, "2024-02-10", report(KEY, "2024-02-09", lacks="pll.deviation"))
    [row] = [row for row in board(on_file.at("2024-02-20")) if row.key == KEY]
    assert (row.timeliness, row.completeness) == ("on_time", "incomplete")


def test_two_versions_are_compared_by_number_and_the_last_two_when_none_is_named(on_file: Office) -> None:
    for no, light in ((1, "green"), (2, "yellow"), (3, "red")):
        values = json.loads(report(KEY, f"2024-01-2{no}"))
        values["initiatives"]["pps"]["status"]["light"] = light
        hand_in(on_file, f"2024-01-2{no}", json.dumps(values).encode())
    with on_file.parts.database.read() as connection:
        last = compare(connection, SHORT, None, None)
        first = compare(connection, SHORT, 1, 3)
        upto = compare(connection, SHORT, None, 2)
        back = compare(connection, SHORT, 3, 1)
        with pytest.raises(BadInput) as refused:
            compare(connection, SHORT, 0, 9)
    assert [(one.before, one.after) for done in (last, first, upto, back) for one in done.changes] == [
        ("yellow", "red"), ("green", "red"), ("green", "yellow"), ("red", "green"),
    ]  # fmt: skip
    assert [problem.file for problem in refused.value.problems] == ["--from", "--to"]
    assert last.old is not None and last.old.received_at == instant("2024-01-22")


def test_one_version_has_nothing_to_be_compared_with_and_none_is_said(on_file: Office) -> None:
    with on_file.parts.database.read() as connection, pytest.raises(BadInput, match="ikke mottatt"):
        compare(connection, SHORT, None, None)
    hand_in(on_file, "2024-01-30")
    with on_file.parts.database.read() as connection:
        done = compare(connection, SHORT, None, None)
    assert (done.old, done.changes) == (None, ())


def test_what_is_handed_in_is_not_said_to_be_silent_on_the_board_of_the_same_hour(loaded: Office) -> None:
    second = "prove-2024.report.followup-2024-2.nhn"
    hand_in(loaded, "2024-01-30")
    loaded.day("2024-03-26")
    silent = next(row for row in board(loaded.at("2024-03-26")) if row.key == second)
    assert "ingenting er mottatt" in silent.faults[0]
    hand_in(loaded, "2024-03-26T13:00", report(second, "2024-03-26"), key=second)
    row = next(row for row in board(loaded.at("2024-03-26T13:00")) if row.key == second)
    assert (row.state, row.faults) == ("complete", [])
