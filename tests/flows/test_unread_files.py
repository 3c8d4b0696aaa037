"""Whoever delivered a file hears once that it cannot be read, what is wrong with it, and nothing once it has been mended."""

import asyncio

import pytest
from office import Office, report

from arshjul.flows import collecting, receipts, sending
from arshjul.notifications.email import plain_words
from arshjul.store import outbox_list

SHORT = "report.followup-2024-1.nhn"
KEY = f"prove-2024.{SHORT}"
GOOD = report(KEY, "2024-01-28")
HALF = GOOD[: len(GOOD) // 2]


@pytest.fixture
def desk(office: Office) -> Office:
    """The wheel loaded, and nothing else that is to be said."""
    office.load("2024-01-16")
    return office


def look(office: Office, when: str, *, sends: bool = True, actor: str = "nhn") -> None:
    """An hour's look with its receipts."""
    parts = office.at(when)
    collecting.pull(parts, actor)
    collecting.judge(parts)
    receipts.acknowledge(parts)
    if sends:
        asyncio.run(sending.dispatch(parts))


def put(office: Office, name: str, raw: bytes) -> None:
    office.sources["nhn"].files[name] = raw


def letters(office: Office) -> list[str]:
    return [f"{out.to}: {out.payload['Subject']}\n{plain_words(out.payload)}" for out in office.memory.sent.values()]


def test_the_owner_is_told_once_which_file_and_what_is_wrong(desk: Office) -> None:
    put(desk, "r.json", HALF)
    for when in ("2024-01-29T09:00", "2024-01-29T10:00", "2024-01-30T09:00"):
        look(desk, when)
    [letter] = letters(desk)
    assert letter.startswith("kari@example.org: Norsk helsenett: en fil kan ikke leses\n")
    assert "Vi får ikke lest filen «r.json» fra Norsk helsenett: linje 1: er ikke gyldig JSON i kolonne" in letter
    assert letter.count("r.json") == 1
    assert "Vi ser ikke hvilken leveranse den gjelder. Kan du rette den og legge den inn på nytt?" in letter


def test_a_file_that_names_its_deliverable_is_told_of_with_that(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00")
    [letter] = letters(desk)
    assert letter.startswith("kari@example.org: Statusrapport: en fil kan ikke leses\n")
    assert "Kan du rette den og legge den inn på nytt (frist fredag 2. februar)?" in letter


def test_a_file_that_was_mended_before_the_message_went_out_is_not_told_of(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00", sends=False)
    put(desk, f"{KEY}.json", GOOD)
    look(desk, "2024-01-29T10:00")
    assert [letter.partition("\n")[0] for letter in letters(desk)] == ["kari@example.org: Statusrapport er mottatt"]


def test_a_file_that_a_good_version_came_after_is_not_told_of_though_it_lies_there(desk: Office) -> None:
    put(desk, "bad.json", HALF.replace(b"schema", b"skjema"))
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00", sends=False)
    put(desk, "good.json", GOOD)
    look(desk, "2024-01-29T10:00", sends=False)
    del desk.sources["nhn"].files["bad.json"]
    look(desk, "2024-01-29T11:00")
    assert [letter.partition("\n")[0] for letter in letters(desk)] == ["kari@example.org: Statusrapport er mottatt"]


def test_another_fault_of_the_same_file_is_told_anew(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00")
    put(desk, f"{KEY}.json", GOOD.replace(b'"schema": 1', b'"schema": NaN'))
    look(desk, "2024-01-30T09:00")
    assert len(letters(desk)) == 2 and "ikke et tall i JSON" in letters(desk)[1]


def test_a_file_that_was_mended_and_is_broken_again_in_the_same_way_is_told_anew(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00")
    put(desk, f"{KEY}.json", GOOD)
    look(desk, "2024-01-30T09:00")
    put(desk, f"{KEY}.json", HALF)
    for when in ("2024-01-31T09:00", "2024-01-31T10:00", "2024-02-01T09:00"):
        look(desk, when)
    told = [letter.partition("\n")[0].partition(": ")[2] for letter in letters(desk)]
    assert told == [
        "Statusrapport: en fil kan ikke leses", "Statusrapport er mottatt", "Statusrapport: en fil kan ikke leses",
    ]  # fmt: skip


def test_a_loose_file_is_not_told_anew_because_something_else_has_come(desk: Office) -> None:
    put(desk, "r.json", HALF)
    look(desk, "2024-01-29T09:00")
    put(desk, "good.json", GOOD)
    look(desk, "2024-01-30T09:00")
    assert ["kan ikke leses" in letter for letter in letters(desk)] == [True, False]


def test_a_vain_try_to_mend_a_file_is_told_though_it_has_lain_there_long(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-17T09:00")
    put(desk, "other.json", GOOD)
    look(desk, "2024-01-29T09:00")
    put(desk, f"{KEY}.json", GOOD.replace(b'"schema": 1', b'"schema": NaN'))
    look(desk, "2024-01-30T09:00")
    assert "ikke et tall i JSON" in letters(desk)[-1]


def test_many_files_are_told_of_in_portions_and_one_message(desk: Office) -> None:
    for no in range(9):
        put(desk, f"{no}.json", HALF + b" " * no)
    look(desk, "2024-01-29T09:00")
    [letter] = letters(desk)
    assert letter.count("kan ikke leses") == 3


def test_long_ago_is_not_told_of(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    collecting.pull(desk.at("2024-01-29T09:00"), "nhn")
    look(desk, "2024-02-06T09:00")
    assert letters(desk) == []


def test_a_hostile_name_and_hostile_words_stay_on_one_line_and_short(desk: Office) -> None:
    name = "a\r\nBcc: x@example.org\u202e<script>{{7*7}}<!channel>" + "æ" * 300 + ".json"
    put(desk, name, GOOD.replace(b'"schema": 1', b'"schema": "{{7*7}} \\n\\n Hei <b>"'))
    look(desk, "2024-01-29T09:00")
    [letter] = letters(desk)
    [out] = desk.memory.sent.values()
    assert "\u202e" not in letter and "\nBcc" not in letter and "{{7*7}}" in letter and len(letter) < 1000
    html = out.payload.get_body(("html",))
    assert html is None or "<script>" not in html.get_content()


def test_the_reader_gets_it_in_their_own_language(desk: Office) -> None:
    desk.sources["hdir"].files["r.json"] = HALF
    look(desk, "2024-01-29T09:00", actor="hdir")
    [letter] = letters(desk)
    assert letter.startswith("anne@example.org: ") and "a file cannot be read" in letter
    assert "We cannot read the file “r.json” from " in letter and ": line 1: is not valid JSON in column" in letter


def test_what_waits_says_the_same_when_it_is_looked_at(desk: Office) -> None:
    from arshjul.flows.looking import looked_at

    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T09:00", sends=False)
    [message] = desk.rows("SELECT id FROM message")
    assert "er ikke gyldig JSON" in looked_at(desk.at("2024-01-29T10:00"), message[0]).text
    with desk.parts.database.read() as connection:
        assert outbox_list.counts(connection) == {"pending": 1}


def test_a_file_that_was_gone_when_the_message_was_to_go_out_is_told_of_when_it_is_back(desk: Office) -> None:
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-29T20:00")
    del desk.sources["nhn"].files[f"{KEY}.json"]
    look(desk, "2024-01-30T09:00")
    assert letters(desk) == []
    put(desk, f"{KEY}.json", HALF)
    look(desk, "2024-01-30T10:00")
    look(desk, "2024-01-31T10:00")
    assert len(letters(desk)) == 1
