"""The verbs that record what people decide, as the office gives them."""

import json
from pathlib import Path

import pytest
from front_desk import Answer, Command
from sqlalchemy import create_engine, text

TASKS = "digital-samhandling-2024.planned-tasks.2024"
REPORT = "digital-samhandling-2024.followup-report.followup-2024-4"
SAID = ("--by", "hod", "--reference", "24/123")


class Desk:
    """An office on 28 August 2024, after the day of the 27th."""

    def __init__(self, arshjul: Command, folder: Path) -> None:
        self.give, self.base = arshjul, folder / "a.db"

    def __call__(self, *words: str | Path, at: str = "2024-08-28") -> Answer:
        return self.give(*words, "--as-of", at, "--database", self.base)

    def list(self, *words: str) -> list[dict]:
        return self.give(*words, "--format", "json", "--database", self.base).rows

    def due(self, key: str) -> tuple[str, str]:
        [row] = [row for row in self.list("deadlines") if row["key"] == key]
        return row["due"], row["state"]

    def refused(self, *words: str | Path, at: str = "2024-08-28") -> str:
        """What is said on standard error, after which nothing has been written."""
        before = self.events()
        answer = self(*words, at=at)
        assert (answer.code, answer.out) == (2, "")
        assert self.events() == before
        return answer.err

    def events(self) -> int:
        engine = create_engine(f"sqlite:///{self.base}")
        with engine.connect() as connection:
            found = connection.execute(text("SELECT count(*) FROM event")).scalar_one()
        engine.dispose()
        return int(found)


@pytest.fixture
def desk(arshjul: Command, tmp_path: Path) -> Desk:
    made = Desk(arshjul, tmp_path)
    assert made("day", "--out", tmp_path / "out", at="2024-08-27").code == 1
    return made


def test_a_decided_contradiction_shows_in_every_list(desk: Desk) -> None:
    done = desk("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "Mandatene er nyere.")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Ført: Helse- og omsorgsdepartementet har bestemt at fristen er søndag 15. september 2024 (24/123).",
        f"  {TASKS}.nhn: 2024-08-31 → 2024-09-15",
    ]
    [row] = [row for row in desk.list("conflicts") if row["id"] == TASKS]
    assert (row["in_force"], row["decision"]) == ("2024-09-15", "hod, 2024-08-28, 24/123")
    assert desk.due(f"{TASKS}.nhn") == ("2024-09-15", "open")
    [board] = [row for row in desk.list("board", "--as-of", "2024-09-10") if row["key"] == f"{TASKS}.nhn"]
    assert (board["due"], board["last_workday"], board["timeliness"]) == ("2024-09-15", "2024-09-13", "not_due")
    said = desk.refused("conflict", "decide", TASKS, "--in-force", "2024-08-31", *SAID, "--reason", "Nei.")
    assert f"{TASKS}: er avgjort: søndag 15. september 2024 gjelder (hod, 2024-08-28, 24/123)" in said


def test_an_extension_from_request_to_answer(desk: Desk) -> None:
    asked = desk("extension", "request", f"{REPORT}.hdir", "--until", "2024-09-02", "--reason", "Ferie.")
    assert asked.out.startswith("Søknad 1: Anne Eksempel ber om frist mandag 2. september 2024")
    [row] = desk.list("extension", "list", "--open")
    assert (row["id"], row["key"], row["until"], row["state"], row["by"], row["granted_until"]) == (
        1, f"{REPORT}.hdir", "2024-09-02", "asked", "person:anne", None,
    )  # fmt: skip
    assert desk.due(f"{REPORT}.hdir")[0] == "2024-08-26"
    done = desk("extension", "record", "1", "--granted", "--until", "2024-09-04", *SAID)
    assert done.out.splitlines() == [
        "Ført: Helse- og omsorgsdepartementet har gitt utsatt frist til onsdag 4. september 2024 for "
        f"{REPORT}.hdir (24/123).",
        f"  {REPORT}.hdir: 2024-08-26 → 2024-09-04",
    ]
    assert desk.due(f"{REPORT}.hdir")[0] == "2024-09-04"
    assert desk.list("extension", "list", "--open") == []
    [row] = desk.list("extension", "list")
    assert (row["state"], row["granted_until"], row["answered_by"], row["reference"]) == (
        "granted", "2024-09-04", "hod", "24/123",
    )  # fmt: skip
    assert "1: er innvilget til onsdag 4. september 2024" in desk.refused("extension", "record", "1", "--denied", *SAID)


