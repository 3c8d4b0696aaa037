"""Pulling and judging: each version once, faults by name, silence noticed, and nobody stopped by another."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from office import Office, instant, report

from arshjul.flows import collecting
from arshjul.flows.board import BoardRow, board, loose_faults
from arshjul.flows.parts import Parts
from arshjul.models.tables_history import SendingChannel
from arshjul.reports.sources.folder import FolderSource
from arshjul.store import events, sendings

FIRST, SECOND = "report.followup-2024-1", "report.followup-2024-2"


def pull(office: Office, when: str, actor: str = "nhn") -> collecting.Pulled:
    """One look at a moment."""
    return collecting.pull(office.at(when), actor)


def on_board(office: Office, when: str) -> dict[str, BoardRow]:
    """The board by key without the wheel."""
    return {row.key.removeprefix("prove-2024."): row for row in board(office.at(when))}


def codes(parts: Parts) -> list[str]:
    """Open faults by code."""
    return [fault["code"] for fault in loose_faults(parts)]


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


def test_the_same_bytes_are_taken_once(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-01-29")
    assert [pull(loaded, when).taken for when in ("2024-01-30", "2024-01-30", "2024-01-31")] == [1, 0, 0]
    loaded.sources["nhn"].files["kopi.json"] = loaded.sources["nhn"].files["r.json"]
    assert pull(loaded, "2024-01-31").taken == 0
    assert loaded.rows("SELECT no, name FROM submission") == [(1, "r.json")]


def test_every_look_is_recorded_with_its_time_and_digest(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-01-29")
    for when in ("2024-01-30", "2024-01-31"):
        pull(loaded, when)
    rows = loaded.rows("SELECT actor, source, seen, taken, verdict, digest FROM pull ORDER BY id")
    assert [row[:5] for row in rows] == [("nhn", "nhn", 1, 1, "ok"), ("nhn", "nhn", 1, 0, "ok")]
    assert rows[0][5] == rows[1][5]


def test_a_new_version_gets_the_next_number(loaded: Office) -> None:
    for at, lacks in (("2024-01-29", "pll.deviation"), ("2024-01-30", "")):
        loaded.send_in("nhn", f"{at}.json", f"{FIRST}.nhn", at, lacks=lacks)
        pull(loaded, at)
    assert loaded.rows("SELECT no, name FROM submission ORDER BY no") == [
        (1, "2024-01-29.json"),
        (2, "2024-01-30.json"),
    ]


def test_two_versions_found_at_once_are_numbered_by_when_they_were_sent(loaded: Office) -> None:
    loaded.send_in("nhn", "a.json", f"{FIRST}.nhn", "2024-01-30")
    loaded.send_in("nhn", "b.json", f"{FIRST}.nhn", "2024-01-29", lacks="pll.deviation")
    assert pull(loaded, "2024-01-31").taken == 2
    assert loaded.rows("SELECT no, name FROM submission ORDER BY no") == [(1, "b.json"), (2, "a.json")]


def test_what_is_sent_later_than_the_runs_clock_has_not_arrived(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-01-31T09:00")
    assert pull(loaded, "2024-01-31T08:59").taken == 0
    assert pull(loaded, "2024-01-31T09:00").taken == 1


def test_received_is_the_runs_clock_and_judges_timeliness_until_a_sending_is_registered(loaded: Office) -> None:
    """Sent in time on the Friday of the deadline, found on the Monday after: late, until the office registers it."""
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-02T15:00")
    loaded.day("2024-02-05T09:00")
    parts = loaded.at("2024-02-05")
    with parts.database.read() as connection:
        from arshjul.store.schema import SUBMISSION

        row = connection.execute(SUBMISSION.select()).one()
    assert (row.submitted_at, row.received_at) == (instant("2024-02-02T15:00"), instant("2024-02-05T09:00"))
    assert on_board(loaded, "2024-02-05")[f"{FIRST}.nhn"].timeliness == "late"
    with parts.database.write() as connection:
        seq = events.append(connection, parts.moment, "sending.registered", row.name)
        sendings.register(
            connection, parts.moment, seq, row.deliverable_id, sent_on=dt.date(2024, 2, 2),
            channel=SendingChannel.EFORMIDLING, reference="24/1", by="hod",
        )  # fmt: skip
    assert on_board(loaded, "2024-02-05")[f"{FIRST}.nhn"].timeliness == "on_time"


@pytest.mark.parametrize(("at", "timeliness"), [("2024-02-02T23:59", "on_time"), ("2024-02-03T00:00", "late")])
def test_a_deadline_ends_at_midnight_in_oslo(on_file: Office, at: str, timeliness: str) -> None:
    on_file.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-02T12:00")
    pull(on_file, at)
    assert on_board(on_file, "2024-02-05")[f"{FIRST}.nhn"].timeliness == timeliness


def test_a_groups_report_comes_from_the_groups_source(on_file: Office) -> None:
    on_file.send_in("rhf", "plan.json", "joint.2024.rhf", "2024-10-01")
    on_file.send_in("helse-nord", "plan.json", "joint.2024.rhf", "2024-10-01")
    assert "helse-nord" not in collecting.actors_with_sources(on_file.at("2024-10-02"))
    day = on_file.day("2024-10-02")
    assert (day.taken, day.judged) == (1, {"prove-2024.joint.2024.rhf": "complete"})


def test_misdirected_files_are_faults_by_name_until_they_are_mended(loaded: Office) -> None:
    files = loaded.sources["nhn"].files
    files["feil.json"] = report(f"prove-2024.{FIRST}.hdir", "2024-01-29")
    files["ukjent.json"] = report("prove-2024.report.followup-2024-9.nhn", "2024-01-29")
    files["ødelagt.json"] = b"{"
    looked = pull(loaded, "2024-01-30")
    assert sorted(looked.faults) == ["unknown_deliverable", "unreadable_report", "wrong_actor"]
    found = {fault["name"]: fault for fault in loose_faults(loaded.at("2024-01-30"))}
    assert found["feil.json"]["code"] == "wrong_actor"
    assert "hdir" in found["feil.json"]["message"]
    assert found["ukjent.json"]["code"] == "unknown_deliverable"
    loaded.send_in("nhn", "feil.json", f"{FIRST}.nhn", "2024-01-30")
    del files["ukjent.json"]
    assert pull(loaded, "2024-01-31").taken == 1
    assert [fault["name"] for fault in loose_faults(loaded.at("2024-01-31"))] == ["ødelagt.json"]
    loaded.send_in("nhn", "ødelagt.json", f"{FIRST}.nhn", "2024-01-30", lacks="pll.status")
    pull(loaded, "2024-01-31")
    assert codes(loaded.at("2024-01-31")) == []


def test_a_fault_that_comes_back_is_as_old_as_its_return(on_file: Office) -> None:
    files = on_file.sources["nhn"].files
    for when, there in (("2024-01-20", True), ("2024-01-21", False), ("2024-01-30", True), ("2024-01-31", True)):
        files.pop("r.json", None)
        if there:
            files["r.json"] = b"{"
        pull(on_file, when)
    assert [fault["since"] for fault in loose_faults(on_file.at("2024-01-31"))] == ["2024-01-30"]


def test_a_fault_is_shown_with_the_deliverable_its_file_name_says_and_with_no_other_actors(on_file: Office) -> None:
    files = on_file.sources["nhn"].files
    files[f"prove-2024.{SECOND}.nhn.json"] = b"{"
    files[f"prove-2024.{SECOND}.hdir.json"] = b"["
    on_file.day("2024-01-30")
    rows = on_board(on_file, "2024-01-30")
    assert len(rows[f"{SECOND}.nhn"].faults) == 1
    assert len(rows["plan.2024.nhn"].faults) == 1  # what Norsk helsenett owes next
    assert rows[f"{SECOND}.hdir"].faults == []


def test_a_fault_of_an_actor_that_has_delivered_everything_is_still_on_the_board(on_file: Office) -> None:
    on_file.send_in("rhf", "plan.json", "joint.2024.rhf", "2024-10-01")
    on_file.day("2024-10-02")
    on_file.sources["rhf"].files["ny.json"] = b"{"
    on_file.day("2024-10-03")
    assert len(on_board(on_file, "2024-10-03")["joint.2024.rhf"].faults) == 1


def test_control_characters_and_bytes_that_are_no_text_in_file_names_stop_nothing(
    on_file: Office, tmp_path: Path
) -> None:
    """A name may hold a line feed, or bytes that are no UTF-8."""
    folder = tmp_path / "rapporter"
    folder.mkdir()
    body = report(f"prove-2024.{FIRST}.nhn", "2024-01-29")
    (folder / "a\nBcc: x@example.org\x1b[2J.json").write_bytes(body)
    odd = str(folder).encode() + b"/b\xff.json"
    Path(odd.decode(errors="surrogateescape")).write_bytes(report(f"prove-2024.{SECOND}.nhn", "2024-01-29"))
    Path(odd.replace(b"/b", b"/c").decode(errors="surrogateescape")).write_bytes(b"{")
    parts = on_file.at("2024-01-30")
    parts.sources = {"nhn": FolderSource(folder)}
    assert collecting.pull(parts, "nhn").taken == 2
    names = [name for (name,) in on_file.rows("SELECT name FROM submission UNION SELECT name FROM fault")]
    assert len(names) == 3
    assert all(name.isprintable() for name in names)
    assert "{" in collecting.judge(parts).__repr__()


class Unreachable:
    """A source that cannot be looked into."""

    def pull(self, **_: Any) -> Any:
        raise OSError("tidsavbrudd\x1b[31m\nmot filtjeneren")


def test_a_source_out_of_reach_closes_no_fault_and_is_over_with_the_next_look(on_file: Office) -> None:
    on_file.sources["nhn"].files["r.json"] = b"{"
    pull(on_file, "2024-01-29")
    try:
        Unreachable().pull()
    except OSError as error:
        collecting.note_unreachable(on_file.at("2024-01-30"), "nhn", str(error))
    found = {fault["code"]: fault for fault in loose_faults(on_file.at("2024-01-30"))}
    assert set(found) == {"source_unreachable", "unreadable_report"}
    assert found["source_unreachable"]["message"].isprintable()
    pull(on_file, "2024-01-31")
    assert codes(on_file.at("2024-01-31")) == ["unreadable_report"]


def test_a_source_that_is_suddenly_empty_is_a_fault_for_as_long_as_it_is(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-01-29")
    pull(loaded, "2024-01-30")
    loaded.sources["nhn"].files.clear()
    for when in ("2024-01-31", "2024-02-01", "2024-03-01"):
        pull(loaded, when)
        assert codes(loaded.at(when)) == ["source_empty"]
    loaded.send_in("nhn", "r2.json", f"{SECOND}.nhn", "2024-03-04")
    pull(loaded, "2024-03-05")
    assert codes(loaded.at("2024-03-05")) == []


def test_a_source_that_never_held_anything_is_no_fault(on_file: Office) -> None:
    assert [pull(on_file, when).faults for when in ("2024-01-30", "2024-01-31")] == [(), ()]


def test_a_folder_that_is_gone_is_one_fault_and_not_two(on_file: Office, tmp_path: Path) -> None:
    folder = tmp_path / "rapporter"
    folder.mkdir()
    (folder / "r.json").write_bytes(b"{")
    parts = on_file.at("2024-01-30")
    parts.sources = {"nhn": FolderSource(folder)}
    collecting.pull(parts, "nhn")
    (folder / "r.json").unlink()
    folder.rmdir()
    assert collecting.pull(parts, "nhn").faults == ("source_missing",)
    assert codes(parts) == ["source_missing", "unreadable_report"]  # nobody has seen the file mended


def test_an_actor_that_always_reported_and_now_does_not_is_named_the_day_after(loaded: Office) -> None:
    loaded.send_in("hdir", "1.json", f"{FIRST}.hdir", "2024-02-01")
    loaded.day("2024-02-02")
    for when, expected in (("2024-03-25T23:00", []), ("2024-03-26", ["gone_silent"])):  # Monday of Holy Week
        loaded.day(when)
        assert codes(loaded.at(when)) == expected
    loaded.send_in("hdir", "2.json", f"{SECOND}.hdir", "2024-03-27")
    loaded.day("2024-03-27")
    assert codes(loaded.at("2024-03-27")) == []
    assert on_board(loaded, "2024-03-27")[f"{SECOND}.hdir"].timeliness == "late"


def test_one_who_never_reported_is_overdue_but_not_silent(on_file: Office) -> None:
    on_file.day("2024-03-26")
    assert codes(on_file.at("2024-03-26")) == []
    assert on_board(on_file, "2024-03-26")[f"{SECOND}.hdir"].timeliness == "overdue"


def test_nobody_is_silent_by_a_date_that_nobody_has_confirmed(on_file: Office) -> None:
    """The report of 6 June hangs on a meeting whose date is inferred."""
    for number in (1, 2):
        on_file.send_in("hdir", f"{number}.json", f"report.followup-2024-{number}.hdir", "2024-02-01")
    on_file.day("2024-06-10")
    assert codes(on_file.at("2024-06-10")) == []
    assert on_board(on_file, "2024-06-10")["report.followup-2024-3.hdir"].timeliness == "disputed"


def test_an_incomplete_report_names_what_is_missing_who_demands_it_and_where(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pll.deviation pps.status")
    day = loaded.day("2024-02-01")
    assert day.judged == {f"prove-2024.{FIRST}.nhn": "incomplete"}
    row = on_board(loaded, "2024-02-01")[f"{FIRST}.nhn"]
    assert (row.state, row.completeness, row.timeliness) == ("incomplete", "incomplete", "on_time")
    told = [(f["initiative"], f["content"], f["maker"], f["source"]) for f in row.findings]
    assert told == [("pll", "deviation", "mandate", "PLL 6 (10–12)"), ("pps", "status", "letter", "Siste (30–31)")]
    assert on_board(loaded, "2024-02-01")[f"{FIRST}.hdir"].completeness == "none"


def test_a_second_version_that_is_complete_settles_the_first(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pll.deviation")
    loaded.day("2024-02-01")
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-06")
    day = loaded.day("2024-02-06")
    assert day.judged == {f"prove-2024.{FIRST}.nhn": "complete"}
    row = on_board(loaded, "2024-02-06")[f"{FIRST}.nhn"]
    assert (row.state, row.completeness, row.findings) == ("complete", "complete", [])
    assert row.timeliness == "on_time"  # the first version came in time; what it lacked is another matter
    assert loaded.day("2024-02-07").decided.notices == 0


def test_what_is_unchanged_is_not_judged_again(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pll.deviation")
    loaded.day("2024-02-01")
    assert loaded.day("2024-02-02").judged == {}
    assert loaded.rows("SELECT count(*) FROM judgement") == [(1,)]


def test_between_receipt_and_judgement_the_old_versions_findings_are_not_shown(on_file: Office) -> None:
    on_file.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pll.deviation")
    on_file.day("2024-02-01")
    on_file.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-02")
    pull(on_file, "2024-02-02")
    row = on_board(on_file, "2024-02-02")[f"{FIRST}.nhn"]
    assert (row.state, row.completeness, row.findings) == ("received", "none", [])


def test_gaps_are_told_once_per_version_and_to_the_owner_alone(loaded: Office) -> None:
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01T09:00", lacks="pll.deviation pps.status")
    loaded.day("2024-02-01T09:00")
    loaded.day("2024-02-01T10:00")
    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-05T09:00", lacks="pps.status")
    for when in ("2024-02-05T09:00", "2024-02-06", "2024-02-07"):
        loaded.day(when)
    rows = loaded.rows(
        "SELECT notice.step, person.slug FROM notice JOIN person ON person.id = person_id "
        "WHERE notice.step LIKE 'gaps%' ORDER BY notice.id"
    )
    assert rows == [("gaps.1", "kari"), ("gaps.2", "kari")]


def test_a_report_on_a_saturday_is_judged_then_and_its_gaps_told_on_monday(on_file: Office) -> None:
    on_file.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-03", lacks="pps.status")
    saturday = on_file.day("2024-02-03T13:00")
    assert (saturday.judged, saturday.decided.quiet) == ({f"prove-2024.{FIRST}.nhn": "incomplete"}, True)
    monday = on_file.day("2024-02-05T08:00")
    assert [str(day) for (day,) in on_file.rows("SELECT fire_on FROM ladder_step WHERE step = 'gaps.1'")] == [
        "2024-02-05"
    ]
    assert monday.decided.notices > 0


def test_two_judges_side_by_side_make_one_judgement(loaded: Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    loaded.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pps.status")
    pull(loaded, "2024-02-01")
    opened = [loaded.open() for _ in range(3)]
    when = loaded.at("2024-02-01").moment
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda parts: collecting.judge(parts.at(when)), opened))
    for parts in opened:
        parts.database.close()
    assert loaded.rows("SELECT count(*) FROM judgement") == [(1,)]
    assert loaded.rows("SELECT count(*) FROM finding") == [(1,)]


def test_a_report_of_ten_megabytes_is_a_fault_and_nothing_is_kept_of_it(on_file: Office) -> None:
    on_file.sources["nhn"].files["stor.json"] = report(f"prove-2024.{FIRST}.nhn", "2024-01-29").replace(
        b"Utpr\\u00f8vingen", b"x" * 10_000_000
    )
    assert pull(on_file, "2024-01-30").faults == ("unreadable_report",)
    [(longest,)] = on_file.rows("SELECT max(length(message_nb)) FROM fault")
    assert longest < 3000
    assert on_file.rows("SELECT count(*) FROM submission") == [(0,)]


def test_a_moment_is_not_read_again_from_any_clock(on_file: Office) -> None:
    """Everything that is stored of a simulated day carries the simulated day."""
    on_file.send_in("nhn", "r.json", f"{FIRST}.nhn", "2024-02-01", lacks="pps.status")
    on_file.day("2024-02-01")
    for table, column in (("pull", "at"), ("judgement", "at"), ("submission", "received_at"), ("message", "sent_at"),
                          ("message", "decided_at"), ("event", "at"), ("wheel", "loaded_at")):  # fmt: skip
        found = {str(at)[:10] for (at,) in on_file.rows(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")}
        assert found <= {"2024-01-16", "2024-02-01"}, (table, column)
    assert dt.date(2024, 2, 1) == on_file.at("2024-02-01").moment.today
