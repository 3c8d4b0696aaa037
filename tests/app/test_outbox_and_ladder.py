"""The verbs by which the office follows its messages: outbox, ladder, remind preview and doctor."""

from pathlib import Path

import pytest
from front_desk import Answer, Command
from sqlalchemy import create_engine, text

REPORT = "digital-samhandling-2024.followup-report.followup-2024-4.hdir"
SHORT = "followup-report.followup-2024-4.hdir"


class Desk:
    """The office on its shipped wheel and example portfolio; `base` is its database."""

    def __init__(self, arshjul: Command, folder: Path) -> None:
        self.give, self.base, self.folder = arshjul, folder / "a.db", folder

    def __call__(self, *words: str | Path, at: str | None = "2024-08-28") -> Answer:
        return self.give(*words, *(("--as-of", at) if at else ()), "--database", self.base)

    def day(self, at: str) -> Answer:
        return self("day", "--out", self.folder / "out", at=at)

    def refused(self, *words: str, at: str | None = "2024-08-28") -> str:
        before = self.run("SELECT count(*) FROM event")
        answer = self(*words, at=at)
        assert (answer.code, answer.out) == (2, "")
        assert self.run("SELECT count(*) FROM event") == before
        return answer.err

    def run(self, statement: str) -> list[tuple]:
        engine = create_engine(f"sqlite:///{self.base}")
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            found = [tuple(row) for row in result] if result.returns_rows else []
        engine.dispose()
        return found


@pytest.fixture
def desk(arshjul: Command, tmp_path: Path) -> Desk:
    made = Desk(arshjul, tmp_path)
    assert made.day("2024-08-27").code == 1
    return made


def first_key(desk: Desk, state: str = "sent") -> str:
    return str(desk("outbox", "list", "--state", state, "--format", "json", at=None).rows[0]["key"])


def test_the_outbox_lists_by_state_and_names_the_states_there_are(desk: Desk) -> None:
    rows = desk("outbox", "list", "--format", "json", at=None).rows
    assert {row["state"] for row in rows} == {"sent"}
    assert list(rows[0]) == [
        "key", "day", "person", "channel", "state", "notices", "attempts", "sent_at", "not_before", "error",
    ]  # fmt: skip
    assert desk("outbox", "list", "--state", "failed", "--format", "json", at=None).rows == []
    assert "mente du «sent»" in desk.refused("outbox", "list", "--state", "sendt", at=None)


def test_one_message_is_shown_with_its_words_and_its_story(desk: Desk) -> None:
    key = first_key(desk)
    shown = desk("outbox", "show", key)
    assert shown.code == 0
    assert "sendt" in shown.out.splitlines()[0]
    assert "Hei, " in shown.out and "message.sent" in shown.out
    [row] = desk("outbox", "show", key.removeprefix("message/"), "--format", "json").rows
    assert row["key"] == key
    assert [one["kind"] for one in row["story"]] == ["message.sent"]
    assert f"mente du «{key}»" in desk.refused("outbox", "show", f"{key[:-1]}9")


def test_a_dead_letter_is_tried_again_or_let_be_by_somebody(desk: Desk) -> None:
    key = first_key(desk)
    assert "bare det som har feilet" in desk.refused("outbox", "retry", key)
    assert "kan ikke tas tilbake" in desk.refused("outbox", "cancel", key)
    desk.run(f"UPDATE message SET state = 'failed', error = 'nei', attempts = 12 WHERE dedup_key = '{key}'")
    assert desk("outbox", "list", "--state", "failed", at=None).out.count("nei") == 1
    assert "neste utsending" in desk("outbox", "retry", key, "--by", "Kari").out
    assert desk.run(f"SELECT state, attempts FROM message WHERE dedup_key = '{key}'") == [("pending", 0)]
    assert desk.run("SELECT kind, actor FROM event ORDER BY seq DESC LIMIT 1") == [("message.retried", "Kari")]
    assert "sendes ikke" in desk("outbox", "cancel", key).out
    assert "alt uaktuell" in desk("outbox", "cancel", key).out
    assert desk.run("SELECT kind FROM event ORDER BY seq DESC LIMIT 1") == [("message.cancelled",)]


def test_a_retry_says_so_when_an_earlier_try_may_have_arrived(desk: Desk) -> None:
    key = first_key(desk)
    desk.run(f"UPDATE message SET state = 'failed', tried_at = sent_at WHERE dedup_key = '{key}'")
    assert "kan ha kommet fram" in desk("outbox", "retry", key).err


