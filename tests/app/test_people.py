"""One person takes over from another: what is shown, what is done, who is told, and what can be erased."""

import json
from pathlib import Path
from typing import Any

import pytest
from front_desk import Answer, Command
from office import PORTFOLIO, WHEEL
from processes import together
from sqlalchemy import create_engine, text

from arshjul.store.engine import open_database

OWNED_BY_KARI = [
    "prove-2024.plan.2024.nhn",
    "prove-2024.report.followup-2024-1.nhn",
    "prove-2024.report.followup-2024-2.nhn",
    "prove-2024.budget.2024.nhn",
    "prove-2024.report.followup-2024-3.nhn",
    "prove-2024.report.followup-2024-4.nhn",
    "prove-2024.tasks.2024.nhn",
]


class Desk:
    """A database with the wheel in it, and a portfolio that the test may change."""

    def __init__(self, arshjul: Command, folder: Path) -> None:
        self.arshjul, self.database, self.portfolio = arshjul, folder / "a.db", folder / "portfolio.yaml"
        self.out, self.wheel = folder / "out", folder / "wheel.yaml"
        self.portfolio.write_text(PORTFOLIO, encoding="utf-8")
        self.wheel.write_text(WHEEL, encoding="utf-8")
        assert self("wheel", "load", self.wheel, as_of="2024-01-16").code == 0

    def __call__(self, *words: str | Path, as_of: str = "2024-01-17") -> Answer:
        return self.arshjul(*words, "--database", self.database, "--portfolio", self.portfolio, "--as-of", as_of)

    def replace(self, old: str, new: str, day: str, *more: str, as_of: str = "2024-01-17") -> Answer:
        return self("person", "replace", old, new, "--from", day, *more, as_of=as_of)

    def plan(self, old: str, new: str, day: str, *more: str) -> dict[str, Any]:
        answer = self.replace(old, new, day, "--format", "json", *more)
        assert answer.code == 0, answer.err
        found: dict[str, Any] = json.loads(answer.out)
        return found

    def people(self, as_of: str = "2024-01-17") -> list[dict[str, Any]]:
        return self("person", "list", "--format", "json", as_of=as_of).rows

    def rows(self, statement: str) -> list[Any]:
        engine = create_engine(f"sqlite:///{self.database}")
        with engine.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return found

    def letters(self, as_of: str) -> str:
        answer = self("dispatch", "--console", as_of=as_of)
        assert answer.code == 0, answer.err
        return " ".join(answer.out.replace("│", " ").split())


@pytest.fixture
def desk(arshjul: Command, tmp_path: Path) -> Desk:
    return Desk(arshjul, tmp_path)


def test_a_bare_command_shows_what_would_be_handed_over_and_does_nothing(desk: Desk) -> None:
    before = desk.rows("SELECT * FROM event")
    plan = desk.plan("kari", "Anne@example.org", "2024-02-01")
    assert (plan["old"], plan["new"], plan["applied"], plan["changes"]) == ("kari", "anne", False, True)
    assert plan["roles"] == [{"actor": "nhn", "role": "owner", "kind": None, "from": None, "to": None}]
    assert [item["key"] for item in plan["deliverables"]] == OWNED_BY_KARI
    assert "Ingenting er endret" in desk.replace("kari", "anne", "2024-02-01").out
    assert desk.rows("SELECT * FROM event") == before


def test_both_are_told_once_the_one_what_is_open_the_other_in_a_line(desk: Desk) -> None:
    done = desk.plan("kari", "synne", "2024-02-01", "--apply")
    assert done["applied"] is True
    told = desk.rows(
        "SELECT slug, step, count(*) FROM notice JOIN person ON person.id = person_id GROUP BY 1, 2 ORDER BY 1"
    )
    assert told == [("kari", "taken_over.1.left", 1), ("synne", "taken_over.1", 7)]
    letters = desk.letters("2024-01-17T13:00")
    assert "Du overtar sju leveranser fra torsdag 1. februar" in letters
    assert "Fra torsdag 1. februar svarer du for dette etter Kari Prøve:" in letters
    assert "1. Leveranseplan (Norsk helsenett): frist torsdag 1. februar" in letters
    assert "Leveranse med begrenset innsyn (Norsk helsenett): frist onsdag 1. mai" in letters
    assert "Innspill til budsjett" not in letters
    assert "Synne Prøve overtar sju leveranser etter deg fra torsdag 1. februar." in letters
    assert "0 sendt" in desk.letters("2024-01-17T14:00")


def test_doing_it_again_changes_nothing(desk: Desk) -> None:
    desk.replace("kari", "synne", "2024-02-01", "--apply")
    before = desk.rows("SELECT * FROM event"), desk.rows("SELECT * FROM notice")
    for day in ("2024-02-01", "2024-03-01"):
        again = desk.replace("kari", "synne", day, "--apply")
        assert (again.code, "har alt overtatt" in again.out) == (0, True)
    assert (desk.rows("SELECT * FROM event"), desk.rows("SELECT * FROM notice")) == before


