"""Money moved between initiatives: the ministry is asked, answers once, and nothing is accepted before that."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from decided import HOD, REPORT, count, now, refused, told
from office import Office, instant

from arshjul.flows import accepting, approving
from arshjul.flows.board import board
from arshjul.flows.recorded import Recorded, Words
from arshjul.models.codes import State
from arshjul.models.reallocation import Reallocation
from arshjul.store import approvals, audit

MOVE = {"from": "pll", "to": "pps", "amount": "1500000.50", "reason": "Kapasiteten trengs i prøvesvar."}
LATE = "report.followup-2024-4.nhn"
PLAN = "plan.2024.nhn"
EARLIER = "report.followup-2024-2.nhn"


def send(
    office: Office, when: str, *moves: dict[str, Any], name: str = "a.json", key: str = REPORT, **more: Any
) -> None:
    """A complete report that moves money lies in its source, and the day runs."""
    office.send_in("nhn", name, key, f"{when[:10]}T07:00")
    report = json.loads(office.sources["nhn"].files[name])
    report |= {"reallocations": list(moves)} if moves else {}
    for slug, parts in more.items():
        report["initiatives"][slug] |= parts
    office.sources["nhn"].files[name] = json.dumps(report).encode()
    office.day(when)


def listed(office: Office, known_at: str | None = None) -> list[approvals.Asked]:
    with office.parts.database.read() as connection:
        return approvals.listed(connection, known_at=instant(known_at) if known_at else None)


def answer(
    office: Office, number: object, when: str = "2024-08-14", *, granted: bool = True, by: str = "hod"
) -> Recorded:
    return approving.answer(office.at(when), str(number), Words(by, "24/90", "Etter samråd."), granted=granted)


def row(office: Office, when: str, known_at: str | None = None, key: str = REPORT) -> Any:
    rows = board(office.at(when), instant(known_at) if known_at else None)
    return next(one for one in rows if one.key == f"prove-2024.{key}")


@pytest.fixture
def asked(office: Office) -> Iterator[tuple[Office, int]]:
    """A report that moves money, and the number of the question."""
    office.load("2024-08-01")
    send(office, "2024-08-12T10:00", MOVE)
    [one] = listed(office)
    yield office, one.id


def test_a_report_that_moves_money_opens_an_approval(asked: tuple[Office, int]) -> None:
    office, number = asked
    [one] = listed(office)
    assert (one.key, one.source, one.target, one.amount) == (
        f"prove-2024.{REPORT}",
        "pll",
        "pps",
        Decimal("1500000.50"),
    )
    assert (one.reason, one.state, one.version, one.by) == (MOVE["reason"], "asked", 1, "nhn")
    assert office.rows("SELECT amount FROM approval") == [(150000050,)], "whole øre"
    assert list(audit.flaws(office.parts.database)) == []
    office.day("2024-08-13T10:00")
    assert [one.id for one in listed(office)] == [number], "the next day asks nothing anew"


def test_it_can_be_complete_and_is_not_accepted_before_the_answer_is_recorded(asked: tuple[Office, int]) -> None:
    office, number = asked
    assert now(office, REPORT).state is State.COMPLETE
    said = refused(office, lambda: accepting.accept(office.at("2024-08-13"), REPORT, HOD))
    assert f"venter på departementets godkjenning ({number})" in said and f"approval record {number}" in said
    answer(office, number)
    assert not accepting.accept(office.at("2024-08-15"), REPORT, HOD).already
    assert now(office, REPORT).state is State.ACCEPTED


def test_the_board_shows_that_it_waits_and_a_past_board_still_does(asked: tuple[Office, int]) -> None:
    office, number = asked
    waits = f"Omdisponering {number} venter på departementets godkjenning."
    assert [one["message"] for one in row(office, "2024-08-13").findings] == [waits]
    answer(office, number)
    assert row(office, "2024-08-15").findings == []
    assert [one["message"] for one in row(office, "2024-08-15", "2024-08-13").findings] == [waits]
    assert row(office, "2024-08-15", "2024-08-11").findings == [], "nobody had heard of it then"
    assert [one.state for one in listed(office, "2024-08-13")] == ["asked"]


def test_an_answer_is_given_once_by_the_one_who_decides(asked: tuple[Office, int]) -> None:
    office, number = asked
    assert "avgjør ikke omdisponeringer" in refused(office, lambda: answer(office, number, by="nhn"))
    assert "avgjør ikke omdisponeringer" in refused(office, lambda: answer(office, number, by="office"))
    assert f"({number} " not in refused(office, lambda: answer(office, number + 99))
    assert f"venter på svar: {number} (prove-2024.{REPORT})" in refused(office, lambda: answer(office, "x"))
    answer(office, REPORT)
    again = refused(office, lambda: answer(office, number, granted=False))
    assert "er alt godkjent (Departementet, 2024-08-14, 24/90)" in again
    [one] = listed(office)
    assert (one.state, one.answered_by, one.reference, one.answer) == ("granted", "hod", "24/90", "Etter samråd.")


def test_a_denial_is_told_to_the_owner_once_and_then_the_report_may_be_accepted(asked: tuple[Office, int]) -> None:
    office, number = asked
    answer(office, number, granted=False)
    office.day("2024-08-15T10:00")
    office.day("2024-08-16T10:00")
    assert told(office, REPORT).count("not_moved") == 1
    texts = [one.payload.get_body(("plain",)).get_content() for one in office.memory.sent.values()]
    [sent] = [text for text in texts if "omdisponeringen" in text]
    assert "Departementet har ikke godkjent omdisponeringen" in " ".join(sent.split())
    assert "Grunn: Etter samråd" in " ".join(sent.split()) and "1 500" not in sent
    accepting.accept(office.at("2024-08-17"), REPORT, HOD)
    assert now(office, REPORT).state is State.ACCEPTED


def test_a_new_version_with_the_same_amount_keeps_the_question_and_another_amount_takes_its_place(
    asked: tuple[Office, int],
) -> None:
    office, number = asked
    send(office, "2024-08-13T10:00", MOVE | {"reason": "Bedre sagt."}, name="b.json")
    assert [(one.id, one.state) for one in listed(office)] == [(number, "asked")]
    send(office, "2024-08-14T10:00", MOVE | {"amount": "2000000"}, name="c.json")
    first, second = listed(office)
    assert (first.state, second.state, second.version, second.amount) == ("withdrawn", "asked", 3, 2_000_000)
    assert "er trukket" in refused(office, lambda: answer(office, first.id, "2024-08-15"))
    send(office, "2024-08-16T10:00", name="d.json")
    assert [one.state for one in listed(office)] == ["withdrawn", "withdrawn"], "the money stays where it is"
    accepting.accept(office.at("2024-08-17"), REPORT, HOD)
    assert list(audit.flaws(office.parts.database)) == []


def test_what_has_been_approved_stays_so_and_what_was_denied_is_asked_again_only_with_another_reason(
    asked: tuple[Office, int],
) -> None:
    office, number = asked
    answer(office, number, granted=False)
    send(office, "2024-08-15T10:00", MOVE, name="b.json", pps={"status": {"light": "green", "text": "Nytt i pps nå."}})
    assert [one.state for one in listed(office)] == ["denied"]
    send(office, "2024-08-16T10:00", MOVE | {"reason": "Leverandøren har gått konkurs."}, name="c.json")
    assert [one.state for one in listed(office)] == ["denied", "asked"]
    answer(office, listed(office)[1].id, "2024-08-17")
    send(office, "2024-08-19T10:00", MOVE | {"reason": "Sagt på nytt."}, name="d.json")
    assert [one.state for one in listed(office)] == ["denied", "granted"]


def test_gains_and_losses_said_per_initiative_are_paired_where_only_one_gives(office: Office) -> None:
    change = lambda amount: {"reallocation": {"change": amount, "reason": "Flyttes."}}  # noqa: E731
    send(office, "2024-08-12T10:00", pll=change("-10"), pps=change("10"))
    assert [one.move[:3] for one in listed(office)] == [("pll", "pps", Decimal(10))]


def test_what_does_not_balance_is_a_finding_and_asks_nobody(office: Office) -> None:
    change = {"reallocation": {"change": "-10", "reason": "Flyttes."}}
    send(office, "2024-08-12T10:00", pll=change)
    assert listed(office) == []
    assert [one["code"] for one in row(office, "2024-08-13").findings] == ["unbalanced"]


def test_a_plan_in_an_envelope_and_one_that_the_office_enters_open_an_approval_too(office: Office) -> None:
    send(office, "2024-01-29T10:00", MOVE, key=PLAN)
    assert [(one.key, one.state) for one in listed(office)] == [(f"prove-2024.{PLAN}", "asked")]
    move = Reallocation("pps", "pll", Decimal(5), "Står på side 3.")
    entered = approving.enter(office.at("2024-01-30"), PLAN, move)
    before = count(office)
    again = approving.enter(office.at("2024-01-31"), PLAN, move)
    assert (again.already, again.number, count(office)) == (True, entered.number, before)
    bad = Reallocation("pls", "pls", Decimal(5), "Nei.")
    said = refused(office, lambda: approving.enter(office.at("2024-01-31"), PLAN, bad))
    assert "mente du «pps»" in said and "samme tiltaket" in said
    assert "ingenting å godkjenne" in refused(office, lambda: approving.enter(office.at("2024-01-31"), LATE, move))
    send(office, "2024-02-01T10:00", key=PLAN, name="b.json")
    assert [one.state for one in listed(office)] == ["withdrawn", "asked"], (
        "what the office entered it withdraws itself"
    )
    approving.take_back(office.at("2024-02-02"), str(entered.number), "Feil beløp.")
    assert [one.state for one in listed(office)] == ["withdrawn", "withdrawn"]
    assert "er trukket" in refused(
        office, lambda: approving.take_back(office.at("2024-02-03"), str(entered.number), "Igjen.")
    )


def test_what_earlier_reports_were_granted_counts_when_money_is_moved_on(office: Office) -> None:
    first, second = "report.followup-2024-2.nhn", REPORT
    economy = {"economy": {"allocated": 100, "carried_over": 0, "spent": 120, "forecast": 130}}
    send(office, "2024-03-20T10:00", MOVE | {"amount": 40, "to": "pll", "from": "pps"}, key=first)
    answer(office, listed(office)[0].id, "2024-03-21")
    send(office, "2024-08-12T10:00", MOVE | {"amount": 20}, key=second, name="b.json", pll=economy)
    assert "below_spent" not in {one["code"] for one in row(office, "2024-08-13").findings}
    send(office, "2024-08-13T10:00", MOVE | {"amount": 21}, key=second, name="c.json", pll=economy)
    assert "below_spent" in {one["code"] for one in row(office, "2024-08-14").findings}


def test_who_answers_is_neither_the_office_under_any_name_nor_the_actors_own_people(
    asked: tuple[Office, int],
) -> None:
    office, number = asked
    for by in ("kontoret", "kontor@example.org", "kari", "kari@example.org"):
        assert "avgjør ikke omdisponeringer" in refused(office, lambda by=by: answer(office, number, by=by)), by


def test_a_move_that_takes_more_than_is_left_is_a_finding_and_asks_nobody_until_it_is_mended(office: Office) -> None:
    office.rewheel(lambda wheel: wheel["obligations"]["report-pll"]["required"].append("reallocation"))
    poor, rich = (
        {"economy": {"allocated": 100, "carried_over": 0, "spent": spent, "forecast": 90}} for spent in (95, 9)
    )
    send(office, "2024-08-12T10:00", MOVE | {"amount": 10}, pll=poor)
    assert listed(office) == []
    assert [one["code"] for one in row(office, "2024-08-13").findings] == ["below_spent"]
    send(office, "2024-08-13T10:00", MOVE | {"amount": 10}, name="b.json", pll=rich)
    assert [one.state for one in listed(office)] == ["asked"]
    send(office, "2024-08-14T10:00", MOVE | {"amount": 10}, name="c.json", pll=poor)
    assert [one.state for one in listed(office)] == ["withdrawn"]


def test_its_owner_is_told_that_it_is_to_be_put_right_and_how_and_not_that_it_is_missing(office: Office) -> None:
    office.rewheel(lambda wheel: wheel["obligations"]["report-pll"]["required"].append("reallocation"))
    poor = {"economy": {"allocated": 100, "carried_over": 0, "spent": 95, "forecast": 90}}
    send(office, "2024-08-12T10:00", MOVE | {"amount": 10}, pll=poor)
    office.day("2024-08-13T10:00")
    texts = [one.payload.get_body(("plain",)).get_content() for one in office.memory.sent.values()]
    [told] = [text for text in texts if "gjenstår" in text]
    assert "endringer i fordelingen av midler (mer enn det som er igjen)" in " ".join(told.split())
    assert "mangler" not in told


def test_one_answer_holds_for_the_same_move_told_word_for_word_by_two_documents(office: Office) -> None:
    send(office, "2024-03-20T10:00", MOVE, key=EARLIER)
    send(office, "2024-08-12T10:00", MOVE, name="b.json")
    send(office, "2024-08-12T11:00", MOVE | {"reason": "En annen grunn."}, key=PLAN, name="c.json")
    first, second, other = listed(office)
    done = answer(office, second.id)
    assert done.keys == (f"prove-2024.{REPORT}", f"prove-2024.{EARLIER}")
    assert f"omdisponering {first.id} (prove-2024.{EARLIER})" in done.warnings[0]
    assert [one.state for one in listed(office)] == ["granted", "granted", "asked"]
    assert listed(office)[2].id == other.id, "another reason is another move"
    assert list(audit.flaws(office.parts.database)) == []


def test_what_is_approved_is_not_asked_again_where_a_later_document_tells_of_it_word_for_word(office: Office) -> None:
    send(office, "2024-03-20T10:00", MOVE, key=EARLIER)
    answer(office, listed(office)[0].id, "2024-03-21")
    send(office, "2024-08-12T10:00", MOVE, name="b.json")
    assert [one.state for one in listed(office)] == ["granted"]
    accepting.accept(office.at("2024-08-13"), REPORT, HOD)
    send(office, "2024-08-14T10:00", MOVE | {"reason": "Enda mer trengs."}, key=PLAN, name="c.json")
    assert [one.state for one in listed(office)] == ["granted", "asked"]


def test_a_move_told_in_two_documents_is_counted_once_against_what_is_spent(office: Office) -> None:
    economy = {"economy": {"allocated": 100, "carried_over": 0, "spent": 60, "forecast": 60}}
    move = MOVE | {"amount": 40}
    send(office, "2024-03-20T10:00", move, key=EARLIER)
    answer(office, listed(office)[0].id, "2024-03-21")
    send(office, "2024-08-12T10:00", move, name="b.json", pll=economy)
    assert row(office, "2024-08-13").findings == []
    send(office, "2024-08-13T10:00", MOVE | {"amount": 41}, name="c.json", pll=economy)
    assert "below_spent" in {one["code"] for one in row(office, "2024-08-14").findings}


def test_a_move_found_after_acceptance_is_asked_all_the_same_and_the_office_is_told(office: Office) -> None:
    send(office, "2024-01-29T10:00", key=PLAN)
    accepting.accept(office.at("2024-01-30"), PLAN, HOD)
    late = approving.enter(office.at("2024-01-31"), PLAN, Reallocation("pps", "pll", Decimal(5), "Står på side 3."))
    assert late.warnings == (f"prove-2024.{PLAN} er alt godtatt",)
    assert [one.state for one in listed(office)] == ["asked"]