def test_an_outbox_without_a_database_is_empty_and_makes_none(arshjul: Command, home: Path) -> None:
    """The user's own is made by the verbs that write; one that is named by any (`test_days_and_boards.py`)."""
    assert arshjul("outbox", "list", "--format", "json").rows == []
    for verb in ("show", "retry", "cancel"):
        assert "utboksen er tom" in arshjul("outbox", verb, "x").err
    assert not list(home.rglob("*.db"))


def test_the_ladder_explains_every_step_of_a_deliverable(desk: Desk) -> None:
    rows = desk("ladder", "explain", SHORT, "--format", "json").rows
    told = [(row["step"], str(row["day"]), row["state"], row["person"], row["channel"]) for row in rows]
    assert told == [
        ("invitation", "2024-07-29", "passed_over", None, None),
        ("before_7", "2024-08-15", "passed_over", None, None),
        ("before_3", "2024-08-21", "passed_over", None, None),
        ("last_day", "2024-08-26", "passed_over", None, None),
        ("overdue", "2024-08-27", "sent", "Anne Eksempel", "slack"),
        ("overdue", "2024-08-27", "sent", "Jonas Prøve", "slack"),
        ("manager", "2024-08-30", "waiting", "Emily Example", "slack"),
    ]
    assert {row["why"] for row in rows[:4]} == {"et senere trinn ble sagt i stedet"}
    assert rows[4]["why"] == "1 arbeidsdag etter fristen mandag 26. august"
    assert rows[4]["at"] == "2024-08-27T12:00:00+02:00"
    assert rows[4]["message"].startswith("message/digital-samhandling/")
    assert "må bekreftes" in desk("ladder", "explain", SHORT).out


def test_the_ladder_tells_what_is_held_back_void_and_news(desk: Desk) -> None:
    desk("extension", "request", REPORT, "--until", "2024-09-02", "--reason", "Ferie.")
    held = {row["step"]: row["state"] for row in desk("ladder", "explain", SHORT, "--format", "json").rows}
    assert held["manager"] == "waiting"
    desk("extension", "record", "1", "--granted", "--by", "hod", "--reference", "24/1")
    rows = desk("ladder", "explain", SHORT, "--format", "json").rows
    assert {(row["step"], row["state"]) for row in rows if row["revision"] == 1} >= {("manager", "void")}
    later = {row["step"]: (row["state"], row["why"]) for row in rows if row["revision"] == 2}
    assert later["extended.2"][0] == "queued"
    assert later["last_day"] == ("planned", "siste arbeidsdag før fristen, mandag 2. september")
    assert later["invitation"] == ("passed_over", "sagt med nyheten om fristen")


def test_the_manager_hears_once_an_officer_has_confirmed_it_and_not_before(desk: Desk) -> None:
    desk.day("2024-09-02")
    [waits] = [
        row
        for row in desk("ladder", "explain", SHORT, "--format", "json", at="2024-09-02").rows
        if row["step"] == "manager"
    ]
    assert (waits["state"], waits["why"]) == ("waiting", "venter på ladder confirm")
    done = desk("ladder", "confirm", SHORT, "--by", "kari", at="2024-09-02")
    assert (
        done.out
        == f"Ført: Kari Eksempel lar lederen få beskjed om {REPORT} fra fredag 30. august 2024, om det ikke er levert da.\n"
    )
    assert desk("ladder", "confirm", SHORT, "--by", "kari", at="2024-09-02").out == f"{REPORT} er alt bekreftet.\n"
    assert desk.run("SELECT kind, state, by FROM decision") == [("escalation", "granted", "person:kari")]
    desk.day("2024-09-02T14:00")
    rows = desk("ladder", "explain", SHORT, "--format", "json", at="2024-09-02T14:00").rows
    assert [(row["state"], row["person"]) for row in rows if row["step"] == "manager"] == [("sent", "Emily Example")]


def test_a_confirmation_that_makes_no_sense_is_refused(desk: Desk) -> None:
    assert "--by" in desk.refused("ladder", "confirm", SHORT)
    delivered = "followup-report.followup-2024-3.nhn"
    assert "er levert" in desk.refused("ladder", "confirm", delivered, "--by", "kari")
    assert "mente du" in desk.refused("ladder", "confirm", "followup-report.followup-2024-4.hdr", "--by", "kari")
    assert "har ikke noe trinn til lederen" in desk.refused(
        "ladder", "confirm", "tertial-report.tertial-2024-2.nhn", "--by", "kari"
    )