def test_only_the_plan_that_was_shown_is_carried_out(desk: Desk) -> None:
    name = desk.plan("kari", "synne", "2024-02-01")["plan"]
    desk.replace("peder", "anne", "2024-02-01", "--apply")
    late = desk.replace("kari", "synne", "2024-02-01", "--plan", name[:12])
    assert (late.code, "gjelder ikke lenger" in late.err) == (2, True)
    now = desk.plan("kari", "synne", "2024-02-01")["plan"]
    assert desk.replace("kari", "synne", "2024-02-01", "--plan", now[:8]).code == 0
    assert len(desk.rows("SELECT * FROM handover")) == 2


def test_from_its_day_on_the_board_the_reminders_and_the_list_know_the_new_owner(desk: Desk) -> None:
    desk.replace("kari", "synne", "2024-02-01", "--apply")

    def owner(as_of: str) -> set[str]:
        return {row["owner"] for row in desk("board", "--actor", "nhn", "--format", "json", as_of=as_of).rows}

    assert (owner("2024-01-31"), owner("2024-02-01")) == ({"Kari Prøve"}, {"Synne Prøve"})
    held = [row for row in desk.people() if row["role"] == "owner" and row["actor"] == "nhn"]
    assert [(row["person"], row["from"], row["to"], row["handed"], row["now"]) for row in held] == [
        ("kari", None, "2024-01-31", False, True),
        ("synne", "2024-02-01", None, True, False),
    ]
    desk("day", "--out", desk.out, "--wheels", desk.wheel, as_of="2024-02-05")
    told = desk.rows("SELECT DISTINCT slug FROM notice JOIN person ON person.id = person_id WHERE step = 'overdue' "
                     "AND deliverable_id IN (SELECT id FROM deliverable WHERE actor = 'nhn')")  # fmt: skip
    assert sorted(told) == [("nina",), ("synne",)]


def test_what_waits_unsent_for_the_one_who_has_left_goes_to_the_other(desk: Desk) -> None:
    """Decided in the morning, handed over at noon, sent after."""
    desk("day", "--out", desk.out, "--wheels", desk.wheel, as_of="2024-01-17T16:59")
    moved = WHEEL.replace(
        "followup-2024-4: {series: followup, date: 2024-09-09", "followup-2024-4: {series: followup, date: 2024-09-17"
    )
    desk.wheel.write_text(moved, encoding="utf-8")
    desk("wheel", "load", desk.wheel, as_of="2024-01-17T20:00")
    desk.replace("kari", "synne", "2024-01-17", "--apply", as_of="2024-01-17T21:00")
    waiting = desk.rows("SELECT slug, step FROM notice JOIN message ON message.id = message_id JOIN person ON "
                        "person.id = notice.person_id WHERE state = 'pending' AND step = 'moved' ORDER BY 1")  # fmt: skip
    assert waiting == [("anne", "moved"), ("synne", "moved")]


def test_who_comes_back_takes_it_all_back(desk: Desk) -> None:
    desk.replace("kari", "synne", "2024-02-01", "--apply")
    assert desk.replace("synne", "kari", "2024-06-01", "--apply", as_of="2024-01-18").code == 0
    held = [row for row in desk.people() if row["role"] == "owner" and row["actor"] == "nhn"]
    assert [(row["person"], row["from"]) for row in held] == [
        ("kari", None),
        ("kari", "2024-06-01"),
        ("synne", "2024-02-01"),
    ]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ((), ("kari", "kari", "2024-02-01"), "kan ikke overta etter seg selv"),
        ((), ("kri", "anne", "2024-02-01"), "mente du «kari»"),
        ((), ("kari", "an", "2024-02-01"), "mente du «anne»"),
        ((("kari", "anne", "2024-02-01"),), ("kari", "nina", "2024-02-01"), "nevn anne i stedet"),
        ((("kari", "anne", "2024-02-01"),), ("peder", "kari", "2024-02-01"), "nevn anne i stedet"),
        ((("kari", "anne", "2024-02-01"),), ("anne", "kari", "2024-02-01"), "velg en senere dag"),
        ((("kari", "anne", "2024-02-01"),), ("anne", "kari", "2024-01-20"), "velg en senere dag"),
        ((("kari", "anne", "2024-02-01"),), ("kari", "nina", "2024-01-20"), "velg en senere dag"),
        (
            (("kari", "anne", "2024-02-01"), ("anne", "synne", "2024-02-01")),
            ("synne", "kari", "2024-02-01"),
            "velg en senere",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: Desk, first: tuple[tuple[str, str, str], ...], then: tuple[str, str, str], said: str
) -> None:
    for wish in first:
        assert desk.replace(*wish, "--apply").code == 0
    before = desk.rows("SELECT * FROM event")
    answer = desk.replace(*then, "--apply")
    assert (answer.code, desk.rows("SELECT * FROM event")) == (2, before)
    assert said in answer.err


def test_who_was_to_take_over_later_and_leaves_before_is_followed_by_the_heir(desk: Desk) -> None:
    desk.replace("kari", "peder", "2024-06-01", "--apply")
    desk.replace("peder", "anne", "2024-03-01", "--apply")
    owners = {row["person"]: row["from"] for row in desk.people() if row["role"] == "owner" and row["actor"] == "nhn"}
    assert owners == {"kari": None, "anne": "2024-06-01"}


