"""Receipts and stand-ins: one message per delivery, and what is told while somebody is away goes to another."""

import asyncio

import pytest
from office import Office, report

from arshjul.flows import accepting, collecting, receipts, registering, reminding, sending
from arshjul.flows.recorded import Words
from arshjul.flows.submitting import submit
from arshjul.models.problems import BadInput
from arshjul.models.tables_history import SendingChannel
from arshjul.notifications.email import plain_words

REPORT = "report.followup-2024-4.nhn"
KEY = f"prove-2024.{REPORT}"


def day(office: Office, when: str) -> None:
    """The day with its receipts."""
    parts = office.at(when)
    for actor in ("nhn", "hdir"):
        collecting.pull(parts, actor)
    collecting.judge(parts)
    receipts.acknowledge(parts)
    reminding.decide_reminders(parts)
    asyncio.run(sending.dispatch(parts))


def about(office: Office, key: str = KEY) -> list[tuple[str, str]]:
    """Step and person of every notice about a deliverable that was sent."""
    rows = office.rows(
        "SELECT step, slug FROM notice JOIN message ON message.id = message_id JOIN person ON person.id = notice.person_id "
        f"JOIN deliverable ON deliverable.id = deliverable_id WHERE key = '{key}' AND message.state = 'sent' AND NOT dropped "
        "ORDER BY notice.id"
    )
    return [(step, slug) for step, slug in rows]


def last_letter(office: Office, to: str) -> str:
    out = [out for out in office.memory.sent.values() if out.to == f"{to}@example.org"][-1]
    return f"{out.payload['Subject']}\n{plain_words(out.payload)}"


@pytest.fixture
def desk(office: Office) -> Office:
    office.load("2024-08-01")
    return office


def test_a_complete_report_is_acknowledged_once(desk: Office) -> None:
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00")
    day(desk, "2024-08-20T09:00")
    day(desk, "2024-08-20T10:00")
    day(desk, "2024-08-21T09:00")
    assert [step for step, _ in about(desk) if step.startswith("receipt")] == ["receipt.1"]
    assert [who for step, who in about(desk) if step == "receipt.1"] == ["kari"]


def test_it_says_when_it_came_and_what_remains(desk: Office) -> None:
    day(desk, "2024-08-19T08:00")
    desk.memory.sent.clear()
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00")
    day(desk, "2024-08-20T09:00")
    letter = last_letter(desk, "kari")
    assert letter.startswith("Statusrapport er mottatt\n")
    assert "tirsdag 20. august, innen fristen" in letter
    assert "trenger vi bare dato og saksnummer" in letter


def receipts_alone(office: Office, when: str) -> str:
    """The letter of a day on which nobody is reminded of anything else."""
    parts = office.at(when)
    collecting.pull(parts, "nhn")
    collecting.judge(parts)
    receipts.acknowledge(parts)
    asyncio.run(sending.dispatch(parts))
    return last_letter(office, "kari")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2024-08-23", "fredag 23. august, innen fristen. Den har med alt"),
        ("2024-08-29", "torsdag 29. august. Den første kom innen fristen. Den nye har med alt"),
    ],
)
def test_a_new_version_handed_in_is_in_time_only_by_its_own_day(desk: Office, on: str, said: str) -> None:
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00")
    first = receipts_alone(desk, "2024-08-20T09:00")
    assert "Vi har mottatt leveransen fra Norsk helsenett tirsdag 20. august, innen fristen. Den har" in first
    submit(desk.at(f"{on}T09:00"), KEY, "/tmp/mine/r2.json", report(KEY, f"{on}T08:00"), "kari@example.org")
    letter = receipts_alone(desk, f"{on}T10:00")
    assert f"Vi har mottatt en ny versjon av leveransen fra Norsk helsenett {said}" in letter
    assert "hentet" not in letter


def test_a_new_version_with_gaps_after_the_deadline_is_not_said_to_have_come_in_time(desk: Office) -> None:
    day(desk, "2024-08-19T08:00")
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00")
    day(desk, "2024-08-20T09:00")
    day(desk, "2024-08-29T08:00")
    desk.memory.sent.clear()
    raw = report(KEY, "2024-08-29T08:00", lacks="pps.status")
    submit(desk.at("2024-08-29T09:00"), KEY, "/tmp/mine/r2.json", raw, "kari@example.org")
    day(desk, "2024-08-29T10:00")
    day(desk, "2024-08-30T10:00")
    letters = [plain_words(out.payload) for out in desk.memory.sent.values() if out.to == "kari@example.org"]
    assert any("Takk for den nye versjonen. Den første kom innen fristen. Dette mangler:" in one for one in letters)


def test_one_with_gaps_is_acknowledged_by_the_message_that_names_them_and_the_next_version_anew(desk: Office) -> None:
    day(desk, "2024-08-19T08:00")
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00", lacks="pps.status")
    day(desk, "2024-08-20T09:00")
    desk.send_in("nhn", "r2.json", REPORT, "2024-08-21T08:00")
    day(desk, "2024-08-21T09:00")
    steps = [step for step, _ in about(desk)]
    assert steps[-2:] == ["gaps.1", "receipt.2"]