def test_a_request_that_nobody_answers_any_more_is_listed_as_lapsed(desk: Desk) -> None:
    desk("extension", "request", f"{REPORT}.hdir", "--until", "2024-09-02", "--reason", "Ferie.")
    shown = desk("deliverable", "waive", f"{REPORT}.hdir", "--reason", "Dekkes av årsrapporten.", "--apply")
    assert "faller bort: søknad om utsatt frist nr. 1" in " ".join(shown.out.split())
    assert desk.list("extension", "list", "--open") == []
    [row] = desk.list("extension", "list")
    assert (row["state"], row["granted_until"], row["answered_by"]) == ("lapsed", None, None)
    assert "bortfalt: frafalt eller avlyst" in " ".join(desk("extension", "list").out.split())
    assert "1: er bortfalt, for leveransen ble frafalt eller avlyst" in desk.refused(
        "extension", "record", "1", "--granted", *SAID
    )


def test_an_answer_is_one_of_two_and_a_denial_has_no_date(desk: Desk) -> None:
    record = ("extension", "record", "1", *SAID)
    assert "si enten --granted eller --denied" in desk.refused(*record)
    assert "si enten --granted eller --denied" in desk.refused(*record, "--granted", "--denied")
    assert "--until: passer ikke sammen med --denied" in desk.refused(*record, "--denied", "--until", "2024-09-02")
    assert "ukjent søknad om utsatt frist: 1 (venter på svar: ingen)" in desk.refused(*record, "--denied")


def test_what_a_wheel_says_has_been_asked_for_is_listed_and_cannot_be_answered(
    arshjul: Command, tmp_path: Path
) -> None:
    base = tmp_path / "b.db"
    wheel = Path(__file__).resolve().parents[2] / "calendar" / "wheels" / "digital-samhandling-2025.yaml"
    arshjul("wheel", "load", wheel, "--as-of", "2025-01-20", "--database", base)
    rows = arshjul("extension", "list", "--format", "json", "--database", base).rows
    assert rows and all(row["id"] is None and row["state"] == "asked" for row in rows)
    assert {(row["actor"], row["until"]) for row in rows} == {("hdir", "2025-03-01")}
    assert all(row["source"]["lines"] for row in rows)
    key = rows[0]["key"]
    answer = arshjul("extension", "record", key, "--granted", *SAID, "--as-of", "2025-01-21", "--database", base)
    assert (answer.code, "ukjent søknad" in answer.err) == (2, True)


def test_what_is_incomplete_is_not_accepted_and_the_findings_are_named(desk: Desk) -> None:
    said = desk.refused("deliverable", "accept", f"{REPORT}.nhn", "--by", "hod")
    assert f"{REPORT}.nhn: er ufullstendig (be om en ny versjon: arshjul deliverable return)" in said
    assert "risikoreduserende tiltak" in said


def test_accepting_and_returning_are_said_once(desk: Desk) -> None:
    key = "digital-samhandling-2024.followup-report.followup-2024-1.hdir"
    assert "har godtatt" in desk("deliverable", "accept", key, "--by", "hod").out
    assert desk.due(key)[1] == "accepted"
    before = desk.events()
    again = desk("deliverable", "accept", key, "--by", "jonas")
    assert (again.code, desk.events()) == (0, before)
    assert again.out == f"{key} er alt godtatt (Helse- og omsorgsdepartementet, 2024-08-28).\n"
    words = ("--by", "Ekspedisjonssjef Prøve", "--reason", "Tallene\nstemmer \x1b[31mikke.\u202e")
    assert "Ekspedisjonssjef Prøve har sendt" in desk("deliverable", "return", key, *words).out
    assert desk.due(key)[1] == "incomplete"
    [row] = desk.list("deliverable", "show", key)
    assert [(one["kind"], one["state"]) for one in row["decisions"]] == [
        ("acceptance", "granted"), ("acceptance", "returned"),
    ]  # fmt: skip
    last = row["decisions"][-1]
    assert last["by"].startswith("signatory:"), "history names nobody outside the portfolio"
    assert (last["by_name"], last["reason"]) == ("Ekspedisjonssjef Prøve", "Tallene stemmer [31mikke.")
    assert "er alt sendt tilbake" in desk("deliverable", "return", key, *words).out