def test_one_person_in_two_roles_is_warned_of(desk: Desk) -> None:
    plan = desk.plan("kari", "nina", "2024-02-01")
    assert plan["warnings"] == [{"kind": "owner_is_deputy", "actor": "nhn"}]
    assert "både ansvarlig og stedfortreder hos nhn" in desk.replace("kari", "nina", "2024-02-01").out


def test_a_name_can_be_erased_when_it_answers_for_nothing_and_stands_in_the_file_no_more(desk: Desk) -> None:
    desk("day", "--out", desk.out, "--wheels", desk.wheel, as_of="2024-01-17")
    assert "er ansvarlig for nhn" in desk("person", "erase", "kari", "--apply").err
    desk.replace("kari", "synne", "2024-01-18", "--apply", as_of="2024-01-18")
    assert "står i porteføljefilen" in desk("person", "erase", "kari", "--apply", as_of="2024-01-19").err
    without = PORTFOLIO.replace("  kari: {name: Kari Prøve, email: kari@example.org}\n", "").replace(
        "owner: kari", "owner: synne"
    )
    desk.portfolio.write_text(without, encoding="utf-8")
    assert "--apply gjennomfører" in desk("person", "erase", "kari", as_of="2024-01-19").out
    assert desk.rows("SELECT name FROM person WHERE slug = 'kari'") == [("Kari Prøve",)]
    assert desk("person", "erase", "KARI@example.org", "--apply", as_of="2024-01-19").code == 0
    assert "alt slettet" in desk("person", "erase", "kari", "--apply", as_of="2024-01-19").out
    row = next(row for row in desk.people("2024-01-19") if row["person"] == "kari")
    assert (row["name"], row["email"].endswith("@erased.invalid"), row["role"]) == ("–", True, None)
    assert "Hei, Kari" not in desk.letters("2024-01-19T13:00")
    left = desk.database.read_bytes()
    assert "Kari Prøve".encode() not in left and b"kari@example.org" not in left
    assert desk.arshjul("audit", "verify", "--database", desk.database).code == 0


def test_the_name_of_somebody_outside_can_be_erased(desk: Desk) -> None:
    made = desk(
        "deliverable",
        "waive",
        "plan.2024.nhn",
        "--by",
        "Per Utenfor",
        "--reference",
        "24/1",
        "--reason",
        "x",
        "--apply",
    )
    assert made.code == 0, made.err
    assert [row["name"] for row in desk.people() if row["person"] == "signatory:1"] == ["Per Utenfor"]
    assert desk("person", "erase", "signatory:2", "--apply").code == 2
    assert desk("person", "erase", "signatory:1", "--apply").code == 0
    assert [row["name"] for row in desk.people() if row["person"] == "signatory:1"] == ["–"]
    assert b"Per Utenfor" not in desk.database.read_bytes()
    assert desk.arshjul("audit", "verify", "--database", desk.database).code == 0


def test_in_english(desk: Desk) -> None:
    shown = desk.replace("kari", "nina", "2024-02-01", "--lang", "en").out
    assert "Nina Prøve takes over from Kari Prøve on Thursday 1 February 2024:" in shown
    assert "owner, nhn" in shown and "Nothing has changed" in shown
    assert "is not in the portfolio" in desk.replace("kari", "nobody", "2024-02-01", "--lang", "en").err


def test_a_list_of_people_makes_no_database(arshjul: Command, tmp_path: Path) -> None:
    portfolio = tmp_path / "portfolio.yaml"
    portfolio.write_text(PORTFOLIO, encoding="utf-8")
    answer = arshjul("person", "list", "--portfolio", portfolio, "--database", tmp_path / "none.db", "--format", "json")
    assert [row["person"] for row in answer.rows if row["role"] == "owner"] == ["kari", "anne", "synne", "synne"]
    assert not (tmp_path / "none.db").exists()


HAND_OVER = """
from pathlib import Path
from office import moment
import datetime as dt
from arshjul.flows import handing_over
from arshjul.flows.parts import build_parts
from arshjul.models.problems import BadInput
folder, url, new = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
parts = build_parts(database_url=url, portfolio=folder / "portfolio.yaml", wheels=[], moment=moment("2024-01-18"), transports={})
try:
    handing_over.applied(parts, handing_over.Wish("kari", new, dt.date(2024, 2, 1)))
    print("done")
except BadInput as error:
    print("refused")
parts.database.close()
"""


def test_of_two_officers_who_hand_over_at_once_one_is_told_what_stands(tmp_path: Path, database_url: str) -> None:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    told = together(HAND_OVER, [[str(tmp_path), database_url, new] for new in ("anne", "synne")])
    assert sorted(answer.strip() for answer in told) == ["done", "refused"]
    database = open_database(database_url)
    with database.read() as connection:
        assert len(connection.execute(text("SELECT * FROM handover")).all()) == 1
    database.close()
