"""Notices that must not go out yet, though they were decided: a request awaits its answer, or the owner has not heard."""

import datetime as dt

from office import Office, moment
from posts import decide, send, time_passes

from arshjul.flows import extending, ladder
from arshjul.flows.recorded import Words
from arshjul.store import outbox

PLAN = "plan.2024.nhn"
REPORT = "report.followup-2024-1.nhn"
PAST = "2024-02-05"  # a Monday: plan and report were due on 1 and 2 February


def said(office: Office) -> list[tuple[str, str, str]]:
    """Deliverable, step and person of all that was really said, in the order in which it went out."""
    rows = office.rows(
        "SELECT deliverable.key, notice.step, person.slug FROM notice JOIN message ON message.id = message_id "
        "JOIN person ON person.id = notice.person_id JOIN deliverable ON deliverable.id = deliverable_id "
        "WHERE message.state = 'sent' AND NOT dropped ORDER BY message.sent_at, message.id, notice.id"
    )
    return [(key.removeprefix("prove-2024."), step, person) for key, step, person in rows]


def chased(office: Office) -> list[tuple[str, str]]:
    """Who at Kari's has been told that something is late, and of what."""
    late = [(key, person) for key, step, person in said(office) if step in ("overdue", "manager")]
    return [(key, person) for key, person in late if person != "anne"]


def ask(office: Office, key: str, when: str) -> str:
    """Kari asks for two weeks more; the number of the request."""
    recorded = extending.ask_extension(office.at(when), key, dt.date(2024, 2, 19), "Sykdom")
    return str(recorded.number)


def test_a_request_that_came_in_after_the_decision_holds_back_what_says_that_the_deadline_has_passed(
    office: Office,
) -> None:
    office.day("2024-01-16")
    assert decide(office, "2024-02-02").notices
    ask(office, PLAN, "2024-02-02T13:00")
    send(office, "2024-02-02T14:00")
    assert (PLAN, "kari") not in chased(office)
    assert (PLAN, "nina") not in chased(office)
    assert (REPORT, "last_day", "kari") in said(office), "the rest of her message goes out"
    [row] = [row for row in ladder.explained(office.at("2024-02-02T15:00"), PLAN) if row.step == "overdue"][:1]
    assert (row.state, row.why) == (ladder.Fate.HELD, "en søknad om utsatt frist er ubesvart")


def test_one_that_a_vanished_worker_held_when_the_request_came_in_is_looked_at_again_too(office: Office) -> None:
    office.day("2024-01-16")
    decide(office, "2024-02-02")
    with office.parts.database.write() as connection:
        for id_ in outbox.waiting(connection, moment("2024-02-02").today):
            assert outbox.claim(connection, id_, "gone")
    ask(office, PLAN, "2024-02-02T13:00")
    time_passes(office)
    send(office, "2024-02-02T14:00")
    assert [key for key, _ in chased(office)] == []
    assert office.rows("SELECT slug, message.state, error FROM message JOIN person ON person.id = person_id "
                       "WHERE slug = 'nina'") == [("nina", "cancelled", "en søknad om utsatt frist er ubesvart")]  # fmt: skip


def test_once_the_answer_is_no_it_is_said_after_all_and_once(office: Office) -> None:
    office.day("2024-01-16")
    decide(office, "2024-02-02")
    number = ask(office, PLAN, "2024-02-02T13:00")
    send(office, "2024-02-02T14:00")
    words = Words(by="hod", reference="24/1", reason="Kan ikke vente")
    extending.answer_extension(office.at("2024-02-05T08:00"), number, words, granted=False)
    for day in (PAST, "2024-02-06", "2024-02-07"):
        office.day(day)
    assert sorted(chased(office)) == [(PLAN, "kari"), (PLAN, "nina"), (REPORT, "kari"), (REPORT, "nina")]


def test_once_the_answer_is_yes_nobody_is_chased(office: Office) -> None:
    office.day("2024-01-16")
    decide(office, "2024-02-02")
    number = ask(office, PLAN, "2024-02-02T13:00")
    send(office, "2024-02-02T14:00")
    extending.answer_extension(office.at("2024-02-05T08:00"), number, Words("hod", "24/1", ""), granted=True)
    for day in (PAST, "2024-02-06"):
        office.day(day)
    assert (PLAN, "kari") not in chased(office)


def confirmed(office: Office) -> None:
    """Kari is late with the plan, her mail does not arrive, and the office lets the manager Peder hear of it."""
    office.day("2024-01-16")
    office.memory.down = frozenset({"kari@example.org", "nina@example.org"})
    office.day(PAST)
    ladder.confirm(office.at("2024-02-05T13:00"), PLAN, "kontoret")


def test_a_manager_hears_after_the_owner_however_the_messages_were_written_down(office: Office) -> None:
    confirmed(office)
    office.memory.down = frozenset()
    before = len(office.memory.sent)
    office.day("2024-02-08")
    to = [out.to for out in list(office.memory.sent.values())[before:]]
    assert to[-1] == "peder@example.org"
    assert {"kari@example.org", "nina@example.org"} <= set(to[:-1])


def test_while_the_owner_has_not_heard_the_manager_does_not_either(office: Office) -> None:
    confirmed(office)
    assert office.day("2024-02-08").sent.cancelled == 1
    assert "peder@example.org" not in {out.to for out in office.memory.sent.values()}
    office.memory.down = frozenset()
    office.day("2024-02-09")
    assert list(office.memory.sent.values())[-1].to == "peder@example.org"
    assert (PLAN, "peder") in chased(office)


def test_an_owner_who_cannot_be_reached_at_all_keeps_nothing_from_the_manager(office: Office) -> None:
    confirmed(office)
    office.memory.down = frozenset()
    office.memory.refused = frozenset({"kari@example.org", "nina@example.org"})
    office.day("2024-02-08")
    office.day("2024-02-09")
    assert chased(office) == [(PLAN, "peder")]