def test_the_preview_shows_exactly_what_then_goes_out_and_leaves_no_trace(desk: Desk) -> None:
    before = desk.base.read_bytes()
    shown = desk("remind", "preview", "--format", "json", at="2024-09-02").rows
    assert desk.base.read_bytes() == before
    assert desk.run("SELECT count(*) FROM message WHERE day > '2024-08-27'") == [(0,)]
    desk.day("2024-09-02")
    sent = desk.run("SELECT dedup_key FROM message WHERE state = 'sent' AND day = '2024-09-02' ORDER BY id")
    assert [row["key"] for row in shown] == [key for (key,) in sent]
    files = [path.read_text("utf-8") for path in (desk.folder / "out" / "messages").iterdir()]
    assert len(files) >= len(shown) > 0
    assert all(row["text"] for row in shown)


def test_the_preview_of_one_person_by_either_channel(desk: Desk) -> None:
    rows = desk("remind", "preview", "--to", "anne.eksempel@hdir.example.org", "--format", "json", at="2024-09-06").rows
    assert [row["to"] for row in rows] == ["U0EXAMPLE1"]
    told = desk("remind", "preview", "--to", "anne.eksempel@hdir.example.org", at="2024-09-06").out
    assert "Hei, Anne." in told and "1 melding ville gått ut." in told
    assert "mente du «anne.eksempel@hdir.example.org»" in desk.refused(
        "remind", "preview", "--to", "anne.eksempel@hdir.example.no"
    )


def test_at_night_nothing_would_go_out_and_the_preview_says_why(desk: Desk) -> None:
    assert desk("remind", "preview", at="2024-08-31").out == "Stille time: ingenting ville gått ut nå.\n"


def test_the_doctor_is_content_after_a_good_day_and_not_after_a_silence(desk: Desk) -> None:
    well = desk("doctor", "--format", "json", at="2024-08-28T13:00")
    assert {row["check"]: row["state"] for row in well.rows} == {
        "database": "ok", "log": "ok", "day": "ok", "channels": "note", "outbox": "ok",
    }  # fmt: skip
    assert well.code == 0
    late = desk("doctor", "--format", "json", at="2024-08-28T14:01")
    [day] = [row for row in late.rows if row["check"] == "day"]
    assert (late.code, day["state"]) == (1, "short")
    assert "mer enn 26 timer siden" in day["detail"]


def test_the_doctor_names_what_falls_short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run("UPDATE message SET state = 'failed' WHERE id = 1")
    desk.run(
        "INSERT INTO channel_pause (channel, until, reason) VALUES ('slack', '2099-01-01 00:00:00', 'invalid_auth')"
    )
    found = desk("doctor", "--format", "json").rows
    short = {row["check"]: row["detail"] for row in found if row["state"] == "short"}
    assert set(short) == {"slack", "outbox"}
    assert short["outbox"] == "0 venter, 1 feilet"
    assert "invalid_auth" in short["slack"]
    monkeypatch.setenv("ARSHJUL_SMTP_HOST", "smtp.example.org")
    monkeypatch.setenv("ARSHJUL_SMTP_USER", "kontoret")
    answer = desk("doctor")
    assert answer.code == 1
    assert "ARSHJUL_SMTP_PASSWORD" in answer.out
    monkeypatch.setenv("ARSHJUL_SMTP_PASSWORD", "hemmelig")
    assert "hemmelig" not in desk("doctor").out
    [email] = [row for row in desk("doctor", "--format", "json").rows if row["check"] == "email"]
    assert email["detail"].endswith("(smtp.example.org)"), "the server that is used, not the one in the file"


def test_the_doctor_says_when_there_is_no_database_and_makes_none(arshjul: Command, tmp_path: Path) -> None:
    answer = arshjul("doctor", "--database", tmp_path / "no.db")
    assert answer.code == 1
    assert "finnes ikke ennå" in answer.out
    assert not (tmp_path / "no.db").exists()


def test_a_log_whose_end_was_cut_off_is_noticed(desk: Desk) -> None:
    desk.run("DROP TRIGGER event_no_delete")
    desk.run("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    [log] = [row for row in desk("doctor", "--format", "json").rows if row["check"] == "log"]
    assert log["state"] == "short"


def test_settings_that_cannot_be_used_stop_a_run_that_sends_before_it_does_anything(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARSHJUL_SMTP_HOST", "smtp.example.org")
    monkeypatch.setenv("ARSHJUL_SMTP_USER", "kontoret")
    assert "ARSHJUL_SMTP_PASSWORD" in desk.refused("day", at="2024-08-29")
    assert "ARSHJUL_SMTP_PASSWORD" in desk.refused("dispatch", at="2024-08-29")
    assert desk("board", "--format", "json").code == 1, "whoever only looks needs no password"