REGISTER = ("--channel", "eformidling", "--reference", "24/55")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "Sendt rapport.pdf"
    path.write_bytes(b"%PDF-1.7\n\x00\xff<script>alert(1)</script>\n%%EOF\n")
    return path


def test_a_formal_sending_is_registered_with_its_file_and_corrected_by_a_second(desk: Desk, pdf: Path) -> None:
    key = f"{REPORT}.hdir"
    done = desk("deliverable", "register", key, "--sent", "2024-08-26T15:30", *REGISTER, "--attach", pdf)
    assert done.out == (f"Registrert: {key} sendt departementet mandag 26. august 2024 (eFormidling, 24/55).\n")
    assert desk.due(key)[1] == "received"
    [row] = desk.list("deliverable", "show", key)
    [sent] = row["sendings"]
    assert (sent["no"], sent["sent_on"], sent["channel"], sent["reference"]) == (
        1,
        "2024-08-26",
        "eformidling",
        "24/55",
    )
    assert (sent["name"], sent["size"], len(sent["attachment"])) == ("Sendt rapport.pdf", 43, 64)
    again = desk("deliverable", "register", key, "--sent", "2024-08-26", *REGISTER, "--attach", pdf)
    assert "er alt registrert sendt" in again.out
    mended = desk("deliverable", "register", key, "--sent", "2024-08-25", *REGISTER)
    assert mended.code == 0
    assert "erstatter registrering 1: 2024-08-26, eFormidling, 24/55" in mended.err
    [row] = desk.list("deliverable", "show", key)
    assert [one["sent_on"] for one in row["sendings"]] == ["2024-08-26", "2024-08-25"]


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.pdf", b"hei", "heter .pdf, men er ikke en PDF"),
        ("a.pdf", b"MZ%PDF-", "heter .pdf, men er ikke en PDF"),
        ("a.pdf", b"", "er tom"),
        ("a.pdf", b"%PDF-1.7\n<html>", "mangler slutten"),
        ("a.pdf", b"%PDF-1.7\n%%EOF" + bytes(2044), "mangler slutten"),
        ("a.docx", b"%PDF-1.7\n%%EOF", "er en PDF, men heter «.docx»"),
        ("a.docx", b"PK\x03\x04", "er ikke en PDF"),
        ("a.pdf", b"%PDF-".ljust(20_000_001), "er større enn 20 MB"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    desk: Desk, tmp_path: Path, name: str, body: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    said = desk.refused(
        "deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-26", *REGISTER, "--attach", path
    )
    assert says in said and str(path) in said


def test_a_file_of_just_the_largest_size_is_kept(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "stor.PDF"
    path.write_bytes(b"%PDF-".ljust(19_999_995) + b"%%EOF")
    done = desk("deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-26", *REGISTER, "--attach", path)
    assert done.code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("conflict", "decide", "planed-tasks.2024", "--in-force", "2024-09-15", *SAID, "--reason", "x"),
         f"ukjent motstrid: planed-tasks.2024 (mente du «{TASKS}»?)"),
        (("conflict", "decide", TASKS, "--in-force", "15.09.2024", *SAID, "--reason", "x"),
         "--in-force: «15.09.2024» er ikke en dato (skriv ÅÅÅÅ-MM-DD"),
        (("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", " \n"), "--reason: er tom"),
        (("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "x" * 501),
         "--reason: er lengre enn 500 tegn"),
        (("conflict", "decide", TASKS, "--in-force", "2024-09-15", "--by", "nhn", "--reference", "1", "--reason", "x"),
         "--by: nhn avgjør ikke fristen (før det mottakeren har bestemt, for eksempel --by hod)"),
        (("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID), "mangler --reason"),
        (("extension", "request", f"{REPORT}.hdri", "--until", "2024-09-02", "--reason", "x"),
         f"NØKKEL: ukjent leveranse: {REPORT}.hdri (mente du «{REPORT}.hdir»?)"),
        (("extension", "request", f"{REPORT}.hdir", "--until", "2024-08-26", "--reason", "x"),
         "2024-08-26 er ikke senere enn fristen 2024-08-26"),
        (("extension", "request", f"{REPORT}.nhn", "--until", "2024-09-02", "--reason", "x"),
         "er ufullstendig, så det er ingen frist å utsette"),
        (("deliverable", "return", f"{REPORT}.hdir", "--by", "hod", "--reason", "x"), "er ikke levert"),
        (("deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-29", *REGISTER), "2024-08-29 er ikke kommet ennå"),
        (("deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-26T25:00", *REGISTER), "har ikke et klokkeslett"),
        (("deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-26", "--channel", "epst", "--reference", "1"),
         "ukjent kanal: epst (mente du «epost»?)"),
        (("deliverable", "show", "zzz"), "ukjent leveranse: zzz (se arshjul deadlines)"),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_what_to_do_and_changes_nothing(desk: Desk, words: tuple[str, ...], says: str) -> None:
    assert says in desk.refused(*words)


def test_a_decision_older_than_what_is_written_already_is_refused(desk: Desk) -> None:
    words = ("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "x")
    assert "det er alt ført noe i databasen" in desk.refused(*words, at="2024-08-26")


def test_where_nothing_is_loaded_nothing_is_made(arshjul: Command, tmp_path: Path) -> None:
    base = tmp_path / "none.db"
    for words in (
        ("deliverable", "show", "x"),
        ("deliverable", "accept", "x", "--by", "hod"),
        ("extension", "request", "x", "--until", "2024-09-02", "--reason", "x"),
        ("conflict", "decide", "x", "--in-force", "2024-09-02", *SAID, "--reason", "x"),
    ):
        answer = arshjul(*words, "--database", base)
        assert (answer.code, "ingen årshjul er lastet" in answer.err) == (2, True), words
    assert arshjul("extension", "list", "--format", "json", "--database", base).rows == []
    assert not base.exists()


def test_all_that_is_known_of_a_deliverable_is_shown(desk: Desk) -> None:
    desk("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "Mandatene er nyere.")
    [row] = desk.list("deliverable", "show", "planned-tasks.2024.nhn")
    assert (row["state"], row["due"], row["disputed"], row["addressee"]) == ("open", "2024-09-15", False, "hod")
    assert [(one["no"], one["due"], one["latest"], one["cause"], one["why"]) for one in row["dates"]] == [
        (1, "2024-08-31", "2024-09-15", "wheel.loaded", ""),
        (2, "2024-09-15", "2024-09-15", "conflict.decided", "Mandatene er nyere."),
    ]
    assert row["documents"] == [
        "2024-oppdragsdokument-norsk-helsenett", "2024-oppdragsdokument-norsk-helsenett-med-mandater",
    ]  # fmt: skip
    assert [one["state"] for one in row["states"]] == ["planned", "open"]
    assert {one["state"] for one in row["reminders"] if one["revision"] == 2} >= {"open"}
    [incomplete] = desk.list("deliverable", "show", f"{REPORT}.nhn")
    assert [(one["no"], one["completeness"], one["findings"]) for one in incomplete["versions"]] == [
        (1, "incomplete", 2)
    ]
    assert len(incomplete["findings"]) == 2


@pytest.mark.parametrize(
    ("lang", "words"), [("nb", ["Frister", "Avgjørelser", "motstrid"]), ("en", ["Deadlines", "Decisions"])]
)
def test_people_read_it_in_their_language(desk: Desk, lang: str, words: list[str]) -> None:
    desk("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "Mandatene er nyere.")
    shown = desk("--lang", lang, "deliverable", "show", f"{TASKS}.nhn")
    assert shown.code == 0
    assert all(word in shown.out for word in [*words, "2024-09-15", "24/123"])
    assert (
        json.loads(desk.give("--lang", lang, "extension", "list", "--format", "json", "--database", desk.base).out)
        == []
    )


KEYS = ["what", "id", "deliverables", "day", "by_name", "reference", "already", "moved", "warnings"]


def test_every_verb_that_records_answers_programs_with_one_object(desk: Desk, pdf: Path) -> None:
    """The keys are the same whatever was recorded, and nothing but JSON is said."""
    key, json_ = f"{REPORT}.hdir", ("--format", "json")

    def recorded(*words: str | Path) -> dict:
        answer = desk(*words, *json_)
        assert (answer.code, answer.err) == (0, "")
        [row] = answer.rows
        assert list(row) == KEYS
        return row

    row = recorded("conflict", "decide", TASKS, "--in-force", "2024-08-20", *SAID, "--reason", "x")
    assert (row["what"], row["deliverables"], row["day"]) == ("conflict.decided", [f"{TASKS}.nhn"], "2024-08-20")
    assert (row["by_name"], row["reference"]) == ("Helse- og omsorgsdepartementet", "24/123")
    assert [(one["key"], one["old_due"], one["new_due"]) for one in row["moved"]] == [
        (f"{TASKS}.nhn", "2024-08-31", "2024-08-20")
    ]
    assert row["warnings"][0] == "2024-08-20 er passert"
    row = recorded("extension", "request", key, "--until", "2024-09-02", "--reason", "Ferie.")
    assert (row["what"], row["by_name"], row["moved"]) == ("extension.asked", "Anne Eksempel", [])
    row = recorded("extension", "record", str(row["id"]), "--denied", *SAID)
    assert (row["what"], row["day"], row["moved"]) == ("extension.denied", None, [])
    asked = recorded("extension", "request", key, "--until", "2024-09-02", "--reason", "Ferie igjen.")
    row = recorded("extension", "record", str(asked["id"]), "--granted", *SAID)
    assert (row["what"], row["day"], row["moved"][0]["new_due"]) == ("extension.granted", "2024-09-02", "2024-09-02")
    sent = ("deliverable", "register", key, "--sent", "2024-08-26", *REGISTER, "--attach", pdf)
    row = recorded(*sent)
    assert (row["what"], row["id"], row["day"], row["already"]) == ("delivery.registered", 1, "2024-08-26", False)
    assert recorded(*sent)["already"] is True
    done = "digital-samhandling-2024.followup-report.followup-2024-1.hdir"
    assert recorded("deliverable", "accept", done, "--by", "hod")["what"] == "deliverable.accepted"
    row = recorded("deliverable", "return", done, "--by", "hod", "--reason", "x")
    assert (row["what"], row["deliverables"]) == ("deliverable.returned", [done])


def test_what_was_recorded_is_a_row_of_csv_too_and_bad_input_is_told_as_always(desk: Desk) -> None:
    words = ("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "x", "--format", "csv")
    header, row = desk(*words).out.splitlines()
    assert header == ",".join(KEYS)
    assert row.startswith("conflict.decided,1,")
    assert "er avgjort" in desk.refused(*words[:-1], "json")


def test_who_is_erased_is_told_to_programs(desk: Desk) -> None:
    """Somebody outside the portfolio who has decided something is erased by number."""
    desk(
        "conflict",
        "decide",
        TASKS,
        "--in-force",
        "2024-09-15",
        "--by",
        "Ekspedisjonssjefen",
        *SAID[2:],
        "--reason",
        "x",
    )
    for apply, applied, already in (((), False, False), (("--apply",), True, False), (("--apply",), False, True)):
        [row] = desk("person", "erase", "signatory:1", *apply, "--format", "json").rows
        assert row == {"subject": "signatory:1", "applied": applied, "already": already}


def test_a_document_that_was_sent_back_says_so_on_the_board_with_the_reason(desk: Desk) -> None:
    """The program found nothing wrong: its state is incomplete, what it holds is complete, and somebody wants more."""
    key = "digital-samhandling-2024.followup-report.followup-2024-1.hdir"
    desk(
        "deliverable", "return", key, "--by", "hod", "--reference", "24/9", "--reason", "Risikoen er for knapt omtalt."
    )
    [row] = [row for row in desk.list("board", "--as-of", "2024-08-28") if row["key"] == key]
    assert (row["state"], row["completeness"]) == ("incomplete", "complete")
    [finding] = row["findings"]
    assert (finding["code"], finding["maker"]) == ("returned", "office")
    words = "sendt tilbake (Helse- og omsorgsdepartementet, 2024-08-28, 24/9): Risikoen er for knapt omtalt."
    assert finding["message"] == words
    shown = desk("board", "--actor", "hdir").out
    assert words in " ".join(shown.split()) and "sendt tilbake" in shown
    english = " ".join(desk("--lang", "en", "board").out.split())
    assert "2024-08-28, 24/9): Risikoen er for knapt omtalt." in english and "sent back (Ministry of Health" in english
    [then] = [
        row for row in desk.list("board", "--as-of", "2024-08-28", "--known-at", "2024-08-27") if row["key"] == key
    ]
    assert then["findings"] == [], "nobody had sent it back by then"


def test_what_a_wheel_says_was_asked_for_stands_with_whom_it_is_about_and_whom_it_may_affect(
    arshjul: Command, tmp_path: Path
) -> None:
    base = tmp_path / "b.db"
    wheel = Path(__file__).resolve().parents[2] / "calendar" / "wheels" / "digital-samhandling-2025.yaml"
    arshjul("wheel", "load", wheel, "--as-of", "2025-01-20", "--database", base)

    def asked(key: str) -> list[dict]:
        [row] = arshjul("deliverable", "show", key, "--format", "json", "--database", base).rows
        return [row["requests"], row["decisions"]]

    [[mine], _], [[other], _] = asked("delivery-plan.2025.hdir"), asked("delivery-plan.2025.nhn")
    assert (mine["actor"], mine["until"], mine["asked_for"]) == ("hdir", "2025-03-01", True)
    assert (other["actor"], other["asked_for"], other["may_affect"]) == ("hdir", False, ["nhn"])
    assert mine["source"]["lines"] and "Ikke avgjort" in mine["message"]
    shown = arshjul("deliverable", "show", "delivery-plan.2025.nhn", "--database", base).out
    assert "Bedt om i årshjulet" in shown and "Kan få følger for: Norsk helsenett" in " ".join(shown.split())
    told = arshjul("wheel", "check", wheel).out
    assert "bedt om: Helsedirektoratet har bedt om frist lørdag 1. mars 2025" in told
    words = ("--until", "2025-03-01", "--reason", "Som i planen.", "--as-of", "2025-01-21", "--database", base)
    assert arshjul("extension", "request", "delivery-plan.2025.hdir", *words).code == 0
    assert asked("delivery-plan.2025.nhn")[0] == []
    requests, decided = asked("delivery-plan.2025.hdir")
    assert (requests, [one["state"] for one in decided]) == ([], ["asked"])


def test_the_office_accepts_and_returns_where_nobody_else_is_named(desk: Desk) -> None:
    key = "digital-samhandling-2024.followup-report.followup-2024-1.hdir"
    assert "har godtatt" in desk("deliverable", "accept", key, "--reason", "Etter samråd.").out
    done = desk("deliverable", "return", key, "--reason", "Tallene stemmer ikke.")
    assert (done.code, "tilbake til den ansvarlige" in done.out) == (0, True)
    [row] = desk.list("deliverable", "show", key)
    assert [one["by"] for one in row["decisions"]] == ["office", "office"]


def test_a_sending_in_the_wrong_year_is_warned_of(desk: Desk) -> None:
    words = ("deliverable", "register", f"{REPORT}.hdir", "--sent", "2023-08-26", *REGISTER)
    done = desk(*words)
    assert (done.code, "Obs: 2023-08-26 er før brevet som ber om leveransen" in done.err) == (0, True)
    [row] = desk(*words, "--format", "json").rows
    assert row["already"] and row["warnings"][0].startswith("2023-08-26 er før brevet")


def test_a_table_says_by_name_who_decided_a_contradiction(desk: Desk) -> None:
    desk("conflict", "decide", TASKS, "--in-force", "2024-09-15", *SAID, "--reason", "Mandatene er nyere.")
    table = " ".join(desk.give("conflicts", "--database", desk.base).out.split())
    assert "Helse- og omsorgsdepartementet, 2024-08-28, 24/123" in table


@pytest.mark.parametrize(("lang", "way"), [("nb", "e-post"), ("en", "e-mail")])
def test_the_way_it_was_sent_is_in_the_readers_language(desk: Desk, lang: str, way: str) -> None:
    words = ("deliverable", "register", f"{REPORT}.hdir", "--sent", "2024-08-26", "--channel", "epost")
    assert f"({way}, 1)" in desk("--lang", lang, *words, "--reference", "1").out
    assert way in desk("--lang", lang, "deliverable", "show", f"{REPORT}.hdir").out
