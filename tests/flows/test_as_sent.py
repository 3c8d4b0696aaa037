"""What a message said is kept as it went out, naming nobody in the log, and read back with the names that are known."""

import asyncio
import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from office import Office

from arshjul.flows import as_sent, sending
from arshjul.flows.archive_folder import ArchiveFolder
from arshjul.flows.archiving import archive
from arshjul.flows.erasing import erased
from arshjul.models.codes import Lang
from arshjul.models.lang import set_lang
from arshjul.notifications.transports.base import EmailOut, SlackOut

KEY = "prove-2024.report.followup-2024-1.nhn"


def archived(office: Office, at: str, root: Path) -> dict[str, str]:
    """The texts of the archive, by path."""
    folder = ArchiveFolder(root, "prove", 2024)
    archive(office.at(at), 2024, folder, lambda *_: None)
    folder.close()
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in root.rglob("*")
        if path.is_file()
    }


def plain(message: EmailMessage) -> str:
    """What the e-mail says."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).strip()


@pytest.fixture
def told(office: Office) -> Office:
    """An office that has told its people of a report that lacks something, and then got it whole."""
    set_lang(Lang.NB)
    office.day("2024-01-16")
    office.send_in("nhn", "rapport.json", "report.followup-2024-1.nhn", "2024-01-29", lacks="pll.deviation")
    office.day("2024-01-30")
    office.send_in("nhn", "rapport.json", "report.followup-2024-1.nhn", "2024-02-01")
    office.day("2024-02-01")
    return office


def test_the_archive_holds_every_message_as_it_was_sent(told: Office, tmp_path: Path) -> None:
    found = archived(told, "2024-03-01", tmp_path / "arkiv")
    rows = json.loads(found[f"{KEY}/messages.json"])
    assert {one["step"] for one in rows} >= {"invitation", "gaps.1"}
    for row in rows:
        sent = told.memory.sent[row["message"]]
        assert isinstance(sent, EmailOut)
        assert (row["subject"], row["text"]) == (sent.payload["Subject"], plain(sent.payload))
        assert row["text"] in found[f"{KEY}/{row['file']}"] and f"Til: {row['name']}" in found[f"{KEY}/{row['file']}"]
    [gap] = [one["text"] for one in rows if one["step"] == "gaps.1"]
    assert "Legemiddellisten: avvik" in gap, "what was lacking then, though it has come since"


def test_what_is_sent_on_slack_is_kept_with_its_lines_of_facts(office: Office, tmp_path: Path) -> None:
    set_lang(Lang.NB)
    text = office.portfolio_path.read_text(encoding="utf-8")
    office.portfolio_path.write_text(
        text.replace("email: kari@example.org}", "email: kari@example.org, slack_id: U0123, channels: [slack, email]}"),
        encoding="utf-8",
    )
    office.parts.database.close()
    office.parts = office.open()
    office.day("2024-01-16")
    rows = json.loads(archived(office, "2024-03-01", tmp_path / "arkiv")[f"{KEY}/messages.json"])
    [row] = [one for one in rows if one["channel"] == "slack"]
    sent = office.memory.sent[row["message"]]
    assert isinstance(sent, SlackOut)
    lines = [
        part["text"] for block in sent.payload["blocks"] if block["type"] == "context" for part in block["elements"]
    ]
    assert lines and all(line in row["text"] for line in lines) and row["text"].startswith("Hei, Kari.")


def test_the_log_names_nobody_and_whoever_is_erased_is_a_dash(told: Office, tmp_path: Path) -> None:
    log = told.rows("SELECT after FROM event WHERE kind = 'message.sent'")
    assert log and all("Prøve" not in after and "Kari" not in after and "@" not in after for (after,) in log)
    assert any('"first": ["person:kari"]' in after for (after,) in log)
    told.portfolio_path.write_text(
        told.portfolio_path.read_text(encoding="utf-8")
        .replace("  kari: {name: Kari Prøve, email: kari@example.org}\n", "")
        .replace("owner: kari", "owner: nina").replace("deputy: nina, ", ""),
        encoding="utf-8",
    )  # fmt: skip
    told.parts.database.close()
    told.parts = told.open()
    erased(told.at("2024-03-02"), "kari", apply=True)
    found = archived(told, "2024-03-03", tmp_path / "arkiv")
    assert not [path for path, text in found.items() if "Kari" in text]
    mine = [one for one in json.loads(found[f"{KEY}/messages.json"]) if one["person"] == "kari"]
    assert mine and all(one["text"].startswith("Hei, –.") for one in mine)
    assert "Til: navnet er slettet" in found[f"{KEY}/{mine[0]['file']}"]


def test_what_an_earlier_edition_sent_is_said_to_be_unknown(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_lang(Lang.NB)
    monkeypatch.setattr(as_sent, "kept", lambda *_: None)
    office.day("2024-01-16")
    found = archived(office, "2024-03-01", tmp_path / "arkiv")
    [row] = json.loads(found[f"{KEY}/messages.json"])
    assert row["text"] is None and "Ordlyden er ikke kjent." in found[f"{KEY}/{row['file']}"]


def test_a_message_whose_words_cannot_be_kept_does_not_go_out(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would have gone out without a mark, and go out again."""

    def fails(*_: object) -> None:
        raise KeyError("feil")

    monkeypatch.setattr(as_sent, "kept", fails)
    office.day("2024-01-16")
    assert office.memory.sent == {} and {state for (state,) in office.rows("SELECT state FROM message")} == {"pending"}
    monkeypatch.undo()
    done = asyncio.run(sending.dispatch(office.at("2024-01-17")))
    assert done.sent == len(office.memory.sent) > 0


@pytest.mark.parametrize(
    ("text", "called", "kept"),
    [
        ("Du er stedfortreder for Per.", {"Per": ["person:per"]}, ["Du er stedfortreder for ", {"who": ["person:per"]}, "."]),
        ("Perioden er over.", {"Per": ["person:per"]}, ["Perioden er over."]),
        ("Ola Nord og Ola", {"Ola": ["a"], "Ola Nord": ["b"]}, [{"who": ["b"]}, " og ", {"who": ["a"]}]),
        ("skriv til a@example.org", {}, ["skriv til [adresse]"]),
        ("", {"Per": ["person:per"]}, []),
    ],
)  # fmt: skip
def test_names_are_taken_out_whole(text: str, called: dict[str, list[str]], kept: list[as_sent.Piece]) -> None:
    assert as_sent._pieces(text, called) == kept


def test_of_two_of_the_same_name_neither_is_shown_once_one_is_erased() -> None:
    held: as_sent.Kept = {"subject": [], "text": [{"who": ["person:a", "person:b"]}]}
    assert as_sent.filled(held, {"person:a": "Per Li", "person:b": "Per Li"}).text == "Per Li"
    assert as_sent.filled(held, {"person:a": "Per Li", "person:b": ""}).text == "–"
