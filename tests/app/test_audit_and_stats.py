"""The log, past boards and the numbers at the front desk."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from front_desk import Command
from small_supplement import supplement

EVENT = ["seq", "at", "recorded_at", "actor", "kind", "subject", "why", "before", "after", "hash"]
STATS = ["actor", "kind", "period", "total", "on_time", "late", "overdue", "not_due", "undated", "disputed", "waived",
         "inferred", "complete", "incomplete", "none", "accepted"]  # fmt: skip


@pytest.fixture
def base(arshjul: Command, wheel: Callable[..., Path], tmp_path: Path) -> Path:
    """A database with the small wheel, loaded on 16 January and again on 1 May with its meeting moved."""
    found = tmp_path / "base.db"
    assert arshjul("wheel", "load", wheel(), "--database", found, "--as-of", "2024-01-16").code == 0
    moved = wheel("2024-09-09", "2024-09-17")
    assert arshjul("wheel", "load", moved, "--database", found, "--as-of", "2024-05-01").code == 0
    return found


def test_the_log_as_a_list(arshjul: Command, base: Path) -> None:
    rows = arshjul("audit", "list", "--format", "json", "--database", base).rows
    assert all(list(row) == EVENT for row in rows)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    loads = [row for row in rows if row["kind"] == "wheel.loaded"]
    assert [row["at"] for row in loads] == ["2024-01-16T12:00:00+01:00", "2024-05-01T12:00:00+02:00"]
    assert all(isinstance(row["after"], dict) and len(row["hash"]) == 12 for row in loads)
    table = arshjul("audit", "list", "--database", base)
    assert (table.code, "wheel.loaded" in table.out) == (0, True)
    lines = arshjul("audit", "list", "--format", "csv", "--database", base).out.splitlines()
    assert lines[0].split(",") == EVENT


def test_the_log_narrowed(arshjul: Command, base: Path) -> None:
    def seqs(*words: str) -> list[int]:
        return [row["seq"] for row in arshjul("audit", "list", "--format", "json", *words, "--database", base).rows]

    everything = seqs()
    last = seqs("--limit", "1")
    assert last == everything[-1:]
    assert seqs("--since", "2024-05-01") == seqs("--since", "2024-05-01T12:00") == seqs("--since", "2024-01-17")
    assert seqs("--since", "2024-05-01T12:01") == []
    loads = [row["seq"] for row in arshjul("audit", "list", "--kind", "wheel.loaded", "--format", "json", "--database",
                                           base).rows]  # fmt: skip
    assert seqs("--subject", "small-2024.report.followup-2024-1.a") == loads, "both brought it a deadline"
    assert seqs("--subject", "small-2024.plan.2024.both") == loads[:1], "the second did not touch it"


def test_what_is_left_out_is_said(arshjul: Command, base: Path) -> None:
    answer = arshjul("audit", "list", "--limit", "1", "--database", base)
    assert "eldre er ikke vist" in answer.err
    assert (
        "older ones are not shown" in arshjul("--lang", "en", "audit", "list", "--limit", "1", "--database", base).err
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "wheel.loadet"], "mente du «wheel.loaded»"),
        (["--subject", "smal-2024"], "mente du «small-2024»"),
        (["--since", "i fjor"], "--since: «i fjor» er ikke en dato"),
        (["--limit", "0"], "--limit: «0» er ikke et antall"),
        (["--limit", "mange"], "skriv et helt tall fra 1"),
    ],
)
def test_bad_options_of_the_list(arshjul: Command, base: Path, words: list[str], said: str) -> None:
    answer = arshjul("audit", "list", *words, "--database", base)
    assert answer.code == 2 and said in answer.err and answer.out == ""


def test_a_log_that_holds_is_said_in_a_sentence(arshjul: Command, base: Path) -> None:
    answer = arshjul("audit", "verify", "--database", base)
    assert answer.code == 0 and "Alt stemmer" in answer.out and f"{base}.head" in answer.out
    english = arshjul("--lang", "en", "audit", "verify", "--database", base)
    assert english.code == 0 and "All holds" in english.out
    assert arshjul("audit", "verify", "--format", "json", "--database", base).rows == []


def test_a_supplement_is_held_against_its_digest_too(arshjul: Command, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "supplement.yaml"
    place = "{document: supplement, section: Endring, lines: [3, 4]}"
    path.write_text(
        supplement(
            f"replace: {{obligations: {{plan: {{due: {{type: fixed, month: 9, day: 20}}, statements: [{place}]}}}}}}"
        ),
        encoding="utf-8",
    )
    assert arshjul("wheel", "load", path, "--database", base, "--as-of", "2024-05-03").code == 0
    assert arshjul("audit", "verify", "--database", base).code == 0
    with sqlite3.connect(base) as connection:
        connection.execute("UPDATE wheel SET body = replace(body, '20', '21') WHERE slug = 'tillegg'")
    connection.close()
    answer = arshjul("audit", "verify", "--database", base)
    assert (answer.code, answer.out) == (1, "årshjul tillegg: innholdet er endret\n")


def test_a_log_that_does_not_hold_says_where(arshjul: Command, base: Path) -> None:
    with sqlite3.connect(base) as connection:
        connection.execute("UPDATE due_revision SET due = '2024-12-24' WHERE id = 1")
        connection.execute("DROP TRIGGER event_no_delete")
    connection.close()
    answer = arshjul("audit", "verify", "--database", base)
    assert answer.code == 1
    assert answer.out.splitlines() == [
        "hendelse 1, frist 1 (due_revision) er endret",
        "triggeren event_no_delete mangler eller er slått av",
    ]
    assert arshjul("--lang", "en", "audit", "verify", "--database", base).out.splitlines() == [
        "event 1, deadline 1 (due_revision) was altered",
        "trigger event_no_delete is missing or switched off",
    ]
    listed = arshjul("audit", "verify", "--format", "json", "--database", base)
    assert listed.code == 1
    assert [(row["what"], row["table"], row["row"], row["event"]) for row in listed.rows] == [
        ("altered", "due_revision", "1", 1), ("off", "trigger", "event_no_delete", None),
    ]  # fmt: skip


def test_a_file_restored_from_an_older_copy_is_noticed(
    arshjul: Command, base: Path, wheel: Callable[..., Path]
) -> None:
    copy = base.read_bytes()
    assert arshjul("wheel", "load", wheel(), "--database", base, "--as-of", "2024-06-01").code == 0
    for part in ("-wal", "-shm"):
        Path(f"{base}{part}").unlink(missing_ok=True)
    base.write_bytes(copy)
    answer = arshjul("audit", "verify", "--database", base)
    assert answer.code == 1 and "loggen er kuttet av" in answer.out


def test_a_database_that_is_not_there_is_not_made(arshjul: Command, tmp_path: Path) -> None:
    for verb in ("list", "verify"):
        answer = arshjul("audit", verb, "--database", tmp_path / "none.db")
        assert answer.code == 2 and "finnes ikke" in answer.err
    assert not (tmp_path / "none.db").exists()


def test_a_past_board_is_shown_as_it_was(arshjul: Command, wheel: Callable[..., Path], tmp_path: Path) -> None:
    base = tmp_path / "base.db"

    def board(*words: str) -> str:
        return arshjul("board", "--as-of", "2024-02-01", *words, "--database", base, "--format", "json").out

    arshjul("wheel", "load", wheel(), "--database", base, "--as-of", "2024-01-16")
    then = board()
    arshjul("wheel", "load", wheel("2024-09-09", "2024-09-17"), "--database", base, "--as-of", "2024-05-01")
    assert board() != then
    assert board("--known-at", "2024-02-01") == board("--known-at", "2024-01-16T12:00") == then


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("2024-08-28", "er etter 2024-08-27 12:00"),
        ("2024-01-16T11:59", "velg 2024-01-16 12:00 eller senere"),
        ("i går", "--known-at: «i går» er ikke en dato"),
    ],
)
@pytest.mark.parametrize("verb", ["board", "stats"])
def test_what_nobody_can_have_known(arshjul: Command, base: Path, verb: str, known: str, said: str) -> None:
    answer = arshjul(verb, "--as-of", "2024-08-27", "--known-at", known, "--database", base)
    assert answer.code == 2 and said in answer.err and answer.out == ""


def test_numbers_by_actor_and_kind(arshjul: Command, base: Path) -> None:
    rows = arshjul("stats", "--as-of", "2024-10-01", "--database", base, "--format", "json").rows
    assert all(list(row) == STATS for row in rows)
    found = {(row["actor"], row["kind"]): {key: row[key] for key in STATS[3:] if row[key]} for row in rows}
    assert found == {
        ("a", "annual_statement"): {"total": 1, "undated": 1, "none": 1},
        ("a", "followup_report"): {"total": 2, "overdue": 1, "undated": 1, "none": 2},
        ("b", "annual_statement"): {"total": 1, "undated": 1, "none": 1},
        ("b", "followup_report"): {"total": 2, "overdue": 1, "undated": 1, "none": 2},
        ("both", "joint_plan"): {"total": 1, "overdue": 1, "none": 1},
    }
    assert {row["period"] for row in rows} == {None}


def test_numbers_narrowed_and_divided_otherwise(arshjul: Command, base: Path) -> None:
    def total(*words: str) -> list[tuple[str | None, int]]:
        rows = arshjul("stats", "--as-of", "2024-10-01", *words, "--database", base, "--format", "json").rows
        return [(row["actor"] or row["kind"] or row["period"], row["total"]) for row in rows]

    assert total("--by", "period") == [("2024-Q3", 3), (None, 4)]
    assert total("--by", "kind") == [("annual_statement", 2), ("followup_report", 4), ("joint_plan", 1)]
    assert total("--by", "actor", "--actor", "a") == [("a", 3), ("both", 1)]
    assert total("--by", "actor", "--kind", "joint_plan") == [("both", 1)]
    assert total("--by", "actor", "--year", "2025") == []
    rows = arshjul(
        "stats", "--by", "actor", "--by", "period", "--as-of", "2024-10-01", "--format", "csv", "--database", base
    )
    listed = list(csv.DictReader(rows.out.splitlines()))
    assert [(row["actor"], row["period"]) for row in listed] == [
        ("a", "2024-Q3"), ("a", ""), ("b", "2024-Q3"), ("b", ""), ("both", "2024-Q3"),
    ]  # fmt: skip


def test_the_table_ends_with_totals_and_the_lists_do_not(arshjul: Command, base: Path) -> None:
    words = ("stats", "--as-of", "2024-10-01", "--database", base)
    table = arshjul(*words)
    assert table.code == 0 and table.out.strip().splitlines()[-1].split()[:3] == ["I", "alt", "7"]
    assert "In all" in arshjul("--lang", "en", *words).out
    assert sum(row["total"] for row in arshjul(*words, "--format", "json").rows) == 7
    narrow = arshjul(*words, "--kind", "six_year_plan")
    assert narrow.code == 0 and "ingen leveranser" in narrow.err
    assert json.loads(arshjul(*words, "--kind", "six_year_plan", "--format", "json").out) == []


def test_numbers_as_they_were_known(arshjul: Command, base: Path) -> None:
    words = ("stats", "--by", "actor", "--as-of", "2024-08-27", "--database", base, "--format", "json")
    assert sum(row["overdue"] for row in arshjul(*words).rows) == 0, "moved to 3 September"
    assert sum(row["overdue"] for row in arshjul(*words, "--known-at", "2024-04-30").rows) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--by", "owner"], "--by"), (["--by", "kin"], "mente du «kind»"), (["--actor", "c"], "--actor: ukjent aktør")],
)
def test_bad_options_of_the_numbers(arshjul: Command, base: Path, words: list[str], said: str) -> None:
    answer = arshjul("stats", *words, "--database", base)
    assert answer.code == 2 and said in answer.err
