"""Documents of prose are judged by what a person finds in them, version by version."""

import copy
import hashlib
import json

import pytest
from decided import HOD, count, now, refused, told
from documents import pdf
from office import Edit, Office

from arshjul.flows import accepting, registering, ticking
from arshjul.flows.board import board
from arshjul.flows.recorded import Words
from arshjul.models.codes import Completeness, State
from arshjul.models.tables_history import SendingChannel
from arshjul.store import audit, checklists
from arshjul.store.sendings import Attached

PLAN, REPORT, BUDGET = "plan.2024.nhn", "report.followup-2024-1.nhn", "budget.2024.nhn"
BODY = pdf(["Leveranseplan", "Leveranser for legemiddellisten"])
KARI = "kari@example.org"


def attached(body: bytes = BODY) -> Attached:
    return Attached(hashlib.sha256(body).hexdigest(), "plan.pdf", "application/pdf", body)


def demands_two(values: dict) -> None:
    """The plan must say how funds are used, too, and the office would like to see risks."""
    values["obligations"]["plan"]["required"] = ["deliverables", "use_of_funds"]
    values["documents"]["habit"] = {
        "title": {"nb": "Vane", "en": "Habit"}, "issuer": "hod", "date": "2024-01-15", "maker": "office",
    }  # fmt: skip
    values["obligations"]["wish"] = copy.deepcopy(values["obligations"]["plan"]) | {
        "required": ["risk"], "statements": [{"document": "habit", "section": "1", "lines": [1, 1]}],
    }  # fmt: skip


EDIT: Edit = demands_two


def send(office: Office, when: str, holds: dict | None = None, name: str = "plan.json", body: bytes = BODY) -> None:
    """An envelope around the document lies in its source, and the day runs."""
    office.send_in("nhn", name, PLAN, f"{when[:10]}T07:00")
    values = json.loads(office.sources["nhn"].files[name])
    values |= {"digest": hashlib.sha256(body).hexdigest(), "holds": holds or {}}
    office.sources["nhn"].files[name] = json.dumps(values).encode()
    office.day(when)


def register(office: Office, when: str, file: Attached | None, key: str = PLAN) -> None:
    day = office.at(when).moment.today
    registering.register(office.at(when), key, registering.Formal(day, SendingChannel.EFORMIDLING, "24/9", file))


def tick(office: Office, *codes: str, when: str = "2024-01-31", page: int = 2, by: str = KARI) -> ticking.Done:
    return ticking.tick(office.at(when), PLAN, codes, page, by)


@pytest.fixture
def asks(office: Office) -> Office:
    """The plan must hold two things, and the office asks for a third."""
    office.rewheel(EDIT)
    office.load("2024-01-16")
    return office


def test_a_document_that_says_nothing_of_itself_waits_till_everything_that_letters_demand_is_ticked(
    asks: Office,
) -> None:
    send(asks, "2024-01-30T10:00")
    assert now(asks, PLAN).state is State.RECEIVED, "nobody has looked into it yet"
    done = tick(asks, "deliverables")
    assert (done.ticked, done.demands, done.completeness) == (1, 3, Completeness.INCOMPLETE)
    assert now(asks, PLAN).state is State.INCOMPLETE
    assert tick(asks, "pll.use_of_funds", page=7).completeness is Completeness.COMPLETE, (
        "what the office asks for is no matter"
    )
    assert now(asks, PLAN).state is State.COMPLETE
    asks.day("2024-02-01T10:00")
    assert now(asks, PLAN).state is State.COMPLETE, "the day judges by the same ticks"
    accepting.accept(asks.at("2024-02-02"), PLAN, HOD)
    assert list(audit.flaws(asks.parts.database)) == []


def test_what_is_not_found_stands_on_the_board_with_who_demands_it_and_where(asks: Office) -> None:
    send(asks, "2024-01-30T10:00")
    tick(asks, "deliverables")
    [row] = [one for one in board(asks.at("2024-01-31")) if one.key.endswith(PLAN)]
    said = {one["content"]: (one["message"], one["maker"]) for one in row.findings}
    assert said["use_of_funds"] == (
        "Legemiddellisten: disponering av midlene er ikke funnet i dokumentet. Krav i Tabell.", "letter",
    )  # fmt: skip
    assert said["risk"][1] == "office" and "Porteføljekontoret ber om det" in said["risk"][0]


def test_gaps_are_told_on_the_working_day_after_and_not_when_the_rest_is_ticked_by_then(asks: Office) -> None:
    send(asks, "2024-01-30T08:00")
    tick(asks, "deliverables", when="2024-01-30")
    asks.day("2024-01-30T14:00")
    assert "gaps" not in told(asks, PLAN), "somebody is going through it"
    asks.day("2024-01-31T10:00")
    assert "gaps" in told(asks, PLAN)


def test_a_checklist_that_was_finished_the_same_day_tells_a_receipt_and_no_gaps(asks: Office) -> None:
    from arshjul.flows.receipts import acknowledge

    send(asks, "2024-01-30T08:00")
    tick(asks, "deliverables", "use_of_funds", when="2024-01-30")
    acknowledge(asks.at("2024-01-31T09:00"))
    asks.day("2024-01-31T10:00")
    assert "gaps" not in told(asks, PLAN) and "receipt" in told(asks, PLAN)


