"""Checklists of documents and approvals of moved money, as the office gives them on the command line."""

import json
from pathlib import Path

import pytest
from documents import locked, pdf, word
from front_desk import Answer, Command

PLAN = "digital-samhandling-2024.delivery-plan.2024.nhn"
HDIR_PLAN = "digital-samhandling-2024.delivery-plan.2024.hdir"
KARI = "kari.eksempel@nhn.example.org"
PAGES = ["Leveranseplan 2024", "Pasientens legemiddelliste\nLeveransene i 2024", "Pasientens prøvesvar: midlene"]
SAID = ("--by", "hod", "--reference", "24/90")


class Desk:
    """An office on 26 January 2024."""

    def __init__(self, arshjul: Command, folder: Path) -> None:
        self.give, self.base, self.folder = arshjul, folder / "a.db", folder

    def __call__(self, *words: str | Path, at: str = "2024-01-26") -> Answer:
        return self.give(*words, "--as-of", at, "--database", self.base)

    def rows(self, *words: str | Path, at: str = "2024-01-26") -> list[dict]:
        return self(*words, "--format", "json", at=at).rows

    def file(self, name: str, body: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(body)
        return path

    def log(self) -> list[dict]:
        return self.give("audit", "list", "--format", "json", "--database", self.base).rows

    def refused(self, *words: str | Path) -> str:
        before = self.log()
        answer = self(*words)
        assert (answer.code, answer.out) == (2, "")
        assert self.log() == before
        return answer.err


@pytest.fixture
def desk(arshjul: Command, tmp_path: Path) -> Desk:
    made = Desk(arshjul, tmp_path)
    made("day", "--out", tmp_path / "out", at="2024-01-20")
    return made


def test_a_checklist_lists_each_demand_with_its_maker_place_and_the_pages_where_its_words_stand(desk: Desk) -> None:
    register = ("--sent", "2024-01-25", "--channel", "eformidling", "--reference", "24/1")
    desk("deliverable", "register", PLAN, *register, "--attach", desk.file("plan.pdf", pdf(PAGES)))
    rows = {row["code"]: row for row in desk.rows("report", "checklist", PLAN)}
    assert len(rows) == 14
    row = rows["pll.deliverables"]
    assert (row["words"], row["maker"], row["ticked"]) == ("Pasientens legemiddelliste: leveranser", "letter", False)
    assert {"document": "2024-oppdragsdokument-norsk-helsenett-med-mandater", "section": "Mandat PLL 6", "lines": [827, 827]} in (
        row["sources"]
    )  # fmt: skip
    assert (row["found_on"], rows["pps.use_of_funds"]["found_on"]) == ([2], [3])
    answer = desk("report", "checklist", PLAN)
    assert answer.code == 1 and "ikke krysset av" in answer.out and "brev: Kap. 701 post 21, linje 47" in answer.out


def test_everything_ticked_makes_it_complete_and_the_list_says_by_whom_and_where(desk: Desk) -> None:
    assert desk("report", "checklist", PLAN, "--document", desk.file("plan.docx", word(PAGES)), "--by", KARI).code == 1
    codes = [row["code"] for row in desk.rows("report", "checklist", PLAN)]
    ticks = [word_ for code in codes[1:] for word_ in ("--tick", code)]
    done = desk("report", "checklist", PLAN, *ticks, "--page", "3", "--by", KARI)
    assert (done.code, done.out) == (0, f"{PLAN}: 13 av 14 krav er funnet; mangler noe.\n")
    done = desk("report", "checklist", PLAN, "--tick", codes[0], "--page", "2", "--by", KARI)
    assert done.out == f"{PLAN}: 14 av 14 krav er funnet; fullstendig.\n"
    answer = desk("report", "checklist", PLAN)
    assert answer.code == 0 and "side 2 (Kari Eksempel, 2024-01-26)" in answer.out
    [row] = [row for row in desk.rows("board") if row["key"] == PLAN]
    assert (row["state"], row["completeness"]) == ("complete", "complete")
    [back] = desk.rows(
        "report", "checklist", PLAN, "--untick", "pll.deliverables", "--reason", "Feil år.", "--by", KARI
    )
    assert back == {"key": PLAN, "completeness": "incomplete", "ticked": 13, "demands": 14, "already": False}


def test_a_locked_document_is_said_to_be_so_and_can_be_ticked_by_hand(desk: Desk) -> None:
    path = desk.file("laas.pdf", locked(pdf(PAGES), "hemmelig"))
    answer = desk("report", "checklist", PLAN, "--document", path, "--by", KARI)
    assert "laas.pdf: er beskyttet med passord (finn stedet for hånd" in answer.err
    assert desk("report", "checklist", PLAN, "--tick", "pll.deliverables", "--page", "2", "--by", KARI).code == 0


def test_a_page_after_the_last_one_of_a_pdf_is_refused_and_nothing_is_ticked(desk: Desk) -> None:
    desk("report", "checklist", PLAN, "--document", desk.file("plan.pdf", pdf(PAGES)), "--by", KARI)
    tick = ("report", "checklist", PLAN, "--tick", "pll.deliverables", "--by", KARI, "--page")
    assert "--page: plan.pdf slutter på side 3 (tell sidene fra" in desk.refused(*tick, "4")
    assert "--page: plan.pdf ends on page 3 (count" in desk.refused(*tick, "4", "--lang", "en")
    assert desk(*tick, "3").code == 0


def test_a_page_that_word_has_not_noted_is_asked_about_and_believed(desk: Desk) -> None:
    tick = ("report", "checklist", PLAN, "--tick", "pll.deliverables", "--by", KARI, "--page")
    desk("report", "checklist", PLAN, "--document", desk.file("a.docx", word(PAGES)), "--by", KARI)
    answer = desk(*tick, "4")
    assert answer.code == 0 and "Obs: a.docx slutter på side 3. Er 4 rett side?" in answer.err
    desk("report", "checklist", PLAN, "--document", desk.file("b.docx", word(PAGES, printed=False)), "--by", KARI)
    answer = desk(*tick, "4")
    assert (answer.code, answer.err) == (0, ""), "nobody knows where its pages end"


def test_what_does_not_go_together_on_the_line_is_told_all_at_once(desk: Desk) -> None:
    said = desk.refused("report", "checklist", PLAN, "--tick", "pll.deliverables", "--page", "0", "--untick", "pll.x")
    for part in ("--untick: passer ikke sammen med --tick", "--by: mangler", "--page: skal være", "--reason: mangler"):
        assert part in said
    for page in ("to", "2.5", "-1"):
        said = desk.refused("report", "checklist", PLAN, "--tick", "pll.deliverables", f"--page={page}", "--by", KARI)
        assert said == "--page: skal være sidetallet, fra 1 (skriv siden kravet er funnet på)\n"
    assert "--page: hører til --tick" in desk.refused("report", "checklist", PLAN, "--page", "2")
    text = desk.file("plan.txt", b"Leveranseplan")
    assert "er verken PDF (.pdf) eller Word-dokument" in desk.refused(
        "report", "checklist", PLAN, "--document", text, "--by", KARI
    )
    wrong = desk.file("plan2.docx", pdf(PAGES))
    assert "er verken PDF (.pdf)" in desk.refused("report", "checklist", PLAN, "--document", wrong, "--by", KARI)
    tick = ("--tick", "deliverables", "--page", "2", "--by", KARI)
    assert "deliverables kreves av flere tiltak (si hvilket: pll.deliverables" in desk.refused(
        "report", "checklist", PLAN, *tick
    )


def test_the_list_tells_what_the_ministry_answered_and_why_beside_what_the_actor_said(desk: Desk) -> None:
    desk("report", "checklist", PLAN, "--document", desk.file("plan.pdf", pdf(PAGES)), "--by", KARI)
    move = ("--from", "pps", "--to", "pll", "--amount", "5", "--reason", "Sen start.")
    desk("approval", "add", PLAN, *move)
    assert "venter på svar" in " ".join(desk("approval", "list").out.split())
    desk("approval", "record", "1", "--denied", *SAID, "--reason", "Midlene er =bundet \x1b[31m.")
    [row] = desk.rows("approval", "list")
    assert (row["state"], row["answered_by"], row["reference"], row["reason"]) == (
        "denied",
        "hod",
        "24/90",
        "Sen start.",
    )
    assert row["answered_by_name"] == "Helse- og omsorgsdepartementet" and row["answer"].startswith(
        "Midlene er =bundet"
    )
    shown = desk("approval", "list").out
    assert "avslått (Helse- og omsorgsdepartementet, 24/90): Midlene er =bundet" in shown and "\x1b" not in shown
    assert "Sen start." in shown and "Aktørens grunn" in shown and "Departementets svar" in shown


def test_the_list_of_a_past_day_tells_what_was_known_by_then(desk: Desk) -> None:
    desk("report", "checklist", PLAN, "--document", desk.file("plan.pdf", pdf(PAGES)), "--by", KARI)
    desk("approval", "add", PLAN, "--from", "pps", "--to", "pll", "--amount", "5", "--reason", "Sen start.")
    desk("approval", "record", "1", "--granted", *SAID, at="2024-01-30")
    states = [[row["state"] for row in desk.rows("approval", "list", at=f"2024-01-{day}")] for day in (25, 29, 30)]
    assert states == [[], ["asked"], ["granted"]]


def test_a_move_in_a_plan_is_entered_listed_and_answered(desk: Desk) -> None:
    move = ("--from", "pps", "--to", "pll", "--amount", "1 500 000,50", "--reason", "=SUM(A1)")
    assert "ingenting å godkjenne" in desk.refused("approval", "add", PLAN, *move)
    desk("report", "checklist", PLAN, "--document", desk.file("plan.pdf", pdf(PAGES)), "--by", KARI)
    done = desk("approval", "add", PLAN, *move)
    assert done.out == ("Omdisponering 1: 1 500 000,50 kroner fra pps til pll venter på departementets godkjenning.\n")
    [row] = desk.rows("approval", "list", "--open")
    assert {key: row[key] for key in ("id", "key", "from", "to", "amount", "state", "version")} == {
        "id": 1, "key": PLAN, "from": "pps", "to": "pll", "amount": "1500000.50", "state": "asked", "version": None,
    }  # fmt: skip
    assert "'=SUM(A1)" in desk("approval", "list", "--format", "csv").out
    answer = desk("approval", "record", "1", "--granted", *SAID)
    assert answer.out == "Ført: Helse- og omsorgsdepartementet har godkjent omdisponering 1 (24/90).\n"
    assert desk.rows("approval", "list", "--open") == []
    assert "godkjent (Helse- og omsorgsdepartementet, 24/90)" in desk("approval", "list").out
    assert "1: er alt godkjent" in desk.refused("approval", "record", "1", "--denied", *SAID)
    assert "omdisponering 1: 1 500 000,50 kroner, pps → pll" in desk("deliverable", "show", PLAN).out
    [shown] = desk.rows("deliverable", "show", PLAN)
    assert [(one["state"], one["move"]["number"], one["move"]["amount"]) for one in shown["decisions"]] == [
        ("asked", 1, "1500000.50"), ("granted", 1, "1500000.50"),
    ]  # fmt: skip


def test_a_move_that_is_withdrawn_is_shown_to_be(desk: Desk) -> None:
    desk("report", "checklist", PLAN, "--document", desk.file("plan.pdf", pdf(PAGES)), "--by", KARI)
    desk("approval", "add", PLAN, "--from", "pps", "--to", "pll", "--amount", "5", "--reason", "x")
    assert desk("approval", "withdraw", "1", "--reason", "Feil beløp.").code == 0
    assert "trukket" in desk("deliverable", "show", PLAN).out
    [shown] = desk.rows("deliverable", "show", PLAN)
    assert shown["decisions"][0]["move"]["withdrawn"] is True


@pytest.mark.parametrize("amount", ["0", "-5", "1,234.5", "1.234,5", "67,2 mill", "1e9", "12 34", "²"])
def test_what_is_no_amount_is_refused(desk: Desk, amount: str) -> None:
    move = ("--from", "pps", "--to", "pll", "--reason", "x")
    assert "er ikke et beløp over null" in desk.refused("approval", "add", PLAN, *move, "--amount", amount)


def test_an_answer_is_one_of_two_about_something_that_waits(desk: Desk) -> None:
    assert "si enten --granted eller --denied" in desk.refused("approval", "record", "1", *SAID)
    assert "ukjent omdisponering: 7 (venter på svar: ingen)" in desk.refused(
        "approval", "record", "7", "--granted", *SAID
    )


def test_a_report_that_moves_money_shows_on_the_board_and_is_not_accepted(desk: Desk) -> None:
    envelope = {
        "schema": 1, "type": "envelope", "deliverable": HDIR_PLAN, "submitted_by": "noen@example.org",
        "submitted_at": "2024-01-25T10:00:00+01:00", "file_name": "plan.pdf", "digest": "0" * 64,
        "holds": {slug: ["deliverables", "use_of_funds"] for slug in ("pll", "pjd", "pps", "pmd", "pki", "dhg", "mhe")},
        "reallocations": [{"from": "pps", "to": "pll", "amount": 1000, "reason": "Kapasitet."}],
    }  # fmt: skip
    path = desk.file("plan.json", json.dumps(envelope).encode())
    assert desk("report", "submit", path, "--deliverable", HDIR_PLAN, "--by", KARI).code == 0
    [row] = [row for row in desk.rows("board") if row["key"] == HDIR_PLAN]
    assert "Omdisponering 1 venter på departementets godkjenning." in [one["message"] for one in row["findings"]]
    assert "venter på departementets" in " ".join(desk("board").out.split())
    assert row["state"] == "complete"
    assert "venter på departementets godkjenning (1)" in desk.refused("deliverable", "accept", HDIR_PLAN, "--by", "hod")


def test_the_answer_says_which_other_question_it_settles(desk: Desk) -> None:
    """The plan and the first report tell of one move word for word."""
    move = ("--from", "pps", "--to", "pll", "--amount", "5", "--reason", "Kapasitet.")
    for key, name in ((PLAN, "a.pdf"), ("digital-samhandling-2024.disposition-proposal.2024.nhn", "b.pdf")):
        desk("report", "checklist", key, "--document", desk.file(name, pdf(PAGES)), "--by", KARI)
        assert desk("approval", "add", key, *move).code == 0
    answer = desk("approval", "record", "1", "--granted", *SAID)
    assert (
        "Obs: svaret gjelder også omdisponering 2 (digital-samhandling-2024.disposition-proposal.2024.nhn)"
        in answer.err
    )
    assert [row["state"] for row in desk.rows("approval", "list")] == ["granted", "granted"]