def test_what_is_sent_back_or_accepted_before_the_receipt_went_out_has_none(desk: Office) -> None:
    for key, actor, verdict in (
        (REPORT, "nhn", accepting.give_back),
        ("report.followup-2024-4.hdir", "hdir", accepting.accept),
    ):
        desk.send_in(actor, "r.json", key, "2024-08-20T17:30")
        parts = desk.at("2024-08-20T18:00")
        collecting.pull(parts, actor)
        collecting.judge(parts)
        receipts.acknowledge(parts)
        verdict(parts, f"prove-2024.{key}", Words("hod", reason="Tall mangler."))
    day(desk, "2024-08-21T09:00")
    assert [step.partition(".")[0] for step, _ in about(desk)][-1] == "returned"
    assert not [step for step, _ in about(desk) if step.startswith("receipt")]
    steps = [step.partition(".")[0] for step, _ in about(desk, "prove-2024.report.followup-2024-4.hdir")]
    assert steps[-1:] == ["accepted"]


def test_a_formal_sending_without_a_report_is_acknowledged_with_its_case_number(desk: Office) -> None:
    day(desk, "2024-08-19T08:00")
    formal = registering.Formal(desk.at("2024-08-20").moment.today, SendingChannel.EFORMIDLING, "24/77", None)
    registering.register(desk.at("2024-08-20"), KEY, formal, None)
    desk.memory.sent.clear()
    day(desk, "2024-08-20T13:00")
    letter = last_letter(desk, "kari")
    assert "ble sendt med eFormidling tirsdag 20. august, innen fristen (24/77)" in letter
    day(desk, "2024-08-21T13:00")
    assert [step for step, _ in about(desk) if step.startswith("receipt")] == ["receipt.formal.1"]


def test_a_season_that_is_loaded_long_afterwards_thanks_nobody(desk: Office) -> None:
    desk.send_in("nhn", "r.json", REPORT, "2024-08-20T08:00")
    day(desk, "2024-09-02T09:00")
    assert not [step for step, _ in about(desk) if step.startswith("receipt")]


def absent(office: Office, person: str, text: str) -> None:
    """Write an absence into the portfolio."""
    old = office.portfolio_path.read_text(encoding="utf-8")
    new = old.replace(f"email: {person}@example.org", f"email: {person}@example.org, absences: [{text}]")
    assert new != old
    office.portfolio_path.write_text(new, encoding="utf-8")
    office.parts.database.close()
    office.parts = office.open()


def test_while_somebody_is_away_the_stand_in_hears_and_knows_for_whom(desk: Office) -> None:
    absent(desk, "kari", "{from: 2024-08-12, to: 2024-08-16, stand_in: nina}")
    for when in ("2024-08-09", "2024-08-12", "2024-08-16", "2024-08-21"):
        day(desk, when)
    heard = about(desk)
    assert [who for step, who in heard if step == "before_7"] == ["nina"]
    assert [who for step, who in heard if step == "before_3"] == ["kari"]
    about_tasks = [who for step, who in about(desk, "prove-2024.tasks.2024.nhn") if step == "invitation"]
    assert about_tasks == ["kari"], "before the absence"
    told = [plain_words(out.payload) for out in desk.memory.sent.values() if out.to == "nina@example.org"]
    assert any("Hei, Nina." in one and "stedfortreder for Kari Prøve" in one for one in told), told


def test_a_stand_in_who_is_the_deputy_anyway_hears_once(desk: Office) -> None:
    absent(desk, "kari", "{from: 2024-08-27, to: 2024-08-30, stand_in: nina}")
    day(desk, "2024-08-27T09:00")
    assert [who for step, who in about(desk) if step == "overdue"] == ["nina"]


def test_a_stand_in_who_is_away_too_has_one_and_a_ring_of_them_ends_with_the_owner(desk: Office) -> None:
    absent(desk, "kari", "{from: 2024-08-12, to: 2024-08-16, stand_in: nina}")
    absent(desk, "nina", "{from: 2024-08-12, to: 2024-08-16, stand_in: peder}")
    today = desk.at("2024-08-14").moment.today
    assert desk.parts.portfolio.told_instead("kari", today) == "peder"
    absent(desk, "peder", "{from: 2024-08-12, to: 2024-08-16, stand_in: kari}")
    assert desk.parts.portfolio.told_instead("kari", today) == "kari"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{from: 2024-08-12, to: 2024-08-16, stand_in: nian}", "mente du «nina»"),
        ("{from: 2024-08-12, to: 2024-08-16, stand_in: kari}", "seg selv"),
        ("{from: 2024-08-16, to: 2024-08-12, stand_in: nina}", "bytt om datoene"),
        ("{from: 2024-08-12, stand_in: nina}", "absences.0.to"),
        (
            "{from: 2024-08-12, to: 2024-08-16, stand_in: nina}, {from: 2024-08-16, to: 2024-08-20, stand_in: nina}",
            "overlapper",
        ),
    ],
)
def test_an_absence_that_makes_no_sense_is_named_with_its_place(file_office: Office, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        absent(file_office, "kari", text)
    assert caught.value.problems[0].line
    file_office.parts = file_office.parts