def test_what_the_sender_claims_counts_till_somebody_ticks(asks: Office) -> None:
    send(asks, "2024-01-30T10:00", {"pll": ["deliverables", "use_of_funds", "risk"]})
    assert now(asks, PLAN).state is State.COMPLETE
    tick(asks, "deliverables")
    assert now(asks, PLAN).state is State.INCOMPLETE, "the claim about funds is no longer believed"
    asks.day("2024-02-01T10:00")
    assert now(asks, PLAN).state is State.INCOMPLETE


def test_a_tick_can_be_taken_back_and_the_same_tick_writes_nothing(asks: Office) -> None:
    send(asks, "2024-01-30T10:00")
    tick(asks, "deliverables", "use_of_funds")
    before = count(asks)
    assert tick(asks, "deliverables").already and count(asks) == before
    assert not tick(asks, "deliverables", page=3).already, "another page takes its place"
    done = ticking.untick(asks.at("2024-02-01"), PLAN, ["use_of_funds"], "Det var fjorårets tall.", KARI)
    assert (done.ticked, done.completeness) == (1, Completeness.INCOMPLETE)
    again = lambda: ticking.untick(asks.at("2024-02-01"), PLAN, ["use_of_funds"], "Igjen.", KARI)  # noqa: E731
    assert "er ikke krysset av: pll.use_of_funds" in refused(asks, again)
    rows = asks.rows("SELECT content, page, by, reason FROM tick ORDER BY id")
    assert rows[-1] == ("use_of_funds", None, "person:kari", "Det var fjorårets tall.")
    assert len(rows) == 4, "every row is kept"


def test_a_new_version_begins_anew_and_knows_where_it_stood_before(asks: Office) -> None:
    send(asks, "2024-01-30T10:00")
    tick(asks, "deliverables", "use_of_funds")
    send(asks, "2024-02-01T10:00", name="ny.json", body=pdf(["Ny plan"]))
    assert now(asks, PLAN).state is State.RECEIVED
    with asks.parts.database.read() as connection:
        version = checklists.newest(connection, now(asks, PLAN).id)
        assert version and version.no == 2
        assert checklists.ticks(connection, version.submission_id) == {}
        assert checklists.earlier(connection, now(asks, PLAN).id, version.submission_id) == {
            "pll.deliverables": 2, "pll.use_of_funds": 2,
        }  # fmt: skip


def test_a_document_that_was_only_registered_as_sent_is_ticked_too(asks: Office) -> None:
    refusal = refused(asks, lambda: tick(asks, "deliverables"))
    assert "har ikke noe dokument å krysse av i" in refusal and "--document" in refusal
    register(asks, "2024-01-30", None)
    assert "har ikke noe dokument" in refused(asks, lambda: tick(asks, "deliverables"))
    register(asks, "2024-01-30", attached())
    tick(asks, "deliverables", "use_of_funds")
    assert (now(asks, PLAN).state, now(asks, PLAN).versions) == (State.COMPLETE, 1)
    with asks.parts.database.read() as connection:
        came = ticking.came(connection, now(asks, PLAN))
    assert came.envelope and came.document and came.document.body == BODY


def test_a_document_handed_in_is_a_version_or_the_one_that_the_envelope_names(asks: Office) -> None:
    assert ticking.hand_in(asks.at("2024-01-29"), PLAN, attached(), KARI) == 1
    before = count(asks)
    assert ticking.hand_in(asks.at("2024-01-30"), PLAN, attached(), KARI) is None
    assert count(asks) == before, "the same file again changes nothing"
    other = pdf(["Ny plan"])
    send(asks, "2024-01-31T10:00", body=other)
    assert ticking.hand_in(asks.at("2024-02-01"), PLAN, attached(other), KARI) is None
    assert now(asks, PLAN).versions == 2
    with asks.parts.database.read() as connection:
        found = ticking.came(connection, now(asks, PLAN))
    assert found.document and found.document.body == other


def test_unknown_demands_and_people_are_refused_with_the_nearest(asks: Office) -> None:
    send(asks, "2024-01-30T10:00")
    assert "mente du «pll.deliverables»?" in refused(asks, lambda: tick(asks, "pll.deliverable"))
    assert "mente du «kari@example.org»?" in refused(asks, lambda: tick(asks, "deliverables", by="kan@example.org"))
    assert "ingen i porteføljen" in refused(asks, lambda: tick(asks, "deliverables", by="kari"))


def test_a_status_report_is_judged_by_itself_and_what_is_accepted_is_not_ticked(office: Office) -> None:
    office.send_in("nhn", "r.json", REPORT, "2024-01-29")
    send(office, "2024-01-30T10:00", {"pll": ["deliverables"]})
    by_hand = lambda key, code: ticking.tick(office.at("2024-02-02"), key, [code], 1, KARI)  # noqa: E731
    assert "kom som statusrapport" in refused(office, lambda: by_hand(REPORT, "pll.status"))
    accepting.accept(office.at("2024-02-01"), PLAN, Words("hod"))
    assert "er godtatt" in refused(office, lambda: by_hand(PLAN, "deliverables"))


def test_a_demand_of_no_initiative_is_ticked_as_well(office: Office) -> None:
    office.load("2024-04-01")
    register(office, "2024-04-25", attached(), BUDGET)
    done = ticking.tick(office.at("2024-04-26"), BUDGET, ["general.budget_text"], 1, KARI)
    assert done.completeness is Completeness.COMPLETE
